//! Conditions in one spelling: `b and a and a` is `a and b`, `not not a` is `a`.
//!
//! Every step keeps the meaning for every row, missing values included. Under `fingerprint`.

use crate::model::{
    Aggregate, Conversion, Formula, Model, Node, Operator, Set, Shown, SourceId, Step, Target,
    Window,
};
use crate::plan::{Comparison, Value};

/// Gives the canonical text of a formula in its one spelling.
pub fn spelled(model: &Model, formula: &Formula, source: Option<SourceId>) -> String {
    let formula = normal(model, formula, source);
    Shown { model, formula: &formula, source }.to_string()
}

/// Gives a formula in its one spelling.
pub fn normal(model: &Model, formula: &Formula, source: Option<SourceId>) -> Formula {
    let on = |inner: &Formula, source| Box::new(normal(model, inner, source));
    let node = match &formula.node {
        Node::Walk(link, to, inner) => Node::Walk(*link, *to, on(inner, Some(*to))),
        Node::Journey(id, inner) => {
            Node::Journey(*id, on(inner, Some(model.funnels[id.0].journeys)))
        }
        Node::In(inner, values) => return among(model, inner, values.clone(), formula, source),
        Node::Text(test, inner, text) => Node::Text(*test, on(inner, source), text.clone()),
        Node::Shift(inner, by, sign) => Node::Shift(on(inner, source), *by, *sign),
        Node::OtherPeriod(other, inner) => Node::OtherPeriod(*other, on(inner, source)),
        Node::Call(function, parts) => Node::Call(function, all(model, parts, source)),
        Node::Aggregate(aggregate) => Node::Aggregate(Box::new(gathered(model, aggregate, source))),
        Node::Conversion(conversion) => Node::Conversion(Box::new(converted(model, conversion))),
        Node::Operator(operator, parts) => {
            let parts = all(model, parts, source);
            return operated(model, *operator, parts, formula, source);
        }
        other => other.clone(),
    };
    Formula::new(node, formula.kind.clone(), formula.span)
}

fn all(model: &Model, parts: &[Formula], source: Option<SourceId>) -> Vec<Formula> {
    parts.iter().map(|part| normal(model, part, source)).collect()
}

fn operated(
    model: &Model,
    operator: Operator,
    mut parts: Vec<Formula>,
    of: &Formula,
    source: Option<SourceId>,
) -> Formula {
    let text = |part: &Formula| Shown { model, formula: part, source }.to_string();
    let make =
        |operator, parts| Formula::new(Node::Operator(operator, parts), of.kind.clone(), of.span);
    match (operator, parts.as_slice()) {
        (Operator::And | Operator::Or, _) => joined(model, operator, parts, of, source),
        (Operator::Not, [inner]) => negated(model, inner, source),
        (Operator::Compare(comparison), [left, right]) => {
            let constant =
                |part: &Formula| matches!(part.node, Node::Literal(_) | Node::Duration(_));
            let turn = match (constant(left), constant(right)) {
                (true, false) => true,
                (false, true) => false,
                _ => text(left) > text(right),
            };
            if turn {
                parts.reverse();
            }
            make(Operator::Compare(if turn { turned(comparison) } else { comparison }), parts)
        }
        (Operator::Add | Operator::Multiply, [left, right]) if text(left) > text(right) => {
            parts.reverse();
            make(operator, parts)
        }
        _ => make(operator, parts),
    }
}

/// The comparison with its sides exchanged.
fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// The opposite of something normal, with `not` at the leaves only.
fn negated(model: &Model, inner: &Formula, source: Option<SourceId>) -> Formula {
    let make = |node| Formula::new(node, inner.kind.clone(), inner.span);
    match &inner.node {
        Node::Operator(Operator::Not, parts) if parts.len() == 1 => parts[0].clone(),
        Node::Literal(Value::Boolean(value)) => make(Node::Literal(Value::Boolean(!value))),
        Node::Operator(operator @ (Operator::And | Operator::Or), parts) => {
            let parts = parts.iter().map(|part| negated(model, part, source)).collect();
            let other = if *operator == Operator::And { Operator::Or } else { Operator::And };
            joined(model, other, parts, inner, source)
        }
        _ => make(Node::Operator(Operator::Not, vec![inner.clone()])),
    }
}

/// Flat, sorted, without doubles; as pairs again.
fn joined(
    model: &Model,
    operator: Operator,
    parts: Vec<Formula>,
    of: &Formula,
    source: Option<SourceId>,
) -> Formula {
    let mut flat = Vec::new();
    parts.into_iter().for_each(|part| flatten(operator, part, &mut flat));
    let flat = merged(model, operator, flat, source);
    let mut keyed: Vec<(String, Formula)> = flat
        .into_iter()
        .map(|part| (Shown { model, formula: &part, source }.to_string(), part))
        .collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    keyed.dedup_by(|a, b| a.0 == b.0);
    let parts = keyed.into_iter().map(|(_, part)| part);
    let pair = |a, b| Formula::new(Node::Operator(operator, vec![a, b]), of.kind.clone(), of.span);
    parts.reduce(pair).unwrap_or_else(|| of.clone())
}

