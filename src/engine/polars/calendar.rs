//! Calendar functions over columns, by the table of a zone or of a business calendar.
//!
//! Comes after `zone` and `business`, which hold the arithmetic; `scalar` uses it.

use std::sync::Arc;

use polars::prelude::arity::unary_elementwise_values;
use polars::prelude::*;

use super::error::{beyond_calendar, overflow};
use super::number::{binary, collected, unary};
use crate::engine::business::Business;
use crate::engine::zone::{DAY, Zone, shift_months};
use crate::plan::ShiftUnit;

const DATETIME: DataType = DataType::Datetime(TimeUnit::Microseconds, None);
const DURATION: DataType = DataType::Duration(TimeUnit::Microseconds);

/// Gives the local day of instants.
pub(super) fn local_date(input: Expr, zone: Arc<Zone>) -> Expr {
    unary(input, DataType::Date, "local_date", move |series| {
        let physical = series.to_physical_repr();
        let instants = physical.i64()?;
        let ends = instants.min().zip(instants.max());
        let offset = ends.and_then(|(first, last)| zone.offset_over(first, last));
        // one offset is the rule, and then the look at the table is most of the work
        let day = |at: i64| match offset {
            Some(offset) => at.saturating_add(offset).div_euclid(DAY) as i32,
            None => zone.day(at),
        };
        let days: Int32Chunked = unary_elementwise_values(instants, day);
        Ok(days.into_date().into_series())
    })
}

/// Gives the instants at which local days start.
pub(super) fn start_of_day(input: Expr, zone: Arc<Zone>) -> Expr {
    unary(input, DATETIME, "start_of_day", move |series| {
        let days = series.to_physical_repr();
        let starts = days.i32()?.iter().map(|day| day.map(|day| zone.start_of_day(day)));
        Ok(instants(series.name(), starts))
    })
}

/// Moves instants on the local calendar.
pub(super) fn shift_datetime(input: Expr, by: i64, unit: ShiftUnit, zone: Arc<Zone>) -> Expr {
    unary(input, DATETIME, "shift", move |series| {
        let physical = series.to_physical_repr();
        if unit != ShiftUnit::Months
            && let Some(moved) = moved(physical.i64()?, by, unit, &zone)
        {
            return Ok(moved);
        }
        let moved = collected(physical.i64()?.iter().map(|at| {
            let Some(at) = at else { return Ok(None) };
            match unit {
                ShiftUnit::Microseconds => at.checked_add(by),
                ShiftUnit::Days => zone.shift_days(at, by),
                ShiftUnit::Months => zone.shift_months(at, by),
            }
            .map(Some)
            .ok_or_else(|| overflow("a moment is moved out of the calendar"))
        }))?;
        Ok(instants(series.name(), moved))
    })
}

/// Moves instants by one length of time, which a day is where the offset never changes.
fn moved(instants: &Int64Chunked, by: i64, unit: ShiftUnit, zone: &Zone) -> Option<Series> {
    let by = if unit == ShiftUnit::Days { by.checked_mul(DAY)? } else { by };
    let (first, last) = (instants.min()?, instants.max()?);
    let ends = (first.checked_add(by.min(0))?, last.checked_add(by.max(0))?);
    let is_far = |end: i64| end.unsigned_abs() > (100_000 * DAY).unsigned_abs();
    if is_far(ends.0) || is_far(ends.1) {
        return None;
    }
    if unit == ShiftUnit::Days {
        // two days more, so that no clock time between happens twice
        zone.offset_over(ends.0.checked_sub(2 * DAY)?, ends.1)?;
    }
    let moved: Int64Chunked = unary_elementwise_values(instants, |at: i64| at.wrapping_add(by));
    Some(moved.into_datetime(TimeUnit::Microseconds, None).into_series())
}

