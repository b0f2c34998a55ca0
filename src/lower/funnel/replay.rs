//! The first moment at which a condition holds: the condition replayed over every change.
//!
//! What the condition looks at is split: parts that stay the same are columns of the journey, the
//! rest is counted along the changes of each journey (a row comes: +, it leaves a window: -). One
//! union of all changes, running sums by moment, then the first moment at which the condition is
//! true of the sums.

use std::sync::Arc;

use super::column;
use super::contributions::{Counter, Part};
use super::cycles::present;
use super::entries::REACHED;
use crate::diagnostic::Diagnostic;
use crate::functions::AggregateFunction as A;
use crate::lower::frame::{Frame, Scans};
use crate::lower::journey::{BEGIN, INDEX, Place};
use crate::lower::moments::compare;
use crate::lower::onto::Changes;
use crate::lower::row::{all, boolean, literal, missing, operate};
use crate::lower::score::{fixed_points, total};
use crate::lower::view::end_of;
use crate::lower::{Lowering, Typed, shared};
use crate::model::{
    Aggregate, ColumnId, Formula, FunnelId, JourneyColumn, Node, Operator, Rule, ScoreId, along,
};
use crate::plan::{
    Aggregation, Arithmetic, Comparison, Direction, JoinKind, Measure, Relation, Scalar, Value,
    ValueType, WindowFunction,
};
use crate::source::Span;
use crate::types::Kind;

/// The moment of a change.
pub(super) const WHEN: &str = "!t";

/// How a condition is replayed.
pub(super) struct Replay {
    pub(super) funnel: FunnelId,
    /// The column with the moment from which on the condition is looked at.
    pub(super) begin: String,
    pub(super) kind: ValueType,
    /// Journeys with what stays the same.
    pub(super) start: Frame,
    /// Values of the journey that stay the same.
    fixed: Vec<(String, Typed)>,
    /// What stays the same and is joined by `and` to what is being lowered, on `start`.
    pub(super) guard: Vec<Scalar>,
    /// Values of the journey that change at a moment of its own: what they add, and when.
    pub(super) parts: Vec<Part>,
    pub(super) counters: Vec<Counter>,
    condition: Scalar,
}

impl Replay {
    /// The rows it reads.
    pub(super) fn frames(&self) -> Vec<&Frame> {
        let parts = self.parts.iter().map(|part| &part.frame);
        [&self.start].into_iter().chain(parts).collect()
    }

    /// The value of a journey that stays the same, as the replay sees it.
    pub(super) fn fixed(&mut self, value: Typed) -> Typed {
        let is_boolean = value.kind == ValueType::Boolean;
        let stored = if is_boolean { as_number(value.scalar) } else { value };
        let known = self.fixed.iter().position(|(_, other)| *other == stored);
        let at = known.unwrap_or_else(|| {
            self.fixed.push((format!("!s{}", self.fixed.len()), stored.clone()));
            self.fixed.len() - 1
        });
        let held = Typed { scalar: column(&held(&self.fixed[at].0)), kind: stored.kind };
        if is_boolean { some(held.scalar) } else { held }
    }

    /// Gives the running value of what is counted; known where the same is counted already.
    pub(super) fn counted(&mut self, counter: Counter) -> Typed {
        let known = self.counters.iter().position(|other| *other == counter);
        let at = known.unwrap_or_else(|| {
            self.counters.push(counter);
            self.counters.len() - 1
        });
        let kind = self.counters[at].kind;
        Typed { scalar: column(&held(&format!("!c{at}"))), kind }
    }
}

