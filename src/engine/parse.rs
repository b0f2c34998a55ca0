//! Texts of data files as values: strict, exact, `None` where a text does not fit.
//!
//! Comes after `zone`; engines apply it to every field of a text format.

use jiff::fmt::strtime::BrokenDownTime;

use super::zone::{DAY, FIRST_DAY, Instant, LAST_DAY, Zone, day_number};
use jiff::civil::Date;

/// Values of decimals stay below 10 to this power.
pub(crate) const DECIMAL_DIGITS: u8 = 20;

/// Reads a decimal as units of `10^-scale`; digits that would be lost do not fit.
pub(crate) fn decimal(text: &str, scale: u8) -> Option<i128> {
    let (negative, digits) = sign(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let fraction_kept = match fraction.len() > usize::from(scale) {
        true => fraction.trim_end_matches('0'),
        false => fraction,
    };
    let missing = usize::from(scale).checked_sub(fraction_kept.len())?;
    let mut units: i128 = 0;
    for byte in whole.bytes().chain(fraction_kept.bytes()) {
        units = units.checked_mul(10)?.checked_add(digit(byte)?.into())?;
    }
    units = units.checked_mul(10_i128.checked_pow(missing as u32)?)?;
    let is_small = units < 10_i128.checked_pow(u32::from(DECIMAL_DIGITS + scale))?;
    is_small.then_some(if negative { -units } else { units })
}

/// Reads a whole number.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let (negative, digits) = sign(text);
    if digits.is_empty() {
        return None;
    }
    let mut value: i128 = 0;
    for byte in digits.bytes() {
        value = value.checked_mul(10)?.checked_add(digit(byte)?.into())?;
    }
    i64::try_from(if negative { -value } else { value }).ok()
}

/// Reads `true`/`false`, `1`/`0`, `yes`/`no` in any case.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    let is = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["true", "1", "yes"]) {
        Some(true)
    } else if is(["false", "0", "no"]) {
        Some(false)
    } else {
        None
    }
}

/// Reads a day as days since 1970-01-01; `2026-04-01` or `2026/4/1` where no pattern is given.
pub(crate) fn day(text: &str, format: Option<&str>) -> Option<i32> {
    let day = match format {
        Some(format) => day_number(BrokenDownTime::parse(format, text).ok()?.to_date().ok()?),
        None => {
            let (day, rest) = leading_day(text)?;
            rest.is_empty().then_some(day)?
        }
    };
    known_day(day)
}

/// Reads an instant as microseconds since 1970-01-01T00:00Z. A text without offset is local time, a
/// text without a clock time the start of its local day.
pub(crate) fn instant(text: &str, format: Option<&str>, zone: &Zone) -> Option<i64> {
    let instant = match format {
        Some(format) => formatted_instant(text, format, zone)?,
        None => default_instant(text, zone)?,
    };
    known_instant(instant, zone)
}

/// Gives a day that data may hold.
pub(crate) fn known_day(day: i32) -> Option<i32> {
    (FIRST_DAY..=LAST_DAY).contains(&day).then_some(day)
}

/// Gives an instant whose local day data may hold.
pub(crate) fn known_instant(instant: i64, zone: &Zone) -> Option<i64> {
    let in_reach = instant.unsigned_abs() < 100_000 * DAY.unsigned_abs();
    (in_reach && known_day(zone.day(instant)).is_some()).then_some(instant)
}

fn formatted_instant(text: &str, format: &str, zone: &Zone) -> Option<i64> {
    let parsed = BrokenDownTime::parse(format, text).ok()?;
    if parsed.offset().is_some() {
        return Some(parsed.to_timestamp().ok()?.as_microsecond());
    }
    let day = day_number(parsed.to_date().ok()?);
    if parsed.hour().is_none() {
        return Some(zone.start_of_day(day));
    }
    let time = parsed.to_time().ok()?;
    let seconds =
        i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let clock = seconds * 1_000_000 + i64::from(time.subsec_nanosecond()) / 1000;
    local_instant(day, clock, zone)
}

fn default_instant(text: &str, zone: &Zone) -> Option<i64> {
    let (day, rest) = leading_day(text)?;
    if rest.is_empty() {
        return Some(zone.start_of_day(day));
    }
    let rest = rest.strip_prefix(['T', ' '])?;
    let (clock, rest) = leading_clock(rest)?;
    match rest {
        "" => local_instant(day, clock, zone),
        rest => Some(i64::from(day) * DAY + clock - offset(rest)?),
    }
}

fn local_instant(day: i32, clock: i64, zone: &Zone) -> Option<i64> {
    match zone.instant(i64::from(known_day(day)?) * DAY + clock) {
        Instant::At(instant) => Some(instant),
        Instant::Skipped(_) => None,
    }
}

fn leading_day(text: &str) -> Option<(i32, &str)> {
    let (year, rest) = leading_number(text, 4, 4)?;
    let separator = rest.chars().next().filter(|mark| matches!(mark, '-' | '/'))?;
    let least = if separator == '-' { 2 } else { 1 };
    let (month, rest) = leading_number(&rest[1..], least, 2)?;
    let (day, rest) = leading_number(rest.strip_prefix(separator)?, least, 2)?;
    let date = Date::new(year as i16, month as i8, day as i8).ok()?;
    Some((day_number(date), rest))
}

