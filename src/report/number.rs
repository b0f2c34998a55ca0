//! Values as text: exact for programs, rounded half away from zero for people.

use super::words::Words;
use crate::model::DeclaredUnit;
use crate::plan::Value;
use crate::table::KpiTitle;
use crate::types::{Kind, Unit};

const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;

/// What a number of a KPI is shown as.
enum Shape {
    Percent,
    Count,
    Plain,
    Money(String),
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

/// A value for people, with its unit.
pub(super) fn for_people(value: &Value, kpi: &KpiTitle, words: &Words) -> String {
    let shape = shape(kpi);
    match (value, &shape) {
        (Value::Missing, _) => "–".into(),
        (_, Shape::Percent) => format!("{}%", rounded(value, 2, 1)),
        (_, Shape::Time(word, micros)) => {
            let amount = fixed(&divided(value, *micros), 1);
            let word = if *word == "days" { words.days } else { word };
            format!("{amount} {word}")
        }
        (_, Shape::Money(currency)) => {
            let digits = if currency == "JPY" || currency == "KRW" { 0 } else { 2 };
            format!("{} {currency}", rounded(value, 0, digits))
        }
        (Value::Integer(_), _) => rounded(value, 0, 0),
        (Value::Decimal { scale, .. }, Shape::Count | Shape::Plain) => {
            trimmed(&rounded(value, 0, usize::from(*scale).min(4)))
        }
        (Value::Float(_), _) => trimmed(&rounded(value, 0, 4)),
        (other, _) => text(other),
    }
}

/// A value for programs, in full precision; durations in their unit.
pub(super) fn for_programs(value: &Value, kpi: &KpiTitle) -> Value {
    match (shape(kpi), value) {
        (Shape::Time(_, micros), value) => divided(value, micros),
        (_, value) => value.clone(),
    }
}

/// Divides a length of time in microseconds; exact where it comes out even.
fn divided(value: &Value, by: i64) -> Value {
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

/// A value as plain text: exact decimals without superfluous zeros, floats in shortest form.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Text(text) => text.clone(),
        Value::Integer(number) | Value::Duration(number) | Value::Datetime(number) => {
            number.to_string()
        }
        Value::Decimal { units, scale } => trimmed(&digits(*units, usize::from(*scale))),
        Value::Float(number) => number.to_string(),
        Value::Boolean(value) => value.to_string(),
        Value::Date(date) => date.to_string(),
    }
}

fn trimmed(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

/// All digits of a decimal.
fn digits(units: i128, scale: usize) -> String {
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if units < 0 { "-" } else { "" };
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// A number times 10^shift with so many digits after the point and separators between thousands.
fn rounded(value: &Value, shift: usize, places: usize) -> String {
    let number = match value {
        Value::Integer(number) => round(i128::from(*number), shift, 0, places),
        Value::Decimal { units, scale } => round(*units, shift, usize::from(*scale), places),
        Value::Float(number) => {
            let (units, scale) = shortest(*number);
            round(units, shift, scale, places)
        }
        other => return text(other),
    };
    grouped(&digits(number, places))
}

fn fixed(value: &Value, places: usize) -> String {
    rounded(value, 0, places)
}

/// Rounds `units / 10^scale * 10^shift` to `places`, half away from zero.
fn round(units: i128, shift: usize, scale: usize, places: usize) -> i128 {
    let (up, down) = (shift + places, scale);
    if up >= down {
        return units.saturating_mul(power(up - down));
    }
    let divisor = power(down - up);
    let half = divisor / 2;
    (units + if units < 0 { -half } else { half }) / divisor
}

fn power(exponent: usize) -> i128 {
    10i128.saturating_pow(u32::try_from(exponent).unwrap_or(u32::MAX))
}

/// The shortest decimal that reads as the float, as digits and scale.
fn shortest(number: f64) -> (i128, usize) {
    let text = format!("{number}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = &fraction[..fraction.len().min(15)];
    (format!("{whole}{fraction}").parse().unwrap_or(i128::MAX), fraction.len())
}

fn grouped(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(a, b)| (a, Some(b)));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_away_from_zero_and_exact() {
        let decimal = |units, scale| Value::Decimal { units, scale };
        assert_eq!(rounded(&decimal(5, 3), 0, 2), "0.01");
        assert_eq!(rounded(&decimal(-5, 3), 0, 2), "-0.01");
        assert_eq!(rounded(&decimal(1_234_567_500_000, 6), 0, 0), "1,234,568");
        assert_eq!(rounded(&Value::Float(0.631_500_521_531_813_5), 2, 1), "63.2");
        assert_eq!(rounded(&Value::Float(1.005), 0, 2), "1.01");
        assert_eq!(rounded(&Value::Integer(-1_000), 0, 0), "-1,000");
    }

    #[test]
    fn programs_get_exact_decimals() {
        assert_eq!(text(&Value::Decimal { units: 10_005_534_000_000, scale: 6 }), "10005534");
        assert_eq!(text(&Value::Decimal { units: -1_050, scale: 3 }), "-1.05");
    }
}
