//! Reads a sheet of a workbook as text.
//!
//! Comes after `files`; the only file that names calamine. Typed cells become the texts
//! that `parse` reads back without loss.

use calamine::{Data, ExcelDateTime, Reader, open_workbook_auto};

use super::csv::{refuse_repeated_names, unreadable};
use super::files::{Found, listed};
use crate::dataset::{Column, ColumnType};
use crate::diagnostic::{DataPlace, Diagnostic};
use jiff::civil::{DateTime, Time};

/// The cells of a sheet.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// Names of the columns.
    pub(crate) header: Vec<String>,
    rows: Vec<Vec<Data>>,
    /// Row of the header in the sheet, from 1.
    pub(crate) header_row: u64,
}

/// Opens a workbook and reads the named sheet, or the first.
pub(crate) fn read(file: &Found, sheet: Option<&str>) -> Result<Sheet, Diagnostic> {
    let failed = |error: calamine::Error| unreadable(&file.name, &error.to_string());
    let mut book = open_workbook_auto(&file.path).map_err(failed)?;
    let name = sheet_name(file, &book.sheet_names(), sheet)?;
    let range = book.worksheet_range(&name).map_err(failed)?;
    let header_row = u64::from(range.start().map_or(0, |start| start.0)) + 1;
    let mut rows: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    if rows.is_empty() {
        let message = format!("sheet `{name}` of `{}` is empty", file.name);
        return Err(Diagnostic::general("empty-file", message)
            .data(DataPlace { file: file.name.clone(), ..DataPlace::default() })
            .help("the first row has to name the columns"));
    }
    let header: Vec<String> =
        rows.remove(0).iter().map(|cell| text(cell, None).unwrap_or_default()).collect();
    refuse_repeated_names(&file.name, &header)?;
    while rows.last().is_some_and(|row| row.iter().all(|cell| *cell == Data::Empty)) {
        rows.pop();
    }
    Ok(Sheet { header, rows, header_row })
}

fn sheet_name(file: &Found, names: &[String], wanted: Option<&str>) -> Result<String, Diagnostic> {
    match wanted {
        Some(name) if names.iter().any(|known| known == name) => Ok(name.to_owned()),
        None if !names.is_empty() => Ok(names[0].clone()),
        _ => {
            let wanted = wanted.unwrap_or_default();
            let reason = format!("there is no sheet `{wanted}`");
            Err(unreadable(&file.name, &reason).help(format!("its sheets are {}", listed(names))))
        }
    }
}

impl Sheet {
    /// Gives the cells of a column as texts that fit its declared type where the cells do.
    pub(crate) fn column(&self, index: usize, column: Option<&Column>) -> Vec<Option<String>> {
        self.rows.iter().map(|row| text(row.get(index)?, column)).collect()
    }

    /// Names the kind of the first cell with a value.
    pub(crate) fn stored_type(&self, index: usize) -> &'static str {
        let first =
            self.rows.iter().filter_map(|row| row.get(index)).find(|cell| **cell != Data::Empty);
        match first {
            Some(Data::Int(_) | Data::Float(_)) => "number",
            Some(Data::Bool(_)) => "boolean",
            Some(Data::DateTime(_) | Data::DateTimeIso(_)) => "datetime",
            Some(_) => "text",
            None => "empty",
        }
    }
}

fn text(cell: &Data, column: Option<&Column>) -> Option<String> {
    match cell {
        Data::Empty => None,
        Data::Int(value) => Some(value.to_string()),
        Data::Float(value) => Some(number(*value, column)),
        Data::String(text) => Some(text.clone()),
        Data::Bool(value) => Some(value.to_string()),
        Data::DateTime(value) => Some(moment(value, column)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(text.clone()),
        Data::Error(error) => Some(error.to_string()),
    }
}

/// Writes a number with the digits its column keeps: workbooks store 0.1 + 0.2 with all its noise.
fn number(value: f64, column: Option<&Column>) -> String {
    match column.map(|column| column.kind) {
        Some(ColumnType::Decimal { scale }) if value.is_finite() => {
            let short = format!("{value}");
            let digits = short.split_once('.').map_or(0, |(_, digits)| digits.len());
            match digits > usize::from(scale) {
                true => format!("{value:.*}", usize::from(scale)),
                false => short,
            }
        }
        _ => format!("{value}"),
    }
}

fn moment(value: &ExcelDateTime, column: Option<&Column>) -> String {
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    let moment = Time::new(hour as i8, minute as i8, second as i8, i32::from(milli) * 1_000_000)
        .ok()
        .zip(jiff::civil::Date::new(year as i16, month as i8, day as i8).ok())
        .map(|(time, date)| DateTime::from_parts(date, time));
    let Some(moment) = moment.filter(|_| value.is_datetime()) else {
        return value.as_f64().to_string();
    };
    let is_date = column.map(|column| column.kind) == Some(ColumnType::Date);
    match column.and_then(|column| column.format.as_deref()) {
        Some(format) => moment.strftime(format).to_string(),
        None if moment.time() == Time::midnight() || is_date => moment.date().to_string(),
        None => moment.to_string(),
    }
}
