//! Runs plans over data files.
//!
//! [`Engine`] is all that the rest of the program sees of a data engine; [`Polars`] is the one that
//! reads files itself, [`Memory`] the one for a few rows at hand. [`together`] makes one question of several. Comes after `plan`, `dataset` and
//! `evaluate`, the only things it knows; everything that shows results comes after it.

mod business;
mod csv;
mod excel;
mod files;
mod graph;
mod memory;
mod ndjson;
mod parse;
mod polars;
mod records;
mod together;
mod total;
mod trouble;
mod zone;

use crate::dataset::Dataset;
use crate::diagnostic::{DataPlace, Diagnostic};
use crate::plan::{Plan, Rows};

pub use self::memory::Memory;
pub use self::polars::{Polars, write};
pub use self::together::together;

/// Something that computes plans.
pub trait Engine {
    /// Computes every output of the plan, in the order of its outputs.
    fn run(&self, plan: &Plan) -> Result<Vec<Rows>, Vec<Diagnostic>>;

    /// Gives the optimised plan of the engine as text.
    fn explain(&self, plan: &Plan) -> Result<String, Vec<Diagnostic>>;

    /// Lists what is in each file of a dataset.
    fn columns(&self, dataset: &Dataset) -> Result<Vec<FileColumns>, Vec<Diagnostic>>;

    /// Gives the first `limit` values of a column that do not fit its type, by file and row.
    fn faults(
        &self,
        dataset: &Dataset,
        column: &str,
        limit: usize,
    ) -> Result<Vec<Fault>, Vec<Diagnostic>>;

    /// Gives the first `limit` values of a column that occur more than once, with their places.
    fn duplicates(
        &self,
        dataset: &Dataset,
        key: &str,
        limit: usize,
    ) -> Result<Vec<Duplicate>, Vec<Diagnostic>>;

    /// Gives everything that is in the files of a dataset, files sorted by name.
    fn contents(&self, dataset: &Dataset, take: &mut Pieces<'_>) -> Result<(), Vec<Diagnostic>>;
}

/// Takes the contents of files piece by piece: the name of the file and some of its bytes.
pub type Pieces<'a> = dyn FnMut(&str, &[u8]) + 'a;

/// The columns of one file as they are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileColumns {
    /// Path relative to the project's root.
    pub path: String,
    /// Header and stored type, in the order of the file.
    pub columns: Vec<(String, String)>,
}

/// A value that does not fit the declared type of its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File, row and header; rows count the header in text and workbook formats, else records from 1.
    pub place: DataPlace,
    /// The value after `replace`, as text.
    pub value: String,
}

/// A value that occurs more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The value as text.
    pub value: String,
    /// Its first places, at most five.
    pub places: Vec<DataPlace>,
    /// How often it occurs.
    pub count: u64,
}
