//! What templates see: plain values, drawings as finished text.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value as Json;

use super::svg;
use crate::report::page::{Block, Branch, Document, Figure, Grid, Section, Sign, Text, Tone};
use crate::report::terminal::harmless;
use crate::report::words::Words;

/// Columns from which on a grid needs small type on paper.
const WIDE: usize = 10;

/// Columns up to which a grid does not fill the page.
const FEW: usize = 3;

/// Signs of a text that does not break.
const SHORT: usize = 12;

#[derive(Serialize)]
pub(super) struct Context {
    language: String,
    title: String,
    project: String,
    sentence: String,
    contents: &'static str,
    facts: Vec<(String, String)>,
    sections: Vec<SectionView>,
    style: String,
    policy: String,
    patterns: String,
    payload: String,
}

#[derive(Serialize)]
struct SectionView {
    id: &'static str,
    title: String,
    lead: Option<TextView>,
    blocks: Vec<BlockView>,
}

#[derive(Serialize)]
struct TextView {
    text: String,
    tone: &'static str,
}

#[derive(Serialize, Default)]
struct BlockView {
    kind: &'static str,
    facts: Vec<(String, String)>,
    lines: Vec<String>,
    title: String,
    name: Option<String>,
    verdict: Option<TextView>,
    text: Option<TextView>,
    grid: Option<GridView>,
    figure: Option<FigureView>,
    branches: Vec<BranchView>,
}

#[derive(Serialize)]
struct BranchView {
    text: String,
    below: Vec<BranchView>,
}

#[derive(Serialize)]
struct GridView {
    label: String,
    class: &'static str,
    head: Vec<CellView>,
    rows: Vec<Vec<CellView>>,
}

#[derive(Serialize)]
struct CellView {
    text: String,
    /// A second line.
    name: Option<String>,
    class: String,
    svg: Option<String>,
}

#[derive(Serialize)]
struct FigureView {
    id: String,
    title: String,
    about: String,
    legend: Vec<LegendView>,
    charts: Vec<ChartView>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct LegendView {
    svg: String,
    text: String,
}

#[derive(Serialize)]
struct ChartView {
    title: String,
    unit: String,
    svg: String,
}

impl Context {
    pub(super) fn new(text: &Document, style: &str, policy: &str, payload: &Json) -> Self {
        let mut views = Views { words: Words::of(&text.language), ids: BTreeSet::new() };
        let clean = |pairs: &[(String, String)]| {
            pairs.iter().map(|(word, text)| (harmless(word), harmless(text))).collect()
        };
        Self {
            language: text.language.clone(),
            title: harmless(&text.title),
            project: harmless(&text.project),
            sentence: harmless(&text.sentence),
            contents: if views.words.japanese { "目次" } else { "Contents" },
            facts: clean(&text.facts),
            sections: text.sections.iter().map(|it| views.section(it)).collect(),
            style: style.to_owned(),
            policy: policy.to_owned(),
            patterns: svg::patterns(),
            payload: embedded(payload),
        }
    }
}

/// JSON that cannot end the element it stands in, nor turn the direction of reading.
fn embedded(payload: &Json) -> String {
    let mut out = String::new();
    for character in payload.to_string().chars() {
        match character {
            '<'
            | '>'
            | '&'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => out.push(other),
        }
    }
    out
}

struct Views {
    words: &'static Words,
    ids: BTreeSet<String>,
}

impl Views {
    fn section(&mut self, section: &Section) -> SectionView {
        let id = section.id;
        let mut label = harmless(&section.title);
        let mut blocks = Vec::new();
        for block in &section.blocks {
            if let Block::Heading(heading) = block {
                label = harmless(&heading.label);
            } else if let Block::Subheading(text) = block {
                label = harmless(text);
            }
            blocks.push(self.block(id, &label, block));
        }
        let lead = section.lead.as_ref().map(view);
        SectionView { id, title: harmless(&section.title), lead, blocks }
    }

    fn block(&mut self, section: &str, label: &str, block: &Block) -> BlockView {
        let lines = |lines: &[String]| lines.iter().map(|line| harmless(line)).collect();
        let empty = BlockView::default();
        match block {
            Block::Facts(facts) => {
                let facts = facts.iter().map(|(word, fact)| (harmless(word), harmless(fact)));
                BlockView { kind: "facts", facts: facts.collect(), ..empty }
            }
            Block::Heading(it) => BlockView {
                kind: "heading",
                title: harmless(&it.label),
                name: it.name.as_deref().map(harmless),
                verdict: it.verdict.as_ref().map(view),
                ..empty
            },
            Block::Subheading(text) => {
                BlockView { kind: "subheading", title: harmless(text), ..empty }
            }
            Block::Grid(it) => {
                BlockView { kind: "grid", grid: Some(grid(it, label, None)), ..empty }
            }
            // A report holds its tables as grids.
            Block::Table(_) => empty,
            Block::Figure(it) => {
                let (figure, grid) = self.figure(section, it);
                BlockView { kind: "figure", figure: Some(figure), grid: Some(grid), ..empty }
            }
            Block::Lines(it) => BlockView { kind: "lines", lines: lines(it), ..empty },
            Block::Tree(it) => BlockView { kind: "tree", branches: branches(it), ..empty },
            Block::Sentence(it) => BlockView { kind: "sentence", text: Some(view(it)), ..empty },
            Block::Notes(word, it) => {
                BlockView { kind: "notes", title: harmless(word), lines: lines(it), ..empty }
            }
        }
    }

