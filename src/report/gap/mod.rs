//! A gap between plan and actual revenue, part by part: for people, documents and programs.

mod json;
#[cfg(test)]
mod tests;
mod texts;

use super::Style;
use super::page::{Block, Figure, Grid, Mark, Page, Sign, Text, Tone, page};
use crate::gap::GapReport;
use texts::{Amounts, Rows, Texts};

/// Formats of a gap.
pub const GAP_FORMATS: [&str; 3] = ["human", "json", "markdown"];

/// Makes the text of a gap in one of [`GAP_FORMATS`]; ends in one line break.
pub fn gap(report: &GapReport, format: &str, style: Style) -> String {
    match format {
        "json" => json::render(report),
        _ => page(&gap_page(report), format, style),
    }
}

/// Gives a gap for programs, as a value.
pub(super) fn gap_json(report: &GapReport) -> serde_json::Value {
    json::document(report)
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

/// Gives the parts as a drawing from plan to actual, which add up.
pub(super) fn waterfall(report: &GapReport) -> Figure {
    let texts = Texts::of(report);
    let Rows { mut titles, rows } = texts.parts();
    titles.truncate(WATERFALL);
    let cut = |mut row: Vec<String>| {
        row.truncate(WATERFALL);
        row
    };
    let mut rows: Vec<Vec<String>> = rows.into_iter().map(cut).collect();
    let total = rows.pop().unwrap_or_default();
    let whole = |word: &str, amount: Option<&String>| {
        let mut row = vec![word.to_owned(); 1];
        row.resize(WATERFALL - 1, String::new());
        row.push(amount.cloned().unwrap_or_default());
        row
    };
    let (plan, actual) =
        (texts.say("計画の売上", "planned revenue"), texts.say("実績の売上", "actual revenue"));
    rows.insert(0, whole(&plan, total.get(1)));
    rows.push(whole(&actual, total.get(2)));
    let (mut at, mut marks) =
        (report.planned, vec![Some(Mark::whole(Sign::Plan, report.planned as f64))]);
    for line in &report.lines {
        marks.push(Some(Mark::between(at as f64, (at + line.effect) as f64)));
        at += line.effect;
    }
    marks.push(Some(Mark::whole(Sign::Actual, report.actual as f64)));
    Figure {
        title: texts.title(),
        about: texts.say(
            "計画の売上から実績の売上まで、要因ごとの増減をたどる。部分の合計は差に一致する",
            "From planned to actual revenue, part by part; the parts add up to the gap",
        ),
        grid: Grid::of_numbers(titles, rows, 1),
        marks,
        before: WATERFALL,
        legend: vec![
            (Sign::Plan, texts.say("計画", "plan")),
            (Sign::Actual, texts.say("実績", "actual")),
            (Sign::Less, texts.say("− 売上を減らした", "− took revenue away")),
            (Sign::More, texts.say("+ 売上を増やした", "+ added revenue")),
        ],
        charts: Vec::new(),
        notes: Vec::new(),
    }
}

/// The table of channels, if there is one.
pub(super) fn channels(report: &GapReport) -> Option<Grid> {
    let rows = Texts::of(report).channels()?;
    Some(Grid::of_numbers(rows.titles, rows.rows, 1))
}

/// The parts of every channel and of all, in units of money; none where there is one channel alone.
pub(super) fn by_channel(report: &GapReport) -> Option<Amounts> {
    Texts::of(report).by_channel()
}

/// What a reader must know beside the numbers.
pub(super) fn notes(report: &GapReport) -> Vec<String> {
    Texts::of(report).notes()
}

/// Gives the sentence, and whether revenue is short of the plan.
pub(super) fn verdict(report: &GapReport) -> Text {
    let tone = if report.bottleneck.is_some() { Tone::Careful } else { Tone::Strong };
    Text::toned(Texts::of(report).verdict(), tone)
}

/// Columns of the drawing: part, plan, actual, effect.
const WATERFALL: usize = 4;

/// Says in one sentence which part costs most and how much; none where revenue is not short.
pub fn bottleneck(report: &GapReport) -> Option<String> {
    Texts::of(report).bottleneck()
}
