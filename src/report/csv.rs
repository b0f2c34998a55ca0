//! One row per cell, for spreadsheets and programs.

use super::number::{for_programs, text, unit_word};
use super::{Report, Style};
use crate::table::{Cell, PeriodTitle, Table};

/// Long format: every row carries everything that belongs to its number.
pub(super) const CSV: Report = Report { name: "csv", extension: "csv", render };

const COLUMNS: &[&str] = &[
    "period",
    "period_first",
    "period_last",
    "unfinished",
    "partial",
    "total",
    "kpi",
    "label",
    "value",
    "unit",
    "status",
    "n",
    "converted",
    "lost",
    "open",
    "early",
    "project",
    "as_of",
    "where",
    "definitions",
];

fn render(table: &Table, _: Style) -> String {
    let mut out = String::new();
    let dimensions = table.dimensions.iter().map(|title| title.name.clone());
    row(&mut out, dimensions.chain(COLUMNS.iter().map(|name| (*name).to_owned())));
    for line in &table.lines {
        let period = line.period.as_ref().or(table.header.period.as_ref());
        for index in 0..table.kpis.len() {
            cell(&mut out, table, &line.group, period, false, index, &line.cells[index]);
        }
    }
    let nowhere = vec![String::new(); table.dimensions.len()];
    for (index, value) in table.total.iter().flatten().enumerate() {
        cell(&mut out, table, &nowhere, table.header.period.as_ref(), true, index, value);
    }
    out
}

fn cell(
    out: &mut String,
    table: &Table,
    group: &[String],
    period: Option<&PeriodTitle>,
    total: bool,
    index: usize,
    cell: &Cell,
) {
    let (kpi, header) = (&table.kpis[index], &table.header);
    let of_period = |get: fn(&PeriodTitle) -> String| period.map(get).unwrap_or_default();
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let outcome = cell.conversion;
    let mut fields: Vec<String> = group.iter().map(|label| harmless(label)).collect();
    fields.extend([
        of_period(|period| period.label.clone()),
        of_period(|period| period.first.clone()),
        of_period(|period| period.last.clone()),
        of_period(|period| period.unfinished.to_string()),
        of_period(|period| period.partial.to_string()),
        total.to_string(),
        kpi.title.name.clone(),
        harmless(&kpi.title.label),
        value(cell, kpi),
        unit_word(kpi),
        cell.status.word().to_owned(),
        number(cell.n),
        number(outcome.map(|outcome| outcome.converted)),
        number(outcome.map(|outcome| outcome.lost)),
        number(outcome.map(|outcome| outcome.open)),
        number(outcome.map(|outcome| outcome.early)),
        harmless(&header.project),
        header.as_of.clone(),
        harmless(header.filter.as_deref().unwrap_or_default()),
        header.definitions.clone(),
    ]);
    row(out, fields);
}

fn value(cell: &Cell, kpi: &crate::table::KpiTitle) -> String {
    let value = for_programs(&cell.value, kpi);
    match &value {
        crate::plan::Value::Text(text) => harmless(text),
        other => text(other),
    }
}

/// A text that a spreadsheet would take for a formula gets a quote before it; Japanese ones read
/// full-width signs alike.
pub(super) fn harmless(text: &str) -> String {
    const STARTS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(STARTS) { format!("'{text}") } else { text.to_owned() }
}

/// One row as RFC 4180 says, with a plain line break.
pub(super) fn row(out: &mut String, fields: impl IntoIterator<Item = String>) {
    for (index, field) in fields.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&field);
        }
    }
    out.push('\n');
}
