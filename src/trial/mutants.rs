//! Small changes of definitions that a test ought to notice.
//!
//! `change` applies them, `mutate` tries them.

use super::change::{Change, Edit, Points, longer};
use super::edit::{Site, parts};
use super::owner::Owner;
use super::versions::joins;
use crate::expression::{Duration, DurationUnit};
use crate::model::{Aggregate, Formula, Model, Node, Operator, ScoreId, Shown, SourceId, Window};
use crate::plan::{Comparison, Value};
use crate::source::Span;
use crate::types::Kind;

const DAY: i64 = 86_400_000_000;
const HOUR: i64 = 3_600_000_000;
const MINUTE: i64 = 60_000_000;

/// A change in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The definition: `stage.mql`.
    pub of: String,
    /// Where it was written.
    pub span: Span,
    /// The condition or rule that is changed, as written.
    pub whole: String,
    /// What is changed in it.
    pub from: String,
    /// What takes its place; nothing where it is dropped.
    pub to: Option<String>,
}

/// A change with its words.
#[derive(Debug, Clone)]
pub(super) struct Mutant {
    pub(super) owner: Owner,
    pub(super) edit: Edit,
    pub(super) words: Changed,
}

/// Lists the changes of one definition.
pub(super) fn mutants(model: &Model, owner: Owner) -> Vec<Mutant> {
    let mut found = Vec::new();
    for (site, part, source) in parts(model, owner) {
        let mut work = Work { model, owner, site, part, source, found: &mut found };
        work.changes();
    }
    if let Owner::Rule(id, rule) = owner {
        found.extend(rule_mutants(model, id, rule));
    }
    found
}

/// One part of a definition.
struct Work<'a> {
    model: &'a Model,
    owner: Owner,
    site: Site,
    part: &'a Formula,
    source: Option<SourceId>,
    found: &'a mut Vec<Mutant>,
}

