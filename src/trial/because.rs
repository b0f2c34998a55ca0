//! Whether a condition decides a test: always true or always false, it has to change what comes out.
//!
//! Turned round it would not do: a stage whose only condition holds from the second row on is entered at
//! the first row then, so the lead is in all the same.

use super::edit::{Site, fixed, parts};
use super::owner::deciding;
use super::question::{Question, wanted};
use crate::engine::Memory;
use crate::model::{Because, Model, Shown, Test};

/// Why a condition does not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// Nothing that the test expects rests on such a condition.
    Absent,
    /// Neither as always true nor as always false it changes anything.
    NotDeciding,
}

/// Lists the conditions of `because` that do not decide, as written.
pub(super) fn because(model: &Model, test: &Test, rows: &Memory) -> Vec<(String, Idle)> {
    let mut idle = Vec::new();
    for condition in &test.because {
        let sites = sites(model, test, condition);
        let wanted = wanted(std::iter::once(test));
        let changes = sites.iter().flat_map(|site| [(site, true), (site, false)]);
        let decides = changes.into_iter().any(|(site, holds)| {
            let model = fixed(model, *site, holds);
            Question::new(&model, &wanted).holds(test, rows) == Some(false)
        });
        let reason = if sites.is_empty() { Idle::Absent } else { Idle::NotDeciding };
        if !decides {
            idle.push((condition.written.to_string(), reason));
        }
    }
    idle
}

/// Where the condition stands among all that decides the test.
fn sites(model: &Model, test: &Test, condition: &Because) -> Vec<Site> {
    let owners = test.expect.iter().flat_map(|it| deciding(model, it.of));
    let mut owners: Vec<_> = owners.collect();
    owners.sort_unstable();
    owners.dedup();
    let mut found = Vec::new();
    for owner in owners {
        for (site, part, source) in parts(model, owner) {
            let same = condition.understood.iter().any(|(on, formula)| {
                let shown = |formula| Shown { model, formula, source: Some(*on) }.to_string();
                Some(*on) == source && shown(formula) == shown(part)
            });
            if same {
                found.push(site);
            }
        }
    }
    found
}
