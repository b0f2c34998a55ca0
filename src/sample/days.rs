//! The days of the sample: when people work, visit and become leads.
//!
//! A moment is a number of seconds since 1970-01-01 00:00 by the clock on the wall, a day a number
//! of days since then.

use jiff::ToSpan;
pub(super) use jiff::civil::Date;

use super::random::{Draw, Stream};

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// Permille of leads by month, January first: the fiscal year ends in March, August is Obon.
const MONTH_WEIGHTS: [u64; 12] =
    [950, 1100, 1350, 950, 900, 1050, 1050, 750, 1150, 1100, 1100, 800];
/// Monday first.
const WEEKDAY_WEIGHTS: [u64; 7] = [1000, 1150, 1150, 1100, 900, 220, 180];
/// Visits by hour.
const HOUR_WEIGHTS: [u32; 24] =
    [2, 1, 1, 1, 1, 2, 5, 12, 30, 75, 100, 95, 70, 85, 100, 95, 90, 75, 45, 30, 25, 22, 18, 8];

/// One day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    /// Months since the first one.
    pub(super) month: u16,
    /// The office is open.
    pub(super) open: bool,
    /// A trade fair takes place.
    pub(super) exhibition: bool,
}

/// The days from the first to the last one.
#[derive(Debug)]
pub(super) struct Days {
    first: i32,
    days: Vec<Day>,
    months: Vec<i32>,
    /// Weight of leads up to the end of each day.
    weights: Vec<u64>,
}

impl Days {
    /// Makes the days of `months` months, the last of which is that of `end`.
    ///
    /// Nothing where that lies outside the years 1900 to 2199.
    pub(super) fn new(seed: u64, end: Date, months: u32) -> Option<Self> {
        let back = months.checked_sub(1).filter(|&back| back < 3600)?;
        let start = end.first_of_month().checked_sub(i64::from(back).months()).ok()?;
        if start.year() < 1900 || end.year() > 2199 {
            return None;
        }
        let mut all = Self {
            first: number_of(start),
            days: Vec::new(),
            months: Vec::new(),
            weights: Vec::new(),
        };
        let mut draw = Draw::new(seed, Stream::Days, 0);
        let mut total = 0;
        for date in start.series(1.day()).take_while(|&date| date <= end) {
            total += all.add(date, &mut draw);
            all.weights.push(total);
        }
        Some(all)
    }

    /// Adds a day and gives its weight.
    fn add(&mut self, date: Date, draw: &mut Draw) -> u64 {
        if date.day() == 1 {
            self.months.push(number_of(date));
        }
        let weekday = date.weekday().to_monday_zero_offset() as usize;
        let open = weekday < 5 && !closure(date);
        let month = self.months.len() as u16 - 1;
        let exhibition = open && date.month() % 3 == 1 && (14..=16).contains(&date.day());
        self.days.push(Day { month, open, exhibition });
        let mut weight = MONTH_WEIGHTS[date.month() as usize - 1] * WEEKDAY_WEIGHTS[weekday] / 100;
        weight = weight * (1000 + 12 * u64::from(month)) / 1000;
        weight = weight * (850 + u64::from(draw.below(301))) / 1000;
        match (exhibition, closure(date)) {
            (true, _) => weight * 2,
            (_, true) => weight / 4,
            _ => weight,
        }
    }

    /// Gives the first moment of the first day.
    pub(super) fn start(&self) -> i64 {
        i64::from(self.first) * DAY
    }

    /// Gives the first moment after the last day.
    pub(super) fn end(&self) -> i64 {
        (i64::from(self.first) + self.days.len() as i64) * DAY
    }

    /// Lists the first days of the months.
    pub(super) fn months(&self) -> &[i32] {
        &self.months
    }

    /// Gives a day, unless it lies outside.
    pub(super) fn day(&self, moment: i64) -> Option<Day> {
        let place = moment.div_euclid(DAY) - i64::from(self.first);
        self.days.get(usize::try_from(place).ok()?).copied()
    }

    fn is_open(&self, day: i64) -> bool {
        self.day(day * DAY).is_none_or(|day| day.open)
    }

