//! Lines and columns of a span, counted as editors do.

use std::borrow::Cow;

use super::DataPlace;
use crate::source::{Sources, Span};

/// A span in lines and columns, both from 1, columns in characters; the end is exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

impl<'a> Place<'a> {
    /// Finds the place of a span.
    pub(super) fn of(span: Span, sources: &'a Sources) -> Self {
        let file = sources.file(span.file);
        let range = span.range();
        let (line, column) = position(&file.text, range.start);
        let (end_line, end_column) = position(&file.text, range.end.max(range.start));
        Self { file: &file.name, line, column, end_line, end_column }
    }
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
    (line, 1 + before[start..].chars().count())
}

/// Takes out of a text what would steer a terminal instead of being shown.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    match text.contains(steers) {
        true => Cow::Owned(text.replace(steers, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

/// Words a place in a data file: ``data/leads.csv:5001 (column `amount`)``.
pub(super) fn of_data(place: &DataPlace) -> String {
    let row = place.row.map(|row| format!(":{row}")).unwrap_or_default();
    let column = place.column.as_ref();
    let column = column.map(|name| format!(" (column `{name}`)"));
    format!("{}{row}{}", place.file, column.unwrap_or_default())
}
