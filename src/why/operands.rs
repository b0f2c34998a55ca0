//! The values that a test of a condition looks at.

use crate::expression::{Expression, Node as Written, UnaryOperator};
use crate::functions::AggregateFunction;
use crate::model::{Aggregate, Formula, Model, Node, Operator, ScoreId, Set, SourceId};
use crate::types::Kind;

/// The values that a test compares, with their text.
pub(super) fn operands<'f>(
    written: &Expression,
    formula: &'f Formula,
) -> Vec<(String, &'f Formula)> {
    let mut found: Vec<(String, &Formula)> = Vec::new();
    let mut add = |text: String, formula: &'f Formula| {
        if found.iter().all(|(known, _)| *known != text) {
            found.push((text, formula));
        }
    };
    match (&written.node, &formula.node) {
        (Written::Binary(_, left, right), Node::Operator(Operator::Compare(_), sides)) => {
            for (written, formula) in [left, right].into_iter().zip(sides) {
                add(written.to_string(), formula);
            }
        }
        (Written::Between(value, low, high), Node::Operator(Operator::And, tests)) => {
            for (test, bound) in tests.iter().zip([low, high]) {
                if let Node::Operator(_, sides) = &test.node
                    && let [left, right] = sides.as_slice()
                {
                    add(value.to_string(), left);
                    add(bound.to_string(), right);
                }
            }
        }
        (Written::In(value, _), Node::In(inner, _)) => add(value.to_string(), inner),
        (Written::Binary(_, value, _), Node::Text(_, inner, _)) => add(value.to_string(), inner),
        (Written::IsMissing(value, _), Node::Operator(operator, parts)) => {
            let inner = match (operator, parts.first().map(|part| (&part.node, part))) {
                (Operator::Not, Some((Node::Operator(_, parts), _))) => parts.first(),
                (_, part) => part.map(|(_, part)| part),
            };
            if let Some(inner) = inner {
                add(value.to_string(), inner);
            }
        }
        (Written::Unary(UnaryOperator::Not, inner), Node::Operator(Operator::Not, parts)) => {
            if let Some(part) = parts.first() {
                return operands(inner, part);
            }
        }
        _ => add(written.to_string(), formula),
    }
    found
}

/// The number of rows that `any` or `none` looks for, and the moment of the latest.
pub(super) fn counted(
    model: &Model,
    aggregate: &Aggregate,
    of: &Formula,
) -> (Formula, Option<Formula>) {
    let with = |function, argument, kind| {
        let gathered = Aggregate { function, argument, ..aggregate.clone() };
        Formula::new(Node::Aggregate(Box::new(gathered)), kind, of.span)
    };
    let rows = with(AggregateFunction::Count, None, Kind::count("rows"));
    let latest = clock(model, &aggregate.set).map(|clock| {
        let kind = clock.kind.clone();
        with(AggregateFunction::Maximum, Some(clock), kind)
    });
    (rows, latest)
}

fn clock(model: &Model, set: &Set) -> Option<Formula> {
    let source = model.source(set.source);
    let time = || {
        let column = source.column(source.time?);
        Some(Formula::new(Node::Column(source.time?), column.kind.clone(), column.span))
    };
    set.clock.clone().or_else(time)
}

/// The score that a formula gives the points of.
pub(super) fn score_of(formula: &Formula) -> Option<ScoreId> {
    match &formula.node {
        Node::Walk(_, _, inner) => score_of(inner),
        Node::Score(id) => Some(*id),
        _ => None,
    }
}

/// The same formula with another score.
pub(super) fn with_score(formula: &Formula, id: ScoreId) -> Formula {
    let node = match &formula.node {
        Node::Walk(link, to, inner) => Node::Walk(*link, *to, Box::new(with_score(inner, id))),
        _ => Node::Score(id),
    };
    Formula { node, ..formula.clone() }
}

/// A formula looks at a column that is marked `pii`.
pub(super) fn tells_who(model: &Model, source: SourceId, formula: &Formula) -> bool {
    let mut found = false;
    let mut inner: Vec<(SourceId, &Formula)> = Vec::new();
    crate::model::visit(model, formula, Some(source), &mut |formula, source| {
        let Some(source) = source else { return };
        match &formula.node {
            Node::Column(id) => found |= model.source(source).column(*id).pii,
            Node::Criterion(id) => inner.push((source, &model.criteria[id.0].when)),
            Node::Dimension(id, index) => {
                inner.push((source, &model.dimensions[id.0].of[*index].value));
            }
            _ => {}
        }
    });
    found || inner.into_iter().any(|(source, formula)| tells_who(model, source, formula))
}
