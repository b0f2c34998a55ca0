//! Values that are missing where clauses look at them: with one, a comparison is not true.

use std::collections::{BTreeMap, BTreeSet};

use super::Ask;
use super::journeys::{Key, key};
use crate::diagnostic::Diagnostics;
use crate::leads::entry_column;
use crate::lower::Listing;
use crate::model::{
    ColumnId, Formula, JourneyColumn, Model, Node, Operator, Path, Set, Shown, SourceId, StageId,
    along,
};
use crate::plan::Value;
use crate::query::Query;
use crate::run;

/// A value that a clause compares.
pub(super) struct Operand {
    /// In the canonical format, seen from where the links lead.
    pub(super) text: String,
    /// Seen from the subject.
    formula: Formula,
}

/// Gives what a clause on a row of a source compares, but constants, and nothing that it asks to be
/// missing; the links lead there from the subject.
pub(super) fn operands(
    model: &Model,
    clause: &Formula,
    source: SourceId,
    path: &Path,
) -> Vec<Operand> {
    let mut found = Vec::new();
    tests(model, clause, source, path, &mut found);
    found
}

fn tests(model: &Model, clause: &Formula, at: SourceId, path: &Path, found: &mut Vec<Operand>) {
    match &clause.node {
        Node::Walk(link, to, inner) => tests(model, inner, *to, &longer(path, *link, *to), found),
        Node::Criterion(id) => tests(model, &model.criteria[id.0].when, at, path, found),
        Node::Operator(Operator::And | Operator::Or | Operator::Not, parts) => {
            parts.iter().for_each(|part| tests(model, part, at, path, found));
        }
        Node::Operator(Operator::Compare(_), sides) => {
            sides.iter().for_each(|side| value(model, side, at, path, found));
        }
        Node::In(inner, _) | Node::Text(_, inner, _) => value(model, inner, at, path, found),
        _ => {}
    }
}

fn value(model: &Model, side: &Formula, at: SourceId, path: &Path, found: &mut Vec<Operand>) {
    match &side.node {
        Node::Walk(link, to, inner) => value(model, inner, *to, &longer(path, *link, *to), found),
        Node::Literal(_) | Node::Duration(_) => {}
        _ => {
            let text = Shown { model, formula: side, source: Some(at) }.to_string();
            if found.iter().all(|it| it.text != text) {
                found.push(Operand { text, formula: along(path, side.clone()) });
            }
        }
    }
}

fn longer(path: &Path, link: ColumnId, to: SourceId) -> Path {
    path.iter().copied().chain([(link, to)]).collect()
}

/// Finds the values that are missing, by journey; texts as in [`Operand`].
pub(super) fn lacking(
    ask: &Ask<'_>,
    model: &Model,
    stage: StageId,
    operands: &[&Operand],
) -> Result<BTreeMap<Key, BTreeSet<String>>, Diagnostics> {
    if operands.is_empty() {
        return Ok(BTreeMap::new());
    }
    let funnel = &model.funnels[model.stages[stage.0].funnel.0];
    let own = [JourneyColumn::Subject, JourneyColumn::Cycle];
    let mut values = own.map(|column| entry_column(model, stage, column)).to_vec();
    let subject = vec![(ColumnId(0), funnel.of)];
    values.extend(operands.iter().map(|it| along(&subject, it.formula.clone())));
    let set = Set {
        source: funnel.journeys,
        stage: None,
        filters: Vec::new(),
        clock: None,
        windows: Vec::new(),
    };
    let listing = Listing { set, values, at_entry: false, journey: None, whole: true };
    let query = Query { period: None, ..ask.query(Vec::new()) };
    let found = run::list(model, &query, &[listing], ask.engine)?.into_iter().next();
    let mut missing = BTreeMap::new();
    for row in found.unwrap_or_default().rows {
        let [subject, cycle, seen @ ..] = row.as_slice() else { continue };
        let texts = operands.iter().zip(seen).filter(|(_, value)| **value == Value::Missing);
        let texts: BTreeSet<String> = texts.map(|(it, _)| it.text.clone()).collect();
        if !texts.is_empty() {
            missing.insert(key(subject, cycle), texts);
        }
    }
    Ok(missing)
}
