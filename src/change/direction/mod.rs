//! Which rows a changed condition lets in or out, proved on the condition itself.
//!
//! Values fall into cells that no comparison tells apart; a search over cells looks for a row that
//! fulfils one condition and not the other. Where none exists, the inclusion is proved. What is no
//! column of the row (points, rows below) is an opaque value: it can prove, but not refute. Under
//! `change`.

mod cells;
mod draft;
mod frame;
#[cfg(test)]
mod properties;
mod search;
#[cfg(test)]
mod tests;
mod variable;

pub use frame::frame;

use crate::fingerprint::Digests;
use crate::model::{Formula, Model, SourceId};
use draft::{Builder, Draft};
use search::{Outcome, Search};

/// One of two models.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Its definitions.
    pub model: &'a Model,
    /// Their fingerprints.
    pub digests: &'a Digests,
}

/// A condition on rows of a source; conditions of a list all hold.
#[derive(Debug, Clone, Copy)]
pub struct Condition<'a> {
    /// In which model.
    pub side: Side<'a>,
    /// What holds.
    pub parts: &'a [Formula],
    /// Of rows of which source.
    pub of: SourceId,
}

/// What a change of a condition does to rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Direction {
    /// Proved: every row is in both or in none.
    Same,
    /// Proved: rows can only leave; one that does.
    Tightened(Option<Example>),
    /// Proved: rows can only enter; one that does.
    Loosened(Option<Example>),
    /// Proved: some leave, some enter; one of each.
    Shifted {
        /// Leaves.
        leaves: Example,
        /// Enters.
        enters: Example,
    },
    /// Not proved.
    Unknown(Why),
}

/// Why nothing is proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It hangs on these, whose values are not looked into.
    Opaque(Vec<String>),
    /// More cases than are tried.
    TooManyCases,
    /// Not conditions on the same rows.
    OtherRows,
}

/// A made-up row, as conditions on its values; what is not named does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// `leads.industry = 'IT'`
    pub values: Vec<String>,
    /// Those that are no columns, so that it is not sure whether such a row can exist.
    pub opaque: Vec<String>,
}

/// Compares two conditions.
pub fn direction(base: Condition<'_>, head: Condition<'_>) -> Direction {
    if base.side.model.source(base.of).name != head.side.model.source(head.of).name {
        return Direction::Unknown(Why::OtherRows);
    }
    decide(outcome(base, head, 0), || outcome(head, base, 0))
}

fn decide(leaving: Outcome, entering: impl FnOnce() -> Outcome) -> Direction {
    match (leaving, entering()) {
        (Outcome::None, Outcome::None) => Direction::Same,
        (leaving, Outcome::None) => Direction::Tightened(leaving.example()),
        (Outcome::None, entering) => Direction::Loosened(entering.example()),
        (Outcome::Found(leaves), Outcome::Found(enters)) => {
            let mut opaque = [leaves.opaque.clone(), enters.opaque.clone()].concat();
            opaque.sort();
            opaque.dedup();
            match opaque.is_empty() {
                true => Direction::Shifted { leaves, enters },
                false => Direction::Unknown(Why::Opaque(opaque)),
            }
        }
        _ => Direction::Unknown(Why::TooManyCases),
    }
}

/// Looks for a row that fulfils `inside` and not `outside`.
fn outcome(inside: Condition<'_>, outside: Condition<'_>, depth: u8) -> Outcome {
    let mut builder = Builder::default();
    let inside = builder.all(inside);
    let outside = builder.all(outside);
    let wanted = Draft::And(vec![inside, Draft::Not(Box::new(outside))]);
    let limits = builder.limits(depth);
    let variables = builder.variables.iter().enumerate();
    let cells: Option<Vec<_>> = variables.map(|(at, it)| cells::cells(at, it, &wanted)).collect();
    match cells {
        Some(cells) => Search::new(&builder.variables, &cells, &limits).run(&wanted),
        None => Outcome::TooMany,
    }
}
