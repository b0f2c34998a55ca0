//! Order statistics as relations: sort once, number the rows, join each group's wanted row.
//!
//! polars' own quantile goes through floats and leaves the streaming engine. Used by `lower`.

use polars::prelude::*;

use crate::plan::{Aggregation, Measure, Relation};

const INDEX: &str = "\u{1}index";
const START: &str = "\u{1}start";
const VALUE: &str = "\u{1}value";
const GROUP: &str = "\u{1}group";

/// Tells whether an aggregation is an order statistic.
pub(super) fn is_quantile(aggregation: Aggregation) -> bool {
    matches!(aggregation, Aggregation::QuantileLower(_) | Aggregation::QuantileUpper(_))
}

/// Counts how often the frames made of a relation name its input.
pub(super) fn uses_of_input(relation: &Relation) -> u64 {
    let Relation::Aggregate { measures, .. } = relation else {
        return 1;
    };
    let statistics = measures.iter().filter(|measure| is_quantile(measure.aggregation));
    1 + 2 * statistics.count() as u64
}

/// Adds a measure to the grouped frame if it is an order statistic of `argument` in `frame`.
pub(super) fn add(
    grouped: LazyFrame,
    frame: &LazyFrame,
    by: &[String],
    measure: &Measure,
    argument: &str,
) -> LazyFrame {
    let (p, is_upper) = match measure.aggregation {
        Aggregation::QuantileLower(p) => (p, false),
        Aggregation::QuantileUpper(p) => (p, true),
        _ => return grouped,
    };
    let groups = Groups::new(by);
    let sorted = groups.sorted(frame, argument);
    let place = (len().cast(DataType::Float64) - lit(1.0)) * lit(p);
    let place = if is_upper { place.ceil() } else { place.floor() };
    let wanted = (col(INDEX).min() + place.cast(DataType::Int64)).alias(START);
    let wanted = sorted.clone().group_by(groups.keys()).agg([wanted]);
    let name = measure.name.as_str();
    let values = sorted.select([col(INDEX), col(VALUE).alias(name)]);
    let mut columns = groups.keys();
    columns.push(col(name));
    let by_row = JoinArgs::new(JoinType::Inner);
    let chosen = wanted.join(values, [col(START)], [col(INDEX)], by_row).select(columns);
    let by_group = JoinArgs {
        nulls_equal: true,
        coalesce: JoinCoalesce::CoalesceColumns,
        ..JoinArgs::new(JoinType::Left)
    };
    groups.named(grouped).join(chosen, groups.keys(), groups.keys(), by_group)
}

/// The columns to group by; without any, everything is one group.
struct Groups(Vec<PlSmallStr>);

impl Groups {
    fn new(by: &[String]) -> Self {
        Self(match by.is_empty() {
            true => vec![GROUP.into()],
            false => by.iter().map(|name| name.as_str().into()).collect(),
        })
    }

    fn keys(&self) -> Vec<Expr> {
        self.0.iter().cloned().map(col).collect()
    }

    fn named(&self, frame: LazyFrame) -> LazyFrame {
        match self.0.first().is_some_and(|name| name == GROUP) {
            true => frame.with_columns([lit(0_i32).alias(GROUP)]),
            false => frame,
        }
    }

    /// Sorts the values of each group and numbers all rows.
    fn sorted(&self, frame: &LazyFrame, argument: &str) -> LazyFrame {
        let mut columns = self.keys();
        columns.push(col(argument).alias(VALUE));
        let mut order = self.keys();
        order.push(col(VALUE));
        self.named(frame.clone().filter(col(argument).is_not_null()))
            .select(columns)
            .sort_by_exprs(order, SortMultipleOptions::default().with_nulls_last(true))
            .with_row_index(INDEX, None)
            .with_columns([col(INDEX).cast(DataType::Int64)])
            .cache()
    }
}
