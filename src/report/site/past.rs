//! What changed when, as the history of git tells it.

use std::collections::BTreeMap;

/// The changes of every definition.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// By full name (`kpi.win_rate`, `source.leads`), latest first.
    pub events: BTreeMap<String, Vec<Event>>,
    /// Why earlier ones are not among them.
    pub beyond: Option<Beyond>,
}

/// Why a history does not go back to its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beyond {
    /// Only so many of the latest commits were read.
    Latest(usize),
    /// Git did not fetch them; this line would.
    Shallow(String),
}

/// A commit that changed what a definition means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day it was committed.
    pub day: String,
    /// The first digits of its id.
    pub commit: String,
    /// The first line of its message.
    pub subject: String,
    /// How the meaning changed, in words.
    pub nature: String,
    /// Full names of what it rests on that changed; none where it changed itself.
    pub through: Vec<String>,
}
