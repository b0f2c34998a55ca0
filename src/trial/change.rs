//! One small change of a definition: what it does, and how it is applied.

use super::edit::{Site, edited};
use crate::expression::Duration;
use crate::model::{Aggregate, Formula, Model, Node, Operator, ScoreId, Window};
use crate::plan::{Comparison, Value};
use crate::types::Kind;

/// A change of one definition.
#[derive(Debug, Clone)]
pub(super) enum Edit {
    /// Of a part of a condition.
    Part(Site, Change),
    /// Of the points of a score.
    Points(ScoreId, Points),
}

/// A change of a part of a condition.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// Another sign.
    Comparison(Comparison),
    /// Another constant on one side.
    Constant(usize, Value),
    /// `and` for `or`, or the other way round.
    Logic(Operator),
    /// Only this operand is left.
    Only(usize),
    /// Turned round.
    Negated,
    /// A list without one value.
    Without(usize),
    /// A set without one of its conditions.
    Unfiltered(usize),
    /// Another window of a set.
    Window(usize, Window),
    /// A moment moved by another length.
    Shift(Duration),
}

/// A change of the points of a score, in its units.
#[derive(Debug, Clone, Copy)]
pub(super) enum Points {
    Cap(i64),
    Floor(i64),
    RuleCap(usize, i64),
    /// What a row of a rule gives at once; later points in proportion.
    Rule(usize, i64),
    /// No such rule.
    Without(usize),
    /// All steps of a decay but the last come so many units later for each step.
    Every(usize, i64),
    /// The last step comes so many units later.
    Last(usize, i64),
}

impl Edit {
    /// Gives the changed model.
    pub(super) fn apply(&self, model: &Model) -> Model {
        match self {
            Edit::Part(site, change) => edited(model, *site, &mut |part| change.apply(part)),
            Edit::Points(id, points) => {
                let mut model = model.clone();
                points.apply(&mut model, *id);
                model
            }
        }
    }
}

impl Change {
    fn apply(&self, part: &mut Formula) {
        match (self, &mut part.node) {
            (Change::Comparison(to), Node::Operator(operator @ Operator::Compare(_), _)) => {
                *operator = Operator::Compare(*to);
            }
            (Change::Constant(side, value), Node::Operator(_, parts)) => {
                parts[*side].node = Node::Literal(value.clone());
            }
            (Change::Logic(to), Node::Operator(operator, _)) => *operator = *to,
            (Change::Only(kept), Node::Operator(_, parts)) => {
                let kept = parts.swap_remove(*kept);
                *part = kept;
            }
            (Change::Without(at), Node::In(_, values)) => drop(values.remove(*at)),
            (Change::Unfiltered(at), Node::Aggregate(aggregate)) => {
                drop(aggregate.set.filters.remove(*at));
            }
            (Change::Window(at, window), Node::Aggregate(aggregate)) => {
                let Aggregate { set, .. } = &mut **aggregate;
                set.windows[*at] = window.clone();
            }
            (Change::Shift(to), Node::Shift(_, length, _)) => *length = *to,
            (Change::Negated, _) => negate(part),
            _ => {}
        }
    }
}

/// Turns a condition round.
pub(super) fn negate(part: &mut Formula) {
    let span = part.span;
    let inner = std::mem::replace(part, Formula::poison(span));
    *part = Formula::new(Node::Operator(Operator::Not, vec![inner]), Kind::Boolean, span);
}

impl Points {
    fn apply(self, model: &mut Model, id: ScoreId) {
        let score = &mut model.scores[id.0];
        match self {
            Points::Cap(to) => score.cap = Some(to),
            Points::Floor(to) => score.floor = Some(to),
            Points::RuleCap(rule, to) => score.rules[rule].cap = Some(to),
            Points::Without(rule) => drop(score.rules.remove(rule)),
            Points::Rule(rule, to) => {
                let steps = &mut score.rules[rule].steps;
                let from = steps.first().map_or(0, |step| step.points);
                for step in steps {
                    step.points = proportional(step.points, from, to);
                }
            }
            Points::Every(rule, by) => {
                let steps = &mut score.rules[rule].steps;
                let last = steps.len().saturating_sub(1);
                for (number, step) in (0_i64..).zip(steps.iter_mut().take(last)) {
                    step.after = step.after.map(|after| longer(after, number * by));
                }
            }
            Points::Last(rule, by) => {
                if let Some(step) = score.rules[rule].steps.last_mut() {
                    step.after = step.after.map(|after| longer(after, by));
                }
            }
        }
    }
}

fn proportional(points: i64, from: i64, to: i64) -> i64 {
    if points == from || from == 0 {
        return if points == from { to } else { points };
    }
    let exact = i128::from(points) * i128::from(to) / i128::from(from);
    i64::try_from(exact).unwrap_or(points)
}

/// A length of time some of its units longer.
pub(super) fn longer(length: Duration, by: i64) -> Duration {
    let amount = i64::from(length.amount).saturating_add(by).max(0);
    Duration { amount: u32::try_from(amount).unwrap_or(length.amount), ..length }
}
