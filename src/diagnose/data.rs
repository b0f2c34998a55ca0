//! What the data say: which KPIs can be asked, their cells, where sources begin.

use std::collections::{BTreeMap, BTreeSet};

use super::{Number, table};
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::functions::AggregateFunction;
use crate::model::{About, Aggregate, Formula, Kpi, KpiId, Model, Node, Set, SourceId};
use crate::period::Zone;
use crate::plan::Value;
use crate::query::Query;
use crate::run;
use jiff::civil::Date;

/// Leaves out of a query what cannot be asked, and says why.
pub(super) fn possible(model: &Model, query: &Query) -> (Query, BTreeMap<KpiId, String>) {
    let mut obstacles = BTreeMap::new();
    let mut kpis = Vec::new();
    for id in &query.kpis {
        match run::obstacle(model, query, *id) {
            None => kpis.push(*id),
            Some(why) => drop(obstacles.insert(*id, why.message)),
        }
    }
    (Query { named: kpis.clone(), kpis, ..query.clone() }, obstacles)
}

/// The cells of a query over one period.
pub(super) fn answers(
    model: &Model,
    query: &Query,
    engine: &dyn Engine,
    definitions: &str,
) -> Result<BTreeMap<KpiId, Number>, Diagnostics> {
    if query.kpis.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = table(model, query, engine, definitions)?;
    let numbers = found.into_first_line().map(|(title, cell)| Number { title, cell });
    Ok(query.kpis.iter().copied().zip(numbers).collect())
}

/// For each KPI, the source whose rows begin last, with its first day.
pub(super) fn begins(
    model: &Model,
    possible: &Query,
    query: &Query,
    engine: &dyn Engine,
    definitions: &str,
) -> Result<BTreeMap<KpiId, (String, Date)>, Diagnostics> {
    if possible.kpis.is_empty() {
        return Ok(BTreeMap::new());
    }
    let lowered = run::lowered(model, possible)?;
    let mut sources: BTreeSet<SourceId> = BTreeSet::new();
    lowered.kpis.iter().for_each(|kpi| sources.extend(&kpi.sources));
    let mut with = model.clone();
    let (mut asked, mut kpis) = (Vec::new(), Vec::new());
    for source in sources {
        if let Some(kpi) = oldest(model, source) {
            asked.push(source);
            kpis.push(KpiId(with.kpis.len()));
            with.kpis.push(kpi);
        }
    }
    let query = Query { named: kpis.clone(), kpis, period: None, ..query.clone() };
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let days: BTreeMap<SourceId, Date> = answers(&with, &query, engine, definitions)?
        .into_values()
        .zip(&asked)
        .filter_map(|(number, source)| match number.cell.value {
            Value::Date(day) => Some((*source, day)),
            Value::Datetime(micros) => Some((*source, zone.local_date(micros))),
            _ => None,
        })
        .collect();
    let last = |sources: &BTreeSet<SourceId>| {
        let days = sources.iter().filter_map(|id| days.get(id).map(|day| (*day, *id)));
        days.max().map(|(day, id)| (model.source(id).name.clone(), day))
    };
    Ok(lowered.kpis.iter().filter_map(|kpi| Some((kpi.id, last(&kpi.sources)?))).collect())
}

/// The first moment of a source as a KPI; nothing where it has no time.
fn oldest(model: &Model, source: SourceId) -> Option<Kpi> {
    let held = model.source(source);
    let time = held.time.filter(|_| held.funnel.is_none())?;
    let span = held.span;
    let kind = held.column(time).kind.clone();
    let set = Set::all_of(source);
    let argument = Some(Formula::new(Node::Column(time), kind.clone(), span));
    let function = AggregateFunction::Minimum;
    let aggregate = Aggregate { function, set, argument, path: Vec::new(), journey: None };
    let about = About::unwritten(format!("oldest {}", held.name), &held.name, span);
    let formula = Formula::new(Node::Aggregate(Box::new(aggregate)), kind, span);
    Some(Kpi::unwritten(about, formula))
}
