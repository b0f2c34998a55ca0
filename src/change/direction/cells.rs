//! Values of a variable that no test tells apart, one cell for each such group.
//!
//! Under `direction`: a cell has a value that stands for all in it.

use super::draft::{Draft, Test};
use super::variable::{Units, Values, Variable};
use crate::expression::Decimal;
use crate::expression::DurationUnit;
use crate::period::add;
use crate::plan::{Comparison, Value};
use crate::types::Kind;
use jiff::civil::Date;

/// Values that no test tells apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// Stands for all of them.
    pub(super) point: Point,
    /// The least and greatest; of a truth 0 or 1.
    pub(super) range: (i128, i128),
    /// As a condition: `leads.industry = 'IT'`.
    pub(super) shown: String,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Point {
    Missing,
    /// At the common scale of the variable.
    Ordered(i128, u8),
    Text(String),
    /// A text that no test names.
    OtherText,
    Boolean(bool),
}

const FAR: i128 = i128::MAX / 4;

/// Splits the values of a variable by all the tests of it; nothing where numbers grow too large.
pub(super) fn cells(index: usize, variable: &Variable<'_>, draft: &Draft) -> Option<Vec<Cell>> {
    let mut constants = Vec::new();
    collect(draft, index, &mut constants);
    let mut cells = match variable.values {
        Values::Boolean => vec![boolean(variable, true), boolean(variable, false)],
        Values::Text => texts(variable, &constants),
        Values::Ordered { digits, low, high } => ordered(variable, &constants, digits, low, high)?,
    };
    if variable.may_miss {
        let shown = format!("{} is missing", variable.shown);
        cells.push(Cell { point: Point::Missing, range: (-FAR, FAR), shown });
    }
    Some(cells)
}

fn collect<'d>(draft: &'d Draft, index: usize, into: &mut Vec<&'d Value>) {
    match draft {
        Draft::Constant(_) => {}
        Draft::Test(at, test) if *at == index => match test {
            Test::Compare(_, value) => into.push(value),
            Test::Among(values) => into.extend(values),
            Test::Missing | Test::Holds => {}
        },
        Draft::Test(..) => {}
        Draft::And(parts) | Draft::Or(parts) => {
            parts.iter().for_each(|part| collect(part, index, into));
        }
        Draft::Not(inner) => collect(inner, index, into),
    }
}

fn boolean(variable: &Variable<'_>, value: bool) -> Cell {
    let not = if value { "" } else { "not " };
    let range = (i128::from(value), i128::from(value));
    Cell { point: Point::Boolean(value), range, shown: format!("{not}{}", variable.shown) }
}

