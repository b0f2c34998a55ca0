//! Lists of rows, in the formats of tables.

use std::fmt::Write;

use super::number::{grouped, short, text};
use super::terminal::{Paint, harmless, paint, with_codes};
use super::{Style, csv, human, markdown};
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
        "markdown" => as_markdown(list, &zone),
        _ => as_human(list, &zone, style),
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

fn as_markdown(list: &List, zone: &Zone) -> String {
    let mut out = format!("## {}\n\n", markdown::escaped(&list.title));
    for (word, text) in &list.facts {
        let _ = writeln!(out, "- {word}: {}", markdown::escaped(text));
    }
    let row = |cells: &mut dyn Iterator<Item = String>| {
        let cells: Vec<String> = cells.map(|cell| markdown::escaped(&cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    out.push('\n');
    out.push_str(&row(&mut list.columns.iter().cloned()));
    out.push_str(&format!("|{}\n", "---|".repeat(list.columns.len())));
    for values in &list.rows {
        out.push_str(&row(&mut values.iter().map(|value| shown(value, zone))));
    }
    out
}

fn as_human(list: &List, zone: &Zone, style: Style) -> String {
    let mut out = paint(&harmless(&list.title), Paint::Bold, style);
    out.push('\n');
    for (word, text) in &list.facts {
        let word = paint(&format!("{word}:"), Paint::Dim, style);
        let _ = writeln!(out, "{word} {}", harmless(text));
    }
    out.push('\n');
    let cells = |row: &Vec<Value>| row.iter().map(|it| harmless(&shown(it, zone))).collect();
    let rows: Vec<Vec<String>> = list.rows.iter().map(cells).collect();
    out.push_str(&human::text(&human::grid(&list.columns, &rows, 0..0, style)));
    with_codes(&out)
}
