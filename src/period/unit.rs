//! Units of the calendar: which one contains a day, how they cut a span, and what they are called.

use jiff::civil::{Date, Weekday};

use super::span::{Span, month_index, month_start, plus_days, plus_months};
use crate::expression::PeriodUnit;

/// What a project fixes about its years and weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Month in which fiscal years start, 1 to 12.
    pub fiscal_year_starts: u8,
    /// First day of the week.
    pub week_starts: Weekday,
}

impl Settings {
    /// Months from January to the start of the fiscal year, 0 to 11 whatever was given.
    fn fiscal_offset(&self) -> i64 {
        i64::from(self.fiscal_year_starts.saturating_sub(1) % 12)
    }
}

/// One period of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The whole unit.
    pub span: Span,
    /// The part of it that was asked for.
    pub clipped: Span,
    /// `2026-04`, `FY2026-Q1`
    pub label: String,
}

/// How long a unit is and where it is anchored.
enum Length {
    Days(i64),
    /// Months, and by how many months units are moved against January.
    Months(i64, i64),
}

fn length(unit: PeriodUnit, fiscal_offset: i64) -> Length {
    match unit {
        PeriodUnit::Day => Length::Days(1),
        PeriodUnit::Week => Length::Days(7),
        PeriodUnit::Month => Length::Months(1, 0),
        PeriodUnit::Quarter => Length::Months(3, 0),
        PeriodUnit::Half => Length::Months(6, 0),
        PeriodUnit::Year => Length::Months(12, 0),
        PeriodUnit::FiscalQuarter => Length::Months(3, fiscal_offset),
        PeriodUnit::FiscalHalf => Length::Months(6, fiscal_offset),
        PeriodUnit::FiscalYear => Length::Months(12, fiscal_offset),
    }
}

/// Moves a date by whole units; a month keeps its day where it can.
pub(super) fn plus_units(unit: PeriodUnit, date: Date, count: i64) -> Date {
    match length(unit, 0) {
        Length::Days(days) => plus_days(date, days.saturating_mul(count)),
        Length::Months(months, _) => plus_months(date, months.saturating_mul(count)),
    }
}

/// Finds the unit in which a day lies.
pub fn containing(unit: PeriodUnit, date: Date, settings: &Settings) -> Span {
    let start = match length(unit, settings.fiscal_offset()) {
        Length::Days(1) => date,
        Length::Days(_) => {
            let into = settings.week_starts.until(date.weekday());
            plus_days(date, -i64::from(into))
        }
        Length::Months(months, offset) => {
            let index = month_index(date) - offset;
            month_start(index.div_euclid(months) * months + offset)
        }
    };
    Span::new(start, plus_units(unit, start, 1))
}

/// Gives the unit that follows one.
pub fn next(unit: PeriodUnit, span: Span) -> Span {
    Span::new(span.end, plus_units(unit, span.end, 1))
}

/// Cuts days into units, in order and without gaps; the first and last may be cut short.
pub fn cells(unit: PeriodUnit, within: Span, settings: &Settings) -> Vec<Cell> {
    let mut cells = Vec::new();
    if within.is_empty() {
        return cells;
    }
    let mut span = containing(unit, within.start, settings);
    while span.start < within.end && !span.is_empty() {
        cells.push(Cell {
            span,
            clipped: span.intersection(within),
            label: label(unit, span, settings),
        });
        span = next(unit, span);
    }
    cells
}

