//! Values computed along the sorted rows of partitions, and unions of relations.
//!
//! One sort by partition and order, then one pass over the sorted rows for each column: `over` would
//! group by hashing and sort every group on its own. Used by `lower`; the sort is in `order`, what a
//! pass computes in `running`.

use polars::prelude::*;

use super::arithmetic::{Typed, unified};
use super::error::failure;
use super::lower::{Lowered, typed};
use super::number::unary;
use super::order::ordered;
use super::running::{Pass, along};
use super::types::{COUNT_DIGITS, Field as PlanField, PRECISION, data_type};
use crate::diagnostic::Diagnostic;
use crate::plan::{Direction, ValueType, WindowFunction};

type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

/// A column to compute: its name, how, from which column, and its type.
#[derive(Clone)]
struct Wanted {
    name: PlSmallStr,
    pass: Pass,
    argument: PlSmallStr,
    stored: DataType,
}

/// Makes the frame of a [`crate::plan::Relation::Window`]; a column may be computed from those made
/// before it.
pub(super) fn window(
    input: &Lowered,
    by: &[String],
    order: &[(String, Direction)],
    columns: &[(String, WindowFunction)],
) -> Result<Lowered> {
    let keys: Vec<&String> = by.iter().chain(order.iter().map(|(name, _)| name)).collect();
    for key in &keys {
        field(input, key)?;
    }
    let mut wanted = Vec::new();
    let mut known = input.clone();
    for (name, function) in columns {
        let (column, made) = computed(&known, name, function)?;
        wanted.push(column);
        known.fields.retain(|field| field.name != *name);
        known.fields.push(made);
    }
    let fields = known.fields;
    let mut descending = vec![false; by.len()];
    descending.extend(order.iter().map(|(_, direction)| *direction == Direction::Descending));
    let keys: Vec<PlSmallStr> = keys.iter().map(|key| key.as_str().into()).collect();
    let (partitions, made) = (by.len(), wanted.clone());
    let schema = move |before: &Schema| {
        let mut after = before.clone();
        for column in &made {
            after.with_column(column.name.clone(), column.stored.clone());
        }
        Ok(Arc::new(after))
    };
    let pass = move |frame| passed(frame, &keys, partitions, &descending, &wanted);
    // what else the frame holds would be sorted for nothing
    let names: Vec<Expr> = input.fields.iter().map(|field| col(field.name.as_str())).collect();
    let frame = input.frame.clone().select(names);
    let frame = frame.map(pass, none_allowed(), Some(Arc::new(schema)), Some("window"));
    Ok(Lowered { frame, fields })
}

/// Nothing is pushed through a window.
fn none_allowed() -> AllowedOptimizations {
    AllowedOptimizations::from_bits_truncate(0)
}

/// Sorts rows and computes the columns in one pass each.
fn passed(
    frame: DataFrame,
    keys: &[PlSmallStr],
    partitions: usize,
    descending: &[bool],
    wanted: &[Wanted],
) -> PolarsResult<DataFrame> {
    let (mut frame, marks) = ordered(frame, keys, partitions, descending)?;
    for Wanted { name, pass, argument, .. } in wanted {
        let values = frame.column(argument)?.as_materialized_series().rechunk();
        let made = along(*pass, &marks, &values)?.with_name(name.clone()).into_column();
        frame.with_column(made)?;
    }
    Ok(frame)
}

fn computed(input: &Lowered, name: &str, function: &WindowFunction) -> Result<(Wanted, PlanField)> {
    let (pass, column) = match function {
        WindowFunction::RunningSum(column) => (Pass::Sum, Some(column)),
        WindowFunction::RunningMinimum(column) => (Pass::Minimum, Some(column)),
        WindowFunction::RunningMaximum(column) => (Pass::Maximum, Some(column)),
        WindowFunction::Previous(column) => (Pass::Previous, Some(column)),
        WindowFunction::RowNumber => (Pass::Number, None),
    };
    // a pass that needs no values still needs the number of rows
    let argument = match column {
        Some(column) => field(input, column)?,
        None => input.fields.first().ok_or_else(|| vec![failure("rows without columns")])?,
    };
    let (kind, digits) = match pass {
        Pass::Number => (ValueType::Integer, COUNT_DIGITS),
        Pass::Sum => summed(argument)?,
        _ => (argument.kind, argument.digits),
    };
    let argument = argument.name.as_str().into();
    let wanted = Wanted { name: name.into(), pass, argument, stored: data_type(kind) };
    Ok((wanted, PlanField { name: name.to_owned(), kind, digits }))
}

fn field<'a>(input: &'a Lowered, name: &str) -> Result<&'a PlanField> {
    let found = input.fields.iter().find(|field| field.name == name);
    found.ok_or_else(|| vec![failure(&format!("the plan names no column `{name}`"))])
}

fn summed(argument: &PlanField) -> Result<(ValueType, u8)> {
    let most = match argument.kind {
        ValueType::Integer | ValueType::Duration => 19,
        ValueType::Decimal { .. } => PRECISION as u8,
        _ => return Err(vec![failure("a sum of values that are not exact")]),
    };
    Ok((argument.kind, (argument.digits + COUNT_DIGITS).min(most)))
}

/// Makes the frame of a [`crate::plan::Relation::Union`].
pub(super) fn union(inputs: &[&Lowered]) -> Result<Lowered> {
    let first = inputs.first().ok_or_else(|| vec![failure("a union of nothing")])?;
    let mut columns: Vec<Vec<Expr>> = vec![Vec::new(); inputs.len()];
    let mut fields = Vec::new();
    for PlanField { name, .. } in &first.fields {
        let sides = inputs.iter().map(|input| field(input, name).map(|_| typed(input, name)));
        let sides: Vec<Typed> = sides.collect::<Result<_>>()?;
        let (exprs, Typed { kind, digits, .. }) = unified(&sides).map_err(|found| vec![found])?;
        for (columns, expr) in columns.iter_mut().zip(exprs) {
            // a plain selection of a shared frame would be lost on the way through the optimiser
            let kept = unary(expr, data_type(kind), "union", |series| Ok(series.clone()));
            columns.push(kept.alias(name.as_str()));
        }
        fields.push(PlanField { name: name.clone(), kind, digits });
    }
    let frames: Vec<LazyFrame> = inputs
        .iter()
        .zip(columns)
        .map(|(input, columns)| input.frame.clone().select(columns))
        .collect();
    let frame = concat(frames, UnionArgs { rechunk: false, ..UnionArgs::default() });
    let frame = frame.map_err(|error| vec![failure(&error.to_string())])?;
    Ok(Lowered { frame, fields })
}
