//! Tables as text, one format per file.
//!
//! Comes after `table`; only `commands` prints what is made here.

mod change;
mod csv;
mod decimal;
mod diagnose;
mod digest;
mod explanation;
mod gap;
mod html;
mod human;
mod json;
mod layout;
mod list;
mod markdown;
mod number;
mod over_time;
mod page;
mod plan;
mod review;
mod site;
mod terminal;
#[cfg(test)]
mod tests;
mod trial;
mod verify;
mod why;
mod words;
mod workbook;

pub use change::{
    CHANGE_FORMATS, ChangeReport, Compared, Differing, changes, differing_names, nature,
};
pub use diagnose::{DIAGNOSE_FORMATS, Diagnosed, diagnose_page, diagnosed};
pub use digest::{
    Comparison, Difference, DigestReport, compared, comparison, digest_json, digest_page,
    digest_schema, digest_sections, recorded,
};
pub use explanation::{code, explanation, status};
pub use gap::{GAP_FORMATS, bottleneck, gap, gap_page};
pub use html::{Templates, html};
pub use list::{LIST_FORMATS, list};
pub use number::places;
pub use over_time::{OverTimeReport, over_time};
pub use page::{
    Block, Branch, Chart, Column, Document, Figure, Grid, Heading, Mark, Page, Section, Sign, Text,
    Tone, page,
};
pub use plan::{PLAN_FORMATS, plan_page, plans};
pub use review::{
    Files, Leads, REVIEW_FORMATS, REVIEW_MARKER, ReviewReport, review, review_html, review_schema,
};
pub use site::{Beyond, Event, History, Site, paged, site};
pub use trial::{TRIAL_FORMATS, TrialReport, suggestions, trial};
pub use verify::{VERIFY_FORMATS, VerifyReport, verdicts, verify_page};
pub use why::{WHY_FORMATS, why};
pub use workbook::workbook;

use crate::table::Table;

/// A format of tables.
#[derive(Debug)]
pub struct Report {
    /// The word of `--format`.
    pub name: &'static str,
    /// Ending of file names, without a dot.
    pub extension: &'static str,
    /// Makes the text; ends in one line break.
    pub render: fn(&Table, Style) -> String,
}

/// Every format.
pub const ALL: &[&Report] = &[&human::HUMAN, &json::JSON, &csv::CSV, &markdown::MARKDOWN];

/// How a report may look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Escape codes for colours.
    pub color: bool,
    /// Columns of the terminal, if known.
    pub width: Option<u16>,
}

/// Finds a format by its name.
pub fn find(name: &str) -> Option<&'static Report> {
    ALL.iter().copied().find(|report| report.name == name)
}
