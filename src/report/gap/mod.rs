//! A gap between plan and actual revenue, part by part: for people, documents and programs.

mod json;
#[cfg(test)]
mod tests;
mod texts;

use super::Style;
use super::page::{Block, Grid, Page, Text, Tone, page};
use crate::gap::GapReport;
use texts::{Rows, Texts};

/// Formats of a gap.
pub const GAP_FORMATS: [&str; 3] = ["human", "json", "markdown"];

/// Makes the text of a gap in one of [`GAP_FORMATS`]; ends in one line break.
pub fn gap(report: &GapReport, format: &str, style: Style) -> String {
    match format {
        "json" => json::render(report),
        _ => page(&gap_page(report), format, style),
    }
}

/// Gives a gap as a page.
pub fn gap_page(report: &GapReport) -> Page {
    let texts = Texts::of(report);
    let facts = texts.facts().into_iter().map(|(word, fact)| (word.to_owned(), fact)).collect();
    let grid = |rows: Rows| Block::Grid(Grid::of_numbers(rows.titles, rows.rows, 1));
    let tone = if report.bottleneck.is_some() { Tone::Careful } else { Tone::Strong };
    let mut blocks = vec![Block::Facts(facts), grid(texts.parts())];
    blocks.push(Block::Sentence(Text::toned(texts.verdict(), tone)));
    blocks.extend(texts.channels().map(grid));
    blocks.push(Block::Notes(texts.words.notes.to_owned(), texts.notes()));
    Page { title: texts.title(), blocks }
}

/// Says in one sentence which part costs most and how much; none where revenue is not short.
pub fn bottleneck(report: &GapReport) -> Option<String> {
    Texts::of(report).bottleneck()
}
