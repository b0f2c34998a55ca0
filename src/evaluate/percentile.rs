//! Percentiles: exact linear interpolation between the two values an engine picks.
//!
//! After an engine has given [`QuantileLower`](crate::plan::Aggregation::QuantileLower) and its
//! upper neighbour; rests on `number`.

use super::Overflow;
use super::number::{Number, decimal, nearest, rescale};
use crate::plan::Value;
use num_rational::BigRational;
use num_traits::{FromPrimitive, ToPrimitive};

/// Interpolates at position `percent * (count - 1) / 100` of `count` sorted values.
///
/// `lower` and `upper` are the values at floor and ceiling of the position *as floats compute it*,
/// `(count - 1) as f64 * (percent as f64 / 100.0)`, which can fall beside the exact one; the
/// fraction is exact, so the result is as well. Numbers give a decimal with up to two digits more,
/// durations a decimal of microseconds, floats the nearest float; anything else is missing.
pub fn percentile(
    lower: &Value,
    upper: &Value,
    count: i64,
    percent: u8,
) -> Result<Value, Overflow> {
    let (Some(low), Some(high)) = (Number::of(lower), Number::of(upper)) else {
        return Ok(Value::Missing);
    };
    if count < 1 {
        return Ok(Value::Missing);
    }
    let hundredths = fraction(count - 1, percent)?;
    match (low, high) {
        (Number::Exact { units: a, scale: s }, Number::Exact { units: b, scale: t }) => {
            let scale = s.max(t);
            exact((rescale(a, s, scale)?, rescale(b, t, scale)?), scale, hundredths)
        }
        _ => {
            let (low, high) = (low.ratio().ok_or(Overflow)?, high.ratio().ok_or(Overflow)?);
            let part = BigRational::new(hundredths.into(), 100.into());
            nearest(&(&low + (&high - &low) * part)).map(Value::Float)
        }
    }
}

/// How far the position lies above the lower index, in hundredths.
fn fraction(last: i64, percent: u8) -> Result<i128, Overflow> {
    let position = last.to_f64().ok_or(Overflow)? * (f64::from(percent) / 100.0);
    let floor = i128::from_f64(position.floor()).ok_or(Overflow)?;
    Ok(i128::from(percent) * i128::from(last) - 100 * floor)
}

/// `low + (high - low) * hundredths / 100`, without the digits that interpolation did not need.
fn exact((low, high): (i128, i128), scale: u8, hundredths: i128) -> Result<Value, Overflow> {
    let step = high.checked_sub(low).and_then(|gap| gap.checked_mul(hundredths));
    let whole = low.checked_mul(100);
    let sum = whole.zip(step).and_then(|(whole, step)| whole.checked_add(step));
    let (mut units, mut digits) = (sum.ok_or(Overflow)?, 2);
    while digits > 0 && units % 10 == 0 {
        units /= 10;
        digits -= 1;
    }
    decimal(units, scale.checked_add(digits).ok_or(Overflow)?)
}