    fn figure(&mut self, section: &str, figure: &Figure) -> (FigureView, GridView) {
        let id = (1..).map(|at| format!("{section}-{at}")).find(|id| !self.ids.contains(id));
        let id = id.unwrap_or_default();
        self.ids.insert(id.clone());
        let chart = |(at, chart): (usize, &crate::report::page::Chart)| ChartView {
            title: harmless(&chart.title),
            unit: harmless(&chart.unit),
            svg: svg::chart(&format!("{id}-c{at}"), chart),
        };
        let legend = |(sign, text): &(Sign, String)| LegendView {
            svg: svg::swatch(*sign),
            text: harmless(text),
        };
        let marks = (!figure.marks.is_empty()).then(|| {
            let labels = figure.grid.rows.iter().map(|row| spoken(&figure.grid, row));
            svg::marks(&id, &figure.marks, labels, figure.grid.titles.len() + 1 >= WIDE)
        });
        let title = harmless(&figure.title);
        let grid = grid(&figure.grid, &title, marks.map(|marks| (figure.before, marks)));
        let view = FigureView {
            id: id.clone(),
            title,
            about: harmless(&figure.about),
            legend: figure.legend.iter().map(legend).collect(),
            charts: figure.charts.iter().enumerate().map(chart).collect(),
            notes: figure.notes.iter().map(|note| harmless(note)).collect(),
        };
        (view, grid)
    }
}

fn branches(of: &[Branch]) -> Vec<BranchView> {
    let one = |it: &Branch| BranchView { text: harmless(&it.text), below: branches(&it.below) };
    of.iter().map(one).collect()
}

/// What a mark shows, in words: the label of the row and its numbers.
fn spoken(grid: &Grid, row: &[Text]) -> String {
    let cells = row.iter().zip(&grid.titles).enumerate();
    let parts = cells
        .filter(|(at, (cell, _))| *at == 0 || grid.numbers.contains(at) && !cell.text.is_empty());
    let said = parts.map(|(at, (cell, title))| match at {
        0 => cell.text.clone(),
        _ => format!("{title} {}", cell.text),
    });
    harmless(&said.collect::<Vec<_>>().join(", "))
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Strong => "strong",
        Tone::Quiet => "quiet",
        Tone::Careful => "careful",
    }
}

fn view(text: &Text) -> TextView {
    TextView { text: harmless(&text.text), tone: tone(text.tone) }
}

/// Classes of a cell: a number, a text that does not break, how it is read.
fn class(number: bool, short: bool, read: Tone) -> String {
    let kind = match (number, short) {
        (true, _) => "n",
        (false, true) => "s",
        (false, false) => "",
    };
    format!("{kind} {}", tone(read)).trim().to_owned()
}

fn grid(grid: &Grid, label: &str, marks: Option<(usize, Vec<String>)>) -> GridView {
    let number = |at: usize| grid.numbers.contains(&at);
    let short =
        |at: usize| at > 0 && grid.rows.iter().all(|row| row[at].text.chars().count() <= SHORT);
    let title = |(at, title): (usize, &String)| CellView {
        text: harmless(title),
        name: None,
        class: class(number(at), short(at), Tone::Plain),
        svg: None,
    };
    let cell = |(at, text): (usize, &Text)| {
        let (first, name) = match text.text.split_once('\n') {
            Some((first, name)) => (first, Some(harmless(name))),
            None => (text.text.as_str(), None),
        };
        let class = class(number(at), short(at), text.tone);
        CellView { text: harmless(first), name, class, svg: None }
    };
    let mut head: Vec<CellView> = grid.titles.iter().enumerate().map(title).collect();
    let mut rows: Vec<Vec<CellView>> =
        grid.rows.iter().map(|row| row.iter().enumerate().map(cell).collect()).collect();
    if let Some((before, marks)) = marks {
        let place = before.min(head.len());
        head.insert(
            place,
            CellView { text: String::new(), name: None, class: "m".to_owned(), svg: None },
        );
        for (row, mark) in rows.iter_mut().zip(marks) {
            let mark = CellView {
                text: String::new(),
                name: None,
                class: "m".to_owned(),
                svg: Some(mark),
            };
            row.insert(place.min(row.len()), mark);
        }
    }
    let class = match head.len() {
        columns if columns >= WIDE => "wide",
        columns if columns <= FEW => "few",
        _ => "",
    };
    GridView { label: label.to_owned(), class, head, rows }
}
