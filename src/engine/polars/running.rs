//! What a window computes: one pass over the sorted rows of all partitions.
//!
//! Sums, extremes and the row before, as arrays in and arrays out. Used by `window`, which sorts the
//! rows and marks where partitions and peers begin.

use std::cmp::Ordering;

use polars::prelude::*;

use super::error::overflow;
use super::number::{decimal, fits, units};
use crate::engine::total::Total;

/// How a row differs from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// In nothing: they are peers.
    Peer,
    /// In the order.
    Row,
    /// In the partition.
    Partition,
}

/// What is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    Sum,
    Minimum,
    Maximum,
    Previous,
    Number,
}

/// Computes a column along the rows; `values` is one chunk.
pub(super) fn along(pass: Pass, marks: &[Mark], values: &Series) -> PolarsResult<Series> {
    match pass {
        Pass::Sum => sum(marks, values),
        Pass::Minimum => extreme(marks, values, Ordering::is_lt),
        Pass::Maximum => extreme(marks, values, Ordering::is_gt),
        Pass::Previous => {
            let before = (0..).zip(marks).map(|(row, mark): (IdxSize, &Mark)| {
                (*mark != Mark::Partition).then(|| row.saturating_sub(1))
            });
            values.take(&IdxCa::from_iter_options(values.name().clone(), before))
        }
        Pass::Number => Ok(Int64Chunked::from_vec(values.name().clone(), numbers(marks)).into()),
    }
}

fn numbers(marks: &[Mark]) -> Vec<i64> {
    let mut number = 0;
    let next = marks.iter().map(|mark| {
        number = if *mark == Mark::Partition { 1 } else { number + 1 };
        number
    });
    next.collect()
}

fn sum(marks: &[Mark], values: &Series) -> PolarsResult<Series> {
    let name = values.name();
    if let DataType::Decimal(_, scale) = values.dtype() {
        let sums = sums(marks, units(values)?.iter(), |sum| fits(sum).then_some(sum));
        let sums = sums.ok_or_else(|| overflow("a running sum has more than 38 digits"))?;
        return Ok(decimal(name, *scale as u8, sums.into_iter().map(Some)));
    }
    let lengths = values.to_physical_repr();
    let wide = lengths.i64()?.iter().map(|value| value.map(i128::from));
    let sums = sums(marks, wide, |sum| i64::try_from(sum).ok());
    let sums = sums.ok_or_else(|| overflow("a running sum does not fit 64 bits"))?;
    let sums = Int64Chunked::from_vec(name.clone(), sums);
    Ok(match values.dtype() {
        DataType::Duration(unit) => sums.into_duration(*unit).into_series(),
        _ => sums.into_series(),
    })
}

/// Sums up to the last peer of each row; nothing where one does not fit.
fn sums<T: Copy>(
    marks: &[Mark],
    values: impl Iterator<Item = Option<i128>>,
    narrow: impl Fn(i128) -> Option<T>,
) -> Option<Vec<T>> {
    let mut sums = Vec::with_capacity(marks.len());
    let mut total = Total::default();
    for ((row, mark), value) in marks.iter().enumerate().zip(values) {
        if *mark != Mark::Peer && row > 0 {
            sums.resize(row, total.units().and_then(&narrow)?);
        }
        if *mark == Mark::Partition {
            total = Total::default();
        }
        total.add(value.unwrap_or_default());
    }
    if !marks.is_empty() {
        sums.resize(marks.len(), total.units().and_then(&narrow)?);
    }
    Some(sums)
}

fn extreme(
    marks: &[Mark],
    values: &Series,
    is_better: fn(Ordering) -> bool,
) -> PolarsResult<Series> {
    let stored = values.to_physical_repr();
    let rows = match stored.dtype() {
        DataType::Int32 => best(marks, stored.i32()?.iter(), is_better),
        DataType::Int64 => best(marks, stored.i64()?.iter(), is_better),
        DataType::Int128 => best(marks, stored.i128()?.iter(), is_better),
        DataType::Float64 => best(marks, stored.f64()?.iter(), is_better),
        DataType::Boolean => best(marks, stored.bool()?.iter(), is_better),
        _ => best(marks, stored.str()?.iter(), is_better),
    };
    values.take(&rows)
}

/// The rows that hold the best value up to the last peer of each row.
fn best<V: PartialOrd + Copy>(
    marks: &[Mark],
    values: impl Iterator<Item = Option<V>>,
    is_better: fn(Ordering) -> bool,
) -> IdxCa {
    let mut rows: Vec<Option<IdxSize>> = Vec::with_capacity(marks.len());
    let mut best: Option<(IdxSize, V)> = None;
    for ((row, mark), value) in marks.iter().enumerate().zip(values) {
        if *mark != Mark::Peer {
            rows.resize(row, best.map(|(row, _)| row));
        }
        if *mark == Mark::Partition {
            best = None;
        }
        let Some(value) = value else { continue };
        let is_new = best.is_none_or(|(_, old)| value.partial_cmp(&old).is_some_and(is_better));
        if is_new {
            best = Some((row as IdxSize, value));
        }
    }
    rows.resize(marks.len(), best.map(|(row, _)| row));
    IdxCa::from_iter_options(PlSmallStr::EMPTY, rows.into_iter())
}
