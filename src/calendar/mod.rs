//! Business calendars: which days are open, and counting by them.
//!
//! Comes after `period`. `resolve` makes a [`Calendar`] from its definition and flattens it into
//! the plan; the counting here is the plain reference for what engines do with it.

mod closure;
mod count;
mod holidays;
mod holidays_japan;

pub use closure::Closure;
pub use count::Moment;
pub use holidays::{ALL, HolidaySet};

use jiff::civil::{Date, Weekday};

use crate::period::{Span, parse_weekday};
use crate::plan::BusinessCalendar;

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// A business calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Days of the week that are closed.
    pub weekend: Vec<Weekday>,
    /// Public holidays.
    pub holidays: Option<&'static HolidaySet>,
    /// Company closures.
    pub closed: Vec<Closure>,
    /// Opening and closing time in minutes from midnight.
    pub hours: Option<(u16, u16)>,
}

/// The texts of `[calendar.NAME]`.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Parts<'a> {
    pub weekend: &'a [&'a str],
    pub holidays: Option<&'a str>,
    pub closed: &'a [&'a str],
    pub hours: Option<&'a str>,
}

/// One of the texts of [`Parts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// An entry of `weekend`.
    Weekend(usize),
    /// `holidays`
    Holidays,
    /// An entry of `closed`.
    Closed(usize),
    /// `hours`
    Hours,
}

/// Trouble with one text of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarError {
    /// Which text.
    pub part: Part,
    /// Lower case, no full stop, the user's text in backticks.
    pub message: String,
    /// An action.
    pub help: String,
}

impl Calendar {
    /// Reads a calendar, or gives everything that is wrong with it in the order of the parts.
    pub fn new(parts: Parts) -> Result<Calendar, Vec<CalendarError>> {
        let mut errors = Vec::new();
        let mut keep = |part, (message, help)| errors.push(CalendarError { part, message, help });
        let mut weekend = Vec::new();
        for (index, text) in parts.weekend.iter().enumerate() {
            match read_weekend_day(text, &weekend) {
                Ok(day) => weekend.push(day),
                Err(trouble) => keep(Part::Weekend(index), trouble),
            }
        }
        let holidays = parts.holidays.and_then(|name| {
            let set = HolidaySet::named(name.trim());
            if set.is_none() {
                keep(Part::Holidays, unknown_holidays(name));
            }
            set
        });
        let mut closed = Vec::new();
        for (index, text) in parts.closed.iter().enumerate() {
            match Closure::read(text) {
                Ok(closure) => closed.push(closure),
                Err(trouble) => keep(Part::Closed(index), trouble),
            }
        }
        let hours = parts.hours.and_then(|text| {
            closure::read_hours(text).map_err(|trouble| keep(Part::Hours, trouble)).ok()
        });
        let calendar = Calendar { weekend, holidays, closed, hours };
        if errors.is_empty() && !calendar.opens() {
            errors.push(never_open(&calendar));
        }
        if errors.is_empty() { Ok(calendar) } else { Err(errors) }
    }

    /// Tells whether the day is a business day. Beyond the [`range`](Self::range) holidays are not
    /// known, so the answer counts within it only.
    pub fn is_open(&self, date: Date) -> bool {
        !self.weekend.contains(&date.weekday()) && !self.is_closed(date)
    }

    /// Gives the first and last day it knows.
    pub fn range(&self) -> (Date, Date) {
        let all = closure::all_days();
        self.holidays.map_or(all, |set| {
            (
                Date::new(set.first_year, 1, 1).unwrap_or(all.0),
                Date::new(set.last_year, 12, 31).unwrap_or(all.1),
            )
        })
    }

    /// Spells out every closed day for engines.
    pub fn flatten(&self) -> BusinessCalendar {
        let range = self.range();
        BusinessCalendar {
            week: WEEK.map(|day| !self.weekend.contains(&day)),
            closed: days(range).filter(|day| self.is_closed(*day)).collect(),
            closing_minute: self.hours.map(|(_, closes)| closes),
            range,
        }
    }

    /// A holiday or a closure, on whatever day of the week.
    fn is_closed(&self, date: Date) -> bool {
        self.holidays.is_some_and(|set| set.holiday(date).is_some())
            || self.closed.iter().any(|closure| closure.contains(date))
    }

    fn opens(&self) -> bool {
        days(self.range()).any(|day| self.is_open(day))
    }
}

