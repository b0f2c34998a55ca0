//! Tallies: how many rows have each combination of some values.
//!
//! Part of `branch`, for numbers that need more of the rows of a cell than one aggregate tells; the
//! rest is computed of the tally by `answer`.

use super::branch::{Emitter, How, OutputId};
use super::row::{always, literal};
use super::{Typed, shared};
use crate::plan::{Aggregation, Measure, Output, Relation, Scalar, Value};

/// Where a tally stands: columns `v0`, `v1`, .. and the number of rows that have these values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tallied {
    /// By cell and in total.
    #[expect(missing_docs, reason = "each is the word itself")]
    Cells { cells: OutputId, total: Option<OutputId> },
    /// Of all rows up to as of.
    Whole(OutputId),
}

impl Emitter<'_, '_> {
    /// The outputs of a tally, if the measure is one.
    pub(super) fn tallied(
        &self,
        index: usize,
        total_apart: bool,
        outputs: &mut Vec<Output>,
    ) -> Option<Tallied> {
        match &self.draft.measures[index].how {
            How::Tally(values) => {
                let tally = |total| self.tally(index, values, total);
                let cells = self.output(outputs, &format!("tally {index}"), tally(false));
                let name = format!("tally {index} in total");
                let total = total_apart.then(|| self.output(outputs, &name, tally(true)));
                Some(Tallied::Cells { cells, total })
            }
            How::History(values) => {
                let name = format!("history {index}");
                Some(Tallied::Whole(self.output(outputs, &name, self.history(index, values))))
            }
            How::Core(_) | How::Pick(..) => None,
        }
    }

    /// The tally of each cell, or in total.
    fn tally(&self, index: usize, values: &[Typed], total: bool) -> Relation {
        let mut columns = self.groups(total);
        columns.extend(named(values));
        let input = self.timed_rows(self.draft.measures[index].flag.clone(), columns, total);
        counted(index, input, self.by(total), values.len())
    }

    /// The tally of all rows up to as of, whatever the question narrows or groups by.
    fn history(&self, index: usize, values: &[Typed]) -> Relation {
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
