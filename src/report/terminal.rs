//! Colours and safe text for terminals. Used by `human` and `markdown`.
//!
//! Colours travel through the layout as marks without width and become escape codes at the end, so
//! that they cannot move a column.

use super::Style;

/// Ways to set text off.
#[derive(Debug, Clone, Copy)]
pub(super) enum Paint {
    /// Headers.
    Bold,
    /// What is read second.
    Dim,
    /// What asks for care.
    Yellow,
}

/// Marks with their escape codes; invisible operators, which no text for people needs.
const MARKS: [(char, &str); 4] = [
    ('\u{2061}', "\u{1b}[1m"),
    ('\u{2062}', "\u{1b}[2m"),
    ('\u{2063}', "\u{1b}[33m"),
    ('\u{2064}', "\u{1b}[0m"),
];

/// Marks a text where colours are wanted.
pub(super) fn paint(text: &str, paint: Paint, style: Style) -> String {
    if !style.color || text.is_empty() {
        return text.to_owned();
    }
    let (start, end) = (MARKS[paint as usize].0, MARKS[3].0);
    format!("{start}{text}{end}")
}

/// Turns marks into escape codes.
pub(super) fn with_codes(text: &str) -> String {
    MARKS.iter().fold(text.to_owned(), |text, (mark, code)| text.replace(*mark, code))
}

/// Text of others that cannot move the cursor, switch colours or turn the direction of reading.
pub(super) fn harmless(text: &str) -> String {
    let safe = |character: char| match character {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2061}'..='\u{2069}' => '\u{fffd}',
        character if character.is_control() => '\u{fffd}',
        character => character,
    };
    text.chars().map(safe).collect()
}
