//! What a scalar of a plan is worth on one row, in exact arithmetic and free of any engine.
//!
//! Comes after `plan`. The cells of a result are computed with it (sums and counts give ratios),
//! and tests hold the engines against it.

mod arithmetic;
mod business;
mod compare;
mod moments;
mod number;
mod percentile;
#[cfg(test)]
mod tests;
mod text;

pub use compare::compare_values;
pub use percentile::percentile;

use crate::plan::{Scalar, Value};

/// A result that its type cannot hold, or a business day beyond the range of its calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

impl std::fmt::Display for Overflow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a result is too large for its type")
    }
}

impl std::error::Error for Overflow {}

/// Evaluates a scalar on the row that `lookup` reads by column name; `zone` is an IANA name.
///
/// Operands are looked at only where they decide: a branch that is not taken cannot overflow.
/// Values of types that the checker would not have let pass give a missing value.
pub fn evaluate(
    scalar: &Scalar,
    lookup: &dyn Fn(&str) -> Value,
    zone: &str,
) -> Result<Value, Overflow> {
    Row { lookup, zone }.value(scalar)
}

/// One row and the zone that cuts its days.
struct Row<'a> {
    lookup: &'a dyn Fn(&str) -> Value,
    zone: &'a str,
}

impl Row<'_> {
    fn value(&self, scalar: &Scalar) -> Result<Value, Overflow> {
        match scalar {
            Scalar::Column(name) => Ok((self.lookup)(name)),
            Scalar::Literal(value, _) => Ok(value.clone()),
            Scalar::Case(condition, then, otherwise) => {
                self.value(if self.holds(condition)? { then } else { otherwise })
            }
            Scalar::Coalesce(choices) => self.first_present(choices),
            Scalar::Not(_)
            | Scalar::And(_)
            | Scalar::Or(_)
            | Scalar::Compare(..)
            | Scalar::In(..)
            | Scalar::IsMissing(_)
            | Scalar::Text(..) => self.holds(scalar).map(Value::Boolean),
            Scalar::Arithmetic(operator, left, right) => {
                arithmetic::combine(*operator, &self.value(left)?, &self.value(right)?)
            }
            Scalar::Absolute(of) => arithmetic::absolute(self.value(of)?),
            Scalar::Round(of, digits) => arithmetic::round(&self.value(of)?, *digits),
            Scalar::Fingerprint(of) => self.value(of).map(fingerprint),
            Scalar::Fold(of) => Ok(text::fold(self.value(of)?)),
            _ => self.moment(scalar),
        }
    }

    /// Scalars about days and instants.
    fn moment(&self, scalar: &Scalar) -> Result<Value, Overflow> {
        match scalar {
            Scalar::LocalDate(of) => moments::local_date(&self.value(of)?, self.zone),
            Scalar::StartOfDay(of) => moments::start_of_day(&self.value(of)?, self.zone),
            Scalar::Shift(of, by, unit) => moments::shift(&self.value(of)?, *by, *unit, self.zone),
            Scalar::Difference(to, from) => {
                moments::difference(&self.value(to)?, &self.value(from)?)
            }
            Scalar::BusinessShift(of, by, calendar) => {
                business::shift(&self.value(of)?, *by, calendar, self.zone)
            }
            Scalar::BusinessDays(from, to, calendar) => {
                business::days(&self.value(from)?, &self.value(to)?, calendar, self.zone)
            }
            _ => Ok(Value::Missing),
        }
    }

    /// Whether a condition is true; what has no value is not.
    fn holds(&self, scalar: &Scalar) -> Result<bool, Overflow> {
        match scalar {
            Scalar::Not(of) => Ok(!self.holds(of)?),
            Scalar::And(all) => self.find(all, false).map(|found| !found),
            Scalar::Or(any) => self.find(any, true),
            Scalar::Compare(comparison, left, right) => {
                Ok(compare::holds(*comparison, &self.value(left)?, &self.value(right)?))
            }
            Scalar::In(of, list) => {
                let value = self.value(of)?;
                Ok(list.iter().any(|one| compare::equal(&value, one)))
            }
            Scalar::IsMissing(of) => Ok(self.value(of)? == Value::Missing),
            Scalar::Text(test, of, pattern) => Ok(text::holds(*test, &self.value(of)?, pattern)),
            _ => Ok(self.value(scalar)? == Value::Boolean(true)),
        }
    }

    /// Whether one of the conditions is worth `wanted`.
    fn find(&self, conditions: &[Scalar], wanted: bool) -> Result<bool, Overflow> {
        for condition in conditions {
            if self.holds(condition)? == wanted {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn first_present(&self, choices: &[Scalar]) -> Result<Value, Overflow> {
        for choice in choices {
            let value = self.value(choice)?;
            if value != Value::Missing {
                return Ok(value);
            }
        }
        Ok(Value::Missing)
    }
}

/// Any function of the value will do that tells different values apart.
fn fingerprint(value: Value) -> Value {
    use std::hash::{DefaultHasher, Hash, Hasher};
    if value == Value::Missing {
        return value;
    }
    let mut hasher = DefaultHasher::new();
    value.to_string().hash(&mut hasher);
    Value::Integer(i64::from_ne_bytes(hasher.finish().to_ne_bytes()))
}
