//! Which clause decides who leaves a stage and who enters it: the one without which nothing would
//! change for a lead.
//!
//! Every clause that only one model has is taken out of that model, and the stage is evaluated
//! beside both: a lead that is then where it was is decided by this clause alone.

use std::collections::BTreeSet;

use super::Ask;
use super::lacking::{Operand, operands};
use super::movement::Mover;
use crate::model::{
    CriterionId, Entry, Formula, Model, Node, Operator, Path, Shown, SourceId, StageId,
};
use crate::plan::Value;

/// Most clauses that are taken out, each at the cost of one more stage.
const MOST: usize = 6;

/// What decides that a lead changes sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decided {
    /// This clause alone, by its place in [`Movement::leave_by`] or [`Movement::enter_by`].
    Clause(usize),
    /// No clause alone.
    Several,
    /// Not looked at: no clause that `and` joins changed, or too many did.
    NotLookedAt,
}

/// A clause that only one model has, and how many leads it decides alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// In the canonical format.
    pub text: String,
    /// Leads.
    pub decides: u64,
}

/// A condition that a stage rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Stage(StageId),
    Criterion(CriterionId),
}

/// A clause of a condition, by its place among the clauses.
pub(super) struct Found {
    place: Place,
    index: usize,
    text: String,
    /// What it compares.
    pub(super) operands: Vec<Operand>,
}

/// Finds the clauses that only one of two stages has: first those of the later, then those of the
/// earlier; none of a side that has too many of them.
pub(super) fn alone(ask: &Ask<'_>, base: StageId, head: StageId) -> [Vec<Found>; 2] {
    let (before, after) = (clauses(ask.base, base), clauses(ask.head, head));
    let texts = |found: &[Found]| found.iter().map(|it| it.text.clone()).collect::<BTreeSet<_>>();
    let (old, new) = (texts(&before), texts(&after));
    let only = |found: Vec<Found>, known: &BTreeSet<String>| {
        let found: Vec<Found> = found.into_iter().filter(|it| !known.contains(&it.text)).collect();
        if found.len() > MOST { Vec::new() } else { found }
    };
    [only(after, &old), only(before, &new)]
}

/// Says of every mover which clause decides, and which values are missing there; `seen` tells of each
/// whether it is in the stage without each clause, and whether each operand is missing.
pub(super) fn decide(clauses: &[Found], movers: &mut [(Mover, Vec<bool>)]) -> Vec<Clause> {
    if movers.is_empty() || clauses.is_empty() {
        return Vec::new();
    }
    let clause = |it: &Found| Clause { text: it.text.clone(), decides: 0 };
    let mut found: Vec<Clause> = clauses.iter().map(clause).collect();
    for (mover, seen) in movers {
        let (is_in, lacks) = seen.split_at(clauses.len());
        let place = is_in.iter().position(|is_in| *is_in);
        mover.why = place.map_or(Decided::Several, Decided::Clause);
        if let Some(place) = place {
            found[place].decides += 1;
        }
        let mut lacks = lacks.iter();
        let mut texts = BTreeSet::new();
        for (at, clause) in clauses.iter().enumerate() {
            let own = clause.operands.iter().zip(lacks.by_ref());
            let own = own.filter(|(_, lacks)| **lacks && place.is_none_or(|place| place == at));
            texts.extend(own.map(|(operand, _)| operand.text.clone()));
        }
        mover.missing = texts.into_iter().collect();
    }
    found
}

/// The clauses of a stage with a condition; those of a criterion that is one of them, its own.
fn clauses(model: &Model, stage: StageId) -> Vec<Found> {
    let held = &model.stages[stage.0];
    let Entry::When(formula) = &held.entry else { return Vec::new() };
    let subject = model.funnels[held.funnel.0].of;
    let mut found = Vec::new();
    for (index, clause) in parts(formula).into_iter().enumerate() {
        match criterion(clause) {
            Some((id, path)) => {
                let criterion = &model.criteria[id.0];
                let own = parts(&criterion.when).into_iter().enumerate();
                let own = own.map(|(index, part)| (Place::Criterion(id), index, part));
                found.extend(own.map(|it| one(model, it, criterion.of, &path)));
            }
            None => {
                let place = (Place::Stage(stage), index, clause);
                found.push(one(model, place, subject, &Path::new()));
            }
        }
    }
    found
}

/// A clause on a row of a source, to which links lead from the subject.
fn one(
    model: &Model,
    (place, index, clause): (Place, usize, &Formula),
    source: SourceId,
    path: &Path,
) -> Found {
    let shown = Shown { model, formula: clause, source: Some(source) }.to_string();
    let inner = shown.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let text = match &clause.node {
        Node::Operator(..) => inner.unwrap_or(&shown).to_owned(),
        _ => shown,
    };
    Found { place, index, text, operands: operands(model, clause, source, path) }
}

/// The criterion that a clause is, and the links that lead to its row.
fn criterion(clause: &Formula) -> Option<(CriterionId, Path)> {
    match &clause.node {
        Node::Criterion(id) => Some((*id, Path::new())),
        Node::Walk(link, to, inner) => {
            let (id, mut path) = criterion(inner)?;
            path.insert(0, (*link, *to));
            Some((id, path))
        }
        _ => None,
    }
}

/// What `and` joins, also within the branches of an `or`; else the whole.
fn parts(formula: &Formula) -> Vec<&Formula> {
    fn collect<'f>(formula: &'f Formula, joined: bool, found: &mut Vec<&'f Formula>) {
        match &formula.node {
            Node::Operator(Operator::And, inner) => {
                inner.iter().for_each(|part| collect(part, true, found));
            }
            Node::Operator(Operator::Or, inner) => {
                inner.iter().for_each(|part| collect(part, false, found));
            }
            _ if joined => found.push(formula),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(formula, true, &mut found);
    found
}

/// The model without a clause.
pub(super) fn without(model: &Model, clause: &Found) -> Model {
    let mut model = model.clone();
    let formula = match clause.place {
        Place::Stage(id) => match &mut model.stages[id.0].entry {
            Entry::At(formula) | Entry::When(formula) => formula,
        },
        Place::Criterion(id) => &mut model.criteria[id.0].when,
    };
    let mut left = clause.index;
    drop_part(formula, true, &mut left);
    model
}

/// Makes the clause of this number among [`parts`] true; tells whether it is done.
fn drop_part(formula: &mut Formula, joined: bool, left: &mut usize) -> bool {
    match &mut formula.node {
        Node::Operator(Operator::And, inner) => {
            inner.iter_mut().any(|part| drop_part(part, true, left))
        }
        Node::Operator(Operator::Or, inner) => {
            inner.iter_mut().any(|part| drop_part(part, false, left))
        }
        _ if !joined => false,
        _ if *left > 0 => {
            *left -= 1;
            false
        }
        node => {
            *node = Node::Literal(Value::Boolean(true));
            true
        }
    }
}
