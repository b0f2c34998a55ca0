//! What every definition carries beside what it defines.

use crate::source::Span;
use jiff::civil::Date;

/// What every definition carries.
#[derive(Debug, Clone)]
pub struct About {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Shown to people; the name where absent.
    pub label: String,
    /// What it means in words.
    pub means: Option<String>,
    /// What it must not be mistaken for.
    pub is_not: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who agreed to it.
    pub accepted_by: Option<String>,
    /// How settled it is.
    pub standing: Standing,
}

impl About {
    /// Words of something that nobody wrote down.
    pub fn unwritten(name: impl Into<String>, label: impl Into<String>, span: Span) -> Self {
        Self {
            name: name.into(),
            span,
            label: label.into(),
            means: None,
            is_not: None,
            owner: None,
            accepted_by: None,
            standing: Standing::default(),
        }
    }

    /// Gives the teams that stand for it: who answers, then who agreed.
    pub fn teams(&self) -> impl Iterator<Item = &str> {
        [&self.owner, &self.accepted_by].into_iter().flatten().map(String::as_str)
    }
}

/// How settled a definition is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Nothing where it is not said.
    pub status: Option<Status>,
    /// Of a deprecated one: what to use instead.
    pub replaced_by: Option<String>,
    /// Of a deprecated one: the last day on which it is there.
    pub until: Option<Date>,
    /// Its name before.
    pub renamed_from: Option<String>,
}

/// How far people have come with a definition; later ones bind more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Somebody tries something.
    Draft,
    /// It is on its way out.
    Deprecated,
    /// Somebody asks the others for it.
    Proposed,
    /// All who are named by it said yes.
    Agreed,
}

impl Status {
    /// Every status, in the order of its life.
    pub const ALL: [Status; 4] =
        [Status::Draft, Status::Proposed, Status::Agreed, Status::Deprecated];

    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Proposed => "proposed",
            Status::Agreed => "agreed",
            Status::Deprecated => "deprecated",
        }
    }

    /// Finds a status by its word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}
