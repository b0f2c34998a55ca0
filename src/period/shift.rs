//! Other days and spans seen from one: later, before, a year ago, to date, rolling.

use jiff::civil::Date;

use super::span::{Span, plus_days, plus_months};
use super::unit::{Settings, containing};
use crate::expression::{DurationUnit, PeriodUnit};

/// Moves a date on the local calendar; months clamp to the last day.
///
/// `None` for units that are no whole calendar days, and for business days, which need a calendar.
pub fn add(date: Date, amount: i64, unit: DurationUnit) -> Option<Date> {
    match unit {
        DurationUnit::Days => Some(plus_days(date, amount)),
        DurationUnit::Weeks => Some(plus_days(date, amount.saturating_mul(7))),
        DurationUnit::Months => Some(plus_months(date, amount)),
        DurationUnit::Quarters => Some(plus_months(date, amount.saturating_mul(3))),
        DurationUnit::Years => Some(plus_months(date, amount.saturating_mul(12))),
        DurationUnit::Minutes | DurationUnit::Hours | DurationUnit::BusinessDays => None,
    }
}

/// Gives the span of equal length just before: as many months where it consists of whole months,
/// else as many days.
pub fn previous(span: Span) -> Span {
    let start = match span.whole_months() {
        Some(months) => plus_months(span.start, -months),
        None => plus_days(span.start, -span.days()),
    };
    Span::new(start, span.start)
}

/// Gives the span twelve months earlier; whole months stay whole, February 29 becomes 28.
pub fn same_period_last_year(span: Span) -> Span {
    let start = plus_months(span.start, -12);
    if span.whole_months().is_some() {
        return Span::new(start, plus_months(span.end, -12));
    }
    if span.is_empty() {
        return Span::new(start, start);
    }
    // The last day is moved, not the end: else February 28 of a leap year would lose its only day.
    Span::inclusive(start, plus_months(span.last(), -12))
}

/// Gives the days from the start of the unit that holds the span's last day to the span's end.
pub fn to_date(unit: PeriodUnit, span: Span, settings: &Settings) -> Span {
    Span::new(containing(unit, span.last(), settings).start, span.end)
}

/// Gives the span of that length that ends where the span ends; `None` as in [`add`].
pub fn rolling(amount: u32, unit: DurationUnit, span: Span) -> Option<Span> {
    let start = add(span.end, -i64::from(amount), unit)?;
    Some(Span::new(start, span.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};

    fn span(first: (i16, i8, i8), last: (i16, i8, i8)) -> Span {
        Span::inclusive(date(first.0, first.1, first.2), date(last.0, last.1, last.2))
    }

    #[test]
    fn dates_move_on_the_calendar() {
        let day = date(2026, 1, 31);
        assert_eq!(add(day, 1, DurationUnit::Months), Some(date(2026, 2, 28)));
        assert_eq!(add(day, 2, DurationUnit::Quarters), Some(date(2026, 7, 31)));
        assert_eq!(add(day, -2, DurationUnit::Weeks), Some(date(2026, 1, 17)));
        assert_eq!(add(day, 30, DurationUnit::Days), Some(date(2026, 3, 2)));
        let leap = date(2024, 2, 29);
        assert_eq!(add(leap, 1, DurationUnit::Years), Some(date(2025, 2, 28)));
        assert_eq!(add(leap, 4, DurationUnit::Years), Some(date(2028, 2, 29)));
        assert_eq!(add(day, 1, DurationUnit::BusinessDays), None);
        assert!(add(day, i64::MIN, DurationUnit::Years).is_some());
    }

    #[test]
    fn the_previous_span_is_as_long() {
        let march = span((2024, 3, 1), (2024, 3, 31));
        assert_eq!(previous(march), span((2024, 2, 1), (2024, 2, 29)));
        let quarter = span((2026, 1, 1), (2026, 3, 31));
        assert_eq!(previous(quarter), span((2025, 10, 1), (2025, 12, 31)));
        let ten = span((2026, 3, 1), (2026, 3, 10));
        assert_eq!(previous(ten), span((2026, 2, 19), (2026, 2, 28)));
    }

    #[test]
    fn a_year_ago_keeps_months_whole() {
        let february = span((2025, 2, 1), (2025, 2, 28));
        assert_eq!(same_period_last_year(february), span((2024, 2, 1), (2024, 2, 29)));
        let leap = span((2024, 2, 1), (2024, 2, 29));
        assert_eq!(same_period_last_year(leap), span((2023, 2, 1), (2023, 2, 28)));
        for day in [28, 29] {
            let one = span((2024, 2, day), (2024, 2, day));
            assert_eq!(same_period_last_year(one), span((2023, 2, 28), (2023, 2, 28)));
        }
        let part = span((2026, 4, 10), (2026, 4, 20));
        assert_eq!(same_period_last_year(part), span((2025, 4, 10), (2025, 4, 20)));
        let empty = Span::new(date(2024, 2, 29), date(2024, 2, 29));
        assert!(same_period_last_year(empty).is_empty());
    }

    #[test]
    fn to_date_starts_with_the_unit_of_the_last_day() {
        let settings = Settings { fiscal_year_starts: 4, week_starts: Weekday::Monday };
        let june = span((2026, 6, 1), (2026, 6, 30));
        let to = |unit, asked| to_date(unit, asked, &settings);
        assert_eq!(to(PeriodUnit::FiscalYear, june), span((2026, 4, 1), (2026, 6, 30)));
        assert_eq!(to(PeriodUnit::Year, june), span((2026, 1, 1), (2026, 6, 30)));
        let across = span((2026, 3, 15), (2026, 4, 2));
        assert_eq!(to(PeriodUnit::FiscalYear, across), span((2026, 4, 1), (2026, 4, 2)));
    }

    #[test]
    fn rolling_ends_with_the_span() {
        let june = span((2026, 6, 1), (2026, 6, 30));
        let three = rolling(3, DurationUnit::Months, june);
        assert_eq!(three, Some(span((2026, 4, 1), (2026, 6, 30))));
        let days = rolling(30, DurationUnit::Days, june);
        assert_eq!(days, Some(june));
        let clamped = rolling(1, DurationUnit::Months, span((2026, 3, 1), (2026, 3, 30)));
        assert_eq!(clamped, Some(span((2026, 2, 28), (2026, 3, 30))));
        assert_eq!(rolling(5, DurationUnit::Hours, june), None);
        assert!(rolling(u32::MAX, DurationUnit::Years, june).is_some());
    }
}
