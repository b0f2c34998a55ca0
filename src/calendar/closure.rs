//! Company closures and opening hours as they are written in `[calendar.NAME]`.

use jiff::civil::Date;

use crate::period::{FIRST_YEAR, LAST_YEAR, parse_date};

/// Days on which a company is closed, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closure {
    /// Months and days of every year; wraps over the end of the year where the first is the later.
    Yearly((i8, i8), (i8, i8)),
    /// Days of one time.
    Once(Date, Date),
}

/// Why a part cannot be read: message and help.
pub(super) type Trouble = (String, String);

const HELP: &str = "write `12-29..01-03` or `08-15` for every year, \
     `2026-08-11..2026-08-14` or `2026-08-15` for once";

impl Closure {
    /// Reads `12-29..01-03`, `08-15`, `2026-08-11..2026-08-14`, `2026-08-15`.
    pub(super) fn read(text: &str) -> Result<Closure, Trouble> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (first, last) = (first.trim(), last.trim());
        if let (Some(a), Some(b)) = (month_and_day(first), month_and_day(last)) {
            return match (real(a), real(b)) {
                (true, true) => Ok(Closure::Yearly(a, b)),
                (a_real, _) => {
                    let wrong = if a_real { last } else { first };
                    Err((format!("`{wrong}` is no day of any year"), HELP.into()))
                }
            };
        }
        if month_and_day(first).is_some() != month_and_day(last).is_some() {
            let message = format!("`{text}` mixes a day of every year with another date");
            return Err((message, HELP.into()));
        }
        let date = |part| parse_date(part).map_err(|error| (error.message, HELP.into()));
        let (a, b) = (date(first)?, date(last)?);
        if b < a {
            let message = format!("`{text}` ends before it starts");
            return Err((message, format!("write `{last}..{first}`")));
        }
        Ok(Closure::Once(a, b))
    }

    /// Tells whether the day is closed.
    pub fn contains(&self, date: Date) -> bool {
        match *self {
            Closure::Once(first, last) => first <= date && date <= last,
            Closure::Yearly(first, last) => {
                let day = (date.month(), date.day());
                if first <= last {
                    first <= day && day <= last
                } else {
                    first <= day || day <= last
                }
            }
        }
    }
}

/// Reads `MM-DD` without asking whether there is such a day.
fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    Some((two_digits(month)?, two_digits(day)?))
}

/// Tells whether leap years have the day.
fn real((month, day): (i8, i8)) -> bool {
    Date::new(2000, month, day).is_ok()
}

fn two_digits(text: &str) -> Option<i8> {
    let fits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// Reads `09:00..18:00` as minutes from midnight; `24:00` may close.
pub(super) fn read_hours(text: &str) -> Result<(u16, u16), Trouble> {
    const HELP: &str = "write opening and closing time as in `09:00..18:00`";
    let times = text
        .split_once("..")
        .and_then(|(opens, closes)| minute(opens.trim()).zip(minute(closes.trim())));
    match times {
        None => Err((format!("`{text}` are no hours"), HELP.into())),
        Some((opens, closes)) if opens >= closes => {
            Err((format!("`{text}` closes before it opens"), HELP.into()))
        }
        Some(times) => Ok(times),
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    let whole = u16::try_from(hour).ok()? * 60 + u16::try_from(minute).ok()?;
    (minute < 60 && whole <= 24 * 60).then_some(whole)
}

/// First and last day of the years that dates may lie in.
pub(super) fn all_days() -> (Date, Date) {
    (
        Date::new(FIRST_YEAR, 1, 1).unwrap_or(Date::MIN),
        Date::new(LAST_YEAR, 12, 31).unwrap_or(Date::MAX),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn closures_of_every_year_may_wrap() {
        let new_year = Closure::read("12-29..01-03").unwrap();
        for (day, closed) in [
            (date(2025, 12, 28), false),
            (date(2025, 12, 29), true),
            (date(2026, 1, 3), true),
            (date(2026, 1, 4), false),
            (date(2026, 7, 1), false),
        ] {
            assert_eq!(new_year.contains(day), closed, "{day}");
        }
        let bon = Closure::read("08-15").unwrap();
        assert!(bon.contains(date(1999, 8, 15)) && !bon.contains(date(1999, 8, 16)));
        let leap = Closure::read("02-29").unwrap();
        assert!(leap.contains(date(2024, 2, 29)) && !leap.contains(date(2025, 2, 28)));
    }

    #[test]
    fn closures_of_one_time() {
        let once = Closure::read("2026-08-11 .. 2026-08-14").unwrap();
        assert_eq!(once, Closure::Once(date(2026, 8, 11), date(2026, 8, 14)));
        assert!(once.contains(date(2026, 8, 14)) && !once.contains(date(2027, 8, 12)));
        let day = Closure::read("2026-08-15").unwrap();
        assert!(day.contains(date(2026, 8, 15)) && !day.contains(date(2026, 8, 14)));
    }

    #[test]
    fn what_is_no_closure_is_an_error() {
        for (text, message) in [
            ("02-30", "`02-30` is no day of any year"),
            ("01-01..13-01", "`13-01` is no day of any year"),
            ("2026-08-14..2026-08-11", "`2026-08-14..2026-08-11` ends before it starts"),
            (
                "2026-12-29..01-03",
                "`2026-12-29..01-03` mixes a day of every year with another date",
            ),
            ("2026-02-29", "`2026-02-29` does not exist"),
            ("3026-02-28", "`3026-02-28` lies outside the years 1900 to 2199"),
            ("summer", "`summer` is not a date"),
            ("", "`` is not a date"),
            ("1-1", "`1-1` is not a date"),
        ] {
            assert_eq!(Closure::read(text).unwrap_err().0, message, "{text}");
        }
    }

    #[test]
    fn hours_are_minutes_from_midnight() {
        assert_eq!(read_hours("09:00..18:00"), Ok((540, 1080)));
        assert_eq!(read_hours("00:00 .. 24:00"), Ok((0, 1440)));
        for wrong in [
            "9:00..18:00",
            "09:00",
            "18:00..09:00",
            "09:00..09:00",
            "09:60..18:00",
            "09:00..24:01",
            "",
        ] {
            assert!(read_hours(wrong).is_err(), "{wrong}");
        }
    }
}
