//! The text of `expect`: `30% ± 5pt`, `>= 95%`, `<= 3 days`, `1_000_000 JPY ± 10%`.
//!
//! Numbers stay decimals throughout. Used by `agreement`, which says whether a band fits a promise.

use super::project::is_currency;
use crate::expression::Decimal;
use crate::model::{Band, Materiality, Measure};

/// Digits a number may have; more would not stay exact when scaled.
const DIGITS: usize = 15;
const MICROSECONDS_PER_MINUTE: i128 = 60_000_000;
const FORMS: &str = "write `30% ± 5pt`, `>= 95%` or `<= 3 days`";

/// What is wrong, and what to do.
pub(super) type Trouble = (String, String);

/// A number with its unit.
#[derive(Debug, Clone, PartialEq)]
struct Quantity {
    number: Decimal,
    unit: Unit,
}

#[derive(Debug, Clone, PartialEq)]
enum Unit {
    None,
    Percent,
    Points,
    Money(String),
    /// In minutes.
    Time(i128),
    BusinessDays,
}

/// Reads a band, written in NFKC; `fresh` counts in whole days, other times are lengths.
pub(super) fn band(written: &str, fresh: bool) -> Result<Band, Trouble> {
    let text = written.trim();
    let (low, high, measure) = match split(text)? {
        Form::Least(value) => {
            let (bound, measure) = measured(&quantity(value)?, fresh)?;
            (Some(bound), None, measure)
        }
        Form::Most(value) => {
            let (bound, measure) = measured(&quantity(value)?, fresh)?;
            (None, Some(bound), measure)
        }
        Form::Around(value, tolerance) => {
            let (value, tolerance) = (quantity(value)?, quantity(tolerance)?);
            let (middle, measure) = measured(&value, fresh)?;
            let by = width(&value, &tolerance, middle, &measure, fresh)?;
            if by.units < 0 {
                return Err((
                    "a tolerance is not negative".into(),
                    "write it as `30% ± 5pt`".into(),
                ));
            }
            (sum(middle, by, -1), sum(middle, by, 1), measure)
        }
    };
    if low.is_none() && high.is_none() {
        return Err(too_long(text));
    }
    Ok(Band { written: text.to_owned(), measure, low, high })
}

enum Form<'t> {
    Least(&'t str),
    Most(&'t str),
    Around(&'t str, &'t str),
}

fn split(text: &str) -> Result<Form<'_>, Trouble> {
    let after = |signs: &[&str]| signs.iter().find_map(|sign| text.strip_prefix(sign));
    if let Some(rest) = after(&[">=", "≥", "≧"]) {
        return Ok(Form::Least(rest));
    }
    if let Some(rest) = after(&["<=", "≤", "≦"]) {
        return Ok(Form::Most(rest));
    }
    for sign in ["±", "+/-", "+-"] {
        if let Some((value, tolerance)) = text.split_once(sign) {
            return Ok(Form::Around(value, tolerance));
        }
    }
    let strict = [(">", ">="), ("<", "<=")];
    for (sign, both) in strict {
        if let Some(rest) = text.strip_prefix(sign) {
            let message = format!("`{text}` leaves open what the bound itself is");
            return Err((message, format!("write `{both} {}`: bounds are included", rest.trim())));
        }
    }
    let value = text.trim_start_matches('=').trim();
    match quantity(value).map(|value| value.unit) {
        Ok(Unit::Percent) => Err((
            format!("`{text}` is hardly ever met exactly"),
            format!("write `{value} ± 5pt`, `>= {value}` or `<= {value}`"),
        )),
        Ok(_) => Err((
            format!("`{text}` is hardly ever met exactly"),
            format!("write `{value} ± 10%`, `>= {value}` or `<= {value}`"),
        )),
        Err(_) => Err((format!("`{text}` is not understood"), FORMS.into())),
    }
}

fn quantity(text: &str) -> Result<Quantity, Trouble> {
    let text = text.trim();
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | '_' | ',' | '-');
    let end = text.find(|c: char| !numeric(c)).unwrap_or(text.len());
    let (digits, word) = (&text[..end], text[end..].trim());
    if digits.contains(',') {
        let help = format!("write `{}`", digits.replace(',', "_"));
        return Err((format!("`{digits}` has commas"), help));
    }
    let number = decimal(digits).ok_or_else(|| match digits {
        "" => (format!("`{text}` is no number"), FORMS.to_owned()),
        digits => too_long(digits),
    })?;
    let unit = match word {
        "" => Unit::None,
        "%" => Unit::Percent,
        "pt" | "points" | "ポイント" => Unit::Points,
        "minute" | "minutes" => Unit::Time(1),
        "hour" | "hours" => Unit::Time(60),
        "day" | "days" => Unit::Time(24 * 60),
        "week" | "weeks" => Unit::Time(7 * 24 * 60),
        "business day" | "business days" => Unit::BusinessDays,
        "month" | "months" | "quarter" | "quarters" | "year" | "years" => {
            return Err((
                format!("`{text}` is not of fixed length"),
                "write it in days or weeks".into(),
            ));
        }
        word if is_currency(word) => Unit::Money(word.to_owned()),
        word => {
            let help = "write `%`, `pt`, a currency such as `JPY`, `days`, `hours`, or no unit";
            return Err((format!("`{word}` is no unit"), help.into()));
        }
    };
    Ok(Quantity { number, unit })
}