/// Both ends included.
fn days((first, last): (Date, Date)) -> impl Iterator<Item = Date> {
    let span = Span::inclusive(first, last);
    std::iter::successors(Some(span.start), |day| day.tomorrow().ok())
        .take_while(move |day| span.contains(*day))
}

fn read_weekend_day(text: &str, so_far: &[Weekday]) -> Result<Weekday, closure::Trouble> {
    match parse_weekday(text) {
        Some(day) if so_far.contains(&day) => {
            Err((format!("`{text}` is named twice"), "name each day once".into()))
        }
        Some(day) => Ok(day),
        None => Err((
            format!("`{text}` is not a day of the week"),
            "write `monday`, `tuesday`, `wednesday`, `thursday`, `friday`, `saturday` or `sunday`"
                .into(),
        )),
    }
}

fn unknown_holidays(name: &str) -> closure::Trouble {
    let known: Vec<String> = ALL.iter().map(|set| format!("`{}`", set.name)).collect();
    (
        format!("holidays `{name}` are not built in"),
        format!("write {}, or list the days in `closed`", known.join(" or ")),
    )
}

fn never_open(calendar: &Calendar) -> CalendarError {
    let part = match calendar.closed.len().checked_sub(1) {
        Some(last) if calendar.weekend.len() < WEEK.len() => Part::Closed(last),
        _ => Part::Weekend(calendar.weekend.len().saturating_sub(1)),
    };
    CalendarError {
        part,
        message: "no day is open".into(),
        help: "leave at least one day of the week open".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_calendar_flattens_into_its_closed_days() {
        let parts = Parts {
            weekend: &["saturday", "Sunday"],
            holidays: Some("japan"),
            closed: &["12-29..01-03", "2026-08-15"],
            hours: Some("09:00..18:00"),
        };
        let calendar = Calendar::new(parts).unwrap();
        let flat = calendar.flatten();
        assert_eq!(flat.week, [true, true, true, true, true, false, false]);
        assert_eq!(flat.range, (date(2015, 1, 1), date(2027, 12, 31)));
        assert_eq!(flat.closing_minute, Some(1080));
        assert!(flat.closed.windows(2).all(|two| two[0] < two[1]));
        for closed in [date(2026, 1, 1), date(2026, 1, 3), date(2026, 8, 15), date(2026, 9, 22)] {
            assert!(flat.closed.contains(&closed), "{closed}");
        }
        for day in days(flat.range) {
            let index = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap();
            let open = flat.week[index] && flat.closed.binary_search(&day).is_err();
            assert_eq!(open, calendar.is_open(day), "{day}");
        }
    }

    #[test]
    fn without_holidays_every_year_is_known() {
        let calendar = Calendar::new(Parts { closed: &["01-01"], ..Parts::default() }).unwrap();
        let flat = calendar.flatten();
        assert_eq!(flat.range, (date(1900, 1, 1), date(2199, 12, 31)));
        assert_eq!(flat.week, [true; 7]);
        assert_eq!(flat.closed.len(), 300);
        assert_eq!(flat.closing_minute, None);
    }

    #[test]
    fn all_errors_come_at_once_with_their_part() {
        let parts = Parts {
            weekend: &["saturday", "sonntag", "saturday"],
            holidays: Some("mars"),
            closed: &["08-15", "08-32"],
            hours: Some("late"),
        };
        let errors = Calendar::new(parts).unwrap_err();
        let found: Vec<(Part, &str)> =
            errors.iter().map(|error| (error.part, error.message.as_str())).collect();
        assert_eq!(
            found,
            [
                (Part::Weekend(1), "`sonntag` is not a day of the week"),
                (Part::Weekend(2), "`saturday` is named twice"),
                (Part::Holidays, "holidays `mars` are not built in"),
                (Part::Closed(1), "`08-32` is no day of any year"),
                (Part::Hours, "`late` are no hours"),
            ]
        );
    }

    #[test]
    fn a_calendar_must_open() {
        let week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let errors = Calendar::new(Parts { weekend: &week, ..Parts::default() }).unwrap_err();
        assert_eq!(errors[0].part, Part::Weekend(6));
        let parts = Parts { closed: &["01-01..12-31"], ..Parts::default() };
        assert_eq!(Calendar::new(parts).unwrap_err()[0].part, Part::Closed(0));
    }
}
