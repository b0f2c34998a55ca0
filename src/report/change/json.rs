//! Changes for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::words::Words;
use super::{ChangeReport, Compared};
use crate::change::{Change, Edit, Finding, Reached};

/// What changed in meaning between two sides.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::report) struct Document<'a> {
    /// Name of the project.
    project: &'a str,
    /// The earlier side.
    base: Side<'a>,
    /// The later side.
    head: Side<'a>,
    /// Every definition whose meaning, words or owners changed.
    changes: Vec<Changed<'a>>,
}

/// One side of a comparison.
#[derive(Debug, Serialize, JsonSchema)]
struct Side<'a> {
    /// The revision as asked for; null for the working tree.
    name: Option<&'a str>,
    /// The whole id of the commit; null for the working tree.
    commit: Option<&'a str>,
    /// It is the working tree.
    working_tree: bool,
    /// It holds a project.
    has_definitions: bool,
    /// The folder in which the project lay then, where that is another.
    moved_from: Option<&'a str>,
}

/// A definition that changed. Nature, reach and consequence are three answers.
#[derive(Debug, Serialize, JsonSchema)]
struct Changed<'a> {
    /// `kpi`, `stage`, ..
    kind: &'a str,
    /// Its name, the later one.
    name: &'a str,
    /// For people.
    label: Option<&'a str>,
    /// What happened to it, the gravest first.
    nature: Vec<Nature<'a>>,
    /// Who inherits it.
    reach: Reach<'a>,
    /// What has to be done.
    consequence: Consequence<'a>,
}

/// One thing that happened to a definition.
#[derive(Debug, Serialize, JsonSchema)]
struct Nature<'a> {
    /// Id of the rule.
    rule: &'a str,
    /// `tightened`, `loosened`, `recomputed`, ..
    nature: &'a str,
    /// The rule in the language of the project.
    says: &'a str,
    /// It follows from the definitions alone.
    proved: bool,
    /// Keys before and after.
    keys: Vec<Key<'a>>,
    /// A made-up row that leaves, as conditions; null where rows were not looked at.
    leaves: Option<&'a [String]>,
    /// A made-up row that enters.
    enters: Option<&'a [String]>,
    /// What the proof hangs on that is no column.
    hangs_on: Option<&'a [String]>,
}

/// A key before and after.
#[derive(Debug, Serialize, JsonSchema)]
struct Key<'a> {
    /// The key; inner ones after a dot.
    key: &'a str,
    /// Null where it was not there.
    old: Option<&'a str>,
    /// Null where it is gone.
    new: Option<&'a str>,
}

/// Who inherits a change.
#[derive(Debug, Serialize, JsonSchema)]
struct Reach<'a> {
    /// Every number can move.
    everything: bool,
    /// Definitions with the path that leads to them.
    inherited: Vec<Heir<'a>>,
}

/// A definition that inherits a change.
#[derive(Debug, Serialize, JsonSchema)]
struct Heir<'a> {
    /// `kpi`, `stage`, ..
    kind: &'a str,
    /// Its name.
    name: &'a str,
    /// For people.
    label: &'a str,
    /// From the changed definition to this one.
    path: &'a [String],
    /// Where its rows are proved to change in one way.
    nature: Option<&'a str>,
}

/// What has to be done.
#[derive(Debug, Serialize, JsonSchema)]
struct Consequence<'a> {
    /// `none`, `notify`, `approve` or `block`.
    level: &'a str,
    /// By whom, sorted.
    who: &'a [String],
    /// Why, in the language of the project.
    why: &'a str,
}

pub(super) fn render(report: &ChangeReport<'_>) -> String {
    let mut whole = serde_json::to_value(document(report)).unwrap_or_default();
    whole["not_evaluated"] = serde_json::json!(["effect on data"]);
    format!("{whole:#}\n")
}

/// What changed, without what was left out.
pub(super) fn document<'a>(report: &ChangeReport<'a>) -> Document<'a> {
    let words = Words::of(report);
    Document {
        project: report.project,
        base: side(report.base),
        head: side(report.head),
        changes: report.changes.iter().map(|it| change(it, words)).collect(),
    }
}

fn side(side: &Compared) -> Side<'_> {
    Side {
        name: side.name.as_deref(),
        commit: side.commit.as_deref(),
        working_tree: side.name.is_none(),
        has_definitions: !side.absent,
        moved_from: side.moved_from.as_deref(),
    }
}

fn change(change: &Change, words: Words) -> Changed<'_> {
    Changed {
        kind: change.kind,
        name: &change.name,
        label: change.label.as_deref(),
        nature: change.findings.iter().map(|it| nature(it, words)).collect(),
        reach: Reach {
            everything: change.reach.everything,
            inherited: change.reach.reached.iter().map(heir).collect(),
        },
        consequence: Consequence {
            level: change.consequence.level.word(),
            who: &change.consequence.who,
            why: words.reason(change.consequence.reason),
        },
    }
}

fn heir(it: &Reached) -> Heir<'_> {
    Heir {
        kind: it.kind,
        name: &it.name,
        label: &it.label,
        path: &it.path,
        nature: it.nature.map(crate::change::Nature::word),
    }
}

fn nature(finding: &Finding, words: Words) -> Nature<'_> {
    let proof = finding.proof.as_ref();
    Nature {
        rule: finding.rule.id,
        nature: finding.rule.nature.word(),
        says: finding.rule.says(words.japanese),
        proved: proof.is_some_and(|proof| proof.proved),
        keys: finding.edits.iter().map(key).collect(),
        leaves: proof.map(|proof| proof.leaves.as_slice()),
        enters: proof.map(|proof| proof.enters.as_slice()),
        hangs_on: proof.map(|proof| proof.opaque.as_slice()),
    }
}

fn key(edit: &Edit) -> Key<'_> {
    Key { key: &edit.key, old: edit.old.as_deref(), new: edit.new.as_deref() }
}
