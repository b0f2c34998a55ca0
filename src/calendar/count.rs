//! Counting business days: day 0, the n-th day after it, the days between two moments.

use jiff::civil::Date;

use super::Calendar;

/// A local day, with the minute from midnight where the moment has a clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The local day.
    pub date: Date,
    /// Minutes from midnight, cut to whole ones.
    pub minute: Option<u16>,
}

impl From<Date> for Moment {
    fn from(date: Date) -> Self {
        Self { date, minute: None }
    }
}

/// All answers are `None` where they need a day beyond what the calendar knows.
impl Calendar {
    /// Gives the day on which counting starts: the day of the moment if it is open and has not
    /// closed yet, else the next business day.
    pub fn day_zero(&self, moment: Moment) -> Option<Date> {
        if !self.knows(moment.date) {
            return None;
        }
        let closed_for_today = match (moment.minute, self.hours) {
            (Some(minute), Some((_, closes))) => minute >= closes,
            _ => false,
        };
        if self.is_open(moment.date) && !closed_for_today {
            return Some(moment.date);
        }
        self.next_open(moment.date, true)
    }

    /// Gives the n-th business day after day 0 of the moment, before it for a negative n.
    pub fn shift(&self, moment: Moment, n: i64) -> Option<Date> {
        let mut day = self.day_zero(moment)?;
        // A step leaves the known days at the latest after all of them, so this ends soon.
        for _ in 0..n.unsigned_abs() {
            day = self.next_open(day, n > 0)?;
        }
        Some(day)
    }

    /// Counts the business days from day 0 of the first moment to day 0 of the second; negative
    /// where the second lies before.
    pub fn business_days(&self, from: Moment, to: Moment) -> Option<i64> {
        let (from, to) = (self.day_zero(from)?, self.day_zero(to)?);
        let mut count = 0;
        let mut day = from.min(to);
        while day < from.max(to) {
            day = self.next_open(day, true)?;
            count += 1;
        }
        Some(if from <= to { count } else { -count })
    }

    fn knows(&self, date: Date) -> bool {
        let (first, last) = self.range();
        first <= date && date <= last
    }

    /// The nearest open day after or before, the day itself left out.
    fn next_open(&self, date: Date, forward: bool) -> Option<Date> {
        let mut day = date;
        loop {
            day = if forward { day.tomorrow() } else { day.yesterday() }.ok()?;
            if !self.knows(day) {
                return None;
            }
            if self.is_open(day) {
                return Some(day);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Parts;
    use jiff::civil::date;

    fn office(hours: Option<&str>) -> Calendar {
        let parts = Parts {
            weekend: &["saturday", "sunday"],
            holidays: Some("japan"),
            closed: &["12-29..01-03"],
            hours,
        };
        Calendar::new(parts).unwrap()
    }

    fn at(year: i16, month: i8, day: i8, minute: u16) -> Moment {
        Moment { date: date(year, month, day), minute: Some(minute) }
    }

    #[test]
    fn day_zero_depends_on_the_closing_time() {
        let calendar = office(Some("09:00..18:00"));
        let thursday = date(2026, 4, 2);
        let friday = Some(date(2026, 4, 3));
        assert_eq!(calendar.day_zero(at(2026, 4, 2, 0)), Some(thursday));
        assert_eq!(calendar.day_zero(at(2026, 4, 2, 1079)), Some(thursday));
        assert_eq!(calendar.day_zero(at(2026, 4, 2, 1080)), friday);
        assert_eq!(calendar.day_zero(thursday.into()), Some(thursday));
        assert_eq!(office(None).day_zero(at(2026, 4, 2, 1439)), Some(thursday));
    }

    #[test]
    fn day_zero_of_a_closed_day_is_the_next_business_day() {
        let calendar = office(Some("09:00..18:00"));
        let monday = Some(date(2026, 4, 6));
        assert_eq!(calendar.day_zero(date(2026, 4, 4).into()), monday);
        assert_eq!(calendar.day_zero(at(2026, 4, 3, 1200)), monday);
        assert_eq!(calendar.day_zero(at(2026, 9, 18, 1200)), Some(date(2026, 9, 24)));
        assert_eq!(calendar.day_zero(date(2025, 12, 29).into()), Some(date(2026, 1, 5)));
    }

    #[test]
    fn shifting_counts_business_days_after_day_zero() {
        let calendar = office(Some("09:00..18:00"));
        let wednesday = at(2026, 4, 1, 600);
        assert_eq!(calendar.shift(wednesday, 0), Some(date(2026, 4, 1)));
        assert_eq!(calendar.shift(wednesday, 2), Some(date(2026, 4, 3)));
        assert_eq!(calendar.shift(wednesday, 3), Some(date(2026, 4, 6)));
        assert_eq!(calendar.shift(at(2026, 4, 3, 1100), 2), Some(date(2026, 4, 8)));
        assert_eq!(calendar.shift(wednesday, -1), Some(date(2026, 3, 31)));
        assert_eq!(calendar.shift(date(2026, 4, 28).into(), 2), Some(date(2026, 5, 1)));
        assert_eq!(calendar.shift(date(2026, 5, 1).into(), 1), Some(date(2026, 5, 7)));
    }

    #[test]
    fn counting_is_the_reverse_of_shifting() {
        let calendar = office(Some("09:00..18:00"));
        let starts = [at(2026, 4, 1, 600), at(2026, 12, 28, 1200), date(2026, 9, 20).into()];
        for start in starts {
            for n in -40..40 {
                let there = calendar.shift(start, n).unwrap();
                assert_eq!(calendar.business_days(start, there.into()), Some(n));
                assert_eq!(calendar.business_days(there.into(), start), Some(-n));
            }
        }
    }

    #[test]
    fn beyond_the_known_days_there_is_no_answer() {
        let calendar = office(None);
        assert_eq!(calendar.day_zero(date(2028, 1, 1).into()), None);
        assert_eq!(calendar.day_zero(date(2027, 12, 30).into()), None);
        assert_eq!(calendar.shift(date(2027, 12, 24).into(), 10), None);
        assert_eq!(calendar.shift(date(2026, 1, 5).into(), i64::MAX), None);
        assert_eq!(calendar.shift(date(2026, 1, 5).into(), i64::MIN), None);
        assert_eq!(calendar.business_days(Date::MIN.into(), Date::MAX.into()), None);
    }
}
