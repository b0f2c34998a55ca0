//! [`HolidaySet`]: public holidays that are built in, each set in its own file.

use jiff::civil::Date;

use super::holidays_japan::JAPAN;

/// Public holidays of a range of years.
#[derive(Debug, PartialEq, Eq)]
pub struct HolidaySet {
    /// As written in `holidays = ".."`.
    pub name: &'static str,
    /// Which edition of the days this is.
    pub version: &'static str,
    /// Who announces them.
    pub source: &'static str,
    /// First year it knows.
    pub first_year: i16,
    /// Last year it knows.
    pub last_year: i16,
    /// Sorted days with their names.
    pub(super) days: &'static [(Date, &'static str)],
}

/// Every set.
pub const ALL: &[&HolidaySet] = &[&JAPAN];

impl HolidaySet {
    /// Finds a set by its name.
    pub fn named(name: &str) -> Option<&'static HolidaySet> {
        ALL.iter().copied().find(|set| set.name == name)
    }

    /// Gives the name of the holiday on a day.
    pub fn holiday(&self, date: Date) -> Option<&'static str> {
        let place = self.days.binary_search_by_key(&date, |(day, _)| *day);
        place.ok().and_then(|place| self.days.get(place)).map(|(_, name)| *name)
    }

    /// Lists the days in order.
    pub fn days(&self) -> impl Iterator<Item = (Date, &'static str)> {
        self.days.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};

    #[track_caller]
    fn expect(year: i16, days: &[(i8, i8, Option<&str>)]) {
        for (month, day, name) in days {
            assert_eq!(JAPAN.holiday(date(year, *month, *day)), *name, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn sets_are_sorted_and_within_their_years() {
        for set in ALL {
            assert!(set.days.windows(2).all(|two| two[0].0 < two[1].0));
            for year in set.first_year..=set.last_year {
                assert!(set.days().any(|(day, _)| day.year() == year));
            }
            let years = set.first_year..=set.last_year;
            assert!(set.days().all(|(day, _)| years.contains(&day.year())));
            assert_eq!(HolidaySet::named(set.name), Some(*set));
        }
    }

    #[test]
    fn the_imperial_days_of_2019() {
        expect(
            2019,
            &[
                (4, 30, Some("国民の休日")),
                (5, 1, Some("天皇の即位の日")),
                (5, 2, Some("国民の休日")),
                (5, 6, Some("こどもの日 振替休日")),
                (10, 22, Some("即位礼正殿の儀")),
                (12, 23, None),
            ],
        );
        expect(2018, &[(12, 24, Some("天皇誕生日 振替休日"))]);
        expect(2020, &[(2, 23, Some("天皇誕生日")), (2, 24, Some("天皇誕生日 振替休日"))]);
    }

    #[test]
    fn the_days_moved_for_the_olympics() {
        expect(
            2020,
            &[
                (7, 20, None),
                (7, 23, Some("海の日")),
                (7, 24, Some("スポーツの日")),
                (8, 10, Some("山の日")),
                (8, 11, None),
                (10, 12, None),
            ],
        );
        expect(
            2021,
            &[
                (7, 19, None),
                (7, 22, Some("海の日")),
                (7, 23, Some("スポーツの日")),
                (8, 8, Some("山の日")),
                (8, 9, Some("山の日 振替休日")),
                (8, 11, None),
                (10, 11, None),
            ],
        );
    }

    #[test]
    fn days_between_two_holidays_and_substitutes() {
        expect(2015, &[(9, 22, Some("国民の休日")), (5, 6, Some("憲法記念日 振替休日"))]);
        expect(
            2026,
            &[(9, 21, Some("敬老の日")), (9, 22, Some("国民の休日")), (9, 23, Some("秋分の日"))],
        );
        expect(2026, &[(5, 6, Some("憲法記念日 振替休日")), (5, 7, None)]);
        expect(2027, &[(3, 22, Some("春分の日 振替休日"))]);
        expect(2016, &[(8, 11, Some("山の日"))]);
        expect(2015, &[(8, 11, None)]);
    }

    #[test]
    fn a_holiday_on_a_sunday_has_a_substitute() {
        for (day, name) in JAPAN.days().filter(|(day, _)| day.weekday() == Weekday::Sunday) {
            let mut next = day;
            while JAPAN.holiday(next).is_some_and(|name| !name.contains("振替休日")) {
                next = next.tomorrow().unwrap();
            }
            assert!(JAPAN.holiday(next).is_some(), "{day} {name}");
        }
    }
}
