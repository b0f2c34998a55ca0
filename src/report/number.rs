//! Values as text: exact for programs, rounded half away from zero for people.

use super::decimal::Digits;
use super::words::Words;
use crate::model::DeclaredUnit;
use crate::period::Zone;
use crate::plan::Value;
use crate::table::KpiTitle;
use crate::types::{Kind, Unit};
use jiff::Timestamp;

const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;

/// Most digits after the point of a plain number.
const MOST_PLACES: usize = 12;

/// Currencies without a smaller unit in use, and those with one of a thousandth (ISO 4217).
const WHOLE: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
];
const THOUSANDTHS: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// What a number of a KPI is shown as.
enum Shape {
    Percent,
    Count,
    Plain,
    Money(String),
    /// The word and its microseconds.
    Time(&'static str, i64),
    /// Not a number.
    Other,
}

fn shape(kpi: &KpiTitle) -> Shape {
    let Kind::Number(unit) = &kpi.kind else { return Shape::Other };
    match &kpi.unit {
        Some(DeclaredUnit::Percent) => return Shape::Percent,
        Some(DeclaredUnit::Ratio | DeclaredUnit::Number) => return Shape::Plain,
        Some(DeclaredUnit::Count) => return Shape::Count,
        Some(DeclaredUnit::Time(word, micros)) => {
            let word = ["minutes", "hours"].into_iter().find(|known| known == word);
            return Shape::Time(word.unwrap_or("days"), *micros);
        }
        Some(DeclaredUnit::Money(_)) | None => {}
    }
    match unit {
        Unit { currency: Some(currency), .. } if unit.money == 1 && unit.time == 0 => {
            Shape::Money(currency.clone())
        }
        unit if unit.is_duration() => Shape::Time("days", MICROSECONDS_PER_DAY),
        unit if unit.is_count() => Shape::Count,
        unit if unit.ratio => Shape::Percent,
        _ => Shape::Plain,
    }
}

/// A number of a sheet and how it is shown there (ECMA-376 part 1, 18.8.30).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    pub(super) number: f64,
    pub(super) pattern: String,
}

/// How counts and shares are shown in spreadsheets.
pub(super) const COUNT: &str = "#,##0";
pub(super) const SHARE: &str = "0.0%";

/// Digits that a cell of a sheet holds exactly.
const SHEET_DIGITS: i128 = 1_000_000_000_000_000;

/// A value for spreadsheets, durations in their unit; none where it is no number, or has more digits
/// than a cell holds.
pub(super) fn for_sheets(value: &Value, kpi: &KpiTitle, words: &Words) -> Option<Shown> {
    let shape = shape(kpi);
    let value = in_its_unit(value, &shape);
    let exact = match &value {
        Value::Float(number) => number.is_finite(),
        other => digits(other)?.trimmed().units().is_some_and(|it| it.abs() < SHEET_DIGITS),
    };
    let number = text(&value).parse().ok().filter(|_| exact)?;
    let pattern = match shape {
        Shape::Percent => SHARE.to_owned(),
        Shape::Time(word, _) => format!("#,##0.0\" {}\"", words.time(word)),
        Shape::Money(currency) => money_pattern(&currency, words),
        Shape::Count => COUNT.to_owned(),
        Shape::Plain if matches!(kpi.unit, Some(DeclaredUnit::Ratio)) => "#,##0.00".to_owned(),
        Shape::Plain | Shape::Other => "General".to_owned(),
    };
    Some(Shown { number, pattern })
}

/// How amounts of a currency are shown in spreadsheets.
pub(super) fn money_pattern(currency: &str, words: &Words) -> String {
    let digits = match places(currency) {
        0 => COUNT.to_owned(),
        places => format!("{COUNT}.{}", "0".repeat(places)),
    };
    match (currency, words.japanese) {
        ("JPY", true) => format!("{digits}\"円\""),
        _ => format!("{digits}\" {currency}\""),
    }
}

/// Tells whether it is shown in percent.
pub(super) fn is_rate(kpi: &KpiTitle) -> bool {
    matches!(shape(kpi), Shape::Percent)
}

