//! A measured number as a fraction of integers, compared with the bounds of a band.

use std::cmp::Ordering;

use crate::expression::Decimal;
use crate::model::Band;
use crate::plan::Value;

/// `top / bottom` with `bottom` above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exact {
    top: i128,
    bottom: i128,
}

impl Exact {
    /// A fraction; nothing over zero.
    pub(super) fn fraction(top: i128, bottom: i128) -> Option<Self> {
        let (top, bottom) = match bottom.signum() {
            0 => return None,
            1 => (top, bottom),
            _ => (top.checked_neg()?, bottom.checked_neg()?),
        };
        let common = i128::try_from(divisor(top.unsigned_abs(), bottom.unsigned_abs())).ok()?;
        Some(Self { top: top / common, bottom: bottom / common })
    }

    /// A value; of a float, which is the nearest one to a quotient, the shortest decimal that reads
    /// as it.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) | Value::Duration(number) => {
                Self::fraction(i128::from(*number), 1)
            }
            Value::Decimal { units, scale } => {
                Self::fraction(*units, 10i128.checked_pow(u32::from(*scale))?)
            }
            Value::Float(number) if number.is_finite() => {
                let text = number.to_string();
                let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
                let units = format!("{whole}{fraction}").parse().ok()?;
                Self::fraction(units, 10i128.checked_pow(u32::try_from(fraction.len()).ok()?)?)
            }
            _ => None,
        }
    }

    /// The quotient of two values.
    pub(super) fn quotient(top: &Value, bottom: &Value) -> Option<Self> {
        let (top, bottom) = (Self::of(top)?, Self::of(bottom)?);
        Self::fraction(top.top.checked_mul(bottom.bottom)?, top.bottom.checked_mul(bottom.top)?)
    }

    /// Compares with a bound; nothing where the numbers are too large.
    fn compare(self, bound: Decimal) -> Option<Ordering> {
        let one = 10i128.checked_pow(u32::from(bound.scale))?;
        let bound = Self::fraction(bound.units, one)?;
        let left = self.top.checked_mul(bound.bottom)?;
        Some(left.cmp(&bound.top.checked_mul(self.bottom)?))
    }

    /// Where it lies, seen from the band: below, in, above it. Both bounds belong to the band.
    pub(super) fn place(self, band: &Band) -> Option<Ordering> {
        if let Some(low) = band.low
            && self.compare(low)? == Ordering::Less
        {
            return Some(Ordering::Less);
        }
        if let Some(high) = band.high
            && self.compare(high)? == Ordering::Greater
        {
            return Some(Ordering::Greater);
        }
        Some(Ordering::Equal)
    }
}

/// The greatest common divisor of two numbers, at least 1.
fn divisor(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Measure;

    fn decimal(units: i128, scale: u8) -> Decimal {
        Decimal { units, scale }
    }

    fn rate(low: Option<Decimal>, high: Option<Decimal>) -> Band {
        Band { written: String::new(), measure: Measure::Rate, low, high }
    }

    #[test]
    fn bounds_belong_to_the_band() {
        let band = rate(Some(decimal(25, 2)), Some(decimal(35, 2)));
        let place = |top, bottom| Exact::fraction(top, bottom).unwrap().place(&band).unwrap();
        assert_eq!(place(1, 4), Ordering::Equal);
        assert_eq!(place(7, 20), Ordering::Equal);
        assert_eq!(place(2_499_999_999, 10_000_000_000), Ordering::Less);
        assert_eq!(place(3_500_000_001, 10_000_000_000), Ordering::Greater);
        assert_eq!(place(0, 3), Ordering::Less);
        assert_eq!(place(-1, -4), Ordering::Equal);
    }

    /// A third is not 33.3333333333333333 %, though both are the same float.
    #[test]
    fn a_fraction_is_not_rounded() {
        let bound = decimal(333_333_333_333_333_333, 18);
        let third = Exact::fraction(1, 3).unwrap();
        assert_eq!(third.place(&rate(None, Some(bound))), Some(Ordering::Greater));
        assert_eq!(1.0 / 3.0, "0.333333333333333333".parse::<f64>().unwrap());
    }

    /// The float 0.3 is less than 30 %, and 0.1 + 0.2 is more; as read they are 0.3 and above.
    #[test]
    fn a_float_is_what_it_reads_as() {
        let band = rate(Some(decimal(30, 2)), Some(decimal(30, 2)));
        let place = |number: f64| Exact::of(&Value::Float(number)).unwrap().place(&band).unwrap();
        assert_eq!(place(0.3), Ordering::Equal);
        assert_eq!(place(3.0 / 10.0), Ordering::Equal);
        assert_eq!(place(0.1 + 0.2), Ordering::Greater);
        assert_eq!(Exact::of(&Value::Float(f64::NAN)), None);
    }

    #[test]
    fn money_divides_exactly() {
        let money = Value::Decimal { units: 100_000, scale: 2 };
        assert_eq!(Exact::quotient(&money, &Value::Integer(3)), Exact::fraction(1000, 3));
        assert_eq!(Exact::quotient(&money, &Value::Integer(0)), None);
    }
}
