//! JSON for programs.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::layout::remarks;
use super::number::{for_programs, text, unit_word};
use super::words::Words;
use super::{Report, Style};
use crate::plan::Value;
use crate::table::{Cell, KpiTitle, Outcome, PeriodTitle, Table};

/// One object: header, dimensions, kpis, lines, total, notes.
///
/// A value is a JSON number where a 64-bit float gives back its digits, else its digits as text;
/// `null` where there is none. Ratios are not percentages, durations stand in the unit of the KPI,
/// moments in UTC.
pub(super) const JSON: Report = Report { name: "json", extension: "json", render };

/// Integers up to here are exact as floats.
const EXACT: u64 = 1 << 53;

#[derive(Serialize)]
struct Document<'t> {
    header: Header<'t>,
    dimensions: Vec<Title<'t>>,
    kpis: Vec<Kpi<'t>>,
    lines: Vec<Line<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Cells<'t>>,
    notes: Vec<Note<'t>>,
}

type Cells<'t> = BTreeMap<&'t str, CellJson>;

#[derive(Serialize)]
struct Header<'t> {
    project: &'t str,
    as_of: &'t str,
    time_zone: &'t str,
    period: Option<Period<'t>>,
    by_period: Option<&'t str>,
    calendar: Option<&'t str>,
    #[serde(rename = "where")]
    filter: Option<&'t str>,
    definitions: &'t str,
}

#[derive(Serialize)]
struct Title<'t> {
    name: &'t str,
    label: &'t str,
}

#[derive(Serialize)]
struct Period<'t> {
    label: &'t str,
    first: &'t str,
    last: &'t str,
    unfinished: bool,
    partial: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    changed: bool,
}

#[derive(Serialize)]
struct Kpi<'t> {
    name: &'t str,
    label: &'t str,
    unit: String,
    minimum: Option<u64>,
    period_ratio: bool,
    so_far: bool,
    as_of_run: bool,
    companion_of: Option<&'t str>,
    remarks: Vec<String>,
}

#[derive(Serialize)]
struct Line<'t> {
    group: BTreeMap<&'t str, &'t str>,
    period: Option<Period<'t>>,
    cells: Cells<'t>,
}

#[derive(Serialize)]
pub(super) struct CellJson {
    value: Json,
    status: &'static str,
    n: Option<i64>,
    #[serde(flatten)]
    outcome: Option<OutcomeJson>,
}

#[derive(Serialize)]
struct OutcomeJson {
    converted: i64,
    lost: i64,
    open: i64,
    early: i64,
}

#[derive(Serialize)]
struct Note<'t> {
    code: &'t str,
    text: &'t str,
    count: Option<i64>,
}

fn render(table: &Table, _: Style) -> String {
    match serde_json::to_string_pretty(&document(table)) {
        Ok(text) => text + "\n",
        Err(error) => format!("{{\"error\": {:?}}}\n", error.to_string()),
    }
}

/// The same as a value.
pub(super) fn table(table: &Table) -> Json {
    serde_json::to_value(document(table)).unwrap_or_default()
}

fn document(table: &Table) -> Document<'_> {
    let words = Words::of(&table.header.language);
    let header = &table.header;
    Document {
        header: Header {
            project: &header.project,
            as_of: &header.as_of,
            time_zone: &header.time_zone,
            period: header.period.as_ref().map(period),
            by_period: header.by_period.as_deref(),
            calendar: header.calendar.as_deref(),
            filter: header.filter.as_deref(),
            definitions: &header.definitions,
        },
        dimensions: table
            .dimensions
            .iter()
            .map(|it| Title { name: &it.name, label: &it.label })
            .collect(),
        kpis: table.kpis.iter().map(|title| kpi(title, words)).collect(),
        lines: table.lines.iter().map(|it| line(it, table)).collect(),
        total: table.total.as_ref().map(|cells| keyed(cells, table)),
        notes: table
            .notes
            .iter()
            .map(|it| Note { code: it.code, text: &it.text, count: it.count })
            .collect(),
    }
}

fn period(period: &PeriodTitle) -> Period<'_> {
    Period {
        label: &period.label,
        first: &period.first,
        last: &period.last,
        unfinished: period.unfinished,
        partial: period.partial,
        changed: period.changed,
    }
}

fn kpi<'t>(kpi: &'t KpiTitle, words: &Words) -> Kpi<'t> {
    Kpi {
        name: &kpi.title.name,
        label: &kpi.title.label,
        unit: unit_word(kpi),
        minimum: kpi.minimum,
        period_ratio: kpi.period_ratio,
        so_far: kpi.so_far,
        as_of_run: kpi.as_of_run,
        companion_of: kpi.companion_of.as_deref(),
        remarks: remarks(kpi, words),
    }
}

fn line<'t>(line: &'t crate::table::Line, table: &'t Table) -> Line<'t> {
    let names = table.dimensions.iter().map(|title| title.name.as_str());
    Line {
        group: names.zip(line.group.iter().map(String::as_str)).collect(),
        period: line.period.as_ref().map(period),
        cells: keyed(&line.cells, table),
    }
}

fn keyed<'t>(cells: &[Cell], table: &'t Table) -> Cells<'t> {
    let named = |(kpi, value): (&'t KpiTitle, &Cell)| (kpi.title.name.as_str(), cell(value, kpi));
    table.kpis.iter().zip(cells).map(named).collect()
}

pub(super) fn cell(cell: &Cell, kpi: &KpiTitle) -> CellJson {
    let outcome = |it: Outcome| OutcomeJson {
        converted: it.converted,
        lost: it.lost,
        open: it.open,
        early: it.early,
    };
    CellJson {
        value: value(&for_programs(&cell.value, kpi)),
        status: cell.status.word(),
        n: cell.n,
        outcome: cell.conversion.map(outcome),
    }
}

pub(super) fn value(value: &Value) -> Json {
    match value {
        Value::Missing => Json::Null,
        Value::Boolean(value) => Json::Bool(*value),
        Value::Float(number) => Json::from(*number),
        Value::Integer(_) | Value::Decimal { .. } => number(&text(value)),
        other => Json::String(text(other)),
    }
}

/// Digits as a JSON number where a reader that holds numbers as floats gets the same digits.
pub(super) fn number(digits: &str) -> Json {
    match digits.parse::<i64>() {
        Ok(integer) if integer.unsigned_abs() <= EXACT => return Json::from(integer),
        Ok(_) => return Json::String(digits.to_owned()),
        Err(_) => {}
    }
    match digits.parse::<f64>() {
        Ok(float) if float.to_string() == digits => Json::from(float),
        _ => Json::String(digits.to_owned()),
    }
}
