//! How far a value may move before that matters.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::{DeclaredUnit, Kpi};
use crate::expression::Decimal;
use crate::plan::Value;
use crate::types::Kind;

/// How far a value may move before that matters in a review of definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Materiality {
    /// Of a rate: the distance of the two rates, in percentage points.
    Points(Decimal),
    /// Of anything else: the distance in percent of the earlier value.
    Percent(Decimal),
}

impl Materiality {
    /// Tells whether a move from one number to another stays within it, the bound included. Values that
    /// are no numbers, and moves away from zero in percent of it, do not.
    pub fn covers(self, before: &Value, after: &Value) -> bool {
        let (Some(before), Some(after)) = (exact(before), exact(after)) else { return false };
        let moved = (after - &before).abs();
        let hundredth = |it: Decimal| ratio(it.units, u32::from(it.scale) + 2);
        match self {
            Materiality::Points(points) => moved <= hundredth(points),
            Materiality::Percent(percent) => moved <= hundredth(percent) * before.abs(),
        }
    }
}

impl fmt::Display for Materiality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Decimal { mut units, mut scale }, sign) = match self {
            Materiality::Points(points) => (*points, "pt"),
            Materiality::Percent(percent) => (*percent, "%"),
        };
        while scale > 0 && units % 10 == 0 {
            (units, scale) = (units / 10, scale - 1);
        }
        write!(f, "{}{sign}", Decimal { units, scale })
    }
}

impl Kpi {
    /// Tells whether its values are shown in percent.
    pub fn is_rate(&self) -> bool {
        match (&self.unit, &self.formula.kind) {
            (Some(unit), _) => *unit == DeclaredUnit::Percent,
            (None, Kind::Number(unit)) => unit.ratio,
            (None, _) => false,
        }
    }
}

/// The number that a value is shown as; a float is its shortest decimal.
fn exact(value: &Value) -> Option<BigRational> {
    match value {
        Value::Integer(number) => Some(ratio(i128::from(*number), 0)),
        Value::Duration(micros) => Some(ratio(i128::from(*micros), 0)),
        Value::Decimal { units, scale } => Some(ratio(*units, u32::from(*scale))),
        Value::Float(number) if number.is_zero() => Some(BigRational::zero()),
        Value::Float(number) => shortest(*number),
        _ => None,
    }
}

fn shortest(number: f64) -> Option<BigRational> {
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e')?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let units: i128 = format!("{whole}{fraction}").parse().ok()?;
    let exponent: i32 = exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?;
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    Some(match exponent < 0 {
        true => BigRational::new(units.into(), power),
        false => BigRational::from_integer(BigInt::from(units) * power),
    })
}

fn ratio(units: i128, scale: u32) -> BigRational {
    BigRational::new(units.into(), BigInt::from(10).pow(scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_covered_whatever_floats_do() {
        let point = Materiality::Points(Decimal { units: 1, scale: 0 });
        assert!(point.covers(&Value::Float(0.60), &Value::Float(0.61)));
        assert!(point.covers(&Value::Float(0.61), &Value::Float(0.60)));
        assert!(!point.covers(&Value::Float(0.60), &Value::Float(0.610_000_1)));
        assert!(point.covers(&Value::Float(1e-9), &Value::Float(0.0)));
    }

    #[test]
    fn percent_is_of_the_earlier_value() {
        let five = Materiality::Percent(Decimal { units: 50, scale: 1 });
        let yen = |units| Value::Decimal { units, scale: 2 };
        assert!(five.covers(&yen(10_000), &yen(10_500)));
        assert!(!five.covers(&yen(10_500), &yen(9_974)));
        assert!(five.covers(&Value::Integer(100), &Value::Integer(95)));
        assert!(!five.covers(&Value::Integer(0), &Value::Integer(1)));
        assert!(!five.covers(&Value::Missing, &Value::Integer(1)));
    }
}
