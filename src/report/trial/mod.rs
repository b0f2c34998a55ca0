//! Results of tests of definitions, one format per file.

mod gaps;
mod human;
mod json;
pub(super) mod junit;
mod suggestion;
mod words;

pub use suggestion::suggestions;

use crate::model::Model;
use crate::source::Sources;
use crate::trial::{Covered, Mutation, Tried};

use super::Style;

/// Formats of test results.
pub const TRIAL_FORMATS: [&str; 3] = ["human", "junit", "json"];

/// What tests found, with what it takes to show it.
#[derive(Debug, Clone, Copy)]
pub struct TrialReport<'a> {
    /// The definitions.
    pub model: &'a Model,
    /// Their text.
    pub sources: &'a Sources,
    /// Every test that was run.
    pub tried: &'a [Tried<'a>],
    /// What they have seen of every condition, if asked for.
    pub coverage: Option<&'a [Covered]>,
    /// What became of small changes, if asked for.
    pub mutation: Option<&'a Mutation>,
}

/// Makes the text in one of [`TRIAL_FORMATS`]; ends in one line break.
pub fn trial(report: &TrialReport, format: &str, style: Style) -> String {
    match format {
        // Build servers know tests only.
        "junit" => junit::render(report),
        "json" => json::render(report),
        _ => human::render(report, style),
    }
}
