//! Spellings of other languages and full-width input: recognised, put right, reported.
//!
//! Works on the text of an expression before `parse`, outside quotes and comments. The result keeps
//! the way back to the original, and every finding carries a fix where it is safe.

mod numbers;
mod signs;
#[cfg(test)]
mod tests;
mod words;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Embedded;
use std::ops::Range;

/// Findings in one expression; what comes after is put right without a word for each.
const MOST_FINDINGS: usize = 100;

/// Canonical text with the way back to what was written.
#[derive(Debug, Clone, Default)]
pub struct Respelled {
    /// The text to parse.
    pub text: String,
    /// Replaced stretches: canonical range and original range, in order.
    replaced: Vec<(Range<usize>, Range<usize>)>,
}

impl Respelled {
    /// Gives the original range of a range of the canonical text.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.offset(range.start, false);
        start..self.offset(range.end, true).max(start)
    }

    fn offset(&self, at: usize, end: bool) -> usize {
        let index = self
            .replaced
            .partition_point(|(new, _)| if end { new.start < at } else { new.start <= at });
        let Some((new, old)) = index.checked_sub(1).map(|index| &self.replaced[index]) else {
            return at;
        };
        match (at < new.end || (end && at == new.end), end) {
            (true, false) => old.start,
            (true, true) => old.end,
            _ => old.end + (at - new.end),
        }
    }
}

/// Puts foreign spellings right and reports each.
pub fn respell(embedded: &Embedded, diagnostics: &mut Diagnostics) -> Respelled {
    let mut scanner = Scanner {
        embedded,
        text: &embedded.text,
        at: 0,
        commas: Vec::new(),
        findings: 0,
        out: Respelled::default(),
        diagnostics,
    };
    while scanner.at < scanner.text.len() {
        scanner.step();
    }
    scanner.out
}

struct Scanner<'a> {
    embedded: &'a Embedded,
    text: &'a str,
    at: usize,
    /// For every open bracket whether commas separate values in it.
    commas: Vec<bool>,
    findings: usize,
    out: Respelled,
    diagnostics: &'a mut Diagnostics,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn step(&mut self) {
        let Some(first) = self.rest().chars().next() else {
            return;
        };
        let half = half_width(first).unwrap_or(first);
        if first == '\'' {
            self.copy(signs::quoted_length(self.rest(), '\''));
        } else if half == '#' {
            if first != half {
                self.plain_replacement(first.len_utf8(), "#".into());
            }
            let end = self.rest().find('\n').unwrap_or(self.rest().len());
            self.copy(end);
        } else if let Some(length) = signs::quotation(self.rest()) {
            self.quote(length);
        } else if half.is_ascii_digit() {
            self.number();
        } else if is_word(first) {
            self.word();
        } else {
            self.sign(first, half);
        }
    }

    fn copy(&mut self, length: usize) {
        self.out.text.push_str(&self.text[self.at..self.at + length]);
        self.at += length;
    }

    /// Puts `spelled` in place of the next bytes without a word.
    fn silently(&mut self, length: usize, spelled: &str) {
        let start = self.out.text.len();
        self.out.text.push_str(spelled);
        self.out.replaced.push((start..self.out.text.len(), self.at..self.at + length));
        self.at += length;
    }

    fn plain_replacement(&mut self, length: usize, spelled: String) {
        let found = format!("`{}`", &self.text[self.at..self.at + length]);
        let right = format!("`{}`", spelled.trim());
        self.replace(length, spelled, &found, &right);
    }

    fn replace(&mut self, length: usize, spelled: String, found: &str, right: &str) {
        let mut finding = self.finding(length, found, right);
        if let Some((span, written)) = finding.span.zip(self.embedded.encode(&spelled)) {
            finding = finding.fix(span, written);
        }
        self.report(finding);
        self.silently(length, &spelled);
    }

    fn finding(&self, length: usize, found: &str, right: &str) -> Diagnostic {
        let span = self.embedded.span(self.at..self.at + length);
        let message = format!("{found} is spelled {right} here");
        Diagnostic::error("foreign-spelling", span, message)
            .label("other spelling")
            .help(format!("write {right}"))
    }

    fn report(&mut self, finding: Diagnostic) {
        self.findings += 1;
        if self.findings <= MOST_FINDINGS {
            self.diagnostics.push(finding);
        } else if let Some(span) = finding.span
            && self.findings == MOST_FINDINGS + 1
        {
            let message = "more spellings of other languages follow, which are not listed";
            self.diagnostics.push(
                Diagnostic::error("foreign-spelling", span, message)
                    .label("from here on")
                    .help("correct those above first"),
            );
        }
    }
}

/// The half-width form of a full-width ASCII character.
fn half_width(character: char) -> Option<char> {
    let code = character as u32;
    (0xFF01..=0xFF5E).contains(&code).then(|| char::from_u32(code - 0xFEE0)).flatten()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '＿'
}
