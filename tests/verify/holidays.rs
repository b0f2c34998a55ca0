//! Business days against a table of its own: Japanese holidays that fall on Monday to Friday.
//!
//! The table was worked out from the Act on National Holidays (fixed days, the second and third
//! Mondays, the equinoxes, substitute holidays, days between two holidays) and the special acts for
//! 2019 (enthronement), 2020 and 2021 (games in Tokyo), not from the built-in days.

use gyakusan::calendar::{Calendar, Moment, Parts};
use jiff::civil::{Date, Weekday, date};

/// Year, its business days, its holidays on Monday to Friday.
const YEARS: [(i16, usize, &str); 13] = [
    (2015, 246, "1/1 1/12 2/11 4/29 5/4 5/5 5/6 7/20 9/21 9/22 9/23 10/12 11/3 11/23 12/23"),
    (2016, 245, "1/1 1/11 2/11 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/22 10/10 11/3 11/23 12/23"),
    (2017, 248, "1/2 1/9 3/20 5/3 5/4 5/5 7/17 8/11 9/18 10/9 11/3 11/23"),
    (2018, 248, "1/1 1/8 2/12 3/21 4/30 5/3 5/4 7/16 9/17 9/24 10/8 11/23 12/24"),
    (
        2019,
        244,
        "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/6 7/15 8/12 9/16 9/23 10/14 10/22 11/4",
    ),
    (2020, 246, "1/1 1/13 2/11 2/24 3/20 4/29 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23"),
    (2021, 246, "1/1 1/11 2/11 2/23 4/29 5/3 5/4 5/5 7/22 7/23 8/9 9/20 9/23 11/3 11/23"),
    (2022, 245, "1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23"),
    (2023, 247, "1/2 1/9 2/23 3/21 5/3 5/4 5/5 7/17 8/11 9/18 10/9 11/3 11/23"),
    (2024, 248, "1/1 1/8 2/12 2/23 3/20 4/29 5/3 5/6 7/15 8/12 9/16 9/23 10/14 11/4"),
    (2025, 246, "1/1 1/13 2/11 2/24 3/20 4/29 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/24"),
    (
        2026,
        244,
        "1/1 1/12 2/11 2/23 3/20 4/29 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
    ),
    (2027, 245, "1/1 1/11 2/11 2/23 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23"),
];

fn japan() -> Calendar {
    let weekend = &["saturday", "sunday"];
    let hours = Some("09:00..18:00");
    Calendar::new(Parts { weekend, holidays: Some("japan"), closed: &[], hours }).unwrap()
}

/// All business days of the table.
fn open_days() -> Vec<Date> {
    let mut open = Vec::new();
    for (year, count, holidays) in YEARS {
        let holiday = |day: Date| {
            holidays.split(' ').any(|it| it == format!("{}/{}", day.month(), day.day()))
        };
        let days =
            date(year, 1, 1).series(jiff::Span::new().days(1)).take_while(|day| day.year() == year);
        let before = open.len();
        open.extend(days.filter(|day| {
            !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holiday(*day)
        }));
        assert_eq!(open.len() - before, count, "{year}");
    }
    open
}

#[test]
fn the_same_days_are_open() {
    let (calendar, open) = (japan(), open_days());
    let all = date(2015, 1, 1).series(jiff::Span::new().days(1));
    for day in all.take_while(|day| *day <= date(2027, 12, 31)) {
        assert_eq!(calendar.is_open(day), open.binary_search(&day).is_ok(), "{day}");
    }
}

/// From every day of thirteen years, in the morning, at closing time and without a clock.
#[test]
fn so_many_business_days_later_is_the_same_day() {
    let (calendar, open) = (japan(), open_days());
    let all = date(2015, 1, 1).series(jiff::Span::new().days(1));
    for day in all.take_while(|day| *day <= date(2027, 12, 31)) {
        for minute in [None, Some(0), Some(1079), Some(1080), Some(1439)] {
            let moment = Moment { date: day, minute };
            let late = minute.is_some_and(|minute| minute >= 1080);
            let zero = open.partition_point(|other| *other < day || (late && *other == day));
            for n in 0..4 {
                let there = open.get(zero + n).copied();
                assert_eq!(calendar.shift(moment, n as i64), there, "{day} {minute:?} + {n}");
            }
        }
    }
}
