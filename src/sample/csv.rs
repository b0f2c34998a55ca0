//! Writes columns as CSV: UTF-8, a header, quotes where RFC 4180 needs them, `\n`.
//!
//! A missing value is an empty field; moments read `2026-04-01 10:30:00`, days `2026-04-01`.

use std::fs::File;
use std::io::{BufWriter, Write};

use super::days::DAY;
use crate::engine::write::{Values, append_digits};

/// Bytes gathered before they are handed on.
const BLOCK: usize = 1 << 16;

/// A CSV file being written.
#[derive(Debug)]
pub(super) struct Csv {
    file: BufWriter<File>,
    block: Vec<u8>,
}

impl Csv {
    /// Starts a file with its header.
    pub(super) fn create(file: File, names: &[&str]) -> Self {
        let block = format!("{}\n", names.join(",")).into_bytes();
        Self { file: BufWriter::new(file), block }
    }

    /// Writes rows.
    pub(super) fn write(&mut self, columns: &[Values]) -> Result<(), std::io::Error> {
        for row in 0..columns.first().map_or(0, Values::rows) {
            for (place, column) in columns.iter().enumerate() {
                if place > 0 {
                    self.block.push(b',');
                }
                append_field(column, row, &mut self.block);
            }
            self.block.push(b'\n');
            if self.block.len() >= BLOCK {
                self.file.write_all(&self.block)?;
                self.block.clear();
            }
        }
        Ok(())
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> Result<(), std::io::Error> {
        self.file.write_all(&self.block)?;
        self.file.flush()
    }
}

fn append_field(column: &Values, row: usize, text: &mut Vec<u8>) {
    match column {
        Values::Keys { form, first, .. } => form.append(first + row as u64, text),
        Values::Ids { form, numbers } => {
            if let Some(number) = numbers[row] {
                form.append(number, text);
            }
        }
        Values::Words { words, codes } => {
            if let Some(code) = codes[row] {
                append_text(words[code as usize], text);
            }
        }
        Values::Texts(texts) => append_text(texts[row].as_deref().unwrap_or_default(), text),
        Values::Integers(numbers) => {
            if let Some(number) = numbers[row] {
                append_integer(number, text);
            }
        }
        Values::Dates(days) => {
            if let Some(day) = days[row] {
                append_date(i64::from(day), text);
            }
        }
        Values::Datetimes(moments) => {
            if let Some(at) = moments[row] {
                append_moment(at, text);
            }
        }
    }
}

fn append_text(value: &str, text: &mut Vec<u8>) {
    if !value.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        return text.extend_from_slice(value.as_bytes());
    }
    text.push(b'"');
    text.extend_from_slice(value.replace('"', "\"\"").as_bytes());
    text.push(b'"');
}

fn append_integer(number: i64, text: &mut Vec<u8>) {
    if number < 0 {
        text.push(b'-');
    }
    append_digits(number.unsigned_abs(), 1, text);
}

fn append_moment(at: i64, text: &mut Vec<u8>) {
    append_date(at.div_euclid(DAY), text);
    let second = at.rem_euclid(DAY) as u64;
    for (mark, part) in [(b' ', second / 3600), (b':', second / 60 % 60), (b':', second % 60)] {
        text.push(mark);
        append_digits(part, 2, text);
    }
}

/// Counts days in eras of 400 years that begin on 1 March.
fn append_date(day: i64, text: &mut Vec<u8>) {
    let days = day + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, turn) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    append_digits((era * 400 + year + turn) as u64, 4, text);
    for part in [month, date] {
        text.push(b'-');
        append_digits(part as u64, 2, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::days::Date;

    fn written(append: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut text = Vec::new();
        append(&mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        let mut date = Date::constant(1899, 12, 25);
        for day in -25_574..84_100 {
            assert_eq!(written(|text| append_date(day, text)), date.to_string());
            date = date.tomorrow().unwrap();
        }
        assert_eq!(written(|text| append_moment(20_758 * DAY - 1, text)), "2026-10-31 23:59:59");
        assert_eq!(written(|text| append_moment(-1, text)), "1969-12-31 23:59:59");
    }

    #[test]
    fn fields_are_quoted_where_needed() {
        assert_eq!(written(|text| append_text("青葉, 工業", text)), "\"青葉, 工業\"");
        assert_eq!(written(|text| append_text("a\"b", text)), "\"a\"\"b\"");
        assert_eq!(written(|text| append_text("小売 ", text)), "小売 ");
        assert_eq!(written(|text| append_integer(-120, text)), "-120");
        assert_eq!(written(|text| append_integer(0, text)), "0");
    }
}
