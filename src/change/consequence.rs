//! What has to be done before a change: nothing, tell, agree, or not yet.
//!
//! Under `change`. It follows from the status of the definition and of what inherits the change, and
//! from who answers for them. A definition without a status counts as proposed.

use std::collections::BTreeSet;

use super::{Finding, Nature, Parts, Reach};
use crate::explain::Item;
use crate::fingerprint::{Definition, Subject};
use crate::model::{About, Expected, Model, Status};
use jiff::civil::Date;

/// Rules of what parties agreed to beside numbers.
const STANDS: [&str; 3] = ["status-changed", "materiality-changed", "privacy-changed"];

/// What has to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// How much.
    pub level: Level,
    /// By whom, sorted.
    pub who: Vec<String>,
    /// Why.
    pub reason: Reason,
}

/// How much has to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    None,
    /// Tell those who own it or what inherits it.
    Notify,
    /// They have to agree.
    Approve,
    /// It must not go in like this.
    Block,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// All of it is a draft.
    Draft,
    /// Nobody agreed on it yet.
    NotAgreed,
    /// It was agreed on, or will be.
    Agreed,
    /// It is not, but what inherits it is.
    InheritedByAgreed,
    /// No number can move.
    WordsOnly,
    /// It was agreed on and goes without having been deprecated.
    RemovedWhileAgreed,
    /// It is deprecated and its last day is not over.
    RemovedTooEarly,
    /// It was deprecated, and its time is over.
    Retired,
}

impl Level {
    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::Notify => "notify",
            Level::Approve => "approve",
            Level::Block => "block",
        }
    }
}

/// Decides for one definition.
pub(super) fn consequence(
    base: Option<&Parts<'_>>,
    head: Option<&Parts<'_>>,
    old: Option<&Definition>,
    new: Option<&Definition>,
    findings: &[Finding],
    reach: &Reach,
    today: Date,
) -> Consequence {
    let of = |it: Option<&Definition>, parts: Option<&Parts<'_>>| {
        it.zip(parts).map(|(it, parts)| Party::of(parts.model, it.subject))
    };
    let (before, after) = (of(old, base), of(new, head));
    let own: Vec<&Party> = before.iter().chain(&after).collect();
    let heirs: Vec<Party> = heirs(head.or(base), reach);
    if let (Some(before), None) = (&before, new)
        && let Some((level, reason)) = removal(before, today)
    {
        return Consequence { level, who: teams(own), reason };
    }
    let moves = findings.iter().any(|it| it.rule.nature.moves_numbers());
    let settled = own.iter().any(|it| it.status == Status::Agreed);
    let agreed: Vec<&Party> = heirs.iter().filter(|it| it.status == Status::Agreed).collect();
    let stands =
        |it: &Finding| STANDS.contains(&it.rule.id) || it.rule.nature == Nature::Reassigned;
    let weighty = moves
        || findings.iter().any(stands)
        || findings.iter().any(|it| it.rule.nature == Nature::Additive && new.is_some());
    if settled && weighty || !agreed.is_empty() {
        let reason = if settled { Reason::Agreed } else { Reason::InheritedByAgreed };
        let mine = own.into_iter().filter(|it| it.status == Status::Agreed);
        return Consequence { level: Level::Approve, who: teams(mine.chain(agreed)), reason };
    }
    let draft = own.iter().copied().chain(&heirs).all(|it| it.status == Status::Draft);
    if draft {
        return Consequence { level: Level::None, who: Vec::new(), reason: Reason::Draft };
    }
    let is_test = new.or(old).is_some_and(|it| matches!(it.subject, Subject::Test(_)));
    let numbers = moves || old.is_none() && !is_test;
    let reason = if numbers { Reason::NotAgreed } else { Reason::WordsOnly };
    Consequence { level: Level::Notify, who: teams(own.into_iter().chain(&heirs)), reason }
}

fn removal(before: &Party, today: Date) -> Option<(Level, Reason)> {
    match before.status {
        Status::Agreed => Some((Level::Block, Reason::RemovedWhileAgreed)),
        Status::Deprecated if before.until.is_some_and(|until| today <= until) => {
            Some((Level::Block, Reason::RemovedTooEarly))
        }
        Status::Deprecated => Some((Level::Notify, Reason::Retired)),
        Status::Draft | Status::Proposed => None,
    }
}

/// A definition as far as people are concerned.
struct Party {
    status: Status,
    until: Option<Date>,
    teams: Vec<String>,
}

impl Party {
    fn of(model: &Model, subject: Subject) -> Self {
        let about = subject.about(model);
        let standing = about.map(|about| &about.standing);
        let status = standing.and_then(|it| it.status).unwrap_or(Status::Proposed);
        let until = standing.and_then(|it| it.until);
        let named = |about: &About| [about.owner.clone(), about.accepted_by.clone()];
        let mut teams: Vec<String> = about.into_iter().flat_map(named).flatten().collect();
        match subject {
            Subject::Item(Item::Agreement(id)) => {
                teams.extend(model.agreements[id.0].between.iter().cloned());
            }
            Subject::Test(index) => teams.extend(tested(model, index)),
            _ => {}
        }
        Self { status, until, teams }
    }
}

/// Who agreed on a test, and who answers for what it tests.
fn tested(model: &Model, index: usize) -> Vec<String> {
    let Some(test) = model.tests.get(index) else { return Vec::new() };
    let about = |of: &Expected| match of {
        Expected::Stage(id) => &model.stages[id.0].about,
        Expected::Criterion(id) => &model.criteria[id.0].about,
    };
    let abouts = test.expect.iter().map(|it| about(&it.of));
    let named = abouts.flat_map(|it| [it.owner.clone(), it.accepted_by.clone()]).flatten();
    test.agreed_by.iter().cloned().chain(named).collect()
}

fn heirs(parts: Option<&Parts<'_>>, reach: &Reach) -> Vec<Party> {
    let Some(parts) = parts else { return Vec::new() };
    let party = |subject| Party::of(parts.model, subject);
    match reach.everything {
        true => parts.definitions.iter().map(|it| party(it.subject)).collect(),
        false => reach.reached.iter().map(|it| party(it.subject)).collect(),
    }
}

fn teams<'p>(parties: impl IntoIterator<Item = &'p Party>) -> Vec<String> {
    let teams: BTreeSet<String> = parties.into_iter().flat_map(|it| it.teams.clone()).collect();
    teams.into_iter().collect()
}
