//! Makes a text file fit for a fast reader, or says what is wrong with it.
//!
//! Checks every row for its number of fields and every line for its encoding, which fast readers
//! skip, and writes a regular UTF-8 copy of a file that is in another encoding, holds blank lines or
//! loose quotes. Comes after `files`; the only file that names encoding_rs.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use encoding_rs::{DecoderResult, SHIFT_JIS};

use super::files::Found;
use super::records::{NamedTempFile, Record, fields, rewrite, without_end, without_mark};
use crate::dataset::Encoding;
use crate::diagnostic::{DataPlace, Diagnostic};

/// A text file that a fast reader may read.
#[derive(Debug)]
pub(crate) struct Regular {
    /// Names of the columns, in the order of the file.
    pub(crate) header: Vec<String>,
    /// Rows of the file that were left out because they are blank, ascending.
    pub(crate) blank: Vec<u64>,
    original: PathBuf,
    copy: Option<NamedTempFile>,
}

impl Regular {
    /// Gives the file to read.
    pub(crate) fn path(&self) -> &Path {
        self.copy.as_ref().map_or(&self.original, |copy| copy.path())
    }

    /// Gives the row in the user's file of the record at `index`, the first after the header being 0.
    pub(crate) fn row(&self, index: u64) -> u64 {
        let mut row = index + 2;
        for blank in &self.blank {
            row += u64::from(*blank <= row);
        }
        row
    }
}

/// Checks a file and copies it if it has to be.
pub(crate) fn regular(
    file: &Found,
    separator: u8,
    encoding: Encoding,
) -> Result<Regular, Diagnostic> {
    let failed = |error: std::io::Error| unreadable(&file.name, &error.to_string());
    let decoded = match encoding {
        Encoding::Utf8 => None,
        Encoding::ShiftJis => Some(decode(file)?),
    };
    let path = decoded.as_ref().map_or(file.path.as_path(), |copy| copy.path());
    let mut check = Check::new(&file.name, separator, encoding);
    check.read(path)?;
    if check.header.is_empty() {
        return Err(Diagnostic::general("empty-file", format!("`{}` is empty", file.name))
            .data(place(&file.name, None))
            .help("the first row has to name the columns"));
    }
    refuse_repeated_names(&file.name, &check.header)?;
    let copy = match check.is_irregular {
        true => Some(rewrite(path, separator).map_err(failed)?),
        false => decoded,
    };
    Ok(Regular { header: check.header, blank: check.blank, original: file.path.clone(), copy })
}

/// Makes the diagnostic of a file that cannot be read.
pub(crate) fn unreadable(name: &str, reason: &str) -> Diagnostic {
    Diagnostic::general("unreadable-file", format!("`{name}` cannot be read: {reason}"))
        .data(place(name, None))
}

fn place(name: &str, row: Option<u64>) -> DataPlace {
    DataPlace { file: name.to_owned(), row, column: None }
}

/// Copies a Shift_JIS file as UTF-8.
fn decode(file: &Found) -> Result<NamedTempFile, Diagnostic> {
    let failed = |error: std::io::Error| unreadable(&file.name, &error.to_string());
    let mut input = File::open(&file.path).map_err(failed)?;
    let mut copy = BufWriter::new(NamedTempFile::new().map_err(failed)?);
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let (mut bytes, mut text) = (vec![0; 1 << 16], vec![0; 1 << 18]);
    let mut line = 1;
    loop {
        let length = input.read(&mut bytes).map_err(failed)?;
        let chunk = &bytes[..length];
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(chunk, &mut text, length == 0);
        line += chunk[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
        if matches!(result, DecoderResult::Malformed(..)) {
            return Err(wrong_encoding(&file.name, line, "shift_jis")
                .help("leave out `encoding` if the file is UTF-8, or save it again as shift_jis"));
        }
        copy.write_all(&text[..written]).map_err(failed)?;
        if length == 0 {
            return copy.into_inner().map_err(|error| failed(error.into_error()));
        }
    }
}

fn wrong_encoding(name: &str, line: u64, encoding: &str) -> Diagnostic {
    let message = format!("`{name}` is not {encoding}: line {line} cannot be read as text");
    Diagnostic::general("wrong-encoding", message).data(place(name, Some(line)))
}

struct Check<'a> {
    name: &'a str,
    separator: u8,
    encoding: Encoding,
    header: Vec<String>,
    blank: Vec<u64>,
    is_irregular: bool,
    record: Option<Record>,
    row: u64,
}

