//! Tallies: how many rows have each combination of some values.
//!
//! Part of `branch`, for numbers that need more of the rows of a cell than one aggregate tells; the
//! rest is computed of the tally by `answer`.

use super::branch::Emitter;
use super::row::{always, literal};
use super::{Typed, shared};
use crate::plan::{Aggregation, Measure, Relation, Scalar, Value};

impl Emitter<'_, '_> {
    /// The tally of each cell, or in total.
    pub(super) fn tally(&self, index: usize, values: &[Typed], total: bool) -> Relation {
        let mut columns = self.groups(total);
        columns.extend(named(values));
        let input = self.timed_rows(self.draft.measures[index].flag.clone(), columns, total);
        counted(index, input, self.by(total), values.len())
    }

    /// The tally of all rows up to as of, whatever the question narrows or groups by.
    pub(super) fn history(&self, index: usize, values: &[Typed]) -> Relation {
        let condition = self.draft.measures[index].flag.clone();
        let mut input = self.rows.clone();
        if condition != always() {
            input = shared(Relation::Filter { input, condition });
        }
        let input = shared(Relation::Project { input, columns: named(values) });
        counted(index, input, Vec::new(), values.len())
    }
}

/// The values as columns `v0`, `v1`, .., and one that is there on every row.
fn named(values: &[Typed]) -> Vec<(String, Scalar)> {
    let values = values.iter().enumerate();
    let mut columns: Vec<(String, Scalar)> =
        values.map(|(place, value)| (format!("v{place}"), value.scalar.clone())).collect();
    columns.push(("row".into(), literal(&Value::Boolean(true)).scalar));
    columns
}

fn counted(
    index: usize,
    input: std::sync::Arc<Relation>,
    mut by: Vec<String>,
    values: usize,
) -> Relation {
    by.extend((0..values).map(|place| format!("v{place}")));
    let argument = Scalar::Column("row".into());
    let measure = Measure { name: format!("m{index}"), aggregation: Aggregation::Count, argument };
    Relation::Aggregate { input, by, measures: vec![measure] }
}
