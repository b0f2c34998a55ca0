//! Texts about time: periods as `--period` gives them, units of `--by`, dates, days of the week.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use unicode_normalization::UnicodeNormalization;

use super::error::PeriodError;
use super::span::{FIRST_YEAR, LAST_YEAR, Span, plus_days};
use super::unit::{Settings, containing, name, plus_units};
use crate::expression::PeriodUnit;

const FORMS: &str = "write `2026-04`, `2026-04-01`, `2026-W14`, `2026-Q1`, `2026-H1`, `2026`, \
     `FY2026`, `FY2026-Q1`, `FY2026-H1`, `fiscal 2026`, a range such as `2026-01..2026-06`, \
     `last 12 months` or `this fiscal year`";

/// A period that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Its days.
    pub span: Span,
    /// The unit it was written in: month for `last 12 months`; none where the ends differ in it.
    pub unit: Option<PeriodUnit>,
}

/// Reads a period; relative ones (`last`, `this`) are counted from the as-of day.
///
/// `last 12 months` are the 12 whole months before the month of the as-of day. Both ends of a range
/// are included.
pub fn parse(text: &str, as_of: Date, settings: &Settings) -> Result<Asked, PeriodError> {
    let folded: String = text.nfkc().collect();
    let reader = |written| Reader { written, as_of, settings };
    let asked = match folded.split_once("..") {
        Some((first, last)) => range(text, reader(first.trim()), reader(last.trim())),
        None => reader(text.trim()).relative_or_single(),
    }?;
    if asked.span.in_range() { Ok(asked) } else { Err(out_of_range(text.trim())) }
}

/// Both ends included.
fn range(text: &str, first: Reader, last: Reader) -> Result<Asked, PeriodError> {
    let part = |reader: &Reader| match reader.written {
        "" => Err(PeriodError::new(
            format!("`{}` lacks an end", text.trim()),
            "write both ends as in `2026-01..2026-06`",
        )),
        _ => reader.single(),
    };
    let (a, b) = (part(&first)?, part(&last)?);
    if b.span.end <= a.span.start {
        return Err(PeriodError::new(
            format!("`{}` ends before it starts", text.trim()),
            format!("write `{}..{}`", last.written, first.written),
        ));
    }
    Ok(Asked {
        span: Span::new(a.span.start, b.span.end),
        unit: a.unit.filter(|_| a.unit == b.unit),
    })
}

/// Reads a unit: `month`, `months`, `fiscal quarter`, `fiscal_quarter`.
pub fn parse_unit(text: &str) -> Option<PeriodUnit> {
    let words = plain(&text.replace(['_', '-'], " "));
    Some(match words.as_str() {
        "day" | "days" => PeriodUnit::Day,
        "week" | "weeks" => PeriodUnit::Week,
        "month" | "months" => PeriodUnit::Month,
        "quarter" | "quarters" => PeriodUnit::Quarter,
        "half" | "halves" => PeriodUnit::Half,
        "year" | "years" => PeriodUnit::Year,
        "fiscal quarter" | "fiscal quarters" => PeriodUnit::FiscalQuarter,
        "fiscal half" | "fiscal halves" => PeriodUnit::FiscalHalf,
        "fiscal year" | "fiscal years" => PeriodUnit::FiscalYear,
        _ => return None,
    })
}

/// Reads an ISO date of the years 1900 to 2199.
pub fn parse_date(text: &str) -> Result<Date, PeriodError> {
    let written = text.trim();
    let plain = plain(text);
    let parts: Vec<&str> = plain.split('-').collect();
    let numbers = match parts[..] {
        [y, m, d] => digits(y, 4).zip(digits(m, 2)).zip(digits(d, 2)),
        _ => None,
    };
    match numbers {
        Some(((year, month), day)) => calendar_day(written, year, month, day),
        None => Err(PeriodError::new(
            format!("`{written}` is not a date"),
            "write year, month and day as in `2026-04-01`",
        )),
    }
}

