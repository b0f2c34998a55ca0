//! Arithmetic on values: exact on integers and decimals, floats from a division on.
//!
//! Under `evaluate`; rests on `number`.

use super::Overflow;
use super::number::{Number, decimal, finite, nearest, rescale};
use crate::plan::{Arithmetic, Value};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Pow, ToPrimitive, Zero};

/// `left operator right`; missing where a side is, or where a divisor is 0.
pub(super) fn combine(
    operator: Arithmetic,
    left: &Value,
    right: &Value,
) -> Result<Value, Overflow> {
    let (Some(a), Some(b)) = (Number::of(left), Number::of(right)) else {
        return Ok(Value::Missing);
    };
    match (operator, left, right) {
        (Arithmetic::Divide, ..) => divide(a, b),
        (Arithmetic::Add | Arithmetic::Subtract, Value::Duration(_), Value::Duration(_))
        | (Arithmetic::Multiply, Value::Duration(_), Value::Integer(_))
        | (Arithmetic::Multiply, Value::Integer(_), Value::Duration(_)) => {
            whole(operator, a, b).map(Value::Duration)
        }
        (Arithmetic::Multiply, Value::Duration(_), _)
        | (Arithmetic::Multiply, _, Value::Duration(_)) => scale_duration(a, b),
        (_, Value::Integer(_), Value::Integer(_)) => whole(operator, a, b).map(Value::Integer),
        _ => numbers(operator, a, b),
    }
}

fn whole(operator: Arithmetic, a: Number, b: Number) -> Result<i64, Overflow> {
    match numbers(operator, a, b)? {
        Value::Decimal { units, .. } => i64::try_from(units).map_err(|_| Overflow),
        _ => Err(Overflow),
    }
}

/// Adds, subtracts or multiplies; a float if a side is one.
fn numbers(operator: Arithmetic, a: Number, b: Number) -> Result<Value, Overflow> {
    match (a, b) {
        (Number::Exact { units: a, scale: s }, Number::Exact { units: b, scale: t }) => {
            exact(operator, (a, s), (b, t))
        }
        _ => {
            let (a, b) = (a.float()?, b.float()?);
            finite(match operator {
                Arithmetic::Add => a + b,
                Arithmetic::Subtract => a - b,
                Arithmetic::Multiply => a * b,
                Arithmetic::Divide => a / b,
            })
        }
    }
}

fn exact(operator: Arithmetic, (a, s): (i128, u8), (b, t): (i128, u8)) -> Result<Value, Overflow> {
    if operator == Arithmetic::Multiply {
        return decimal(a.checked_mul(b).ok_or(Overflow)?, s.checked_add(t).ok_or(Overflow)?);
    }
    let scale = s.max(t);
    let (a, b) = (rescale(a, s, scale)?, rescale(b, t, scale)?);
    let units = if operator == Arithmetic::Add { a.checked_add(b) } else { a.checked_sub(b) };
    decimal(units.ok_or(Overflow)?, scale)
}

fn divide(a: Number, b: Number) -> Result<Value, Overflow> {
    if let (Number::Exact { .. }, Number::Exact { .. }) = (a, b) {
        let (Some(a), Some(b)) = (a.ratio(), b.ratio()) else {
            return Err(Overflow);
        };
        return if b.is_zero() { Ok(Value::Missing) } else { nearest(&(a / b)).map(Value::Float) };
    }
    match b.float()? {
        0.0 => Ok(Value::Missing),
        b => finite(a.float()? / b),
    }
}

/// A duration times an exact number is a duration of whole microseconds, rounded half away from
/// zero; times a float a float.
fn scale_duration(a: Number, b: Number) -> Result<Value, Overflow> {
    let product = numbers(Arithmetic::Multiply, a, b)?;
    match &product {
        Value::Float(_) => Ok(product),
        exact => match round(exact, 0)? {
            Value::Decimal { units, .. } => {
                i64::try_from(units).map(Value::Duration).map_err(|_| Overflow)
            }
            other => Ok(other),
        },
    }
}

/// The value without its sign.
pub(super) fn absolute(value: Value) -> Result<Value, Overflow> {
    Ok(match value {
        Value::Integer(units) => Value::Integer(units.checked_abs().ok_or(Overflow)?),
        Value::Duration(units) => Value::Duration(units.checked_abs().ok_or(Overflow)?),
        Value::Decimal { units, scale } => {
            Value::Decimal { units: units.checked_abs().ok_or(Overflow)?, scale }
        }
        Value::Float(float) => Value::Float(float.abs()),
        _ => Value::Missing,
    })
}

/// Rounds half away from zero to a decimal of the scale.
///
/// A float is rounded as it reads: 1.07 / 0.4 is 2.675 and gives 2.68, though the float lies a
/// little below.
pub(super) fn round(value: &Value, scale: u8) -> Result<Value, Overflow> {
    let exact = match Number::of(value) {
        None => return Ok(Value::Missing),
        Some(Number::Float(float)) => as_read(float),
        Some(number) => number.ratio(),
    };
    let shifted = exact.ok_or(Overflow)?
        * BigRational::from_integer(Pow::pow(BigInt::from(10), u32::from(scale)));
    let units = shifted.round().to_integer().to_i128().ok_or(Overflow)?;
    match decimal(units, scale)? {
        fitting @ Value::Decimal { scale: kept, .. } if kept == scale => Ok(fitting),
        _ => Err(Overflow),
    }
}

/// The shortest decimal that gives this float; nothing for a float that is not finite.
fn as_read(float: f64) -> Option<BigRational> {
    let text = float.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{part}").parse::<BigInt>().ok()?;
    Some(BigRational::new(digits, Pow::pow(BigInt::from(10), u32::try_from(part.len()).ok()?)))
}
