//! Readings of several KPIs together: whether each holds in a period, with its numbers.
//!
//! Every KPI of a condition, both sides of its comparisons and the condition itself are evaluated as
//! KPIs, so that periods, maturity and status mean what they always mean. A diagnosis holds or does
//! not hold only where every KPI in it is `ok`. `report` shows the findings.

mod data;
mod judge;
mod look;
mod parts;
mod words;

use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::model::{DiagnosisId, KpiId, Model};
use crate::outlook::{Planned, Unplanned};
use crate::period::{Span, containing, label, previous};
use crate::plan::Comparison;
use crate::query::{Asked, Query};
use crate::run;
use crate::table::{Cell, KpiTitle, Table};
use jiff::civil::Date;
use parts::Parts;

/// Gives the planned value of a KPI over a span, or why there is none.
pub type PlannedValues<'a> = &'a dyn Fn(KpiId, Span) -> Result<Planned, Unplanned>;

/// What is asked.
pub struct Ask<'a> {
    /// The definitions.
    pub model: &'a Model,
    /// Which diagnoses, in the order shown.
    pub diagnoses: &'a [DiagnosisId],
    /// Which period.
    pub period: &'a Asked,
    /// The last day whose rows exist.
    pub as_of: Date,
    /// Planned values.
    pub planned: PlannedValues<'a>,
}

/// Whether a diagnosis holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Its condition is true.
    Holds,
    /// It is false.
    DoesNotHold,
    /// The period or a window is not over.
    TooEarly,
    /// A KPI has too few entries, no value, or no data that far back.
    NotEnoughData,
    /// No plan covers it, or it cannot be asked.
    NotEvaluated,
}

impl Verdict {
    /// The word in machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::DoesNotHold => "does_not_hold",
            Verdict::TooEarly => "too_early",
            Verdict::NotEnoughData => "not_enough_data",
            Verdict::NotEvaluated => "not_evaluated",
        }
    }
}

/// One diagnosis, judged.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Which.
    pub id: DiagnosisId,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Why it is neither true nor false; empty where it is.
    pub why: Vec<String>,
    /// Every KPI of the condition; empty where it was not evaluated.
    pub kpis: Vec<Number>,
    /// Both sides of its comparisons.
    pub comparisons: Vec<Compared>,
    /// What to look at, where it holds.
    pub looks: Vec<Look>,
}

/// A value with what names it.
#[derive(Debug, Clone)]
pub struct Number {
    /// Its label and unit.
    pub title: KpiTitle,
    /// The value.
    pub cell: Cell,
}

/// A comparison of the condition.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What is measured.
    pub left: Number,
    /// How.
    pub comparison: Comparison,
    /// What with.
    pub right: Number,
    /// Whether it is true; nothing where a side cannot be used.
    pub holds: Option<bool>,
}

/// A KPI that was looked at.
#[derive(Debug, Clone)]
pub struct Look {
    /// As written.
    pub text: String,
    /// The groups with the most entries, or why there are none.
    pub table: Result<Table, String>,
    /// Groups there are.
    pub groups: usize,
}

/// The last month that is over at the end of a day.
pub fn last_month(model: &Model, as_of: Date) -> Asked {
    use crate::expression::PeriodUnit::Month;
    let settings = &model.project.settings;
    let tomorrow = Span::inclusive(as_of, as_of).end;
    let span = previous(containing(Month, tomorrow, settings));
    Asked { span, label: label(Month, span, settings) }
}

/// Judges diagnoses; those that hold come first, with what to look at. The errors say why the data
/// cannot be read.
pub fn diagnose(
    ask: &Ask<'_>,
    engine: &dyn Engine,
    definitions: &str,
) -> Result<Vec<Finding>, Diagnostics> {
    let mut parts = Parts::new(ask);
    let prepared: Vec<_> = ask.diagnoses.iter().map(|id| parts.diagnosis(*id)).collect();
    let Parts { model, kpis, .. } = parts;
    let query = question(ask, Some(ask.period.clone()), kpis);
    let (possible, obstacles) = data::possible(&model, &query);
    let answers = data::answers(&model, &possible, engine, definitions)?;
    let begins = data::begins(&model, &possible, &query, engine, definitions)?;
    let judge = judge::Judge { ask, obstacles, answers, begins };
    let mut findings: Vec<Finding> =
        ask.diagnoses.iter().zip(prepared).map(|(id, it)| judge.finding(*id, it)).collect();
    findings.sort_by_key(|finding| finding.verdict != Verdict::Holds);
    for finding in findings.iter_mut().filter(|it| it.verdict == Verdict::Holds) {
        for look in &ask.model.diagnoses[finding.id.0].looks {
            finding.looks.push(look::look(ask, look, engine, definitions)?);
        }
    }
    Ok(findings)
}

/// A query of KPIs that stand alone.
fn question(ask: &Ask<'_>, period: Option<Asked>, kpis: Vec<KpiId>) -> Query {
    Query::of(kpis, period, ask.as_of)
}

/// Evaluates a query that is known to be possible.
fn table(
    model: &Model,
    query: &Query,
    engine: &dyn Engine,
    definitions: &str,
) -> Result<Table, Diagnostics> {
    run::run(model, query, engine, definitions)
}
