//! Where dates and datetimes meet, everything is a whole local day.

use crate::model::{Formula, Node, Operator, Window};
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
