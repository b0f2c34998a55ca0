//! Tallies of a plan, and what is computed of them: the survival median, the expected rate.
//!
//! The formulas stand in `statistics`; here durations of whole days become observations.

use std::collections::BTreeMap;

use super::index::{Group, Place, integer};
use crate::lower::{Branch, Slot, Tallied};
use crate::plan::{Rows, Value};
use crate::statistics::{Observation, Survival, Waiting, expected_final_rate};
use crate::table::Outcome;

/// A combination of values and how many rows have it.
pub(crate) type Counted<'r> = (Vec<&'r Value>, u64);

/// Tallies of outputs by group and cell.
#[derive(Default)]
pub(crate) struct Tallies<'r>(BTreeMap<usize, BTreeMap<(Group, i64), Vec<Counted<'r>>>>);

impl<'r> Tallies<'r> {
    /// Takes in the rows of all tallies of a branch.
    pub(crate) fn add(&mut self, branch: &Branch, rows: &'r [Rows], groups: usize) {
        for measure in &branch.measures {
            let name = &measure.name;
            match measure.tallied {
                Some(Tallied::Cells { cells, total }) => {
                    self.output(cells, &rows[cells], name, groups, branch.timed);
                    if let Some(total) = total {
                        self.output(total, &rows[total], name, 0, branch.timed);
                    }
                }
                Some(Tallied::Whole(whole)) => self.output(whole, &rows[whole], name, 0, false),
                None => {}
            }
        }
    }

    fn output(&mut self, output: usize, rows: &'r Rows, name: &str, groups: usize, timed: bool) {
        let at = |name: &str| rows.columns.iter().position(|column| column == name);
        let places = |letter: char, count: usize| -> Vec<usize> {
            (0..count).map_while(|place| at(&format!("{letter}{place}"))).collect()
        };
        let (groups, values) = (places('g', groups), places('v', rows.columns.len()));
        let (cell, count) = (at("cell").filter(|_| timed), at(name));
        let found = self.0.entry(output).or_default();
        for row in &rows.rows {
            let group = Group(groups.iter().map(|place| row[*place].clone()).collect());
            let cell = cell.and_then(|place| integer(&row[place])).unwrap_or(0);
            let rows = count.and_then(|place| integer(&row[place])).unwrap_or(0);
            let values = values.iter().map(|place| &row[*place]).collect();
            let counted = (values, u64::try_from(rows).unwrap_or(0));
            found.entry((group, cell)).or_default().push(counted);
        }
    }

    /// The tally of a measure in a place; nothing where no row is there.
    pub(crate) fn of(&self, branches: &[Branch], slot: Slot, place: Place<'_>) -> &[Counted<'r>] {
        let nothing = (Group(Vec::new()), 0);
        let (output, key) = match (branches[slot.0].measures[slot.1].tallied, place) {
            (Some(Tallied::Cells { cells, .. }), Place::Cell { group, cell }) => {
                (Some(cells), (group.clone(), cell as i64))
            }
            (Some(Tallied::Cells { total, .. }), Place::Total) => (total, nothing),
            (Some(Tallied::Whole(whole)), _) => (Some(whole), nothing),
            (None, _) => (None, nothing),
        };
        let found = output.and_then(|output| self.0.get(&output)?.get(&key));
        found.map_or(&[], Vec::as_slice)
    }
}

/// The curve of entries by how long each was watched and whether it converted then.
fn curve(watched: &[Counted<'_>]) -> Option<Survival> {
    let observation = |(values, count): &Counted<'_>| match values.as_slice() {
        [Value::Duration(time), Value::Boolean(event)] => {
            Some((Observation { time: *time, event: *event }, *count))
        }
        _ => None,
    };
    Survival::of_counted(watched.iter().filter_map(observation))
}

/// The time after which half of the entries have converted; missing where fewer did.
pub(super) fn survival_median(watched: &[Counted<'_>]) -> Value {
    curve(watched).and_then(|curve| curve.median()).map_or(Value::Missing, Value::Duration)
}

/// The rate a cohort is expected to end with, entries `waiting` by age and window; `None` where
/// `history` does not tell.
pub(super) fn expected_rate(
    outcome: Outcome,
    waiting: &[Counted<'_>],
    history: &[Counted<'_>],
) -> Option<f64> {
    let open = |(values, entries): &Counted<'_>| match values.as_slice() {
        [Value::Duration(age), Value::Duration(window)] => {
            Some(Waiting { age: *age, window: *window, entries: *entries })
        }
        _ => None,
    };
    let waiting: Vec<Waiting> = waiting.iter().filter_map(open).collect();
    let count = |entries: i64| u64::try_from(entries).ok();
    let converted = count(outcome.converted + outcome.early)?;
    expected_final_rate(&curve(history)?, converted, count(outcome.lost)?, &waiting)
}
