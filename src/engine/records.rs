//! Records of separated text: where they end, how many fields they have, how they are written.
//!
//! Used by `csv`, which checks whole files with it.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

pub(crate) use tempfile::NamedTempFile;

/// Where the reading of a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    FieldStart,
    Plain,
    Quoted,
    /// After a quote inside a quoted field: its end or the first of two.
    Quote,
}

/// Follows the fields of a record through its lines.
#[derive(Debug)]
pub(crate) struct Record {
    /// Where it stands.
    pub(crate) state: State,
    /// Fields begun so far.
    pub(crate) fields: usize,
    /// A quote stands where none belongs.
    pub(crate) is_loose: bool,
}

impl Record {
    /// Begins a record.
    pub(crate) fn new() -> Self {
        Self { state: State::FieldStart, fields: 1, is_loose: false }
    }

    /// Takes a line without its end.
    pub(crate) fn line(&mut self, content: &[u8], separator: u8) {
        if self.state == State::FieldStart && !content.contains(&b'"') {
            self.fields += content.iter().filter(|byte| **byte == separator).count();
            self.state = State::Plain;
            return;
        }
        for byte in content {
            self.state = match (self.state, *byte) {
                (State::Quoted, b'"') => State::Quote,
                (State::Quoted, _) | (State::Quote, b'"') => State::Quoted,
                (_, byte) if byte == separator => {
                    self.fields += 1;
                    State::FieldStart
                }
                (State::FieldStart, b'"') => State::Quoted,
                (State::Quote, _) | (State::Plain, b'"') => {
                    self.is_loose = true;
                    State::Plain
                }
                _ => State::Plain,
            };
        }
    }

    /// Tells whether the next line belongs to this record.
    pub(crate) fn is_open(&self) -> bool {
        self.state == State::Quoted
    }
}

/// Drops a byte order mark.
pub(crate) fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
}

/// Drops the end of a line.
pub(crate) fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Splits a record into its fields, quotes resolved.
pub(crate) fn fields(record: &[u8], separator: u8) -> Vec<String> {
    let (mut fields, mut field) = (Vec::new(), Vec::new());
    let mut state = State::FieldStart;
    for byte in record {
        state = match (state, *byte) {
            (State::Quoted, b'"') => State::Quote,
            (State::Quote, b'"') => {
                field.push(b'"');
                State::Quoted
            }
            (State::FieldStart, b'"') => State::Quoted,
            (State::FieldStart | State::Plain | State::Quote, byte) if byte == separator => {
                fields.push(text(&mut field));
                State::FieldStart
            }
            (before, byte) => {
                field.push(byte);
                if before == State::Quoted { State::Quoted } else { State::Plain }
            }
        };
    }
    fields.push(text(&mut field));
    fields
}

fn text(bytes: &mut Vec<u8>) -> String {
    String::from_utf8_lossy(&std::mem::take(bytes)).into_owned()
}

/// Copies a file without blank lines, with every field quoted.
pub(crate) fn rewrite(path: &Path, separator: u8) -> std::io::Result<NamedTempFile> {
    let mut input = BufReader::with_capacity(1 << 18, File::open(path)?);
    let mut copy = BufWriter::new(NamedTempFile::new()?);
    let (mut record, mut is_first, mut columns) = (Vec::new(), true, 0);
    while input.read_until(b'\n', &mut record)? > 0 {
        if is_first {
            record = without_mark(&record).to_vec();
            is_first = false;
        }
        let mut open = Record::new();
        open.line(&record, separator);
        if open.is_open() {
            continue;
        }
        let content = without_end(&record);
        if !content.is_empty() || columns == 1 {
            let fields = fields(content, separator);
            columns = fields.len();
            let quoted: Vec<String> =
                fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
            copy.write_all(
                quoted.join(std::str::from_utf8(&[separator]).unwrap_or(",")).as_bytes(),
            )?;
            copy.write_all(b"\n")?;
        }
        record.clear();
    }
    copy.into_inner().map_err(std::io::IntoInnerError::into_error)
}
