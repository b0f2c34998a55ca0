//! Days and instants on the local calendar.
//!
//! Under `evaluate`; `business` asks here for local clock times. Where a clock time does not exist
//! (a clock put forward) it is moved on by the gap; where it comes twice it is the first.

use super::Overflow;
use crate::plan::{ShiftUnit, Value};
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Span, Timestamp, Zoned};

const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;
const MICROSECOND: SignedDuration = SignedDuration::from_micros(1);

fn time_zone(name: &str) -> Result<TimeZone, Overflow> {
    TimeZone::get(name).map_err(|_| Overflow)
}

fn zoned(instant: i64, zone: &str) -> Result<Zoned, Overflow> {
    let timestamp = Timestamp::from_microsecond(instant).map_err(|_| Overflow)?;
    Ok(timestamp.to_zoned(time_zone(zone)?))
}

/// The local clock at an instant of microseconds.
pub(super) fn local(instant: i64, zone: &str) -> Result<DateTime, Overflow> {
    Ok(zoned(instant, zone)?.datetime())
}

/// The local day of a moment, if it is one.
fn day(value: &Value, zone: &str) -> Result<Option<Date>, Overflow> {
    match value {
        Value::Date(date) => Ok(Some(*date)),
        Value::Datetime(instant) => Ok(Some(local(*instant, zone)?.date())),
        _ => Ok(None),
    }
}

/// The local calendar day of a datetime; a date stays.
pub(super) fn local_date(value: &Value, zone: &str) -> Result<Value, Overflow> {
    Ok(day(value, zone)?.map_or(Value::Missing, Value::Date))
}

/// The instant at which a local day starts; where the clock skips midnight, that of the skip.
pub(super) fn start_of_day(value: &Value, zone: &str) -> Result<Value, Overflow> {
    let Some(date) = day(value, zone)? else {
        return Ok(Value::Missing);
    };
    let zone = time_zone(zone)?;
    let midnight = zone.to_ambiguous_timestamp(date.at(0, 0, 0, 0));
    let is_skipped = matches!(midnight.offset(), AmbiguousOffset::Gap { .. });
    let mut start = midnight.compatible().map_err(|_| Overflow)?;
    if is_skipped {
        // The skip is the last one up to here, as `compatible` goes past it.
        start = zone
            .preceding(start.saturating_add(MICROSECOND).map_err(|_| Overflow)?)
            .next()
            .map_or(start, |skip| skip.timestamp());
    }
    Ok(Value::Datetime(start.as_microsecond()))
}

/// A moment moved on the local calendar.
pub(super) fn shift(
    value: &Value,
    by: i64,
    unit: ShiftUnit,
    zone: &str,
) -> Result<Value, Overflow> {
    let span = match unit {
        ShiftUnit::Microseconds => {
            return match value {
                Value::Datetime(instant) => {
                    instant.checked_add(by).map(Value::Datetime).ok_or(Overflow)
                }
                _ => Ok(Value::Missing),
            };
        }
        ShiftUnit::Days => Span::new().try_days(by),
        ShiftUnit::Months => Span::new().try_months(by),
    }
    .map_err(|_| Overflow)?;
    match value {
        Value::Date(date) => date.checked_add(span).map(Value::Date).map_err(|_| Overflow),
        Value::Datetime(instant) => {
            let moved = zoned(*instant, zone)?.checked_add(span).map_err(|_| Overflow)?;
            Ok(Value::Datetime(moved.timestamp().as_microsecond()))
        }
        _ => Ok(Value::Missing),
    }
}

/// Elapsed time between two moments of one type; days have 24 hours.
pub(super) fn difference(to: &Value, from: &Value) -> Result<Value, Overflow> {
    let microseconds = match (to, from) {
        (Value::Datetime(to), Value::Datetime(from)) => to.checked_sub(*from),
        (Value::Date(to), Value::Date(from)) => {
            to.duration_since(*from).as_hours().checked_mul(MICROSECONDS_PER_DAY / 24)
        }
        _ => return Ok(Value::Missing),
    };
    microseconds.map(Value::Duration).ok_or(Overflow)
}
