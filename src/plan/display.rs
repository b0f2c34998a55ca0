//! The text of plans: relations as an indented tree, shared ones once with a number.

use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

use super::{
    Aggregation, Arithmetic, Comparison, Direction, JoinKind, Plan, Relation, Scalar, ShiftUnit,
    TextTest, Value,
};

/// Rows of a [`Relation::Values`] that are printed.
const SHOWN_ROWS: usize = 4;

impl Display for Plan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut tree = Tree { text: String::new(), seen: Vec::new(), shared: Vec::new() };
        for output in &self.outputs {
            tree.count(&output.relation);
        }
        tree.seen.clear();
        for output in &self.outputs {
            tree.text.push_str(&format!("output `{}`\n", output.name));
            tree.relation(&output.relation, 1);
        }
        writeln!(f, "days are cut in {}", self.time_zone)?;
        f.write_str(&tree.text)
    }
}

/// A relation seen twice is printed once and then called by its number.
struct Tree<'p> {
    text: String,
    seen: Vec<&'p Arc<Relation>>,
    shared: Vec<&'p Arc<Relation>>,
}

impl<'p> Tree<'p> {
    /// Finds the relations that stand in several places; scans and small steps among them.
    fn count(&mut self, relation: &'p Arc<Relation>) {
        if self.seen.contains(&relation) {
            if !self.shared.contains(&relation) {
                self.shared.push(relation);
            }
            return;
        }
        self.seen.push(relation);
        inputs(relation).into_iter().for_each(|input| self.count(input));
    }

    fn relation(&mut self, relation: &'p Arc<Relation>, depth: usize) {
        let indent = "  ".repeat(depth);
        let number = self.shared.iter().position(|shared| *shared == relation).map(|at| at + 1);
        if let Some(number) = number {
            if self.seen.contains(&relation) {
                self.text.push_str(&format!("{indent}as #{number}\n"));
                return;
            }
            self.seen.push(relation);
        }
        let mark = number.map_or(String::new(), |number| format!("  #{number}"));
        self.text.push_str(&format!("{indent}{}{mark}\n", head(relation)));
        for line in details(relation) {
            self.text.push_str(&format!("{indent}    {line}\n"));
        }
        inputs(relation).into_iter().for_each(|input| self.relation(input, depth + 1));
    }
}

fn inputs(relation: &Relation) -> Vec<&Arc<Relation>> {
    match relation {
        Relation::Scan { .. } | Relation::Values { .. } => Vec::new(),
        Relation::Filter { input, .. }
        | Relation::Project { input, .. }
        | Relation::Extend { input, .. }
        | Relation::Aggregate { input, .. }
        | Relation::Pick { input, .. } => vec![input],
        Relation::Join { left, right, .. } => vec![left, right],
    }
}

fn head(relation: &Relation) -> String {
    match relation {
        Relation::Scan { dataset, columns, .. } => {
            format!("scan {} [{}]", dataset.name, columns.join(", "))
        }
        Relation::Values { columns, rows } => {
            let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            format!("values [{}], {} rows", names.join(", "), rows.len())
        }
        Relation::Filter { condition, .. } => format!("filter {condition}"),
        Relation::Project { .. } => "project".into(),
        Relation::Extend { .. } => "extend".into(),
        Relation::Join { on, kind, .. } => {
            let kind = match kind {
                JoinKind::Left => "left",
                JoinKind::Inner => "inner",
            };
            let keys: Vec<String> = on.iter().map(|(a, b)| format!("{a} = {b}")).collect();
            format!("{kind} join on {}", keys.join(", "))
        }
        Relation::Aggregate { by, .. } => format!("aggregate by [{}]", by.join(", ")),
        Relation::Pick { by, order, .. } => {
            let order: Vec<String> = order
                .iter()
                .map(|(name, direction)| match direction {
                    Direction::Ascending => name.clone(),
                    Direction::Descending => format!("{name} descending"),
                })
                .collect();
            format!("first row by [{}] ordered by {}", by.join(", "), order.join(", "))
        }
    }
}

fn details(relation: &Relation) -> Vec<String> {
    match relation {
        Relation::Project { columns, .. } | Relation::Extend { columns, .. } => columns
            .iter()
            .map(|(name, scalar)| match scalar {
                Scalar::Column(column) if column == name => name.clone(),
                scalar => format!("{name} = {scalar}"),
            })
            .collect(),
        Relation::Aggregate { measures, .. } => measures
            .iter()
            .map(|it| format!("{} = {}({})", it.name, word(it.aggregation), it.argument))
            .collect(),
        Relation::Values { rows, .. } => {
            let shown = rows.iter().take(SHOWN_ROWS).map(|row| {
                let values: Vec<String> = row.iter().map(ToString::to_string).collect();
                values.join(", ")
            });
            let more = rows.len().saturating_sub(SHOWN_ROWS);
            shown.chain((more > 0).then(|| format!(".. and {more} more"))).collect()
        }
        _ => Vec::new(),
    }
}