/// The unit as a word for programs.
pub(super) fn unit_word(kpi: &KpiTitle) -> String {
    match (shape(kpi), &kpi.kind) {
        (Shape::Percent, _) => "ratio".into(),
        (Shape::Time(word, _), _) => word.into(),
        (Shape::Count, _) => "count".into(),
        (Shape::Other, kind) => kind.to_string(),
        (_, Kind::Number(unit)) => unit.to_string(),
        (_, kind) => kind.to_string(),
    }
}

/// A value for people, with its unit; instants on the clock of the zone.
pub(super) fn for_people(value: &Value, kpi: &KpiTitle, words: &Words, zone: &Zone) -> String {
    if let Value::Datetime(micros) = value {
        return zone.local_datetime_text(*micros);
    }
    let shape = shape(kpi);
    let value = &in_its_unit(value, &shape);
    let Some(number) = digits(value) else {
        return if *value == Value::Missing { "–".into() } else { text(value) };
    };
    match shape {
        Shape::Percent => format!("{}%", number.percent().rounded(1).text(true)),
        Shape::Time(word, _) => {
            format!("{} {}", number.rounded(1).text(true), words.time(word))
        }
        Shape::Money(currency) => {
            format!("{} {currency}", number.rounded(places(&currency)).text(true))
        }
        Shape::Count | Shape::Plain | Shape::Other => plain(number).text(true),
    }
}

/// Gives how far each number is from the one before, and the last from the first, as shown to people:
/// what is rounded is rounded before, so the parts sum to the whole. None where one is no number.
pub(super) fn steps(values: &[&Value], kpi: &KpiTitle, words: &Words) -> Option<Vec<String>> {
    let shape = shape(kpi);
    let (places, unit) = match &shape {
        Shape::Percent => (1, "pt".to_owned()),
        Shape::Time(word, _) => (1, format!(" {}", words.time(word))),
        Shape::Money(currency) => (places(currency), format!(" {currency}")),
        Shape::Count | Shape::Plain | Shape::Other => (4, String::new()),
    };
    let rounded = |value: &&Value| {
        let number = digits(&in_its_unit(value, &shape))?;
        let number = if matches!(shape, Shape::Percent) { number.percent() } else { number };
        number.rounded(places).units()
    };
    let units: Vec<i128> = values.iter().map(rounded).collect::<Option<_>>()?;
    let whole = (*units.first()?, *units.last()?);
    let pairs = units.windows(2).map(|pair| (pair[0], pair[1])).chain([whole]);
    let step = |(from, to): (i128, i128)| {
        let moved = to.checked_sub(from)?;
        let number = Digits::new(moved, places);
        let number = if unit.is_empty() { number.trimmed() } else { number };
        let sign = if moved > 0 { "+" } else { "" };
        Some(format!("{sign}{}{unit}", number.text(true)))
    };
    pairs.map(step).collect()
}

/// The same in full precision, for programs; exact decimals, durations in their unit.
pub(super) fn exact_steps(values: &[&Value], kpi: &KpiTitle) -> Option<Vec<String>> {
    let shape = shape(kpi);
    let exact = |value: &&Value| digits(&in_its_unit(value, &shape));
    let all: Vec<Digits> = values.iter().map(exact).collect::<Option<_>>()?;
    let scale = all.iter().map(Digits::scale).max()?;
    let units = all.into_iter().map(|it| it.rounded(scale).units()).collect::<Option<Vec<_>>>()?;
    let whole = (*units.first()?, *units.last()?);
    let pairs = units.windows(2).map(|pair| (pair[0], pair[1])).chain([whole]);
    pairs.map(|(a, b)| Some(Digits::new(b.checked_sub(a)?, scale).trimmed().text(false))).collect()
}

/// Four digits after the point, or four that are not leading zeros where the number is small.
fn plain(number: Digits) -> Digits {
    let places = (number.leading_zeros() + 4).min(MOST_PLACES);
    number.rounded(places).trimmed()
}

/// Digits behind the point that amounts of a currency (ISO 4217) have.
pub fn places(currency: &str) -> usize {
    match currency {
        currency if WHOLE.contains(&currency) => 0,
        currency if THOUSANDTHS.contains(&currency) => 3,
        _ => 2,
    }
}

/// A value for programs, in full precision; durations in their unit.
pub(super) fn for_programs(value: &Value, kpi: &KpiTitle) -> Value {
    in_its_unit(value, &shape(kpi))
}

