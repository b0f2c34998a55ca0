//! Looks for a row, cell by cell, and gives up after a bounded number of cases.
//!
//! Under `direction`. A part that is decided by the values chosen so far is not looked into further.

use super::Example;
use super::cells::Cell;
use super::draft::Draft;
use super::variable::Variable;

/// Cases that are tried.
const MOST: usize = 100_000;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Proved: there is no such row.
    None,
    Found(Example),
    /// Too many cases to tell.
    TooMany,
}

impl Outcome {
    pub(super) fn example(self) -> Option<Example> {
        match self {
            Outcome::Found(example) => Some(example),
            Outcome::None | Outcome::TooMany => None,
        }
    }
}

pub(super) struct Search<'s> {
    variables: &'s [Variable<'s>],
    cells: &'s [Vec<Cell>],
    /// The first is not above the second.
    limits: &'s [(usize, usize)],
    /// The cell chosen for each variable.
    chosen: Vec<Option<usize>>,
    left: usize,
}

impl<'s> Search<'s> {
    pub(super) fn new(
        variables: &'s [Variable<'s>],
        cells: &'s [Vec<Cell>],
        limits: &'s [(usize, usize)],
    ) -> Self {
        Self { variables, cells, limits, chosen: vec![None; cells.len()], left: MOST }
    }

    /// Looks for values with which it holds.
    pub(super) fn run(mut self, wanted: &Draft) -> Outcome {
        match self.find(wanted) {
            Some(true) => Outcome::Found(self.example()),
            Some(false) => Outcome::None,
            None => Outcome::TooMany,
        }
    }

    /// Whether there are such values; the choice is kept where there are. Nothing where the number
    /// of cases is used up.
    fn find(&mut self, wanted: &Draft) -> Option<bool> {
        self.left = self.left.checked_sub(1)?;
        match self.value(wanted) {
            Some(holds) => return Some(holds),
            None if self.left == 0 => return None,
            None => {}
        }
        let Some(variable) = self.open(wanted) else { return Some(false) };
        for cell in 0..self.cells[variable].len() {
            self.chosen[variable] = Some(cell);
            if self.fits(variable) && self.find(wanted)? {
                return Some(true);
            }
        }
        self.chosen[variable] = None;
        Some(false)
    }

    /// Whether a choice keeps within the limits.
    fn fits(&self, variable: usize) -> bool {
        let range = |at: usize| Some(self.cells[at][self.chosen[at]?].range);
        self.limits.iter().filter(|(low, high)| *low == variable || *high == variable).all(
            |(low, high)| match (range(*low), range(*high)) {
                (Some((least, _)), Some((_, greatest))) => least <= greatest,
                _ => true,
            },
        )
    }

    /// What a part is with the values chosen so far; nothing where it is open.
    fn value(&self, draft: &Draft) -> Option<bool> {
        match draft {
            Draft::Constant(value) => Some(*value),
            Draft::Test(variable, test) => {
                let cell = self.chosen[*variable]?;
                Some(test.holds(&self.cells[*variable][cell].point))
            }
            Draft::Not(inner) => self.value(inner).map(|value| !value),
            Draft::And(parts) => self.joined(parts, false),
            Draft::Or(parts) => self.joined(parts, true),
        }
    }

    /// One part of value `decides` decides.
    fn joined(&self, parts: &[Draft], decides: bool) -> Option<bool> {
        let mut whole = Some(!decides);
        for part in parts {
            match self.value(part) {
                Some(value) if value == decides => return Some(decides),
                Some(_) => {}
                None => whole = None,
            }
        }
        whole
    }

    /// The first variable without a choice in a part that is open.
    fn open(&self, draft: &Draft) -> Option<usize> {
        if self.value(draft).is_some() {
            return None;
        }
        match draft {
            Draft::Constant(_) => None,
            Draft::Test(variable, _) => Some(*variable),
            Draft::Not(inner) => self.open(inner),
            Draft::And(parts) | Draft::Or(parts) => parts.iter().find_map(|part| self.open(part)),
        }
    }

    fn example(&self) -> Example {
        let (mut values, mut opaque) = (Vec::new(), Vec::new());
        for (at, cell) in self.chosen.iter().enumerate() {
            let Some(cell) = cell else { continue };
            values.push(self.cells[at][*cell].shown.clone());
            if !self.variables[at].plain {
                opaque.push(self.variables[at].shown.clone());
            }
        }
        Example { values, opaque }
    }
}
