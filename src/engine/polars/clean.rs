//! A stored column as an expression of its declared type: `replace`, `missing`, then the type.
//!
//! `parse` reads texts; typed files are converted by the same rules. `scan` puts the expressions
//! over the files.

use std::sync::Arc;

use polars::prelude::arity::unary_elementwise_values;
use polars::prelude::*;

use super::calendar::{dates, instants};
use super::number::{decimal, float_units, unary};
use super::types::data_type;
use crate::dataset::{Column as Declared, ColumnType};
use crate::engine::parse::{self, DECIMAL_DIGITS};
use crate::engine::zone::{Instant, Zone};

/// A column before and after it got its type.
pub(super) struct Cleaned {
    /// After `replace` and `missing`; a value that does not fit is still there.
    pub(super) raw: Expr,
    /// Of its type; missing where the raw value does not fit.
    pub(super) typed: Expr,
}

/// Makes the expressions of a column stored as `stored`; `None` if such a column cannot have the
/// declared type.
pub(super) fn clean(
    column: Expr,
    stored: &DataType,
    declared: &Declared,
    zone: &Arc<Zone>,
) -> Option<Cleaned> {
    let is_text = stored.is_string() || stored.is_categorical() || stored.is_enum();
    let is_plain = declared.replace.is_empty() && declared.missing.is_empty();
    if stored.is_null() {
        let typed = column.cast(data_type(declared.kind.into()));
        let raw = typed.clone();
        return Some(Cleaned { raw, typed });
    }
    if !is_text && !can_become(stored, declared.kind) {
        return None;
    }
    if is_text || declared.kind == ColumnType::Text || !is_plain {
        let text = match stored.is_string() {
            true => column,
            false => column.cast(DataType::String),
        };
        let raw = cleaned_text(text, declared);
        let format = declared.format.clone().filter(|_| is_text);
        let typed = match declared.kind {
            ColumnType::Text => raw.clone(),
            kind => parsed(raw.clone(), kind, format, zone.clone()),
        };
        return Some(Cleaned { raw, typed });
    }
    let typed = converted(column.clone(), declared.kind, zone.clone());
    Some(Cleaned { raw: column, typed })
}

fn can_become(stored: &DataType, kind: ColumnType) -> bool {
    let is_number = stored.is_primitive_numeric() || stored.is_decimal();
    match kind {
        ColumnType::Text => {
            is_number && !stored.is_float() || stored.is_bool() || stored.is_temporal()
        }
        ColumnType::Integer | ColumnType::Decimal { .. } => is_number,
        ColumnType::Boolean => stored.is_bool() || stored.is_integer(),
        ColumnType::Date | ColumnType::Datetime => {
            matches!(stored, DataType::Date | DataType::Datetime(..))
        }
    }
}

fn cleaned_text(text: Expr, declared: &Declared) -> Expr {
    let (replace, missing) = (declared.replace.clone(), declared.missing.clone());
    let drops_empty = !declared.empty_is_text;
    if replace.is_empty() && missing.is_empty() {
        return match drops_empty {
            true => when(text.clone().neq(lit(""))).then(text).otherwise(lit(NULL)),
            false => text,
        };
    }
    unary(text, DataType::String, "clean", move |series| {
        let texts = series.str()?.iter().map(|text| {
            let text = text?;
            let text = replace.get(text).map_or(text, String::as_str);
            let is_missing =
                text.is_empty() && drops_empty || missing.iter().any(|word| word == text);
            (!is_missing).then_some(text)
        });
        Ok(StringChunked::from_iter_options(series.name().clone(), texts).into_series())
    })
}

fn parsed(text: Expr, kind: ColumnType, format: Option<String>, zone: Arc<Zone>) -> Expr {
    unary(text, data_type(kind.into()), "parse", move |series| {
        let (name, texts) = (series.name(), series.str()?.iter());
        let format = format.as_deref();
        Ok(match kind {
            ColumnType::Text => series.clone(),
            ColumnType::Integer => {
                let values = texts.map(|text| text.and_then(parse::integer));
                Int64Chunked::from_iter_options(name.clone(), values).into_series()
            }
            ColumnType::Decimal { scale } => {
                let read = |text| parse::decimal(text, scale);
                decimal(name, scale, texts.map(|text| text.and_then(read)))
            }
            ColumnType::Boolean => {
                let values = texts.map(|text| text.and_then(parse::boolean));
                BooleanChunked::from_iter_options(name.clone(), values).into_series()
            }
            ColumnType::Date => {
                let read = |text| parse::day(text, format);
                dates(name, texts.map(|text| text.and_then(read)))
            }
            ColumnType::Datetime => {
                let read = |text| parse::instant(text, format, &zone);
                instants(name, texts.map(|text| text.and_then(read)))
            }
        })
    })
}

fn converted(column: Expr, kind: ColumnType, zone: Arc<Zone>) -> Expr {
    unary(column, data_type(kind.into()), "convert", move |series| match kind {
        ColumnType::Integer => to_integer(series),
        ColumnType::Decimal { scale } => to_decimal(series, scale),
        ColumnType::Boolean if series.dtype().is_bool() => Ok(series.clone()),
        ColumnType::Boolean => {
            let numbers = series.cast(&DataType::Int64)?;
            let values = numbers.i64()?.iter().map(|value| match value? {
                0 => Some(false),
                1 => Some(true),
                _ => None,
            });
            Ok(BooleanChunked::from_iter_options(series.name().clone(), values).into_series())
        }
        ColumnType::Date => to_date(series, &zone),
        ColumnType::Datetime => to_datetime(series, &zone),
        ColumnType::Text => series.cast(&DataType::String),
    })
}

