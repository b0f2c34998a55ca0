//! Definitions of a stage that follow each other: what joins them is no condition that anybody wrote.

use crate::model::{Formula, Node, Operator};
use jiff::civil::Date;

/// The days of a definition: the first one, and the first of the next.
pub(super) type Days = (Option<Date>, Option<Date>);

/// Tells whether a definition is in force on a day.
pub(super) fn in_force((from, to): Days, day: Date) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day < to)
}

/// Gives the days of a definition, where this is one of several with its days.
pub(super) fn days_of(part: &Formula) -> Option<Days> {
    match &part.node {
        Node::Operator(Operator::And, parts) => match parts.first()?.node {
            Node::InForce(from, to) => Some((from, to)),
            _ => None,
        },
        _ => None,
    }
}

/// Tells whether a part only says which definition is in force when.
pub(super) fn joins(part: &Formula) -> bool {
    match &part.node {
        Node::InForce(..) => true,
        Node::Operator(Operator::Or, parts) => parts.iter().all(joins),
        _ => days_of(part).is_some(),
    }
}
