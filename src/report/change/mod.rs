//! Changes of meaning, one format per file. Nature, reach and consequence stand apart.

mod blocks;
mod human;
mod json;
mod lines;
mod markdown;
mod tree;
mod unread;
mod words;

use super::Style;
use crate::change::{Change, Finding, Level};
pub(super) use blocks::blocks;
pub(super) use json::Document;
pub(super) use tree::tree;
pub(super) use unread::Unread;
pub use unread::{Differing, differing_names};
use words::Words;

/// Formats of changes.
pub const CHANGE_FORMATS: [&str; 3] = ["human", "json", "markdown"];

/// One side of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// As asked for; nothing for the working tree.
    pub name: Option<String>,
    /// The whole id of the commit.
    pub commit: Option<String>,
    /// It holds no project.
    pub absent: bool,
    /// The folder in which the project lay then.
    pub moved_from: Option<String>,
}

/// What is shown.
#[derive(Debug)]
pub struct ChangeReport<'a> {
    /// Name of the project.
    pub project: &'a str,
    /// `ja` or `en`.
    pub language: &'a str,
    /// The earlier side.
    pub base: &'a Compared,
    /// The later side.
    pub head: &'a Compared,
    /// What changed.
    pub changes: &'a [Change],
}

/// Makes the text in one of [`CHANGE_FORMATS`]; ends in one line break.
pub fn changes(report: &ChangeReport<'_>, format: &str, style: Style) -> String {
    match format {
        "json" => json::render(report),
        "markdown" => markdown::render(report),
        _ => human::render(report, style),
    }
}

/// Gives what is compared, and counts.
pub(super) fn facts(report: &ChangeReport<'_>) -> Vec<(String, String)> {
    let facts = Words::of(report).facts(report).into_iter();
    facts.map(|(word, text)| (word.to_owned(), text)).collect()
}

/// Gives the gravest nature of a change in words.
pub fn nature(change: &Change, language: &str) -> String {
    let words = Words { japanese: language != "en" };
    let gravest = change.findings.iter().min_by_key(|finding| finding.rule.nature);
    gravest.map_or_else(String::new, |finding| words.natured(finding))
}

/// Gives what happened to a definition, one sentence each.
pub(super) fn says(change: &Change, language: &str) -> Vec<String> {
    let words = Words { japanese: language != "en" };
    let one = |it: &Finding| format!("{}: {}", words.natured(it), it.rule.says(words.japanese));
    change.findings.iter().map(one).collect()
}

/// Gives what has to be done, by whom and why.
pub(super) fn todo(change: &Change, language: &str) -> String {
    Words { japanese: language != "en" }.consequence(&change.consequence)
}

/// Gives what some definitions of a kind are called.
pub(super) fn kind(kind: &'static str, language: &str) -> &'static str {
    Words { japanese: language != "en" }.kind(kind)
}

/// Gives what has to be done in a word.
pub(super) fn level(level: Level, language: &str) -> &'static str {
    Words { japanese: language != "en" }.level(level)
}

/// Makes the changes alone, for programs.
pub(super) fn document<'a>(report: &ChangeReport<'a>) -> Document<'a> {
    json::document(report)
}
