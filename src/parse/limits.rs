//! Bounds that keep every later stage free of deep recursion.

use crate::diagnostic::Diagnostic;
use crate::source::Embedded;

/// Bytes of one expression.
const LONGEST: usize = 64 * 1024;
/// Brackets inside one another.
const DEEPEST: usize = 64;
/// Operators, commas and brackets in one expression.
const MOST_PARTS: usize = 2_000;

/// Refuses text that is too long, too deep or has too many parts.
pub(super) fn check(embedded: &Embedded) -> Option<Diagnostic> {
    let text = &embedded.text;
    let refuse = |at: usize, what: String| {
        let end = text[at..].chars().next().map_or(at, |first| at + first.len_utf8());
        Diagnostic::error("too-complex", embedded.span(at..end), format!("this expression {what}"))
            .label("too much from here")
            .help("give parts of it a name: a criterion, a dimension or another KPI")
    };
    if text.len() > LONGEST {
        return Some(refuse(0, format!("has {} bytes, more than {LONGEST}", text.len())));
    }
    let (mut depth, mut parts, mut quoted, mut signs) = (0usize, 0usize, false, 0usize);
    for (at, character) in text.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '（' | '［' => depth += 1,
            ')' | ']' | '）' | '］' => depth = depth.saturating_sub(1),
            _ => {}
        }
        signs = match character {
            '-' | '!' if !quoted => signs + 1,
            ' ' | '\n' | '\t' => signs,
            _ => 0,
        };
        if !quoted && (character.is_whitespace() || character.is_ascii_punctuation()) {
            parts += 1;
        }
        if depth > DEEPEST || signs > DEEPEST {
            return Some(refuse(at, format!("is nested more than {DEEPEST} deep")));
        }
        if parts > MOST_PARTS * 4 {
            return Some(refuse(at, format!("has more than {MOST_PARTS} parts")));
        }
    }
    let words = text.split_whitespace().filter(|word| *word == "not" || *word == "if").count();
    (words > DEEPEST * 2).then(|| refuse(0, format!("has more than {} `not` or `if`", DEEPEST * 2)))
}
