//! What tables for people have in common: header facts, labels of rows, texts of cells, notes.

use std::fmt;

use super::decimal::Digits;
use super::number::for_people;
use super::words::Words;
use crate::period::Zone;
use crate::table::{Cell, Header, KpiTitle, Line, PeriodTitle, Status, Table};

/// What people are shown in a cell.
pub(super) struct Shown {
    /// With its unit; a dash where there is none.
    pub(super) value: String,
    /// Empty where it is ok.
    pub(super) status: &'static str,
    /// Entries it rests on; may be empty.
    pub(super) basis: String,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.value.as_str(), self.status, &self.basis];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        f.write_str(&parts.join(" "))
    }
}

/// Every cell of a table as shown: those of its lines, then those of the total.
pub(super) fn cells(table: &Table, words: &Words) -> Vec<Vec<Shown>> {
    let zone = Zone::named(&table.header.time_zone).unwrap_or_default();
    let rows = table.lines.iter().map(|line| &line.cells).chain(&table.total);
    let show = |(value, kpi)| cell(value, kpi, words, &zone);
    rows.map(|cells| cells.iter().zip(&table.kpis).map(show).collect()).collect()
}

/// Labels of the rows of [`cells`].
pub(super) fn labels(table: &Table, words: &Words) -> Vec<Vec<String>> {
    let total = table.total.iter().map(|_| total_labels(table, words));
    table.lines.iter().map(row_labels).chain(total).collect()
}

/// Facts above the numbers: word and text.
pub(super) fn facts(header: &Header, words: &Words) -> Vec<(&'static str, String)> {
    let mut facts = vec![(words.as_of, format!("{} ({})", header.as_of, header.time_zone))];
    let period = match &header.period {
        Some(period) => {
            let unfinished = if period.unfinished { " *" } else { "" };
            let changed = if period.changed { " ^" } else { "" };
            let (first, last) = (&period.first, &period.last);
            format!("{} ({first} .. {last}){unfinished}{changed}", period.label)
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
fn row_labels(line: &Line) -> Vec<String> {
    let mut labels = line.group.clone();
    labels.extend(line.period.as_ref().map(period));
    labels
}

fn period(period: &PeriodTitle) -> String {
    let unfinished = if period.unfinished { "*" } else { "" };
    let partial = if period.partial { "~" } else { "" };
    let changed = if period.changed { "^" } else { "" };
    format!("{}{unfinished}{partial}{changed}", period.label)
}

/// The labels of the total: the word first, the rest empty.
fn total_labels(table: &Table, words: &Words) -> Vec<String> {
    let width = row_titles(table, words).len();
    let mut labels = vec![String::new(); width];
    if let Some(first) = labels.first_mut() {
        *first = words.total.to_owned();
    }
    labels
}

/// A cell: its value, its status where that is not ok, and what it rests on.
pub(super) fn cell(cell: &Cell, kpi: &KpiTitle, words: &Words, zone: &Zone) -> Shown {
    let value = match cell.status {
        Status::Ok | Status::Insufficient => for_people(&cell.value, kpi, words, zone),
        _ => "–".into(),
    };
    // nothing was divided: the curve of those who wait has not come down to one half
    let is_time = matches!(&kpi.kind, crate::types::Kind::Number(unit) if unit.is_duration());
    let waits = cell.conversion.is_some_and(|outcome| outcome.open > 0);
    let status = match cell.status {
        Status::Undefined if is_time && waits => words.under_half(),
        status => words.status(status),
    };
    Shown { value, status, basis: basis(cell, kpi, words) }
}

/// `(n=..)` where the value is not itself a count, with the open entries of a conversion.
fn basis(cell: &Cell, kpi: &KpiTitle, words: &Words) -> String {
    let counted = matches!(&kpi.kind, crate::types::Kind::Number(unit) if unit.is_count());
    let Some(n) = cell.n.filter(|_| !counted && cell.status != Status::MissingInput) else {
        return String::new();
    };
    let grouped = |number: i64| Digits::new(number.into(), 0).text(true);
    let mut parts = vec![format!("n={}", grouped(n))];
    if let Some(outcome) = cell.conversion.filter(|outcome| outcome.open > 0) {
        parts.push(words.open(&grouped(outcome.open)));
        if outcome.early > 0 {
            parts.push(words.early(&grouped(outcome.early)));
        }
    }
    format!("({})", parts.join(", "))
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
    if periods().any(|period| period.changed) {
        notes.push(words.changed.to_owned());
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
