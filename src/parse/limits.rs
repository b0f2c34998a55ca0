//! Bounds that keep every later stage free of deep recursion and long waits.

use crate::diagnostic::Diagnostic;
use crate::source::{Embedded, Span};

use super::Places;

/// Bytes of one expression.
const LONGEST: usize = 64 * 1024;
/// Brackets, or signs before a value, inside one another.
const DEEPEST: usize = 64;
/// Operators, commas, quotes, brackets and blanks in one expression.
const MOST_SIGNS: usize = 8_000;
/// Words that nest without brackets.
const MOST_WORDS: usize = 2 * DEEPEST;
/// Steps of the grammar; ordinary text of the greatest size stays far below.
const MOST_STEPS: usize = 20_000_000;

/// Refuses text as written that is too long or has too many parts.
pub(super) fn size(embedded: &Embedded) -> Option<Diagnostic> {
    let text = &embedded.text;
    if text.len() > LONGEST {
        let what = format!("has {} bytes, more than {LONGEST}", text.len());
        return Some(refusal(embedded.span(0..first(text, 0)), &what));
    }
    let mut signs = text.char_indices().filter(|(_, character)| !character.is_alphanumeric());
    let (at, _) = signs.nth(MOST_SIGNS)?;
    let what = format!("has more than {} parts", MOST_SIGNS / 4);
    Some(refusal(embedded.span(at..first(text, at)), &what))
}

/// Refuses canonical text that is nested too deep.
pub(super) fn depth(text: &str, places: &Places<'_>) -> Option<Diagnostic> {
    let refuse = |at: usize, what: String| Some(refusal(places.span(at..first(text, at)), &what));
    let (mut brackets, mut minuses, mut words) = (0usize, 0usize, 0usize);
    for (at, token) in tokens(text) {
        match token {
            "(" | "[" => brackets += 1,
            ")" | "]" => brackets = brackets.saturating_sub(1),
            "not" | "if" => words += 1,
            _ => {}
        }
        minuses = if token == "-" { minuses + 1 } else { 0 };
        if brackets > DEEPEST || minuses > DEEPEST {
            return refuse(at, format!("is nested more than {DEEPEST} deep"));
        }
        if words > MOST_WORDS {
            return refuse(at, format!("has more than {MOST_WORDS} `not` or `if`"));
        }
    }
    None
}

/// Sets the number of steps after which the grammar gives up.
pub(super) fn bound_grammar() {
    pest::set_call_limit(std::num::NonZeroUsize::new(MOST_STEPS));
}

/// Refuses text on which the grammar gave up.
pub(super) fn too_many_steps(span: Span) -> Diagnostic {
    refusal(span, "takes too long to read")
}

fn refusal(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error("too-complex", span, format!("this expression {what}"))
        .label("too much from here")
        .help("give parts of it a name: a criterion, a dimension or another KPI")
}

/// End of the character at a place.
fn first(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Words and signs outside quotes and comments.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let part = |character: char| character.is_alphanumeric() || character == '_';
    std::iter::from_fn(move || {
        loop {
            let rest = &text[at..];
            let start = at;
            let width = match rest.chars().next()? {
                '\'' => rest[1..].find('\'').map_or(rest.len(), |end| end + 2),
                '#' => rest.find('\n').unwrap_or(rest.len()),
                next if part(next) => rest.find(|c| !part(c)).unwrap_or(rest.len()),
                next => next.len_utf8(),
            };
            at += width;
            if !rest.starts_with(|c: char| c == '#' || c.is_whitespace()) {
                return Some((start, &rest[..width]));
            }
        }
    })
}
