//! Types of scalars. Used by `memory`, whose empty columns have types too.

use super::Result;
use crate::engine::trouble::failure;
use crate::plan::{Arithmetic, Scalar, ValueType};

/// Finds the type of a scalar over columns of known types.
pub(super) fn kind(
    scalar: &Scalar,
    column: &dyn Fn(&str) -> Result<ValueType>,
) -> Result<ValueType> {
    Ok(match scalar {
        Scalar::Column(name) => column(name)?,
        Scalar::Literal(_, of) => *of,
        Scalar::Not(_)
        | Scalar::And(_)
        | Scalar::Or(_)
        | Scalar::Compare(..)
        | Scalar::In(..)
        | Scalar::IsMissing(_)
        | Scalar::Text(..) => ValueType::Boolean,
        Scalar::Arithmetic(operator, left, right) => {
            combined(*operator, kind(left, column)?, kind(right, column)?)
        }
        Scalar::Case(_, then, otherwise) => unified(kind(then, column)?, kind(otherwise, column)?)?,
        Scalar::Coalesce(list) => {
            let kinds = list.iter().map(|item| kind(item, column));
            let unified = kinds.reduce(|a, b| unified(a?, b?));
            unified.unwrap_or_else(|| Err(failure("a choice among no values")))?
        }
        Scalar::Fold(_) => ValueType::Text,
        Scalar::Fingerprint(_) | Scalar::BusinessDays(..) => ValueType::Integer,
        Scalar::Absolute(inner) | Scalar::Shift(inner, ..) => kind(inner, column)?,
        Scalar::Round(_, scale) => ValueType::Decimal { scale: *scale },
        Scalar::LocalDate(_) | Scalar::BusinessShift(..) => ValueType::Date,
        Scalar::StartOfDay(_) => ValueType::Datetime,
        Scalar::Difference(..) => ValueType::Duration,
    })
}

/// Digits after the point, of exact numbers.
fn scale(kind: ValueType) -> Option<u8> {
    match kind {
        ValueType::Integer => Some(0),
        ValueType::Decimal { scale } => Some(scale),
        _ => None,
    }
}

fn combined(operator: Arithmetic, left: ValueType, right: ValueType) -> ValueType {
    use ValueType::{Decimal, Duration, Float, Integer};
    match (operator, left, right) {
        (Arithmetic::Divide, ..) => return Float,
        (_, Integer, Integer) => return Integer,
        (Arithmetic::Add | Arithmetic::Subtract, Duration, Duration) => return Duration,
        _ => {}
    }
    match (operator, scale(left), scale(right)) {
        (Arithmetic::Multiply, Some(a), Some(b)) => Decimal { scale: a.saturating_add(b) },
        (Arithmetic::Multiply, Some(_), _) if right == Duration => Duration,
        (Arithmetic::Multiply, _, Some(_)) if left == Duration => Duration,
        (_, Some(a), Some(b)) => Decimal { scale: a.max(b) },
        _ => Float,
    }
}

/// The one type of two choices.
pub(super) fn unified(a: ValueType, b: ValueType) -> Result<ValueType> {
    match (scale(a), scale(b)) {
        _ if a == b => Ok(a),
        (Some(a), Some(b)) => Ok(ValueType::Decimal { scale: a.max(b) }),
        (Some(_), _) if b == ValueType::Float => Ok(b),
        (_, Some(_)) if a == ValueType::Float => Ok(a),
        _ => Err(failure("a choice among values of different types")),
    }
}
