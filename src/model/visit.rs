//! A walk over an understood expression. What criteria, dimensions and scores hold is not entered.

use super::{Aggregate, Formula, Model, Node, SourceId, Target, Window};

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

/// Visits a formula and all inside it in the order of [`visit`], to change it; what `see` puts in a
/// place is visited in its turn.
pub fn visit_mut(formula: &mut Formula, see: &mut dyn FnMut(&mut Formula)) {
    see(formula);
    match &mut formula.node {
        Node::Walk(_, _, inner)
        | Node::Journey(_, inner)
        | Node::In(inner, _)
        | Node::Text(_, inner, _)
        | Node::Shift(inner, ..)
        | Node::OtherPeriod(_, inner) => visit_mut(inner, see),
        Node::Call(_, parts) | Node::Operator(_, parts) => {
            parts.iter_mut().for_each(|part| visit_mut(part, see));
        }
        Node::Aggregate(aggregate) => gathered_mut(aggregate, see),
        Node::Conversion(conversion) => {
            let set = conversion.from.filters.iter_mut().chain(&mut conversion.from.clock);
            set.for_each(|part| visit_mut(part, see));
            for step in &mut conversion.steps {
                match &mut step.target {
                    Target::Moment(formula) => visit_mut(formula, see),
                    Target::First(aggregate) => gathered_mut(aggregate, see),
                }
            }
        }
        _ => {}
    }
}

fn gathered_mut(aggregate: &mut Aggregate, see: &mut dyn FnMut(&mut Formula)) {
    let set = &mut aggregate.set;
    let parts = set.filters.iter_mut().chain(&mut set.clock).chain(&mut aggregate.argument);
    parts.for_each(|part| visit_mut(part, see));
    for window in &mut set.windows {
        match window {
            Window::InLast(_) => {}
            Window::After(bound)
            | Window::Since(bound)
            | Window::Before(bound)
            | Window::Until(bound) => visit_mut(bound, see),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture;

    #[test]
    fn both_walks_take_the_same_way() {
        let text = r#"
[criterion.c]
of = "leads"
when = """
  n between 1 and 9 and not (count(touches where kind in ['a', 'b'] in last 3 days) >= 2)
  and first(touches.at where kind starts with 'x' since leads.at) + 3 days < max(touches.at)
  and coalesce(n, 1) = 1
"""
"#;
        let model = fixture::model(text);
        let criterion = &model.criteria[0];
        let (mut one, mut other) = (Vec::new(), Vec::new());
        visit(&model, &criterion.when, Some(criterion.of), &mut |part, _| one.push(part.span));
        visit_mut(&mut criterion.when.clone(), &mut |part| other.push(part.span));
        assert!(one.len() > 20);
        assert_eq!(one, other);
    }
}
