//! [`Span`]: local days from a first one up to an end, and the arithmetic all of `period` uses.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

/// First year a period or date may lie in.
pub const FIRST_YEAR: i16 = 1900;
/// Last year a period or date may lie in.
pub const LAST_YEAR: i16 = 2199;

/// Local days from `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First day.
    pub start: Date,
    /// The day after the last one.
    pub end: Date,
}

impl Span {
    /// Makes a span; one that ends before it starts is empty.
    pub fn new(start: Date, end: Date) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Makes the span from one day to another, both included.
    pub fn inclusive(first: Date, last: Date) -> Self {
        Self::new(first, plus_days(last, 1))
    }

    /// Gives the last day; of an empty span its start.
    pub fn last(&self) -> Date {
        plus_days(self.end, -1).max(self.start)
    }

    /// Counts the days.
    pub fn days(&self) -> i64 {
        days_between(self.start, self.end)
    }

    /// Tells whether there is no day in it.
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// Tells whether the day lies in it.
    pub fn contains(&self, date: Date) -> bool {
        self.start <= date && date < self.end
    }

    /// Gives the days that lie in both.
    pub fn intersection(&self, other: Span) -> Span {
        Span::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// Counts the months where the span consists of whole ones.
    pub fn whole_months(&self) -> Option<i64> {
        let whole = self.start.day() == 1 && self.end.day() == 1 && !self.is_empty();
        whole.then(|| month_index(self.end) - month_index(self.start))
    }

    /// Tells whether every day lies in the years that periods may lie in.
    pub(super) fn in_range(&self) -> bool {
        (FIRST_YEAR..=LAST_YEAR).contains(&self.start.year())
            && (FIRST_YEAR..=LAST_YEAR).contains(&self.last().year())
    }
}

/// First and last day: `2026-01-01..2026-03-31`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.last())
    }
}

/// Tells whether the span goes on after the end of the as-of day.
pub fn unfinished(span: Span, as_of: Date) -> bool {
    plus_days(as_of, 1) < span.end
}

/// More days than there are between the first and the last day of jiff.
const ALL_DAYS: i64 = 7_304_483;

/// Adds days.
pub(super) fn plus_days(date: Date, days: i64) -> Date {
    date.saturating_add(days.clamp(-ALL_DAYS, ALL_DAYS).days())
}

/// Counts days from the first date to the second.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// Numbers the month of a date, counted from January of year 0.
pub(super) fn month_index(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

/// Gives the first day of a month by its number.
pub(super) fn month_start(index: i64) -> Date {
    day_of_month(index, 1)
}

/// Adds months; the day clamps to the last one of its month.
pub(super) fn plus_months(date: Date, months: i64) -> Date {
    day_of_month(month_index(date).saturating_add(months), date.day())
}

fn day_of_month(index: i64, day: i8) -> Date {
    let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
    let first = i16::try_from(year)
        .ok()
        .zip(i8::try_from(month).ok())
        .and_then(|(year, month)| Date::new(year, month, 1).ok());
    match first {
        Some(first) => plus_days(first, i64::from(day.min(first.days_in_month())) - 1),
        None if index < 0 => Date::MIN,
        None => Date::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_clamp_to_the_last_day() {
        assert_eq!(plus_months(date(2026, 1, 31), 1), date(2026, 2, 28));
        assert_eq!(plus_months(date(2023, 12, 31), 2), date(2024, 2, 29));
        assert_eq!(plus_months(date(2024, 2, 29), -12), date(2023, 2, 28));
        assert_eq!(plus_months(date(2026, 1, 15), -1), date(2025, 12, 15));
        assert_eq!(plus_months(date(2026, 3, 31), -1), date(2026, 2, 28));
    }

    #[test]
    fn arithmetic_sticks_to_the_ends_of_time() {
        for amount in [i64::MAX, i64::MIN, 10_000_000, -10_000_000] {
            let end = if amount > 0 { Date::MAX } else { Date::MIN };
            assert_eq!(plus_days(date(2026, 1, 1), amount), end);
            assert_eq!(plus_months(date(2026, 1, 1), amount), end);
        }
        assert_eq!(plus_days(Date::MIN, ALL_DAYS), Date::MAX);
        assert_eq!(days_between(Date::MIN, Date::MAX), ALL_DAYS);
    }

    #[test]
    fn a_span_knows_its_days() {
        let span = Span::inclusive(date(2024, 2, 1), date(2024, 2, 29));
        assert_eq!(span.days(), 29);
        assert_eq!(span.whole_months(), Some(1));
        assert_eq!(span.to_string(), "2024-02-01..2024-02-29");
        assert!(span.contains(date(2024, 2, 29)) && !span.contains(date(2024, 3, 1)));
        let reversed = Span::new(date(2024, 2, 2), date(2024, 2, 1));
        assert!(reversed.is_empty() && reversed.whole_months().is_none());
        assert!(Span::new(date(2024, 2, 1), date(2024, 2, 1)).whole_months().is_none());
    }

    #[test]
    fn a_span_is_finished_on_its_last_day() {
        let april = Span::inclusive(date(2026, 4, 1), date(2026, 4, 30));
        assert!(unfinished(april, date(2026, 4, 29)));
        assert!(!unfinished(april, date(2026, 4, 30)));
        assert!(!unfinished(april, Date::MAX));
    }
}