fn decimal(text: &str) -> Option<Decimal> {
    let plain = text.replace('_', "");
    let (sign, rest) = plain.strip_prefix('-').map_or((1, plain.as_str()), |rest| (-1, rest));
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || rest.len() > DIGITS {
        return None;
    }
    let units: i128 = format!("{whole}{fraction}").parse().ok()?;
    Some(Decimal { units: sign * units, scale: u8::try_from(fraction.len()).ok()? })
}

/// Reads how far a value may move before that matters: points of a rate, else percent.
pub(super) fn materiality(written: &str, rate: bool) -> Result<Materiality, Trouble> {
    let Quantity { number, unit } = quantity(written)?;
    if number.units < 0 {
        return Err(("how far a value may move is not negative".into(), "write `5%`".into()));
    }
    match (unit, rate) {
        (Unit::Points, true) => Ok(Materiality::Points(number)),
        (Unit::Percent, false) => Ok(Materiality::Percent(number)),
        (Unit::Percent, true) => Err((
            "a percentage of a percentage can be read in two ways".into(),
            "write it in points: `materiality = \"0.5pt\"`".into(),
        )),
        (_, true) => {
            Err(("a rate moves by points".into(), "write `materiality = \"0.5pt\"`".into()))
        }
        (_, false) => Err((
            "this moves by a percentage of its value".into(),
            "write `materiality = \"5%\"`".into(),
        )),
    }
}

/// A bound in the units of values.
fn measured(quantity: &Quantity, fresh: bool) -> Result<(Decimal, Measure), Trouble> {
    let Decimal { units, scale } = quantity.number;
    let minutes = |by: i128| Decimal { units: units * by * MICROSECONDS_PER_MINUTE, scale };
    Ok(match &quantity.unit {
        Unit::None => (quantity.number, Measure::Number),
        Unit::Percent => (Decimal { units, scale: scale + 2 }, Measure::Rate),
        Unit::Points => {
            return Err((
                "points are the distance between two rates".into(),
                "write the rate with `%` and the tolerance with `pt`".into(),
            ));
        }
        Unit::Money(currency) => (quantity.number, Measure::Money(currency.clone())),
        Unit::Time(by) if fresh => match (by / (24 * 60), by % (24 * 60)) {
            (days, 0) => {
                (Decimal { units: units * days, scale }, Measure::Days { business: false })
            }
            _ => {
                return Err((
                    "a freshness is counted in days".into(),
                    "write it as `<= 2 days` or `<= 1 business days`".into(),
                ));
            }
        },
        Unit::Time(by) => (minutes(*by), Measure::Time),
        Unit::BusinessDays if fresh => (quantity.number, Measure::Days { business: true }),
        Unit::BusinessDays => {
            return Err((
                "a length of time has no fixed number of business days".into(),
                "write `promise = \"a -> b within 2 business days\"` and `expect = \">= 95%\"`"
                    .into(),
            ));
        }
    })
}

/// The tolerance in the units of values.
fn width(
    value: &Quantity,
    tolerance: &Quantity,
    middle: Decimal,
    measure: &Measure,
    fresh: bool,
) -> Result<Decimal, Trouble> {
    let Decimal { units, scale } = tolerance.number;
    match (&value.unit, &tolerance.unit) {
        (Unit::Percent, Unit::Points) => Ok(Decimal { units, scale: scale + 2 }),
        (Unit::Percent, Unit::Percent) => Err((
            "a percentage of a percentage can be read in two ways".into(),
            "write the tolerance in points: `30% ± 5pt`".into(),
        )),
        (Unit::Percent, _) => {
            Err(("a rate has a tolerance in points".into(), "write `30% ± 5pt`".into()))
        }
        (_, Unit::Points) => Err((
            "points are the distance between two rates".into(),
            "write the tolerance with `%` or with the unit of the value".into(),
        )),
        (_, Unit::Percent) => {
            let product = middle.units.checked_abs().and_then(|it| it.checked_mul(units));
            let scale = middle.scale.checked_add(scale).and_then(|it| it.checked_add(2));
            match (product, scale) {
                (Some(units), Some(scale)) => Ok(Decimal { units, scale }),
                _ => Err(too_long("the tolerance")),
            }
        }
        (_, _) => match measured(tolerance, fresh)? {
            (by, kind) if kind == *measure => Ok(by),
            _ => Err((
                "value and tolerance have different units".into(),
                "write both with the same unit, or the tolerance with `%`".into(),
            )),
        },
    }
}

