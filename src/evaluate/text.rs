//! Tests of text and its folding.
//!
//! Under `evaluate`.

use crate::plan::{TextTest, Value};
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// Whether a text passes a test; never where it is missing.
pub(super) fn holds(test: TextTest, value: &Value, pattern: &str) -> bool {
    let Value::Text(text) = value else {
        return false;
    };
    match test {
        TextTest::Contains => text.contains(pattern),
        TextTest::StartsWith => text.starts_with(pattern),
        TextTest::EndsWith => text.ends_with(pattern),
        // Patterns are checked with the definitions; one that does not compile finds nothing.
        TextTest::Matches => Regex::new(pattern).is_ok_and(|regex| regex.is_match(text)),
    }
}

/// NFKC and case folding, letter by letter by way of upper case, so that `ß` is `ss`. Normalised
/// twice, because that can undo a composition.
pub(super) fn fold(value: Value) -> Value {
    match value {
        Value::Text(text) => {
            let letters = text.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
            Value::Text(letters.nfkc().collect())
        }
        _ => Value::Missing,
    }
}