    /// Gives the moment at which lead `number` of `count` comes: quotas by weight, in order.
    pub(super) fn arrival(&self, number: u64, count: u64, draw: &mut Draw) -> i64 {
        let total = self.weights.last().copied().unwrap_or(1);
        let point =
            ((2 * u128::from(number) + 1) * u128::from(total) / (2 * u128::from(count))) as u64;
        let place = self.weights.partition_point(|&end| end <= point);
        let before = place.checked_sub(1).map_or(0, |before| self.weights[before]);
        let share = (point - before) * 1_000_000 / (self.weights[place] - before).max(1);
        let day = i64::from(self.first) + place as i64;
        day * DAY + hour_at(share) + draw.between(0, 599)
    }

    /// Gives the `count`-th open day after the day of `moment`, or that day where it is 0 and open.
    pub(super) fn open_day(&self, moment: i64, count: i64) -> i64 {
        let mut day = moment.div_euclid(DAY);
        while !self.is_open(day) {
            day += 1;
        }
        for _ in 0..count {
            day += 1;
            while !self.is_open(day) {
                day += 1;
            }
        }
        day
    }

    /// Draws a moment in the office hours of the `count`-th open day, after `moment`.
    pub(super) fn at_work(&self, moment: i64, count: i64, draw: &mut Draw) -> i64 {
        let at = self.open_day(moment, count) * DAY + draw.middle(9 * 3600, 18 * 3600 - 1);
        if at > moment {
            return at;
        }
        let soon = moment + draw.early(900, 3 * 3600);
        if soon % DAY < 18 * 3600 && soon / DAY == moment / DAY {
            return soon;
        }
        self.open_day(moment, 1) * DAY + draw.early(9 * 3600, 12 * 3600)
    }

    /// Draws a moment of a visitor, `days` days after `moment`; mostly on open days.
    pub(super) fn visit(&self, moment: i64, days: i64, draw: &mut Draw) -> i64 {
        let mut day = moment.div_euclid(DAY) + days;
        while !self.is_open(day) && draw.chance(650) {
            day += 1;
        }
        let hour = i64::from(draw.pick(&HOUR_WEIGHTS));
        let at = day * DAY + hour * 3600 + draw.between(0, 3599);
        if at > moment { at } else { moment + draw.between(300, 7200) }
    }
}

/// Tells whether the office is closed around the turn of the year, Golden Week and Obon.
fn closure(date: Date) -> bool {
    matches!(
        (date.month(), date.day()),
        (12, 29..) | (1, ..=3) | (5, 3..=5) | (8, 11..=15) | (4, 29) | (11, 3 | 23) | (2, 11 | 23)
    )
}

/// Gives the second of the day by which this share (in millionths) of a day's visits has come.
fn hour_at(share: u64) -> i64 {
    let mut left = share * u64::from(HOUR_WEIGHTS.iter().sum::<u32>());
    for (hour, &weight) in HOUR_WEIGHTS.iter().enumerate() {
        let weight = u64::from(weight) * 1_000_000;
        if left < weight {
            // Ten minutes are left for the caller's jitter.
            return hour as i64 * 3600 + (left * 3000 / weight) as i64;
        }
        left -= weight;
    }
    23 * 3600
}

fn number_of(date: Date) -> i32 {
    (date - Date::constant(1970, 1, 1)).get_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days() -> Days {
        Days::new(1, Date::constant(2026, 10, 31), 24).unwrap()
    }

    #[test]
    fn spans_whole_months() {
        let days = days();
        assert_eq!(days.start(), 20_028 * DAY, "2024-11-01");
        assert_eq!(days.end(), 20_758 * DAY, "2026-11-01");
        assert_eq!(days.months().len(), 24);
        assert!(Days::new(1, Date::constant(1900, 1, 31), 2).is_none());
        assert!(Days::new(1, Date::constant(2026, 1, 31), 0).is_none());
    }

    #[test]
    fn leads_arrive_in_order_of_days() {
        let days = days();
        let mut draw = Draw::new(1, Stream::Lead, 0);
        let moments: Vec<i64> = (0..5000).map(|n| days.arrival(n, 5000, &mut draw) / DAY).collect();
        assert!(moments.is_sorted());
        assert_eq!(moments[0], days.start() / DAY);
        assert!(moments[4999] < days.end() / DAY);
    }

    #[test]
    fn work_is_done_on_open_days() {
        let days = days();
        let mut draw = Draw::new(1, Stream::Lead, 0);
        let friday_night = 20_029 * DAY - 600;
        for _ in 0..200 {
            let at = days.at_work(friday_night, 0, &mut draw);
            // Monday 2024-11-04; the 3rd is a Sunday.
            assert_eq!(at / DAY, 20_031);
            assert!((9 * 3600..18 * 3600).contains(&(at % DAY)));
        }
    }
}
