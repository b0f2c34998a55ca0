//! Words in capitals and the tests for `NULL` of SQL.
//!
//! Part of `habits`.

use super::{Scanner, half_width, is_word};

/// Capitals that are spelled in lower case here, wherever they stand.
const CAPITALS: &[&str] = &[
    "AND", "OR", "NOT", "IN", "BETWEEN", "IS", "IF", "THEN", "ELSE", "WHERE", "TRUE", "FALSE",
    "True", "False", "DISTINCT", "CONTAINS", "MATCHES", "WITHIN",
];
/// Function names of SQL; only before a parenthesis.
const CALLS: &[&str] =
    &["COUNT", "SUM", "AVG", "MIN", "MAX", "MEDIAN", "COALESCE", "FIRST", "LAST", "ROUND", "ABS"];
/// Capitals that are keywords only behind these words.
const BEHIND: &[(&str, &[&str])] = &[
    ("MISSING", &["is", "not"]),
    ("WITH", &["starts", "ends"]),
    ("LAST", &["in"]),
    ("EVER", &["within"]),
];
/// Units of time; only behind a number, where three capitals would be a currency.
const UNITS: &[&str] = &["MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"];

impl Scanner<'_> {
    pub(super) fn word(&mut self) {
        let end = self.rest().find(|c: char| !is_word(c)).unwrap_or(self.rest().len());
        let word = self.rest()[..end].to_owned();
        let folded: String = word.chars().map(|c| half_width(c).unwrap_or(c)).collect();
        if self.out.text.trim_end().ends_with('.') {
            return self.copy(end);
        }
        if folded.eq_ignore_ascii_case("is")
            && let Some((length, spelled)) = null_test(self.rest())
        {
            return self.plain_replacement(length, spelled.to_owned());
        }
        if self.is_keyword(&folded, end) {
            self.plain_replacement(end, folded.to_lowercase());
        } else if folded != word {
            self.silently(end, &folded);
        } else {
            self.copy(end);
        }
    }

    fn is_keyword(&self, word: &str, end: usize) -> bool {
        let next = self.rest()[end..].trim_start();
        let last = self.last_word();
        let behind = BEHIND.iter().any(|(known, before)| *known == word && before.contains(&last));
        let unit = UNITS.contains(&word.strip_suffix('S').unwrap_or(word))
            && last.starts_with(|c: char| c.is_ascii_digit());
        CAPITALS.contains(&word)
            || behind
            || unit
            || CALLS.contains(&word) && next.starts_with(['(', '（'])
            || ["STARTS", "ENDS"].contains(&word) && next.to_uppercase().starts_with("WITH")
    }

    /// The word or number that the canonical text ends with, blanks aside.
    pub(super) fn last_word(&self) -> &str {
        let text = self.out.text.trim_end();
        let start = text.trim_end_matches(is_word).len();
        &text[start..]
    }
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
        let word = text[start..end].chars().map(|c| half_width(c).unwrap_or(c));
        words.push((word.collect::<String>().to_ascii_lowercase(), end));
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
