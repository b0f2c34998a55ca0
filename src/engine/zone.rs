//! Local time of one zone as integer arithmetic over a table of its offsets.
//!
//! Dates are days and instants microseconds since 1970-01-01. Comes before `parse`, `business` and
//! the calendar functions of an engine.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Microseconds of a day without a change of offset.
pub(crate) const DAY: i64 = 86_400_000_000;
/// 1900-01-01, the first day that data may hold.
pub(crate) const FIRST_DAY: i32 = -25_567;
/// 2199-12-31, the last day that data may hold.
pub(crate) const LAST_DAY: i32 = 84_005;

/// Offsets of a zone: each holds from its instant on.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    starts: Vec<i64>,
    offsets: Vec<i64>,
}

/// What a clock time means in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instant {
    /// It happens; the first time if twice.
    At(i64),
    /// The clock skips it; the instant that is as far after the skip as the clock time after its start.
    Skipped(i64),
}

impl Instant {
    /// Gives the instant, moved forward if the clock time is skipped.
    pub(crate) fn forward(self) -> i64 {
        match self {
            Instant::At(instant) | Instant::Skipped(instant) => instant,
        }
    }
}

impl Zone {
    /// Reads the offsets of a zone between the years 1890 and 2210; `None` if nobody knows the zone.
    pub(crate) fn new(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        let (first, last) = (-2_524_521_600, 7_573_824_000);
        let begin = Timestamp::from_second(first).ok()?;
        let mut starts = vec![i64::MIN];
        let mut offsets = vec![i64::from(zone.to_offset(begin).seconds()) * 1_000_000];
        for transition in zone.following(begin) {
            if transition.timestamp().as_second() > last {
                break;
            }
            let offset = i64::from(transition.offset().seconds()) * 1_000_000;
            if offsets.last() != Some(&offset) {
                starts.push(transition.timestamp().as_microsecond());
                offsets.push(offset);
            }
        }
        Some(Self { starts, offsets })
    }

    /// Gives the clock time at an instant, as microseconds since 1970-01-01T00:00 on the clock.
    pub(crate) fn local(&self, instant: i64) -> i64 {
        let index = self.starts.partition_point(|start| *start <= instant) - 1;
        instant.saturating_add(self.offsets[index])
    }

    /// Gives the local day of an instant.
    pub(crate) fn day(&self, instant: i64) -> i32 {
        self.local(instant).div_euclid(DAY) as i32
    }

    /// Gives the offset if it is the same at both instants and all between.
    pub(crate) fn offset_over(&self, first: i64, last: i64) -> Option<i64> {
        let index = self.starts.partition_point(|start| *start <= first) - 1;
        let end = self.starts.get(index + 1).copied().unwrap_or(i64::MAX);
        (last < end).then_some(self.offsets[index])
    }

    /// Gives the offset if it is the same at both clock times and all between, each of which
    /// happens once: the offset was there two days before, so no clock was put back in between.
    pub(crate) fn offset_of_clock(&self, first: i64, last: i64) -> Option<i64> {
        match (self.instant(first), self.instant(last)) {
            (Instant::At(first), Instant::At(last)) => {
                self.offset_over(first.checked_sub(2 * DAY)?, last)
            }
            _ => None,
        }
    }

    /// Finds the instant of a clock time.
    pub(crate) fn instant(&self, local: i64) -> Instant {
        let at = self.starts.partition_point(|start| *start <= local) - 1;
        let around = at.saturating_sub(2)..(at + 3).min(self.starts.len());
        let mut skipped = local - self.offsets[at];
        for index in around {
            let instant = local.saturating_sub(self.offsets[index]);
            let end = self.starts.get(index + 1).copied().unwrap_or(i64::MAX);
            if instant < self.starts[index] {
                // past the end of the offset before, not yet in this one
                skipped = local.saturating_sub(self.offsets[index - 1]);
                return Instant::Skipped(skipped);
            }
            if instant < end {
                return Instant::At(instant);
            }
        }
        Instant::Skipped(skipped)
    }

    /// Gives the first instant of a local day.
    pub(crate) fn start_of_day(&self, day: i32) -> i64 {
        let midnight = i64::from(day) * DAY;
        match self.instant(midnight) {
            Instant::At(instant) => instant,
            // a day whose midnight is skipped starts where the clock jumps to
            Instant::Skipped(instant) => {
                let index = self.starts.partition_point(|start| *start <= instant) - 1;
                self.starts[index]
            }
        }
    }

    /// Moves an instant by local days, keeping the clock time.
    pub(crate) fn shift_days(&self, instant: i64, days: i64) -> Option<i64> {
        let moved = self
            .local(instant)
            .checked_add(days.checked_mul(DAY)?)
            .filter(|local| local.abs() < 400_000 * DAY)?;
        Some(self.instant(moved).forward())
    }