fn flatten(operator: Operator, part: Formula, into: &mut Vec<Formula>) {
    match part.node {
        Node::Operator(own, parts) if own == operator => {
            parts.into_iter().for_each(|part| flatten(operator, part, into));
        }
        _ => into.push(part),
    }
}

/// `x = 'a' or x in ['b']` is `x in ['a', 'b']`; likewise their opposites under `and`.
fn merged(
    model: &Model,
    operator: Operator,
    parts: Vec<Formula>,
    source: Option<SourceId>,
) -> Vec<Formula> {
    let negative = operator == Operator::And;
    let mut kept: Vec<Formula> = Vec::new();
    let mut lists: Vec<(String, Formula, Vec<Value>, Formula)> = Vec::new();
    for part in parts {
        let inner = match (&part.node, negative) {
            (Node::Operator(Operator::Not, inner), true) => inner.first(),
            (_, true) => None,
            (_, false) => Some(&part),
        };
        match inner.and_then(listed) {
            Some((operand, values)) => {
                let text = Shown { model, formula: operand, source }.to_string();
                match lists.iter_mut().find(|(known, ..)| *known == text) {
                    Some((_, _, all, _)) => all.extend(values),
                    None => lists.push((text, operand.clone(), values, part.clone())),
                }
            }
            None => kept.push(part),
        }
    }
    for (_, operand, values, of) in lists {
        let list = among(model, &operand, values, &of, source);
        kept.push(if negative { negated(model, &list, source) } else { list });
    }
    kept
}

/// What a part asks to be one of which constants.
fn listed(part: &Formula) -> Option<(&Formula, Vec<Value>)> {
    match &part.node {
        Node::In(inner, values) => Some((inner, values.clone())),
        Node::Operator(Operator::Compare(Comparison::Equal), parts) => match parts.as_slice() {
            [left, Formula { node: Node::Literal(value), .. }] => Some((left, vec![value.clone()])),
            _ => None,
        },
        _ => None,
    }
}

fn among(
    model: &Model,
    inner: &Formula,
    mut values: Vec<Value>,
    of: &Formula,
    source: Option<SourceId>,
) -> Formula {
    values.sort_by_key(ToString::to_string);
    values.dedup_by_key(|value| value.to_string());
    let inner = normal(model, inner, source);
    let node = match values.as_slice() {
        [value] => {
            let literal =
                Formula::new(Node::Literal(value.clone()), inner.kind.clone(), inner.span);
            Node::Operator(Operator::Compare(Comparison::Equal), vec![inner, literal])
        }
        _ => Node::In(Box::new(inner), values),
    };
    Formula::new(node, of.kind.clone(), of.span)
}

fn gathered(model: &Model, aggregate: &Aggregate, outer: Option<SourceId>) -> Aggregate {
    let own = Some(aggregate.set.source);
    Aggregate {
        set: set(model, &aggregate.set, outer),
        argument: aggregate.argument.as_ref().map(|part| normal(model, part, own)),
        ..aggregate.clone()
    }
}

fn set(model: &Model, set: &Set, outer: Option<SourceId>) -> Set {
    let own = Some(set.source);
    let on = |part: &Formula| normal(model, part, own);
    let filters = set.filters.iter().map(on).reduce(|a, b| {
        let (kind, span) = (a.kind.clone(), a.span);
        let both = Formula::new(Node::Operator(Operator::And, vec![a, b]), kind, span);
        normal(model, &both, own)
    });
    let bound = |bound: &Formula| normal(model, bound, outer);
    let windows = set.windows.iter().map(|window| match window {
        Window::InLast(length) => Window::InLast(*length),
        Window::After(at) => Window::After(bound(at)),
        Window::Since(at) => Window::Since(bound(at)),
        Window::Before(at) => Window::Before(bound(at)),
        Window::Until(at) => Window::Until(bound(at)),
    });
    let mut windows: Vec<Window> = windows.collect();
    windows.sort_by_key(|window| match window {
        Window::InLast(_) => 0,
        Window::After(_) => 1,
        Window::Since(_) => 2,
        Window::Before(_) => 3,
        Window::Until(_) => 4,
    });
    let clock = set.clock.as_ref().map(on);
    Set { filters: filters.into_iter().collect(), clock, windows, ..set.clone() }
}

fn converted(model: &Model, conversion: &Conversion) -> Conversion {
    let below = Some(conversion.from.source);
    let target = |target: &Target| match target {
        Target::Moment(moment) => Target::Moment(normal(model, moment, below)),
        Target::First(first) => Target::First(Box::new(gathered(model, first, below))),
    };
    let step = |step: &Step| Step { target: target(&step.target), within: step.within };
    Conversion {
        from: set(model, &conversion.from, None),
        steps: conversion.steps.iter().map(step).collect(),
        ..conversion.clone()
    }
}
