//! Verdicts for a terminal.

use std::fmt::Write;

use super::VerifyReport;
use super::words::Words;
use crate::report::Style;
use crate::report::human::{grid, text};
use crate::report::terminal::{Paint, harmless, paint, with_codes};
use crate::verify::{State, Verdict};

/// Columns of numbers.
const NUMBERS: std::ops::Range<usize> = 2..7;

pub(super) fn render(report: &VerifyReport, style: Style) -> String {
    let words = Words::new(report.model);
    let mut out = paint(&harmless(&report.model.project.name), Paint::Bold, style);
    let zone = &report.model.project.time_zone;
    let as_of = paint(&format!("{}:", words.common.as_of), Paint::Dim, style);
    let _ = writeln!(out, "\n{as_of} {} ({zone})", report.as_of);
    for verdict in report.verdicts {
        out.push('\n');
        one(&mut out, report, verdict, &words, style);
    }
    let _ = writeln!(out, "\n{}", words.summary(report));
    with_codes(&out)
}

fn one(out: &mut String, report: &VerifyReport, verdict: &Verdict, words: &Words, style: Style) {
    let agreement = report.agreement(verdict);
    let about = &agreement.about;
    let label = paint(&harmless(&about.label), Paint::Bold, style);
    let _ = writeln!(out, "{label}  {}", paint(&about.name, Paint::Dim, style));
    for (word, fact) in words.facts(verdict, agreement) {
        let word = paint(&format!("{word}:"), Paint::Dim, style);
        let _ = writeln!(out, "  {word} {}", harmless(&fact));
    }
    if verdict.trouble.is_some() {
        words.trouble(report, verdict).iter().for_each(|line| {
            let _ = writeln!(out, "  {}", harmless(line));
        });
        return;
    }
    let rows: Vec<Vec<String>> = verdict
        .periods
        .iter()
        .map(|judged| {
            let mut row = words.row(verdict, judged, agreement);
            row.iter_mut().for_each(|cell| *cell = harmless(cell));
            if judged.state != State::Kept {
                row[1] = paint(&row[1], Paint::Yellow, style);
            }
            row
        })
        .collect();
    out.push_str(&text(&grid(&words.titles(), &rows, NUMBERS, style)));
    for (head, keys) in words.breaches(verdict) {
        let _ = writeln!(out, "  {}: {}", harmless(&head), harmless(&keys));
    }
}
