//! What stands in a cell of a sheet, and how it is shown.

use crate::plan::Value;
use crate::report::digest::{FEW, Texts};
use crate::report::number::{self, Shown};
pub(super) use crate::report::number::{COUNT, SHARE};
use crate::report::page::{Text, Tone};
use crate::table::{Cell, KpiTitle, Status};

/// A cell.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    Empty,
    Text(Text),
    Number(f64, String),
    /// Says how it is computed; `{row}` stands for the row it is in. With what it comes to, and how that
    /// is shown.
    Formula(String, f64, String),
    /// A number that a reader is to change.
    Input(f64, String),
}

/// How amounts with a point are shown.
pub(super) const TENTHS: &str = "#,##0.0";

impl From<String> for Entry {
    fn from(text: String) -> Self {
        Text::from(text).into()
    }
}

impl From<Text> for Entry {
    fn from(text: Text) -> Self {
        match text.text.is_empty() {
            true => Self::Empty,
            false => Self::Text(text),
        }
    }
}

impl Entry {
    /// A share of two cells of the same row.
    pub(super) fn share(part: char, whole: char, result: f64) -> Self {
        Self::Formula(format!("={part}{{row}}/{whole}{{row}}"), result, SHARE.to_owned())
    }

    pub(super) fn count(count: i64) -> Self {
        Self::Number(count as f64, COUNT.to_owned())
    }

    pub(super) fn quiet(text: impl Into<String>) -> Self {
        Text::toned(text, Tone::Quiet).into()
    }

    pub(super) fn strong(text: impl Into<String>) -> Self {
        Text::toned(text, Tone::Strong).into()
    }

    /// Nothing to show where something could have been.
    pub(super) fn none() -> Self {
        Self::quiet("–")
    }

    /// The number, if it is one.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number, _) | Self::Formula(_, number, _) | Self::Input(number, _) => {
                Some(*number)
            }
            Self::Empty | Self::Text(_) => None,
        }
    }
}

/// A value; as text where it is no number, or one that a sheet cannot hold exactly.
pub(super) fn value(texts: &Texts<'_>, value: &Value, title: &KpiTitle) -> Entry {
    match number::for_sheets(value, title, texts.words) {
        Some(Shown { number, pattern }) => Entry::Number(number, pattern),
        None => texts.value(value, title).into(),
    }
}

/// A planned value: small counts with a digit behind the point, so that they agree with the pace.
pub(super) fn planned(texts: &Texts<'_>, plan: &Value, title: &KpiTitle) -> Entry {
    match value(texts, plan, title) {
        Entry::Number(number, pattern) if pattern == COUNT && number.abs() < FEW => {
            Entry::Number(number, TENTHS.to_owned())
        }
        other => other,
    }
}

/// How the numbers of a column are shown.
pub(super) fn pattern(rows: &[Vec<Entry>], column: usize) -> Option<&str> {
    rows.iter().find_map(|row| match &row[column] {
        Entry::Number(_, pattern) => Some(pattern.as_str()),
        _ => None,
    })
}

/// A cell of a table; in words where it has no value to rely on.
pub(super) fn cell(texts: &Texts<'_>, cell: &Cell, title: &KpiTitle) -> Entry {
    match cell.status {
        Status::Ok => value(texts, &cell.value, title),
        _ => texts.cell(cell, title).into(),
    }
}
