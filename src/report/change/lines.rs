//! A change line by line, free of formats.

use std::collections::BTreeSet;

use super::words::Words;
use crate::change::{Change, Edit, Reach, Reached};

/// One line of a change.
pub(super) enum Line {
    /// A word and what it tells.
    Fact(&'static str, String),
    /// A key that changed.
    Key(String),
    /// Its text before.
    Old(String),
    /// Its text after.
    New(String),
    /// Below a fact.
    Below(String),
}

/// Names on one line at most.
const NAMES: usize = 8;
/// Paths shown at most.
const PATHS: usize = 12;
/// Kinds whose names are counted.
const SHOWN: [&str; 4] = ["kpi", "plan", "agreement", "diagnosis"];
/// Kinds in the order of their paths, so that many KPIs do not hide the rest.
const FEW_FIRST: [&str; 4] = ["plan", "agreement", "kpi", "diagnosis"];

pub(super) fn lines(change: &Change, words: Words) -> Vec<Line> {
    let mut lines = Vec::new();
    for finding in &change.findings {
        let says = finding.rule.says(words.japanese);
        let nature = format!("{}: {says}", words.natured(finding));
        lines.push(Line::Fact(words.say("性質", "nature"), nature));
        finding.edits.iter().for_each(|it| edit(it, &mut lines));
        for (word, text) in finding.proof.iter().flat_map(|proof| words.proof(proof)) {
            lines.push(Line::Fact(word, text));
        }
    }
    reach(change, words, &mut lines);
    let todo = words.consequence(&change.consequence);
    lines.push(Line::Fact(words.say("必要なこと", "to do"), todo));
    lines
}

fn edit(edit: &Edit, lines: &mut Vec<Line>) {
    lines.push(Line::Key(edit.key.clone()));
    let each = |text: &Option<String>| -> Vec<String> {
        text.iter().flat_map(|text| text.lines()).map(str::to_owned).collect()
    };
    lines.extend(each(&edit.old).into_iter().map(Line::Old));
    lines.extend(each(&edit.new).into_iter().map(Line::New));
}

fn reach(change: &Change, words: Words, lines: &mut Vec<Line>) {
    let word = words.say("範囲", "reach");
    lines.push(Line::Fact(word, counted(&change.reach, words)));
    let paths = match change.reach.everything {
        true => Vec::new(),
        false => paths(&change.reach, words),
    };
    let more = paths.len().saturating_sub(PATHS);
    lines.extend(paths.into_iter().take(PATHS).map(Line::Below));
    if more > 0 {
        let text = match words.japanese {
            true => format!("ほか {more} の経路(--format json にすべて)"),
            false => format!("and {more} more paths (all with --format json)"),
        };
        lines.push(Line::Below(text));
    }
}

/// How many definitions inherit a change.
pub(super) fn counted(reach: &Reach, words: Words) -> String {
    if reach.everything {
        return words.say("すべての数字", "every number").to_owned();
    }
    let counts: Vec<String> = SHOWN
        .into_iter()
        .map(|kind| (kind, reach.reached.iter().filter(|it| it.kind == kind).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{} {count}", words.kind(kind)))
        .collect();
    match counts.is_empty() {
        true => words.say("この定義だけ", "this definition alone").to_owned(),
        false => counts.join(words.say("、", ", ")),
    }
}

/// Names by the path that leads to them; conditions whose rows are proved to change come first.
fn paths(reach: &Reach, words: Words) -> Vec<String> {
    let natured = reach.reached.iter().filter_map(|it| {
        let nature = words.proved(words.nature(it.nature?));
        Some(format!("{}: {nature}", it.path.join(" → ")))
    });
    let mut lines: Vec<String> = natured.collect();
    let of = |kind: &'static str| reach.reached.iter().filter(move |it| it.kind == kind);
    let shown: Vec<&Reached> = FEW_FIRST.into_iter().flat_map(of).collect();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for one in &shown {
        let way = way(one);
        if !seen.insert(way.clone()) {
            continue;
        }
        let names: Vec<&str> =
            shown.iter().filter(|it| self::way(it) == way).map(|it| it.name.as_str()).collect();
        let more = names.len().saturating_sub(NAMES);
        let listed = names[..names.len().min(NAMES)].join(", ");
        let more = match (more, words.japanese) {
            (0, _) => String::new(),
            (more, true) => format!(" ほか {more}"),
            (more, false) => format!(" and {more} more"),
        };
        lines.push(format!("{way}: {listed}{more}"));
    }
    lines
}

/// The path without its end, which is told by kind.
fn way(one: &Reached) -> String {
    let before = one.path.len().saturating_sub(1);
    format!("{} → {}", one.path[..before].join(" → "), one.kind)
}
