//! Lists of rows, in the formats of tables.

use super::number::{grouped, short, text};
use super::page::{Block, Grid, Page, page};
use super::{Style, csv};
use crate::list::List;
use crate::period::Zone;
use crate::plan::Value;

/// Formats of a list.
pub const LIST_FORMATS: [&str; 4] = ["human", "csv", "json", "markdown"];

/// Makes the text of a list in one of [`LIST_FORMATS`]; ends in one line break.
pub fn list(list: &List, format: &str, style: Style) -> String {
    let zone = Zone::named(&list.time_zone).unwrap_or_default();
    match format {
        "csv" => as_csv(list, &zone),
        "json" => as_json(list, &zone),
        _ => page(&Page { title: list.title.clone(), blocks: blocks(list) }, format, style),
    }
}

/// A value for programs: moments with the offset of the zone.
fn plain(value: &Value, zone: &Zone) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Datetime(micros) => zone.rfc3339(*micros),
        other => text(other),
    }
}

fn shown(value: &Value, zone: &Zone) -> String {
    match value {
        Value::Missing => "–".to_owned(),
        Value::Datetime(micros) => zone.local_datetime_text(*micros),
        decimal @ Value::Decimal { .. } => grouped(decimal),
        other => short(other),
    }
}

fn as_csv(list: &List, zone: &Zone) -> String {
    let mut out = String::new();
    csv::row(&mut out, list.columns.iter().cloned());
    for row in &list.rows {
        let field = |value: &Value| match value {
            Value::Text(text) => csv::harmless(text),
            other => plain(other, zone),
        };
        csv::row(&mut out, row.iter().map(field));
    }
    out
}

fn as_json(list: &List, zone: &Zone) -> String {
    let value = |value: &Value| match value {
        Value::Missing => serde_json::Value::Null,
        Value::Boolean(flag) => (*flag).into(),
        Value::Integer(number) => (*number).into(),
        other => plain(other, zone).into(),
    };
    let rows: Vec<serde_json::Value> =
        list.rows.iter().map(|row| row.iter().map(value).collect()).collect();
    let document = serde_json::json!({ "columns": list.columns, "rows": rows });
    format!("{document:#}\n")
}

/// Gives a list as blocks: its facts and its rows.
pub(super) fn blocks(list: &List) -> Vec<Block> {
    let zone = Zone::named(&list.time_zone).unwrap_or_default();
    let cells = |row: &Vec<Value>| row.iter().map(|it| shown(it, &zone).into()).collect();
    let rows = list.rows.iter().map(cells).collect();
    let counts = |column: &usize| {
        let mut values = list.rows.iter().map(|row| &row[*column]);
        let number = |value: &Value| {
            matches!(value, Value::Integer(_) | Value::Decimal { .. } | Value::Float(_))
        };
        values.clone().any(number) && values.all(|it| number(it) || *it == Value::Missing)
    };
    let numbers = (0..list.columns.len()).filter(counts).collect();
    let grid = Grid { titles: list.columns.clone(), rows, numbers, names: None };
    let facts = (!list.facts.is_empty()).then(|| Block::Facts(list.facts.clone()));
    facts.into_iter().chain([Block::Grid(grid)]).collect()
}
