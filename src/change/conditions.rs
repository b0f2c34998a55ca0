//! Definitions that are conditions, or gather rows under one: in which direction they change.
//!
//! Under `change`; `direction` has the proof.

use super::direction::{Condition, Direction, Example, Why, direction, frame};
use super::{Parts, Proof, Rule, pieces, stages};
use crate::explain::Item;
use crate::fingerprint::{Definition, Subject, spelled};
use crate::model::{Aggregate, Entry, Formula, Model, Node, SourceId, StageId};

/// What a comparison of conditions gave.
pub(super) struct Compared {
    /// The keys it is about; others are compared by themselves.
    pub(super) keys: &'static [&'static str],
    /// Nothing where the same rows fulfil both.
    pub(super) found: Option<(&'static Rule, Option<Proof>)>,
}

const NOTHING: Compared = Compared { keys: &[], found: None };

/// Compares two versions of a definition as far as they are conditions.
pub(super) fn compared(
    base: &Parts<'_>,
    head: &Parts<'_>,
    old: &Definition,
    new: &Definition,
) -> Compared {
    let (Subject::Item(old), Subject::Item(new)) = (old.subject, new.subject) else {
        return NOTHING;
    };
    match (old, new) {
        (Item::Criterion(_), Item::Criterion(_)) => Compared {
            keys: &["when"],
            found: inherited(base, head, old, new).and_then(|it| told("condition", it)),
        },
        (Item::Stage(a), Item::Stage(b)) => {
            let entries = (&base.model.stages[a.0].entry, &head.model.stages[b.0].entry);
            match entries {
                (Entry::When(_), Entry::When(_)) => {}
                (Entry::At(a), Entry::At(b)) if gathers(base, head, a, b).is_some() => {}
                _ => return NOTHING,
            }
            let found = inherited(base, head, old, new).and_then(|it| told("condition", it));
            Compared { keys: &["when", "at"], found }
        }
        (Item::Kpi(a), Item::Kpi(b)) => {
            let formulas = (&base.model.kpis[a.0].formula, &head.model.kpis[b.0].formula);
            let keys = &["formula"];
            let bare = (windows(base.model, formulas.0), windows(head.model, formulas.1));
            if bare.0.is_some() && bare.0 == bare.1 {
                return Compared { keys, found: Some((Rule::named("window-changed"), None)) };
            }
            let Some(found) = gathers(base, head, formulas.0, formulas.1) else { return NOTHING };
            match found {
                Direction::Unknown(_) => NOTHING,
                found => Compared { keys, found: told("filter", found) },
            }
        }
        _ => NOTHING,
    }
}

/// The direction in which a criterion or stage changes, all that it rests on included.
pub(super) fn inherited(
    base: &Parts<'_>,
    head: &Parts<'_>,
    old: Item,
    new: Item,
) -> Option<Direction> {
    match (old, new) {
        (Item::Stage(old), Item::Stage(new)) => stages::entries(base, head, old, new),
        _ => by_when(base, head, old, new),
    }
}

/// The direction of the entry into a stage by itself.
pub(super) fn entry(
    base: &Parts<'_>,
    head: &Parts<'_>,
    old: StageId,
    new: StageId,
) -> Option<Direction> {
    match (&base.model.stages[old.0].entry, &head.model.stages[new.0].entry) {
        (Entry::At(a), Entry::At(b)) => {
            let same = shared(base, old) == shared(head, new);
            gathers(base, head, a, b).or(same.then_some(Direction::Same))
        }
        (Entry::When(old_when), Entry::When(new_when)) => {
            let (old, new) = (&base.model.stages[old.0], &head.model.stages[new.0]);
            Some(pieces::direction([(base, old, old_when), (head, new, new_when)]))
        }
        _ => None,
    }
}

/// The fingerprint of a stage with all it rests on.
pub(super) fn shared(parts: &Parts<'_>, id: StageId) -> String {
    parts.digests.whole(Item::Stage(id)).to_owned()
}

fn by_when(base: &Parts<'_>, head: &Parts<'_>, old: Item, new: Item) -> Option<Direction> {
    let (old, of) = when(base.model, old)?;
    let old = Condition { side: base.side(), parts: std::slice::from_ref(old), of };
    let (new, of) = when(head.model, new)?;
    let new = Condition { side: head.side(), parts: std::slice::from_ref(new), of };
    Some(direction(old, new))
}

/// The condition that a definition is, and on rows of what.
fn when(model: &Model, item: Item) -> Option<(&Formula, SourceId)> {
    match item {
        Item::Criterion(id) => {
            let criterion = &model.criteria[id.0];
            Some((&criterion.when, criterion.of))
        }
        _ => None,
    }
}

/// The direction of what both gather, where all but the conditions is the same.
fn gathers(base: &Parts<'_>, head: &Parts<'_>, old: &Formula, new: &Formula) -> Option<Direction> {
    let (a, b) = (aggregate(old)?, aggregate(new)?);
    let whole =
        |parts: &Parts<'_>, aggregate, formula| frame(parts.side(), aggregate, formula, None);
    if whole(base, a, old) != whole(head, b, new) {
        return None;
    }
    let condition = |parts, of, side| Condition { side, parts, of };
    Some(direction(
        condition(&a.set.filters, a.set.source, base.side()),
        condition(&b.set.filters, b.set.source, head.side()),
    ))
}

fn aggregate(formula: &Formula) -> Option<&Aggregate> {
    match &formula.node {
        Node::Aggregate(aggregate) => Some(aggregate),
        _ => None,
    }
}

/// A conversion as text without its windows.
fn windows(model: &Model, formula: &Formula) -> Option<String> {
    let Node::Conversion(conversion) = &formula.node else { return None };
    let mut bare = conversion.clone();
    bare.steps.iter_mut().for_each(|step| step.within = None);
    let bare = Formula { node: Node::Conversion(bare), ..formula.clone() };
    Some(spelled(model, &bare, None))
}

/// The rule of a direction; nothing where the same rows are meant.
fn told(what: &str, direction: Direction) -> Option<(&'static Rule, Option<Proof>)> {
    let proved = |leaves: Option<Example>, enters: Option<Example>| {
        let opaque = leaves.iter().chain(&enters).flat_map(|it| it.opaque.clone()).collect();
        let values = |it: Option<Example>| it.map(|it| it.values).unwrap_or_default();
        Proof { proved: true, opaque, leaves: values(leaves), enters: values(enters) }
    };
    let (word, proof) = match direction {
        Direction::Same => return None,
        Direction::Tightened(leaves) => ("tightened", proved(leaves, None)),
        Direction::Loosened(enters) => ("loosened", proved(None, enters)),
        Direction::Shifted { leaves, enters } => ("shifted", proved(Some(leaves), Some(enters))),
        Direction::Unknown(Why::OtherRows) => {
            return Some((Rule::named("subject-changed"), None));
        }
        Direction::Unknown(Why::Opaque(opaque)) => {
            ("undetermined", Proof { opaque, ..Proof::default() })
        }
        Direction::Unknown(Why::TooManyCases) => ("undetermined", Proof::default()),
    };
    Some((Rule::named(&format!("{what}-{word}")), Some(proof)))
}
