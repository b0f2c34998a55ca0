//! Exact arithmetic that polars does not have: products, quotients and rounding of decimals.
//!
//! Elementwise functions for `scalar` and `clean`; a result that does not fit is an error.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use polars::prelude::*;

use super::error::overflow;
use super::types::PRECISION;

/// Makes an expression of a function of one column.
pub(super) fn unary(
    input: Expr,
    kind: DataType,
    name: &'static str,
    function: impl Fn(&Series) -> PolarsResult<Series> + Send + Sync + 'static,
) -> Expr {
    input.map_with_fmt_str(
        move |column| Ok(function(column.as_materialized_series())?.into_column()),
        move |_, field| Ok(Field::new(field.name().clone(), kind.clone())),
        name,
    )
}

/// Gives the bound where a value lies beyond it, else the value, which may be missing.
pub(super) fn bounded(value: Expr, bound: Expr, kind: DataType, is_upper: bool) -> Expr {
    binary(value, bound, kind, move |value, bound| {
        let beyond = if is_upper { value.gt(bound)? } else { value.lt(bound)? };
        bound.zip_with(&beyond.fill_null_with_values(false)?, value)
    })
}

/// Makes an expression of a function of two columns, of which one may be a single value.
pub(super) fn binary(
    left: Expr,
    right: Expr,
    kind: DataType,
    function: impl Fn(&Series, &Series) -> PolarsResult<Series> + Send + Sync + 'static,
) -> Expr {
    left.map_many(
        move |columns| {
            let (left, right) = (columns[0].clone(), columns[1].clone());
            let length = match (left.len(), right.len()) {
                (1, length) | (length, _) => length,
            };
            let spread = |column: Column| match column.len() == length {
                true => column.take_materialized_series(),
                false => column.take_materialized_series().new_from_index(0, length),
            };
            Ok(function(&spread(left), &spread(right))?.into_column())
        },
        &[right],
        move |_, fields| Ok(Field::new(fields[0].name().clone(), kind.clone())),
    )
}

/// Gives the units of a decimal column.
pub(super) fn units(series: &Series) -> PolarsResult<&Int128Chunked> {
    Ok(series.decimal()?.physical())
}

/// Makes a decimal column of units.
pub(super) fn decimal(
    name: &PlSmallStr,
    scale: u8,
    units: impl Iterator<Item = Option<i128>>,
) -> Series {
    Int128Chunked::from_iter_options(name.clone(), units)
        .into_decimal_unchecked(PRECISION, usize::from(scale))
        .into_series()
}

/// Collects fallible values.
pub(super) fn collected<T>(
    values: impl Iterator<Item = PolarsResult<Option<T>>>,
) -> PolarsResult<std::vec::IntoIter<Option<T>>> {
    Ok(values.collect::<PolarsResult<Vec<_>>>()?.into_iter())
}

/// Multiplies decimals; the scale of the product is the sum of the scales.
pub(super) fn product(left: Expr, right: Expr, scale: u8) -> Expr {
    let kind = DataType::Decimal(PRECISION, usize::from(scale));
    binary(left, right, kind, move |left, right| {
        let pairs = units(left)?.iter().zip(units(right)?.iter());
        let products = collected(pairs.map(|pair| {
            match pair {
                (Some(left), Some(right)) => left
                    .checked_mul(right)
                    .filter(|units| fits(*units))
                    .map(Some)
                    .ok_or_else(|| overflow("a product has more than 38 digits")),
                _ => Ok(None),
            }
        }))?;
        Ok(decimal(left.name(), scale, products))
    })
}

/// Divides decimals of one scale: the float nearest to the exact quotient, missing over 0.
pub(super) fn quotient(left: Expr, right: Expr) -> Expr {
    binary(left, right, DataType::Float64, |left, right| {
        let pairs = units(left)?.iter().zip(units(right)?.iter());
        let quotients = pairs.map(|pair| match pair {
            (Some(left), Some(right)) if right != 0 => Some(divide(left, right)),
            _ => None,
        });
        Ok(Float64Chunked::from_iter_options(left.name().clone(), quotients).into_series())
    })
}

fn divide(left: i128, right: i128) -> f64 {
    const EXACT: u128 = 1 << 53;
    if left.unsigned_abs() <= EXACT && right.unsigned_abs() <= EXACT {
        return left as f64 / right as f64;
    }
    let exact = BigRational::new(BigInt::from(left), BigInt::from(right));
    exact.to_f64().unwrap_or(f64::NAN)
}

