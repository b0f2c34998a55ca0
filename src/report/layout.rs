//! What tables for people have in common: header facts, labels of rows, texts of cells, notes.

use super::number::for_people;
use super::words::Words;
use crate::table::{Cell, Header, KpiTitle, Line, PeriodTitle, Status, Table};

/// Facts above the numbers: word and text.
pub(super) fn facts(header: &Header, words: &Words) -> Vec<(&'static str, String)> {
    let mut facts = vec![(words.as_of, format!("{} ({})", header.as_of, header.time_zone))];
    let period = match &header.period {
        Some(period) => {
            let mark = if period.unfinished { " *" } else { "" };
            format!("{} ({} .. {}){mark}", period.label, period.first, period.last)
        }
        None => words.all_rows.to_owned(),
    };
    facts.push((words.period, period));
    if let Some(calendar) = &header.calendar {
        facts.push((words.calendar, calendar.clone()));
    }
    if let Some(filter) = &header.filter {
        facts.push((words.condition, filter.clone()));
    }
    facts.push((words.definitions, header.definitions.clone()));
    facts
}

/// Titles of the columns that name a row.
pub(super) fn row_titles(table: &Table, words: &Words) -> Vec<String> {
    let mut titles: Vec<String> =
        table.dimensions.iter().map(|title| title.label.clone()).collect();
    if table.header.by_period.is_some() {
        titles.push(words.period.to_owned());
    }
    titles
}

/// What names a row.
pub(super) fn row_labels(line: &Line) -> Vec<String> {
    let mut labels = line.group.clone();
    labels.extend(line.period.as_ref().map(period));
    labels
}

fn period(period: &PeriodTitle) -> String {
    let unfinished = if period.unfinished { "*" } else { "" };
    let partial = if period.partial { "~" } else { "" };
    format!("{}{unfinished}{partial}", period.label)
}

/// The labels of the total: the word first, the rest empty.
pub(super) fn total_labels(table: &Table, words: &Words) -> Vec<String> {
    let width = row_titles(table, words).len();
    let mut labels = vec![String::new(); width];
    if let Some(first) = labels.first_mut() {
        *first = words.total.to_owned();
    }
    labels
}

/// A cell: its value, its status where that is not ok, and what it rests on.
pub(super) fn cell(cell: &Cell, kpi: &KpiTitle, words: &Words) -> String {
    let status = words.status(cell.status);
    let value = match cell.status {
        Status::Ok => for_people(&cell.value, kpi, words),
        Status::Insufficient => format!("{} {status}", for_people(&cell.value, kpi, words)),
        _ => format!("– {status}"),
    };
    match basis(cell, kpi, words) {
        Some(basis) => format!("{value} ({basis})"),
        None => value,
    }
}

/// `n=..` where the value is not itself a count, with the open entries of a conversion.
fn basis(cell: &Cell, kpi: &KpiTitle, words: &Words) -> Option<String> {
    if matches!(cell.status, Status::MissingInput) {
        return None;
    }
    let counted = matches!(&kpi.kind, crate::types::Kind::Number(unit) if unit.is_count());
    let n = cell.n.filter(|_| !counted).map(|n| format!("n={}", grouped(n)))?;
    Some(match cell.conversion {
        Some(outcome) if outcome.open > 0 && outcome.early > 0 => format!(
            "{n}, {}{}, {}{}",
            words.open,
            grouped(outcome.open),
            words.early,
            grouped(outcome.early)
        ),
        Some(outcome) if outcome.open > 0 => {
            format!("{n}, {}{}", words.open, grouped(outcome.open))
        }
        _ => n,
    })
}

fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What a reader must know of a KPI.
pub(super) fn remarks(kpi: &KpiTitle, words: &Words) -> Vec<String> {
    let mut remarks = Vec::new();
    if kpi.period_ratio {
        remarks.push(words.period_ratio.to_owned());
    }
    if kpi.so_far {
        remarks.push(words.so_far.to_owned());
    }
    if kpi.as_of_run {
        remarks.push(words.as_of_run.to_owned());
    }
    if let Some(minimum) = kpi.minimum {
        remarks.push(words.minimum(minimum));
    }
    if let Some(owner) = &kpi.companion_of {
        remarks.push(words.companion_of(owner));
    }
    remarks
}

/// Everything said below the numbers.
pub(super) fn notes(table: &Table, words: &Words) -> Vec<String> {
    let mut notes = Vec::new();
    let periods =
        || table.lines.iter().filter_map(|line| line.period.as_ref()).chain(&table.header.period);
    if periods().any(|period| period.unfinished) {
        notes.push(words.unfinished.to_owned());
    }
    if periods().any(|period| period.partial) {
        notes.push(words.partial.to_owned());
    }
    for kpi in table.kpis.iter().filter(|_| !is_list(table)) {
        let remarks = remarks(kpi, words);
        if !remarks.is_empty() {
            notes.push(format!("{}: {}", kpi.title.label, remarks.join(" / ")));
        }
    }
    notes.extend(table.notes.iter().map(|note| note.text.clone()));
    notes
}

/// One line of numbers is shown as a list of KPIs.
pub(super) fn is_list(table: &Table) -> bool {
    table.dimensions.is_empty() && table.header.by_period.is_none()
}
