//! Verdicts on agreements as text, one format per file.

mod human;
mod json;
mod junit;
mod markdown;
mod words;

use super::Style;
use crate::model::{Agreement, Model};
use crate::source::Sources;
use crate::verify::Verdict;
use jiff::civil::Date;

/// Formats of verdicts.
pub const VERIFY_FORMATS: [&str; 4] = ["human", "json", "markdown", "junit"];

/// Verdicts, with what it takes to show them.
#[derive(Debug, Clone, Copy)]
pub struct VerifyReport<'a> {
    /// The definitions.
    pub model: &'a Model,
    /// Their text.
    pub sources: &'a Sources,
    /// What became of each agreement.
    pub verdicts: &'a [Verdict],
    /// The last day whose rows exist.
    pub as_of: Date,
}

impl VerifyReport<'_> {
    fn agreement(&self, verdict: &Verdict) -> &Agreement {
        &self.model.agreements[verdict.agreement.0]
    }
}

/// Makes the text in one of [`VERIFY_FORMATS`]; ends in one line break.
pub fn verdicts(report: &VerifyReport, format: &str, style: Style) -> String {
    match format {
        "json" => json::render(report),
        "markdown" => markdown::render(report),
        "junit" => junit::render(report),
        _ => human::render(report, style),
    }
}
