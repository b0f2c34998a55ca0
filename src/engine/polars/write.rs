//! Writes typed columns to a Parquet file, row group by row group.
//!
//! [`Values`] is what a producer fills (the sample generator does); [`Parquet`] stores it. Uses
//! nothing of the rest of the engine.

use std::fs::File;
use std::io::BufWriter;

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;

/// One column of a batch.
#[derive(Debug, Clone)]
pub enum Values {
    /// Consecutive ids: `first`, `first + 1`, ..
    Keys {
        /// How an id is written.
        form: IdForm,
        /// The number of the first row.
        first: u64,
        /// How many rows.
        rows: usize,
    },
    /// Ids of rows of some table.
    Ids {
        /// How an id is written.
        form: IdForm,
        /// Their numbers.
        numbers: Vec<Option<u64>>,
    },
    /// Texts out of a short list.
    Words {
        /// The list.
        words: &'static [&'static str],
        /// Places in the list.
        codes: Vec<Option<u8>>,
    },
    /// Any texts.
    Texts(Vec<Option<String>>),
    /// Whole numbers.
    Integers(Vec<Option<i64>>),
    /// Days since 1970-01-01.
    Dates(Vec<Option<i32>>),
    /// Seconds since 1970-01-01 00:00 by the clock on the wall.
    Datetimes(Vec<Option<i64>>),
}

/// How an id is written: a letter, then a number filled up with zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdForm {
    /// The letter, ASCII.
    pub letter: u8,
    /// Digits at least, at most 20.
    pub digits: usize,
}

impl IdForm {
    /// Writes an id to the end of `text`.
    pub fn append(self, number: u64, text: &mut Vec<u8>) {
        text.push(self.letter);
        append_digits(number, self.digits, text);
    }
}

/// Writes `number` with at least `width` digits (at most 20) to the end of `text`.
pub fn append_digits(mut number: u64, width: usize, text: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut start = digits.len();
    while number > 0 {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let filled = digits.len() - width.clamp(1, digits.len());
    text.extend_from_slice(&digits[start.min(filled)..]);
}

impl Values {
    /// Counts the rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Keys { rows, .. } => *rows,
            Self::Ids { numbers, .. } => numbers.len(),
            Self::Words { codes, .. } => codes.len(),
            Self::Texts(texts) => texts.len(),
            Self::Integers(numbers) => numbers.len(),
            Self::Dates(days) => days.len(),
            Self::Datetimes(moments) => moments.len(),
        }
    }

    /// Adds the rows of `other`, a column of the same kind; numbering of keys goes on.
    pub fn append(&mut self, other: Self) {
        match (self, other) {
            (Self::Keys { rows, .. }, Self::Keys { rows: more, .. }) => *rows += more,
            (Self::Ids { numbers, .. }, Self::Ids { numbers: more, .. }) => numbers.extend(more),
            (Self::Words { codes, .. }, Self::Words { codes: more, .. }) => codes.extend(more),
            (Self::Texts(texts), Self::Texts(more)) => texts.extend(more),
            (Self::Integers(numbers), Self::Integers(more)) => numbers.extend(more),
            (Self::Dates(days), Self::Dates(more)) => days.extend(more),
            (Self::Datetimes(moments), Self::Datetimes(more)) => moments.extend(more),
            _ => unreachable!("a column keeps its kind"),
        }
    }

    /// Takes all rows away; the room they had stays.
    pub fn clear(&mut self) {
        match self {
            Self::Keys { rows, .. } => *rows = 0,
            Self::Ids { numbers, .. } => numbers.clear(),
            Self::Words { codes, .. } => codes.clear(),
            Self::Texts(texts) => texts.clear(),
            Self::Integers(numbers) => numbers.clear(),
            Self::Dates(days) => days.clear(),
            Self::Datetimes(moments) => moments.clear(),
        }
    }

    fn data_type(&self) -> DataType {
        match self {
            Self::Integers(_) => DataType::Int64,
            Self::Dates(_) => DataType::Date,
            Self::Datetimes(_) => DataType::Datetime(TimeUnit::Microseconds, None),
            _ => DataType::String,
        }
    }

    fn column(&self, name: &str) -> PolarsResult<Column> {
        let name = PlSmallStr::from_str(name);
        let series = match self {
            Self::Keys { form, first, rows } => {
                let numbers = *first..*first + *rows as u64;
                ids(name, *form, numbers.map(Some), *rows)
            }
            Self::Ids { form, numbers } => ids(name, *form, numbers.iter().copied(), numbers.len()),
            Self::Words { words, codes } => {
                let words = codes.iter().map(|code| code.map(|code| words[code as usize]));
                StringChunked::from_iter_options(name, words).into_series()
            }
            Self::Texts(texts) => {
                let texts = texts.iter().map(Option::as_deref);
                StringChunked::from_iter_options(name, texts).into_series()
            }
            Self::Integers(numbers) => {
                Int64Chunked::from_iter_options(name, numbers.iter().copied()).into_series()
            }
            Self::Dates(days) => {
                Int32Chunked::from_iter_options(name, days.iter().copied()).into_series()
            }
            Self::Datetimes(moments) => {
                let moments = moments.iter().map(|at| at.map(|at| at * 1_000_000));
                Int64Chunked::from_iter_options(name, moments).into_series()
            }
        };
        Ok(series.cast(&self.data_type())?.into_column())
    }
}

