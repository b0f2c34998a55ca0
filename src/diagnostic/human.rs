//! Findings for people: message, excerpt with carets, help, and a count at the end.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::excerpt::Excerpt;
use super::place::{self, Place};
use super::{DataPlace, Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};

/// A spot of one file with its words; the first of all is the primary one.
struct Spot<'a> {
    range: Range<usize>,
    text: &'a str,
    primary: bool,
}

pub(super) fn render(items: &[&Diagnostic], sources: &Sources, color: bool) -> String {
    let renderer = match color {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    let mut blocks: Vec<String> =
        items.iter().map(|item| block(item, sources, &renderer)).collect();
    blocks.extend(summary(items));
    let blocks: Vec<String> = blocks.iter().map(|block| format!("{block}\n")).collect();
    blocks.join("\n")
}

fn block(item: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match item.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&item.message).id(item.code);
    let files = by_file(item);
    if files.is_empty() {
        let mut lines = vec![renderer.render(&[Group::with_title(title)])];
        lines.extend(item.data.as_ref().map(|data| format!(" --> {}", shown(data))));
        lines.extend(item.help.as_ref().map(|help| format!("  = help: {}", place::harmless(help))));
        return lines.join("\n");
    }
    let mut group = Group::with_title(title);
    let mut corrections = Vec::new();
    for (file, spots) in files {
        let (snippet, correction) = snippet(file, &spots, sources);
        group = group.element(snippet);
        corrections.extend(correction);
    }
    if let Some(data) = &item.data {
        group = group.element(Level::NOTE.message(format!("in {}", shown(data))));
    }
    if let Some(help) = &item.help {
        group = group.element(Level::HELP.message(place::harmless(help)));
    }
    let text = renderer.render(&[group]);
    let corrected =
        corrections.iter().fold(text, |text, (shown, actual)| text.replacen(shown, actual, 1));
    corrected.trim_end().to_owned()
}

fn shown(data: &DataPlace) -> String {
    place::harmless(&place::of_data(data)).into_owned()
}

/// Sorts the spots by file, the file of the primary one first.
fn by_file(item: &Diagnostic) -> Vec<(FileId, Vec<Spot<'_>>)> {
    let primary = item.span.map(|span| (span, item.label.as_str(), true));
    let others = item.labels.iter();
    let others = others.map(|label| (label.span, label.text.as_str(), false));
    let mut files: Vec<(FileId, Vec<Spot>)> = Vec::new();
    for (span, text, primary) in primary.into_iter().chain(others) {
        let spot = Spot { range: span.range(), text, primary };
        match files.iter_mut().find(|(file, _)| *file == span.file) {
            Some((_, spots)) => spots.push(spot),
            None => files.push((span.file, vec![spot])),
        }
    }
    files
}

/// Gives the excerpt, and what its place reads as when the line had to be clipped before the spot.
fn snippet<'a>(
    file: FileId,
    spots: &[Spot<'a>],
    sources: &'a Sources,
) -> (Snippet<'a, Annotation<'a>>, Option<(String, String)>) {
    let written = sources.file(file);
    let ranges: Vec<Range<usize>> = spots.iter().map(|spot| spot.range.clone()).collect();
    let excerpt = Excerpt::around(&written.text, &ranges);
    let annotations: Vec<Annotation> = spots
        .iter()
        .map(|spot| {
            let kind = match spot.primary {
                true => AnnotationKind::Primary,
                false => AnnotationKind::Context,
            };
            let words = (!spot.text.is_empty()).then(|| place::harmless(spot.text));
            kind.span(excerpt.map(&spot.range)).label(words)
        })
        .collect();
    let correction = spots.first().and_then(|spot| {
        let place = Place::of(Span::new(file, spot.range.clone()), sources);
        let shown = excerpt.column(spot.range.start);
        let file = place::harmless(place.file);
        let written = |column| format!("{file}:{}:{column}", place.line);
        (shown != place.column).then(|| (written(shown), written(place.column)))
    });
    let snippet = Snippet::source(excerpt.text)
        .line_start(excerpt.first_line)
        .path(place::harmless(&written.name))
        .annotations(annotations);
    (snippet, correction)
}

fn summary(items: &[&Diagnostic]) -> Option<String> {
    let counted = |severity: Severity, word: &str| {
        let number = items.iter().filter(|item| item.severity == severity).count();
        match number {
            0 => None,
            1 => Some(format!("1 {word}")),
            _ => Some(format!("{number} {word}s")),
        }
    };
    let errors = counted(Severity::Error, "error");
    let warnings = counted(Severity::Warning, "warning");
    let parts: Vec<String> = errors.into_iter().chain(warnings).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
