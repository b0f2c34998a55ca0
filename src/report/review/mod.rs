//! A review of changed definitions: what changed, who has to agree, what it does to the data.

mod cut;
mod document;
mod effect;
mod gate;
mod github;
mod json;
mod kpis;
mod leads;
mod mermaid;
mod shared;
mod summary;
#[cfg(test)]
mod tests;

pub use github::Files;
pub use leads::Leads;

use super::Style;
use super::change::{ChangeReport, changes};
use super::html::{Templates, html};
use super::page::{Page, page};
use crate::approval::Gate;
use crate::diagnostic::Diagnostic;
use crate::effect::Effect;
use crate::model::Model;
use jiff::civil::Date;

/// Formats of a review.
pub const REVIEW_FORMATS: [&str; 5] = ["human", "json", "markdown", "html", "github"];

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
    /// Whether the changes may go in.
    pub gate: &'a Gate,
    /// Leads, where they are asked for.
    pub leads: Option<Leads<'a>>,
    /// Where the later definitions stand.
    pub files: Files<'a>,
}

/// What tells the comment of a pull request apart, so that a later one replaces it.
pub const REVIEW_MARKER: &str = "<!-- gyakusan review -->";

/// Groups of fewer leads than this are not counted where others may read.
const FEW: u64 = 5;

/// Makes the text in one of [`REVIEW_FORMATS`] but `html`; ends in one line break. Markdown and annotations are
/// empty where nothing of meaning changed.
pub fn review(report: &ReviewReport<'_>, format: &str, style: Style) -> String {
    let nothing = report.changes.changes.is_empty();
    match format {
        "json" => json::render(report),
        "github" => github::render(report, FEW),
        "markdown" if nothing => String::new(),
        "markdown" => markdown(report, style),
        _ if nothing => changes(&report.changes, format, style),
        _ => human(report, style),
    }
}

/// Makes one HTML file, without keys of leads unless the project allows them, and without small groups.
/// The errors are in templates of the project.
pub fn review_html(report: &ReviewReport<'_>, own: &Templates) -> Result<String, Diagnostic> {
    html(&document::document(report, FEW), &shared::shared(report, FEW), own)
}

/// Gives the JSON Schema of a review, as JSON.
pub fn review_schema() -> String {
    json::schema()
}

/// One comment for a pull request.
fn markdown(report: &ReviewReport<'_>, style: Style) -> String {
    let part = |it: &Page| page(it, "markdown", style);
    let shown = changes(&report.changes, "markdown", style);
    let (gate, effect) = (part(&gate::page(report)), part(&effect::page(report, Some(FEW))));
    let summary = cut::summary(&summary::summary(report, Some(FEW)));
    let first = format!("{REVIEW_MARKER}\n**{}**\n\n", super::markdown::escaped(&summary));
    let chart = mermaid::render(report);
    let chart = if chart.is_empty() { chart } else { format!("\n{chart}") };
    let rest = format!("\n{gate}\n{effect}");
    cut::joined([&first, &shown, &rest, &chart], summary::is_japanese(report))
}

fn human(report: &ReviewReport<'_>, style: Style) -> String {
    let part = |it: &Page| page(it, "human", style);
    let shown = changes(&report.changes, "human", style);
    let (gate, effect) = (part(&gate::page(report)), part(&effect::page(report, None)));
    let summary = super::terminal::harmless(&summary::summary(report, None));
    format!("{summary}\n\n{shown}\n{gate}\n{effect}")
}