/// Multiplies a duration by a decimal of a scale; rounds half away from zero to microseconds.
pub(super) fn scaled_duration(duration: Expr, factor: Expr, scale: u8) -> Expr {
    let kind = DataType::Duration(TimeUnit::Microseconds);
    binary(duration, factor, kind, move |duration, factor| {
        let lengths = duration.to_physical_repr();
        let pairs = lengths.i64()?.iter().zip(units(factor)?.iter());
        let products = collected(pairs.map(|pair| {
            match pair {
                (Some(length), Some(factor)) => i128::from(length)
                    .checked_mul(factor)
                    .and_then(|units| i64::try_from(rounded(units, scale)).ok())
                    .map(Some)
                    .ok_or_else(|| overflow("a duration does not fit 64 bits")),
                _ => Ok(None),
            }
        }))?;
        let products = Int64Chunked::from_iter_options(duration.name().clone(), products);
        Ok(products.into_duration(TimeUnit::Microseconds).into_series())
    })
}

/// Rounds a decimal half away from zero to fewer digits.
pub(super) fn round_decimal(input: Expr, from: u8, to: u8) -> Expr {
    let kind = DataType::Decimal(PRECISION, usize::from(to));
    unary(input, kind, "round", move |series| {
        let values = units(series)?.iter();
        let values = values.map(|value| value.map(|value| rounded(value, from - to)));
        Ok(decimal(series.name(), to, values))
    })
}

/// Rounds a float half away from zero, as its shortest text reads.
pub(super) fn round_float(input: Expr, to: u8) -> Expr {
    let kind = DataType::Decimal(PRECISION, usize::from(to));
    unary(input, kind, "round", move |series| {
        let values = collected(series.f64()?.iter().map(|value| {
            match value {
                None => Ok(None),
                Some(value) => float_units(value, to)
                    .map(Some)
                    .ok_or_else(|| overflow("a ratio is not a number of 38 digits")),
            }
        }))?;
        Ok(decimal(series.name(), to, values))
    })
}

/// Takes the sign off a decimal.
pub(super) fn absolute_decimal(input: Expr, scale: u8) -> Expr {
    let kind = DataType::Decimal(PRECISION, usize::from(scale));
    unary(input, kind, "absolute", move |series| {
        let values = units(series)?.iter().map(|value| value.map(i128::abs));
        Ok(decimal(series.name(), scale, values))
    })
}

/// Lets sums pass whose absolute values add up to a number that fits.
pub(super) fn checked_sum(sum: Expr, magnitude: Expr, scale: u8) -> Expr {
    let kind = DataType::Decimal(PRECISION, usize::from(scale));
    binary(sum, magnitude, kind, |sum, magnitude| {
        let is_safe = |value: Option<f64>| value.is_none_or(|value| value < 0.999e38);
        match magnitude.f64()?.iter().all(is_safe) {
            true => Ok(sum.clone()),
            false => Err(overflow("a sum may have more than 38 digits")),
        }
    })
}

/// Gives the units of a float rounded half away from zero to `scale` digits of its shortest text.
pub(super) fn float_units(value: f64, scale: u8) -> Option<i128> {
    if !value.is_finite() {
        return None;
    }
    let scaled = value * 10_f64.powi(i32::from(scale));
    let nearest = scaled.round();
    // away from the middle between two units the product decides
    if nearest.abs() < 1e13 && (scaled - nearest).abs() < 0.49 {
        return Some(nearest as i128);
    }
    let text = format!("{}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let kept = fraction.len().min(usize::from(scale));
    let digits = format!("{whole}{:0<width$}", &fraction[..kept], width = usize::from(scale));
    let up = fraction.as_bytes().get(kept).is_some_and(|digit| *digit >= b'5');
    let units = digits.parse::<i128>().ok()?.checked_add(i128::from(up))?;
    fits(units).then_some(if value < 0.0 { -units } else { units })
}

/// Drops digits, rounding half away from zero.
pub(super) fn rounded(units: i128, digits: u8) -> i128 {
    let unit = 10_i128.pow(u32::from(digits));
    let (whole, rest) = (units / unit, units % unit);
    let up = rest.unsigned_abs() * 2 >= unit.unsigned_abs();
    whole + if up && unit > 1 { units.signum() } else { 0 }
}

/// Tells whether units have at most 38 digits.
pub(super) fn fits(units: i128) -> bool {
    units.unsigned_abs() < 10_u128.pow(PRECISION as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_round_as_they_read() {
        assert_eq!(float_units(0.285, 2), Some(29));
        assert_eq!(float_units(-1.005, 2), Some(-101));
        assert_eq!(float_units(0.1 + 0.2, 2), Some(30));
        assert_eq!(float_units(1e19, 6), Some(10_i128.pow(25)));
        assert_eq!(float_units(f64::NAN, 2), None);
        assert_eq!(float_units(1e39, 2), None);
    }

    #[test]
    fn digits_drop_half_away_from_zero() {
        assert_eq!((rounded(25, 1), rounded(-25, 1), rounded(24, 1)), (3, -3, 2));
        assert_eq!(rounded(7, 0), 7);
    }

    #[test]
    fn quotients_are_the_nearest_floats() {
        assert_eq!(divide(1, 3), 1.0 / 3.0);
        assert_eq!(divide(10_i128.pow(30), 3 * 10_i128.pow(30)), 1.0 / 3.0);
    }
}