/// Turns microseconds into the unit of the shape; exact where it comes out even.
fn in_its_unit(value: &Value, shape: &Shape) -> Value {
    let Shape::Time(_, by) = *shape else { return value.clone() };
    let units = match value {
        Value::Integer(micros) | Value::Duration(micros) => i128::from(*micros),
        Value::Decimal { units, scale: 0 } => *units,
        Value::Decimal { units, scale } => {
            return Value::Float(*units as f64 / 10f64.powi(i32::from(*scale)) / by as f64);
        }
        Value::Float(micros) => return Value::Float(micros / by as f64),
        other => return other.clone(),
    };
    if units % i128::from(by) == 0 {
        return Value::Decimal { units: units / i128::from(by), scale: 0 };
    }
    Value::Float(units as f64 / by as f64)
}

fn digits(value: &Value) -> Option<Digits> {
    match value {
        Value::Integer(number) | Value::Duration(number) => Some(Digits::new((*number).into(), 0)),
        Value::Decimal { units, scale } => Some(Digits::new(*units, usize::from(*scale))),
        Value::Float(number) => Some(Digits::shortest(*number)),
        _ => None,
    }
}

/// A value for people without a unit of its own: numbers with few digits after the point.
pub(super) fn short(value: &Value) -> String {
    digits(value).map_or_else(|| text(value), |number| plain(number).text(false))
}

/// The same with marks between thousands.
pub(super) fn grouped(value: &Value) -> String {
    digits(value).map_or_else(|| text(value), |number| plain(number).text(true))
}

