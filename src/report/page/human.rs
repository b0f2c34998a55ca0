//! A page for a terminal.

use super::{Block, Branch, Grid, Heading, Page, Text, Tone};
use crate::report::Style;
use crate::report::human::{grid, table, text, wide};
use crate::report::terminal::{Paint, harmless, paint, with_codes};

pub(super) fn render(page: &Page, style: Style) -> String {
    let mut out = format!("{}\n", paint(&harmless(&page.title), Paint::Bold, style));
    // Below a heading lines are indented and grids stand close.
    let mut below = false;
    for block in &page.blocks {
        match block {
            Block::Facts(facts) => {
                let indent = if below { "  " } else { "" };
                for (word, fact) in facts {
                    let word = paint(&format!("{}:", harmless(word)), Paint::Dim, style);
                    out.push_str(&format!("{indent}{word} {}\n", harmless(fact)));
                }
            }
            Block::Heading(it) => {
                below = true;
                out.push_str(&format!("\n{}\n", heading(it, style)));
            }
            Block::Subheading(label) => {
                below = true;
                out.push_str(&format!("\n{}\n", paint(&harmless(label), Paint::Bold, style)));
            }
            Block::Grid(grid) => {
                let space = if below { "" } else { "\n" };
                out.push_str(&format!("{space}{}", shown(grid, style)));
            }
            Block::Figure(it) => {
                below = true;
                let title = paint(&harmless(&it.title), Paint::Bold, style);
                out.push_str(&format!("\n{title}\n{}", shown(&it.grid, style)));
                it.notes.iter().for_each(|it| out.push_str(&format!("  {}\n", harmless(it))));
            }
            Block::Table(it) => {
                let space = if below { "" } else { "\n" };
                out.push_str(&format!("{space}{}", table(it, style)));
            }
            Block::Lines(lines) => lines.iter().for_each(|line| {
                out.push_str(format!("  {}", harmless(line)).trim_end());
                out.push('\n');
            }),
            Block::Tree(it) => Branch::lines(it).into_iter().for_each(|(depth, line)| {
                out.push_str(&format!("{}{}\n", "  ".repeat(depth + 1), harmless(line)));
            }),
            Block::Sentence(sentence) => {
                below = false;
                out.push_str(&format!("\n{}\n", toned(sentence, style)));
            }
            Block::Notes(_, notes) if notes.is_empty() => {}
            Block::Notes(word, notes) => {
                let word = paint(&format!("{}:", harmless(word)), Paint::Dim, style);
                out.push_str(&format!("\n{word}\n"));
                notes.iter().for_each(|note| out.push_str(&format!("  - {}\n", harmless(note))));
            }
        }
    }
    with_codes(&out)
}

fn heading(heading: &Heading, style: Style) -> String {
    let mut words = Vec::new();
    words.extend(heading.verdict.as_ref().map(|it| format!("[{}]", toned(it, style))));
    words.push(paint(&harmless(&heading.label), Paint::Bold, style));
    let mut line = words.join(" ");
    if let Some(name) = &heading.name {
        line.push_str(&format!("  {}", paint(&harmless(name), Paint::Dim, style)));
    }
    line
}

fn shown(it: &Grid, style: Style) -> String {
    let row = |row: &Vec<Text>| row.iter().map(|cell| toned(cell, style)).collect();
    let rows: Vec<Vec<String>> = it.rows.iter().map(row).collect();
    match it.names {
        Some(names) => wide(&it.titles, &rows, names, style),
        None => text(&grid(&it.titles, &rows, it.numbers.iter().copied(), style)),
    }
}

fn toned(it: &Text, style: Style) -> String {
    let text = harmless(&it.text);
    match it.tone {
        Tone::Plain => text,
        Tone::Strong => paint(&text, Paint::Bold, style),
        Tone::Quiet => paint(&text, Paint::Dim, style),
        Tone::Careful => paint(&text, Paint::Yellow, style),
    }
}
