//! Files as typed lazy frames: finds, checks and opens them, then puts `clean` over them.
//!
//! Comes after `files`, `csv` and `excel`; `lower` asks for one frame per dataset.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use polars::prelude::*;

use super::bounds::Bound;
use super::clean::{Cleaned, clean};
use super::error::diagnostics;
use super::open::{Stored, open_records, open_sheet, open_text, open_typed};
use super::types::{Field as Typed, stored_digits};
use crate::dataset::{Column as Declared, Dataset, Encoding, Format};
use crate::diagnostic::{DataPlace, Diagnostic};
use crate::engine::csv::{Regular, regular, unreadable};
use crate::engine::files::{Found, find, listed, nearest};
use crate::engine::graph::Read;
use crate::engine::ndjson;
use crate::engine::zone::Zone;
use crate::plan::ValueType;

/// Name of the column that stands for rows when no other is asked for.
const ROW: &str = "\u{1}row";

type Checked = HashMap<(PathBuf, u64, SystemTime, u8, bool), Arc<Regular>>;

/// Text files that were checked, so that a further run does not check them again.
#[derive(Debug, Default)]
pub(super) struct Files(Mutex<Checked>);

impl Files {
    fn regular(
        &self,
        file: &Found,
        separator: u8,
        encoding: Encoding,
    ) -> Result<Arc<Regular>, Diagnostic> {
        let key = std::fs::metadata(&file.path).and_then(|data| Ok((data.len(), data.modified()?)));
        let (length, modified) = key.map_err(|error| unreadable(&file.name, &error.to_string()))?;
        let is_utf8 = encoding == Encoding::Utf8;
        let key = (file.path.clone(), length, modified, separator, is_utf8);
        let mut checked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = checked.get(&key) {
            return Ok(known.clone());
        }
        let regular = Arc::new(regular(file, separator, encoding)?);
        checked.insert(key, regular.clone());
        Ok(regular)
    }
}

/// What scans need to know.
pub(super) struct Scans<'a> {
    root: &'a Path,
    files: &'a Files,
    pub(super) zone: Arc<Zone>,
}

impl<'a> Scans<'a> {
    /// Puts together what scans need.
    pub(super) fn new(root: &'a Path, files: &'a Files, zone: Arc<Zone>) -> Self {
        Self { root, files, zone }
    }

