//! Changes as workflow commands of GitHub Actions: one annotation for each, with file and line.

use super::ReviewReport;
use super::summary::summary;
use crate::change::{Change, Level};
use crate::diagnostic::annotation;
use crate::report::change::{says, todo};
use crate::source::Sources;

/// Where the definitions stand.
#[derive(Debug)]
pub struct Files<'a> {
    /// Those of the later side.
    pub sources: &'a Sources,
    /// The way from the top of the repository to the project, with `/` at its end; may be empty.
    pub folder: &'a str,
}

/// Makes the annotations: errors for what is blocked, warnings for what waits for approval, notices
/// else; the last one is the summary.
pub(super) fn render(report: &ReviewReport<'_>, few: u64) -> String {
    let mut out = String::new();
    for change in report.changes.changes {
        let language = report.changes.language;
        let text = [says(change, language), vec![todo(change, language)]].concat().join("\n");
        let at = change.span.map(|span| (span, report.files.sources, report.files.folder));
        out.push_str(&annotation(word(change), at, &change.full_name(), &text));
    }
    if !report.changes.changes.is_empty() {
        out.push_str(&annotation("notice", None, "kpi review", &summary(report, Some(few))));
    }
    out
}

fn word(change: &Change) -> &'static str {
    match change.consequence.level {
        Level::Block => "error",
        Level::Approve => "warning",
        Level::Notify | Level::None => "notice",
    }
}
