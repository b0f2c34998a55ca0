//! How much of a move between two periods is data and how much is definition.

use serde_json::{Value as Json, json};

use super::layout::cell;
use super::number::{exact_steps, for_programs, steps, text};
use super::page::{Block, Grid, Page, Text, Tone, page};
use super::words::Words;
use super::{Compared, Style, change};
use crate::effect::OverTime;
use crate::model::Model;
use crate::period::Zone;
use crate::plan::Value;
use crate::table::{Cell, Status};
use jiff::civil::Date;

/// A move, with what it takes to show it.
#[derive(Debug)]
pub struct OverTimeReport<'a> {
    /// The later definitions.
    pub model: &'a Model,
    /// What was found.
    pub found: &'a OverTime,
    /// Labels of the earlier period and of the later.
    pub periods: [&'a str; 2],
    /// Where the definitions of each period come from, and since when they are.
    pub revisions: [(&'a Compared, Option<&'a str>); 2],
    /// No definitions of the earlier period are in version control: they are the oldest there are.
    pub oldest: bool,
    /// The last day whose rows exist.
    pub as_of: Date,
}

/// The parts of a move.
struct Parts {
    data: String,
    definition: String,
    together: String,
}

impl OverTimeReport<'_> {
    /// Tells whether the move can be split: all three values can be used and subtracted.
    pub fn is_answered(&self) -> bool {
        let usable = |cell: &Cell| matches!(cell.status, Status::Ok | Status::Insufficient);
        self.found.comparable && self.found.cells.iter().all(usable)
    }

    fn values(&self) -> [&Value; 3] {
        self.found.cells.each_ref().map(|cell| &cell.value)
    }

    fn parts(&self, steps: Option<Vec<String>>) -> Option<Parts> {
        let [data, definition, together] = steps.filter(|_| self.is_answered())?.try_into().ok()?;
        Some(Parts { data, definition, together })
    }

    fn japanese(&self) -> bool {
        self.model.project.language != "en"
    }

    fn say(&self, japanese: &'static str, english: &'static str) -> &'static str {
        if self.japanese() { japanese } else { english }
    }

    /// Which definitions: name of the revision and its day.
    fn source(&self, at: usize) -> String {
        let (side, day) = self.revisions[at];
        let tree = || self.say("作業ツリー", "working tree").to_owned();
        let name = side.name.clone().unwrap_or_else(tree);
        day.map_or_else(|| name.clone(), |day| format!("{name} ({day})"))
    }
}

/// Makes the text as `json`, else as a page; ends in one line break.
pub fn over_time(report: &OverTimeReport<'_>, format: &str, style: Style) -> String {
    match format {
        "json" => json(report),
        _ => page(&paged(report), format, style),
    }
}

fn paged(report: &OverTimeReport<'_>) -> Page {
    let project = &report.model.project;
    let words = Words::of(&project.language);
    let title = &report.found.title.title;
    let facts = vec![
        (words.as_of.to_owned(), format!("{} ({})", report.as_of, project.time_zone)),
        (report.say("前の定義", "earlier definition").to_owned(), report.source(0)),
        (report.say("後の定義", "later definition").to_owned(), report.source(1)),
    ];
    let mut blocks = vec![Block::Facts(facts), Block::Grid(values(report, words))];
    match report.parts(steps(&report.values(), &report.found.title, words)) {
        Some(parts) => blocks.extend([
            Block::Facts(vec![
                (report.say("データによる変化", "by data").to_owned(), parts.data.clone()),
                (
                    report.say("定義による変化", "by definition").to_owned(),
                    parts.definition.clone(),
                ),
                (report.say("合計", "together").to_owned(), parts.together.clone()),
            ]),
            Block::Sentence(sentence(report, &parts)),
        ]),
        None => {
            let why = match report.found.comparable {
                false => report.say(
                    "単位が変わったため、差を分けられません。",
                    "The units differ, so the move cannot be split.",
                ),
                true => report.say(
                    "値がない期間があるため、差を分けられません。",
                    "A value is missing, so the move cannot be split.",
                ),
            };
            blocks.push(Block::Sentence(Text::toned(why, Tone::Careful)));
        }
    }
    if !report.found.changes.is_empty() {
        let heading = report.say("定義の変更", "changes of meaning");
        blocks.push(Block::Subheading(heading.to_owned()));
        let line = |it: &crate::change::Change| {
            format!("{}: {}", it.full_name(), change::nature(it, &project.language))
        };
        blocks.push(Block::Lines(report.found.changes.iter().map(line).collect()));
    }
    blocks.push(Block::Notes(words.notes.to_owned(), notes(report)));
    Page { title: format!("{} ({})", title.label, title.name), blocks }
}