    /// Makes the typed frame of what is read of a dataset, `NAME!bad` among it. Rows outside the
    /// bounds may be left out.
    pub(super) fn frame(
        &self,
        read: &Read,
        bounds: &[Bound],
    ) -> Result<(LazyFrame, Vec<Typed>), Vec<Diagnostic>> {
        let Read { dataset, columns, faults, .. } = read;
        let stored = self.stored(dataset)?;
        let (mut frames, mut problems) = (Vec::new(), Vec::new());
        for mut file in stored {
            for bound in bounds {
                let from = dataset.column(&bound.column).map(|declared| &declared.from);
                let column = file.columns.iter().find(|column| Some(&column.header) == from);
                if let Some(condition) = column.and_then(|column| bound.over(column)) {
                    file.frame = file.frame.filter(condition);
                }
            }
            match self.typed(dataset, file, columns, faults) {
                Ok(frame) => frames.push(frame),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let frame = match frames.len() {
            1 => frames.remove(0),
            _ => concat(frames, UnionArgs::default()).map_err(|error| diagnostics(&error))?,
        };
        Ok((frame, fields(dataset, columns, faults)))
    }

    /// Opens every file of a dataset.
    pub(super) fn stored(&self, dataset: &Dataset) -> Result<Vec<Stored>, Vec<Diagnostic>> {
        let files = find(self.root, dataset).map_err(|found| vec![found])?;
        let (mut stored, mut problems) = (Vec::new(), Vec::new());
        for file in &files {
            match self.open(dataset, file) {
                Ok(file) => stored.push(file),
                Err(found) => problems.push(found),
            }
        }
        match problems.is_empty() {
            true => Ok(stored),
            false => Err(problems),
        }
    }

    /// Looks for what made a query fail: lines of JSON are not checked before they are read.
    pub(super) fn broken_lines(&self, dataset: &Dataset) -> Vec<Diagnostic> {
        if dataset.format != Format::NdJson {
            return Vec::new();
        }
        let files = find(self.root, dataset).unwrap_or_default();
        files.iter().filter_map(|file| ndjson::check(file).err()).collect()
    }

    fn open(&self, dataset: &Dataset, file: &Found) -> Result<Stored, Diagnostic> {
        let length = std::fs::metadata(&file.path).map_or(1, |data| data.len());
        if length == 0 {
            let message = format!("`{}` is empty", file.name);
            return Err(Diagnostic::general("empty-file", message)
                .data(file_place(&file.name))
                .help("export it again; a file without records is not taken for a true zero"));
        }
        match &dataset.format {
            Format::Csv { separator, encoding } => {
                let checked = self.files.regular(file, *separator, *encoding)?;
                open_text(file, checked, *separator)
            }
            Format::Excel { sheet } => open_sheet(dataset, file, sheet.as_deref()),
            Format::NdJson => open_records(dataset, file),
            Format::Parquet | Format::Arrow => open_typed(dataset, file),
        }
    }

    fn typed(
        &self,
        dataset: &Dataset,
        stored: Stored,
        columns: &[String],
        faults: &[String],
    ) -> Result<LazyFrame, Vec<Diagnostic>> {
        let (mut first, mut second, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for name in columns {
            let cleaned = match self.column(dataset, &stored, name) {
                Ok(cleaned) => cleaned,
                Err(found) => {
                    problems.push(found);
                    continue;
                }
            };
            first.push(cleaned.typed.alias(name.as_str()));
            second.push(col(name.as_str()));
            if faults.contains(name) {
                let raw = format!("{name}\u{1}raw");
                first.push(cleaned.raw.is_not_null().alias(raw.as_str()));
                let bad = col(raw.as_str()).and(col(name.as_str()).is_null());
                second.push(bad.alias(format!("{name}!bad")));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        if first.is_empty() {
            let any = stored.columns.first().map(|column| column.name.clone());
            first.push(col(any.unwrap_or_default()).is_null().alias(ROW));
        }
        let frame = stored.frame.select(first);
        Ok(if faults.is_empty() { frame } else { frame.select(second) })
    }

    /// Finds a declared column in a file and types it.
    pub(super) fn column(
        &self,
        dataset: &Dataset,
        stored: &Stored,
        name: &str,
    ) -> Result<Cleaned, Diagnostic> {
        let Some(declared) = dataset.column(name) else {
            let reason = format!("source `{}` declares no column `{name}`", dataset.name);
            return Err(super::error::failure(&reason));
        };
        let found = stored.columns.iter().find(|column| column.header == declared.from);
        let found = found.ok_or_else(|| missing_column(stored, declared))?;
        clean(col(found.name.clone()), &found.kind, declared, &self.zone).ok_or_else(|| {
            let file = &stored.name;
            let (from, shown) = (&declared.from, &found.shown);
            let message =
                format!("column `{from}` of `{file}` holds {shown}, not {}", kind_name(declared));
            Diagnostic::general("column-type", message)
                .data(DataPlace { column: Some(declared.from.clone()), ..file_place(file) })
                .help(format!("declare another type for `{}`", declared.name))
        })
    }
}

fn fields(dataset: &Dataset, columns: &[String], faults: &[String]) -> Vec<Typed> {
    let mut fields = Vec::new();
    for column in columns.iter().filter_map(|name| dataset.column(name)) {
        fields.push(Typed {
            name: column.name.clone(),
            kind: column.kind.into(),
            digits: stored_digits(column.kind),
        });
        if faults.contains(&column.name) {
            fields.push(Typed {
                name: format!("{}!bad", column.name),
                kind: ValueType::Boolean,
                digits: 1,
            });
        }
    }
    fields
}

fn kind_name(declared: &Declared) -> &'static str {
    match ValueType::from(declared.kind) {
        ValueType::Text => "text",
        ValueType::Integer => "whole numbers",
        ValueType::Decimal { .. } => "numbers",
        ValueType::Boolean => "true and false",
        ValueType::Date => "dates",
        _ => "datetimes",
    }
}

fn missing_column(stored: &Stored, declared: &Declared) -> Diagnostic {
    let file = &stored.name;
    let headers: Vec<String> = stored.columns.iter().map(|column| column.header.clone()).collect();
    let help = match nearest(&headers, &declared.from) {
        Some(name) => format!("did you mean `{name}`? set `from` of `{}`", declared.name),
        None => format!("its columns are {}", listed(&headers)),
    };
    Diagnostic::general("missing-column", format!("`{file}` has no column `{}`", declared.from))
        .data(DataPlace { column: Some(declared.from.clone()), ..file_place(file) })
        .help(help)
}

fn file_place(name: &str) -> DataPlace {
    DataPlace { file: name.to_owned(), ..DataPlace::default() }
}
