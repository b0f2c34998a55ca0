//! Time zones: where local days begin on the time line, and the one wall clock of the program.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use super::error::PeriodError;
use super::span::plus_days;

/// The bundled database: what a number means must not depend on the machine.
static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A zone of the IANA database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// Tells whether the name is one of the IANA database, spelled as there.
pub fn check_zone(name: &str) -> Result<(), PeriodError> {
    Zone::named(name).map(|_| ())
}

/// UTC.
impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// Finds a zone by its IANA name (`Asia/Tokyo`), spelled exactly as there because engines look
    /// it up too.
    pub fn named(name: &str) -> Result<Zone, PeriodError> {
        let known = DATABASE.available().any(|zone| zone.as_str() == name);
        match DATABASE.get(name) {
            Ok(zone) if known => Ok(Zone(zone)),
            _ => Err(unknown(name)),
        }
    }

    /// Reads the wall clock.
    pub fn today(&self) -> Date {
        self.0.to_datetime(Timestamp::now()).date()
    }

    /// Gives the instant at which a local day starts, in microseconds since 1970 UTC. Where clocks
    /// are moved over midnight, that is the first instant that exists.
    pub fn start_of_day_micros(&self, date: Date) -> i64 {
        let midnight =
            self.0.to_ambiguous_timestamp(date.to_datetime(jiff::civil::Time::midnight()));
        let in_gap = matches!(midnight.offset(), AmbiguousOffset::Gap { .. });
        let Ok(compatible) = midnight.compatible() else {
            return end_of_time(date).as_microsecond();
        };
        if !in_gap {
            return compatible.as_microsecond();
        }
        // A gap may reach past midnight from the evening before; the day starts where it ends.
        let after = compatible.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(compatible);
        let gap_end = self.0.preceding(after).next().map(|change| change.timestamp());
        gap_end.unwrap_or(compatible).as_microsecond()
    }

    /// Gives the instant at which the next local day starts.
    pub fn end_of_day_micros(&self, date: Date) -> i64 {
        self.start_of_day_micros(plus_days(date, 1))
    }

    /// Reads `2026-04-01`, `2026-04-01T10:30`, `2026-04-01 10:30:00+09:00` as an instant; without an
    /// offset it is local, without a clock time the start of its local day. Nothing for other texts
    /// and for clock times that the day does not have.
    pub fn read(&self, text: &str) -> Option<i64> {
        let text = text.trim();
        if let Ok(day) = super::parse_date(text) {
            return Some(self.start_of_day_micros(day));
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Some(instant.as_microsecond());
        }
        let local = self.0.to_ambiguous_timestamp(text.parse().ok()?);
        match local.offset() {
            AmbiguousOffset::Gap { .. } => None,
            _ => Some(local.compatible().ok()?.as_microsecond()),
        }
    }

    /// Gives the local day of an instant.
    pub fn local_date(&self, micros: i64) -> Date {
        self.0.to_datetime(instant(micros)).date()
    }

    /// Gives the minutes from local midnight on the clock at an instant, cut to whole ones.
    pub fn local_minute(&self, micros: i64) -> u16 {
        let time = self.0.to_datetime(instant(micros)).time();
        let minutes = i16::from(time.hour()) * 60 + i16::from(time.minute());
        u16::try_from(minutes).unwrap_or(0)
    }

    /// Writes an instant as the local clock shows it: `2026-04-01 10:30`.
    pub fn local_datetime_text(&self, micros: i64) -> String {
        let local = self.0.to_datetime(instant(micros));
        format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
    }

    /// Gives an instant on the local clock with its offset, as RFC 3339 says.
    pub fn rfc3339(&self, micros: i64) -> String {
        let local = instant(micros).to_zoned(self.0.clone());
        local.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
    }
}

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

fn end_of_time(date: Date) -> Timestamp {
    if date.year() < 0 { Timestamp::MIN } else { Timestamp::MAX }
}

