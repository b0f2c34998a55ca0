//! Whether a condition holds for a subject at a moment. Comes after `model`; `replay`, `stages` and
//! `entries` ask it.

use super::model::{
    Bound, Condition, Fades, Name, Operator, Project, Row, Rows, Rule, SUBJECT, Score, Value,
    known_from, source,
};
use super::moments::Length;
use super::stages::{Cycle, Entry};
use jiff::Timestamp;
use num_bigint::BigInt;
use num_rational::BigRational;
use std::cmp::Ordering;

/// What is looked at: a subject in a cycle at the end of an instant, with its entries so far.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) project: &'a Project,
    pub(super) subject: &'a Row,
    pub(super) cycle: &'a Cycle,
    /// By the place of the stage.
    pub(super) entries: &'a [Option<Entry>],
    pub(super) at: Timestamp,
}

impl<'a> Seen<'a> {
    /// A column of the row, of the subject or of its company.
    pub(super) fn value(&self, name: Name, row: Option<&Row>) -> Value {
        match name.source {
            SUBJECT => self.subject.written(name.column),
            "companies" => self.company().map_or(Value::Missing, |row| row.written(name.column)),
            _ => self.known(name, row.unwrap()),
        }
    }

    /// "links may dangle"
    fn company(&self) -> Option<&'a Row> {
        let key = self.subject.text("company_id")?;
        let companies = self.project.rows("companies").iter();
        companies.into_iter().find(|row| row.text("company_id") == Some(key))
    }

    /// "before that moment (as of, own moment, replay) it is missing"; "`until_then = "open"` gives
    /// the value before it".
    pub(super) fn known(&self, name: Name, row: &Row) -> Value {
        match known_from(name.source, name.column) {
            Some((moment, until_then)) => match self.project.moment(row, moment) {
                Some(moment) if moment <= self.at => row.written(name.column),
                _ => until_then,
            },
            None => row.written(name.column),
        }
    }

    /// The rows of a source below the subject that have come by now, in the span of the cycle, with
    /// the moment by which they are looked at.
    pub(super) fn below(&self, of: &str, moment: &str) -> Vec<(Timestamp, &'a Row)> {
        let mut found = Vec::new();
        for row in self.project.rows(of) {
            if row.text("lead_id") != self.subject.text("lead_id") {
                continue;
            }
            // "From another row a row without a moment is never seen."
            let Some(at) = self.project.moment(row, moment) else {
                continue;
            };
            if at <= self.at && self.cycle.sees(at) {
                found.push((at, row));
            }
        }
        found
    }

    fn rows(&self, rows: &Rows) -> Vec<&'a Row> {
        let mut found = Vec::new();
        for (at, row) in self.below(rows.source, source(rows.source).time.unwrap()) {
            let fits = rows.filter.as_ref().is_none_or(|filter| self.holds(filter, Some(row)));
            if fits && self.lasts(at, rows.last) && self.follows(at, rows.from) {
                found.push(row);
            }
        }
        found
    }

    /// "`in last D`: a row counts from its moment until, not including, its moment + D."
    fn lasts(&self, row: Timestamp, last: Option<Length>) -> bool {
        last.is_none_or(|length| self.at < self.project.calendar.plus(row, length))
    }

    /// "`after` and `before` are strict, `since` and `until` include the moment itself"; a
    /// comparison with the missing moment of a stage not entered so far is false.
    pub(super) fn follows(&self, row: Timestamp, from: Option<Bound>) -> bool {
        let Some(bound) = from else {
            return true;
        };
        match self.entries[bound.stage] {
            Some(entry) if entry.at <= self.at => {
                if bound.strict {
                    row > entry.at
                } else {
                    row >= entry.at
                }
            }
            _ => false,
        }
    }

    pub(super) fn holds(&self, condition: &Condition, row: Option<&Row>) -> bool {
        let value = |name: &Name| self.value(*name, row);
        match condition {
            Condition::All(parts) => parts.iter().all(|part| self.holds(part, row)),
            Condition::Either(parts) => parts.iter().any(|part| self.holds(part, row)),
            // "`not` is plain negation"
            Condition::Not(part) => !self.holds(part, row),
            Condition::Compare(name, operator, right) => compare(&value(name), *operator, right),
            Condition::In(name, list) => {
                list.iter().any(|right| compare(&value(name), Operator::Equal, right))
            }
            Condition::StartsWith(name, start) => match value(name) {
                Value::Text(text) => text.starts_with(start),
                _ => false,
            },
            Condition::Missing(name) => value(name) == Value::Missing,
            Condition::Present(name) => value(name) != Value::Missing,
            Condition::Any(rows) => !self.rows(rows).is_empty(),
            Condition::None(rows) => self.rows(rows).is_empty(),
            Condition::Count(rows, operator, number) => {
                ordered(self.rows(rows).len().cmp(&usize::try_from(*number).unwrap()), *operator)
            }
            Condition::Sum(rows, column, operator, number) => {
                ordered(self.sum(rows, column).cmp(number), *operator)
            }
            Condition::Score(score, operator, number) => {
                let points = self.score(&self.project.scores[*score]);
                ordered(points.cmp(&whole(*number)), *operator)
            }
        }
    }

    /// "`sum` of nothing is 0"
    fn sum(&self, rows: &Rows, column: &'static str) -> i64 {
        let name = Name { source: rows.source, column };
        let number = |row: &&Row| match self.known(name, row) {
            Value::Number(number) => number,
            _ => 0,
        };
        self.rows(rows).iter().map(number).sum()
    }

    /// "sum per rule, rule cap, sum of rules, score cap, floor"
    pub(super) fn score(&self, score: &Score) -> BigRational {
        let mut sum = whole(0);
        for rule in &score.rules {
            let mut points = self.rule(rule);
            if let Some(cap) = rule.cap {
                points = points.min(whole(cap));
            }
            sum += points;
        }
        if let Some(cap) = score.cap {
            sum = sum.min(whole(cap));
        }
        if let Some(floor) = score.floor {
            sum = sum.max(whole(floor));
        }
        sum
    }

    fn rule(&self, rule: &Rule) -> BigRational {
        let points = BigRational::new(BigInt::from(rule.points), BigInt::from(10));
        let Some(of) = rule.source else {
            // "A per-lead rule does not decay."
            return if self.holds(&rule.when, None) { points } else { whole(0) };
        };
        let mut sum = whole(0);
        for (at, row) in self.below(of, source(of).time.unwrap()) {
            if self.holds(&rule.when, Some(row)) {
                sum += points.clone() * self.remains(at, rule.fades);
            }
        }
        sum
    }

    /// "each row gives points x (1 - lose)^(whole `every` passed), 0 from `for` on"
    fn remains(&self, row: Timestamp, fades: Fades) -> BigRational {
        let calendar = &self.project.calendar;
        match fades {
            Fades::Never => whole(1),
            Fades::Window(window) if self.at < calendar.plus(row, window) => whole(1),
            Fades::Decay { ends, .. } if self.at >= calendar.plus(row, ends) => whole(0),
            Fades::Decay { lose, every, .. } => {
                let mut remains = whole(1);
                let mut passed = every;
                while calendar.plus(row, passed) <= self.at {
                    remains *= BigRational::new(BigInt::from(100 - lose), BigInt::from(100));
                    passed.count += every.count;
                }
                remains
            }
            Fades::Window(_) => whole(0),
        }
    }
}

impl Project {
    /// A column that is a moment, as this project sees it.
    pub(super) fn moment(&self, row: &Row, column: &str) -> Option<Timestamp> {
        match row.written(column) {
            Value::Moment(moment) => Some(self.calendar.seen(moment)),
            _ => None,
        }
    }
}

fn whole(number: i64) -> BigRational {
    BigRational::from(BigInt::from(number))
}

/// "A comparison with a missing value is false."
fn compare(left: &Value, operator: Operator, right: &Value) -> bool {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => ordered(left.cmp(right), operator),
        (Value::Number(left), Value::Number(right)) => ordered(left.cmp(right), operator),
        (Value::Missing, _) => false,
        _ => panic!("{left:?} and {right:?} are not compared"),
    }
}

fn ordered(order: Ordering, operator: Operator) -> bool {
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::Unequal => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::AtMost => order.is_le(),
        Operator::More => order.is_gt(),
        Operator::AtLeast => order.is_ge(),
    }
}
