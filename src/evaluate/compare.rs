//! Comparisons of values: two-valued ones of the language, and a total order to sort by.
//!
//! Under `evaluate`; rests on `number`.

use super::number::Number;
use crate::plan::{Comparison, Value};
use std::cmp::Ordering;

/// Whether the comparison holds; never where a side is missing or the types do not go together.
pub(super) fn holds(comparison: Comparison, left: &Value, right: &Value) -> bool {
    let Some(ordering) = order(left, right) else {
        return false;
    };
    match comparison {
        Comparison::Equal => ordering.is_eq(),
        Comparison::NotEqual => ordering.is_ne(),
        Comparison::Less => ordering.is_lt(),
        Comparison::LessOrEqual => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::GreaterOrEqual => ordering.is_ge(),
    }
}

/// Whether both are present and the same.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    holds(Comparison::Equal, left, right)
}

/// Orders values that go together, numbers by value.
///
/// A float is the rounded value of some quotient, so its partner is rounded as well: 3 / 10 is
/// then equal to 30 %, which it would not be if the float were taken for its binary digits.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (Number::of(left), Number::of(right)) {
        return match (a, b) {
            (Number::Float(_), _) | (_, Number::Float(_)) => {
                a.float().ok()?.partial_cmp(&b.float().ok()?)
            }
            _ => exact(a, b),
        };
    }
    same_type(left, right)
}

fn same_type(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Datetime(a), Value::Datetime(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn exact(a: Number, b: Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Exact { units: a, scale: s }, Number::Exact { units: b, scale: t }) if s == t => {
            Some(a.cmp(&b))
        }
        _ => Some(a.ratio()?.cmp(&b.ratio()?)),
    }
}

/// A total order for sorting: numbers by exact value, text by code point, missing values last.
pub fn compare_values(a: &Value, b: &Value) -> Ordering {
    let numbers = match (Number::of(a), Number::of(b)) {
        (Some(a), Some(b)) => exact(a, b),
        _ => None,
    };
    numbers.or_else(|| same_type(a, b)).unwrap_or_else(|| rank(a).cmp(&rank(b)))
}

/// Order of the types.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Boolean(_) => 0,
        // Not finite, so without a place among the numbers.
        Value::Float(float) if *float == f64::NEG_INFINITY => 1,
        Value::Integer(_) | Value::Decimal { .. } | Value::Duration(_) => 2,
        Value::Float(float) if float.is_finite() => 2,
        Value::Float(_) => 3,
        Value::Text(_) => 4,
        Value::Date(_) => 5,
        Value::Datetime(_) => 6,
        Value::Missing => 7,
    }
}
