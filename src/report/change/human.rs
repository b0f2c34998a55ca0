//! Changes for a terminal.

use std::fmt::Write;

use super::ChangeReport;
use super::lines::{Line, lines};
use super::words::Words;
use crate::change::{Change, Level};
use crate::report::Style;
use crate::report::terminal::{Paint, harmless, paint, with_codes};

pub(super) fn render(report: &ChangeReport<'_>, style: Style) -> String {
    let words = Words::of(report);
    let mut out = paint(&harmless(report.project), Paint::Bold, style);
    let _ = writeln!(out, " {}", words.title());
    for (word, text) in words.facts(report) {
        let word = paint(&format!("{word}:"), Paint::Dim, style);
        let _ = writeln!(out, "{word} {}", harmless(&text));
    }
    if report.changes.is_empty() {
        let _ = writeln!(out, "{}", words.nothing());
    }
    for change in report.changes {
        out.push('\n');
        heading(&mut out, change, style);
        for line in lines(change, words) {
            one(&mut out, &line, change, style);
        }
    }
    with_codes(&out)
}

fn heading(out: &mut String, change: &Change, style: Style) {
    let name = change.full_name();
    match &change.label {
        Some(label) => {
            let label = paint(&harmless(label), Paint::Bold, style);
            let _ = writeln!(out, "{label}  {}", paint(&name, Paint::Dim, style));
        }
        None => {
            let _ = writeln!(out, "{}", paint(&name, Paint::Bold, style));
        }
    }
}

fn one(out: &mut String, line: &Line, change: &Change, style: Style) {
    let _ = match line {
        Line::Fact(word, text) => {
            let grave = change.consequence.level >= Level::Approve;
            let last = matches!(*word, "必要なこと" | "to do") && grave;
            let text = harmless(text);
            let text = if last { paint(&text, Paint::Yellow, style) } else { text };
            writeln!(out, "  {} {text}", paint(&format!("{word}:"), Paint::Dim, style))
        }
        Line::Key(key) => writeln!(out, "    {}", paint(&harmless(key), Paint::Dim, style)),
        Line::Old(text) => writeln!(out, "    - {}", harmless(text)),
        Line::New(text) => writeln!(out, "    + {}", harmless(text)),
        Line::Below(text) => writeln!(out, "    {}", harmless(text)),
    };
}
