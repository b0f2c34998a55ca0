//! Findings as workflow commands of GitHub Actions, one per line.

use super::place::{self, Place};
use super::{Diagnostic, Severity};
use crate::source::{Sources, Span};

/// Renders findings; the folder is the way from the top of the repository to the files, with `/` at its
/// end.
pub(super) fn render(items: &[&Diagnostic], sources: &Sources, folder: &str) -> String {
    items.iter().map(|item| line(item, sources, folder)).collect()
}

fn line(item: &Diagnostic, sources: &Sources, folder: &str) -> String {
    let command = match item.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(span) = item.span {
        let place = Place::of(span, sources);
        properties.push(("file", format!("{folder}{}", place.file)));
        properties.push(("line", place.line.to_string()));
        properties.push(("col", place.column.to_string()));
        properties.push(("endLine", place.end_line.to_string()));
        properties.push(("endColumn", place.end_column.to_string()));
    } else if let Some(data) = &item.data {
        properties.push(("file", format!("{folder}{}", data.file)));
        properties.extend(data.row.map(|row| ("line", row.to_string())));
    }
    properties.push(("title", item.code.to_owned()));
    said(command, &properties, &words(item))
}

/// Makes one command: `notice`, `warning` or `error`, with title and text, at the line of a span; the
/// folder is the way from the top of the repository to the files, with `/` at its end.
pub fn annotation(
    word: &str,
    at: Option<(Span, &Sources, &str)>,
    title: &str,
    text: &str,
) -> String {
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some((span, sources, folder)) = at {
        let place = Place::of(span, sources);
        properties.push(("file", format!("{folder}{}", place.file)));
        properties.push(("line", place.line.to_string()));
    }
    properties.push(("title", title.to_owned()));
    said(word, &properties, text)
}

fn said(command: &str, properties: &[(&str, String)], text: &str) -> String {
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{command} {}::{}\n", properties.join(","), message(text))
}

fn words(item: &Diagnostic) -> String {
    let mut lines = vec![item.message.clone()];
    lines.extend(item.data.as_ref().map(|data| format!("in {}", place::of_data(data))));
    lines.extend(item.help.clone());
    lines.join("\n")
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