impl Lowering<'_> {
    pub(super) fn replay(&mut self, id: FunnelId, position: usize, formula: &Formula) -> Replay {
        let funnel = &self.model.funnels[id.0];
        let begin = match position.checked_sub(1) {
            Some(before) => self.journey_name(funnel, JourneyColumn::Entry(before)),
            None => BEGIN.to_owned(),
        };
        let mut replay = Replay {
            funnel: id,
            begin,
            kind: self.moment_kind(id),
            start: Frame::new(funnel.journeys),
            fixed: Vec::new(),
            guard: Vec::new(),
            parts: Vec::new(),
            counters: Vec::new(),
            condition: missing(ValueType::Boolean).scalar,
        };
        replay.condition = self.replayed(&mut replay, formula).scalar;
        self.guard_parts(&mut replay);
        replay
    }

    /// A value over the running sums.
    pub(super) fn replayed(&mut self, replay: &mut Replay, formula: &Formula) -> Typed {
        let journeys = replay.start.source;
        let changes = Changes::of(self.model, journeys, formula);
        if let Node::Literal(value) = &formula.node {
            return literal(value);
        }
        if !changes.any() {
            let value = self.row(&mut replay.start, formula);
            return replay.fixed(value);
        }
        let logic = matches!(
            &formula.node,
            Node::Operator(Operator::And | Operator::Or | Operator::Not, _)
        );
        if formula.kind == Kind::Boolean && !changes.rows && !(logic && changes.versions) {
            return match changes.versions {
                true => self.versioned(replay, formula),
                false => self.turning(replay, formula),
            };
        }
        if let Node::Operator(Operator::And, parts) = &formula.node {
            return self.replayed_all(replay, parts);
        }
        let mut part = |this: &mut Self, formula: &Formula| this.replayed(replay, formula);
        match &formula.node {
            Node::Operator(operator, parts) => {
                let parts = parts.iter().map(|inner| part(self, inner)).collect();
                operate(*operator, parts)
            }
            Node::Call(function, parts) => {
                let parts = parts.iter().map(|inner| part(self, inner)).collect();
                self.call(function, parts)
            }
            Node::In(inner, values) => {
                let inner = part(self, inner);
                boolean(Scalar::In(Box::new(inner.scalar), values.clone()))
            }
            Node::Text(test, inner, pattern) => {
                let inner = part(self, inner);
                boolean(Scalar::Text(*test, Box::new(inner.scalar), pattern.clone()))
            }
            Node::Shift(inner, length, sign) => {
                let inner = part(self, inner);
                let mut frame = Frame::new(journeys);
                self.shift(&mut frame, inner, length, *sign)
            }
            Node::Aggregate(aggregate) => self.replayed_rows(replay, aggregate, formula.span),
            _ => match &end_of(formula).1.node {
                Node::InForce(from, to) => self.in_force_then(replay, *from, *to),
                Node::Score(id) => self.replayed_score(replay, *id, formula.span),
                _ => self.cannot_replay(formula.span, "a value that is known later"),
            },
        }
    }

    fn replayed_rows(&mut self, replay: &mut Replay, aggregate: &Aggregate, span: Span) -> Typed {
        let Some(funnel) = aggregate.journey.filter(|funnel| *funnel == replay.funnel) else {
            return self.cannot_replay(span, "rows that are not below the subject");
        };
        let place = self.place_of(aggregate, funnel);
        let window = aggregate.set.windows.iter().find_map(|window| match window {
            crate::model::Window::InLast(length) => Some(*length),
            _ => None,
        });
        let mut running = |this: &mut Self, what, function| {
            this.contributed(replay, aggregate, &place, window, what, function)
        };
        let sum = WindowFunction::RunningSum(String::new());
        match aggregate.function {
            A::Count => running(self, false, sum),
            A::Any => some_of(running(self, false, sum)),
            A::None => boolean(Scalar::Not(Box::new(some_of(running(self, false, sum)).scalar))),
            A::Sum => running(self, true, sum),
            A::Average if window.is_none() => {
                let total = running(self, true, sum.clone());
                let count = self.contributed_values(replay, aggregate, &place);
                let scalar = Scalar::Arithmetic(
                    Arithmetic::Divide,
                    Box::new(total.scalar),
                    Box::new(count.scalar),
                );
                Typed { scalar, kind: ValueType::Float }
            }
            A::Minimum if window.is_none() => {
                running(self, true, WindowFunction::RunningMinimum(String::new()))
            }
            A::Maximum if window.is_none() => {
                running(self, true, WindowFunction::RunningMaximum(String::new()))
            }
            A::First if window.is_none() && of_moment(aggregate) => {
                running(self, true, WindowFunction::RunningMinimum(String::new()))
            }
            A::Last if window.is_none() && of_moment(aggregate) => {
                running(self, true, WindowFunction::RunningMaximum(String::new()))
            }
            _ if window.is_some() => {
                self.cannot_replay(span, "`in last` with anything but count, sum, any and none")
            }
            _ => self.cannot_replay(span, "this aggregate"),
        }
    }

    fn replayed_score(&mut self, replay: &mut Replay, id: ScoreId, span: Span) -> Typed {
        let score = self.model.scores[id.0].clone();
        let mut parts = Vec::new();
        for rule in &score.rules {
            let points = if rule.path.is_empty() {
                let path = vec![(ColumnId(0), rule.source)];
                let when = along(&path, rule.when.clone());
                let journeys = replay.start.source;
                let when = crate::lower::onto::onto(self.model, journeys, &Vec::new(), &when);
                fixed_points(self.replayed(replay, &when).scalar, rule)
            } else {
                self.replayed_rule(replay, rule, span)
            };
            parts.push(points);
        }
        total(&score, parts)
    }

    fn replayed_rule(&mut self, replay: &mut Replay, rule: &Rule, _span: Span) -> Scalar {
        let clock = self.rule_clock(rule);
        let place = Place { funnel: replay.funnel, path: rule.path.clone(), clock };
        self.contributed_points(replay, rule, &place).scalar
    }

    /// A condition on columns that are known from a moment on: true from one of these moments to
    /// another.
    fn turning(&mut self, replay: &mut Replay, formula: &Formula) -> Typed {
        let number = self.turned(replay, formula);
        some(number.scalar)
    }

    pub(super) fn cannot_replay(&mut self, span: Span, what: &str) -> Typed {
        self.fail(
            Diagnostic::error(
                "cannot-replay",
                span,
                format!("{what} cannot be followed from change to change"),
            )
            .label("not in a `when`")
            .help("use `count`, `sum`, `any`, `none` or a score; or make the stage an `at`"),
        );
        missing(ValueType::Integer)
    }

    /// Journeys with the first moment at which the condition holds.
    pub(super) fn replayed_entries(
        &self,
        scans: &Scans,
        replay: &Replay,
        journeys: &Arc<Relation>,
    ) -> Arc<Relation> {
        let mut inputs = vec![self.started(scans, replay)];
        for part in &replay.parts {
            self.emit_part(scans, replay, part, &mut inputs);
        }
        let union = shared(Relation::Union { inputs });
        let mut columns: Vec<(String, WindowFunction)> = Vec::new();
        for (name, _) in &replay.fixed {
            columns.push((held(name), WindowFunction::RunningMaximum(name.clone())));
        }
        for (at, counter) in replay.counters.iter().enumerate() {
            let name = format!("!c{at}");
            columns.push((held(&name), counter.running(name)));
        }
        let window = if columns.is_empty() {
            union
        } else {
            shared(Relation::Window {
                input: union,
                by: vec![INDEX.to_owned()],
                order: vec![(WHEN.to_owned(), Direction::Ascending)],
                columns,
            })
        };
        let condition = replay.condition.clone();
        let input = shared(Relation::Filter { input: window, condition });
        let columns = vec![("!number".to_owned(), column(INDEX)), (WHEN.to_owned(), column(WHEN))];
        let input = shared(Relation::Project { input, columns });
        let first = Measure {
            name: REACHED.to_owned(),
            aggregation: Aggregation::Minimum,
            argument: column(WHEN),
        };
        let by = vec!["!number".to_owned()];
        let right = shared(Relation::Aggregate { input, by, measures: vec![first] });
        let on = vec![(INDEX.to_owned(), "!number".to_owned())];
        let left = journeys.clone();
        shared(Relation::Join { left, right, on, kind: JoinKind::Left })
    }

    /// One row for every journey: the moment from which on it is looked at.
    fn started(&self, scans: &Scans, replay: &Replay) -> Arc<Relation> {
        let begin = Typed { scalar: column(&replay.begin), kind: replay.kind };
        let input = scans.relation(self.model, &replay.start);
        let condition = all(vec![present(&begin.scalar), self.not_after_as_of(&begin)]);
        let input = shared(Relation::Filter { input, condition });
        let mut columns =
            vec![(INDEX.to_owned(), column(INDEX)), (WHEN.to_owned(), begin.scalar.clone())];
        for (name, value) in &replay.fixed {
            columns.push((name.clone(), value.scalar.clone()));
        }
        for (at, counter) in replay.counters.iter().enumerate() {
            columns.push((format!("!c{at}"), missing(counter.kind).scalar));
        }
        shared(Relation::Project { input, columns })
    }

    /// Columns of a change that only the start of a journey has.
    pub(super) fn no_fixed(&self, replay: &Replay) -> Vec<(String, Scalar)> {
        let none = |(name, value): &(String, Typed)| (name.clone(), missing(value.kind).scalar);
        replay.fixed.iter().map(none).collect()
    }
}

/// The name of a running value.
fn held(name: &str) -> String {
    format!("{name}=")
}

pub(super) fn as_number(condition: Scalar) -> Typed {
    let integer = |value| Box::new(Scalar::Literal(Value::Integer(value), ValueType::Integer));
    let scalar = Scalar::Case(Box::new(condition), integer(1), integer(0));
    Typed { scalar, kind: ValueType::Integer }
}

fn some_of(count: Typed) -> Typed {
    some(count.scalar)
}

pub(super) fn some(count: Scalar) -> Typed {
    let zero = Box::new(Scalar::Literal(Value::Integer(0), ValueType::Integer));
    boolean(Scalar::Compare(Comparison::Greater, Box::new(count), zero))
}

fn of_moment(aggregate: &Aggregate) -> bool {
    crate::lower::gather::moment_argument(aggregate)
}

/// A moment moved to the one from which on the condition is looked at.
pub(super) fn not_before(moment: &Typed, begin: &Typed) -> Scalar {
    let early = compare(Comparison::Less, moment.clone(), begin.clone());
    let moved = Box::new(moment.scalar.clone());
    Scalar::Case(Box::new(early), Box::new(begin.scalar.clone()), moved)
}