impl<'a> Check<'a> {
    fn new(name: &'a str, separator: u8, encoding: Encoding) -> Self {
        Self {
            name,
            separator,
            encoding,
            header: Vec::new(),
            blank: Vec::new(),
            is_irregular: false,
            record: None,
            row: 1,
        }
    }

    fn read(&mut self, path: &Path) -> Result<(), Diagnostic> {
        let name = self.name;
        let failed = |error: std::io::Error| unreadable(name, &error.to_string());
        let mut input = BufReader::with_capacity(1 << 18, File::open(path).map_err(failed)?);
        let (mut line, mut header, mut number) = (Vec::new(), Vec::new(), 0_u64);
        while input.read_until(b'\n', &mut line).map_err(failed)? > 0 {
            number += 1;
            if std::str::from_utf8(&line).is_err() {
                return Err(self.broken_text(&line, number));
            }
            let text = match number {
                1 => without_mark(&line),
                _ => &line,
            };
            if self.header.is_empty() {
                header.extend_from_slice(text);
            }
            self.line(text, &header)?;
            if self.record.is_none() {
                header.clear();
            }
            line.clear();
        }
        match self.record {
            Some(_) => Err(self.ragged("a quote is opened and never closed")),
            None => Ok(()),
        }
    }

    fn line(&mut self, line: &[u8], header: &[u8]) -> Result<(), Diagnostic> {
        let content = without_end(line);
        // in a file with one column a blank line is a row without a value
        if self.record.is_none() && content.is_empty() && self.header.len() != 1 {
            self.blank.push(self.row);
            self.is_irregular = true;
            self.row += 1;
            return Ok(());
        }
        let mut record = self.record.take().unwrap_or_else(Record::new);
        record.line(content, self.separator);
        if record.is_open() {
            self.record = Some(record);
            return Ok(());
        }
        self.is_irregular |= record.is_loose;
        self.end_of_record(record.fields, header)
    }

    fn end_of_record(&mut self, found: usize, header: &[u8]) -> Result<(), Diagnostic> {
        if self.header.is_empty() {
            if has_bare_return(without_end(header)) {
                return Err(self.other_line_ends());
            }
            self.header = fields(without_end(header), self.separator);
            if self.header.iter().all(|name| name.is_empty()) {
                return Err(self.ragged("the header names no column"));
            }
        } else if found != self.header.len() {
            let expected = self.header.len();
            let words = if found == 1 { "field" } else { "fields" };
            return Err(self.ragged(&format!("has {found} {words}, the header has {expected}")));
        }
        self.row += 1;
        Ok(())
    }

    fn ragged(&self, what: &str) -> Diagnostic {
        let message = format!("row {} of `{}`: {what}", self.row, self.name);
        Diagnostic::general("ragged-row", message)
            .data(place(self.name, Some(self.row)))
            .help("put fields that hold a separator, a quote or a line break in double quotes")
    }

    /// A file of lines that end in CR alone would be one header and no row.
    fn other_line_ends(&self) -> Diagnostic {
        unreadable(self.name, "its lines end with CR alone").help(
            "save it with line ends LF or CRLF, or put a column name that holds a line break in double quotes",
        )
    }

    fn broken_text(&self, line: &[u8], number: u64) -> Diagnostic {
        let found = wrong_encoding(self.name, number, "UTF-8");
        if number == 1 && (line.starts_with(&[0xFF, 0xFE]) || line.starts_with(&[0xFE, 0xFF])) {
            return found.help("the file is UTF-16; save it as UTF-8");
        }
        let is_japanese =
            SHIFT_JIS.decode_without_bom_handling_and_without_replacement(line).is_some();
        match is_japanese && self.encoding == Encoding::Utf8 {
            true => found.help("set `encoding = \"shift_jis\"` for this source"),
            false => found.help("save the file as UTF-8"),
        }
    }
}

