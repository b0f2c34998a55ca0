//! What came out against what is expected.

use std::collections::BTreeMap;

use crate::evaluate::compare_values;
use crate::model::{Expectation, Expected, Model};
use crate::period::Zone;
use crate::plan::{Rows, Value};

/// What differs from one expectation.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// Of what.
    pub of: Expected,
    /// Keys that should be there and are not.
    pub missing: Vec<Value>,
    /// Keys that should not be there, with their moments.
    pub extra: Vec<(Value, Vec<Value>)>,
    /// Keys with other moments: key, expected, found.
    pub moved: Vec<(Value, Vec<Value>, Vec<Value>)>,
}

/// Compares listed rows with an expectation; nothing where they agree.
pub(super) fn judge(model: &Model, expectation: &Expectation, rows: &Rows) -> Option<Mismatch> {
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let mut found = found(expectation, rows);
    let mut mismatch =
        Mismatch { of: expectation.of, missing: Vec::new(), extra: Vec::new(), moved: Vec::new() };
    for (key, moments) in &expectation.entries {
        match (found.remove(&Key(key.clone())), moments) {
            (None, _) => mismatch.missing.push(key.clone()),
            (Some(_), None) => {}
            (Some(found), Some(expected)) => {
                if !same(expected, &found, &zone) {
                    mismatch.moved.push((key.clone(), expected.clone(), found));
                }
            }
        }
    }
    mismatch.extra = found.into_iter().map(|(key, moments)| (key.0, moments)).collect();
    let all = mismatch.missing.len() + mismatch.extra.len() + mismatch.moved.len();
    (all > 0).then_some(mismatch)
}

/// Keys with the moments of their entries, in the order of cycles.
fn found(expectation: &Expectation, rows: &Rows) -> BTreeMap<Key, Vec<Value>> {
    let mut sorted: Vec<&Vec<Value>> = rows.rows.iter().collect();
    let cycle = |row: &[Value]| row.get(1).cloned().unwrap_or(Value::Missing);
    sorted.sort_by(|a, b| compare_values(&cycle(a), &cycle(b)));
    let mut found: BTreeMap<Key, Vec<Value>> = BTreeMap::new();
    for row in sorted {
        let Some(key) = row.first() else { continue };
        let moments = found.entry(Key(key.clone())).or_default();
        if matches!(expectation.of, Expected::Stage(_)) {
            moments.extend(row.get(2).cloned());
        }
    }
    found
}

/// A day meets any moment of that local day.
fn same(expected: &[Value], found: &[Value], zone: &Zone) -> bool {
    let fits = |(expected, found): (&Value, &Value)| match (expected, found) {
        (Value::Date(day), Value::Datetime(moment)) => zone.local_date(*moment) == *day,
        (expected, found) => expected == found,
    };
    expected.len() == found.len() && expected.iter().zip(found).all(fits)
}

/// A key that can be sorted.
#[derive(Debug, Clone)]
struct Key(Value);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        compare_values(&self.0, &other.0)
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}
