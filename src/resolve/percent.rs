//! Percentages beside plain numbers: `score.s >= 20%` is 0.2 points, which nobody means.
//!
//! Used by `operators`. A constant such as `1` in `100% - 1` is no trouble.

use crate::diagnostic::Diagnostic;
use crate::model::{Formula, Node};
use crate::source::Span;
use crate::types::Kind;

/// Reports a constant percentage that meets a number that is neither a share nor a constant.
pub(super) fn percent_beside_number(
    left: &Formula,
    right: &Formula,
    span: Span,
    how: &str,
) -> Option<Diagnostic> {
    let percent = |formula: &Formula| {
        matches!(&formula.kind, Kind::Number(unit) if unit.ratio) && is_constant(formula)
    };
    let number = |formula: &Formula| {
        matches!(&formula.kind, Kind::Number(unit) if unit.is_plain()) && !is_constant(formula)
    };
    if !(percent(left) && number(right) || number(left) && percent(right)) {
        return None;
    }
    let name = |formula: &Formula| if percent(formula) { "percentage" } else { "number" };
    let message = format!("a number is {how} a percentage");
    Some(
        Diagnostic::error("unit-mismatch", span, message)
            .also(left.span, name(left))
            .also(right.span, name(right)),
    )
}

fn is_constant(formula: &Formula) -> bool {
    match &formula.node {
        Node::Literal(_) => true,
        Node::Operator(_, parts) | Node::Call(_, parts) => parts.iter().all(is_constant),
        _ => false,
    }
}
