//! Promises and tests that turn out otherwise under the other model.

use std::collections::BTreeMap;

use super::Ask;
use crate::change::renamed_tests;
use crate::model::{AgreementId, Model, Test};
use crate::trial::{Outcome, run_tests};
use crate::verify::judged;

/// Something that turned out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// Label of an agreement and its period, or name of a test.
    pub what: String,
    /// How it was; a word of machine formats.
    pub before: String,
    /// How it is.
    pub after: String,
}

/// Compares the verdicts on agreements of the same names, period by period.
pub(super) fn agreements(ask: &Ask<'_>) -> Vec<Flip> {
    flips(&verdicts(ask, ask.base), &verdicts(ask, ask.head))
}

/// Compares what becomes of the same tests; the names are the later ones.
pub(super) fn tests(ask: &Ask<'_>) -> Vec<Flip> {
    let mut before = outcomes(ask.base);
    for (new, old) in renamed_tests(ask.base, ask.head) {
        if let Some(word) = before.remove(&(old, String::new())) {
            before.insert((new, String::new()), word);
        }
    }
    flips(&before, &outcomes(ask.head))
}

type Words = BTreeMap<(String, String), String>;

fn flips(before: &Words, after: &Words) -> Vec<Flip> {
    let changed = after.iter().filter_map(|(what, word)| {
        let old = before.get(what).filter(|old| *old != word)?;
        let what = match what.1.is_empty() {
            true => what.0.clone(),
            false => format!("{} {}", what.0, what.1),
        };
        Some(Flip { what, before: old.clone(), after: word.clone() })
    });
    changed.collect()
}

fn verdicts(ask: &Ask<'_>, model: &Model) -> Words {
    let ids: Vec<AgreementId> = (0..model.agreements.len()).map(AgreementId).collect();
    let mut words = Words::new();
    for verdict in judged(model, &ids, None, ask.as_of, ask.engine) {
        let label = &model.agreements[verdict.agreement.0].about.label;
        for judged in &verdict.periods {
            let key = (label.clone(), judged.period.label.clone());
            words.insert(key, judged.state.word().to_owned());
        }
    }
    words
}

fn outcomes(model: &Model) -> Words {
    let tests: Vec<&Test> = model.tests.iter().collect();
    let word = |outcome: &Outcome| match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail(_) => "fail",
        Outcome::Error(_) => "error",
    };
    let tried = run_tests(model, &tests);
    tried
        .iter()
        .map(|it| ((it.test.name.clone(), String::new()), word(&it.outcome).to_owned()))
        .collect()
}
