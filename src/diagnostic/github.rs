//! Findings as workflow commands of GitHub Actions, one per line.

use super::place::{self, Place};
use super::{Diagnostic, Severity};
use crate::source::Sources;

pub(super) fn render(items: &[&Diagnostic], sources: &Sources) -> String {
    items.iter().map(|item| line(item, sources)).collect()
}

fn line(item: &Diagnostic, sources: &Sources) -> String {
    let command = match item.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(span) = item.span {
        let place = Place::of(span, sources);
        properties.push(("file", place.file.to_owned()));
        properties.push(("line", place.line.to_string()));
        properties.push(("col", place.column.to_string()));
        properties.push(("endLine", place.end_line.to_string()));
        properties.push(("endColumn", place.end_column.to_string()));
    } else if let Some(data) = &item.data {
        properties.push(("file", data.file.clone()));
        properties.extend(data.row.map(|row| ("line", row.to_string())));
    }
    properties.push(("title", item.code.to_owned()));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{command} {}::{}\n", properties.join(","), message(&words(item)))
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
