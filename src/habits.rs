//! Spellings of other languages and full-width input: recognised, put right, reported.
//!
//! Works on the text of an expression before `parse`, outside quotes and comments. The result keeps
//! the way back to the original, and every finding carries a fix where it is safe.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Embedded;
use std::ops::Range;

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
        depth: 0,
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
    /// Open brackets and parentheses.
    depth: usize,
    out: Respelled,
    diagnostics: &'a mut Diagnostics,
}

/// Upper-case words that are spelled in lower case here.
const UPPER_CASE: &[&str] = &[
    "AND", "OR", "NOT", "IN", "BETWEEN", "IS", "IF", "THEN", "ELSE", "WHERE", "TRUE", "FALSE",
    "DISTINCT",
];
/// Function names of SQL; only before a parenthesis.
const UPPER_CASE_CALLS: &[&str] =
    &["COUNT", "SUM", "AVG", "MIN", "MAX", "MEDIAN", "COALESCE", "FIRST", "LAST", "ROUND", "ABS"];
/// Opening and closing quotes of other kinds.
const QUOTES: &[(char, char)] =
    &[('"', '"'), ('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』'), ('＂', '＂'), ('＇', '＇')];
/// Signs with one spelling here.
const SIGNS: &[(char, &str)] = &[
    ('、', ","),
    ('≧', ">="),
    ('≦', "<="),
    ('≥', ">="),
    ('≤', "<="),
    ('≠', "!="),
    ('×', "*"),
    ('÷', "/"),
    ('→', "->"),
    ('−', "-"),
    ('–', "-"),
];
/// The signs that comparisons and logic of other languages are made of.
const OPERATOR_SIGNS: &str = "=<>!&|";
/// What they form, longest first.
const OPERATORS: &[&str] = &[
    "===", "!==", "==", "!=", "<>", "<=", ">=", "=>", "=<", "&&", "||", "=", "<", ">", "!", "&",
    "|",
];

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn step(&mut self) {
        let Some(first) = self.rest().chars().next() else {
            return;
        };
        let half = half_width(first);
        if first == '\'' {
            self.copy(quoted_length(self.rest(), '\''));
        } else if first == '#' {
            let end = self.rest().find('\n').unwrap_or(self.rest().len());
            self.copy(end);
        } else if let Some((_, close)) = QUOTES.iter().find(|(open, _)| *open == first) {
            self.quote(*close);
        } else if first.is_ascii_digit() {
            self.number();
        } else if is_word(first) && !half.is_some_and(|half| half.is_ascii_digit()) {
            self.word();
        } else if first == '-' || first == '－' {
            self.minus(first);
        } else if OPERATOR_SIGNS.contains(half.unwrap_or(first)) {
            self.operator();
        } else if first == '\u{3000}' {
            let end = self.rest().find(|c| c != '\u{3000}').unwrap_or(self.rest().len());
            self.replace(
                end,
                " ".repeat(end / first.len_utf8()),
                "a full-width blank",
                "an ordinary blank",
            );
        } else if half.is_some() {
            self.full_width();
        } else if let Some((_, spelled)) = SIGNS.iter().find(|(sign, _)| *sign == first) {
            self.plain_replacement(first.len_utf8(), (*spelled).to_owned());
        } else {
            match first {
                '(' | '[' => self.depth += 1,
                ')' | ']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.copy(first.len_utf8());
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
        let span = self.embedded.span(self.at..self.at + length);
        let message = format!("{found} is spelled {right} here");
        let mut finding = Diagnostic::error("foreign-spelling", span, message)
            .label("other spelling")
            .help(format!("write {right}"));
        if let Some(written) = self.embedded.encode(&spelled) {
            finding = finding.fix(span, written);
        }
        self.diagnostics.push(finding);
        self.silently(length, &spelled);
    }

    /// Text in quotes of another kind.
    fn quote(&mut self, close: char) {
        let length = quoted_length(self.rest(), close);
        let open = self.rest().chars().next().map_or(1, char::len_utf8);
        let inner = self.rest()[open..length].strip_suffix(close);
        let Some(inner) = inner.map(str::to_owned) else {
            self.copy(open);
            return;
        };
        let spelled = format!("'{}'", inner.replace('\'', "''"));
        let found = format!("`{}`", &self.rest()[..length]);
        self.replace(length, spelled.clone(), &found, &format!("`{spelled}`"));
    }

    /// A number, perhaps with commas between thousands.
    fn number(&mut self) {
        let plain = self
            .rest()
            .find(|c: char| !c.is_ascii_digit() && c != '_')
            .unwrap_or(self.rest().len());
        let after_dot = self.out.text.ends_with('.');
        let length = thousands(self.rest()).filter(|_| plain <= 3 && !after_dot);
        let Some(length) = length else {
            return self.copy(plain);
        };
        let spelled = self.rest()[..length].replace(',', "_");
        if self.depth == 0 {
            return self.plain_replacement(length, spelled);
        }
        let span = self.embedded.span(self.at..self.at + length);
        let message = format!("`{}` reads as several values here", &self.rest()[..length]);
        self.diagnostics.push(
            Diagnostic::error("foreign-spelling", span, message)
                .label("comma separates values")
                .help(format!(
                    "write `{spelled}` for one number, or blanks after commas for several"
                )),
        );
        self.copy(length);
    }

    fn word(&mut self) {
        let end = self.rest().find(|c: char| !is_word(c)).unwrap_or(self.rest().len());
        let word = self.rest()[..end].to_owned();
        let folded: String = word.chars().map(|c| half_width(c).unwrap_or(c)).collect();
        let after_dot = self.out.text.trim_end().ends_with('.');
        if after_dot {
            return self.copy(end);
        }
        if folded.eq_ignore_ascii_case("is")
            && let Some((length, spelled)) = null_test(self.rest())
        {
            return self.plain_replacement(length, spelled.to_owned());
        }
        let call = self.rest()[end..].trim_start().starts_with('(');
        let shouted = UPPER_CASE.contains(&folded.as_str())
            || (call && UPPER_CASE_CALLS.contains(&folded.as_str()));
        if shouted {
            self.plain_replacement(end, folded.to_lowercase());
        } else if folded != word {
            self.silently(end, &folded);
        } else {
            self.copy(end);
        }
    }

    /// A minus, or the arrow of a conversion.
    fn minus(&mut self, first: char) {
        let tail = self.rest()[first.len_utf8()..].chars().next();
        let arrow = tail.filter(|next| matches!(next, '>' | '＞'));
        let length = first.len_utf8() + arrow.map_or(0, char::len_utf8);
        let spelled = if arrow.is_some() { "->" } else { "-" };
        if self.rest()[..length] == *spelled {
            self.copy(length);
        } else {
            self.plain_replacement(length, spelled.into());
        }
    }

    /// A run of comparison and logic signs.
    fn operator(&mut self) {
        let run = self.rest().chars().map(|c| (c.len_utf8(), half_width(c).unwrap_or(c)));
        let run: Vec<(usize, char)> =
            run.take_while(|(_, c)| OPERATOR_SIGNS.contains(*c)).collect();
        let all: String = run.iter().map(|(_, c)| *c).collect();
        let known = OPERATORS.iter().find(|operator| all.starts_with(**operator));
        let half = known.map_or(all.clone(), |operator| (*operator).to_owned());
        let end = run[..half.len()].iter().map(|(length, _)| length).sum();
        let written = self.rest()[..end].to_owned();
        let spelled = match half.as_str() {
            "==" | "===" => "=",
            "<>" | "!==" => "!=",
            "=>" => ">=",
            "=<" => "<=",
            "&&" | "&" => "and",
            "||" | "|" => "or",
            "!" => "not",
            other => other,
        };
        if spelled == written {
            return self.copy(end);
        }
        let mut padded = spelled.to_owned();
        if spelled.starts_with(|c: char| c.is_alphabetic()) {
            if self.out.text.ends_with(|c: char| !c.is_whitespace() && c != '(') {
                padded.insert(0, ' ');
            }
            if self.rest()[end..].starts_with(|c: char| !c.is_whitespace()) {
                padded.push(' ');
            }
        }
        self.plain_replacement(end, padded);
    }

    /// A run of full-width signs or digits.
    fn full_width(&mut self) {
        let Some(first) = self.rest().chars().next() else {
            return;
        };
        let half = half_width(first).unwrap_or(first);
        match half {
            '(' | '[' => self.depth += 1,
            ')' | ']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        let numeric = |c: char| {
            half_width(c).is_some_and(|half| half.is_ascii_digit() || half == '.' || half == '_')
        };
        let length = if half.is_ascii_digit() {
            self.rest().find(|c| !numeric(c)).unwrap_or(self.rest().len())
        } else {
            first.len_utf8()
        };
        let spelled = self.rest()[..length].chars().map(|c| half_width(c).unwrap_or(c)).collect();
        self.plain_replacement(length, spelled);
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

/// Bytes of a quoted text with both quotes; all that is left where it is not closed.
fn quoted_length(text: &str, close: char) -> usize {
    let open = text.chars().next().map_or(0, char::len_utf8);
    text[open..].find(close).map_or(text.len(), |at| open + at + close.len_utf8())
}

/// Bytes of a number with commas between thousands: `1,000` or `12,345,678.5`.
fn thousands(text: &str) -> Option<usize> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    let mut groups = 0;
    while text[end..].starts_with(',') && digits(end + 1) == 3 {
        end += 4;
        groups += 1;
    }
    (groups > 0 && !text[end..].starts_with(|c: char| c.is_ascii_digit() || c == '_'))
        .then_some(end)
}

/// `is null` and `is not null` with their length and spelling.
fn null_test(text: &str) -> Option<(usize, &'static str)> {
    let mut words = Vec::new();
    let mut at = 0;
    while words.len() < 3 {
        let start = at + text[at..].find(|c: char| !c.is_whitespace())?;
        let end = text[start..].find(|c: char| !is_word(c)).map_or(text.len(), |end| start + end);
        if end == start {
            break;
        }
        words.push((text[start..end].to_ascii_lowercase(), end));
        at = end;
        if at == text.len() {
            break;
        }
    }
    match words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().as_slice() {
        ["is", "null", ..] => Some((words[1].1, "is missing")),
        ["is", "not", "null"] => Some((words[2].1, "is not missing")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn respelled(text: &str) -> (String, Vec<String>) {
        let mut diagnostics = Diagnostics::default();
        let embedded = Embedded::plain(FileId(0), text, 0);
        let text = respell(&embedded, &mut diagnostics).text;
        (text, diagnostics.iter().map(|found| found.message.clone()).collect())
    }

    #[test]
    fn operators_of_other_languages_are_put_right() {
        let (text, found) = respelled("a==1&&!(b<>2)||c IS NOT NULL");
        assert_eq!(text, "a=1 and not (b!=2) or c is not missing");
        assert_eq!(found.len(), 6);
    }

    #[test]
    fn full_width_input_is_put_right() {
        let (text, found) = respelled("ｌｅａｄｓ．x ＞＝ １００ and y in [「製造」、‘IT’]　");
        assert_eq!(text, "leads.x >= 100 and y in ['製造','IT'] ");
        assert_eq!(found.len(), 7, "{found:?}");
    }

    #[test]
    fn quotes_and_comments_stay() {
        let text = "x = 'a == b ＝' # c && d";
        assert_eq!(respelled(text), (text.to_owned(), Vec::new()));
    }

    #[test]
    fn thousands_are_one_number_outside_brackets_only() {
        assert_eq!(respelled("x > 1,000").0, "x > 1_000");
        let (text, found) = respelled("x in [1,000]");
        assert_eq!((text.as_str(), found.len()), ("x in [1,000]", 1));
    }

    #[test]
    fn places_lead_back() {
        let mut diagnostics = Diagnostics::default();
        let embedded = Embedded::plain(FileId(0), "a ＝＝ bcd", 0);
        let respelled = respell(&embedded, &mut diagnostics);
        assert_eq!(respelled.text, "a = bcd");
        let start = respelled.text.find("bcd").unwrap();
        assert_eq!(&embedded.text[respelled.original(start..start + 3)], "bcd");
        assert_eq!(&embedded.text[respelled.original(2..3)], "＝＝");
    }
}
