//! What changed in meaning between two models: nature, reach, consequence of each change.
//!
//! Three answers that are never merged into one. Formatting, order, files and paths are no changes.
//! Comes after `fingerprint`, whose facts it compares; reports show it.

mod compare;
mod conditions;
mod consequence;
pub mod direction;
mod names;
mod pieces;
mod reach;
mod rename;
mod rule;
mod stages;
#[cfg(test)]
mod tests;

pub use consequence::{Consequence, Level, Reason};
pub use names::{Text, names};
pub use reach::{Reach, Reached};
pub use rename::renamed_tests;
pub use rule::{Nature, RULES, Rule};

use crate::fingerprint::{Definition, Digests, definitions};
use crate::model::Model;
use crate::source::Span;
use direction::Side;
use jiff::civil::Date;

/// A definition that changed.
#[derive(Debug, Clone)]
pub struct Change {
    /// `kpi`, `stage`, ..
    pub kind: &'static str,
    /// Its name, the later one.
    pub name: String,
    /// Its label, where it has one of its own.
    pub label: Option<String>,
    /// Where it stands in the later model.
    pub span: Option<Span>,
    /// What happened to it.
    pub findings: Vec<Finding>,
    /// Who inherits it.
    pub reach: Reach,
    /// What has to be done.
    pub consequence: Consequence,
}

impl Change {
    /// Gives the full name: `kpi.win_rate`.
    pub fn full_name(&self) -> String {
        if self.kind == "project" {
            self.kind.to_owned()
        } else {
            format!("{}.{}", self.kind, self.name)
        }
    }
}

/// One thing that happened to a definition.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What.
    pub rule: &'static Rule,
    /// Keys before and after.
    pub edits: Vec<Edit>,
    /// What is known about rows.
    pub proof: Option<Proof>,
}

/// A key before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The key; inner ones after a dot.
    pub key: String,
    /// Nothing where it was not there.
    pub old: Option<String>,
    /// Nothing where it is gone.
    pub new: Option<String>,
}

/// What is known about rows that leave and enter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proof {
    /// The nature follows from the conditions alone.
    pub proved: bool,
    /// A made-up row that leaves, as conditions.
    pub leaves: Vec<String>,
    /// One that enters.
    pub enters: Vec<String>,
    /// What it hangs on that is no column: whether such rows exist is then not sure. Nothing where
    /// there were too many cases.
    pub opaque: Vec<String>,
}

/// A model taken apart.
struct Parts<'m> {
    model: &'m Model,
    definitions: Vec<Definition>,
    digests: Digests,
}

impl<'m> Parts<'m> {
    fn of(model: &'m Model) -> Self {
        let definitions = definitions(model);
        let digests = Digests::of(model, &definitions);
        Self { model, definitions, digests }
    }

    fn side(&self) -> Side<'_> {
        Side { model: self.model, digests: &self.digests }
    }

    fn find(&self, kind: &str, name: &str) -> Option<&Definition> {
        self.definitions.iter().find(|it| it.kind == kind && it.name == name)
    }
}

/// Lists the definitions that changed; without a model, everything of the other is new or gone.
/// `today` decides whether a deprecated definition may go.
pub fn changes(base: Option<&Model>, head: Option<&Model>, today: Date) -> Vec<Change> {
    let renamed = base.map(|base| rename::renamed(base, head));
    let base = renamed.as_ref().map(|renamed| Parts::of(&renamed.model));
    let head = head.map(Parts::of);
    let mut found = Vec::new();
    for new in head.iter().flat_map(|head| &head.definitions) {
        let old = base.as_ref().and_then(|base| base.find(new.kind, &new.name));
        let before = renamed.as_ref().and_then(|it| it.before(new.kind, &new.name));
        found.extend(compare::pair(base.as_ref(), head.as_ref(), old, Some(new), before, today));
    }
    for old in base.iter().flat_map(|base| &base.definitions) {
        let kept = head.as_ref().is_some_and(|head| head.find(old.kind, &old.name).is_some());
        if !kept {
            let (base, head) = (base.as_ref(), head.as_ref());
            found.extend(compare::pair(base, head, Some(old), None, None, today));
        }
    }
    found
}