/// Names a unit by one of the texts that [`parse`](super::parse) reads: `2026-04`, `FY2026-Q1`.
///
/// A week that starts on Monday is an ISO week (`2026-W14`), another is `2026-03-29/7d`.
pub fn label(unit: PeriodUnit, span: Span, settings: &Settings) -> String {
    let (start, year) = (span.start, span.start.year());
    let month = i64::from(start.month()) - 1;
    let from_fiscal_start = month_index(start) - settings.fiscal_offset();
    let fiscal_year = from_fiscal_start.div_euclid(12);
    let fiscal_month = from_fiscal_start.rem_euclid(12);
    match unit {
        PeriodUnit::Day => start.to_string(),
        PeriodUnit::Week if settings.week_starts == Weekday::Monday => {
            let week = start.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        PeriodUnit::Week => format!("{start}/7d"),
        PeriodUnit::Month => format!("{year:04}-{:02}", start.month()),
        PeriodUnit::Quarter => format!("{year:04}-Q{}", month / 3 + 1),
        PeriodUnit::Half => format!("{year:04}-H{}", month / 6 + 1),
        PeriodUnit::Year => format!("{year:04}"),
        PeriodUnit::FiscalQuarter => format!("FY{fiscal_year:04}-Q{}", fiscal_month / 3 + 1),
        PeriodUnit::FiscalHalf => format!("FY{fiscal_year:04}-H{}", fiscal_month / 6 + 1),
        PeriodUnit::FiscalYear => format!("FY{fiscal_year:04}"),
    }
}

/// Names a kind of unit: `fiscal quarter`.
pub fn name(unit: PeriodUnit) -> &'static str {
    unit.word()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const APRIL: Settings = Settings { fiscal_year_starts: 4, week_starts: Weekday::Monday };
    const UNITS: [PeriodUnit; 9] = [
        PeriodUnit::Day,
        PeriodUnit::Week,
        PeriodUnit::Month,
        PeriodUnit::Quarter,
        PeriodUnit::Half,
        PeriodUnit::Year,
        PeriodUnit::FiscalQuarter,
        PeriodUnit::FiscalHalf,
        PeriodUnit::FiscalYear,
    ];

    fn labelled(unit: PeriodUnit, day: Date, settings: &Settings) -> String {
        let span = containing(unit, day, settings);
        format!("{} {span}", label(unit, span, settings))
    }

    #[test]
    fn a_day_lies_in_one_unit_of_each_kind() {
        let day = date(2026, 2, 14);
        let found: Vec<String> = UNITS.iter().map(|u| labelled(*u, day, &APRIL)).collect();
        assert_eq!(
            found,
            [
                "2026-02-14 2026-02-14..2026-02-14",
                "2026-W07 2026-02-09..2026-02-15",
                "2026-02 2026-02-01..2026-02-28",
                "2026-Q1 2026-01-01..2026-03-31",
                "2026-H1 2026-01-01..2026-06-30",
                "2026 2026-01-01..2026-12-31",
                "FY2025-Q4 2026-01-01..2026-03-31",
                "FY2025-H2 2025-10-01..2026-03-31",
                "FY2025 2025-04-01..2026-03-31",
            ]
        );
    }

    #[test]
    fn iso_weeks_belong_to_the_year_of_their_thursday() {
        let week = |day| labelled(PeriodUnit::Week, day, &APRIL);
        assert_eq!(week(date(2027, 1, 3)), "2026-W53 2026-12-28..2027-01-03");
        assert_eq!(week(date(2024, 12, 30)), "2025-W01 2024-12-30..2025-01-05");
    }

    #[test]
    fn weeks_may_start_on_another_day() {
        let sunday = Settings { week_starts: Weekday::Sunday, ..APRIL };
        let week = |day| labelled(PeriodUnit::Week, day, &sunday);
        assert_eq!(week(date(2026, 4, 4)), "2026-03-29/7d 2026-03-29..2026-04-04");
        assert_eq!(week(date(2026, 4, 5)), "2026-04-05/7d 2026-04-05..2026-04-11");
    }

    #[test]
    fn fiscal_years_start_in_any_month() {
        for month in 1..=12_u8 {
            let settings = Settings { fiscal_year_starts: month, ..APRIL };
            let month = i8::try_from(month).unwrap();
            let first = date(2026, month, 1);
            let year = containing(PeriodUnit::FiscalYear, first, &settings);
            assert_eq!(year, Span::new(first, date(2027, month, 1)));
            let eve = first.yesterday().unwrap();
            let before = containing(PeriodUnit::FiscalYear, eve, &settings);
            assert_eq!(label(PeriodUnit::FiscalYear, before, &settings), "FY2025");
            let quarters = cells(PeriodUnit::FiscalQuarter, year, &settings);
            let labels: Vec<&str> = quarters.iter().map(|cell| cell.label.as_str()).collect();
            assert_eq!(labels, ["FY2026-Q1", "FY2026-Q2", "FY2026-Q3", "FY2026-Q4"]);
            assert!(quarters.iter().all(|cell| cell.span == cell.clipped));
        }
    }

    #[test]
    fn cells_cover_what_was_asked_without_gaps() {
        let asked = Span::inclusive(date(2024, 2, 15), date(2025, 5, 20));
        for unit in UNITS {
            let cells = cells(unit, asked, &APRIL);
            assert_eq!(cells.first().map(|cell| cell.clipped.start), Some(asked.start));
            assert_eq!(cells.last().map(|cell| cell.clipped.end), Some(asked.end));
            assert!(cells.windows(2).all(|two| two[0].span.end == two[1].span.start));
            assert!(
                cells.iter().all(|cell| containing(unit, cell.clipped.last(), &APRIL) == cell.span)
            );
        }
        assert!(cells(PeriodUnit::Month, Span::new(asked.start, asked.start), &APRIL).is_empty());
    }

    #[test]
    fn the_ends_of_time_do_no_harm() {
        for starts in [0, 4, 13, 255] {
            let settings = Settings { fiscal_year_starts: starts, week_starts: Weekday::Sunday };
            for unit in UNITS {
                for day in [Date::MIN, Date::MAX, date(-1, 12, 31), date(0, 1, 1)] {
                    let span = containing(unit, day, &settings);
                    assert!(span.start <= day && day <= span.end);
                    let _ = (label(unit, span, &settings), next(unit, span));
                    let near = Span::new(plus_days(day, -800), plus_days(day, 800));
                    let _ = cells(unit, near, &settings);
                }
            }
        }
    }
}
