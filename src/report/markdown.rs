//! Tables for documents and pull requests.

use super::layout::{cell, facts, is_list, notes, remarks, row_labels, row_titles, total_labels};
use super::words::Words;
use super::{Report, Style};
use crate::table::Table;

/// GitHub's kind of tables.
pub(super) const MARKDOWN: Report = Report { name: "markdown", render };

fn render(table: &Table, _: Style) -> String {
    let words = Words::of(&table.header.language);
    let mut out = format!("## {}\n\n", escaped(&table.header.project));
    for (word, text) in facts(&table.header, words) {
        out.push_str(&format!("- {word}: {}\n", escaped(&text)));
    }
    out.push('\n');
    if is_list(table) {
        row(&mut out, &["KPI".into(), String::new(), words.value.into(), words.remarks.into()]);
        out.push_str("|---|---|---:|---|\n");
        let cells = table.lines.iter().flat_map(|line| &line.cells);
        for (kpi, value) in table.kpis.iter().zip(cells) {
            let (label, name) = (kpi.title.label.clone(), kpi.title.name.clone());
            row(&mut out, &[label, name, cell(value, kpi, words), remarks(kpi, words).join(" / ")]);
        }
    } else {
        grid(&mut out, table, words);
    }
    let notes = notes(table, words);
    if !notes.is_empty() {
        out.push('\n');
        notes.iter().for_each(|note| out.push_str(&format!("- {}\n", escaped(note))));
    }
    out
}

fn grid(out: &mut String, table: &Table, words: &Words) {
    let mut titles = row_titles(table, words);
    let labels = titles.len();
    titles.extend(table.kpis.iter().map(|kpi| kpi.title.label.clone()));
    row(out, &titles);
    out.push('|');
    out.push_str(&"---|".repeat(labels));
    out.push_str(&"---:|".repeat(table.kpis.len()));
    out.push('\n');
    let texts = |cells: &[crate::table::Cell]| -> Vec<String> {
        cells.iter().zip(&table.kpis).map(|(value, kpi)| cell(value, kpi, words)).collect()
    };
    for line in &table.lines {
        row(out, &[row_labels(line), texts(&line.cells)].concat());
    }
    if let Some(total) = &table.total {
        row(out, &[total_labels(table, words), texts(total)].concat());
    }
}

fn row(out: &mut String, cells: &[String]) {
    out.push('|');
    for cell in cells {
        out.push_str(&format!(" {} |", escaped(cell)));
    }
    out.push('\n');
}

/// Text that cannot break out of a cell or become markup.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '|' | '\\' | '`' | '*' | '_' | '<' | '[' | ']' => out.extend(['\\', character]),
            '\n' | '\r' => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}
