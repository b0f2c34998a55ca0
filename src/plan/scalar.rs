//! Scalars of a plan as text: infix, parentheses around every operator inside another.

use std::fmt::{self, Display, Formatter};

use super::{Arithmetic, Comparison, Scalar, ShiftUnit, TextTest, Value, ValueType};
use jiff::Timestamp;

/// A column name; one that would not read as a single word stands in double quotes.
pub(super) struct Named<'a>(pub(super) &'a str);

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_alphanumeric() || "_.!#$@:".contains(c);
        if !self.0.is_empty() && self.0.chars().all(plain) {
            f.write_str(self.0)
        } else {
            write!(f, "\"{}\"", self.0.escape_debug())
        }
    }
}

/// A part of a larger scalar.
struct Part<'a>(&'a Scalar);

impl Display for Part<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let loose = match self.0 {
            Scalar::Not(_)
            | Scalar::Compare(..)
            | Scalar::In(..)
            | Scalar::IsMissing(_)
            | Scalar::Text(..)
            | Scalar::Arithmetic(..)
            | Scalar::Case(..)
            | Scalar::Shift(..)
            | Scalar::Difference(..) => true,
            Scalar::And(parts) | Scalar::Or(parts) => parts.len() > 1,
            _ => false,
        };
        if loose { write!(f, "({})", self.0) } else { self.0.fmt(f) }
    }
}

impl Display for Scalar {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Column(name) => Named(name).fmt(f),
            Scalar::Literal(Value::Missing, kind) => write!(f, "missing {kind}"),
            Scalar::Literal(value, _) => value.fmt(f),
            Scalar::Not(inner) => write!(f, "not {}", Part(inner)),
            Scalar::And(parts) => joined(f, parts, " and ", "true"),
            Scalar::Or(parts) => joined(f, parts, " or ", "false"),
            Scalar::Compare(comparison, left, right) => {
                write!(f, "{} {} {}", Part(left), comparison.sign(), Part(right))
            }
            Scalar::In(inner, values) => {
                let values: Vec<String> = values.iter().map(Value::to_string).collect();
                write!(f, "{} in [{}]", Part(inner), values.join(", "))
            }
            Scalar::IsMissing(inner) => write!(f, "{} is missing", Part(inner)),
            Scalar::Text(test, inner, pattern) => {
                write!(f, "{} {} {}", Part(inner), test.word(), Value::Text(pattern.clone()))
            }
            Scalar::Arithmetic(operator, left, right) => {
                let sign = match operator {
                    Arithmetic::Add => "+",
                    Arithmetic::Subtract => "-",
                    Arithmetic::Multiply => "*",
                    Arithmetic::Divide => "/",
                };
                write!(f, "{} {sign} {}", Part(left), Part(right))
            }
            Scalar::Case(condition, then, otherwise) => {
                let (condition, then) = (Part(condition), Part(then));
                write!(f, "if {condition} then {then} else {}", Part(otherwise))
            }
            Scalar::Difference(later, earlier) => write!(f, "{} - {}", Part(later), Part(earlier)),
            Scalar::Shift(inner, by, unit) => {
                let (sign, by) =
                    if *by < 0 { ("-", by.unsigned_abs()) } else { ("+", by.unsigned_abs()) };
                let unit = match unit {
                    ShiftUnit::Microseconds => "µs",
                    ShiftUnit::Days => "days",
                    ShiftUnit::Months => "months",
                };
                write!(f, "{} {sign} {by} {unit}", Part(inner))
            }
            _ => self.called(f),
        }
    }
}

