//! The journeys of a funnel, as moments.

use std::collections::{BTreeMap, HashMap};

use super::money::{Exact, rows};
use crate::answer;
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::leads::{entries, entry_column};
use crate::lower::Listing;
use crate::model::{Aggregate, Formula, JourneyColumn, Model, Node, RevenuePlan};
use crate::period::Zone;
use crate::plan::Value;
use crate::query::Query;
use crate::run;
use jiff::civil::Date;

/// All journeys of a funnel up to as of.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Labels of the channels, sorted; one empty label without a split.
    pub channels: Vec<String>,
    /// One for each journey, in no particular order.
    pub ways: Vec<Way>,
}

/// One journey.
#[derive(Debug, Clone)]
pub struct Way {
    /// Index into [`History::channels`].
    pub channel: usize,
    /// By stage: the moment and the local day of the entry.
    pub entries: Vec<Option<(i64, Date)>>,
    /// By step: the last moment of its window, none without a window or an entry.
    pub ends: Vec<Option<i64>>,
}

/// Money of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Earned {
    /// Index into [`History::ways`]; none of a row that belongs to no journey.
    pub(super) way: Option<usize>,
    /// The local day of the row's clock.
    pub(super) day: Date,
    /// The money.
    pub(super) amount: Exact,
}

/// Reads the journeys of a plan's funnel, split as the plan says; a dimension is seen at the entry
/// into the first stage.
pub fn history(
    model: &Model,
    query: &Query,
    plan: &RevenuePlan,
    engine: &dyn Engine,
) -> Result<History, Diagnostics> {
    let found = run::list(model, &whole(query, plan), &[journeys(model, plan)], engine)?;
    let rows = found.into_iter().next().unwrap_or_default().rows;
    Ok(assembled(model, plan, &rows).0)
}

/// Reads the same, and the rows of a sum with the journeys that they belong to.
pub(super) fn history_of(
    model: &Model,
    query: &Query,
    plan: &RevenuePlan,
    sum: &Aggregate,
    engine: &dyn Engine,
) -> Result<(History, Vec<Earned>), Diagnostics> {
    let listings = [journeys(model, plan), rows(model, plan.funnel, sum)];
    let mut found = run::list(model, &whole(query, plan), &listings, engine)?.into_iter();
    let mut next = || found.next().unwrap_or_default().rows;
    let (journeys, rows) = (next(), next());
    let (history, numbers) = assembled(model, plan, &journeys);
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let earned = |row: &Vec<Value>| {
        let way = number(&row[0]).and_then(|number| numbers.get(&number).copied());
        let (_, day) = moment(&row[1], false, &zone)?;
        Some(Earned { way, day, amount: Exact::of(&row[2])? })
    };
    let earned = rows.iter().filter_map(earned).collect();
    Ok((history, earned))
}

fn whole(query: &Query, plan: &RevenuePlan) -> Query {
    let by = plan.split.as_ref().map(|split| split.by);
    Query {
        by: by.into_iter().collect(),
        by_period: None,
        period: None,
        filter: None,
        ..query.clone()
    }
}

/// The entries of every journey and the ends of their windows.
fn journeys(model: &Model, plan: &RevenuePlan) -> Listing {
    let held = &model.funnels[plan.funnel.0];
    let first = held.stages[0];
    let entry = |position| entry_column(model, first, JourneyColumn::Entry(position));
    let mut values: Vec<Formula> = (0..held.stages.len()).map(entry).collect();
    if let Some(within) = plan.within {
        for position in 0..held.stages.len() - 1 {
            let start = entry(position);
            let (kind, span) = (start.kind.clone(), start.span);
            values.push(Formula::new(Node::Shift(Box::new(start), within, 1), kind, span));
        }
    }
    let journey = Some(plan.funnel);
    Listing { journey, ..Listing::of(entries(model, first), values) }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}

/// The history, and the places of its journeys by their numbers.
fn assembled(
    model: &Model,
    plan: &RevenuePlan,
    rows: &[Vec<Value>],
) -> (History, HashMap<i64, usize>) {
    let held = &model.funnels[plan.funnel.0];
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let by = plan.split.as_ref().map(|split| split.by);
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    let named = |row: &[Value]| match by {
        Some(id) => answer::label(model, id, &row[0], &zone),
        None => String::new(),
    };
    for row in rows {
        labels.entry(named(row)).or_default();
    }
    for (place, index) in labels.values_mut().enumerate() {
        *index = place;
    }
    let groups = usize::from(by.is_some());
    let way = |row: &Vec<Value>| {
        let moments: Vec<Option<(i64, Date)>> =
            row[groups + 1..].iter().map(|it| moment(it, held.whole_days, &zone)).collect();
        let (entries, ends) = moments.split_at(held.stages.len().min(moments.len()));
        let ends = ends.iter().map(|end| end.map(|(micros, _)| micros)).collect();
        Way { channel: labels[&named(row)], entries: entries.to_vec(), ends }
    };
    let ways = rows.iter().map(way).collect();
    let numbers = rows.iter().enumerate().filter_map(|(at, row)| Some((number(&row[groups])?, at)));
    let numbers = numbers.collect();
    let channels =
        if labels.is_empty() { vec![String::new()] } else { labels.into_keys().collect() };
    (History { channels, ways }, numbers)
}

/// Microseconds since 1970 and the local day; of whole days the start of the day.
fn moment(value: &Value, days: bool, zone: &Zone) -> Option<(i64, Date)> {
    match value {
        Value::Date(date) => Some((zone.start_of_day_micros(*date), *date)),
        Value::Datetime(micros) => {
            let date = zone.local_date(*micros);
            Some((if days { zone.start_of_day_micros(date) } else { *micros }, date))
        }
        _ => None,
    }
}
