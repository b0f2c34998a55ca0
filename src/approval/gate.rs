//! Whether changes may go in: who has to approve what, and who has.
//!
//! Under `approval`. A review shows it; `kpi check` refuses agreed definitions that lack an approval.

use std::collections::BTreeSet;

use super::{Approvals, Lock, parties};
use crate::change::{Change, Level, Reason};
use crate::explain::Item;
use crate::model::{Model, Status};

/// Whether changes may go in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    /// Full names of changes that must not go in like this.
    pub blocked: Vec<String>,
    /// Every approval that the changes need, by party and name.
    pub asked: Vec<Asked>,
}

/// An approval that is needed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Whose.
    pub party: String,
    /// Full name of the definition.
    pub name: String,
    /// It is there, for the meaning after the changes.
    pub given: bool,
}

/// What a gate comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing is needed, or everything is there.
    Open,
    /// An approval is not there yet.
    Waiting,
    /// A change must not go in like this.
    Blocked,
}

impl State {
    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Waiting => "waiting",
            State::Blocked => "blocked",
        }
    }
}

impl Gate {
    /// Gives what it comes to.
    pub fn state(&self) -> State {
        match (self.blocked.is_empty(), self.asked.iter().all(|it| it.given)) {
            (false, _) => State::Blocked,
            (true, false) => State::Waiting,
            (true, true) => State::Open,
        }
    }
}

/// Compares what changes ask for with what the parties approved, both of the later side.
pub fn gate(changes: &[Change], head: &Model, locks: &[Lock]) -> Gate {
    let of = |level| changes.iter().filter(move |it: &&Change| it.consequence.level == level);
    let blocked = of(Level::Block).map(Change::full_name).collect();
    let approvals = Approvals::of(head, locks);
    let mut asked = Vec::new();
    for item in touched(of(Level::Approve), head) {
        let name = item.name(head);
        for party in parties(head, item) {
            let given = approvals.holds(&party, &name);
            asked.push(Asked { party, name: name.clone(), given });
        }
    }
    asked.sort();
    asked.dedup();
    Gate { blocked, asked }
}

/// The changed definitions themselves, and those that were agreed on and inherit a change.
fn touched<'c>(changes: impl Iterator<Item = &'c Change>, head: &Model) -> BTreeSet<Item> {
    let all: Vec<(String, Item)> =
        crate::explain::definitions(head).map(|item| (item.name(head), item)).collect();
    let agreed = |item: Item| item.status(head) == Some(Status::Agreed);
    let mut found = BTreeSet::new();
    for change in changes {
        let own = change.full_name();
        let mine = change.consequence.reason != Reason::InheritedByAgreed;
        found.extend(all.iter().filter_map(|(name, item)| {
            let inherits = || agreed(*item) && change.reach.includes(name);
            (mine && *name == own || inherits()).then_some(*item)
        }));
    }
    found
}
