//! Looks at files themselves: their columns, values that do not fit, keys that occur twice.
//!
//! Comes after `scan`; answers `check --data` with files and rows.

use polars::prelude::*;

use super::clean::Cleaned;
use super::error::diagnostics;
use super::open::Stored;
use super::scan::Scans;
use crate::dataset::Dataset;
use crate::diagnostic::{DataPlace, Diagnostic};
use crate::engine::{Duplicate, Fault, FileColumns};

const INDEX: &str = "\u{1}index";
const FILE: &str = "\u{1}file";
const RAW: &str = "\u{1}raw";
const PLACES: usize = 5;

type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

/// Lists the columns of every file.
pub(super) fn columns(scans: &Scans<'_>, dataset: &Dataset) -> Result<Vec<FileColumns>> {
    let shown = |file: Stored| FileColumns {
        path: file.name,
        columns: file.columns.into_iter().map(|column| (column.header, column.shown)).collect(),
    };
    Ok(scans.stored(dataset)?.into_iter().map(shown).collect())
}

/// Finds values that do not fit the type of a column.
pub(super) fn faults(
    scans: &Scans<'_>,
    dataset: &Dataset,
    column: &str,
    limit: usize,
) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for file in scans.stored(dataset)? {
        let cleaned = scans.column(dataset, &file, column).map_err(|found| vec![found])?;
        let Cleaned { raw, typed } = cleaned;
        let bad = raw.clone().is_not_null().and(typed.is_null());
        let found = numbered(&file)
            .filter(bad)
            .select([col(INDEX), raw.cast(DataType::String).alias(RAW)])
            .limit((limit - faults.len()) as IdxSize);
        let found = collect(found)?;
        let place = |index| place(dataset, &file, column, index);
        let cells = indices(&found, INDEX)?.into_iter().zip(texts(&found, RAW)?);
        faults.extend(cells.map(|(index, value)| Fault { place: place(index), value }));
        if faults.len() >= limit {
            break;
        }
    }
    Ok(faults)
}

/// Finds values that occur more than once.
pub(super) fn duplicates(
    scans: &Scans<'_>,
    dataset: &Dataset,
    key: &str,
    limit: usize,
) -> Result<Vec<Duplicate>> {
    let files = scans.stored(dataset)?;
    let mut frames = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let cleaned = scans.column(dataset, file, key).map_err(|found| vec![found])?;
        frames.push(numbered(file).select([
            cleaned.typed.alias(RAW),
            col(INDEX).cast(DataType::UInt64),
            lit(number as u64).alias(FILE),
        ]));
    }
    let all = concat(frames, UnionArgs::default()).map_err(|error| diagnostics(&error))?;
    let found = collect(repeated(&all.cache(), limit))?;
    let (mut repeated, values) = (Vec::<Duplicate>::new(), texts(&found, RAW)?);
    let counts = indices(&found, "\u{1}count")?;
    let places = indices(&found, FILE)?.into_iter().zip(indices(&found, INDEX)?);
    for ((value, count), (file, index)) in values.into_iter().zip(counts).zip(places) {
        let place = place(dataset, &files[file as usize], key, index);
        match repeated.last_mut() {
            Some(last) if last.value == value => {
                if last.places.len() < PLACES {
                    last.places.push(place);
                }
            }
            _ => repeated.push(Duplicate { value, places: vec![place], count }),
        }
    }
    Ok(repeated)
}

/// Keeps the rows of the first values that occur more than once.
fn repeated(all: &LazyFrame, limit: usize) -> LazyFrame {
    let count = "\u{1}count";
    let keys = all
        .clone()
        .filter(col(RAW).is_not_null())
        .group_by([col(RAW)])
        .agg([len().cast(DataType::UInt64).alias(count)])
        .filter(col(count).gt(lit(1_u64)))
        .sort([RAW], SortMultipleOptions::default())
        .limit(limit as IdxSize);
    all.clone()
        .join(keys, [col(RAW)], [col(RAW)], JoinArgs::new(JoinType::Inner))
        .sort([RAW, FILE, INDEX], SortMultipleOptions::default())
        .with_columns([col(RAW).cast(DataType::String)])
}

fn numbered(file: &Stored) -> LazyFrame {
    file.frame.clone().with_row_index(INDEX, None)
}

fn collect(frame: LazyFrame) -> Result<DataFrame> {
    let found = frame.collect_with_engine(Engine::Streaming);
    Ok(found.map_err(|error| diagnostics(&error))?.unwrap_single())
}

fn place(dataset: &Dataset, file: &Stored, column: &str, index: u64) -> DataPlace {
    DataPlace {
        file: file.name.clone(),
        row: Some(file.rows.row(index)),
        column: dataset.column(column).map(|column| column.from.clone()),
    }
}

fn indices(frame: &DataFrame, name: &str) -> Result<Vec<u64>> {
    let failed = |error: PolarsError| diagnostics(&error);
    let column = frame.column(name).and_then(|column| column.cast(&DataType::UInt64));
    let column = column.map_err(failed)?;
    Ok(column.u64().map_err(failed)?.iter().flatten().collect())
}

fn texts(frame: &DataFrame, name: &str) -> Result<Vec<String>> {
    let failed = |error: PolarsError| diagnostics(&error);
    let column = frame.column(name).map_err(failed)?;
    let texts = column.str().map_err(failed)?;
    Ok(texts.iter().map(|text| text.unwrap_or_default().to_owned()).collect())
}