/// A value as plain text: exact decimals without superfluous zeros, floats in shortest form,
/// instants in UTC.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Boolean(value) => value.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Datetime(micros) => match Timestamp::from_microsecond(*micros) {
            Ok(instant) => instant.to_string(),
            Err(_) => micros.to_string(),
        },
        number => digits(number).map(|digits| digits.trimmed().text(false)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Title;

    fn kpi(kind: Kind, unit: Option<DeclaredUnit>) -> KpiTitle {
        let title = Title { name: "a".into(), label: "A".into() };
        KpiTitle {
            title,
            kind,
            unit,
            minimum: None,
            period_ratio: false,
            as_of_run: false,
            so_far: false,
            companion_of: None,
        }
    }

    fn shown(value: Value, kind: Kind, unit: Option<DeclaredUnit>) -> String {
        let zone = Zone::named("Asia/Tokyo").unwrap();
        for_people(&value, &kpi(kind, unit), Words::of("en"), &zone)
    }

    fn decimal(units: i128, scale: u8) -> Value {
        Value::Decimal { units, scale }
    }

    #[test]
    fn parts_of_a_move_sum_to_the_whole_as_shown() {
        let percent = kpi(Kind::ratio(), None);
        let values = [Value::Float(0.1234), Value::Float(0.1456), Value::Float(0.1299)];
        let values: Vec<&Value> = values.iter().collect();
        let people = steps(&values, &percent, Words::of("en")).unwrap();
        assert_eq!(people, ["+2.3pt", "-1.6pt", "+0.7pt"]);
        assert_eq!(exact_steps(&values, &percent).unwrap(), ["0.0222", "-0.0157", "0.0065"]);
        let yen = kpi(Kind::money("JPY"), None);
        let values = [decimal(15, 1), decimal(24, 1), decimal(1_000_035, 1)];
        let values: Vec<&Value> = values.iter().collect();
        let people = steps(&values, &yen, Words::of("en")).unwrap();
        assert_eq!(people, ["0 JPY", "+100,002 JPY", "+100,002 JPY"]);
        assert_eq!(exact_steps(&values, &yen).unwrap(), ["0.9", "100001.1", "100002"]);
        assert_eq!(steps(&[&Value::Missing, &Value::Integer(1)], &yen, Words::of("en")), None);
    }

    #[test]
    fn money_is_rounded_to_what_the_currency_has() {
        let money = |value, currency| shown(value, Kind::money(currency), None);
        assert_eq!(money(decimal(-1_234_567_500_000, 6), "JPY"), "-1,234,568 JPY");
        assert_eq!(money(decimal(5, 3), "USD"), "0.01 USD");
        assert_eq!(money(Value::Float(1.005), "EUR"), "1.01 EUR");
        assert_eq!(money(decimal(12_345, 4), "KWD"), "1.235 KWD");
        let huge = money(decimal(i128::MAX, 0), "JPY");
        assert_eq!(huge, "170,141,183,460,469,231,731,687,303,715,884,105,727 JPY");
        let unit = Unit { money: 1, currency: Some("JPY".into()), things: -1, ..Unit::default() };
        assert_eq!(shown(Value::Float(30_608.5), Kind::Number(unit), None), "30,609 JPY");
    }

    #[test]
    fn small_plain_numbers_keep_four_digits() {
        let plain = |value| shown(value, Kind::plain(), None);
        assert_eq!(plain(Value::Float(0.000_012_345_6)), "0.00001235");
        assert_eq!(plain(Value::Float(1_234.567_89)), "1,234.5679");
        assert_eq!(plain(decimal(2_500, 3)), "2.5");
        assert_eq!(plain(Value::Integer(0)), "0");
        let ratio = shown(Value::Float(0.631_5), Kind::ratio(), Some(DeclaredUnit::Ratio));
        assert_eq!(ratio, "0.6315");
    }

    #[test]
    fn durations_are_given_in_their_unit() {
        let hour = 3_600_000_000;
        let days = |value| shown(value, Kind::duration(), None);
        assert_eq!(days(Value::Duration(57 * 24 * hour)), "57.0 days");
        assert_eq!(days(Value::Float(1.15 * 24.0 * hour as f64)), "1.2 days");
        let hours = || Some(DeclaredUnit::Time("hours".into(), hour));
        assert_eq!(shown(Value::Duration(90 * hour / 60), Kind::duration(), hours()), "1.5 hours");
        let exact = for_programs(&Value::Duration(hour), &kpi(Kind::duration(), hours()));
        assert_eq!(text(&exact), "1");
        let third = for_programs(&Value::Duration(8 * hour), &kpi(Kind::duration(), None));
        assert_eq!(text(&third), (1.0f64 / 3.0).to_string());
    }

    #[test]
    fn sheets_get_numbers_that_they_hold_exactly() {
        let sheet = |value, kind, unit| {
            let shown = for_sheets(&value, &kpi(kind, unit), Words::of("en"));
            shown.map(|it| (it.number, it.pattern))
        };
        let yen = |value| sheet(value, Kind::money("JPY"), None);
        assert_eq!(yen(decimal(1_234_500, 2)), Some((12_345.0, "#,##0\" JPY\"".to_owned())));
        assert_eq!(yen(decimal(1_234_567_890_123_456, 0)), None, "a digit would be lost");
        let rate = sheet(Value::Float(0.25), Kind::ratio(), None);
        assert_eq!(rate, Some((0.25, "0.0%".to_owned())));
        let days = sheet(Value::Duration(36 * 3_600_000_000), Kind::duration(), None);
        assert_eq!(days, Some((1.5, "#,##0.0\" days\"".to_owned())));
        assert_eq!(sheet(Value::Float(f64::NAN), Kind::plain(), None), None);
        assert_eq!(sheet(Value::Missing, Kind::plain(), None), None);
    }

    #[test]
    fn moments_are_local_for_people_and_utc_for_programs() {
        let moment = Value::Datetime(1_775_005_200_000_000);
        assert_eq!(shown(moment.clone(), Kind::Datetime, None), "2026-04-01 10:00");
        assert_eq!(text(&moment), "2026-04-01T01:00:00Z");
        let day = Value::Date(jiff::civil::date(2026, 4, 1));
        assert_eq!(shown(day, Kind::Date, None), "2026-04-01");
        assert_eq!(shown(Value::Boolean(true), Kind::Boolean, None), "true");
    }

    #[test]
    fn programs_get_exact_decimals() {
        assert_eq!(text(&decimal(10_005_534_000_000, 6)), "10005534");
        assert_eq!(text(&decimal(-1_050, 3)), "-1.05");
        assert_eq!(text(&Value::Float(0.631_500_521_531_813_5)), "0.6315005215318135");
        assert_eq!(text(&Value::Missing), "");
    }
}
