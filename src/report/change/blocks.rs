//! Changes as blocks of a document.

use super::ChangeReport;
use super::lines::counted;
use super::words::Words;
use crate::change::{Change, Edit, Finding, Level};
use crate::report::page::{Block, Grid, Heading, Text, Tone};

/// Gives the blocks of every change, one below the other.
pub(in crate::report) fn blocks(report: &ChangeReport<'_>) -> Vec<Block> {
    let words = Words::of(report);
    let mut blocks = Vec::new();
    for change in report.changes {
        blocks.push(Block::Heading(heading(change, words)));
        change.findings.iter().for_each(|it| finding(it, words, &mut blocks));
        blocks.push(Block::Lines(vec![
            line(words.say("範囲", "reach"), &counted(&change.reach, words)),
            line(words.say("必要なこと", "to do"), &words.consequence(&change.consequence)),
        ]));
    }
    blocks
}

fn heading(change: &Change, words: Words) -> Heading {
    let level = change.consequence.level;
    let tone = if level >= Level::Approve { Tone::Careful } else { Tone::Quiet };
    let verdict = (level > Level::None).then(|| Text::toned(words.level(level), tone));
    let name = change.full_name();
    match &change.label {
        Some(label) => Heading { verdict, label: label.clone(), name: Some(name) },
        None => Heading { verdict, label: name, name: None },
    }
}

fn finding(finding: &Finding, words: Words, blocks: &mut Vec<Block>) {
    let says = line(&words.natured(finding), finding.rule.says(words.japanese));
    blocks.push(Block::Sentence(says.into()));
    if !finding.edits.is_empty() {
        blocks.push(Block::Grid(edits(&finding.edits, words)));
    }
    let proof: Vec<String> = finding
        .proof
        .iter()
        .flat_map(|proof| words.proof(proof))
        .map(|(word, text)| line(word, &text))
        .collect();
    if !proof.is_empty() {
        blocks.push(Block::Lines(proof));
    }
}

fn edits(edits: &[Edit], words: Words) -> Grid {
    let titles =
        [words.say("項目", "key"), words.say("変更前", "before"), words.say("変更後", "after")];
    let text = |it: &Option<String>| Text::from(on_one_line(it.as_deref().unwrap_or("–")));
    let row = |it: &Edit| vec![Text::from(it.key.clone()), text(&it.old), text(&it.new)];
    Grid {
        titles: titles.map(str::to_owned).to_vec(),
        rows: edits.iter().map(row).collect(),
        numbers: Vec::new(),
        names: None,
    }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn line(word: &str, text: &str) -> String {
    format!("{word}: {text}")
}