/// `a + sign * b`; nothing where it cannot be exact.
fn sum(a: Decimal, b: Decimal, sign: i128) -> Option<Decimal> {
    let scale = a.scale.max(b.scale);
    let units =
        |it: Decimal| it.units.checked_mul(10i128.checked_pow(u32::from(scale - it.scale))?);
    let units = units(a)?.checked_add(units(b)?.checked_mul(sign)?)?;
    Some(Decimal { units, scale })
}

fn too_long(text: &str) -> Trouble {
    let help = format!("write a number of at most {DIGITS} digits, such as `1_000_000` or `2.5`");
    (format!("`{text}` is no exact number"), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(text: &str) -> (Option<String>, Option<String>, Measure) {
        let band = band(text, false).unwrap();
        let shown = |bound: Option<Decimal>| bound.map(|it| format!("{}e-{}", it.units, it.scale));
        (shown(band.low), shown(band.high), band.measure)
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn rates() {
        assert_eq!(bounds("30% ± 5pt"), (some("25e-2"), some("35e-2"), Measure::Rate));
        assert_eq!(bounds("30 % +/- 2.5 pt"), (some("275e-3"), some("325e-3"), Measure::Rate));
        assert_eq!(bounds("30%±5pt"), (some("25e-2"), some("35e-2"), Measure::Rate));
        assert_eq!(bounds(">= 95%"), (some("95e-2"), None, Measure::Rate));
        assert_eq!(bounds("≦ 99.5%"), (None, some("995e-3"), Measure::Rate));
    }

    #[test]
    fn numbers_money_and_time() {
        assert_eq!(bounds(">=40"), (some("40e-0"), None, Measure::Number));
        assert_eq!(bounds("40 ± 5"), (some("35e-0"), some("45e-0"), Measure::Number));
        let yen = Measure::Money("JPY".into());
        let (low, high) = (some("90000000e-2"), some("110000000e-2"));
        assert_eq!(bounds("1_000_000 JPY ± 10%"), (low, high, yen.clone()));
        let (low, high) = (some("-300e-0"), some("-100e-0"));
        assert_eq!(bounds("-200 JPY ± 100 JPY"), (low, high, yen));
        assert_eq!(bounds("<= 3 days"), (None, some("259200000000e-0"), Measure::Time));
        assert_eq!(bounds("<= 1.5 hours"), (None, some("54000000000e-1"), Measure::Time));
        let fresh = band("<= 2 weeks", true).unwrap();
        assert_eq!(fresh.measure, Measure::Days { business: false });
        assert_eq!(fresh.high.unwrap().units, 14);
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        for (text, message, help) in [
            ("30% ± 5%", "a percentage of a percentage can be read in two ways", "30% ± 5pt"),
            ("30% ± 5", "a rate has a tolerance in points", "30% ± 5pt"),
            ("40 ± 5pt", "points are the distance between two rates", "with `%`"),
            ("40 ± 5 JPY", "value and tolerance have different units", "same unit"),
            ("30% ± -5pt", "a tolerance is not negative", "30% ± 5pt"),
            ("30%", "`30%` is hardly ever met exactly", "`30% ± 5pt`"),
            ("= 40", "`= 40` is hardly ever met exactly", "`>= 40`"),
            ("> 95%", "`> 95%` leaves open what the bound itself is", "`>= 95%`"),
            ("5pt ± 1pt", "points are the distance between two rates", "with `%`"),
            (">= 1,000", "`1,000` has commas", "1_000"),
            ("<= 3 months", "`3 months` is not of fixed length", "days"),
            ("<= 2 business days", "a length of time has no fixed number", "within"),
            (">= 3 apples", "`apples` is no unit", "JPY"),
            ("about a third", "`about a third` is not understood", "write"),
            ("", "`` is not understood", "write"),
            (">= 1.2.3", "`1.2.3` is no exact number", "digits"),
            (">= 1234567890123456789012345", "is no exact number", "digits"),
        ] {
            let (found, way) = band(text, false).unwrap_err();
            assert!(found.contains(message), "{text}: {found}");
            assert!(way.contains(help), "{text}: {way}");
        }
        assert!(band("<= 5 hours", true).unwrap_err().0.contains("counted in days"));
    }
}
