//! What stands between a lead and a stage: the fewest clauses that would have to change.

use super::clause::{Clause, Form, Gap};

/// Ways that are listed.
const SHOWN: usize = 3;
/// Ways that are looked at.
const MOST: usize = 64;

/// What stands between a lead and a stage.
#[derive(Debug, Clone, Default)]
pub struct Lack {
    /// The label of the stage before, which comes first and was not entered.
    pub before: Option<String>,
    /// The lead has started again; this cycle is over.
    pub over: bool,
    /// No such moment is recorded.
    pub unrecorded: bool,
    /// The smallest sets of changes that make the condition true; empty where it is.
    pub ways: Vec<Vec<Change>>,
    /// There are other ways as short.
    pub more: bool,
}

/// A clause that has to change.
#[derive(Debug, Clone)]
pub struct Change {
    /// As written.
    pub clause: String,
    /// What it is to become.
    pub to: bool,
    /// How far a comparison of numbers is from that.
    pub gap: Option<Gap>,
}

impl Lack {
    /// Finds the closest changes that make a condition true.
    pub(super) fn closest(mut self, condition: &Clause) -> Self {
        let mut ways = ways(condition, true);
        self.more = ways.len() > SHOWN;
        ways.truncate(SHOWN);
        self.ways = if condition.holds { Vec::new() } else { ways };
        self
    }
}

/// The smallest sets of changes that give a clause the wanted value.
fn ways(clause: &Clause, wanted: bool) -> Vec<Vec<Change>> {
    if clause.holds == wanted {
        return vec![Vec::new()];
    }
    let parts = |wanted: bool| clause.parts.iter().map(move |part| ways(part, wanted));
    match (clause.form, wanted) {
        (Form::Not, _) => shortest(parts(!wanted)),
        (Form::All | Form::Criterion, true) | (Form::Any, false) => together(parts(wanted)),
        (Form::All | Form::Criterion, false) | (Form::Any, true) => shortest(parts(wanted)),
        (Form::Test, _) => {
            let gap = clause.gap.clone().filter(|_| wanted);
            vec![vec![Change { clause: clause.text.clone(), to: wanted, gap }]]
        }
    }
}

/// One of them is enough.
fn shortest(parts: impl Iterator<Item = Vec<Vec<Change>>>) -> Vec<Vec<Change>> {
    let all: Vec<Vec<Change>> = parts.flatten().collect();
    let least = all.iter().map(Vec::len).min();
    all.into_iter().filter(|way| Some(way.len()) == least).take(MOST).collect()
}

/// All of them have to change.
fn together(parts: impl Iterator<Item = Vec<Vec<Change>>>) -> Vec<Vec<Change>> {
    parts.fold(vec![Vec::new()], |ways, part| {
        let longer = |way: &Vec<Change>| {
            let way = way.clone();
            part.iter().map(move |next| [way.as_slice(), next].concat()).collect::<Vec<_>>()
        };
        ways.iter().flat_map(longer).take(MOST).collect()
    })
}
