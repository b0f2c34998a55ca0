//! Which clause decides who leaves a stage and who enters it: the one without which nothing would
//! change for a lead.
//!
//! Every clause that only one model has is taken out of that model, and the stage is evaluated
//! again: a lead that is then where it was is decided by this clause alone.

use std::collections::BTreeSet;

use super::Ask;
use super::journeys::{Journeys, Key, journeys};
use super::lacking::{Operand, lacking, operands};
use super::movement::{Movement, Mover};
use crate::diagnostic::Diagnostics;
use crate::model::{
    CriterionId, Entry, Formula, Model, Node, Operator, Path, Shown, SourceId, StageId,
};
use crate::plan::Value;

/// Most clauses that are taken out, each at the cost of one evaluation.
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
struct Found {
    place: Place,
    index: usize,
    text: String,
    operands: Vec<Operand>,
}

/// Says of every mover which clause decides.
pub(super) fn decide(
    ask: &Ask<'_>,
    base: StageId,
    head: StageId,
    movement: &mut Movement,
) -> Result<(), Diagnostics> {
    let (before, after) = (clauses(ask.base, base), clauses(ask.head, head));
    let texts = |found: &[Found]| found.iter().map(|it| it.text.clone()).collect::<BTreeSet<_>>();
    let (old, new) = (texts(&before), texts(&after));
    let added: Vec<Found> = after.into_iter().filter(|it| !old.contains(&it.text)).collect();
    let gone: Vec<Found> = before.into_iter().filter(|it| !new.contains(&it.text)).collect();
    movement.leave_by = look(ask, ask.head, head, &added, &mut movement.leave)?;
    movement.enter_by = look(ask, ask.base, base, &gone, &mut movement.enter)?;
    Ok(())
}

/// Takes each clause out of a model and looks which of the movers are then in the stage.
fn look(
    ask: &Ask<'_>,
    model: &Model,
    stage: StageId,
    clauses: &[Found],
    movers: &mut [Mover],
) -> Result<Vec<Clause>, Diagnostics> {
    if movers.is_empty() || clauses.is_empty() || clauses.len() > MOST {
        return Ok(Vec::new());
    }
    movers.iter_mut().for_each(|mover| mover.why = Decided::Several);
    let mut found = Vec::new();
    for (place, clause) in clauses.iter().enumerate() {
        let without = journeys(ask, &without(model, clause), stage)?;
        let mut decides = 0;
        for mover in movers.iter_mut().filter(|mover| mover.why == Decided::Several) {
            if is_in(&without, &(mover.subject.clone(), mover.cycle)) {
                mover.why = Decided::Clause(place);
                decides += 1;
            }
        }
        found.push(Clause { text: clause.text.clone(), decides });
    }
    explain(ask, model, stage, clauses, movers)?;
    Ok(found)
}

/// Says of every mover which values are missing in the clauses that decide.
fn explain(
    ask: &Ask<'_>,
    model: &Model,
    stage: StageId,
    clauses: &[Found],
    movers: &mut [Mover],
) -> Result<(), Diagnostics> {
    let all: Vec<&Operand> = clauses.iter().flat_map(|clause| &clause.operands).collect();
    let missing = lacking(ask, model, stage, &all)?;
    for mover in movers {
        let Some(texts) = missing.get(&(mover.subject.clone(), mover.cycle)) else { continue };
        let decides = |text: &&String| match mover.why {
            Decided::Clause(place) => clauses[place].operands.iter().any(|it| it.text == **text),
            Decided::Several | Decided::NotLookedAt => true,
        };
        mover.missing = texts.iter().filter(decides).cloned().collect();
    }
    Ok(())
}

fn is_in(journeys: &Journeys, key: &Key) -> bool {
    let entry = journeys.all.get(key).and_then(|it| it.own.get(journeys.position));
    entry.is_some_and(Option::is_some)
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
fn without(model: &Model, clause: &Found) -> Model {
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
