//! Names of definitions and columns: letters of any script, digits and `_`.
//!
//! `kinds` and `source` read their names through it.

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};

/// Brings full-width text to its one form (NFKC).
pub(super) fn folded(written: &str) -> String {
    written.nfkc().collect()
}

/// Brings a name to its one form (NFKC), and says what is wrong with it.
pub(super) fn normalised(written: &str, span: Span) -> (Spanned<String>, Option<Diagnostic>) {
    let name = folded(written);
    let trouble = trouble(&name).map(|message| {
        let found = Diagnostic::error("bad-name", span, message).label("not a name");
        match proposed(&name) {
            Some(better) => found.help(format!("write `{better}`")),
            None => found.help("use letters, digits and `_`, and begin with a letter"),
        }
    });
    (Spanned::new(name, span), trouble)
}

fn is_part(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || is_mark(character)
}

/// Combining marks that some scripts write their letters with.
fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

fn trouble(name: &str) -> Option<String> {
    let first = match name.chars().next() {
        None => return Some("a name is empty".to_owned()),
        Some(first) => first,
    };
    if let Some(other) = name.chars().find(|character| !is_part(*character)) {
        let other = match other {
            ' ' => "a blank".to_owned(),
            other if other.is_control() => "a control character".to_owned(),
            other => format!("`{other}`"),
        };
        return Some(format!("the name `{name}` has {other} in it"));
    }
    (first.is_numeric() || is_mark(first))
        .then(|| format!("the name `{name}` begins with `{first}`"))
}

fn proposed(name: &str) -> Option<String> {
    let replaced: String =
        name.chars().map(|character| if is_part(character) { character } else { '_' }).collect();
    let trimmed = replaced.trim_matches('_');
    (!trimmed.is_empty() && trouble(trimmed).is_none()).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn name(written: &str) -> (String, Option<String>) {
        let (name, trouble) = normalised(written, Span::new(FileId(0), 0..1));
        (name.value, trouble.map(|found| found.message))
    }

    #[test]
    fn names_have_one_form_in_every_width() {
        assert_eq!(name("ＣＶ＿数"), ("CV_数".to_owned(), None));
        assert_eq!(name("受注率2"), ("受注率2".to_owned(), None));
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(name("").1.unwrap(), "a name is empty");
        assert!(name("2nd").1.unwrap().ends_with("begins with `2`"));
        assert!(name("win-rate").1.unwrap().ends_with("has `-` in it"));
        assert_eq!(proposed("win-rate").unwrap(), "win_rate");
    }
}
