//! Business days: day 0 of a moment, moves and counts.
//!
//! Under `evaluate`; rests on `moments`. Days are walked one by one within the calendar's range.

use super::{Overflow, moments};
use crate::plan::{BusinessCalendar, Value};
use jiff::civil::{Date, Time};

/// The business day that is so many business days after day 0 of the moment, before it if negative.
pub(super) fn shift(
    value: &Value,
    by: i64,
    calendar: &BusinessCalendar,
    zone: &str,
) -> Result<Value, Overflow> {
    let Some(mut day) = day_zero(value, calendar, zone)? else {
        return Ok(Value::Missing);
    };
    for _ in 0..by.unsigned_abs() {
        day = if by > 0 { next(day, calendar)? } else { previous(day, calendar)? };
    }
    Ok(Value::Date(day))
}

/// Business days from day 0 of the first to day 0 of the second, negative if that lies before.
pub(super) fn days(
    from: &Value,
    to: &Value,
    calendar: &BusinessCalendar,
    zone: &str,
) -> Result<Value, Overflow> {
    let (Some(from), Some(to)) = (day_zero(from, calendar, zone)?, day_zero(to, calendar, zone)?)
    else {
        return Ok(Value::Missing);
    };
    let (mut day, last) = (from.min(to), from.max(to));
    let mut count = 0;
    while day < last {
        day = next(day, calendar)?;
        count += 1;
    }
    Ok(Value::Integer(if from <= to { count } else { -count }))
}

/// The day at which counting starts: the moment's own if it is open then, else the next open one.
fn day_zero(
    value: &Value,
    calendar: &BusinessCalendar,
    zone: &str,
) -> Result<Option<Date>, Overflow> {
    let (date, in_time) = match value {
        Value::Date(date) => (*date, true),
        Value::Datetime(instant) => {
            let local = moments::local(*instant, zone)?;
            (local.date(), before_closing(local.time(), calendar))
        }
        _ => return Ok(None),
    };
    if in_time && is_open(date, calendar)? {
        Ok(Some(date))
    } else {
        next(date, calendar).map(Some)
    }
}

fn before_closing(time: Time, calendar: &BusinessCalendar) -> bool {
    let minute = i32::from(time.hour()) * 60 + i32::from(time.minute());
    calendar.closing_minute.is_none_or(|closing| minute < i32::from(closing))
}

fn is_open(date: Date, calendar: &BusinessCalendar) -> Result<bool, Overflow> {
    if date < calendar.range.0 || date > calendar.range.1 {
        return Err(Overflow);
    }
    let weekday = date.weekday().to_monday_zero_offset();
    let works = usize::try_from(weekday).is_ok_and(|weekday| calendar.week[weekday]);
    Ok(works && calendar.closed.binary_search(&date).is_err())
}

fn next(mut date: Date, calendar: &BusinessCalendar) -> Result<Date, Overflow> {
    loop {
        date = date.tomorrow().map_err(|_| Overflow)?;
        if is_open(date, calendar)? {
            return Ok(date);
        }
    }
}

fn previous(mut date: Date, calendar: &BusinessCalendar) -> Result<Date, Overflow> {
    loop {
        date = date.yesterday().map_err(|_| Overflow)?;
        if is_open(date, calendar)? {
            return Ok(date);
        }
    }
}
