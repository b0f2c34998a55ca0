//! Changes for documents and pull requests.

use std::fmt::Write;

use super::ChangeReport;
use super::lines::{Line, lines};
use super::words::Words;
use crate::report::markdown::escaped;
use crate::report::terminal::harmless;

pub(super) fn render(report: &ChangeReport<'_>) -> String {
    let words = Words::of(report);
    let mut out = format!("## {} {}\n\n", escaped(report.project), words.title());
    for (word, text) in words.facts(report) {
        let _ = writeln!(out, "- {word}: {}", escaped(&text));
    }
    if report.changes.is_empty() {
        let _ = writeln!(out, "\n{}", words.nothing());
    }
    for change in report.changes {
        let name = escaped(&change.full_name());
        let _ = match &change.label {
            Some(label) => writeln!(out, "\n### {} ({name})\n", escaped(label)),
            None => writeln!(out, "\n### {name}\n"),
        };
        block(&mut out, &lines(change, words));
    }
    out
}

/// Keys with their texts become one block of code each.
fn block(out: &mut String, lines: &[Line]) {
    let mut code: Vec<String> = Vec::new();
    for line in lines {
        let text = match line {
            Line::Key(key) => format!("  {}", harmless(key)),
            Line::Old(text) => format!("- {}", harmless(text)),
            Line::New(text) => format!("+ {}", harmless(text)),
            Line::Fact(..) | Line::Below(_) => {
                fenced(out, &mut code);
                let _ = match line {
                    Line::Fact(word, text) => writeln!(out, "- {word}: {}", escaped(text)),
                    Line::Below(text) => writeln!(out, "  - {}", escaped(text)),
                    _ => Ok(()),
                };
                continue;
            }
        };
        code.push(text);
    }
    fenced(out, &mut code);
}

/// A fence longer than any run of backticks inside.
fn fenced(out: &mut String, code: &mut Vec<String>) {
    if code.is_empty() {
        return;
    }
    let longest = code.iter().flat_map(|line| line.split(|it| it != '`')).map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let _ = writeln!(out, "\n  {fence}diff");
    for line in code.drain(..) {
        let _ = writeln!(out, "  {line}");
    }
    let _ = writeln!(out, "  {fence}\n");
}
