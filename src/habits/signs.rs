//! Quotes, operators, brackets and blanks of other languages and of full-width input.
//!
//! Part of `habits`.

use super::{Scanner, half_width, is_word};

/// Opening and closing quotes of other kinds.
const QUOTES: &[(char, char)] = &[
    ('"', '"'),
    ('“', '”'),
    ('”', '”'),
    ('‘', '’'),
    ('’', '’'),
    ('「', '」'),
    ('『', '』'),
    ('｢', '｣'),
    ('＂', '＂'),
    ('＇', '＇'),
];
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
/// Words before a parenthesis that is not that of a call.
const NO_CALLS: &[&str] = &[
    "and", "or", "not", "in", "between", "contains", "with", "matches", "if", "then", "else",
    "where", "after", "since", "before", "until", "at", "over",
];
/// Words that take what `!` negates into a comparison.
const COMPARING: &[&str] = &["in", "is", "between", "contains", "starts", "ends", "matches"];
/// Characters of a text that a message repeats.
const LONGEST_SHOWN: usize = 40;

impl Scanner<'_> {
    /// A sign in its half-width form.
    pub(super) fn sign(&mut self, first: char, half: char) {
        match half {
            '(' => {
                let last = self.last_word();
                let call = !last.is_empty() && !NO_CALLS.contains(&last);
                self.commas.push(call);
            }
            '[' => self.commas.push(true),
            ')' | ']' => drop(self.commas.pop()),
            _ => {}
        }
        if half == '-' {
            self.minus(first);
        } else if OPERATOR_SIGNS.contains(half) {
            self.operator();
        } else if first == '\u{3000}' {
            self.blank(first);
        } else if half != first && !matches!(half, '"' | '\'') {
            self.plain_replacement(first.len_utf8(), half.to_string());
        } else if let Some((_, spelled)) = SIGNS.iter().find(|(sign, _)| *sign == first) {
            self.plain_replacement(first.len_utf8(), (*spelled).to_owned());
        } else {
            self.copy(first.len_utf8());
        }
    }

    fn blank(&mut self, first: char) {
        let end = self.rest().find(|c| c != first).unwrap_or(self.rest().len());
        let spelled = " ".repeat(end / first.len_utf8());
        self.replace(end, spelled, "a full-width blank", "an ordinary blank");
    }

    /// Text of `length` bytes in quotes of another kind.
    pub(super) fn quote(&mut self, length: usize) {
        let written = &self.rest()[..length];
        let mut inner = written.chars();
        inner.next();
        inner.next_back();
        let spelled = format!("'{}'", inner.as_str().replace('\'', "''"));
        if written.chars().count() > LONGEST_SHOWN {
            self.replace(length, spelled, "text in other quotes", "with `'` on both sides");
        } else {
            self.plain_replacement(length, spelled);
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
            run.take_while(|(_, c)| OPERATOR_SIGNS.contains(*c)).take(3).collect();
        let all: String = run.iter().map(|(_, c)| *c).collect();
        let known = OPERATORS.iter().find(|operator| all.starts_with(**operator));
        let half = known.map_or(all.clone(), |operator| (*operator).to_owned());
        let end = run[..half.len()].iter().map(|(length, _)| length).sum();
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
        if self.rest()[..end] == *spelled {
            return self.copy(end);
        }
        let padded = self.padded(spelled, end);
        if half == "!" && compares(&self.rest()[end..]) {
            let found = format!("`{}`", &self.rest()[..end]);
            let finding = self.finding(end, &found, "`not`");
            let help = "write `not (..)`, with all that it negates in the parentheses";
            self.report(finding.help(help));
            self.silently(end, &padded);
        } else {
            self.plain_replacement(end, padded);
        }
    }

    /// Keeps a word apart from its neighbours.
    fn padded(&self, spelled: &str, end: usize) -> String {
        let mut padded = spelled.to_owned();
        if spelled.starts_with(|c: char| c.is_alphabetic()) {
            if self.out.text.ends_with(|c: char| !c.is_whitespace() && c != '(') {
                padded.insert(0, ' ');
            }
            if self.rest()[end..].starts_with(|c: char| !c.is_whitespace()) {
                padded.push(' ');
            }
        }
        padded
    }
}

/// Tells whether the value that `text` begins with is compared: elsewhere `!a = b` negates `a`
/// alone, here `not a = b` negates the comparison.
fn compares(text: &str) -> bool {
    let value = text.trim_start().trim_start_matches(|c| is_word(c) || matches!(c, '.' | '．'));
    let mut depth = 0usize;
    let end = value.find(|c| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' if depth > 0 => {
                depth -= 1;
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    let rest = end.map_or("", |end| value[end..].trim_start());
    let word = rest.find(|c| !is_word(c)).map_or(rest, |end| &rest[..end]);
    let sign = rest.chars().next().map(|c| half_width(c).unwrap_or(c));
    COMPARING.contains(&word.to_lowercase().as_str())
        || sign.is_some_and(|sign| "=<>!≧≦≥≤≠+-*/×÷".contains(sign))
}

/// Length of a text in quotes of another kind, both included.
pub(super) fn quotation(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let (_, close) = QUOTES.iter().find(|(open, _)| *open == first)?;
    let end = text[first.len_utf8()..].find(*close)?;
    Some(first.len_utf8() + end + close.len_utf8())
}

/// Bytes of a quoted text with both quotes; all that is left where it is not closed.
pub(super) fn quoted_length(text: &str, close: char) -> usize {
    let open = text.chars().next().map_or(0, char::len_utf8);
    text[open..].find(close).map_or(text.len(), |at| open + at + close.len_utf8())
}
