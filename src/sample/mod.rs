//! Sample data: a Japanese B2B funnel from companies and leads to deals, of any size.
//!
//! The same options give the same bytes on every machine. [`schema`] describes the tables; comes
//! after `engine`, whose Parquet writer it uses; a command calls [`write`].

// A diagnostic is an error of a whole run here, never on a hot path.
#![allow(clippy::result_large_err)]

mod batch;
mod csv;
mod days;
mod deals;
mod generate;
mod lead;
mod life;
mod output;
mod random;
pub mod schema;
#[cfg(test)]
mod tests;
mod visits;
mod words;
mod world;

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use self::batch::Rows;
use self::days::{Date, Days};
use self::generate::{Part, generate};
use self::output::{Output, failed};
use self::world::World;
use crate::diagnostic::Diagnostic;

/// Most leads of a sample.
const MOST_LEADS: u64 = 1_000_000_000;

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How many leads; all other tables follow.
    pub leads: u64,
    /// Another seed gives other data.
    pub seed: u64,
    /// Format of the files.
    pub format: Format,
    /// The last day; nothing lies after it.
    pub end: Date,
    /// How many months, the one of `end` included.
    pub months: u32,
}

impl Default for Options {
    fn default() -> Self {
        let end = Date::constant(2026, 10, 31);
        Self { leads: 10_000, seed: 1, format: Format::Parquet, end, months: 24 }
    }
}

/// Format of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet; moments are local, without zone.
    Parquet,
    /// CSV, UTF-8.
    Csv,
}

impl Format {
    /// Gives the ending of file names.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// One entry per table, in the order of [`schema::TABLES`].
    pub tables: Vec<Written>,
}

/// A table that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Name of the table.
    pub table: &'static str,
    /// Its file.
    pub path: PathBuf,
    /// Number of rows.
    pub rows: u64,
}

/// Writes the sample to files in folder `out`, one per table, named `leads.csv` and so on.
///
/// `progress` hears what is being made, how many of it are done, and of how many. Files that are
/// there are replaced when everything is written; on an error they stay as they are.
pub fn write(
    options: &Options,
    out: &Path,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<Summary, Diagnostic> {
    let world = world(options)?;
    std::fs::create_dir_all(out).map_err(|error| failed(out, error))?;
    let empty = Rows::new(world.leads).tables();
    let mut outputs = schema::TABLES
        .iter()
        .zip(empty)
        .map(|(table, empty)| Output::create(out, table, options.format, empty))
        .collect::<Result<Vec<_>, _>>()?;
    thread::scope(|scope| {
        let (sender, parts) = mpsc::sync_channel::<Part>(2);
        let world = &world;
        scope.spawn(move || generate(world, |part| sender.send(part).is_ok()));
        // Ends early on an error; the generator then finds nobody to send to.
        for part in parts {
            for (output, batch) in outputs.iter_mut().zip(part.rows.tables()) {
                output.take(batch)?;
            }
            let (table, done, all) = part.progress;
            progress(table, done, all);
        }
        Ok(())
    })?;
    publish(outputs)
}

fn publish(mut outputs: Vec<Output>) -> Result<Summary, Diagnostic> {
    let rows = outputs.iter_mut().map(Output::finish).collect::<Result<Vec<_>, _>>()?;
    let mut tables = Vec::new();
    for ((output, table), rows) in outputs.into_iter().zip(schema::TABLES).zip(rows) {
        tables.push(Written { table: table.name, path: output.publish()?, rows });
    }
    Ok(Summary { tables })
}

fn world(options: &Options) -> Result<World, Diagnostic> {
    let &Options { leads, seed, end, months, .. } = options;
    if leads == 0 || leads > MOST_LEADS {
        let message = format!("cannot make {leads} leads");
        let help = format!("ask for 1 to {MOST_LEADS} leads");
        return Err(Diagnostic::general("bad-sample", message).help(help));
    }
    let days = Days::new(seed, end, months).ok_or_else(|| {
        let message = format!("cannot make {months} months that end on {end}");
        let help = "ask for at least 1 month, in the years 1900 to 2199";
        Diagnostic::general("bad-sample", message).help(help)
    })?;
    Ok(World { seed, leads, companies: leads * 2 / 5 + 1, days })
}
