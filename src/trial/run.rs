//! Runs tests of definitions.

use super::because::{Idle, because};
use super::judge::{Mismatch, judge};
use super::reasons::{Reason, reasons};
use super::tables::{expected, misfits, query, tables};
use crate::diagnostic::Diagnostics;
use crate::lower::Listing;
use crate::model::{Model, Test};
use crate::run;

/// A test and what became of it.
#[derive(Debug, Clone)]
pub struct Tried<'m> {
    /// The test.
    pub test: &'m Test,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a test.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// What is expected came out.
    Pass,
    /// Something else came out, or for another reason.
    Fail(Failure),
    /// It could not be evaluated.
    Error(Diagnostics),
}

/// What is wrong.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Failure {
    /// Expectations that are not met, with the first leads concerned.
    pub mismatches: Vec<(Mismatch, Vec<Reason>)>,
    /// Conditions of `because` that do not decide.
    pub idle: Vec<(String, Idle)>,
}

/// Runs tests, in their order.
pub fn run_tests<'m>(model: &Model, tests: &[&'m Test]) -> Vec<Tried<'m>> {
    tests.iter().map(|test| Tried { test, outcome: run_test(model, test) }).collect()
}

/// Runs one test; conditions of `because` are looked at where all else is as expected.
fn run_test(model: &Model, test: &Test) -> Outcome {
    let misfits = misfits(model, test);
    if misfits.has_errors() {
        return Outcome::Error(misfits);
    }
    let rows = tables(model, test);
    let listings: Vec<Listing> = test.expect.iter().map(|it| expected(model, it.of)).collect();
    let found = match run::list(model, &query(test.as_of), &listings, &rows) {
        Ok(found) => found,
        Err(errors) => return Outcome::Error(errors),
    };
    let mut failure = Failure::default();
    for (expectation, found) in test.expect.iter().zip(&found) {
        if let Some(mismatch) = judge(model, expectation, found) {
            let reasons = reasons(model, test, &mismatch, &rows);
            failure.mismatches.push((mismatch, reasons));
        }
    }
    if failure.mismatches.is_empty() {
        failure.idle = because(model, test, &rows);
    }
    if failure == Failure::default() { Outcome::Pass } else { Outcome::Fail(failure) }
}
