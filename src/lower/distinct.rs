//! Distinct counts of one value, by cell and in total, in one pass over the rows.
//!
//! Part of `branch`: first one row for every value in every cell with what its rows count, then the
//! cells and the total out of these, which are far fewer than the rows.

use std::sync::Arc;

use super::branch::{DraftMeasure, Emitter, How, any};
use super::row::{always, boolean, only_where};
use super::shared;
use crate::plan::{Aggregation, Comparison, Measure, Relation, Scalar, Value, ValueType};

impl Emitter<'_, '_> {
    /// Both aggregations by way of one row for every distinct value in every cell: where all distinct
    /// counts are of one value, its rows are gone through once instead of once for each count.
    pub(super) fn steps(
        &self,
        gathered: &[usize],
        apart: &[usize],
    ) -> Option<(Relation, Relation)> {
        let draft = |index: &usize| &self.draft.measures[*index];
        let is = |index: &usize, wanted| draft(index).how == How::Core(wanted);
        let is_distinct = |index: &usize| is(index, Aggregation::CountDistinct);
        let value = &draft(apart.first()?).argument;
        let same = |index: &usize| is_distinct(index) && draft(index).argument == *value;
        let steps = |index: &usize| is_distinct(index) || is(index, Aggregation::Count);
        // the cells of other periods may overlap or lie outside the total
        let own = self.draft.transforms.is_empty();
        if !own || !apart.iter().all(same) || !gathered.iter().all(steps) {
            return None;
        }
        let drafts: Vec<&DraftMeasure> = gathered.iter().map(draft).collect();
        let mut columns = self.groups(false);
        columns.push(("!value".to_owned(), value.scalar.clone()));
        let mut measures = Vec::new();
        for (index, draft) in gathered.iter().zip(&drafts) {
            let name = format!("m{index}!arg");
            columns.push((name.clone(), only_where(draft.flag.clone(), draft.argument.clone())));
            measures.push(count(format!("m{index}!rows"), Scalar::Column(name)));
        }
        let input = self.timed_rows(any(&drafts), columns, false);
        let mut by = self.by(false);
        by.push("!value".to_owned());
        let values = shared(Relation::Aggregate { input, by, measures });
        Some((self.cells_of(&values, gathered), self.total_of(&values, apart)))
    }

    fn cells_of(&self, values: &Arc<Relation>, gathered: &[usize]) -> Relation {
        let measure = |index: &usize| {
            let rows = Scalar::Column(format!("m{index}!rows"));
            let name = format!("m{index}");
            match self.draft.measures[*index].how {
                How::Core(Aggregation::CountDistinct) => count(name, some(rows)),
                _ => Measure { name, aggregation: Aggregation::Sum, argument: rows },
            }
        };
        let measures = gathered.iter().map(measure).collect();
        Relation::Aggregate { input: values.clone(), by: self.by(false), measures }
    }

    fn total_of(&self, values: &Arc<Relation>, apart: &[usize]) -> Relation {
        let column = |name: &str| Scalar::Column(name.to_owned());
        let mut columns = vec![("!value".to_owned(), column("!value"))];
        let by = self.by(true);
        if self.draft.clock.is_some() {
            let integer =
                |value| Box::new(Scalar::Literal(Value::Integer(value), ValueType::Integer));
            let cell = Box::new(column("cell"));
            let before = Box::new(Scalar::Compare(Comparison::Less, cell, integer(0)));
            columns.push(("cell".to_owned(), Scalar::Case(before, integer(-1), integer(0))));
        }
        let names = |index: &usize| (format!("m{index}"), format!("m{index}!rows"));
        columns.extend(apart.iter().map(|index| (names(index).1, column(&names(index).1))));
        let input = shared(Relation::Project { input: values.clone(), columns });
        let greatest = |index: &usize| {
            let (_, name) = names(index);
            Measure { argument: column(&name), name, aggregation: Aggregation::Maximum }
        };
        let measures = apart.iter().map(greatest).collect();
        let keys = by.iter().cloned().chain(["!value".to_owned()]).collect();
        let input = shared(Relation::Aggregate { input, by: keys, measures });
        let distinct = |index: &usize| count(names(index).0, some(column(&names(index).1)));
        Relation::Aggregate { input, by, measures: apart.iter().map(distinct).collect() }
    }
}

fn count(name: String, argument: Scalar) -> Measure {
    Measure { name, aggregation: Aggregation::Count, argument }
}

/// Present where a count is not 0.
fn some(count: Scalar) -> Scalar {
    let zero = Box::new(Scalar::Literal(Value::Integer(0), ValueType::Integer));
    let some = Scalar::Compare(Comparison::Greater, Box::new(count), zero);
    only_where(some, boolean(always()))
}
