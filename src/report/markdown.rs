//! Tables for documents and pull requests.

use super::layout::{cells, facts, is_list, labels, notes, remarks, row_titles};
use super::terminal::harmless;
use super::words::Words;
use super::{Report, Style};
use crate::table::Table;

/// GitHub's kind of tables.
pub(super) const MARKDOWN: Report = Report { name: "markdown", extension: "md", render };

fn render(table: &Table, _: Style) -> String {
    let words = Words::of(&table.header.language);
    let mut out = format!("## {}\n\n", escaped(&table.header.project));
    for (word, text) in facts(&table.header, words) {
        out.push_str(&format!("- {word}: {}\n", escaped(&text)));
    }
    out.push('\n');
    self::table(&mut out, table);
    let notes = notes(table, words);
    if !notes.is_empty() {
        out.push('\n');
        notes.iter().for_each(|note| out.push_str(&format!("- {}\n", escaped(note))));
    }
    out
}

/// The cells of a table, without its header and notes.
pub(super) fn table(out: &mut String, table: &Table) {
    let words = Words::of(&table.header.language);
    if is_list(table) {
        list(out, table, words);
    } else if table.lines.is_empty() {
        out.push_str(&format!("{}\n", words.no_lines));
    } else {
        grid(out, table, words);
    }
}

fn list(out: &mut String, table: &Table, words: &Words) {
    row(out, &["KPI".into(), String::new(), words.value.into(), words.remarks.into()]);
    out.push_str("|---|---|---:|---|\n");
    for (kpi, value) in table.kpis.iter().zip(cells(table, words).iter().flatten()) {
        let (label, name) = (kpi.title.label.clone(), kpi.title.name.clone());
        row(out, &[label, name, value.to_string(), remarks(kpi, words).join(" / ")]);
    }
}

fn grid(out: &mut String, table: &Table, words: &Words) {
    let mut titles = row_titles(table, words);
    let names = titles.len();
    titles.extend(table.kpis.iter().map(|kpi| kpi.title.label.clone()));
    row(out, &titles);
    out.push('|');
    out.push_str(&"---|".repeat(names));
    out.push_str(&"---:|".repeat(table.kpis.len()));
    out.push('\n');
    for (labels, cells) in labels(table, words).into_iter().zip(cells(table, words)) {
        let texts = cells.iter().map(ToString::to_string);
        row(out, &labels.into_iter().chain(texts).collect::<Vec<_>>());
    }
}

pub(super) fn row(out: &mut String, cells: &[String]) {
    out.push('|');
    for cell in cells {
        out.push_str(&format!(" {} |", escaped(cell)));
    }
    out.push('\n');
}

/// Text that cannot break out of a cell or become markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in harmless(text).chars() {
        if r"|\`*_<[]~&$".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
