//! A gap between plan and actual revenue, part by part: for people, documents and programs.

mod human;
mod json;
mod markdown;
#[cfg(test)]
mod tests;
mod texts;

use super::Style;
use crate::gap::GapReport;
use texts::Texts;

/// Formats of a gap.
pub const GAP_FORMATS: [&str; 3] = ["human", "json", "markdown"];

/// Makes the text of a gap in one of [`GAP_FORMATS`]; ends in one line break.
pub fn gap(report: &GapReport, format: &str, style: Style) -> String {
    match format {
        "json" => json::render(report),
        "markdown" => markdown::render(report),
        _ => human::render(report, style),
    }
}

/// Says in one sentence which part costs most and how much; none where revenue is not short.
pub fn bottleneck(report: &GapReport) -> Option<String> {
    Texts::of(report).bottleneck()
}
