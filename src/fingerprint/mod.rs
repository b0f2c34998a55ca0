//! The meaning of each definition in one spelling, key by key.
//!
//! Text, labels, order, layout and places of files do not count; nor does another spelling of the
//! same condition. Comes after `explain`, whose lineage it follows; `change` compares what it gives.

mod digest;
mod facts;
mod formulas;
mod normal;
mod settings;
#[cfg(test)]
mod tests;
mod trials;

pub use digest::Digests;
pub use normal::{normal, spelled};
pub use trials::tests;

use crate::explain::Item;
use crate::model::{About, Model};
use crate::source::Span;

/// Hex digits of a fingerprint.
const DIGITS: usize = 16;

/// What is compared between two models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// `[project]`
    Project,
    /// The business calendar.
    Calendar,
    /// What `explain` knows; never a column.
    Item(Item),
    /// A test of definitions, by its index.
    Test(usize),
}

/// A definition taken apart.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Which, in its model.
    pub subject: Subject,
    /// `kpi`, `stage`, ..
    pub kind: &'static str,
    /// Unique among all.
    pub name: String,
    /// Its keys, in the order of the language.
    pub facts: Vec<Fact>,
}

/// One key of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// As written in the file; inner ones after a dot.
    pub key: String,
    /// Equal where the same is meant.
    pub meaning: String,
    /// For people, in the canonical format. Items of a list stand on lines of their own.
    pub shown: String,
    /// What it is part of.
    pub part: Part,
}

/// What a key belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It can change a number.
    Meaning,
    /// Words and who answers for it.
    About,
}

impl Definition {
    /// Gives the fingerprint of what the definition itself says; what it rests on does not count.
    pub fn fingerprint(&self) -> String {
        let facts = self.facts.iter().filter(|fact| fact.part == Part::Meaning);
        let mut lines: Vec<String> =
            facts.map(|fact| format!("{}={}", fact.key, fact.meaning)).collect();
        lines.sort();
        digest(&format!("{}\n{}", self.kind, lines.join("\n")))
    }

    /// Gives the full name: `kpi.win_rate`.
    pub fn full_name(&self) -> String {
        match self.subject {
            Subject::Project => self.kind.to_owned(),
            _ => format!("{}.{}", self.kind, self.name),
        }
    }
}

impl Subject {
    /// Gives the words of a definition that has some.
    pub fn about(self, model: &Model) -> Option<&About> {
        match self {
            Subject::Project | Subject::Calendar | Subject::Test(_) => None,
            Subject::Item(item) => item.about(model),
        }
    }

    /// Gives where the name of a definition stands, or where a test does.
    pub fn span(self, model: &Model) -> Option<Span> {
        match self {
            Subject::Test(index) => model.tests.get(index).map(|test| test.span),
            _ => self.about(model).map(|about| about.span),
        }
    }
}

/// Takes every definition of a model apart: the project, sources, definitions, then their tests.
pub fn definitions(model: &Model) -> Vec<Definition> {
    let mut all = vec![settings::project(model)];
    all.extend(settings::calendar(model));
    all.extend(settings::sources(model));
    all.extend(crate::explain::definitions(model).map(|item| facts::definition(model, item)));
    all.extend(tests(model));
    all
}

/// The first digits of a hash.
fn digest(text: &str) -> String {
    crate::hash::digest(text, DIGITS)
}
