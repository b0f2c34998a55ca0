//! A review as a document in sections.

use super::effect::Say;
use super::{ReviewReport, effect, gate, summary};
use crate::report::change::{blocks, facts, tree};
use crate::report::page::{Block, Document, Page, Section, Text};

/// Puts a review into words; counts below `few` are not told.
pub(super) fn document(report: &ReviewReport<'_>, few: u64) -> Document {
    let say = Say::of(report, Some(few));
    Document {
        language: if say.japanese { "ja" } else { "en" }.to_owned(),
        title: say.is("定義の変更のレビュー", "Review of changed definitions").to_owned(),
        project: report.changes.project.to_owned(),
        sentence: summary::summary(report, Some(few)),
        facts: facts(&report.changes),
        sections: sections(&say),
    }
}

fn sections(say: &Say<'_>) -> Vec<Section> {
    let report = say.report;
    let changed = Section {
        id: "changed",
        title: say.is("定義の変更", "Changes of meaning").to_owned(),
        lead: None,
        blocks: blocks(&report.changes),
    };
    if report.changes.changes.is_empty() {
        let nothing = say.is("意味の変更はありません。", "Nothing changed in meaning.");
        return vec![Section { lead: Some(Text::from(nothing.to_owned())), ..changed }];
    }
    let page = |id, page: Page| Section { id, title: page.title, lead: None, blocks: page.blocks };
    let mut sections = vec![
        changed,
        page("approval", gate::page(report)),
        page("effect", effect::page(report, say.few)),
    ];
    let reached = tree(&report.changes);
    if !reached.is_empty() {
        sections.push(Section {
            id: "reach",
            title: say.is("変更が及ぶ定義", "What the changes reach").to_owned(),
            lead: None,
            blocks: vec![Block::Tree(reached)],
        });
    }
    sections
}
