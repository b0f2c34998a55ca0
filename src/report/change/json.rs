//! Changes for programs.

use serde_json::{Value as Json, json};

use super::words::Words;
use super::{ChangeReport, Compared};
use crate::change::{Change, Finding, Reached};

pub(super) fn render(report: &ChangeReport<'_>) -> String {
    let mut document = document(report);
    document["not_evaluated"] = json!(["effect on data"]);
    format!("{document:#}\n")
}

/// What changed, without what was left out.
pub(super) fn document(report: &ChangeReport<'_>) -> Json {
    let words = Words::of(report);
    let changes: Vec<Json> = report.changes.iter().map(|it| change(it, words)).collect();
    json!({
        "project": report.project,
        "base": side(report.base),
        "head": side(report.head),
        "changes": changes,
    })
}

fn side(side: &Compared) -> Json {
    json!({
        "name": side.name,
        "commit": side.commit,
        "working_tree": side.name.is_none(),
        "has_definitions": !side.absent,
        "moved_from": side.moved_from,
    })
}

fn change(change: &Change, words: Words) -> Json {
    let reached = |it: &Reached| {
        json!({
            "kind": it.kind,
            "name": it.name,
            "label": it.label,
            "path": it.path,
            "nature": it.nature.map(crate::change::Nature::word),
        })
    };
    json!({
        "kind": change.kind,
        "name": change.name,
        "label": change.label,
        "nature": change.findings.iter().map(|it| finding(it, words)).collect::<Vec<_>>(),
        "reach": {
            "everything": change.reach.everything,
            "inherited": change.reach.reached.iter().map(reached).collect::<Vec<_>>(),
        },
        "consequence": {
            "level": change.consequence.level.word(),
            "who": change.consequence.who,
            "why": words.reason(change.consequence.reason),
        },
    })
}

fn finding(finding: &Finding, words: Words) -> Json {
    let edits: Vec<Json> = finding
        .edits
        .iter()
        .map(|edit| json!({ "key": edit.key, "old": edit.old, "new": edit.new }))
        .collect();
    let proof = finding.proof.as_ref();
    json!({
        "rule": finding.rule.id,
        "nature": finding.rule.nature.word(),
        "says": finding.rule.says(words.japanese),
        "proved": proof.is_some_and(|proof| proof.proved),
        "keys": edits,
        "leaves": proof.map(|proof| &proof.leaves),
        "enters": proof.map(|proof| &proof.enters),
        "hangs_on": proof.map(|proof| &proof.opaque),
    })
}