fn unknown(name: &str) -> PeriodError {
    let near = near(name);
    let help = if near.is_empty() {
        "give an IANA name such as `Asia/Tokyo`".to_owned()
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    PeriodError::new(format!("time zone `{name}` is not known"), help)
}

/// Names at most three zones that are spelled alike, by the whole name or by the place alone.
fn near(name: &str) -> Vec<String> {
    const LONGEST: usize = 64;
    const CLOSE: f64 = 0.87;
    if name.len() > LONGEST {
        return Vec::new();
    }
    let wanted = name.trim().to_lowercase().replace(' ', "_");
    let mut found: Vec<(f64, String)> = DATABASE
        .available()
        .filter_map(|zone| {
            let lower = zone.as_str().to_lowercase();
            let whole = strsim::jaro_winkler(&wanted, &lower);
            let place = strsim::jaro_winkler(&wanted, place(&lower));
            let likeness = whole.max(place);
            (likeness >= CLOSE).then(|| (likeness, format!("`{}`", zone.as_str())))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let best = found.first().map_or(0.0, |first| first.0);
    // A perfect match but for case leaves nothing to choose.
    found.retain(|(likeness, _)| best < 1.0 || *likeness >= 1.0);
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

fn place(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    fn start(name: &str, day: Date) -> String {
        let micros = zone(name).start_of_day_micros(day);
        assert_eq!(zone(name).end_of_day_micros(plus_days(day, -1)), micros);
        format!("{} {}", zone(name).local_datetime_text(micros), instant(micros))
    }

    #[test]
    fn names_are_checked() {
        assert_eq!(check_zone("Asia/Tokyo"), Ok(()));
        assert_eq!(check_zone("UTC"), Ok(()));
        let help = |name| check_zone(name).unwrap_err().help;
        assert_eq!(help("asia/tokyo"), "did you mean `Asia/Tokyo`?");
        assert_eq!(help("Tokyo"), "did you mean `Asia/Tokyo`?");
        assert!(help("Asia/Tokio").starts_with("did you mean `Asia/Tokyo`"));
        assert_eq!(help("New York"), "did you mean `America/New_York`?");
        assert!(help("").contains("such as") && help(&"x".repeat(10_000)).contains("such as"));
    }

    #[test]
    fn days_start_at_midnight_where_there_is_one() {
        assert_eq!(start("Asia/Tokyo", date(2026, 4, 1)), "2026-04-01 00:00 2026-03-31T15:00:00Z");
        assert_eq!(start("UTC", date(1970, 1, 1)), "1970-01-01 00:00 1970-01-01T00:00:00Z");
        let paris = start("Europe/Paris", date(2026, 3, 29));
        assert_eq!(paris, "2026-03-29 00:00 2026-03-28T23:00:00Z");
    }

    #[test]
    fn days_have_23_or_25_hours_where_clocks_change() {
        let hours = |name, day| {
            let zone = zone(name);
            (zone.end_of_day_micros(day) - zone.start_of_day_micros(day)) / 3_600_000_000
        };
        assert_eq!(hours("Europe/Paris", date(2026, 3, 29)), 23);
        assert_eq!(hours("Europe/Paris", date(2026, 10, 25)), 25);
        assert_eq!(hours("America/Sao_Paulo", date(2018, 11, 4)), 23);
        assert_eq!(hours("America/Sao_Paulo", date(2018, 2, 17)), 25);
        assert_eq!(hours("Asia/Tokyo", date(2026, 3, 29)), 24);
    }

    #[test]
    fn a_gap_at_midnight_moves_the_start() {
        let brazil = start("America/Sao_Paulo", date(2018, 11, 4));
        assert_eq!(brazil, "2018-11-04 01:00 2018-11-04T03:00:00Z");
        // Clocks went from 23:30 to 00:30.
        let toronto = start("America/Toronto", date(1919, 3, 31));
        assert_eq!(toronto, "1919-03-31 00:30 1919-03-31T04:30:00Z");
        // The day itself does not exist: it is empty and starts where the next one starts.
        let apia = zone("Pacific/Apia");
        let (skipped, after) = (date(2011, 12, 30), date(2011, 12, 31));
        assert_eq!(apia.start_of_day_micros(skipped), apia.start_of_day_micros(after));
    }

    #[test]
    fn a_repeated_midnight_starts_the_day_once() {
        let havana = start("America/Havana", date(2018, 11, 4));
        assert_eq!(havana, "2018-11-04 00:00 2018-11-04T04:00:00Z");
    }

    #[test]
    fn texts_are_instants() {
        let tokyo = zone("Asia/Tokyo");
        let day = tokyo.start_of_day_micros(date(2026, 4, 1));
        let hour = 3_600_000_000;
        assert_eq!(tokyo.read("2026-04-01"), Some(day));
        assert_eq!(tokyo.read("2026-04-01T10:00"), Some(day + 10 * hour));
        assert_eq!(tokyo.read("2026-04-01 10:00:00"), Some(day + 10 * hour));
        assert_eq!(tokyo.read("2026-04-01T10:00:00Z"), Some(day + 19 * hour));
        assert_eq!(tokyo.read("2026-04-01 10:00:00+09:00"), Some(day + 10 * hour));
        for odd in ["", "10:00", "2026-13-01", "2026-04-01T25:00", "tomorrow"] {
            assert_eq!(tokyo.read(odd), None, "{odd}");
        }
        assert_eq!(zone("Europe/Paris").read("2026-03-29T02:30"), None);
    }

    #[test]
    fn instants_are_seen_on_the_local_clock() {
        let tokyo = zone("Asia/Tokyo");
        let evening = tokyo.start_of_day_micros(date(2026, 4, 1)) - 1;
        assert_eq!(tokyo.local_date(evening), date(2026, 3, 31));
        assert_eq!(tokyo.local_datetime_text(evening), "2026-03-31 23:59");
        assert_eq!(tokyo.local_minute(evening), 1439);
        assert_eq!(tokyo.local_date(evening + 1), date(2026, 4, 1));
        assert!(tokyo.today() > date(2024, 1, 1));
    }

    #[test]
    fn the_ends_of_time_do_no_harm() {
        for name in ["Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "UTC"] {
            let zone = zone(name);
            for day in [Date::MIN, Date::MAX] {
                let _ = (zone.start_of_day_micros(day), zone.end_of_day_micros(day));
            }
            for micros in [i64::MIN, i64::MAX] {
                let _ = (zone.local_date(micros), zone.local_datetime_text(micros));
            }
        }
    }
}
