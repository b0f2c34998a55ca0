//! Types of the plan in polars, and values of the plan as polars literals.
//!
//! Datetimes are microseconds of UTC without a zone: calendar functions look the zone up themselves.

use polars::prelude::{
    AnyValue, DataType, Expr, LiteralValue, Scalar as PolarsScalar, TimeUnit, lit,
};

use crate::dataset::ColumnType;
use crate::engine::parse::DECIMAL_DIGITS;
use crate::engine::zone::day_number;
use crate::plan::{Value, ValueType};

/// Digits of every decimal in a frame.
pub(super) const PRECISION: usize = 38;
/// Digits that a count of rows may have.
pub(super) const COUNT_DIGITS: u8 = 12;

/// A column of a frame: its type, and how many digits its integer or the units of its decimal have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: ValueType,
    pub(super) digits: u8,
}

/// Gives the polars type of a type of the plan.
pub(super) fn data_type(kind: ValueType) -> DataType {
    match kind {
        ValueType::Text => DataType::String,
        ValueType::Integer => DataType::Int64,
        ValueType::Decimal { scale } => DataType::Decimal(PRECISION, usize::from(scale)),
        ValueType::Float => DataType::Float64,
        ValueType::Boolean => DataType::Boolean,
        ValueType::Date => DataType::Date,
        ValueType::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        ValueType::Duration => DataType::Duration(TimeUnit::Microseconds),
    }
}

/// Gives the digits that values of a stored column may have.
pub(super) fn stored_digits(kind: ColumnType) -> u8 {
    match kind {
        ColumnType::Decimal { scale } => DECIMAL_DIGITS + scale,
        _ => 19,
    }
}

/// Gives the digits of a value.
pub(super) fn digits(value: &Value) -> u8 {
    let count = |units: u128| units.checked_ilog10().map_or(1, |log| log as u8 + 1);
    match value {
        Value::Integer(value) | Value::Duration(value) => count(u128::from(value.unsigned_abs())),
        Value::Decimal { units, .. } => count(units.unsigned_abs()),
        Value::Missing => 1,
        _ => 19,
    }
}

/// Gives a value as polars holds it in a column of its type.
pub(super) fn any_value(value: &Value) -> AnyValue<'static> {
    match value {
        Value::Missing => AnyValue::Null,
        Value::Text(text) => AnyValue::StringOwned(text.as_str().into()),
        Value::Integer(value) => AnyValue::Int64(*value),
        Value::Decimal { units, scale } => {
            AnyValue::Decimal(*units, PRECISION, usize::from(*scale))
        }
        Value::Float(value) => AnyValue::Float64(*value),
        Value::Boolean(value) => AnyValue::Boolean(*value),
        Value::Date(date) => AnyValue::Date(day_number(*date)),
        Value::Datetime(instant) => AnyValue::Datetime(*instant, TimeUnit::Microseconds, None),
        Value::Duration(length) => AnyValue::Duration(*length, TimeUnit::Microseconds),
    }
}

/// Gives a value as a literal of a type.
pub(super) fn literal(value: &Value, kind: ValueType) -> Expr {
    let scalar = PolarsScalar::new(data_type(kind), any_value(value));
    lit(LiteralValue::Scalar(scalar))
}
