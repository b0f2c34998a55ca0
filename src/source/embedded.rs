//! Text inside a TOML string, decoded, with the way back to the file.
//!
//! Expressions are read from the decoded text while every diagnostic must point into the file, also
//! behind escapes and line-ending backslashes. `document` makes these, `parse` reads them.

use std::ops::Range;

use super::{FileId, Span};

/// How the text is quoted in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quote {
    /// Not at all: the text stands as it is, as on the command line.
    None,
    /// `"..."`
    Basic,
    /// `"""..."""`
    BasicLines,
    /// `'...'`
    Literal,
    /// `'''...'''`
    LiteralLines,
}

impl Quote {
    fn of(literal: &str) -> Self {
        match literal {
            _ if literal.starts_with("\"\"\"") && literal.len() >= 6 => Quote::BasicLines,
            _ if literal.starts_with("'''") && literal.len() >= 6 => Quote::LiteralLines,
            _ if literal.starts_with('\'') => Quote::Literal,
            _ if literal.starts_with('"') => Quote::Basic,
            _ => Quote::None,
        }
    }

    /// Gives the text that opens and closes the string.
    pub fn delimiter(self) -> &'static str {
        match self {
            Quote::None => "",
            Quote::Basic => "\"",
            Quote::BasicLines => "\"\"\"",
            Quote::Literal => "'",
            Quote::LiteralLines => "'''",
        }
    }
}

/// A stretch of decoded text that came from one stretch of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    text: Range<usize>,
    file: Range<usize>,
    /// Byte by byte the same; otherwise one escape.
    same: bool,
}

/// Decoded text of a TOML string and where each part of it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// The file.
    pub file: FileId,
    /// The decoded text.
    pub text: String,
    quote: Quote,
    /// First byte between the quotes.
    start: usize,
    pieces: Vec<Piece>,
}

impl Embedded {
    /// Decodes a string literal, quotes included, that stands at byte `offset` of `file`.
    ///
    /// Total: what is not a valid escape is kept as written (the TOML reader reports it).
    pub fn decode(file: FileId, literal: &str, offset: usize) -> Self {
        let quote = Quote::of(literal);
        let width = quote.delimiter().len();
        let inner = literal.get(width..literal.len().saturating_sub(width));
        let mut rest = inner.unwrap_or_default();
        let mut at = offset + width;
        if matches!(quote, Quote::BasicLines | Quote::LiteralLines) {
            let newline = newline(rest);
            rest = &rest[newline..];
            at += newline;
        }
        let mut embedded = Self { file, text: String::new(), quote, start: at, pieces: Vec::new() };
        if embedded.is_literal() {
            embedded.copy(rest, at);
        } else {
            embedded.unescape(rest, at);
        }
        embedded
    }

    /// Takes text that stands unquoted at byte `offset` of `file`.
    pub fn plain(file: FileId, text: &str, offset: usize) -> Self {
        let mut embedded = Self {
            file,
            text: String::new(),
            quote: Quote::None,
            start: offset,
            pieces: Vec::new(),
        };
        embedded.copy(text, offset);
        embedded
    }

    /// Tells how the text is quoted.
    pub fn quote(&self) -> Quote {
        self.quote
    }

    /// Tells whether the file has no escapes here (`'...'`, `'''...'''` or unquoted).
    pub fn is_literal(&self) -> bool {
        !matches!(self.quote, Quote::Basic | Quote::BasicLines)
    }

    /// Maps a byte range of the decoded text to the file.
    pub fn span(&self, range: Range<usize>) -> Span {
        let end = self.end(range.end);
        let start = match self.piece(range.start) {
            Some(piece) if piece.same => piece.file.start + (range.start - piece.text.start),
            Some(piece) => piece.file.start,
            None => self.end(range.start),
        };
        let end = if range.is_empty() { start } else { end };
        Span::new(self.file, start..end.max(start))
    }

    /// Covers the whole text.
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// Writes `replacement` as it has to stand in the file between these quotes; `None` where this
    /// form of string cannot hold it.
    pub fn encode(&self, replacement: &str) -> Option<String> {
        let raw = |text: &str| !text.contains(|c: char| c.is_control() && c != '\t' && c != '\n');
        match self.quote {
            Quote::None => Some(replacement.to_owned()),
            Quote::Basic => Some(escaped(replacement, false)),
            Quote::BasicLines => Some(escaped(replacement, true)),
            Quote::Literal => (raw(replacement) && !replacement.contains(['\'', '\n']))
                .then(|| replacement.to_owned()),
            Quote::LiteralLines => (raw(replacement)
                && !replacement.contains("'''")
                && !replacement.starts_with('\'')
                && !replacement.ends_with('\''))
            .then(|| replacement.to_owned()),
        }
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.text.end <= at);
        self.pieces.get(index)
    }

    /// Where the text before decoded byte `at` ends in the file.
    fn end(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.text.end < at);
        match self.pieces.get(index).or(self.pieces.last()) {
            Some(_) if at == 0 => self.start,
            Some(piece) if piece.same && at <= piece.text.end => {
                piece.file.start + (at - piece.text.start)
            }
            Some(piece) => piece.file.end,
            None => self.start,
        }
    }

    fn copy(&mut self, text: &str, at: usize) {
        self.add(text, at..at + text.len(), true);
    }

    fn add(&mut self, text: &str, file: Range<usize>, same: bool) {
        if !text.is_empty() {
            let start = self.text.len();
            self.text.push_str(text);
            self.pieces.push(Piece { text: start..self.text.len(), file, same });
        }
    }

    fn unescape(&mut self, mut rest: &str, mut at: usize) {
        while let Some(before) = rest.find('\\') {
            self.copy(&rest[..before], at);
            (rest, at) = (&rest[before..], at + before);
            let (text, width) = match continuation(rest) {
                Some(width) => (None, width),
                None => escape(rest).map_or((None, 0), |(c, width)| (Some(c), width)),
            };
            match text {
                Some(character) => {
                    let mut buffer = [0; 4];
                    self.add(character.encode_utf8(&mut buffer), at..at + width, false);
                }
                None if width == 0 => self.copy("\\", at),
                None => {}
            }
            let width = width.max(1);
            (rest, at) = (&rest[width..], at + width);
        }
        self.copy(rest, at);
    }
}

