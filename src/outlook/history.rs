//! The journeys of a funnel, as moments.

use std::collections::BTreeMap;

use crate::answer;
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::leads::{entries, entry_column};
use crate::lower::Listing;
use crate::model::{DimensionId, Formula, FunnelId, JourneyColumn, Model, Node};
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

/// Reads the journeys of a plan's funnel; `by` is the dimension that splits them, seen at the entry
/// into the first stage.
pub fn history(
    model: &Model,
    query: &Query,
    funnel: FunnelId,
    within: Option<crate::expression::Duration>,
    by: Option<DimensionId>,
    engine: &dyn Engine,
) -> Result<History, Diagnostics> {
    let held = &model.funnels[funnel.0];
    let first = held.stages[0];
    let entry = |position| entry_column(model, first, JourneyColumn::Entry(position));
    let mut values: Vec<Formula> = (0..held.stages.len()).map(entry).collect();
    if let Some(within) = within {
        for position in 0..held.stages.len() - 1 {
            let start = entry(position);
            let (kind, span) = (start.kind.clone(), start.span);
            values.push(Formula::new(Node::Shift(Box::new(start), within, 1), kind, span));
        }
    }
    let asked = Query {
        by: by.into_iter().collect(),
        by_period: None,
        period: None,
        filter: None,
        ..query.clone()
    };
    let found = run::list(model, &asked, &[Listing::of(entries(model, first), values)], engine)?;
    let rows = found.into_iter().next().unwrap_or_default().rows;
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    Ok(assembled(model, &rows, by, held.stages.len(), held.whole_days, &zone))
}

fn assembled(
    model: &Model,
    rows: &[Vec<Value>],
    by: Option<DimensionId>,
    stages: usize,
    days: bool,
    zone: &Zone,
) -> History {
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    let named = |row: &[Value]| match by {
        Some(id) => answer::label(model, id, &row[0], zone),
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
            row[groups..].iter().map(|value| moment(value, days, zone)).collect();
        let (entries, ends) = moments.split_at(stages.min(moments.len()));
        let ends = ends.iter().map(|end| end.map(|(micros, _)| micros)).collect();
        Way { channel: labels[&named(row)], entries: entries.to_vec(), ends }
    };
    let ways = rows.iter().map(way).collect();
    let channels =
        if labels.is_empty() { vec![String::new()] } else { labels.into_keys().collect() };
    History { channels, ways }
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