fn ids(
    name: PlSmallStr,
    form: IdForm,
    numbers: impl Iterator<Item = Option<u64>>,
    rows: usize,
) -> Series {
    let mut texts = StringChunkedBuilder::new(name, rows);
    let mut text = Vec::with_capacity(24);
    for number in numbers {
        text.clear();
        match number {
            Some(number) => {
                form.append(number, &mut text);
                texts.append_value(std::str::from_utf8(&text).unwrap_or_default());
            }
            None => texts.append_null(),
        }
    }
    texts.finish().into_series()
}

/// A Parquet file being written.
pub struct Parquet {
    writer: BatchedWriter<BufWriter<File>>,
    names: Vec<&'static str>,
}

impl Parquet {
    /// Starts a file whose columns are of the kinds of `columns` (which may be empty).
    ///
    /// The error is the reason in words, here as in the other functions.
    pub fn create(
        file: File,
        names: Vec<&'static str>,
        columns: &[Values],
    ) -> Result<Self, String> {
        let fields = names.iter().zip(columns);
        let schema: Schema = fields
            .map(|(name, values)| Field::new(PlSmallStr::from_str(name), values.data_type()))
            .collect();
        let writer = ParquetWriter::new(BufWriter::new(file))
            .with_compression(ParquetCompression::Zstd(None))
            .batched(&schema)
            .map_err(|error| error.to_string())?;
        Ok(Self { writer, names })
    }

    /// Writes a row group; nothing where there are no rows.
    pub fn write(&mut self, columns: &[Values]) -> Result<(), String> {
        let rows = columns.first().map_or(0, Values::rows);
        if rows == 0 {
            return Ok(());
        }
        let written = || {
            let fields = self.names.iter().zip(columns);
            let columns = fields.map(|(name, values)| values.column(name));
            DataFrame::new(rows, columns.collect::<PolarsResult<Vec<_>>>()?)
        };
        let frame = written().map_err(|error| error.to_string())?;
        self.writer.write_batch(&frame).map_err(|error| error.to_string())
    }

    /// Ends the file.
    pub fn finish(self) -> Result<(), String> {
        self.writer.finish().map_err(|error| error.to_string())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: IdForm = IdForm { letter: b'L', digits: 6 };

    fn columns() -> Vec<Values> {
        vec![
            Values::Keys { form: LEAD, first: 9, rows: 2 },
            Values::Ids { form: LEAD, numbers: vec![None, Some(12_345_678)] },
            Values::Words { words: &["製造", "IT"], codes: vec![Some(1), None] },
            Values::Texts(vec![Some(String::new()), None]),
            Values::Integers(vec![None, Some(-5)]),
            Values::Dates(vec![Some(20_758), None]),
            Values::Datetimes(vec![Some(20_758 * 86_400 + 37_800), None]),
        ]
    }

    #[test]
    fn values_come_back_as_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        let names = vec!["key", "id", "word", "text", "number", "day", "at"];
        let empty: Vec<_> = columns()
            .into_iter()
            .map(|mut column| {
                column.clear();
                column
            })
            .collect();
        let mut file = Parquet::create(File::create(&path).unwrap(), names, &empty).unwrap();
        file.write(&empty).unwrap();
        file.write(&columns()).unwrap();
        file.write(&columns()).unwrap();
        file.finish().unwrap();

        let frame = ParquetReader::new(File::open(&path).unwrap()).finish().unwrap();
        assert_eq!(frame.height(), 4);
        let shown = |row: usize| {
            let cells = frame.columns().iter().map(|column| column.get(row).unwrap().to_string());
            cells.collect::<Vec<_>>().join("|")
        };
        let first = "\"L000009\"|null|\"IT\"|\"\"|null|2026-11-01|2026-11-01 10:30:00";
        assert_eq!(shown(2), first);
        assert_eq!(shown(3), "\"L000010\"|\"L12345678\"|null|null|-5|null|null");
        assert_eq!(frame.column("day").unwrap().dtype(), &DataType::Date);
    }

    #[test]
    fn a_file_without_rows_has_its_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        let columns = [Values::Integers(Vec::new())];
        let file = Parquet::create(File::create(&path).unwrap(), vec!["n"], &columns).unwrap();
        file.finish().unwrap();
        let frame = ParquetReader::new(File::open(&path).unwrap()).finish().unwrap();
        assert_eq!((frame.height(), frame.width()), (0, 1));
    }

    #[test]
    fn numbers_are_filled_up_but_never_cut() {
        let digits = |number, width| {
            let mut text = Vec::new();
            append_digits(number, width, &mut text);
            String::from_utf8(text).unwrap()
        };
        assert_eq!(digits(0, 1), "0");
        assert_eq!(digits(42, 4), "0042");
        assert_eq!(digits(12_345, 2), "12345");
        assert_eq!(digits(u64::MAX, 3), u64::MAX.to_string());
    }
}
