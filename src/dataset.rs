//! How a source is stored: files, their format, and the typed columns in them.
//!
//! What an engine needs to know to read a source, free of the meaning of the data. Comes before
//! `plan`, whose scans carry it; `resolve` makes it from `[source.X]`.

use std::collections::BTreeMap;

/// A declared source as an engine reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Name of the source.
    pub name: String,
    /// File, or glob over files, relative to the project's root, with `/`.
    pub path: String,
    /// Format of every file.
    pub format: Format,
    /// Declared columns, in the order declared.
    pub columns: Vec<Column>,
}

impl Dataset {
    /// Finds a declared column.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// File formats that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Text with separators, a header in the first row.
    Csv {
        /// A single byte, `,` unless declared.
        separator: u8,
        /// UTF-8 unless declared; a byte order mark is skipped.
        encoding: Encoding,
    },
    /// Apache Parquet.
    Parquet,
    /// One JSON object per line.
    NdJson,
    /// Arrow IPC file (Feather 2).
    Arrow,
    /// A workbook; the first sheet unless declared. The header is the first row.
    Excel {
        /// Name of the sheet.
        sheet: Option<String>,
    },
}

/// Encodings of text files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// Shift_JIS as Windows writes it (code page 932).
    ShiftJis,
}

/// A typed column of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name in the definitions.
    pub name: String,
    /// Header in the file.
    pub from: String,
    /// Type of its values.
    pub kind: ColumnType,
    /// `strftime` pattern of dates and datetimes in text formats; ISO 8601 forms unless declared.
    pub format: Option<String>,
    /// Texts that mean "missing". Applied after `replace`.
    pub missing: Vec<String>,
    /// Texts to be replaced, applied first.
    pub replace: BTreeMap<String, String>,
    /// An empty field is the text `''`, not missing.
    pub empty_is_text: bool,
    /// A value that does not fit is missing and counted, instead of an error.
    pub bad_is_missing: bool,
}

/// Types of stored values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Unicode text.
    Text,
    /// 64-bit signed integer.
    Integer,
    /// Exact decimal with this many digits after the point (numbers and money); |value| < 10^20.
    Decimal {
        /// Digits after the point.
        scale: u8,
    },
    /// `true`/`false` (any case), `1`/`0`, `yes`/`no`.
    Boolean,
    /// Calendar day, 1900-01-01 to 2199-12-31.
    Date,
    /// Instant, microseconds; text without offset is local time of the project's zone.
    Datetime,
}
