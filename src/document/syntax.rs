//! Trouble with TOML itself, in the words of this program.
//!
//! Called by `read` before it looks at the tables.

use std::borrow::Cow;
use std::ops::Range;

use toml::de::{DeTable, Error};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Span};

/// Reports every error, one per spot, and gives the spots.
pub(super) fn report(
    file: FileId,
    text: &str,
    mut errors: Vec<Error>,
    diagnostics: &mut Diagnostics,
) -> Vec<Range<usize>> {
    let mut spots: Vec<Range<usize>> = Vec::new();
    let mut repeated: Vec<usize> = Vec::new();
    let mut lines: Vec<usize> = Vec::new();
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    for error in errors {
        let range = within(text, error.span().unwrap_or(0..0));
        let line = line_start(text, range.start);
        let duplicate = error.message().starts_with("duplicate key");
        let header = text[line..].trim_start().starts_with('[');
        // A table written twice is read as one, so its keys would be reported once more.
        let follows = header_before(text, line).is_some_and(|at| repeated.contains(&at));
        if duplicate && header {
            repeated.push(line);
        } else if !duplicate {
            spots.push(range.clone());
        }
        let echo = duplicate && !header && follows || lines.contains(&line);
        if !echo {
            lines.push(line);
            diagnostics.push(match duplicate {
                true => twice(file, text, range, header),
                false => worded(file, text, range, error.message()),
            });
        }
    }
    spots
}

/// Blanks lines on which the TOML reader would stop, of the same length, so that it reads the rest.
pub(super) fn readable<'t>(text: &'t str, errors: &mut Vec<Error>) -> Cow<'t, str> {
    let stops = |error: &&Error| error.message().starts_with("key with no value");
    let found = DeTable::parse_recoverable(text).1;
    let mut blanked = Cow::Borrowed(text);
    for error in found.iter().filter(stops) {
        let start = line_start(text, within(text, error.span().unwrap_or(0..0)).start);
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        blanked.to_mut().replace_range(start..end, &" ".repeat(end - start));
    }
    if matches!(blanked, Cow::Owned(_)) {
        errors.extend(found);
    }
    blanked
}

