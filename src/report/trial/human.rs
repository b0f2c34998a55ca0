//! Test results for people: one line a test, and what is wrong with those that fail.

use std::fmt::Write;

use super::words::Words;
use super::{TrialReport, gaps};
use crate::diagnostic::{OutputFormat, render as rendered};
use crate::report::Style;
use crate::report::terminal::{Paint, harmless, paint, with_codes};
use crate::trial::{Outcome, Reason, Verdict};

pub(super) fn render(report: &TrialReport, style: Style) -> String {
    let words = Words::new(report.model);
    let mut out = String::new();
    for tried in report.tried {
        let (word, tone) = match &tried.outcome {
            Outcome::Pass => ("PASS ", Paint::Dim),
            Outcome::Fail(_) => ("FAIL ", Paint::Yellow),
            Outcome::Error(_) => ("ERROR", Paint::Yellow),
        };
        let name = harmless(&tried.test.name);
        let _ = writeln!(out, "{} {name}", paint(word, tone, style));
        match &tried.outcome {
            Outcome::Pass => {}
            Outcome::Fail(failure) => {
                let place = words.place(tried, report.sources);
                let _ = writeln!(out, "  {}", paint(&harmless(&place), Paint::Dim, style));
                for line in words.failures(failure) {
                    let _ = writeln!(out, "  {}", harmless(&line));
                }
                for reason in failure.mismatches.iter().flat_map(|(_, reasons)| reasons) {
                    lead(&mut out, reason, &words, style);
                }
                out.push('\n');
            }
            Outcome::Error(found) => {
                let color = style.color;
                let text = rendered(found, report.sources, OutputFormat::Human { color });
                for line in text.trim_end().lines() {
                    let _ = writeln!(out, "{}", format!("  {line}").trim_end());
                }
            }
        }
    }
    let _ = writeln!(out, "{}", words.summary(report.tried));
    if let Some(covered) = report.coverage {
        gaps::coverage(&mut out, covered, report, &words, style);
    }
    if let Some(mutation) = report.mutation {
        gaps::mutation(&mut out, mutation, report, &words, style);
    }
    with_codes(&out)
}

/// The moments of a lead and its tree.
fn lead(out: &mut String, reason: &Reason, words: &Words, style: Style) {
    let key = words.moment(&reason.key);
    let as_of = words.moment(&reason.as_of);
    let head = words.choose(&format!("{key}({as_of} 時点)"), &format!("{key} as of {as_of}"));
    let _ = writeln!(out, "\n  {}", paint(&harmless(&head), Paint::Bold, style));
    for journey in &reason.journeys {
        let steps: Vec<String> =
            journey.iter().map(|(name, value)| format!("{name} {}", words.moment(value))).collect();
        let _ = writeln!(out, "    {}", harmless(&steps.join("  ")));
    }
    match &reason.verdict {
        Some(verdict) => clause(out, verdict, 2, words, style),
        None => {
            let text = words.choose("この時点ではまだ行がありません", "there is no such row then");
            let _ = writeln!(out, "    {text}");
        }
    }
}

fn clause(out: &mut String, verdict: &Verdict, depth: usize, words: &Words, style: Style) {
    let seen = verdict.seen.iter();
    let seen: Vec<String> =
        seen.map(|(text, value)| format!("{text} = {}", words.value(value))).collect();
    let seen = harmless(&seen.join(", "));
    let indent = "  ".repeat(depth);
    let Some(holds) = verdict.holds else {
        let _ = writeln!(out, "{indent}{seen}");
        return;
    };
    let mark = if holds { "✓" } else { "✗" };
    let gap = if seen.is_empty() { "" } else { "   " };
    let (text, seen) = (harmless(&verdict.text), paint(&seen, Paint::Dim, style));
    let _ = writeln!(out, "{indent}{mark} {text}{gap}{seen}");
    verdict.parts.iter().for_each(|part| clause(out, part, depth + 1, words, style));
}