fn to_integer(series: &Series) -> PolarsResult<Series> {
    let name = series.name().clone();
    let values: Int64Chunked = match series.dtype() {
        DataType::Decimal(_, scale) => {
            let unit = 10_i128.pow(*scale as u32);
            let whole = |units: i128| (units % unit == 0).then_some(units / unit);
            let units = series.decimal()?.physical().iter();
            let values = units.map(|units| i64::try_from(whole(units?)?).ok());
            Int64Chunked::from_iter_options(name, values)
        }
        kind if kind.is_float() => {
            let numbers = series.cast(&DataType::Float64)?;
            let whole = |value: &f64| value.fract() == 0.0 && value.abs() < 9.2e18;
            let values = numbers.f64()?.iter();
            let values = values.map(|value| value.filter(whole).map(|value| value as i64));
            Int64Chunked::from_iter_options(name, values)
        }
        // what does not fit is missing
        _ => series.cast(&DataType::Int64)?.i64()?.clone(),
    };
    Ok(values.into_series())
}

fn to_decimal(series: &Series, scale: u8) -> PolarsResult<Series> {
    let limit = 10_i128.pow(u32::from(DECIMAL_DIGITS + scale));
    let small = |units: &i128| units.abs() < limit;
    match series.dtype() {
        DataType::Decimal(_, from) => {
            let from = *from as i32 - i32::from(scale);
            let (up, down) = (10_i128.pow((-from).max(0) as u32), 10_i128.pow(from.max(0) as u32));
            let values = series.decimal()?.physical().iter().map(|units| {
                let units = units?;
                let fitting = (units % down == 0).then_some(units / down)?;
                fitting.checked_mul(up).filter(small)
            });
            Ok(decimal(series.name(), scale, values))
        }
        kind if kind.is_float() => {
            let numbers = series.cast(&DataType::Float64)?;
            let values = numbers.f64()?.iter();
            let values = values.map(|value| float_units(value?, scale).filter(small));
            Ok(decimal(series.name(), scale, values))
        }
        DataType::UInt64 => {
            let values = series.u64()?.iter().map(|value| Some(i128::from(value?)));
            let unit = 10_i128.pow(u32::from(scale));
            Ok(decimal(series.name(), scale, values.map(|value| Some(value? * unit))))
        }
        _ => {
            let numbers = series.cast(&DataType::Int64)?;
            let unit = 10_i128.pow(u32::from(scale));
            let values = numbers.i64()?.iter().map(|value| Some(i128::from(value?) * unit));
            Ok(decimal(series.name(), scale, values))
        }
    }
}

fn to_date(series: &Series, zone: &Zone) -> PolarsResult<Series> {
    let days: Vec<Option<i32>> = match series.dtype() {
        DataType::Datetime(_, stored_zone) => {
            let is_instant = stored_zone.is_some();
            let micros = micros(series)?;
            let day = |at: i64| match is_instant {
                true => zone.day(at),
                false => at.div_euclid(crate::engine::zone::DAY) as i32,
            };
            micros.iter().map(|at| at.map(day)).collect()
        }
        _ => series.to_physical_repr().i32()?.iter().collect(),
    };
    let known = days.into_iter().map(|day| day.and_then(parse::known_day));
    Ok(dates(series.name(), known))
}

fn to_datetime(series: &Series, zone: &Zone) -> PolarsResult<Series> {
    let values: Vec<Option<i64>> = match series.dtype() {
        DataType::Datetime(_, Some(_)) => micros(series)?.iter().collect(),
        DataType::Datetime(_, None) => {
            let clock = micros(series)?;
            if let Some(instants) = shifted(&clock, zone) {
                return Ok(instants);
            }
            let instant = |local: i64| match zone.instant(local) {
                Instant::At(instant) => Some(instant),
                Instant::Skipped(_) => None,
            };
            clock.iter().map(|local| local.and_then(instant)).collect()
        }
        _ => {
            let days = series.to_physical_repr();
            let start = |day| parse::known_day(day).map(|day| zone.start_of_day(day));
            days.i32()?.iter().map(|day| day.and_then(start)).collect()
        }
    };
    let known = |at| parse::known_instant(at, zone);
    Ok(instants(series.name(), values.into_iter().map(|at| at.and_then(known))))
}

/// Gives the instants of clock times that all have one offset and fit, as nearly all batches do.
fn shifted(clock: &Int64Chunked, zone: &Zone) -> Option<Series> {
    let (first, last) = (clock.min()?, clock.max()?);
    let offset = zone.offset_of_clock(first, last)?;
    let fits = |local: i64| parse::known_instant(local - offset, zone).is_some();
    if !fits(first) || !fits(last) {
        return None;
    }
    // what stands below a missing value may be any number
    let instants: Int64Chunked = unary_elementwise_values(clock, |at: i64| at.wrapping_sub(offset));
    Some(instants.into_datetime(TimeUnit::Microseconds, None).into_series())
}

/// Gives microseconds; digits below them are cut.
fn micros(series: &Series) -> PolarsResult<Int64Chunked> {
    let zone = match series.dtype() {
        DataType::Datetime(_, zone) => zone.clone(),
        _ => None,
    };
    let cast = series.cast(&DataType::Datetime(TimeUnit::Microseconds, zone))?;
    Ok(cast.to_physical_repr().i64()?.clone())
}