/// A carriage return stands outside of quotes.
fn has_bare_return(record: &[u8]) -> bool {
    let mut is_quoted = false;
    record.iter().any(|byte| {
        is_quoted ^= *byte == b'"';
        *byte == b'\r' && !is_quoted
    })
}

/// Refuses a header that names two columns alike.
pub(crate) fn refuse_repeated_names(file: &str, header: &[String]) -> Result<(), Diagnostic> {
    for (index, name) in header.iter().enumerate() {
        if !name.is_empty() && header[..index].contains(name) {
            let message = format!("`{file}` has two columns `{name}`");
            return Err(Diagnostic::general("duplicate-column", message)
                .data(DataPlace { column: Some(name.clone()), ..place(file, Some(1)) })
                .help("give every column a name of its own"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &[u8], encoding: Encoding) -> Result<(Regular, String), Diagnostic> {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.csv");
        std::fs::write(&path, content).unwrap();
        let found = Found { path, name: "a.csv".to_owned() };
        let regular = regular(&found, b',', encoding)?;
        let text = std::fs::read_to_string(regular.path()).unwrap();
        Ok((regular, text))
    }

    #[test]
    fn a_regular_file_is_left_alone() {
        let (file, _) =
            check(b"\xEF\xBB\xBFid,\"na\nme\"\r\n1,\"a,\"\"b\"\"\n\"\r\n2,", Encoding::Utf8)
                .unwrap();
        assert_eq!(file.header, ["id", "na\nme"]);
        assert!(file.copy.is_none() && file.row(1) == 3);
    }

    #[test]
    fn blank_lines_and_loose_quotes_are_repaired() {
        let (file, text) =
            check(b"\nid,name\n1,5\" disk\n\n\n2,\"x\"y\n\n", Encoding::Utf8).unwrap();
        assert_eq!(text, "\"id\",\"name\"\n\"1\",\"5\"\" disk\"\n\"2\",\"xy\"\n");
        assert_eq!((file.row(0), file.row(1)), (3, 6));
    }

    #[test]
    fn rows_of_other_length_are_refused() {
        for (content, row) in [("a,b\n1,2\n3\n", 3), ("a,b\n1,2,3\n", 2), ("a,b\n1,\"2\n", 2)] {
            let error = check(content.as_bytes(), Encoding::Utf8).unwrap_err();
            assert_eq!((error.code, error.data.unwrap().row), ("ragged-row", Some(row)));
        }
    }

    #[test]
    fn encodings_are_checked() {
        let (bytes, _, _) = SHIFT_JIS.encode("名前,業種\n表,製造\u{2460}\n");
        let (file, text) = check(&bytes, Encoding::ShiftJis).unwrap();
        assert_eq!((file.header[0].as_str(), text.as_str()), ("名前", "名前,業種\n表,製造①\n"));
        let error = check(&bytes, Encoding::Utf8).unwrap_err();
        assert_eq!((error.code, error.data.unwrap().row), ("wrong-encoding", Some(1)));
        assert!(error.help.unwrap().contains("shift_jis"));
        let error = check(b"a\nb\n\x82\n", Encoding::ShiftJis).unwrap_err();
        assert_eq!(error.code, "wrong-encoding");
    }

    #[test]
    fn lines_that_end_in_a_carriage_return_alone_are_refused() {
        for content in ["a,b\r1,2\r3,4\r", "a,b\r1,2\r\n3,4", "a,b\r\r\n1,2\r\r\n"] {
            let error = check(content.as_bytes(), Encoding::Utf8).unwrap_err();
            assert_eq!(error.code, "unreadable-file", "{content:?}");
        }
        let (file, _) = check(b"a,\"b\rc\"\r\n1,2\r\n", Encoding::Utf8).unwrap();
        assert_eq!(file.header, ["a", "b\rc"]);
    }

    #[test]
    fn empty_files_and_repeated_names_are_refused() {
        for content in ["", "\u{feff}", "\n\n"] {
            assert_eq!(check(content.as_bytes(), Encoding::Utf8).unwrap_err().code, "empty-file");
        }
        assert_eq!(check(b"a,b,a\n", Encoding::Utf8).unwrap_err().code, "duplicate-column");
    }
}
