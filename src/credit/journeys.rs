//! Rows of touches and entries -> paths, channels as numbers.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::listings::{CHANNEL, MOMENT, TouchColumns};
use super::micros;
use crate::attribution::{Path, Touch};
use crate::diagnostic::Diagnostic;
use crate::evaluate::compare_values;
use crate::model::Attribution;
use crate::plan::{Rows, Value};

/// Journeys with what happened on them.
pub(super) struct Journeys {
    /// In the order of their numbers; those with an entry have a value.
    pub(super) paths: Vec<Path>,
    /// Number of a journey -> its path.
    pub(super) numbers: BTreeMap<i64, usize>,
    /// Labels by number of the channel, sorted, the one of missing channels last.
    pub(super) channels: Vec<String>,
}

/// Channels by label, none for the missing one; numbered as they come.
#[derive(Default)]
struct Channels {
    numbers: BTreeMap<Option<String>, u32>,
}

impl Channels {
    fn number(&mut self, label: Value) -> u32 {
        let label = match label {
            Value::Text(text) => Some(text),
            _ => None,
        };
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(label).or_insert(next)
    }

    /// Labels in order, and the new number of every old one.
    fn sorted(self, missing: &str) -> (Vec<String>, Vec<u32>) {
        let mut numbers = vec![0; self.numbers.len()];
        let mut labels = Vec::new();
        // `None` is the least; it goes last.
        let (none, some): (Vec<_>, Vec<_>) =
            self.numbers.into_iter().partition(|(label, _)| label.is_none());
        for (label, old) in some.into_iter().chain(none) {
            if let Some(number) = numbers.get_mut(old as usize) {
                *number = u32::try_from(labels.len()).unwrap_or(u32::MAX);
            }
            labels.push(label.unwrap_or_else(|| missing.to_owned()));
        }
        (labels, numbers)
    }
}

/// Makes the paths; each row of `touches` and `entries` is as `listings` says.
pub(super) fn journeys(
    attribution: &Attribution,
    touches: Rows,
    columns: &TouchColumns,
    entries: Rows,
) -> Journeys {
    let mut paths: BTreeMap<i64, Path> = BTreeMap::new();
    for row in entries.rows {
        paths.extend(entry(row, attribution.look_back.is_some()));
    }
    let mut rows = touches.rows;
    rows.sort_unstable_by(|a, b| in_order(a, b, columns));
    let mut channels = Channels::default();
    for row in rows {
        let Some((journey, touch, since)) = touch(row, columns, &mut channels) else { continue };
        let path = paths.entry(journey).or_insert_with(|| Path {
            moments: vec![None; attribution.anchors.len()],
            ..Path::default()
        });
        if path.value.is_none() {
            path.since = since;
        }
        path.touches.push(touch);
    }
    let (labels, renumbered) = channels.sorted(&attribution.missing);
    for touch in paths.values_mut().flat_map(|path| &mut path.touches) {
        touch.channel = renumbered.get(touch.channel as usize).copied().unwrap_or_default();
    }
    let numbers = paths.keys().enumerate().map(|(at, number)| (*number, at)).collect();
    Journeys { paths: paths.into_values().collect(), numbers, channels: labels }
}

/// By journey, moment and key; then by all there is, so that the order of rows decides nothing.
fn in_order(a: &[Value], b: &[Value], columns: &TouchColumns) -> Ordering {
    let at = [Some(0), Some(MOMENT), columns.exact, columns.key, Some(CHANNEL), columns.direct];
    let values = |index: usize| Some((a.get(index)?, b.get(index)?));
    let pairs = at.into_iter().flatten().filter_map(values);
    pairs.map(|(a, b)| compare_values(a, b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The journey of a touch, the touch, and since when touches count if it is the last of all.
fn touch(
    mut row: Vec<Value>,
    columns: &TouchColumns,
    channels: &mut Channels,
) -> Option<(i64, Touch, Option<i64>)> {
    let mut take = |at: usize| match row.get_mut(at) {
        Some(value) => std::mem::replace(value, Value::Missing),
        None => Value::Missing,
    };
    let Value::Integer(journey) = take(0) else { return None };
    let moment = micros(&take(MOMENT))?;
    let channel = channels.number(take(CHANNEL));
    let direct = columns.direct.is_some_and(|at| take(at) == Value::Boolean(true));
    let since = columns.since.and_then(|at| micros(&take(at)));
    Some((journey, Touch { channel, moment, direct }, since))
}

fn entry(row: Vec<Value>, look_back: bool) -> Option<(i64, Path)> {
    let mut values = row.into_iter();
    let Some(Value::Integer(journey)) = values.next() else { return None };
    values.next();
    let since = if look_back { values.next().and_then(|since| micros(&since)) } else { None };
    let moments = values.map(|moment| micros(&moment)).collect();
    Some((journey, Path { since, value: Some(0), moments, ..Path::default() }))
}

/// A label that stands for something missing and is also a channel.
pub(super) fn label_occurs(
    attribution: &Attribution,
    journeys: &Journeys,
    nobody: &str,
) -> Option<Diagnostic> {
    let labels = &journeys.channels;
    let twice = labels.windows(2).any(|pair| pair[0] == pair[1])
        || labels.iter().filter(|label| **label == attribution.missing).count() > 1;
    let label = match labels.iter().find(|label| label.as_str() == nobody) {
        Some(label) => label,
        None if twice => &attribution.missing,
        None => return None,
    };
    let name = &attribution.about.name;
    let message = format!("`{label}` stands for what is missing in `{name}`, and is a channel too");
    Some(
        Diagnostic::error("label-occurs", attribution.about.span, message)
            .label("means two things")
            .help("write another label as `missing`, or rename the channel with `replace`"),
    )
}
