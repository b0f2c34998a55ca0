//! Numbers as exact decimals or floats, and the way back to values of a plan.
//!
//! Under `arithmetic`, `compare` and `percentile`; nothing rounds here but `nearest`.

use super::Overflow;
use crate::plan::Value;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Pow, ToPrimitive};

/// Decimals hold 38 digits: units lie below this.
const LIMIT: u128 = 10u128.pow(38);
/// Most digits after the point of a decimal.
const SCALES: u8 = 38;

/// A number of any type; durations count as microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    /// `units / 10^scale`
    Exact { units: i128, scale: u8 },
    /// Only from a division.
    Float(f64),
}

impl Number {
    /// Reads a value as a number, if it is one.
    pub(super) fn of(value: &Value) -> Option<Number> {
        match *value {
            Value::Integer(units) | Value::Duration(units) => {
                Some(Number::Exact { units: units.into(), scale: 0 })
            }
            Value::Decimal { units, scale } => Some(Number::Exact { units, scale }),
            Value::Float(float) => Some(Number::Float(float)),
            _ => None,
        }
    }

    /// The exact value; nothing for a float that is not finite.
    pub(super) fn ratio(self) -> Option<BigRational> {
        match self {
            Number::Exact { units, scale } => Some(ratio(units, scale)),
            Number::Float(float) => BigRational::from_float(float),
        }
    }

    /// The nearest float.
    pub(super) fn float(self) -> Result<f64, Overflow> {
        match self {
            Number::Exact { units, scale } => nearest(&ratio(units, scale)),
            Number::Float(float) => Ok(float),
        }
    }
}

fn ratio(units: i128, scale: u8) -> BigRational {
    BigRational::new(units.into(), Pow::pow(BigInt::from(10), u32::from(scale)))
}

/// The float that is nearest to an exact number, ties to even.
pub(super) fn nearest(exact: &BigRational) -> Result<f64, Overflow> {
    exact.to_f64().filter(|float| float.is_finite()).ok_or(Overflow)
}

/// A float as a value.
pub(super) fn finite(float: f64) -> Result<Value, Overflow> {
    if float.is_finite() { Ok(Value::Float(float)) } else { Err(Overflow) }
}

/// A decimal as a value; gives up zeros at its end where it would not fit otherwise.
pub(super) fn decimal(mut units: i128, mut scale: u8) -> Result<Value, Overflow> {
    while (units.unsigned_abs() >= LIMIT || scale > SCALES) && scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    if units.unsigned_abs() >= LIMIT || scale > SCALES {
        return Err(Overflow);
    }
    Ok(Value::Decimal { units, scale })
}

/// Units at a scale that is not less than the present one.
pub(super) fn rescale(units: i128, from: u8, to: u8) -> Result<i128, Overflow> {
    let factor = 10i128.checked_pow(u32::from(to - from)).ok_or(Overflow);
    match units {
        0 => Ok(0),
        _ => units.checked_mul(factor?).ok_or(Overflow),
    }
}
