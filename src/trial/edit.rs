//! A model with one condition changed.

use super::change::negate;
use super::owner::Owner;
use crate::model::{Formula, Model, Node, SourceId, visit, visit_mut};
use crate::plan::Value;

/// A part of a definition, by its number in the order of visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Site {
    pub(super) owner: Owner,
    pub(super) index: usize,
}

/// Lists the parts of a definition, each with the source whose row it speaks of.
pub(super) fn parts(model: &Model, owner: Owner) -> Vec<(Site, &Formula, Option<SourceId>)> {
    let mut found = Vec::new();
    visit(model, owner.formula(model), Some(owner.source(model)), &mut |part, source| {
        found.push((Site { owner, index: found.len() }, part, source));
    });
    found
}

/// Gives the model with one part changed.
pub(super) fn edited(model: &Model, site: Site, change: &mut dyn FnMut(&mut Formula)) -> Model {
    let mut edited = model.clone();
    let (mut number, mut done) = (0, false);
    visit_mut(site.owner.formula_mut(&mut edited), &mut |part| {
        if !done && number == site.index {
            done = true;
            change(part);
        }
        number += 1;
    });
    edited
}

/// Gives the model with a constant in the place of one condition.
pub(super) fn fixed(model: &Model, site: Site, holds: bool) -> Model {
    edited(model, site, &mut |part| part.node = Node::Literal(Value::Boolean(holds)))
}

/// Gives the model with one condition turned round.
pub(super) fn flipped(model: &Model, site: Site) -> Model {
    edited(model, site, &mut negate)
}
