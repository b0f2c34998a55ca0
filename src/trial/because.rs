//! Whether a condition decides a test: turned round, it has to change what comes out.

use super::edit::{Site, flipped, parts};
use super::owner::deciding;
use super::question::{Question, wanted};
use crate::engine::Memory;
use crate::model::{Because, Model, Shown, Test};

/// Why a condition does not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// Nothing that the test expects rests on such a condition.
    Absent,
    /// Turned round, it changes nothing.
    NotDeciding,
}

/// Lists the conditions of `because` that do not decide, as written.
pub(super) fn because(model: &Model, test: &Test, rows: &Memory) -> Vec<(String, Idle)> {
    let mut idle = Vec::new();
    for condition in &test.because {
        let sites = sites(model, test, condition);
        let wanted = wanted(std::iter::once(test));
        let decides = sites.iter().any(|site| {
            let model = flipped(model, *site);
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
