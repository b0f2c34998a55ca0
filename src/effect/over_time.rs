//! How much of the move of a number between two periods is data and how much is definition.
//!
//! The earlier definition is evaluated on the earlier and on the later period, then the later
//! definition on the later period: the first step is data, the second definition. Both see the same
//! rows as of the same day.

use crate::change::{self, Change};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::fingerprint::{Digests, definitions};
use crate::model::{KpiId, Model};
use crate::query::{Asked, Query};
use crate::run;
use crate::table::{Cell, KpiTitle};
use jiff::civil::Date;

/// What is compared.
pub struct AskOverTime<'a> {
    /// The definitions of the earlier period, and of the later.
    pub models: [&'a Model; 2],
    /// The KPI, as the later definitions name it.
    pub kpi: KpiId,
    /// The earlier period, and the later.
    pub periods: [&'a Asked; 2],
    /// The last day whose rows exist.
    pub as_of: Date,
    /// The data.
    pub engine: &'a dyn Engine,
}

/// How a number moved.
#[derive(Debug, Clone)]
pub struct OverTime {
    /// Label and unit, of the later definition.
    pub title: KpiTitle,
    /// The earlier definition on the earlier period and on the later one; the later definition on the
    /// later one.
    pub cells: [Cell; 3],
    /// Both definitions give the same kind of number, so that they can be subtracted.
    pub comparable: bool,
    /// What changed in the meaning of the KPI; empty where nothing did.
    pub changes: Vec<Change>,
}

/// Evaluates both definitions; the errors say why one cannot be.
pub fn over_time(ask: &AskOverTime<'_>) -> Result<OverTime, Diagnostics> {
    let [base, head] = ask.models;
    let name = &head.kpis[ask.kpi.0].about.name;
    let earlier = named_before(base, head, ask.kpi).ok_or_else(|| {
        let message = format!("`{name}` was not defined at the end of {}", ask.periods[0].label);
        let help =
            format!("`kpi log kpi.{name}` lists since when it is; `--from-at` names another");
        Diagnostic::general("unknown-name", message).help(help)
    })?;
    let same = meaning(base, earlier) == meaning(head, ask.kpi);
    let (first, old) = cell(ask, base, earlier, ask.periods[0])?;
    let (_, second) = cell(ask, base, earlier, ask.periods[1])?;
    let (title, third) = match same {
        true => (KpiTitle { title: titled(head, ask.kpi), ..first.clone() }, second.clone()),
        false => cell(ask, head, ask.kpi, ask.periods[1])?,
    };
    let comparable = first.kind == title.kind && first.unit == title.unit;
    let changes = if same { Vec::new() } else { relevant(base, head, name, ask.as_of) };
    Ok(OverTime { title, cells: [old, second, third], comparable, changes })
}

fn titled(model: &Model, kpi: KpiId) -> crate::table::Title {
    let about = &model.kpis[kpi.0].about;
    crate::table::Title { name: about.name.clone(), label: about.label.clone() }
}

/// The same KPI in the earlier definitions, maybe under the name it says it had.
fn named_before(base: &Model, head: &Model, kpi: KpiId) -> Option<KpiId> {
    let about = &head.kpis[kpi.0].about;
    let renamed = || base.kpi_named(about.standing.renamed_from.as_deref()?);
    base.kpi_named(&about.name).or_else(renamed)
}

fn meaning(model: &Model, kpi: KpiId) -> String {
    let digests = Digests::of(model, &definitions(model));
    digests.whole(crate::explain::Item::Kpi(kpi)).to_owned()
}

fn cell(
    ask: &AskOverTime<'_>,
    model: &Model,
    kpi: KpiId,
    period: &Asked,
) -> Result<(KpiTitle, Cell), Diagnostics> {
    let query = Query::of(vec![kpi], Some(period.clone()), ask.as_of);
    let table = run::run(model, &query, ask.engine, "")?;
    table.into_first_line().next().ok_or_else(|| {
        let message = format!("`{}` has no row to show", model.kpis[kpi.0].about.name);
        Diagnostic::general("engine-failure", message).into()
    })
}

/// Changes of the KPI itself and of what it rests on.
fn relevant(base: &Model, head: &Model, name: &str, today: Date) -> Vec<Change> {
    let full = format!("kpi.{name}");
    let mut changes = change::changes(Some(base), Some(head), today);
    changes.retain(|change| {
        let moves = change.findings.iter().any(|it| it.rule.nature.moves_numbers());
        moves && (change.full_name() == full || change.reach.includes(&full))
    });
    changes
}
