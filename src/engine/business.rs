//! A business calendar as a table: day 0 of a moment and the business day so many days after it.
//!
//! Comes after `zone`; engines look it up per row.

use super::zone::{DAY, Zone, date, day_number};
use crate::plan::BusinessCalendar;

/// The business days of a calendar, and for each day of its range the position of the next one.
#[derive(Debug)]
pub(crate) struct Business {
    first: i32,
    /// For each day of the range the index in `days` of the first business day not before it.
    index: Vec<u32>,
    days: Vec<i32>,
    closing: i64,
}

impl Business {
    /// Flattens a calendar.
    pub(crate) fn new(calendar: &BusinessCalendar) -> Self {
        let (first, last) = (day_number(calendar.range.0), day_number(calendar.range.1));
        let mut closed = calendar.closed.iter().map(|day| day_number(*day)).peekable();
        let (mut index, mut days) = (Vec::new(), Vec::new());
        for day in first..=last {
            index.push(days.len() as u32);
            while closed.next_if(|closed| *closed < day).is_some() {}
            // 1970-01-01 was a Thursday
            let weekday = (day + 3).rem_euclid(7) as usize;
            if calendar.week[weekday] && closed.peek() != Some(&day) {
                days.push(day);
            }
        }
        let closing = calendar.closing_minute.map_or(DAY, |minute| i64::from(minute) * 60_000_000);
        Self { first, index, days, closing }
    }

    /// Gives the position of day 0 of a day.
    pub(crate) fn of_day(&self, day: i32) -> Result<i64, String> {
        usize::try_from(day - self.first)
            .ok()
            .and_then(|offset| self.index.get(offset))
            .map(|index| i64::from(*index))
            .ok_or_else(|| beyond(day))
    }

    /// Gives the position of day 0 of an instant: from closing time on it is the next business day.
    pub(crate) fn of_instant(&self, instant: i64, zone: &Zone) -> Result<i64, String> {
        let local = zone.local(instant);
        let day = local.div_euclid(DAY) as i32;
        let position = self.of_day(day)?;
        let is_open = self.days.get(position as usize) == Some(&day);
        Ok(position + i64::from(is_open && local.rem_euclid(DAY) >= self.closing))
    }

    /// Gives the business day `shift` business days after the one at `position`.
    pub(crate) fn day(&self, position: i64, shift: i64) -> Result<i32, String> {
        let wanted = position.saturating_add(shift);
        usize::try_from(wanted).ok().and_then(|index| self.days.get(index).copied()).ok_or_else(
            || {
                let end = self.first + if wanted < 0 { -1 } else { self.index.len() as i32 };
                beyond(end)
            },
        )
    }
}

fn beyond(day: i32) -> String {
    match date(day) {
        Some(date) => format!("the business calendar does not know {date}"),
        None => "the business calendar does not know this day".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    fn calendar() -> BusinessCalendar {
        BusinessCalendar {
            week: [true, true, true, true, true, false, false],
            closed: vec![Date::constant(2026, 4, 29), Date::constant(2026, 5, 2)],
            closing_minute: Some(18 * 60),
            range: (Date::constant(2026, 4, 1), Date::constant(2026, 5, 31)),
        }
    }

    fn day(month: i8, day: i8) -> i32 {
        day_number(Date::constant(2026, month, day))
    }

    #[test]
    fn closed_days_are_passed_over() {
        let table = Business::new(&calendar());
        let shift = |from, by| table.day(table.of_day(from).unwrap(), by).unwrap();
        assert_eq!(shift(day(4, 28), 1), day(4, 30));
        assert_eq!(shift(day(4, 29), 0), day(4, 30));
        assert_eq!(shift(day(5, 1), 1), day(5, 4));
        assert_eq!(shift(day(5, 3), -1), day(5, 1));
    }

    #[test]
    fn closing_time_belongs_to_the_next_day() {
        let (table, zone) = (Business::new(&calendar()), Zone::new("Asia/Tokyo").unwrap());
        let zero = |text: &str| {
            let instant = text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
            table.day(table.of_instant(instant, &zone).unwrap(), 0).unwrap()
        };
        assert_eq!(zero("2026-04-28T17:59:59+09:00"), day(4, 28));
        assert_eq!(zero("2026-04-28T18:00:00+09:00"), day(4, 30));
        assert_eq!(zero("2026-04-29T20:00:00+09:00"), day(4, 30));
    }

    #[test]
    fn beyond_the_range_is_said() {
        let table = Business::new(&calendar());
        assert!(table.of_day(day(3, 31)).unwrap_err().contains("2026-03-31"));
        assert!(table.day(table.of_day(day(5, 29)).unwrap(), 1).is_err());
    }
}
