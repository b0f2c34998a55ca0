//! What to say where text is not an expression.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::{Places, Rule};
use crate::diagnostic::Diagnostic;

/// Finds a quote or bracket without its partner.
pub(super) fn unbalanced(text: &str, places: &Places<'_>) -> Option<Diagnostic> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\'' if !characters.any(|(_, other)| other == '\'') => {
                let message = "this text has no closing quote";
                return Some(alone(places, at, 1, message, "write `'` at its end"));
            }
            // looking for it has moved past the closing quote
            '\'' => {}
            '#' => {
                characters.find(|(_, other)| *other == '\n');
            }
            '(' | '[' => open.push((at, character)),
            ')' | ']' => {
                let partner = if character == ')' { '(' } else { '[' };
                match open.pop() {
                    Some((_, found)) if found == partner => {}
                    _ => {
                        let message = format!("`{character}` closes nothing");
                        return Some(alone(
                            places,
                            at,
                            1,
                            &message,
                            "delete it, or open it before",
                        ));
                    }
                }
            }
            _ => {}
        }
    }
    let (at, character) = open.pop()?;
    let partner = if character == '(' { ')' } else { ']' };
    let message = format!("`{character}` is never closed");
    Some(alone(places, at, 1, &message, &format!("write `{partner}` after its last part")))
}

fn alone(places: &Places<'_>, at: usize, length: usize, message: &str, help: &str) -> Diagnostic {
    Diagnostic::error("syntax", places.span(at..at + length), message)
        .label("no partner")
        .help(help)
}

/// Says what stands at the spot and what may stand there.
pub(super) fn explain(error: &Error<Rule>, text: &str, places: &Places<'_>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(text.len()),
    };
    let found = token(text, at);
    let span = if found.is_empty() {
        let last = text.trim_end();
        let start = last.char_indices().next_back().map_or(0, |(start, _)| start);
        places.span(start..last.len())
    } else {
        places.span(at..at + found.len())
    };
    if let Some((message, help)) = known_habit(found) {
        return Diagnostic::error("syntax", span, message).label("not written this way").help(help);
    }
    if let Some((message, help)) = known_slip(error, &text[..at], found) {
        return Diagnostic::error("syntax", span, message).label("not written this way").help(help);
    }
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => words(positives),
        ErrorVariant::CustomError { .. } => "an expression".into(),
    };
    if text.trim().is_empty() {
        return Diagnostic::error(
            "syntax",
            places.span(0..text.len()),
            "there is no expression here",
        )
        .help("write one, for example `count(leads)`");
    }
    let message = if found.is_empty() {
        "the expression stops too early".to_owned()
    } else {
        format!("`{found}` does not fit here")
    };
    Diagnostic::error("syntax", span, message)
        .label(expected_label(&expected))
        .help(format!("expected {expected}"))
}

fn expected_label(expected: &str) -> String {
    if expected.split_whitespace().count() <= 4 {
        format!("expected {expected}")
    } else {
        "does not fit".into()
    }
}

/// The word, number or sign at a place.
fn token(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let end = match rest.chars().next() {
        Some(first) if is_word(first) => {
            rest.find(|character| !is_word(character)).unwrap_or(rest.len())
        }
        Some(first) => first.len_utf8(),
        None => 0,
    };
    &rest[..end]
}

fn known_habit(found: &str) -> Option<(&'static str, &'static str)> {
    Some(match found.to_lowercase().as_str() {
        "like" | "ilike" | "rlike" => (
            "text is searched with words here",
            "write `contains`, `starts with`, `ends with` or `matches`",
        ),
        "case" | "when" => ("a choice is written `if` here", "write `if c then a else b`"),
        "select" | "from" | "group" | "join" | "having" => (
            "this is not SQL",
            "write the value only, for example `count(deals where status = 'won')`",
        ),
        "null" | "none" | "nil" => {
            ("a value that is not there is asked for", "write `x is missing`")
        }
        "?" => ("a choice is written `if` here", "write `if c then a else b`"),
        "^" | "**" => ("there are no powers", "multiply, as in `x * x`"),
        _ => return None,
    })
}

/// Slips that the grammar tells from their surroundings.
fn known_slip(
    error: &Error<Rule>,
    before: &str,
    found: &str,
) -> Option<(&'static str, &'static str)> {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        return None;
    };
    let expects = |rule: Rule| positives.contains(&rule);
    if before.contains("within")
        && (expects(Rule::step) || expects(Rule::arrow))
        && "+-*/=<>!".contains(found)
        && !found.is_empty()
    {
        return Some((
            "a conversion inside arithmetic or a comparison stands in parentheses",
            "write `(a -> b within 30 days)`",
        ));
    }
    if matches!(found, "" | ")") && expects(Rule::within) {
        return Some((
            "a conversion says by when",
            "write `-> b within 30 days`, or `within ever`",
        ));
    }
    if found == "*" && before.trim_end().ends_with('(') {
        return Some(("rows are counted by naming their set", "write `count(leads)`"));
    }
    let behind_in = before.trim_end().ends_with(" in") && matches!(found, "(" | "'");
    behind_in.then_some(("the values after `in` stand in brackets", "write `x in ['a', 'b']`"))
}

/// Joins what may stand at a place, in the order of the grammar, without repetition.
fn words(rules: &[Rule]) -> String {
    let mut known: Vec<&str> = Vec::new();
    for word in rules.iter().filter_map(|rule| word(*rule)) {
        if !known.contains(&word) {
            known.push(word);
        }
    }
    known.truncate(5);
    match known.split_last() {
        None => "an expression".into(),
        Some((last, [])) => (*last).into(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

fn word(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::or_word | Rule::and_word => "`and` or `or`",
        Rule::equal
        | Rule::not_equal
        | Rule::less
        | Rule::less_or_equal
        | Rule::greater
        | Rule::greater_or_equal
        | Rule::contains_word
        | Rule::starts_with
        | Rule::ends_with
        | Rule::matches_word
        | Rule::in_list
        | Rule::not_in
        | Rule::between
        | Rule::is_missing
        | Rule::is_not_missing => "a comparison",
        Rule::add | Rule::subtract | Rule::multiply | Rule::divide => "`+ - * /`",
        Rule::suffix | Rule::where_suffix | Rule::last_suffix | Rule::moment_suffix => "`where`",
        Rule::name
        | Rule::call
        | Rule::number
        | Rule::text
        | Rule::date
        | Rule::duration
        | Rule::percent
        | Rule::money
        | Rule::boolean
        | Rule::choice
        | Rule::list
        | Rule::parentheses
        | Rule::logic
        | Rule::expression
        | Rule::not_word
        | Rule::negate
        | Rule::clause
        | Rule::sum
        | Rule::period_words
        | Rule::first_part
        | Rule::call_name => "a value",
        Rule::part | Rule::word => "a name",
        Rule::arrow | Rule::step => "`->`",
        Rule::within => "`within`",
        Rule::ever => "`ever`",
        Rule::duration_unit => "a unit of time",
        Rule::open => "`(`",
        Rule::close => "`)`",
        Rule::open_list => "`[`",
        Rule::close_list => "`]`",
        Rule::comma => "`,`",
        Rule::then_word => "`then`",
        Rule::else_word => "`else`",
        Rule::missing_word => "`missing`",
        Rule::EOI => "the end",
        _ => return None,
    })
}
