//! A condition as a tree of clauses, each understood on a row of one source.
//!
//! `reasons` evaluates it for one row.

use super::owner::Owner;
use super::versions::{Days, days_of};
use crate::model::{ColumnId, Formula, Model, Node, Operator, SourceId, along};
use crate::plan::Value;
use crate::types::Kind;

/// A condition or a part of it.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) text: String,
    pub(super) form: Form,
    pub(super) parts: Vec<Clause>,
    /// On a row of the source of the whole tree.
    pub(super) formula: Formula,
    /// What it compares, with its text.
    pub(super) seen: Vec<(String, Formula)>,
    /// It belongs to one of several definitions, that of these days.
    pub(super) days: Option<Days>,
}

/// How the parts of a clause make its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    And,
    Or,
    Not,
    /// A criterion whose only part is its condition.
    Named,
    Leaf,
}

impl Clause {
    /// Takes the condition of a definition apart.
    pub(super) fn of(model: &Model, owner: Owner) -> Self {
        Builder { model, owner, way: Vec::new(), days: None }
            .clause(owner.formula(model), Some(owner.source(model)))
    }

    /// Visits the leaves from left to right.
    pub(super) fn leaves<'c>(&'c self, see: &mut dyn FnMut(&'c Clause)) {
        if self.form == Form::Leaf {
            see(self);
        }
        self.parts.iter().for_each(|part| part.leaves(see));
    }
}

/// Where a formula stands: in which definition, and along which links from the row of the tree.
#[derive(Clone)]
struct Builder<'a> {
    model: &'a Model,
    owner: Owner,
    way: Vec<(ColumnId, SourceId)>,
    days: Option<Days>,
}

impl Builder<'_> {
    fn clause(&self, formula: &Formula, source: Option<SourceId>) -> Clause {
        if let (Some(days), None) = (days_of(formula), self.days) {
            return Builder { days: Some(days), ..self.clone() }.clause(formula, source);
        }
        let (form, parts) = match &formula.node {
            Node::Operator(Operator::And, parts) => (Form::And, self.all(parts, source)),
            Node::Operator(Operator::Or, parts) => (Form::Or, self.all(parts, source)),
            Node::Operator(Operator::Not, parts) => (Form::Not, self.all(parts, source)),
            Node::Walk(link, to, inner) if inner.kind == Kind::Boolean => {
                let mut below = self.clone();
                below.way.push((*link, *to));
                return below.clause(inner, Some(*to));
            }
            Node::Criterion(id) => {
                let owner = Owner::Criterion(*id);
                let below = Builder { owner, ..self.clone() };
                let criterion = &self.model.criteria[id.0];
                let inner = below.clause(&criterion.when, Some(criterion.of));
                match inner.form {
                    Form::Leaf | Form::Named => (Form::Named, vec![inner]),
                    form => (form, inner.parts),
                }
            }
            _ => (Form::Leaf, Vec::new()),
        };
        let seen = if form == Form::Leaf { self.seen(formula, source) } else { Vec::new() };
        let text = match (&formula.node, form) {
            (Node::Criterion(id), _) => Owner::Criterion(*id).name(self.model),
            _ => self.owner.text(self.model, formula, source),
        };
        Clause { text, form, parts, formula: self.here(formula), seen, days: self.days }
    }

    fn all(&self, parts: &[Formula], source: Option<SourceId>) -> Vec<Clause> {
        parts.iter().map(|part| self.clause(part, source)).collect()
    }

    fn here(&self, formula: &Formula) -> Formula {
        along(&self.way, formula.clone())
    }

    /// What a leaf looks at: operands that are no constants, or how many rows an `any` has.
    fn seen(&self, formula: &Formula, source: Option<SourceId>) -> Vec<(String, Formula)> {
        let operands: Vec<&Formula> = match &formula.node {
            Node::Operator(_, parts) => parts.iter().collect(),
            Node::In(inner, _) | Node::Text(_, inner, _) => vec![inner],
            _ if formula.kind != Kind::Boolean => vec![formula],
            _ => Vec::new(),
        };
        let plain = |part: &&&Formula| !matches!(part.node, Node::Literal(_) | Node::Duration(_));
        let operands = operands.iter().filter(plain);
        let text = |part: &Formula| self.owner.text(self.model, part, source);
        operands.map(|part| (text(part), self.here(part))).collect()
    }
}

/// A clause of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// As written.
    pub text: String,
    /// Whether it holds; nothing for what is no condition.
    pub holds: Option<bool>,
    /// What it compares and the values of the row.
    pub seen: Vec<(String, Value)>,
    /// What it is made of.
    pub parts: Vec<Verdict>,
}