/// Moves days on the calendar.
pub(super) fn shift_date(input: Expr, by: i64, unit: ShiftUnit) -> Expr {
    unary(input, DataType::Date, "shift", move |series| {
        let physical = series.to_physical_repr();
        let moved = collected(physical.i32()?.iter().map(|day| {
            let Some(day) = day else { return Ok(None) };
            match unit {
                ShiftUnit::Months => shift_months(day, by),
                _ => i32::try_from(i64::from(day) + by).ok(),
            }
            .map(Some)
            .ok_or_else(|| overflow("a day is moved out of the calendar"))
        }))?;
        Ok(dates(series.name(), moved))
    })
}

/// Gives the elapsed time from the second to the first, both days or both instants.
pub(super) fn difference(end: Expr, start: Expr, are_days: bool) -> Expr {
    let unit = if are_days { DAY } else { 1 };
    binary(end, start, DURATION, move |end, start| {
        let (ends, starts) = (numbers(end)?, numbers(start)?);
        let pairs = ends.iter().zip(starts.iter());
        let lengths = pairs.map(|(end, start)| Some((end? - start?).saturating_mul(unit)));
        let lengths = Int64Chunked::from_iter_options(end.name().clone(), lengths);
        Ok(lengths.into_duration(TimeUnit::Microseconds).into_series())
    })
}

/// A business calendar together with the zone that cuts its days.
#[derive(Debug, Clone)]
pub(super) struct Workdays {
    pub(super) table: Arc<Business>,
    pub(super) zone: Arc<Zone>,
}

impl Workdays {
    fn position(&self, moment: i64, is_day: bool) -> PolarsResult<i64> {
        match is_day {
            true => self.table.of_day(moment as i32),
            false => self.table.of_instant(moment, &self.zone),
        }
        .map_err(|what| beyond_calendar(&what))
    }
}

/// Gives the business day so many business days after day 0 of the moments.
pub(super) fn business_shift(input: Expr, by: i64, workdays: Workdays) -> Expr {
    unary(input, DataType::Date, "business_shift", move |series| {
        let is_day = *series.dtype() == DataType::Date;
        let days = collected(numbers(series)?.iter().map(|moment| {
            let Some(moment) = moment else {
                return Ok(None);
            };
            let position = workdays.position(moment, is_day)?;
            let day = workdays.table.day(position, by);
            day.map(Some).map_err(|what| beyond_calendar(&what))
        }))?;
        Ok(dates(series.name(), days))
    })
}

/// Counts the business days from day 0 of the first to day 0 of the second.
pub(super) fn business_days(from: Expr, to: Expr, workdays: Workdays) -> Expr {
    binary(from, to, DataType::Int64, move |from, to| {
        let are_days = (*from.dtype() == DataType::Date, *to.dtype() == DataType::Date);
        let (starts, ends) = (numbers(from)?, numbers(to)?);
        let counts = collected(starts.iter().zip(ends.iter()).map(|pair| {
            let (Some(start), Some(end)) = pair else {
                return Ok(None);
            };
            let start = workdays.position(start, are_days.0)?;
            Ok(Some(workdays.position(end, are_days.1)? - start))
        }))?;
        Ok(Int64Chunked::from_iter_options(from.name().clone(), counts).into_series())
    })
}

fn numbers(series: &Series) -> PolarsResult<Int64Chunked> {
    Ok(series.to_physical_repr().cast(&DataType::Int64)?.i64()?.clone())
}

/// Makes a column of days.
pub(super) fn dates(name: &PlSmallStr, days: impl Iterator<Item = Option<i32>>) -> Series {
    Int32Chunked::from_iter_options(name.clone(), days).into_date().into_series()
}

/// Makes a column of instants.
pub(super) fn instants(name: &PlSmallStr, values: impl Iterator<Item = Option<i64>>) -> Series {
    Int64Chunked::from_iter_options(name.clone(), values)
        .into_datetime(TimeUnit::Microseconds, None)
        .into_series()
}
