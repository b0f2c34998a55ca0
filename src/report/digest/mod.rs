//! A measured report as sections of blocks, in words of its language; formats show the blocks.
//!
//! One file for each kind of part. `json` gives the same for programs, `html` draws it.

pub(super) mod back;
pub(super) mod channels;
mod comparison;
mod front;
mod json;
mod parts;
pub(super) mod performance;
mod recorded;
mod texts;

use super::page::{Block, Document, Heading, Page, Section, Text};
use crate::digest::{Content, Digest};
use crate::model::{Model, Report};
use crate::source::Sources;
pub use comparison::comparison;
pub use json::{digest_json, digest_schema};
pub use recorded::{Comparison, Difference, compared, recorded};
pub(super) use texts::{FEW, Texts};

/// A measured report, with what it takes to show it.
#[derive(Debug, Clone, Copy)]
pub struct DigestReport<'a> {
    /// The definitions, in the language of the report.
    pub model: &'a Model,
    /// Their text.
    pub sources: &'a Sources,
    /// What was chosen.
    pub report: &'a Report,
    /// What was measured.
    pub digest: &'a Digest,
}

/// Puts a report into words.
pub fn digest_sections(shown: &DigestReport<'_>) -> Document {
    let texts = Texts::of(shown);
    let sections = shown.digest.parts.iter().map(|(part, content)| {
        let (id, title) = (part.word(), texts.part(*part).to_owned());
        match content {
            Err(why) => {
                let lead = Some(texts.absent(*part, why));
                Section { id, title, lead, blocks: Vec::new() }
            }
            Ok(content) => {
                let (lead, blocks) = held(&texts, content);
                let blocks = blocks.into_iter().map(|block| texts.plain(block)).collect();
                Section { id, title, lead, blocks }
            }
        }
    });
    Document {
        language: shown.model.project.language.clone(),
        title: texts.title(),
        project: shown.model.project.name.clone(),
        sentence: front::sentence(&texts),
        facts: front::facts(&texts),
        sections: sections.collect(),
    }
}

fn held(texts: &Texts<'_>, content: &Content) -> (Option<Text>, Vec<Block>) {
    match content {
        Content::Targets(targets) => front::targets(texts, targets),
        Content::Funnel(funnel) => performance::funnel(texts, funnel),
        Content::Gap(gap) => performance::gap(gap),
        Content::Trends(trends) => performance::trends(texts, trends),
        Content::Channels(channels) => channels::channels(texts, channels),
        Content::Agreements(verdicts) => performance::agreements(texts, verdicts),
        Content::Diagnoses(period, findings) => performance::diagnoses(texts, period, findings),
        Content::Interest(interest) => performance::interest(texts, interest),
        Content::Changes(past) => back::changes(texts, past),
        Content::Data(found) => back::data(texts, found),
        Content::Definitions => back::definitions(texts),
        Content::Glossary => back::glossary(texts),
    }
}

/// A block within a section: its headings stand below that of the section.
fn below(block: Block) -> Block {
    match block {
        Block::Heading(it) => Block::Subheading(it.text()),
        other => other,
    }
}

/// Gives a report as one page, for terminals and documents.
pub fn digest_page(text: &Document) -> Page {
    let mut blocks =
        vec![Block::Sentence(text.sentence.clone().into()), Block::Facts(text.facts.clone())];
    for section in &text.sections {
        let (label, name) = (section.title.clone(), None);
        blocks.push(Block::Heading(Heading { verdict: None, label, name }));
        blocks.extend(section.lead.iter().map(|lead| Block::Lines(vec![lead.text.clone()])));
        blocks.extend(section.blocks.iter().cloned().map(below));
    }
    Page { title: text.title.clone(), blocks }
}
