//! Diagnoses that were judged: those that hold with all their numbers, then the others.

mod human;
mod json;
mod markdown;
mod texts;

use super::Style;
use crate::diagnose::Finding;
use crate::model::Model;
use crate::query::Asked;
use jiff::civil::Date;

/// Formats of diagnoses.
pub const DIAGNOSE_FORMATS: [&str; 3] = ["human", "json", "markdown"];

/// What is shown.
#[derive(Debug)]
pub struct Diagnosed<'a> {
    /// The definitions.
    pub model: &'a Model,
    /// Their semantic hash.
    pub definitions: &'a str,
    /// The last day whose rows exist.
    pub as_of: Date,
    /// The period that was looked at.
    pub period: &'a Asked,
    /// Those that hold first.
    pub findings: &'a [Finding],
}

/// Makes the text in one of [`DIAGNOSE_FORMATS`]; ends in one line break.
pub fn diagnosed(shown: &Diagnosed<'_>, format: &str, style: Style) -> String {
    match format {
        "json" => json::render(shown),
        "markdown" => markdown::render(shown),
        _ => human::render(shown, style),
    }
}