fn values(report: &OverTimeReport<'_>, words: &Words) -> Grid {
    let zone = Zone::named(&report.model.project.time_zone).unwrap_or_default();
    let [earlier, later] =
        [report.say("前の定義", "earlier definition"), report.say("後の定義", "later definition")];
    let [first, second] = report.periods;
    let named = [(first, earlier), (second, earlier), (second, later)];
    let rows = named.into_iter().zip(&report.found.cells).map(|((period, definition), value)| {
        let shown = cell(value, &report.found.title, words, &zone).to_string();
        vec![period.to_owned(), definition.to_owned(), shown]
    });
    let titles = [words.period, words.definitions, words.value].map(str::to_owned).to_vec();
    Grid::of_numbers(titles, rows.collect(), 2)
}

fn sentence(report: &OverTimeReport<'_>, parts: &Parts) -> Text {
    let Parts { data, definition, together } = parts;
    let [from, to] = report.periods;
    let text = match (report.found.changes.is_empty(), report.japanese()) {
        (true, true) => format!(
            "{from} から {to} への変化 {together} は、すべてデータによるもの(定義の意味は同じ)。"
        ),
        (true, false) => {
            format!("All of {together} from {from} to {to} is data: the definition means the same.")
        }
        (false, true) => format!(
            "{from} から {to} への変化 {together} のうち、データが {data}、定義の変更が {definition}。"
        ),
        (false, false) => format!(
            "Of {together} from {from} to {to}, {data} is data and {definition} is the change of definition."
        ),
    };
    Text::toned(text, Tone::Strong)
}

fn notes(report: &OverTimeReport<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if report.oldest {
        notes.push(
            report
                .say(
                    "前の期間の終わりには、定義がまだバージョン管理されていなかった。最も古い定義を使った",
                    "no definitions were in version control at the end of the earlier period: the oldest there are stand in",
                )
                .to_owned(),
        );
    }
    notes
}

fn json(report: &OverTimeReport<'_>) -> String {
    let title = &report.found.title;
    let side = |at: usize| {
        let (side, day) = report.revisions[at];
        json!({
            "period": report.periods[at],
            "revision": side.name,
            "commit": side.commit,
            "day": day,
            "working_tree": side.name.is_none(),
        })
    };
    let number = |cell: &Cell| {
        let shown = text(&for_programs(&cell.value, title));
        let value = if shown.is_empty() { Json::Null } else { shown.into() };
        json!({ "value": value, "status": cell.status.word(), "n": cell.n })
    };
    let parts = report.parts(exact_steps(&report.values(), title));
    let [old, second, new] = &report.found.cells;
    let change = |it: &crate::change::Change| {
        let rules: Vec<&str> = it.findings.iter().map(|found| found.rule.id).collect();
        json!({ "name": it.full_name(), "rules": rules })
    };
    let document = json!({
        "kpi": title.title.name,
        "unit": super::number::unit_word(title),
        "as_of": report.as_of.to_string(),
        "from": side(0),
        "to": side(1),
        "oldest_definition_stands_in": report.oldest,
        "earlier_definition_earlier_period": number(old),
        "earlier_definition_later_period": number(second),
        "later_definition_later_period": number(new),
        "by_data": parts.as_ref().map(|it| &it.data),
        "by_definition": parts.as_ref().map(|it| &it.definition),
        "together": parts.as_ref().map(|it| &it.together),
        "changes": Json::from_iter(report.found.changes.iter().map(change)),
    });
    format!("{document:#}\n")
}
