//! Moments and spans of the local calendar. Comes first; everything else uses it.
//!
//! "Days, weeks and months are added on the local calendar of the project's time zone (same clock
//! time; months clamp to the last day)."

use jiff::civil::{Date, Time, Weekday, date, time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use std::fmt;

/// A number of units, as `30 days`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) count: i64,
    pub(super) unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Hours,
    Days,
    Weeks,
    Months,
    BusinessDays,
}

pub(super) fn length(count: i64, unit: Unit) -> Length {
    Length { count, unit }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Hours => "hours",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::Months => "months",
            Unit::BusinessDays => "business days",
        };
        write!(f, "{} {unit}", self.count)
    }
}

/// The hours of a business day.
pub(super) const HOURS: (Time, Time) = (time(9, 0, 0, 0), time(18, 0, 0, 0));

/// National holidays on the working days around those of the tests.
const HOLIDAYS: [Date; 21] = [
    date(2025, 10, 13),
    date(2025, 11, 3),
    date(2025, 11, 24),
    date(2026, 1, 1),
    date(2026, 1, 12),
    date(2026, 2, 11),
    date(2026, 2, 23),
    date(2026, 3, 20),
    date(2026, 4, 29),
    date(2026, 5, 4),
    date(2026, 5, 5),
    date(2026, 5, 6),
    date(2026, 7, 20),
    date(2026, 8, 11),
    date(2026, 9, 21),
    date(2026, 9, 22),
    date(2026, 9, 23),
    date(2026, 10, 12),
    date(2026, 11, 3),
    date(2026, 11, 23),
    date(2027, 1, 1),
];

/// The calendar of a project.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    pub(super) zone: &'static str,
    /// "A funnel, set or condition in which dates and datetimes meet works in whole local days".
    pub(super) whole_days: bool,
    /// Whether business days have hours.
    pub(super) hours: bool,
}

impl Calendar {
    pub(super) fn zone(&self) -> TimeZone {
        TimeZone::get(self.zone).unwrap()
    }

    pub(super) fn day(&self, moment: Timestamp) -> Date {
        moment.to_zoned(self.zone()).date()
    }

    /// "A date without a time is the start of that local day."
    pub(super) fn start_of(&self, day: Date) -> Timestamp {
        day.to_zoned(self.zone()).unwrap().start_of_day().unwrap().timestamp()
    }

    /// "**as of** means the end of that local day": the first moment after it.
    pub(super) fn after(&self, day: Date) -> Timestamp {
        self.start_of(day.tomorrow().unwrap())
    }

    /// A moment as this project sees it: "every moment is taken as its date".
    pub(super) fn seen(&self, moment: Timestamp) -> Timestamp {
        if self.whole_days { self.start_of(self.day(moment)) } else { moment }
    }

    /// A moment so much later; not for business days.
    pub(super) fn plus(&self, moment: Timestamp, length: Length) -> Timestamp {
        let span = Span::new();
        let span = match length.unit {
            Unit::Hours => span.hours(length.count),
            Unit::Days => span.days(length.count),
            Unit::Weeks => span.weeks(length.count),
            Unit::Months => span.months(length.count),
            Unit::BusinessDays => panic!("a window, not a length"),
        };
        moment.to_zoned(self.zone()).checked_add(span).unwrap().timestamp()
    }

    /// The last moment of `within LENGTH` from a moment: "both ends inclusive, by timestamp".
    pub(super) fn last_of_window(&self, start: Timestamp, length: Length) -> Timestamp {
        if length.unit != Unit::BusinessDays {
            return self.plus(start, length);
        }
        let mut day = self.day_0(start);
        for _ in 0..length.count {
            day = self.next_business_day(day);
        }
        // "`within 2 business days` ends at the close of the second business day after it";
        // "without `hours` a day is whole".
        if self.whole_days {
            self.start_of(day)
        } else if self.hours {
            day.to_datetime(HOURS.1).to_zoned(self.zone()).unwrap().timestamp()
        } else {
            self.after(day) - Span::new().microseconds(1)
        }
    }

    /// "a start up to closing time (exclusive) of a business day, and a date, has that day as day 0,
    /// any other start the next business day"
    fn day_0(&self, start: Timestamp) -> Date {
        let local = start.to_zoned(self.zone());
        let in_time = self.whole_days || !self.hours || local.time() < HOURS.1;
        if is_business_day(local.date()) && in_time {
            local.date()
        } else {
            self.next_business_day(local.date())
        }
    }

    fn next_business_day(&self, day: Date) -> Date {
        let mut day = day.tomorrow().unwrap();
        while !is_business_day(day) {
            day = day.tomorrow().unwrap();
        }
        day
    }
}

/// No weekend, no holiday, not in `12-29..01-03`.
fn is_business_day(day: Date) -> bool {
    let weekend = [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday());
    let closed = (day.month() == 12 && day.day() >= 29) || (day.month() == 1 && day.day() <= 3);
    !weekend && !closed && !HOLIDAYS.contains(&day)
}

/// A local date and time of a zone as an instant.
pub(super) fn local(zone: &str, text: &str) -> Timestamp {
    let text = if text.contains(' ') { text.to_owned() } else { format!("{text} 00:00:00") };
    let civil: jiff::civil::DateTime = text.replace(' ', "T").parse().unwrap();
    civil.in_tz(zone).unwrap().timestamp()
}

#[test]
fn business_days_pass_over_holidays_and_closures() {
    let calendar = |whole_days, hours| Calendar { zone: "Asia/Tokyo", whole_days, hours };
    let end = |calendar: &Calendar, start: &str, count| {
        let start = local("Asia/Tokyo", start);
        let end = calendar.last_of_window(start, length(count, Unit::BusinessDays));
        end.to_zoned(calendar.zone()).datetime().to_string()
    };
    let hours = calendar(false, true);
    assert_eq!(end(&hours, "2026-09-18 17:59:59", 1), "2026-09-24T18:00:00");
    assert_eq!(end(&hours, "2026-09-18 18:00:00", 1), "2026-09-25T18:00:00");
    assert_eq!(end(&hours, "2026-09-21 10:00:00", 1), "2026-09-25T18:00:00");
    assert_eq!(end(&hours, "2026-12-28 17:00:00", 2), "2027-01-05T18:00:00");
    let days = calendar(true, true);
    assert_eq!(end(&days, "2026-09-18 23:00:00", 1), "2026-09-24T00:00:00");
    let whole = calendar(false, false);
    assert_eq!(end(&whole, "2026-09-18 23:00:00", 1), "2026-09-24T23:59:59.999999");
}

#[test]
fn months_clamp_and_days_keep_their_clock_time() {
    let calendar = Calendar { zone: "America/New_York", whole_days: false, hours: false };
    let later = |start: &str, count, unit| {
        let moment = calendar.plus(local(calendar.zone, start), length(count, unit));
        moment.to_zoned(calendar.zone()).datetime().to_string()
    };
    assert_eq!(later("2026-01-31 10:00:00", 1, Unit::Months), "2026-02-28T10:00:00");
    assert_eq!(later("2026-03-07 12:00:00", 1, Unit::Days), "2026-03-08T12:00:00");
    assert_eq!(later("2026-03-07 12:00:00", 24, Unit::Hours), "2026-03-08T13:00:00");
}
