//! Tables for a terminal.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table as Grid, TableStyle};

use super::layout::{cell, facts, is_list, notes, remarks, row_labels, row_titles, total_labels};
use super::words::Words;
use super::{Report, Style};
use crate::table::Table;

/// For people at a terminal.
pub(super) const HUMAN: Report = Report { name: "human", render };

/// Columns of a terminal whose width is not known.
const USUAL_WIDTH: usize = 120;

fn render(table: &Table, style: Style) -> String {
    let words = Words::of(&table.header.language);
    let mut out = bold(&table.header.project, style);
    out.push('\n');
    for (word, text) in facts(&table.header, words) {
        out.push_str(&format!("{} {text}\n", dim(&format!("{word}:"), style)));
    }
    out.push('\n');
    if is_list(table) {
        out.push_str(&list(table, words));
    } else if table.lines.is_empty() {
        out.push_str(words.no_lines);
        out.push('\n');
    } else {
        let width = style.width.map_or(USUAL_WIDTH, usize::from);
        out.push_str(&grids(table, words, width).join("\n"));
    }
    let notes = notes(table, words);
    if !notes.is_empty() {
        out.push_str(&format!("\n{}\n", dim(&format!("{}:", words.notes), style)));
        notes.iter().for_each(|note| out.push_str(&format!("  - {note}\n")));
    }
    out
}

fn bold(text: &str, style: Style) -> String {
    if style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn dim(text: &str, style: Style) -> String {
    if style.color { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn grid() -> Grid {
    let rule = LineStyle::none().fill('─').junction('─');
    let style = TableStyle::new().top_border(rule).header_separator(rule).bottom_border(rule);
    let mut grid = Grid::new();
    grid.load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    grid
}

/// One row per KPI.
fn list(table: &Table, words: &Words) -> String {
    let mut grid = grid();
    grid.set_header(["KPI", "", words.value, words.remarks]);
    let cells = table.lines.iter().flat_map(|line| &line.cells);
    for (kpi, value) in table.kpis.iter().zip(cells) {
        let value = cell(value, kpi, words);
        grid.add_row([
            kpi.title.label.clone(),
            kpi.title.name.clone(),
            value,
            remarks(kpi, words).join(" / "),
        ]);
    }
    if let Some(column) = grid.column_mut(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    text(&grid)
}

/// Rows are groups and periods, columns KPIs; as many grids as the width needs.
fn grids(table: &Table, words: &Words, width: usize) -> Vec<String> {
    let mut grids = Vec::new();
    let mut from = 0;
    while from < table.kpis.len() {
        let mut to = from + 1;
        let mut shown = columns(table, words, from..to);
        while to < table.kpis.len() {
            let wider = columns(table, words, from..to + 1);
            if longest(&wider) > width {
                break;
            }
            (shown, to) = (wider, to + 1);
        }
        grids.push(shown);
        from = to;
    }
    grids
}

fn columns(table: &Table, words: &Words, kpis: std::ops::Range<usize>) -> String {
    let mut grid = grid();
    let labels = row_titles(table, words);
    let first_number = labels.len();
    let titles = table.kpis[kpis.clone()].iter().map(|kpi| kpi.title.label.clone());
    grid.set_header(labels.into_iter().chain(titles));
    let texts = |cells: &[crate::table::Cell]| -> Vec<String> {
        kpis.clone().map(|index| cell(&cells[index], &table.kpis[index], words)).collect()
    };
    for line in &table.lines {
        grid.add_row(row_labels(line).into_iter().chain(texts(&line.cells)));
    }
    if let Some(total) = &table.total {
        grid.add_row(total_labels(table, words).into_iter().chain(texts(total)));
    }
    for index in first_number..first_number + kpis.len() {
        if let Some(column) = grid.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    text(&grid)
}

/// The grid without blanks at line ends.
fn text(grid: &Grid) -> String {
    grid.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Columns of a terminal that the widest line takes; the rule under the header spans them all.
fn longest(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}
