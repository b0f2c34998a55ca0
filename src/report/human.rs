//! Tables for a terminal.

use std::ops::Range;

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table as Grid, TableStyle};

use super::layout::{Shown, cells, facts, is_list, labels, notes, remarks, row_titles};
use super::terminal::{Paint, harmless, paint, with_codes};
use super::words::Words;
use super::{Report, Style};
use crate::table::Table;

/// For people at a terminal.
pub(super) const HUMAN: Report = Report { name: "human", extension: "txt", render };

/// Columns of a terminal whose width is not known.
const USUAL_WIDTH: usize = 120;

/// Blanks around the content of a cell, and the one between columns.
const BLANKS: usize = 3;

fn render(table: &Table, style: Style) -> String {
    let words = Words::of(&table.header.language);
    let mut out = paint(&harmless(&table.header.project), Paint::Bold, style);
    out.push('\n');
    for (word, text) in facts(&table.header, words) {
        let word = paint(&format!("{word}:"), Paint::Dim, style);
        out.push_str(&format!("{word} {}\n", harmless(&text)));
    }
    out.push('\n');
    out.push_str(&self::table(table, style));
    let notes = notes(table, words);
    if !notes.is_empty() {
        let word = paint(&format!("{}:", words.notes), Paint::Dim, style);
        out.push_str(&format!("\n{word}\n"));
        notes.iter().for_each(|note| out.push_str(&format!("  - {}\n", harmless(note))));
    }
    with_codes(&out)
}

/// The cells of a table, without its header and notes.
pub(super) fn table(table: &Table, style: Style) -> String {
    let words = Words::of(&table.header.language);
    if is_list(table) {
        list(table, words, style)
    } else if table.lines.is_empty() {
        format!("{}\n", words.no_lines)
    } else {
        grids(table, words, style)
    }
}

fn cell(shown: &Shown, style: Style) -> String {
    let parts = Shown {
        value: harmless(&shown.value),
        status: "",
        basis: paint(&shown.basis, Paint::Dim, style),
    };
    if shown.status.is_empty() {
        return parts.to_string();
    }
    let status = paint(shown.status, Paint::Yellow, style);
    Shown { value: format!("{} {status}", parts.value), ..parts }.to_string()
}

/// A grid with painted titles; columns of numbers stand to the right.
pub(super) fn grid(
    titles: &[String],
    rows: &[Vec<String>],
    numbers: impl IntoIterator<Item = usize>,
    style: Style,
) -> Grid {
    let rule = LineStyle::none().fill('─').junction('─');
    let lines = TableStyle::new().top_border(rule).header_separator(rule).bottom_border(rule);
    let mut grid = Grid::new();
    grid.load_style(lines).set_content_arrangement(ContentArrangement::Disabled);
    grid.set_header(titles.iter().map(|title| paint(&harmless(title), Paint::Bold, style)));
    rows.iter().for_each(|row| {
        grid.add_row(row);
    });
    for index in numbers {
        if let Some(column) = grid.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    grid
}

/// One row per KPI.
fn list(table: &Table, words: &Words, style: Style) -> String {
    let titles = ["KPI", "", words.value, words.remarks].map(str::to_owned);
    let shown = cells(table, words);
    let row = |(kpi, value): (&crate::table::KpiTitle, &Shown)| {
        vec![
            harmless(&kpi.title.label),
            paint(&kpi.title.name, Paint::Dim, style),
            cell(value, style),
            harmless(&remarks(kpi, words).join(" / ")),
        ]
    };
    let rows: Vec<_> = table.kpis.iter().zip(shown.iter().flatten()).map(row).collect();
    text(&grid(&titles, &rows, 2..3, style))
}

/// Rows are groups and periods, columns KPIs; as many grids as the width needs, each with the labels
/// of the rows.
fn grids(table: &Table, words: &Words, style: Style) -> String {
    let mut titles = row_titles(table, words);
    let names = titles.len();
    titles.extend(table.kpis.iter().map(|kpi| kpi.title.label.clone()));
    let mut rows = Vec::new();
    for (labels, cells) in labels(table, words).iter().zip(cells(table, words)) {
        let labels = labels.iter().map(|label| harmless(label));
        let texts = cells.iter().map(|shown| cell(shown, style));
        rows.push(labels.chain(texts).collect::<Vec<_>>());
    }
    wide(&titles, &rows, names, style)
}

/// A grid in as many parts as the width needs, each with the first `names` columns.
pub(super) fn wide(titles: &[String], rows: &[Vec<String>], names: usize, style: Style) -> String {
    let all = grid(titles, rows, names..titles.len(), style);
    let width = style.width.map_or(USUAL_WIDTH, usize::from);
    let parts = parts(&all.column_max_content_widths(), names, width);
    if parts.len() == 1 {
        return text(&all);
    }
    let part = |part: Range<usize>| {
        let cut = |row: &[String]| [&row[..names], &row[part.clone()]].concat();
        let rows: Vec<_> = rows.iter().map(|row| cut(row)).collect();
        text(&grid(&cut(titles), &rows, names..names + part.len(), style))
    };
    parts.into_iter().map(part).collect::<Vec<_>>().join("\n")
}

/// Splits the columns behind the first `names` so that each part fits beside those, if it can.
fn parts(widths: &[u16], names: usize, width: usize) -> Vec<Range<usize>> {
    let taken = |column: usize| usize::from(widths[column]) + BLANKS;
    let left = (0..names).map(taken).sum::<usize>();
    // The last column has none after it.
    let width = width + 1;
    let mut parts = Vec::new();
    let (mut from, mut used) = (names, left);
    for column in names..widths.len() {
        if column > from && used + taken(column) > width {
            parts.push(from..column);
            (from, used) = (column, left);
        }
        used += taken(column);
    }
    parts.push(from..widths.len());
    parts
}

/// The grid without blanks at line ends.
pub(super) fn text(grid: &Grid) -> String {
    grid.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
