//! The journeys of a stage's funnel in one model, by subject and cycle, with the money they brought.

use std::collections::{BTreeMap, HashMap};

use super::Ask;
use crate::diagnostic::Diagnostics;
use crate::leads::{entries, entry_column};
use crate::lower::Listing;
use crate::model::{Aggregate, FunnelId, JourneyColumn, Model, StageId, paths};
use crate::outlook::{Exact, plain_sum, rows};
use crate::plan::Value;
use crate::query::Query;
use crate::run;

/// A subject and its cycle.
pub(super) type Key = (String, i64);

/// Journeys of one funnel.
#[derive(Debug, Clone, Default)]
pub(super) struct Journeys {
    /// Position of the stage in the funnel.
    pub(super) position: usize,
    /// Labels of the stages.
    pub(super) stages: Vec<String>,
    /// By subject and cycle.
    pub(super) all: BTreeMap<Key, Journey>,
    /// Journeys have money: that of the target of a plan of the funnel.
    pub(super) money: bool,
}

/// One journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Journey {
    /// Entries by stage, microseconds since 1970 or days; those that a later stage filled in are not
    /// there.
    pub(super) own: Vec<Option<i64>>,
    /// Position of the last stage it entered.
    pub(super) reached: usize,
    /// What it brought.
    pub(super) money: Exact,
}

/// Reads the journeys of the funnel of a stage.
pub(super) fn journeys(
    ask: &Ask<'_>,
    model: &Model,
    stage: StageId,
) -> Result<Journeys, Diagnostics> {
    let held = &model.stages[stage.0];
    let funnel = &model.funnels[held.funnel.0];
    let first = funnel.stages[0];
    let mut columns = vec![JourneyColumn::Subject, JourneyColumn::Cycle];
    for position in 0..funnel.stages.len() {
        columns.extend([JourneyColumn::Entry(position), JourneyColumn::Backfilled(position)]);
    }
    let values = columns.iter().map(|column| entry_column(model, first, *column)).collect();
    let query = Query { period: None, ..ask.query(Vec::new()) };
    let whole = Listing {
        at_entry: false,
        journey: Some(held.funnel),
        ..Listing::of(entries(model, first), values)
    };
    let sum = sum(model, held.funnel);
    let listings: Vec<Listing> =
        [whole].into_iter().chain(sum.map(|sum| rows(model, held.funnel, sum))).collect();
    let mut found = run::list(model, &query, &listings, ask.engine)?.into_iter();
    let mut next = || found.next().unwrap_or_default().rows;
    let (journeys, earned) = (next(), next());
    let money = by_number(&earned);
    let all = journeys.iter().filter_map(|row| journey(row, &money)).collect();
    Ok(Journeys {
        position: held.position,
        stages: funnel.stages.iter().map(|id| model.stages[id.0].about.label.clone()).collect(),
        all,
        money: sum.is_some(),
    })
}

/// The money that counts: the target of the first plan of the funnel, where rows make it up.
fn sum(model: &Model, funnel: FunnelId) -> Option<&Aggregate> {
    let plan = model.plans.iter().find(|plan| plan.funnel == funnel)?;
    let sum = plain_sum(model, &model.kpis[plan.kpi.0].formula)?;
    let of = model.funnels[funnel.0].of;
    let linked = sum.set.source == of || !paths(&model.sources, sum.set.source, of).is_empty();
    linked.then_some(sum)
}

fn by_number(rows: &[Vec<Value>]) -> HashMap<i64, Exact> {
    let mut money: HashMap<i64, Exact> = HashMap::new();
    for row in rows {
        let [Value::Integer(number), clock, amount] = row.as_slice() else { continue };
        if let Some(amount) = Exact::of(amount).filter(|_| *clock != Value::Missing) {
            let sum = money.entry(*number).or_insert(Exact { units: 0, scale: 0 });
            *sum = sum.plus(amount);
        }
    }
    money
}

/// The key of a journey from its columns.
pub(super) fn key(subject: &Value, cycle: &Value) -> Key {
    let cycle = match cycle {
        Value::Integer(cycle) => *cycle,
        _ => 1,
    };
    match subject {
        Value::Text(text) => (text.clone(), cycle),
        other => (other.to_string(), cycle),
    }
}

fn journey(row: &[Value], money: &HashMap<i64, Exact>) -> Option<(Key, Journey)> {
    let [Value::Integer(number), subject, cycle, stages @ ..] = row else { return None };
    let (mut own, mut reached) = (Vec::new(), 0);
    for (position, entry) in stages.chunks_exact(2).enumerate() {
        let moment = match entry[0] {
            Value::Datetime(micros) => Some(micros),
            Value::Date(date) => Some(i64::from((date - jiff::civil::date(1970, 1, 1)).get_days())),
            _ => None,
        };
        if moment.is_some() {
            reached = position;
        }
        own.push(moment.filter(|_| entry[1] != Value::Boolean(true)));
    }
    let money = money.get(number).copied().unwrap_or(Exact { units: 0, scale: 0 });
    Some((key(subject, cycle), Journey { own, reached, money }))
}
