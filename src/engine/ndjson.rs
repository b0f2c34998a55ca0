//! Looks into a file of JSON lines: which keys it has, and where it breaks.
//!
//! Comes after `files`; engines read the file itself once its keys are known.

use std::fs::File;
use std::io::{BufRead, BufReader};

use serde_json::{Map, Value};

use super::csv::unreadable;
use super::files::Found;
use crate::diagnostic::{DataPlace, Diagnostic};

/// Lines that are read for their keys.
const SAMPLE: u64 = 1000;

/// Lists the keys of the first lines, and those of `wanted` that come later, with the kind of their
/// first value.
pub(crate) fn keys(
    file: &Found,
    wanted: &[&str],
) -> Result<Vec<(String, &'static str)>, Diagnostic> {
    let mut keys: Vec<(String, &'static str)> = Vec::new();
    each_line(file, |number, line| {
        if number <= SAMPLE {
            for (key, value) in record(file, number, line)? {
                match keys.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, kind)) if *kind == "null" => *kind = kind_name(&value),
                    Some(_) => {}
                    None => keys.push((key, kind_name(&value))),
                }
            }
            return Ok(true);
        }
        wanted.iter().filter(|name| line.contains(&format!("\"{name}\""))).for_each(|name| {
            if !keys.iter().any(|(known, _)| known == name) {
                keys.push(((*name).to_owned(), "value"));
            }
        });
        Ok(wanted.iter().any(|name| !keys.iter().any(|(known, _)| known == name)))
    })?;
    match keys.is_empty() {
        true => Err(Diagnostic::general("empty-file", format!("`{}` holds no record", file.name))
            .data(place(file, None))),
        false => Ok(keys),
    }
}

/// Finds the first line that is not a record.
pub(crate) fn check(file: &Found) -> Result<(), Diagnostic> {
    each_line(file, |number, line| record(file, number, line).map(|_| true))
}

fn each_line(
    file: &Found,
    mut visit: impl FnMut(u64, &str) -> Result<bool, Diagnostic>,
) -> Result<(), Diagnostic> {
    let failed = |error: std::io::Error| unreadable(&file.name, &error.to_string());
    let mut input = BufReader::new(File::open(&file.path).map_err(failed)?);
    let (mut bytes, mut number) = (Vec::new(), 0);
    while input.read_until(b'\n', &mut bytes).map_err(failed)? > 0 {
        number += 1;
        let line = std::str::from_utf8(&bytes).map_err(|_| {
            let message = format!("`{}` is not UTF-8: line {number} cannot be read", file.name);
            Diagnostic::general("wrong-encoding", message)
                .data(place(file, Some(number)))
                .help("save the file as UTF-8")
        })?;
        if !line.trim().is_empty() && !visit(number, line)? {
            break;
        }
        bytes.clear();
    }
    Ok(())
}

fn record(file: &Found, number: u64, line: &str) -> Result<Map<String, Value>, Diagnostic> {
    serde_json::from_str(line).map_err(|error| {
        let message = format!("line {number} of `{}` is not a JSON object: {error}", file.name);
        Diagnostic::general("unreadable-file", message)
            .data(place(file, Some(number)))
            .help("every line has to be one JSON object")
    })
}

fn place(file: &Found, row: Option<u64>) -> DataPlace {
    DataPlace { file: file.name.clone(), row, column: None }
}

fn kind_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}
