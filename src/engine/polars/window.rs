//! Values computed along the sorted rows of partitions, and unions of relations.
//!
//! One sort by partition and order, then one pass over the sorted columns: `over` would group by
//! hashing and sort every group on its own. Used by `lower`; what a pass computes is in `running`.

use polars::prelude::*;

use super::arithmetic::{Typed, unified};
use super::error::failure;
use super::lower::{Lowered, typed};
use super::number::unary;
use super::running::{Mark, Pass, along};
use super::types::{COUNT_DIGITS, Field as PlanField, PRECISION, data_type};
use crate::diagnostic::Diagnostic;
use crate::plan::{Direction, ValueType, WindowFunction};

type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

/// Makes the frame of a [`crate::plan::Relation::Window`].
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
    let (mut exprs, mut fields) = (Vec::new(), input.fields.clone());
    for (name, function) in columns {
        let (expr, made) = computed(input, &keys, by.len(), name, function)?;
        exprs.push(expr);
        fields.retain(|field| field.name != *name);
        fields.push(made);
    }
    let mut descending = vec![false; by.len()];
    descending.extend(order.iter().map(|(_, direction)| *direction == Direction::Descending));
    let options = SortMultipleOptions::default()
        .with_order_descending_multi(descending)
        .with_nulls_last(true)
        .with_maintain_order(false);
    let sorted = match keys.is_empty() {
        true => input.frame.clone(),
        false => {
            let keys: Vec<Expr> = keys.iter().map(|name| col(name.as_str())).collect();
            input.frame.clone().sort_by_exprs(keys, options)
        }
    };
    Ok(Lowered { frame: sorted.with_columns(exprs), fields })
}

fn computed(
    input: &Lowered,
    keys: &[&String],
    partitions: usize,
    name: &str,
    function: &WindowFunction,
) -> Result<(Expr, PlanField)> {
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
    let stored = data_type(kind);
    let function = move |columns: &mut [Column]| {
        let [value, keys @ ..] = &*columns else {
            polars_bail!(ComputeError: "a window without columns");
        };
        let marks = marks(value.len(), keys, partitions)?;
        let value = value.as_materialized_series().rechunk();
        Ok(along(pass, &marks, &value)?.into_column())
    };
    let made = move |_: &Schema, fields: &[Field]| {
        Ok(Field::new(fields[0].name().clone(), stored.clone()))
    };
    let mut inputs = vec![col(argument.name.as_str())];
    inputs.extend(keys.iter().map(|name| col(name.as_str())));
    let expr = apply_multiple(function, inputs, made, false).alias(name);
    Ok((expr, PlanField { name: name.to_owned(), kind, digits }))
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

/// Marks the rows that differ from the row before; the first `partitions` keys tell partitions.
fn marks(rows: usize, keys: &[Column], partitions: usize) -> PolarsResult<Vec<Mark>> {
    let mut marks = vec![Mark::Peer; rows];
    let Some(first) = marks.first_mut() else {
        return Ok(marks);
    };
    *first = Mark::Partition;
    for (index, key) in keys.iter().enumerate() {
        let mark = if index < partitions { Mark::Partition } else { Mark::Row };
        let key = key.as_materialized_series().to_physical_repr().rechunk();
        let differ = key.slice(1, rows - 1).not_equal_missing(&key.slice(0, rows - 1))?;
        let mut start = 1;
        for part in differ.downcast_iter() {
            for row in part.values().true_idx_iter() {
                let own = &mut marks[start + row];
                *own = mark.max(*own);
            }
            start += part.len();
        }
    }
    Ok(marks)
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
