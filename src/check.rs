//! What is allowed but likely not meant.
//!
//! Comes after `resolve`, which reports what is wrong.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Aggregate, Column, Formula, Model, Node, Operator, SourceId, Target, Window};
use crate::plan::Comparison;

/// Warns about doubtful definitions.
pub fn check(model: &Model, diagnostics: &mut Diagnostics) {
    let mut look = |formula: &Formula, source| {
        visit(model, formula, source, &mut |formula, source| {
            negated_missing(model, formula, source, diagnostics);
        });
    };
    for criterion in &model.criteria {
        look(&criterion.when, Some(criterion.of));
    }
    for value in model.dimensions.iter().flat_map(|dimension| &dimension.of) {
        look(&value.value, Some(value.source));
    }
    for kpi in &model.kpis {
        look(&kpi.formula, None);
    }
}

/// Visits a formula and all inside it, each with the source whose row it speaks of.
pub fn visit<'m>(
    model: &'m Model,
    formula: &'m Formula,
    source: Option<SourceId>,
    see: &mut dyn FnMut(&'m Formula, Option<SourceId>),
) {
    see(formula, source);
    match &formula.node {
        Node::Walk(_, to, inner) => visit(model, inner, Some(*to), see),
        Node::Journey(id, inner) => {
            visit(model, inner, Some(model.funnels[id.0].journeys), see);
        }
        Node::In(inner, _)
        | Node::Text(_, inner, _)
        | Node::Shift(inner, ..)
        | Node::OtherPeriod(_, inner) => visit(model, inner, source, see),
        Node::Call(_, parts) | Node::Operator(_, parts) => {
            parts.iter().for_each(|part| visit(model, part, source, see));
        }
        Node::Aggregate(aggregate) => gathered(model, aggregate, source, see),
        Node::Conversion(conversion) => {
            let below = Some(conversion.from.source);
            let set = conversion.from.filters.iter().chain(&conversion.from.clock);
            set.for_each(|part| visit(model, part, below, see));
            for step in &conversion.steps {
                match &step.target {
                    Target::Moment(formula) => visit(model, formula, below, see),
                    Target::First(aggregate) => gathered(model, aggregate, below, see),
                }
            }
        }
        _ => {}
    }
}

fn gathered<'m>(
    model: &'m Model,
    aggregate: &'m Aggregate,
    outer: Option<SourceId>,
    see: &mut dyn FnMut(&'m Formula, Option<SourceId>),
) {
    let own = Some(aggregate.set.source);
    let parts = aggregate.set.filters.iter().chain(&aggregate.set.clock).chain(&aggregate.argument);
    parts.for_each(|part| visit(model, part, own, see));
    for bound in aggregate.set.windows.iter().filter_map(Window::bound) {
        visit(model, bound, outer, see);
    }
}

/// The column a formula is, with its source, at the end of links.
pub fn column_of<'m>(
    model: &'m Model,
    formula: &Formula,
    source: Option<SourceId>,
) -> Option<(SourceId, usize, &'m Column)> {
    match &formula.node {
        Node::Column(id) => {
            let source = source?;
            Some((source, id.0, model.source(source).column(*id)))
        }
        Node::Walk(_, to, inner) => column_of(model, inner, Some(*to)),
        Node::Operator(Operator::LocalDate, parts) => column_of(model, parts.first()?, source),
        _ => None,
    }
}

/// `!=` and `not (.. = ..)` leave rows without a value in or out, differently.
fn negated_missing(
    model: &Model,
    formula: &Formula,
    source: Option<SourceId>,
    diagnostics: &mut Diagnostics,
) {
    let (compared, out) = match &formula.node {
        Node::Operator(Operator::Compare(Comparison::NotEqual), parts) => (parts.first(), true),
        Node::Operator(Operator::Not, parts) => match parts.first().map(|part| &part.node) {
            Some(Node::Operator(Operator::Compare(Comparison::Equal), inner)) => {
                (inner.first(), false)
            }
            Some(Node::In(inner, _)) => (Some(inner.as_ref()), false),
            _ => return,
        },
        _ => return,
    };
    let Some(compared) = compared else { return };
    let Some((_, _, column)) = column_of(model, compared, source) else { return };
    if !column.declares_missing && column.known_from.is_none() {
        return;
    }
    let name = &column.name;
    let (effect, help) = if out {
        ("leaves out", format!("to keep them, add `or {name} is missing`"))
    } else {
        ("keeps", format!("to leave them out, add `and {name} is not missing`"))
    };
    let message = format!("this {effect} the rows in which `{name}` is missing");
    diagnostics.push(
        Diagnostic::warning("negated-missing", formula.span, message)
            .label(format!("`{name}` may be missing"))
            .help(help),
    );
}
