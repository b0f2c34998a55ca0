//! Diagnoses that were judged: those that hold with all their numbers, then the others.

mod json;
mod texts;

use super::Style;
use super::page::{Block, Grid, Heading, Page, Text, Tone, page};
use crate::diagnose::{Finding, Look, Verdict};
use crate::model::Model;
use crate::query::Asked;
use jiff::civil::Date;
use texts::Texts;

/// Formats of diagnoses.
pub const DIAGNOSE_FORMATS: [&str; 3] = ["human", "json", "markdown"];

/// What is shown.
#[derive(Debug)]
pub struct Diagnosed<'a> {
    /// The definitions.
    pub model: &'a Model,
    /// Their semantic hash.
    pub definitions: &'a str,
    /// The last day whose rows exist.
    pub as_of: Date,
    /// The period that was looked at.
    pub period: &'a Asked,
    /// Those that hold first.
    pub findings: &'a [Finding],
}

/// Makes the text in one of [`DIAGNOSE_FORMATS`]; ends in one line break.
pub fn diagnosed(shown: &Diagnosed<'_>, format: &str, style: Style) -> String {
    match format {
        "json" => json::render(shown),
        _ => page(&diagnose_page(shown), format, style),
    }
}

/// Gives diagnoses for programs, as a value.
pub(super) fn diagnosed_json(shown: &Diagnosed<'_>) -> serde_json::Value {
    json::document(shown)
}

/// Gives diagnoses as a page.
pub fn diagnose_page(shown: &Diagnosed<'_>) -> Page {
    let texts = Texts::of(shown);
    let mut blocks = vec![Block::Facts(owned(texts.facts(shown)))];
    for finding in shown.findings {
        let diagnosis = &shown.model.diagnoses[finding.id.0];
        let held = finding.verdict == Verdict::Holds;
        let tone = if held { Tone::Careful } else { Tone::Quiet };
        blocks.push(Block::Heading(Heading {
            verdict: Some(Text::toned(texts.verdict(finding.verdict), tone)),
            label: diagnosis.about.label.clone(),
            name: Some(diagnosis.about.name.clone()),
        }));
        match finding.verdict {
            Verdict::Holds => {
                blocks.push(Block::Facts(owned(texts.reading(diagnosis))));
                blocks.push(Block::Grid(compared(&texts, finding)));
                finding.looks.iter().for_each(|look| looked(&mut blocks, look, &texts));
            }
            Verdict::DoesNotHold => blocks.push(Block::Lines(texts.lines(finding))),
            _ => blocks.push(Block::Lines(finding.why.clone())),
        }
    }
    Page { title: format!("{} {}", shown.model.project.name, texts.title()), blocks }
}

/// Gives diagnoses as a part of something larger: those that hold, then one grid of the others.
pub(super) fn diagnosed_blocks(shown: &Diagnosed<'_>) -> Vec<Block> {
    let texts = Texts::of(shown);
    let mut blocks = Vec::new();
    let mut others = Vec::new();
    for finding in shown.findings {
        let about = &shown.model.diagnoses[finding.id.0].about;
        if finding.verdict != Verdict::Holds {
            let why = match finding.verdict {
                Verdict::DoesNotHold => texts.lines(finding).join(" / "),
                _ => finding.why.join(" / "),
            };
            let tone = Text::toned(texts.verdict(finding.verdict), Tone::Quiet);
            others.push(vec![about.label.clone().into(), tone, why.into()]);
            continue;
        }
        blocks.push(Block::Heading(Heading {
            verdict: Some(Text::toned(texts.verdict(finding.verdict), Tone::Careful)),
            label: about.label.clone(),
            name: Some(about.name.clone()),
        }));
        let reads = shown.model.diagnoses[finding.id.0].reads.clone();
        blocks.push(Block::Sentence(Text::toned(reads, Tone::Strong)));
        blocks.push(Block::Grid(compared(&texts, finding)));
        for look in &finding.looks {
            looked(&mut blocks, look, &texts);
            if let (Some(Block::Subheading(_)), Ok(table)) =
                (blocks.iter().rev().nth(1), &look.table)
            {
                let at = blocks.len() - 2;
                blocks[at] = Block::Subheading(texts.next(table, look.groups));
            }
        }
    }
    if !others.is_empty() {
        let word = texts.say("そのほか", "The others");
        blocks.push(Block::Heading(Heading { verdict: None, label: word.into(), name: None }));
        let titles = [texts.title(), texts.say("判定", "verdict"), texts.say("わけ", "why")];
        let titles = titles.map(str::to_owned).to_vec();
        blocks.push(Block::Grid(Grid { titles, rows: others, numbers: Vec::new(), names: None }));
    }
    blocks
}

fn owned(facts: Vec<(&'static str, String)>) -> Vec<(String, String)> {
    facts.into_iter().map(|(word, fact)| (word.to_owned(), fact)).collect()
}

fn compared(texts: &Texts, finding: &Finding) -> Grid {
    let row = |row: Vec<String>| row.into_iter().map(Text::from).collect();
    let rows = texts.rows(finding).into_iter().map(row).collect();
    Grid { titles: texts.columns().to_vec(), rows, numbers: vec![1], names: None }
}

fn looked(blocks: &mut Vec<Block>, look: &Look, texts: &Texts) {
    blocks.push(Block::Subheading(texts.look(look)));
    blocks.push(match &look.table {
        Err(why) => Block::Lines(vec![why.clone()]),
        Ok(table) => Block::Table(Box::new(table.clone())),
    });
}
