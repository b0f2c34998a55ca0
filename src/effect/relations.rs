//! Short forms of relations and scalars.

use std::sync::Arc;

use crate::plan::{Aggregation, Comparison, JoinKind, Measure, Relation, Scalar, Value, ValueType};

pub(super) fn column(name: &str) -> Scalar {
    Scalar::Column(name.to_owned())
}

pub(super) fn literal(value: Value, kind: ValueType) -> Scalar {
    Scalar::Literal(value, kind)
}

pub(super) fn is_missing(value: Scalar) -> Scalar {
    Scalar::IsMissing(Box::new(value))
}

/// A value, or this one where it is missing.
pub(super) fn or(value: Scalar, otherwise: Value, kind: ValueType) -> Scalar {
    Scalar::Coalesce(vec![value, literal(otherwise, kind)])
}

/// A boolean column; false where it is missing.
pub(super) fn holds(name: &str) -> Scalar {
    or(column(name), Value::Boolean(false), ValueType::Boolean)
}

pub(super) fn not(condition: Scalar) -> Scalar {
    Scalar::Not(Box::new(condition))
}

pub(super) fn compare(comparison: Comparison, left: Scalar, right: Scalar) -> Scalar {
    Scalar::Compare(comparison, Box::new(left), Box::new(right))
}

pub(super) fn filtered(input: &Arc<Relation>, condition: Scalar) -> Arc<Relation> {
    Arc::new(Relation::Filter { input: input.clone(), condition })
}

pub(super) fn projected(input: &Arc<Relation>, columns: Vec<(String, Scalar)>) -> Arc<Relation> {
    Arc::new(Relation::Project { input: input.clone(), columns })
}

/// Joins on columns; those of equal names, or the left and the right one.
pub(super) fn joined(
    left: &Arc<Relation>,
    right: &Arc<Relation>,
    on: &[(&str, &str)],
    kind: JoinKind,
) -> Arc<Relation> {
    let on = on.iter().map(|(left, right)| ((*left).to_owned(), (*right).to_owned())).collect();
    Arc::new(Relation::Join { left: left.clone(), right: right.clone(), on, kind })
}

/// Counts the rows for which each condition is true, in one row.
pub(super) fn counted(input: &Arc<Relation>, conditions: Vec<Scalar>) -> Arc<Relation> {
    let one = |value| Box::new(literal(value, ValueType::Integer));
    let measures = conditions.into_iter().enumerate().map(|(at, condition)| Measure {
        name: format!("n{at}"),
        aggregation: Aggregation::Count,
        argument: Scalar::Case(Box::new(condition), one(Value::Integer(1)), one(Value::Missing)),
    });
    let measures = measures.collect();
    Arc::new(Relation::Aggregate { input: input.clone(), by: Vec::new(), measures })
}
