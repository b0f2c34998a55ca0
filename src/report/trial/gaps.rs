//! What tests do not reach, for people: conditions never seen, changes nobody notices.

use std::fmt::Write;

use super::TrialReport;
use super::words::Words;
use crate::diagnostic::spot;
use crate::report::Style;
use crate::report::terminal::{Paint, harmless, paint};
use crate::trial::{Changed, Covered, Mutation};

/// Shares of conditions seen, then what was never seen.
pub(super) fn coverage(
    out: &mut String,
    covered: &[Covered],
    report: &TrialReport,
    words: &Words,
    style: Style,
) {
    let count = |seen: fn(&Covered) -> bool| covered.iter().filter(|it| seen(it)).count();
    let edges = || covered.iter().flat_map(|it| &it.boundary);
    let all = covered.len();
    let title = words.choose("条件の網羅", "coverage of conditions");
    let _ = writeln!(out, "\n{}", paint(&title, Paint::Bold, style));
    let mut line = |word: String, part: usize, all: usize| {
        let of = words.choose(&format!("{all} 中 {part}"), &format!("{part} of {all}"));
        let _ = writeln!(out, "  {word} {of}{}", percent(part, all));
    };
    line(words.choose("真になった", "seen true:"), count(|it| it.seen_true), all);
    line(words.choose("偽になった", "seen false:"), count(|it| it.seen_false), all);
    line(words.choose("決め手になった", "deciding:"), count(|it| it.deciding), all);
    let seen = edges().filter(|(_, seen)| *seen).count();
    line(words.choose("境界値", "boundary values:"), seen, edges().count());
    for one in covered {
        let gaps = gaps(one, words);
        if gaps.is_empty() {
            continue;
        }
        let place = format!("{}  {}", one.of, spot(one.span, report.sources));
        let _ = writeln!(out, "  {}", paint(&harmless(&place), Paint::Dim, style));
        let days = one.in_force.as_ref().map(|days| format!(" ({days})"));
        let text = harmless(&format!("{}{}", one.text, days.unwrap_or_default()));
        let _ = writeln!(out, "    {text}: {}", gaps.join(&words.choose("、", ", ")));
    }
}

fn gaps(one: &Covered, words: &Words) -> Vec<String> {
    let mut gaps = Vec::new();
    let mut gap = |seen: bool, japanese: &str, english: &str| {
        if !seen {
            gaps.push(words.choose(japanese, english));
        }
    };
    gap(one.seen_true, "真になったことがない", "never true");
    gap(one.seen_false, "偽になったことがない", "never false");
    gap(one.deciding, "決め手になったことがない", "never deciding");
    for (text, seen) in &one.boundary {
        gap(*seen, &format!("{text} ちょうどの例がない"), &format!("never at {text}"));
    }
    gaps
}

/// How many changes were noticed, then those that were not.
pub(super) fn mutation(
    out: &mut String,
    mutation: &Mutation,
    report: &TrialReport,
    words: &Words,
    style: Style,
) {
    let (all, left) = (mutation.tried, mutation.survivors.len());
    let killed = all - left;
    let title = words.choose("定義の小さな変更", "small changes of definitions");
    let _ = writeln!(out, "\n{}", paint(&title, Paint::Bold, style));
    let share = percent(killed, all);
    let text = words.choose(
        &format!("{all} 中 {killed} を検出{share}"),
        &format!("killed {killed} of {all}{share}"),
    );
    let _ = writeln!(out, "  {text}");
    let mut last = None;
    for changed in &mutation.survivors {
        let place = (spot(changed.span, report.sources), &changed.whole);
        if last.as_ref() != Some(&place) {
            let head = format!("{}  {}", changed.of, place.0);
            let _ = writeln!(out, "  {}", paint(&harmless(&head), Paint::Dim, style));
            let _ = writeln!(out, "    {}", harmless(&changed.whole));
        }
        last = Some(place);
        let _ = writeln!(out, "      {}", harmless(&change(changed, words)));
    }
}

/// `>=` becomes `>`; `x` is dropped.
pub(super) fn change(changed: &Changed, words: &Words) -> String {
    let from = &changed.from;
    match &changed.to {
        Some(to) => format!("{from} → {to}"),
        None => words.choose(&format!("{from} を除く"), &format!("without {from}")),
    }
}

fn percent(part: usize, all: usize) -> String {
    match (part * 100).checked_div(all) {
        Some(percent) => format!(" ({percent} %)"),
        None => String::new(),
    }
}