/// Reads `9:05`, `09:05:30`, `09:05:30.25` as microseconds; digits after the sixth are cut.
fn leading_clock(text: &str) -> Option<(i64, &str)> {
    let (hour, rest) = leading_number(text, 1, 2)?;
    let (minute, mut rest) = leading_number(rest.strip_prefix(':')?, 2, 2)?;
    let (mut second, mut fraction) = (0, 0);
    if let Some(seconds) = rest.strip_prefix(':') {
        (second, rest) = leading_number(seconds, 2, 2)?;
        if let Some(digits) = rest.strip_prefix('.') {
            let length = digits.bytes().take_while(u8::is_ascii_digit).count();
            let kept = length.min(6);
            (fraction, _) = leading_number(&digits[..kept], 1, 6)?;
            fraction *= 10_i64.pow(6 - kept as u32);
            rest = (length <= 9).then_some(&digits[length..])?;
        }
    }
    let is_clock = hour < 24 && minute < 60 && second < 60;
    let micros = (hour * 3600 + minute * 60 + second) * 1_000_000 + fraction;
    is_clock.then_some((micros, rest))
}

/// Reads `Z`, `+09:00`, `+0900`, `+09` as microseconds.
fn offset(text: &str) -> Option<i64> {
    let text = text.strip_prefix(' ').unwrap_or(text);
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hour, rest) = leading_number(rest, 2, 2)?;
    let minute = match rest {
        "" => 0,
        rest => {
            let (minute, rest) = leading_number(rest.strip_prefix(':').unwrap_or(rest), 2, 2)?;
            rest.is_empty().then_some(minute)?
        }
    };
    (hour < 24 && minute < 60).then_some(sign * (hour * 3600 + minute * 60) * 1_000_000)
}

fn leading_number(text: &str, least: usize, most: usize) -> Option<(i64, &str)> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if length < least {
        return None;
    }
    let value = text[..length].bytes().fold(0, |value, byte| value * 10 + i64::from(byte - b'0'));
    Some((value, &text[length..]))
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn digit(byte: u8) -> Option<u8> {
    byte.is_ascii_digit().then(|| byte - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_or_refused() {
        assert_eq!(decimal("0.10", 2), Some(10));
        assert_eq!(decimal("-12.5", 2), Some(-1250));
        assert_eq!(decimal("+.5", 1), Some(5));
        assert_eq!(decimal("1200.00", 0), Some(1200));
        assert_eq!(decimal("99999999999999999999", 6), Some(99_999_999_999_999_999_999_000_000));
        for bad in ["1.25", "1,000", "¥5", "1e3", "NaN", "inf", "", "-", ".", "1.2.3", " 1", "１"]
        {
            assert_eq!(decimal(bad, 1), None, "{bad}");
        }
        assert_eq!(decimal("100000000000000000000", 0), None);
    }

    #[test]
    fn integers_and_booleans_are_strict() {
        assert_eq!(integer("-9223372036854775808"), Some(i64::MIN));
        assert_eq!(integer("9223372036854775808"), None);
        assert_eq!(integer("1.0"), None);
        assert_eq!(boolean("Yes"), Some(true));
        assert_eq!(boolean("FALSE"), Some(false));
        assert_eq!(boolean("y"), None);
    }

    #[test]
    fn days_in_their_forms() {
        let expected = Some(day_number(Date::constant(2026, 4, 1)));
        assert_eq!(day("2026-04-01", None), expected);
        assert_eq!(day("2026/4/1", None), expected);
        assert_eq!(day("2026年4月1日", Some("%Y年%m月%d日")), expected);
        for bad in
            ["2026-4-1", "2026-02-30", "1899-12-31", "2200-01-01", "2026-04-01 00:00", "04/01/2026"]
        {
            assert_eq!(day(bad, None), None, "{bad}");
        }
        assert_eq!(day("2026-04-01", Some("%d.%m.%Y")), None);
    }

    #[test]
    fn instants_in_their_forms() {
        let zone = Zone::new("Asia/Tokyo").unwrap();
        let expected =
            Some(1_775_001_600_000_000 + 9 * 3_600_000_000 + 300_000_000 - 9 * 3_600_000_000);
        for text in [
            "2026-04-01T09:05",
            "2026/4/1 9:05",
            "2026-04-01 09:05:00.000",
            "2026-04-01T00:05:00Z",
            "2026-03-31 19:05:00-0500",
            "2026-04-01T09:05:00+09:00",
        ] {
            assert_eq!(instant(text, None, &zone), expected, "{text}");
        }
        let format = Some("%Y/%m/%d %H:%M");
        assert_eq!(instant("2026/04/01 09:05", format, &zone), expected);
        assert_eq!(instant("2026-04-01T09:05", format, &zone), None);
        let start = Some(1_775_001_600_000_000 - 9 * 3_600_000_000);
        assert_eq!(instant("2026-04-01", None, &zone), start);
        assert_eq!(instant("2026/04/01", Some("%Y/%m/%d"), &zone), start);
        for bad in ["2026-04-01T24:00", "2026-04-01 9", "2026-04-01T09:05 JST", "2300-01-01"] {
            assert_eq!(instant(bad, None, &zone), None, "{bad}");
        }
    }

    #[test]
    fn a_skipped_clock_time_does_not_fit() {
        let zone = Zone::new("America/New_York").unwrap();
        assert_eq!(instant("2026-03-08 02:30", None, &zone), None);
        assert!(instant("2026-11-01 01:30", None, &zone).is_some());
    }
}
