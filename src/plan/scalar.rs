//! Scalars of a plan as text: infix, with the parentheses that a reader needs.

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

/// How tightly a form binds; a looser one inside a tighter one stands in parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Choice,
    Or,
    And,
    Not,
    Comparison,
    Arithmetic,
    Atom,
}

fn binding(scalar: &Scalar) -> Binding {
    match scalar {
        Scalar::Case(..) => Binding::Choice,
        Scalar::And(parts) | Scalar::Or(parts) if parts.is_empty() => Binding::Atom,
        Scalar::And(parts) | Scalar::Or(parts) if parts.len() == 1 => binding(&parts[0]),
        Scalar::Or(_) => Binding::Or,
        Scalar::And(_) => Binding::And,
        Scalar::Not(inner) if matches!(**inner, Scalar::IsMissing(_)) => Binding::Comparison,
        Scalar::Not(_) => Binding::Not,
        Scalar::Compare(..) | Scalar::In(..) | Scalar::IsMissing(_) | Scalar::Text(..) => {
            Binding::Comparison
        }
        Scalar::Arithmetic(..) | Scalar::Shift(..) | Scalar::Difference(..) => Binding::Arithmetic,
        _ => Binding::Atom,
    }
}

/// A part of a larger scalar: bare where it binds at least so tightly.
struct Part<'a>(&'a Scalar, Binding);

impl Display for Part<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if binding(self.0) < self.1 { write!(f, "({})", self.0) } else { self.0.fmt(f) }
    }
}

/// An operand of a comparison.
fn side(scalar: &Scalar) -> Part<'_> {
    Part(scalar, Binding::Arithmetic)
}

/// An operand of arithmetic.
fn term(scalar: &Scalar) -> Part<'_> {
    Part(scalar, Binding::Atom)
}

impl Display for Scalar {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Column(name) => Named(name).fmt(f),
            Scalar::Literal(Value::Missing, kind) => write!(f, "missing {kind}"),
            Scalar::Literal(value, _) => value.fmt(f),
            Scalar::Not(inner) => match &**inner {
                Scalar::IsMissing(inner) => write!(f, "{} is not missing", side(inner)),
                inner => write!(f, "not {}", term(inner)),
            },
            // A part that is itself joined by the other word stands in parentheses.
            Scalar::And(parts) => joined(f, parts, Binding::And, " and ", "true"),
            Scalar::Or(parts) => joined(f, parts, Binding::Or, " or ", "false"),
            Scalar::Compare(comparison, left, right) => {
                write!(f, "{} {} {}", side(left), comparison.sign(), side(right))
            }
            Scalar::In(inner, values) => {
                let values: Vec<String> = values.iter().map(Value::to_string).collect();
                write!(f, "{} in [{}]", side(inner), values.join(", "))
            }
            Scalar::IsMissing(inner) => write!(f, "{} is missing", side(inner)),
            Scalar::Text(test, inner, pattern) => {
                write!(f, "{} {} {}", side(inner), test.word(), Value::Text(pattern.clone()))
            }
            Scalar::Arithmetic(operator, left, right) => {
                let sign = match operator {
                    Arithmetic::Add => "+",
                    Arithmetic::Subtract => "-",
                    Arithmetic::Multiply => "*",
                    Arithmetic::Divide => "/",
                };
                write!(f, "{} {sign} {}", term(left), term(right))
            }
            Scalar::Case(condition, then, otherwise) => {
                let part = |scalar| Part(scalar, Binding::Or);
                write!(f, "if {} then {} else {}", part(condition), part(then), part(otherwise))
            }
            Scalar::Difference(later, earlier) => write!(f, "{} - {}", term(later), term(earlier)),
            Scalar::Shift(inner, by, unit) => shifted(f, inner, *by, *unit),
            _ => self.called(f),
        }
    }
}

fn shifted(f: &mut Formatter<'_>, inner: &Scalar, by: i64, unit: ShiftUnit) -> fmt::Result {
    let sign = if by < 0 { "-" } else { "+" };
    write!(f, "{} {sign} ", term(inner))?;
    match unit {
        ShiftUnit::Microseconds => Value::Duration(by.saturating_abs()).fmt(f),
        ShiftUnit::Days => write!(f, "{} days", by.unsigned_abs()),
        ShiftUnit::Months => write!(f, "{} months", by.unsigned_abs()),
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

fn joined(
    f: &mut Formatter<'_>,
    parts: &[Scalar],
    own: Binding,
    word: &str,
    none: &str,
) -> fmt::Result {
    if let [only] = parts {
        return only.fmt(f);
    }
    if parts.is_empty() {
        return f.write_str(none);
    }
    for (index, part) in parts.iter().enumerate() {
        f.write_str(if index > 0 { word } else { "" })?;
        let mixed = own == Binding::Or && binding(part) == Binding::And;
        Part(part, if mixed { Binding::Atom } else { own }).fmt(f)?;
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
    fn parentheses_stand_where_a_reader_needs_them() {
        let column = |name: &str| Box::new(Scalar::Column(name.into()));
        let sum = Scalar::Arithmetic(Arithmetic::Add, column("a"), column("b b"));
        let half = Scalar::Literal(
            Value::Decimal { units: -150, scale: 2 },
            ValueType::Decimal { scale: 2 },
        );
        let less = Scalar::Compare(Comparison::Less, Box::new(sum), Box::new(half));
        let missing = Scalar::Not(Box::new(Scalar::IsMissing(column("製品"))));
        let inner = Scalar::And(vec![*column("x"), *column("x")]);
        let either = Scalar::Or(vec![Scalar::Or(Vec::new()), inner]);
        let both = Scalar::And(vec![less, missing, either]);
        assert_eq!(
            both.to_string(),
            "a + \"b b\" < -1.5 and 製品 is not missing and (false or (x and x))"
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
