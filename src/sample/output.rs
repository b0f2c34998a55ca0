//! The files: written beside their place, renamed when all of them are whole.

use std::path::{Path, PathBuf};

use super::Format;
use super::batch::Batch;
use super::csv::Csv;
use super::schema::Table;
use crate::diagnostic::Diagnostic;
use crate::engine::write::Parquet;
use crate::write::{self, Pending};

/// Rows of a row group, about.
const GROUP: usize = 200_000;

enum Writer {
    Parquet(Box<Parquet>),
    Csv(Csv),
}

/// The file of one table.
pub(super) struct Output {
    writer: Option<Writer>,
    waiting: Batch,
    rows: u64,
    place: PathBuf,
    pending: Pending,
}

impl Output {
    /// Starts the file of `table` in `folder`; `empty` is a batch of it without rows.
    pub(super) fn create(
        folder: &Path,
        table: &Table,
        format: Format,
        empty: Batch,
    ) -> Result<Self, Diagnostic> {
        let place = folder.join(format!("{}.{}", table.name, format.extension()));
        let pending = Pending::create(&place).map_err(|error| failed(&place, error))?;
        let file = pending.file().map_err(|error| failed(&place, error))?;
        let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
        let writer = match format {
            Format::Parquet => Parquet::create(file, names, &empty.columns)
                .map(|file| Writer::Parquet(Box::new(file)))
                .map_err(|error| failed(&place, error))?,
            Format::Csv => Writer::Csv(Csv::create(file, &names)),
        };
        let (writer, waiting) = (Some(writer), empty);
        Ok(Self { writer, waiting, rows: 0, place, pending })
    }

    /// Takes rows.
    pub(super) fn take(&mut self, batch: Batch) -> Result<(), Diagnostic> {
        self.waiting.append(batch);
        if self.waiting.rows() < GROUP { Ok(()) } else { self.hand_on() }
    }

    fn hand_on(&mut self) -> Result<(), Diagnostic> {
        self.waiting.number_from(self.rows + 1);
        self.rows += self.waiting.rows() as u64;
        let columns = &self.waiting.columns;
        match &mut self.writer {
            Some(Writer::Parquet(file)) => {
                file.write(columns).map_err(|error| failed(&self.place, error))?;
            }
            Some(Writer::Csv(file)) => {
                file.write(columns).map_err(|error| failed(&self.place, error))?;
            }
            None => {}
        }
        self.waiting.clear();
        Ok(())
    }

    /// Ends the file, still beside its place, and gives the number of rows.
    pub(super) fn finish(&mut self) -> Result<u64, Diagnostic> {
        self.hand_on()?;
        match self.writer.take() {
            Some(Writer::Parquet(file)) => {
                file.finish().map_err(|error| failed(&self.place, error))?
            }
            Some(Writer::Csv(file)) => file.finish().map_err(|error| failed(&self.place, error))?,
            None => {}
        }
        Ok(self.rows)
    }

    /// Puts the finished file in its place.
    pub(super) fn publish(self) -> Result<PathBuf, Diagnostic> {
        self.pending.publish().map_err(|error| failed(&self.place, error))?;
        Ok(self.place)
    }
}

/// Says that a file could not be written.
pub(super) fn failed(place: &Path, error: impl std::fmt::Display) -> Diagnostic {
    write::failed(place, error).help("choose a folder that can be written to and has room")
}