impl Work<'_> {
    fn changes(&mut self) {
        let part = self.part;
        if joins(part) {
            return;
        }
        match &part.node {
            Node::Operator(Operator::Compare(comparison), operands) => {
                let other = nearby(*comparison);
                self.push(Change::Comparison(other), comparison.sign(), Some(other.sign().into()));
                self.constants(operands);
            }
            Node::Operator(operator @ (Operator::And | Operator::Or), operands) => {
                self.logic(*operator, operands);
            }
            Node::Operator(Operator::Not, _) => self.push(Change::Only(0), "not", None),
            Node::Operator(Operator::IsMissing, _) | Node::Text(..) => self.negated(),
            Node::In(_, values) if values.len() > 1 => {
                for (at, value) in values.iter().enumerate() {
                    self.push(Change::Without(at), &value.to_string(), None);
                }
            }
            Node::In(..) => self.negated(),
            Node::Aggregate(aggregate) => self.aggregate(aggregate),
            Node::Shift(_, length, _) => {
                for to in beside(*length) {
                    self.push(Change::Shift(to), &length.to_string(), Some(to.to_string()));
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, change: Change, from: &str, to: Option<String>) {
        let whole = self.owner.text(self.model, self.part, self.source);
        let words = Changed {
            of: self.owner.name(self.model),
            span: self.part.span,
            whole,
            from: from.to_owned(),
            to,
        };
        self.found.push(Mutant { owner: self.owner, edit: Edit::Part(self.site, change), words });
    }

    fn text(&self, part: &Formula) -> String {
        self.owner.text(self.model, part, self.source)
    }

    fn negated(&mut self) {
        let whole = self.text(self.part);
        let to = format!("not ({whole})");
        self.push(Change::Negated, &whole, Some(to));
    }

    fn constants(&mut self, operands: &[Formula]) {
        for (side, operand) in operands.iter().enumerate() {
            let Node::Literal(value) = &operand.node else { continue };
            for to in [step(value, -1), step(value, 1)].into_iter().flatten() {
                let changed = Formula { node: Node::Literal(to.clone()), ..operand.clone() };
                let shown = Shown { model: self.model, formula: &changed, source: None };
                let (from, shown) = (self.text(operand), shown.to_string());
                self.push(Change::Constant(side, to), &from, Some(shown));
            }
        }
    }

    fn logic(&mut self, operator: Operator, operands: &[Formula]) {
        let (from, other, to) = match operator {
            Operator::And => ("and", Operator::Or, "or"),
            _ => ("or", Operator::And, "and"),
        };
        self.push(Change::Logic(other), from, Some(to.to_owned()));
        let [left, right] = operands else { return };
        // A longer chain is nested to the left: what is dropped there is dropped further in.
        let chained =
            |part: &Formula| matches!(&part.node, Node::Operator(inner, _) if *inner == operator);
        for (dropped, kept) in [(left, 1), (right, 0)] {
            if !chained(dropped) {
                let text = self.text(dropped);
                self.push(Change::Only(kept), &text, None);
            }
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate) {
        let set = &aggregate.set;
        for (at, filter) in set.filters.iter().enumerate() {
            let text = self.owner.text(self.model, filter, Some(set.source));
            self.push(Change::Unfiltered(at), &format!("where {text}"), None);
        }
        for (at, window) in set.windows.iter().enumerate() {
            let swap =
                |from: &str, to: &str, window: Window| (from.to_owned(), to.to_owned(), window);
            let changes = match window {
                Window::InLast(length) => beside(*length)
                    .into_iter()
                    .filter(|to| to.amount > 0)
                    .map(|to| {
                        (format!("in last {length}"), format!("in last {to}"), Window::InLast(to))
                    })
                    .collect(),
                Window::After(bound) => vec![swap("after", "since", Window::Since(bound.clone()))],
                Window::Since(bound) => vec![swap("since", "after", Window::After(bound.clone()))],
                Window::Before(bound) => {
                    vec![swap("before", "until", Window::Until(bound.clone()))]
                }
                Window::Until(bound) => {
                    vec![swap("until", "before", Window::Before(bound.clone()))]
                }
            };
            for (from, to, window) in changes {
                self.push(Change::Window(at, window), &from, Some(to));
            }
        }
    }
}

/// Changes of the points of a rule; those of the whole score stand with its first rule.
fn rule_mutants(model: &Model, id: ScoreId, number: usize) -> Vec<Mutant> {
    let score = &model.scores[id.0];
    let rule = &score.rules[number];
    let owner = Owner::Rule(id, number);
    let one = 10_i64.checked_pow(u32::from(score.scale)).unwrap_or(1);
    let mut found = Vec::new();
    let mut push = |points: Points, span: Span, whole: &str, from: String, to: Option<String>| {
        let words = Changed { of: owner.name(model), span, whole: whole.to_owned(), from, to };
        found.push(Mutant { owner, edit: Edit::Points(id, points), words });
    };
    let shown = |key: &str, units: i64| {
        let value = Value::Decimal { units: i128::from(units), scale: score.scale };
        format!("{key} = {value}")
    };
    let (whole, span) = (rule.written.to_string(), rule.written.span);
    if score.rules.len() > 1 {
        push(Points::Without(number), span, &whole, whole.clone(), None);
    }
    for by in [-one, one] {
        let points = rule.steps.first().map_or(0, |step| step.points);
        let to = Some(shown("points", points + by));
        push(Points::Rule(number, points + by), span, &whole, shown("points", points), to);
        if let Some(cap) = rule.cap {
            let to = Some(shown("cap", cap + by));
            push(Points::RuleCap(number, cap + by), span, &whole, shown("cap", cap), to);
        }
        let name = format!("score.{}", score.about.name);
        if let (0, Some(cap)) = (number, score.cap) {
            let to = Some(shown("cap", cap + by));
            push(Points::Cap(cap + by), score.about.span, &name, shown("cap", cap), to);
        }
        let points = score.rules.iter().flat_map(|rule| &rule.steps).map(|step| step.points);
        let least = points.chain([0]).min().unwrap_or(0);
        // A floor that no sum of points lies below changes nothing.
        if let (0, Some(floor)) = (number, score.floor.filter(|floor| floor + by > least)) {
            let to = Some(shown("floor", floor + by));
            push(Points::Floor(floor + by), score.about.span, &name, shown("floor", floor), to);
        }
    }
    let [_, steps @ ..] = rule.steps.as_slice() else { return found };
    let length = |at: usize| steps.get(at).and_then(|step| step.after);
    // What may be written is longer than nothing.
    let lengths = |from: Duration| [-1, 1].map(|by| (by, longer(from, by))).into_iter();
    let lengths = |from| lengths(from).filter(|(_, to)| to.amount > 0);
    if let Some(last) = length(steps.len().saturating_sub(1)) {
        for (by, to) in lengths(last) {
            let to = Some(format!("gone after {to}"));
            push(Points::Last(number, by), span, &whole, format!("gone after {last}"), to);
        }
    }
    if let (Some(first), true) = (length(0), steps.len() > 1) {
        for (by, to) in lengths(first) {
            let to = Some(format!("every {to}"));
            push(Points::Every(number, by), span, &whole, format!("every {first}"), to);
        }
    }
    found
}

/// The comparison that differs at the boundary only.
fn nearby(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::LessOrEqual,
        Comparison::LessOrEqual => Comparison::Less,
        Comparison::Greater => Comparison::GreaterOrEqual,
        Comparison::GreaterOrEqual => Comparison::Greater,
    }
}

/// A constant one step further: the last digit written, a day, for shorter lengths of time an hour
/// or a minute.
pub(super) fn step(value: &Value, by: i64) -> Option<Value> {
    Some(match value {
        Value::Integer(number) => Value::Integer(number.checked_add(by)?),
        Value::Decimal { units, scale } => {
            Value::Decimal { units: units.checked_add(i128::from(by))?, scale: *scale }
        }
        Value::Date(date) => {
            Value::Date(if by < 0 { date.yesterday() } else { date.tomorrow() }.ok()?)
        }
        Value::Duration(length) => {
            let unit = [DAY, HOUR, MINUTE].into_iter().find(|unit| length % unit == 0);
            Value::Duration(length.checked_add(unit.unwrap_or(1) * by)?)
        }
        Value::Boolean(flag) if by > 0 => Value::Boolean(!flag),
        _ => return None,
    })
}

/// Lengths of time one day shorter and longer; months and hours by one of their own.
fn beside(length: Duration) -> Vec<Duration> {
    let length = match length.unit {
        DurationUnit::Weeks => {
            Duration { amount: length.amount.saturating_mul(7), unit: DurationUnit::Days }
        }
        _ => length,
    };
    [-1, 1].map(|by| longer(length, by)).to_vec()
}

/// Tells whether a formula is a condition without parts that are conditions.
pub(super) fn is_atom(part: &Formula) -> bool {
    let compound = matches!(
        &part.node,
        Node::Operator(Operator::And | Operator::Or | Operator::Not | Operator::If, _)
            | Node::Criterion(_)
            | Node::Dimension(..)
            | Node::Walk(..)
            | Node::Journey(..)
            | Node::Literal(_)
            | Node::Call(..)
            | Node::Column(_)
            | Node::InForce(..)
    );
    part.kind == Kind::Boolean && !compound
}
