//! Where dates and datetimes meet, everything is a whole local day.

use std::collections::BTreeSet;

use crate::model::{Formula, Funnel, Model, Node, Operator, Set, SourceId, Window, visit};
use crate::types::Kind;

/// Takes every datetime of a condition as its local calendar day. Sets inside keep their own rule.
pub(super) fn whole_days(formula: Formula) -> Formula {
    let Formula { node, kind, span } = formula;
    match node {
        Node::Operator(Operator::LocalDate, _) => Formula::new(node, kind, span),
        Node::Operator(operator, parts) => {
            let parts = parts.into_iter().map(whole_days).collect();
            Formula::new(Node::Operator(operator, parts), day(kind), span)
        }
        Node::In(inner, values) => {
            Formula::new(Node::In(Box::new(whole_days(*inner)), values), kind, span)
        }
        Node::Call(function, parts) => {
            let parts = parts.into_iter().map(whole_days).collect();
            Formula::new(Node::Call(function, parts), day(kind), span)
        }
        Node::Shift(inner, by, sign) => {
            Formula::new(Node::Shift(Box::new(whole_days(*inner)), by, sign), day(kind), span)
        }
        node if kind == Kind::Datetime => local_date(Formula::new(node, kind, span)),
        node => Formula::new(node, kind, span),
    }
}

/// Takes a datetime as its local calendar day; leaves all else.
pub(super) fn local_date(formula: Formula) -> Formula {
    if formula.kind != Kind::Datetime {
        return formula;
    }
    let span = formula.span;
    Formula::new(Node::Operator(Operator::LocalDate, vec![formula]), Kind::Date, span)
}

/// Takes the bound of a window as a day.
pub(super) fn window(window: Window) -> Window {
    match window {
        Window::InLast(length) => Window::InLast(length),
        Window::After(bound) => Window::After(local_date(bound)),
        Window::Since(bound) => Window::Since(local_date(bound)),
        Window::Before(bound) => Window::Before(local_date(bound)),
        Window::Until(bound) => Window::Until(local_date(bound)),
    }
}

fn day(kind: Kind) -> Kind {
    if kind == Kind::Datetime { Kind::Date } else { kind }
}

/// Names the funnels whose stages look at a date.
pub(super) fn funnels(model: &Model) -> BTreeSet<String> {
    let on_days = model.funnels.iter().filter(|funnel| looks_at_days(model, funnel));
    on_days.map(|funnel| funnel.about.name.clone()).collect()
}

fn looks_at_days(model: &Model, funnel: &Funnel) -> bool {
    let cycle = funnel.cycle.iter();
    let sources = cycle.flat_map(|cycle| {
        cycle.quiet_in.iter().map(|(source, _)| *source).chain([cycle.restarts_at])
    });
    sources.chain([funnel.of]).any(|source| dated(model, source))
        || funnel.stages.iter().any(|id| {
            let formula = model.stages[id.0].entry.formula();
            formula.kind == Kind::Date || sees_days(model, formula, funnel.of)
        })
}

pub(super) fn dated(model: &Model, source: SourceId) -> bool {
    let source = model.source(source);
    source.time.is_some_and(|time| source.column(time).kind == Kind::Date)
}

/// Whether a condition gathers rows by dates, itself or in what it names.
fn sees_days(model: &Model, formula: &Formula, source: SourceId) -> bool {
    let mut found = false;
    visit(model, formula, Some(source), &mut |part, _| {
        found |= match &part.node {
            Node::Aggregate(aggregate) => {
                let argument = aggregate.argument.as_ref().filter(|it| it.kind.is_moment());
                set_in_days(model, &aggregate.set, argument)
            }
            Node::Criterion(id) => {
                let criterion = &model.criteria[id.0];
                sees_days(model, &criterion.when, criterion.of)
            }
            Node::Dimension(id, index) => {
                let value = &model.dimensions[id.0].of[*index];
                sees_days(model, &value.value, value.source)
            }
            Node::Score(id) => {
                let score = &model.scores[id.0];
                score.rules.iter().any(|rule| rule.source != score.of && dated(model, rule.source))
            }
            _ => false,
        };
    });
    found
}

/// Whether rows of a set come by dates. An argument that is a moment takes the place of the clock.
fn set_in_days(model: &Model, set: &Set, argument: Option<&Formula>) -> bool {
    let clock = match argument.or(set.clock.as_ref()) {
        Some(clock) => clock.kind == Kind::Date,
        None => dated(model, set.source),
    };
    let bound = |bound: &Formula| {
        bound.kind == Kind::Date
            && !matches!(bound.node, Node::Literal(_) | Node::Operator(Operator::LocalDate, _))
    };
    clock || set.windows.iter().filter_map(Window::bound).any(bound)
}
