//! Order statistics as relations: sort once, number the rows, join each group's wanted row.
//!
//! polars' own quantile goes through floats and leaves the streaming engine. Used by `lower`.

use polars::prelude::*;

use crate::plan::{Aggregation, Measure};

const INDEX: &str = "\u{1}index";
const START: &str = "\u{1}start";
const VALUE: &str = "\u{1}value";
const GROUP: &str = "\u{1}group";

/// Tells whether an aggregation is an order statistic.
pub(super) fn is_quantile(aggregation: Aggregation) -> bool {
    matches!(aggregation, Aggregation::QuantileLower(_) | Aggregation::QuantileUpper(_))
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
    // without groups everything is one group
    let keys: Vec<PlSmallStr> = match by.is_empty() {
        true => vec![GROUP.into()],
        false => by.iter().map(|name| name.as_str().into()).collect(),
    };
    let named = |names: &[PlSmallStr]| -> Vec<Expr> { names.iter().cloned().map(col).collect() };
    let with_group = |frame: LazyFrame| match by.is_empty() {
        true => frame.with_columns([lit(0_i32).alias(GROUP)]),
        false => frame,
    };
    let mut columns = named(&keys);
    columns.push(col(argument).alias(VALUE));
    let mut order = named(&keys);
    order.push(col(VALUE));
    let sorted = with_group(frame.clone().filter(col(argument).is_not_null()))
        .select(columns)
        .sort_by_exprs(order, SortMultipleOptions::default().with_nulls_last(true))
        .with_row_index(INDEX, None)
        .with_columns([col(INDEX).cast(DataType::Int64)])
        .cache();
    let place = (len().cast(DataType::Float64) - lit(1.0)) * lit(p);
    let place = if is_upper { place.ceil() } else { place.floor() };
    let wanted = (col(INDEX).min() + place.cast(DataType::Int64)).alias(START);
    let wanted = sorted.clone().group_by(named(&keys)).agg([wanted]);
    let values = sorted.select([col(INDEX), col(VALUE).alias(measure.name.as_str())]);
    let chosen = wanted
        .join(values, [col(START)], [col(INDEX)], JoinArgs::new(JoinType::Inner))
        .select(
            named(&keys)
                .into_iter()
                .chain([col(measure.name.as_str())])
                .collect::<Vec<_>>(),
        );
    let arguments = JoinArgs {
        nulls_equal: true,
        coalesce: JoinCoalesce::CoalesceColumns,
        ..JoinArgs::new(JoinType::Left)
    };
    with_group(grouped).join(chosen, named(&keys), named(&keys), arguments)
}