fn word(aggregation: Aggregation) -> String {
    match aggregation {
        Aggregation::Count => "count".into(),
        Aggregation::CountDistinct => "count distinct".into(),
        Aggregation::Sum => "sum".into(),
        Aggregation::Minimum => "least".into(),
        Aggregation::Maximum => "greatest".into(),
        Aggregation::QuantileLower(share) => format!("quantile {share} below"),
        Aggregation::QuantileUpper(share) => format!("quantile {share} above"),
    }
}

impl Display for Scalar {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Column(name) => f.write_str(name),
            Scalar::Literal(value, _) => value.fmt(f),
            Scalar::Not(inner) => write!(f, "not {inner}"),
            Scalar::And(parts) => joined(f, parts, " and "),
            Scalar::Or(parts) => joined(f, parts, " or "),
            Scalar::Compare(comparison, a, b) => write!(f, "({a} {} {b})", sign(*comparison)),
            Scalar::In(inner, values) => {
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                write!(f, "({inner} in [{}])", values.join(", "))
            }
            Scalar::IsMissing(inner) => write!(f, "({inner} is missing)"),
            Scalar::Text(test, inner, pattern) => {
                let word = match test {
                    TextTest::Contains => "contains",
                    TextTest::StartsWith => "starts with",
                    TextTest::EndsWith => "ends with",
                    TextTest::Matches => "matches",
                };
                write!(f, "({inner} {word} '{pattern}')")
            }
            Scalar::Arithmetic(operation, a, b) => {
                let sign = match operation {
                    Arithmetic::Add => "+",
                    Arithmetic::Subtract => "-",
                    Arithmetic::Multiply => "*",
                    Arithmetic::Divide => "/",
                };
                write!(f, "({a} {sign} {b})")
            }
            Scalar::Case(condition, then, otherwise) => {
                write!(f, "(if {condition} then {then} else {otherwise})")
            }
            Scalar::Coalesce(parts) => {
                f.write_str("coalesce")?;
                joined(f, parts, ", ")
            }
            Scalar::Fold(inner) => write!(f, "fold({inner})"),
            Scalar::Fingerprint(inner) => write!(f, "fingerprint({inner})"),
            Scalar::Absolute(inner) => write!(f, "abs({inner})"),
            Scalar::Round(inner, digits) => write!(f, "round({inner}, {digits})"),
            Scalar::LocalDate(inner) => write!(f, "day({inner})"),
            Scalar::StartOfDay(inner) => write!(f, "start({inner})"),
            Scalar::Shift(inner, amount, unit) => {
                let unit = match unit {
                    ShiftUnit::Microseconds => "µs",
                    ShiftUnit::Days => "days",
                    ShiftUnit::Months => "months",
                };
                write!(f, "({inner} shifted {amount} {unit})")
            }
            Scalar::Difference(a, b) => write!(f, "({a} since {b})"),
            Scalar::BusinessShift(inner, days, _) => {
                write!(f, "({inner} shifted {days} business days)")
            }
            Scalar::BusinessDays(a, b, _) => write!(f, "business days({a}, {b})"),
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Scalar], between: &str) -> fmt::Result {
    let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
    write!(f, "({})", parts.join(between))
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// Text in quotes, decimals without superfluous zeros, instants in UTC.
impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Value::Missing => f.write_str("missing"),
            Value::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Value::Integer(number) => number.fmt(f),
            Value::Decimal { units, scale } => decimal(f, *units, *scale),
            Value::Float(number) => number.fmt(f),
            Value::Boolean(value) => value.fmt(f),
            Value::Date(date) => date.fmt(f),
            Value::Datetime(micros) => match jiff::Timestamp::from_microsecond(*micros) {
                Ok(instant) => instant.fmt(f),
                Err(_) => write!(f, "{micros} µs"),
            },
            Value::Duration(micros) => write!(f, "{} minutes", micros / 60_000_000),
        }
    }
}

fn decimal(f: &mut Formatter<'_>, mut units: i128, mut scale: u8) -> fmt::Result {
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    let scale = usize::from(scale);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if units < 0 { "-" } else { "" };
    if fraction.is_empty() {
        write!(f, "{sign}{whole}")
    } else {
        write!(f, "{sign}{whole}.{fraction}")
    }
}
