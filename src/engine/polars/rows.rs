//! Takes the results of a query out of polars.
//!
//! Last step of a run; no float that is not a number passes.

use polars::prelude::{AnyValue, Column, DataFrame};

use super::error::{diagnostics, failure, too_large};
use super::types::Field;
use crate::diagnostic::Diagnostic;
use crate::engine::zone::date;
use crate::plan::{Rows, Value, ValueType};

/// Gives the named columns of a frame as rows.
pub(super) fn rows(frame: &DataFrame, fields: &[Field]) -> Result<Rows, Vec<Diagnostic>> {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    rows.resize_with(frame.height(), || Vec::with_capacity(fields.len()));
    for field in fields {
        let column = frame.column(&field.name).map_err(|error| diagnostics(&error))?;
        fill(&mut rows, column, field).map_err(|found| vec![found])?;
    }
    let columns = fields.iter().map(|field| field.name.clone()).collect();
    Ok(Rows { columns, rows })
}

fn fill(rows: &mut [Vec<Value>], column: &Column, field: &Field) -> Result<(), Diagnostic> {
    let series = column.as_materialized_series().rechunk();
    for (row, cell) in rows.iter_mut().zip(series.iter()) {
        row.push(value(cell, field)?);
    }
    Ok(())
}

fn value(cell: AnyValue<'_>, field: &Field) -> Result<Value, Diagnostic> {
    Ok(match (cell, field.kind) {
        (AnyValue::Null, _) => Value::Missing,
        (AnyValue::String(text), ValueType::Text) => Value::Text(text.to_owned()),
        (AnyValue::Int64(value), ValueType::Integer) => Value::Integer(value),
        (AnyValue::Decimal(units, _, own), ValueType::Decimal { scale })
            if own == usize::from(scale) =>
        {
            Value::Decimal { units, scale }
        }
        (AnyValue::Float64(value), ValueType::Float) => match value.is_finite() {
            true => Value::Float(value),
            false => return Err(too_large(&format!("`{}` is not finite", field.name))),
        },
        (AnyValue::Boolean(value), ValueType::Boolean) => Value::Boolean(value),
        (AnyValue::Date(day), ValueType::Date) => match date(day) {
            Some(date) => Value::Date(date),
            None => {
                return Err(too_large(&format!("`{}` is no day of the calendar", field.name)));
            }
        },
        (AnyValue::Datetime(instant, ..), ValueType::Datetime) => Value::Datetime(instant),
        (AnyValue::Duration(length, _), ValueType::Duration) => Value::Duration(length),
        (other, kind) => {
            let reason = format!("`{}` is {other:?} where {kind:?} was expected", field.name);
            return Err(failure(&reason));
        }
    })
}