/// Keeps a range inside the text and gives it a width where it has none.
fn within(text: &str, range: Range<usize>) -> Range<usize> {
    let start = floor(text, range.start.min(text.len()));
    let end = range.end.clamp(start, text.len());
    if start < end {
        return start..end;
    }
    let next = text[start..].chars().next().filter(|next| *next != '\n');
    start..start + next.map_or(0, char::len_utf8)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Start of the nearest line before `line` that is a header.
fn header_before(text: &str, line: usize) -> Option<usize> {
    let mut at = line;
    while at > 0 {
        at = line_start(text, at - 1);
        if text[at..].trim_start().starts_with('[') {
            return Some(at);
        }
    }
    None
}

/// Words a table or key that is written a second time, and shows the first where it is found.
fn twice(file: FileId, text: &str, range: Range<usize>, header: bool) -> Diagnostic {
    let span = Span::new(file, range.clone());
    let name = &text[range.clone()];
    let line = line_start(text, range.start);
    let until = if header { line } else { range.start };
    let whole = text[line..].lines().next().unwrap_or_default();
    let first = if header {
        header_named(&text[..until], heading(whole))
    } else {
        let from = header_before(text, line).unwrap_or(0);
        key_named(&text[from..until], name).map(|found| found.start + from..found.end + from)
    };
    let (code, message) = match header {
        true => {
            let path = heading(whole).trim_matches(['[', ']']);
            ("duplicate-name", format!("`{path}` is defined twice"))
        }
        false => ("toml-syntax", format!("the key `{name}` is written twice")),
    };
    let found = Diagnostic::error(code, span, message).label("again here");
    let found = match first {
        Some(first) => found.also(Span::new(file, first), "first here"),
        None => found,
    };
    found.help("delete one, or give it another name")
}

fn heading(line: &str) -> &str {
    let line = line.trim_start();
    line.find(']').map_or(line, |end| &line[..=end])
}

fn header_named(text: &str, heading: &str) -> Option<Range<usize>> {
    lines(text).find_map(|(start, line)| {
        let indent = line.len() - line.trim_start().len();
        let found = self::heading(line) == heading;
        found.then(|| start + indent..start + indent + heading.len())
    })
}

fn key_named(text: &str, name: &str) -> Option<Range<usize>> {
    lines(text).find_map(|(start, line)| {
        let indent = line.len() - line.trim_start().len();
        let rest = line.trim_start().strip_prefix(name)?;
        let found = rest.trim_start().starts_with('=');
        found.then(|| start + indent..start + indent + name.len())
    })
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

/// Words any other error of the TOML reader.
fn worded(file: FileId, text: &str, range: Range<usize>, message: &str) -> Diagnostic {
    let span = Span::new(file, range.clone());
    let spot = &text[range.clone()];
    let foreign = |character: char| !character.is_ascii() && character.is_alphanumeric();
    if message.contains("unquoted key") || message.contains("bare key") {
        let whole = key_around(text, range.clone());
        let name = &text[whole.clone()];
        let span = Span::new(file, whole);
        if name.chars().any(foreign) {
            let message = format!("the key `{name}` needs quotes");
            return Diagnostic::error("toml-syntax", span, message)
                .label("not ASCII")
                .help(format!("write `\"{name}\"`"))
                .fix(span, format!("\"{name}\""));
        }
    }
    let span = if message.contains("escape") && text[..range.start].ends_with('\\') {
        Span::new(file, range.start - 1..range.end)
    } else {
        span
    };
    let found = Diagnostic::error("toml-syntax", span, said(message, spot)).label("not TOML");
    found.help(advice(message, spot))
}

/// The run of key characters around a spot.
fn key_around(text: &str, range: Range<usize>) -> Range<usize> {
    let part = |character: char| character.is_alphanumeric() || "_-".contains(character);
    let before = text[..range.start].trim_end_matches(part).len();
    let after = text[range.start..].trim_start_matches(part).len();
    let end = (text.len() - after).max(range.end);
    before..end
}

fn said(message: &str, spot: &str) -> String {
    let has = |part: &str| message.contains(part);
    let known = match message {
        _ if has("key with no value") => "a line here is `key = value`",
        _ if has("must be quoted") && spot.trim().is_empty() => "a value is missing here",
        _ if has("must be quoted") => "text needs quotes",
        _ if has("escape") => "this is not an escape TOML knows",
        _ if has("string, expected") => "the text is not closed",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let message = message.lines().collect::<Vec<_>>().join(", ");
    let message = message.trim_end_matches('.');
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => "this is not TOML".to_owned(),
    }
}

fn advice(message: &str, spot: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if spot.contains(['“', '”', '‘', '’', '＂', '＇', '「']) {
        "use straight quotes: `\"..\"`"
    } else if spot.contains('＝') {
        "use the half-width sign `=`"
    } else if has(&["escape"]) {
        "write a backslash as `\\\\`, or use single quotes around the text"
    } else if has(&["must be quoted"]) && spot.trim().is_empty() {
        "write `key = \"text\"`, a number, `true`, `false` or a date"
    } else if has(&["string", "quot"]) {
        "put text in quotes and close them: `\"..\"`; over several lines `\"\"\"..\"\"\"`"
    } else if has(&["array", "inline table", "brace", "bracket", "comma"]) {
        "separate entries with `,` and close the bracket"
    } else if has(&["table", "header"]) {
        "write a header as `[kpi.NAME]`"
    } else if has(&["value", "number", "integer", "float", "literal", "date", "time"]) {
        "write `key = \"text\"`, a number, `true`, `false` or a date"
    } else {
        "write one `key = value` per line"
    }
}
