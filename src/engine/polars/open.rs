//! One file of a dataset as an untyped lazy frame.
//!
//! Comes after `csv`, `excel` and `ndjson`, which look into a file first; `scan` types its columns.

use std::path::Path;
use std::sync::Arc;

use polars::prelude::*;

use crate::dataset::{Dataset, Format};
use crate::diagnostic::Diagnostic;
use crate::engine::csv::{Regular, unreadable};
use crate::engine::excel;
use crate::engine::files::Found;
use crate::engine::ndjson;

/// One file: names in the file, names and types in the frame.
pub(super) struct Stored {
    pub(super) frame: LazyFrame,
    /// Its columns in the order of the file.
    pub(super) columns: Vec<StoredColumn>,
    /// Path as shown to the user.
    pub(super) name: String,
    /// Finds the row of a record, counted as the user counts.
    pub(super) rows: RowNumbers,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StoredColumn {
    pub(super) header: String,
    pub(super) name: PlSmallStr,
    pub(super) kind: DataType,
    pub(super) shown: String,
}

/// How records are counted.
pub(super) enum RowNumbers {
    /// From this one on.
    From(u64),
    /// As in a text file.
    Text(Arc<Regular>),
}

impl RowNumbers {
    /// Gives the row of a record, the first being 0.
    pub(super) fn row(&self, index: u64) -> u64 {
        match self {
            RowNumbers::From(first) => index + first,
            RowNumbers::Text(file) => file.row(index),
        }
    }
}

fn path(path: &Path, name: &str) -> Result<PlRefPath, Diagnostic> {
    PlRefPath::try_from_path(path).map_err(|error| unreadable(name, &error.to_string()))
}

/// Names columns by position, so that any header will do.
fn text_columns(header: &[String]) -> Vec<StoredColumn> {
    header
        .iter()
        .enumerate()
        .map(|(index, header)| StoredColumn {
            header: header.clone(),
            name: format!("c{index}").into(),
            kind: DataType::String,
            shown: "text".to_owned(),
        })
        .collect()
}

fn schema(columns: &[StoredColumn]) -> Schema {
    columns.iter().map(|column| Field::new(column.name.clone(), column.kind.clone())).collect()
}

/// Opens a text file that was checked.
pub(super) fn open_text(
    file: &Found,
    checked: Arc<Regular>,
    separator: u8,
) -> Result<Stored, Diagnostic> {
    let columns = text_columns(&checked.header);
    let frame = LazyCsvReader::new(path(checked.path(), &file.name)?)
        .with_has_header(true)
        .with_separator(separator)
        .with_schema(Some(Arc::new(schema(&columns))))
        .with_missing_is_null(false)
        .with_glob(false)
        .with_cache(false)
        .finish()
        .map_err(|error| unreadable(&file.name, &error.to_string()))?;
    Ok(Stored { frame, columns, name: file.name.clone(), rows: RowNumbers::Text(checked) })
}

/// Opens a sheet of a workbook.
pub(super) fn open_sheet(
    dataset: &Dataset,
    file: &Found,
    sheet: Option<&str>,
) -> Result<Stored, Diagnostic> {
    let sheet = excel::read(file, sheet)?;
    let mut columns = text_columns(&sheet.header);
    let mut series = Vec::new();
    for (index, column) in columns.iter_mut().enumerate() {
        sheet.stored_type(index).clone_into(&mut column.shown);
        let declared = dataset.columns.iter().find(|declared| declared.from == column.header);
        series.push(Column::new(column.name.clone(), sheet.column(index, declared)));
    }
    let frame = DataFrame::new_infer_height(series)
        .map_err(|error| unreadable(&file.name, &error.to_string()))?;
    Ok(Stored {
        frame: frame.lazy(),
        columns,
        name: file.name.clone(),
        rows: RowNumbers::From(sheet.header_row + 1),
    })
}

/// Opens a Parquet or Arrow file.
pub(super) fn open_typed(dataset: &Dataset, file: &Found) -> Result<Stored, Diagnostic> {
    let failed = |error: PolarsError| {
        let reason = error.to_string();
        unreadable(&file.name, reason.lines().next().unwrap_or_default())
            .help("the file may be cut off, or of another format than its name says")
    };
    let path = path(&file.path, &file.name)?;
    let mut frame = match dataset.format {
        Format::Arrow => LazyFrame::scan_ipc(path, Default::default(), UnifiedScanArgs::default()),
        _ => LazyFrame::scan_parquet(
            path,
            ScanArgsParquet { glob: false, cache: false, ..ScanArgsParquet::default() },
        ),
    }
    .map_err(failed)?;
    let schema = frame.collect_schema().map_err(failed)?;
    let columns = schema
        .iter()
        .map(|(name, kind)| StoredColumn {
            header: name.to_string(),
            name: name.clone(),
            kind: kind.clone(),
            shown: kind.to_string(),
        })
        .collect();
    Ok(Stored { frame, columns, name: file.name.clone(), rows: RowNumbers::From(1) })
}

/// Opens a file of JSON lines.
pub(super) fn open_records(dataset: &Dataset, file: &Found) -> Result<Stored, Diagnostic> {
    let wanted: Vec<&str> = dataset.columns.iter().map(|column| column.from.as_str()).collect();
    let columns: Vec<StoredColumn> = ndjson::keys(file, &wanted)?
        .into_iter()
        .map(|(key, shown)| StoredColumn {
            name: key.as_str().into(),
            header: key,
            kind: DataType::String,
            shown: shown.to_owned(),
        })
        .collect();
    let path = path(&file.path, &file.name)?;
    let frame = LazyJsonLineReader::new(path)
        .with_schema(Some(Arc::new(schema(&columns))))
        .finish()
        .map_err(|error| unreadable(&file.name, &error.to_string()))?;
    Ok(Stored { frame, columns, name: file.name.clone(), rows: RowNumbers::From(1) })
}
