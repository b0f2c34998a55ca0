//! A review of changed definitions: what changed, who has to agree, what it does to the data.

mod cut;
mod effect;
mod json;
mod summary;

use super::Style;
use super::change::{ChangeReport, changes};
use super::page::page;
use crate::effect::Effect;
use crate::model::Model;
use jiff::civil::Date;

/// Formats of a review.
pub const REVIEW_FORMATS: [&str; 3] = ["human", "json", "markdown"];

/// What is shown.
#[derive(Debug)]
pub struct ReviewReport<'a> {
    /// What changed in meaning.
    pub changes: ChangeReport<'a>,
    /// The later definitions, for words and zone.
    pub model: &'a Model,
    /// The last day whose rows exist.
    pub as_of: Date,
    /// The days that KPIs are compared over.
    pub period: &'a str,
    /// What it does to the data; or why that was not looked at.
    pub effect: Result<&'a Effect, String>,
    /// Keys of leads may be shown.
    pub leads: bool,
}

/// What tells the comment of a pull request apart, so that a later one replaces it.
const MARKER: &str = "<!-- gyakusan review -->";

/// Groups of fewer leads than this are not counted where others may read.
const FEW: u64 = 5;

/// Makes the text in one of [`REVIEW_FORMATS`]; ends in one line break. Markdown is empty where nothing
/// of meaning changed.
pub fn review(report: &ReviewReport<'_>, format: &str, style: Style) -> String {
    if format == "json" {
        return json::render(report);
    }
    let nothing = report.changes.changes.is_empty();
    let shown = changes(&report.changes, format, style);
    if format == "markdown" {
        if nothing {
            return String::new();
        }
        let effect = page(&effect::page(report, Some(FEW)), format, style);
        let summary = super::markdown::escaped(&summary::summary(report, Some(FEW)));
        let whole = format!("{MARKER}\n**{summary}**\n\n{shown}\n{effect}");
        return cut::cut(&whole, summary::is_japanese(report));
    }
    if nothing {
        return shown;
    }
    let effect = page(&effect::page(report, None), format, style);
    let summary = super::terminal::harmless(&summary::summary(report, None));
    format!("{summary}\n\n{shown}\n{effect}")
}
