//! Findings as a JSON array, for programs.

use serde::Serialize;

use super::place::Place;
use super::{Diagnostic, Severity};
use crate::source::{Sources, Span};

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    label: &'a str,
    labels: Vec<Label<'a>>,
    help: Option<&'a str>,
    fixes: Vec<Fix<'a>>,
    data: Option<Data<'a>>,
}

/// Lines and columns from 1, columns in characters, the end exclusive.
#[derive(Serialize)]
struct Range<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Label<'a> {
    #[serde(flatten)]
    place: Range<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct Fix<'a> {
    #[serde(flatten)]
    place: Range<'a>,
    replacement: &'a str,
}

#[derive(Serialize)]
struct Data<'a> {
    file: &'a str,
    row: Option<u64>,
    column: Option<&'a str>,
}

pub(super) fn render(items: &[&Diagnostic], sources: &Sources) -> String {
    let findings: Vec<Finding> = items.iter().map(|item| finding(item, sources)).collect();
    let text = serde_json::to_string_pretty(&findings).unwrap_or_else(|_| "[]".to_owned());
    text + "\n"
}

fn finding<'a>(item: &'a Diagnostic, sources: &'a Sources) -> Finding<'a> {
    let place = item.span.map(|span| Place::of(span, sources));
    let place = place.as_ref();
    Finding {
        code: item.code,
        severity: match item.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &item.message,
        file: place.map(|place| place.file),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        end_line: place.map(|place| place.end_line),
        end_column: place.map(|place| place.end_column),
        label: &item.label,
        labels: item
            .labels
            .iter()
            .map(|label| Label { place: range(label.span, sources), text: &label.text })
            .collect(),
        help: item.help.as_deref(),
        fixes: item
            .fixes
            .iter()
            .map(|fix| Fix { place: range(fix.span, sources), replacement: &fix.replacement })
            .collect(),
        data: item.data.as_ref().map(|data| Data {
            file: &data.file,
            row: data.row,
            column: data.column.as_deref(),
        }),
    }
}

fn range(span: Span, sources: &Sources) -> Range<'_> {
    let place = Place::of(span, sources);
    Range {
        file: place.file,
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
    }
}
