//! Values that are missing where clauses look at them: with one, a comparison is not true.

use crate::model::{ColumnId, Formula, Model, Node, Operator, Path, Shown, SourceId, along};

/// A value that a clause compares.
pub(super) struct Operand {
    /// In the canonical format, seen from where the links lead.
    pub(super) text: String,
    /// Seen from the subject.
    pub(super) formula: Formula,
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