fn texts(variable: &Variable<'_>, constants: &[&Value]) -> Vec<Cell> {
    let mut named: Vec<String> = constants
        .iter()
        .filter_map(|value| match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    named.sort();
    named.dedup();
    let quoted: Vec<String> =
        named.iter().map(|text| Value::Text(text.clone()).to_string()).collect();
    let other = match quoted.as_slice() {
        [] => format!("{} is not missing", variable.shown),
        [only] => format!("{} != {only}", variable.shown),
        several => format!("not ({} in [{}])", variable.shown, several.join(", ")),
    };
    let range = (-FAR, FAR);
    let cell = |(text, quoted): (String, &String)| Cell {
        point: Point::Text(text),
        range,
        shown: format!("{} = {quoted}", variable.shown),
    };
    let occurs = |text: &String| !variable.never.contains(text);
    let pairs = named.into_iter().zip(&quoted).filter(|(text, _)| occurs(text));
    let mut cells: Vec<Cell> = pairs.map(cell).collect();
    cells.push(Cell { point: Point::OtherText, range, shown: other });
    cells
}

/// Points where constants are, and what lies between them, as far as there are such values.
fn ordered(
    variable: &Variable<'_>,
    constants: &[&Value],
    digits: Option<u8>,
    low: Option<Units>,
    high: Option<Units>,
) -> Option<Vec<Cell>> {
    let own: Vec<Units> = constants.iter().filter_map(|value| units(value)).collect();
    let bounds = low.into_iter().chain(high);
    let most = own.iter().copied().chain(bounds).map(|(_, scale)| scale).max();
    // Without steps there is room for a value between any two constants.
    let scale = most.unwrap_or(0).max(digits.unwrap_or(0)) + if digits.is_none() { 3 } else { 0 };
    let step = digits.map_or(Some(1), |digits| power(scale - digits))?;
    let bound = |bound: Option<Units>, none| bound.map_or(Some(none), |it| scaled(it, scale));
    let (low, high) = (bound(low, -FAR)?, bound(high, FAR)?);
    let mut points: Vec<i128> =
        own.into_iter().map(|it| scaled(it, scale)).collect::<Option<_>>()?;
    points.sort_unstable();
    points.dedup();
    let mut cells = Vec::new();
    let mut add = |from: i128, to: i128, near: i128| {
        let (from, to) = (up(from.max(low), step), down(to.min(high), step));
        if from <= to {
            let point = near.clamp(from, to);
            let point = if point % step == 0 { point } else { from };
            let shown = format!("{} = {}", variable.shown, shown(point, scale, &variable.kind));
            cells.push(Cell { point: Point::Ordered(point, scale), range: (from, to), shown });
        }
    };
    let one = power(scale)?;
    let mut from = -FAR;
    for point in &points {
        add(from, point - 1, point - one);
        add(*point, *point, *point);
        from = point + 1;
    }
    add(from, FAR, points.last().map_or(0, |last| last + one));
    Some(cells)
}

fn up(value: i128, step: i128) -> i128 {
    -((-value).div_euclid(step) * step)
}

fn down(value: i128, step: i128) -> i128 {
    value.div_euclid(step) * step
}

fn power(exponent: u8) -> Option<i128> {
    10i128.checked_pow(u32::from(exponent))
}

fn scaled((units, scale): Units, to: u8) -> Option<i128> {
    let scaled = units.checked_mul(power(to.checked_sub(scale)?)?)?;
    (scaled.abs() < FAR).then_some(scaled)
}

/// A number or moment as an exact number.
pub(super) fn units(value: &Value) -> Option<Units> {
    match value {
        Value::Integer(number) => Some((i128::from(*number), 0)),
        Value::Decimal { units, scale } => Some((*units, *scale)),
        Value::Date(date) => {
            let days = date.since(EPOCH).ok()?.get_days();
            Some((i128::from(days), 0))
        }
        Value::Datetime(micros) | Value::Duration(micros) => Some((i128::from(*micros), 0)),
        _ => None,
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

fn shown(units: i128, scale: u8, kind: &Kind) -> String {
    let whole = || i64::try_from(units).ok();
    match kind {
        Kind::Date => {
            let date = whole().and_then(|days| add(EPOCH, days, DurationUnit::Days));
            date.map_or_else(|| units.to_string(), |date| date.to_string())
        }
        Kind::Datetime => {
            whole().map_or_else(|| units.to_string(), |it| Value::Datetime(it).to_string())
        }
        Kind::Number(unit) if unit.is_duration() && scale == 0 => {
            whole().map_or_else(|| units.to_string(), |it| Value::Duration(it).to_string())
        }
        Kind::Number(unit) => {
            let currency = unit.currency.as_ref().filter(|_| unit.is_money());
            let currency = currency.map_or_else(String::new, |currency| format!(" {currency}"));
            format!("{}{currency}", plain(units, scale))
        }
        _ => plain(units, scale),
    }
}

fn plain(mut units: i128, mut scale: u8) -> String {
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    Decimal { units, scale }.to_string()
}

impl Test {
    /// Whether it holds for a value.
    pub(super) fn holds(&self, point: &Point) -> bool {
        match (self, point) {
            (Test::Missing, point) => *point == Point::Missing,
            (_, Point::Missing) => false,
            (Test::Holds, point) => *point == Point::Boolean(true),
            (Test::Compare(comparison, value), point) => compared(*comparison, point, value),
            (Test::Among(values), point) => {
                values.iter().any(|value| compared(Comparison::Equal, point, value))
            }
        }
    }
}

fn compared(comparison: Comparison, point: &Point, value: &Value) -> bool {
    use std::cmp::Ordering::{Equal, Greater};
    let ordering = match (point, value) {
        (Point::Boolean(point), Value::Boolean(value)) => point.cmp(value),
        (Point::Text(point), Value::Text(value)) => point.cmp(value),
        // Only equality is asked of texts.
        (Point::OtherText, Value::Text(_)) => Greater,
        (Point::Ordered(point, scale), value) => {
            match units(value).and_then(|value| scaled(value, *scale)) {
                Some(value) => point.cmp(&value),
                None => return false,
            }
        }
        _ => return false,
    };
    match comparison {
        Comparison::Equal => ordering == Equal,
        Comparison::NotEqual => ordering != Equal,
        Comparison::Less => ordering.is_lt(),
        Comparison::LessOrEqual => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::GreaterOrEqual => ordering.is_ge(),
    }
}