impl Scalar {
    /// The forms that read as a call.
    fn called(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Coalesce(parts) => {
                f.write_str("coalesce(")?;
                for (index, part) in parts.iter().enumerate() {
                    write!(f, "{}{part}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
            Scalar::Fold(inner) => write!(f, "fold({inner})"),
            Scalar::Absolute(inner) => write!(f, "abs({inner})"),
            Scalar::Round(inner, digits) => write!(f, "round({inner}, {digits})"),
            Scalar::LocalDate(inner) => write!(f, "local_date({inner})"),
            Scalar::StartOfDay(inner) => write!(f, "start_of_day({inner})"),
            Scalar::BusinessShift(inner, by, _) => write!(f, "business_shift({inner}, {by})"),
            Scalar::BusinessDays(from, to, _) => write!(f, "business_days({from}, {to})"),
            // All others are written by `fmt`.
            _ => Ok(()),
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Scalar], word: &str, none: &str) -> fmt::Result {
    if let [only] = parts {
        return only.fmt(f);
    }
    if parts.is_empty() {
        return f.write_str(none);
    }
    for (index, part) in parts.iter().enumerate() {
        write!(f, "{}{}", if index > 0 { word } else { "" }, Part(part))?;
    }
    Ok(())
}

impl Comparison {
    /// Gives the operator as it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }
}

impl TextTest {
    /// Gives the operator as it is written.
    pub fn word(self) -> &'static str {
        match self {
            TextTest::Contains => "contains",
            TextTest::StartsWith => "starts with",
            TextTest::EndsWith => "ends with",
            TextTest::Matches => "matches",
        }
    }
}

impl Display for ValueType {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let word = match self {
            ValueType::Text => "text",
            ValueType::Integer => "integer",
            ValueType::Decimal { scale } => return write!(f, "decimal({scale})"),
            ValueType::Float => "float",
            ValueType::Boolean => "boolean",
            ValueType::Date => "date",
            ValueType::Datetime => "datetime",
            ValueType::Duration => "duration",
        };
        f.write_str(word)
    }
}

/// Text in quotes on one line, decimals without superfluous zeros, instants in UTC.
impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Value::Missing => f.write_str("missing"),
            Value::Text(text) => write!(f, "'{}'", on_one_line(&text.replace('\'', "''"))),
            Value::Integer(number) => number.fmt(f),
            Value::Decimal { units, scale } => decimal(f, *units, *scale),
            Value::Float(number) => number.fmt(f),
            Value::Boolean(value) => value.fmt(f),
            Value::Date(date) => date.fmt(f),
            Value::Datetime(micros) => match Timestamp::from_microsecond(*micros) {
                Ok(instant) => instant.fmt(f),
                Err(_) => write!(f, "{micros} µs"),
            },
            Value::Duration(micros) => duration(f, *micros),
        }
    }
}

/// Keeps a text on its line.
fn on_one_line(text: &str) -> String {
    let escaped = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.into() };
    text.chars().map(escaped).collect()
}

/// Without superfluous zeros, so that `30%` and `0.3` read the same.
fn decimal(f: &mut Formatter<'_>, mut units: i128, mut scale: u8) -> fmt::Result {
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    let scale = usize::from(scale);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let (sign, point) = (if units < 0 { "-" } else { "" }, if scale > 0 { "." } else { "" });
    write!(f, "{sign}{whole}{point}{fraction}")
}

/// In the largest unit in which it is whole.
fn duration(f: &mut Formatter<'_>, micros: i64) -> fmt::Result {
    let units = [(86_400_000_000, "days"), (3_600_000_000, "hours"), (60_000_000, "minutes")];
    match units.into_iter().find(|(length, _)| micros % length == 0) {
        Some((length, word)) => write!(f, "{} {word}", micros / length),
        None => write!(f, "{micros} µs"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_inside_others_stand_in_parentheses() {
        let column = |name: &str| Box::new(Scalar::Column(name.into()));
        let sum = Scalar::Arithmetic(Arithmetic::Add, column("a"), column("b b"));
        let half = Scalar::Literal(
            Value::Decimal { units: -150, scale: 2 },
            ValueType::Decimal { scale: 2 },
        );
        let less = Scalar::Compare(Comparison::Less, Box::new(sum), Box::new(half));
        let missing = Scalar::Not(Box::new(Scalar::IsMissing(column("製品"))));
        let both = Scalar::And(vec![less, missing, Scalar::Or(Vec::new())]);
        assert_eq!(
            both.to_string(),
            "((a + \"b b\") < -1.5) and (not (製品 is missing)) and false"
        );
    }

    #[test]
    fn literals_keep_to_their_line() {
        assert_eq!(Value::Text("it's\n".into()).to_string(), "'it''s\\n'");
        assert_eq!(Value::Datetime(1_775_001_600_000_000).to_string(), "2026-04-01T00:00:00Z");
        assert_eq!(Value::Duration(7_200_000_000).to_string(), "2 hours");
        assert_eq!(Value::Duration(-5).to_string(), "-5 µs");
    }
}