    /// Moves an instant by months, keeping the clock time; a day that is not there becomes the last.
    pub(crate) fn shift_months(&self, instant: i64, months: i64) -> Option<i64> {
        let local = self.local(instant);
        let day = shift_months(local.div_euclid(DAY) as i32, months)?;
        let moved = i64::from(day) * DAY + local.rem_euclid(DAY);
        Some(self.instant(moved).forward())
    }
}

/// Moves a day by months; a day that is not there becomes the last of its month.
pub(crate) fn shift_months(day: i32, months: i64) -> Option<i32> {
    let span = Span::new().try_months(months).ok()?;
    Some(day_number(date(day)?.checked_add(span).ok()?))
}

/// Counts days since 1970-01-01.
pub(crate) fn day_number(date: Date) -> i32 {
    let (year, month, day) =
        (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    // days from civil, counting years from March
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Gives the date of a day.
pub(crate) fn date(day: i32) -> Option<Date> {
    let span = Span::new().try_days(i64::from(day)).ok()?;
    Date::constant(1970, 1, 1).checked_add(span).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    fn clock(text: &str) -> i64 {
        at(&format!("{text}Z"))
    }

    #[test]
    fn days_count_from_the_epoch() {
        assert_eq!(day_number(Date::constant(1900, 1, 1)), FIRST_DAY);
        assert_eq!(day_number(Date::constant(2199, 12, 31)), LAST_DAY);
        for day in [-30_000, -1, 0, 59, 11_016, 20_000, 84_000] {
            assert_eq!(day_number(date(day).unwrap()), day);
        }
    }

    #[test]
    fn agrees_with_the_zone_database() {
        for name in ["Asia/Tokyo", "America/New_York", "America/Sao_Paulo", "Pacific/Apia", "UTC"] {
            let (zone, reference) = (Zone::new(name).unwrap(), TimeZone::get(name).unwrap());
            for step in 0..4000_i64 {
                let local = (step * 27_000 - 36_000_000) * 60_000_000 + 17_000_000;
                let civil = Timestamp::from_microsecond(local).unwrap().to_zoned(TimeZone::UTC);
                let expected = reference.to_ambiguous_zoned(civil.datetime()).compatible().unwrap();
                let instant = zone.instant(local).forward();
                assert_eq!(instant, expected.timestamp().as_microsecond(), "{name} {civil}");
            }
        }
    }

    #[test]
    fn one_offset_over_a_span_is_that_of_every_instant() {
        let zone = Zone::new("America/New_York").unwrap();
        let hour = DAY / 24;
        for start in (0..400).map(|day| at("2026-01-01T00:30:00Z") + day * DAY) {
            for length in [0, 1, 23, 24 * 9] {
                let end = start + length * hour;
                let all = || (0..=length).map(|step| start + step * hour);
                if let Some(offset) = zone.offset_over(start, end) {
                    assert!(all().all(|instant| zone.local(instant) - instant == offset));
                }
                if let Some(offset) = zone.offset_of_clock(start, end) {
                    assert!(all().all(|clock| zone.instant(clock) == Instant::At(clock - offset)));
                }
            }
        }
        let july = clock("2026-07-01T00:00:00");
        assert_eq!(zone.offset_of_clock(july, july + 30 * DAY), Some(-4 * hour));
        assert_eq!(zone.offset_of_clock(july, july + 200 * DAY), None);
    }

    #[test]
    fn clock_times_twice_or_never() {
        let zone = Zone::new("America/New_York").unwrap();
        let twice = zone.instant(clock("2026-11-01T01:30:00"));
        assert_eq!(twice, Instant::At(at("2026-11-01T05:30:00Z")));
        let never = zone.instant(clock("2026-03-08T02:30:00"));
        assert_eq!(never, Instant::Skipped(at("2026-03-08T07:30:00Z")));
    }

    #[test]
    fn shifts_keep_the_clock_time() {
        let zone = Zone::new("America/New_York").unwrap();
        let before = at("2026-03-07T17:00:00Z");
        assert_eq!(zone.shift_days(before, 1), Some(at("2026-03-08T16:00:00Z")));
        assert_eq!(
            zone.shift_months(at("2026-01-31T17:00:00Z"), 1),
            Some(at("2026-02-28T17:00:00Z"))
        );
    }

    #[test]
    fn a_day_without_midnight_starts_later() {
        let zone = Zone::new("America/Sao_Paulo").unwrap();
        let day = day_number(Date::constant(2018, 11, 4));
        assert_eq!(zone.start_of_day(day), at("2018-11-04T03:00:00Z"));
        assert_eq!(zone.day(at("2018-11-04T02:59:59Z")), day - 1);
    }
}