/// Reads the English name of a day of the week.
pub fn parse_weekday(text: &str) -> Option<Weekday> {
    Some(match plain(text).as_str() {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// NFKC, lower case, one blank between words.
fn plain(text: &str) -> String {
    let folded = text.nfkc().collect::<String>().to_lowercase();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads exactly so many digits.
fn digits(text: &str, count: usize) -> Option<i16> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

fn out_of_range(written: &str) -> PeriodError {
    PeriodError::new(
        format!("`{written}` lies outside the years {FIRST_YEAR} to {LAST_YEAR}"),
        format!("give a period within {FIRST_YEAR}-01-01..{LAST_YEAR}-12-31"),
    )
}

/// Makes the first day of a year.
fn year_start(written: &str, year: i16) -> Result<Date, PeriodError> {
    calendar_day(written, year, 1, 1)
}

fn calendar_day(written: &str, year: i16, month: i16, day: i16) -> Result<Date, PeriodError> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return Err(out_of_range(written));
    }
    // Two digits always fit; the fallback names no month and no day.
    let (m, d) = (i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
    Date::new(year, m, d).map_err(|_| {
        let help = match Date::new(year, m, 1) {
            Ok(first) => format!("{year}-{m:02} has {} days", first.days_in_month()),
            Err(_) => "months are 01 to 12".into(),
        };
        PeriodError::new(format!("`{written}` does not exist"), help)
    })
}

struct Reader<'a> {
    written: &'a str,
    as_of: Date,
    settings: &'a Settings,
}

impl Reader<'_> {
    fn unknown(&self) -> PeriodError {
        PeriodError::new(format!("`{}` is not a period", self.written), FORMS)
    }

    fn unit_around(&self, unit: PeriodUnit, date: Date) -> Asked {
        let span = containing(unit, date, self.settings);
        Asked { span, unit: Some(unit) }
    }

    fn relative_or_single(&self) -> Result<Asked, PeriodError> {
        match plain(self.written).strip_prefix("last ") {
            Some(rest) => self.last(rest),
            None => self.single(),
        }
    }

    /// `12 months`, `quarter`: what follows `last`
    fn last(&self, rest: &str) -> Result<Asked, PeriodError> {
        let numbered = rest.split_once(' ').filter(|(n, _)| n.bytes().all(|b| b.is_ascii_digit()));
        let (count, words) = match numbered {
            // Counts beyond i64 reach before the first year just the same.
            Some((number, words)) => (number.parse().unwrap_or(i64::MAX), words),
            None => (1, rest),
        };
        let unit = parse_unit(words).ok_or_else(|| self.unknown())?;
        if count == 0 {
            return Err(PeriodError::new(
                format!("`{}` is empty", self.written),
                format!("write `last 1 {}` or more", name(unit)),
            ));
        }
        let end = containing(unit, self.as_of, self.settings).start;
        let start = plus_units(unit, end, count.saturating_neg());
        Ok(Asked { span: Span::new(start, end), unit: Some(unit) })
    }

    /// One day, week or month by its number, or `this month`.
    fn single(&self) -> Result<Asked, PeriodError> {
        let text = plain(self.written);
        if let Some(words) = text.strip_prefix("this ") {
            let unit = parse_unit(words).ok_or_else(|| self.unknown())?;
            return Ok(self.unit_around(unit, self.as_of));
        }
        let fiscal = ["fiscal year ", "fiscal ", "fy"];
        match fiscal.iter().find_map(|word| text.strip_prefix(word)) {
            Some(rest) => self.fiscal(rest.trim_start()),
            None => self.numbered(&text),
        }
    }

    fn fiscal(&self, rest: &str) -> Result<Asked, PeriodError> {
        let (year, part) = rest.split_once('-').map_or((rest, ""), |(y, part)| (y, part));
        let year = digits(year, 4).ok_or_else(|| self.unknown())?;
        let (unit, number) = match part {
            "" if !rest.contains('-') => (PeriodUnit::FiscalYear, 1),
            _ => match quarter_or_half(part) {
                Some((PeriodUnit::Quarter, number)) => (PeriodUnit::FiscalQuarter, number),
                Some((_, number)) => (PeriodUnit::FiscalHalf, number),
                None => return Err(self.unknown()),
            },
        };
        // The last day of the calendar year lies in the fiscal year that started in it.
        let december =
            plus_days(plus_units(PeriodUnit::Year, year_start(self.written, year)?, 1), -1);
        let start = containing(PeriodUnit::FiscalYear, december, self.settings).start;
        Ok(self.unit_around(unit, plus_units(unit, start, number - 1)))
    }

    fn numbered(&self, text: &str) -> Result<Asked, PeriodError> {
        if let Some(day) = text.strip_suffix("/7d") {
            return self.week_from(parse_date(day)?);
        }
        let parts: Vec<&str> = text.split('-').collect();
        let year = parts.first().and_then(|year| digits(year, 4)).ok_or_else(|| self.unknown())?;
        match parts[1..] {
            [] => Ok(self.unit_around(PeriodUnit::Year, year_start(self.written, year)?)),
            [part] => self.part_of_year(year, part),
            [month, day] => match digits(month, 2).zip(digits(day, 2)) {
                Some((m, d)) => {
                    Ok(self.unit_around(PeriodUnit::Day, calendar_day(self.written, year, m, d)?))
                }
                None => Err(self.unknown()),
            },
            _ => Err(self.unknown()),
        }
    }

    fn part_of_year(&self, year: i16, part: &str) -> Result<Asked, PeriodError> {
        if let Some(month) = digits(part, 2) {
            return Ok(
                self.unit_around(PeriodUnit::Month, calendar_day(self.written, year, month, 1)?)
            );
        }
        if let Some(week) = part.strip_prefix('w').and_then(|week| digits(week, 2)) {
            return self.iso_week(year, week);
        }
        let (unit, number) = quarter_or_half(part).ok_or_else(|| self.unknown())?;
        Ok(self.unit_around(unit, plus_units(unit, year_start(self.written, year)?, number - 1)))
    }

    fn iso_week(&self, year: i16, week: i16) -> Result<Asked, PeriodError> {
        let starts = self.settings.week_starts;
        if starts != Weekday::Monday {
            return Err(PeriodError::new(
                format!("`{}` is an ISO week, but weeks do not start on monday here", self.written),
                "write the first day of the week as in `2026-03-29/7d`",
            ));
        }
        year_start(self.written, year)?;
        let number = i8::try_from(week).unwrap_or(0);
        let monday = ISOWeekDate::new(year, number, Weekday::Monday).map_err(|_| {
            let weeks = Date::new(year, 12, 28).map_or(52, |day| day.iso_week_date().week());
            PeriodError::new(
                format!("`{}` does not exist", self.written),
                format!("{year} has the weeks W01 to W{weeks}"),
            )
        })?;
        Ok(self.unit_around(PeriodUnit::Week, monday.date()))
    }

    fn week_from(&self, first: Date) -> Result<Asked, PeriodError> {
        let week = self.unit_around(PeriodUnit::Week, first);
        if week.span.start == first {
            return Ok(week);
        }
        Err(PeriodError::new(
            format!("`{}` does not start with the first day of a week", self.written),
            format!("write `{}/7d`", week.span.start),
        ))
    }
}

/// `q1` to `q4`, `h1`, `h2`
fn quarter_or_half(part: &str) -> Option<(PeriodUnit, i64)> {
    Some(match part {
        "q1" => (PeriodUnit::Quarter, 1),
        "q2" => (PeriodUnit::Quarter, 2),
        "q3" => (PeriodUnit::Quarter, 3),
        "q4" => (PeriodUnit::Quarter, 4),
        "h1" => (PeriodUnit::Half, 1),
        "h2" => (PeriodUnit::Half, 2),
        _ => return None,
    })
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