/// Text with escapes; a newline stays where the string has several lines.
fn escaped(text: &str, lines: bool) -> String {
    let mut written = String::new();
    for character in text.chars() {
        match character {
            '\\' | '"' => written.extend(['\\', character]),
            '\t' => written.push('\t'),
            '\n' if lines => written.push('\n'),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            other if other.is_control() => {
                written.push_str(&format!("\\u{:04X}", u32::from(other)));
            }
            other => written.push(other),
        }
    }
    written
}

fn newline(text: &str) -> usize {
    match text {
        _ if text.starts_with("\r\n") => 2,
        _ if text.starts_with('\n') => 1,
        _ => 0,
    }
}

/// Width of a line-ending backslash with all blank space after it.
fn continuation(text: &str) -> Option<usize> {
    let after = text.strip_prefix('\\')?;
    let line = after.trim_start_matches([' ', '\t']);
    let ends = newline(line) > 0;
    let rest = line.trim_start_matches([' ', '\t', '\n', '\r']);
    ends.then(|| text.len() - rest.len())
}

/// The character an escape stands for, and the width of the escape.
fn escape(text: &str) -> Option<(char, usize)> {
    let simple = |c| Some((c, 2));
    match text.as_bytes().get(1)? {
        b'b' => simple('\u{8}'),
        b't' => simple('\t'),
        b'n' => simple('\n'),
        b'f' => simple('\u{c}'),
        b'r' => simple('\r'),
        b'e' => simple('\u{1b}'),
        b'"' => simple('"'),
        b'\\' => simple('\\'),
        b'x' => hexadecimal(text, 2),
        b'u' => hexadecimal(text, 4),
        b'U' => hexadecimal(text, 8),
        _ => None,
    }
}

fn hexadecimal(text: &str, digits: usize) -> Option<(char, usize)> {
    let width = 2 + digits;
    let code = u32::from_str_radix(text.get(2..width)?, 16).ok()?;
    char::from_u32(code).map(|character| (character, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(literal: &str) -> Embedded {
        Embedded::decode(FileId(0), literal, 0)
    }

    fn covered<'a>(literal: &'a str, part: &str) -> &'a str {
        let embedded = decode(literal);
        let start = embedded.text.find(part).unwrap();
        &literal[embedded.span(start..start + part.len()).range()]
    }

    #[test]
    fn spans_pass_over_escapes_and_continued_lines() {
        assert_eq!(covered(r#""a \"b\" c""#, "\"b\""), r#"\"b\""#);
        assert_eq!(covered(r#""商談\u5316 率""#, "化 率"), r"\u5316 率");
        let lines = "\"\"\"\nfirst \\\n   second \\  \r\n third\"\"\"";
        assert_eq!(decode(lines).text, "first second third");
        assert_eq!(covered(lines, "first "), "first ");
        assert_eq!(covered(lines, "second"), "second");
        assert_eq!(covered(lines, "third"), "third");
    }

    #[test]
    fn empty_ranges_lie_inside_the_quotes() {
        assert_eq!(decode("''").span(0..0).range(), 1..1);
        assert_eq!(decode("'''\nab'''").span(2..2).range(), 6..6);
        assert_eq!(decode(r#""ab\n""#).span(3..3).range(), 5..5);
        assert_eq!(decode("\"\"\"ab\\\n\"\"\"").span(2..2).range(), 5..5);
        assert_eq!(decode("'").text, "");
    }

    #[test]
    fn replacements_are_written_for_their_quotes() {
        assert_eq!(decode("'a'").encode("x = 'y'"), None);
        assert_eq!(decode("'''a'''").encode("x in 'y' "), Some("x in 'y' ".into()));
        assert_eq!(decode("'''a'''").encode("'y' "), None);
        assert_eq!(decode("\"a\"").encode("\u{1}\r\n"), Some(r"\u0001\r\n".into()));
        assert_eq!(decode("\"a\"").encode("'y\"'"), Some("'y\\\"'".into()));
    }
}
