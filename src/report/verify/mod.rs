//! Verdicts on agreements as text, one format per file.

mod json;
mod junit;
mod words;

use super::Style;
use super::page::{Block, Grid, Heading, Page, Text, Tone, page};
use crate::model::{Agreement, Model};
use crate::source::Sources;
use crate::verify::{Judged, State, Verdict};
use jiff::civil::Date;
use words::Words;

/// Formats of verdicts.
pub const VERIFY_FORMATS: [&str; 4] = ["human", "json", "markdown", "junit"];

/// Verdicts, with what it takes to show them.
#[derive(Debug, Clone, Copy)]
pub struct VerifyReport<'a> {
    /// The definitions.
    pub model: &'a Model,
    /// Their text.
    pub sources: &'a Sources,
    /// What became of each agreement.
    pub verdicts: &'a [Verdict],
    /// The last day whose rows exist.
    pub as_of: Date,
}

impl VerifyReport<'_> {
    fn agreement(&self, verdict: &Verdict) -> &Agreement {
        &self.model.agreements[verdict.agreement.0]
    }
}

/// Makes the text in one of [`VERIFY_FORMATS`]; ends in one line break.
pub fn verdicts(report: &VerifyReport, format: &str, style: Style) -> String {
    match format {
        "json" => json::render(report),
        "junit" => junit::render(report),
        _ => page(&verify_page(report), format, style),
    }
}

/// Gives verdicts for programs, as a value.
pub(super) fn verdicts_json(report: &VerifyReport) -> serde_json::Value {
    json::document(report)
}

/// Gives verdicts as a page.
pub fn verify_page(report: &VerifyReport) -> Page {
    let words = Words::new(report.model);
    let project = &report.model.project;
    let as_of = format!("{} ({})", report.as_of, project.time_zone);
    let mut blocks = vec![Block::Facts(vec![(words.common.as_of.to_owned(), as_of)])];
    report.verdicts.iter().for_each(|verdict| one(&mut blocks, report, verdict, &words));
    blocks.push(Block::Sentence(words.summary(report).into()));
    Page { title: project.name.clone(), blocks }
}

/// Gives verdicts as one grid: an agreement in each row, its latest periods beside each other.
pub(super) fn verdict_grid(report: &VerifyReport) -> Grid {
    let words = Words::new(report.model);
    let most = report.verdicts.iter().map(|it| it.periods.len()).max().unwrap_or(0);
    let mut titles: Vec<String> =
        [words.say("合意", "agreement"), words.say("だれから", "who"), words.say("期待", "expect")]
            .map(str::to_owned)
            .to_vec();
    titles.extend((0..most).map(|back| match most - 1 - back {
        0 => words.say("最新の期間", "latest period").to_owned(),
        back => format!("{back}{}", words.say("つ前", " before")),
    }));
    let row = |verdict: &Verdict| {
        let agreement = report.agreement(verdict);
        let mut row: Vec<Text> = vec![
            agreement.about.label.clone().into(),
            words.parties(agreement).into(),
            agreement.expect.written.clone().into(),
        ];
        row.resize(3 + most - verdict.periods.len(), Text::from(String::new()));
        row.extend(verdict.periods.iter().map(|it| judged(&words, verdict, it, agreement)));
        row
    };
    let rows = report.verdicts.iter().map(row).collect();
    Grid { titles, rows, numbers: Vec::new(), names: None }
}

fn judged(words: &Words, verdict: &Verdict, judged: &Judged, agreement: &Agreement) -> Text {
    let (sign, tone) = match judged.state {
        State::Kept => ("✓", Tone::Plain),
        State::Broken => ("✗", Tone::Careful),
        State::TooEarly | State::NotEnough => ("–", Tone::Quiet),
    };
    let value = words.value(verdict, judged, agreement);
    let state = words.state(judged.state);
    let changed = if judged.period.changed { "^" } else { "" };
    Text::toned(format!("{sign} {state} {value} ({}{changed})", judged.period.label), tone)
}

/// Where they look at entries by more than one definition.
pub(super) fn verdict_breaks(report: &VerifyReport) -> Vec<String> {
    let words = Words::new(report.model);
    let mut lines: Vec<String> = Vec::new();
    for line in report.verdicts.iter().flat_map(|verdict| words.breaks(verdict)) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// How many periods of each verdict there are, in one line.
pub(super) fn verdict_summary(report: &VerifyReport) -> String {
    Words::new(report.model).summary(report)
}

/// Why some could not be answered.
pub(super) fn verdict_trouble(report: &VerifyReport) -> Vec<String> {
    let words = Words::new(report.model);
    let failed = report.verdicts.iter().filter(|it| it.trouble.is_some());
    failed.flat_map(|verdict| words.trouble(report, verdict)).collect()
}

fn one(blocks: &mut Vec<Block>, report: &VerifyReport, verdict: &Verdict, words: &Words) {
    let agreement = report.agreement(verdict);
    let (label, name) = (agreement.about.label.clone(), Some(agreement.about.name.clone()));
    blocks.push(Block::Heading(Heading { verdict: None, label, name }));
    let facts = words.facts(verdict, agreement).into_iter();
    blocks.push(Block::Facts(facts.map(|(word, fact)| (word.to_owned(), fact)).collect()));
    if verdict.trouble.is_some() {
        blocks.push(Block::Lines(words.trouble(report, verdict)));
        return;
    }
    let row = |judged: &Judged| {
        let cells = words.row(verdict, judged, agreement).into_iter().map(Text::from);
        let mut row: Vec<Text> = cells.collect();
        if judged.state != State::Kept {
            row[1].tone = Tone::Careful;
        }
        row
    };
    let rows = verdict.periods.iter().map(row).collect();
    let grid = Grid { titles: words.titles(), rows, numbers: NUMBERS.collect(), names: None };
    blocks.push(Block::Grid(grid));
    let breaches = words.breaches(verdict);
    let breaches = breaches.iter().map(|(head, keys)| format!("{head}: {keys}"));
    let lines: Vec<String> = breaches.chain(words.breaks(verdict)).collect();
    if !lines.is_empty() {
        blocks.push(Block::Lines(lines));
    }
}

/// Columns of numbers.
const NUMBERS: std::ops::Range<usize> = 2..7;
