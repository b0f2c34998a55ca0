//! The engine that reads files itself, with polars. Only this folder names polars.
//!
//! `scan` makes typed frames of files, `lower` and `scalar` translate the plan, everything runs in
//! one streaming query, `rows` takes the results out, `error` turns polars' errors into diagnostics.

mod aggregate;
mod arithmetic;
mod bounds;
mod calendar;
mod clean;
mod error;
mod examine;

mod lower;
mod number;
mod open;
mod order;
mod pick;
mod quantile;
mod rows;
mod running;
mod scalar;
mod scan;
mod types;
mod window;
pub mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::{DslPlan, Engine as Mode, LazyFrame, OptFlags, PolarsError};

use self::lower::{Lowered, lower};
use self::scan::Files;
use super::graph::Graph;
use super::zone::Zone;
use super::{Duplicate, Engine, Fault, FileColumns, Pieces, files};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::plan::{Plan, Rows};

/// Computes plans over the files below a directory.
#[derive(Debug)]
pub struct Polars {
    root: PathBuf,
    zone: Arc<Zone>,
    files: Files,
}

impl Polars {
    /// Opens the data below `root`; clock times without offset are those of `time_zone`, an IANA
    /// name.
    pub fn new(root: &Path, time_zone: &str) -> Result<Self, Diagnostic> {
        Ok(Self { root: root.to_owned(), zone: zone(time_zone)?, files: Files::default() })
    }

    fn lower(&self, plan: &Plan, may_compute: bool) -> Result<Vec<Lowered>, Vec<Diagnostic>> {
        let zone = zone(&plan.time_zone).map_err(|found| vec![found])?;
        lower(plan, &scan::Scans::new(&self.root, &self.files, zone), may_compute)
    }

    /// Finds the file behind an error that names none.
    fn explained(&self, plan: &Plan, error: &PolarsError) -> Vec<Diagnostic> {
        let reads = Graph::new(plan).reads;
        let scans = self.scans();
        let broken: Vec<Diagnostic> =
            reads.iter().flat_map(|read| scans.broken_lines(&read.dataset)).collect();
        match broken.is_empty() {
            true => error::diagnostics(error),
            false => broken,
        }
    }

    fn scans(&self) -> scan::Scans<'_> {
        scan::Scans::new(&self.root, &self.files, self.zone.clone())
    }
}

impl Engine for Polars {
    fn run(&self, plan: &Plan) -> Result<Vec<Rows>, Vec<Diagnostic>> {
        guarded(|| {
            let lowered = self.lower(plan, true)?;
            let plans = plans(&lowered);
            let frames = LazyFrame::collect_all_with_engine(plans, Mode::Streaming, options())
                .map_err(|error| self.explained(plan, &error))?;
            frames
                .iter()
                .zip(&lowered)
                .map(|(frame, lowered)| rows::rows(frame, &lowered.fields))
                .collect()
        })
    }

    fn explain(&self, plan: &Plan) -> Result<String, Vec<Diagnostic>> {
        guarded(|| {
            let lowered = self.lower(plan, false)?;
            LazyFrame::explain_all(plans(&lowered), options())
                .map_err(|error| error::diagnostics(&error))
        })
    }

    fn columns(&self, dataset: &Dataset) -> Result<Vec<FileColumns>, Vec<Diagnostic>> {
        guarded(|| examine::columns(&self.scans(), dataset))
    }

    fn faults(
        &self,
        dataset: &Dataset,
        column: &str,
        limit: usize,
    ) -> Result<Vec<Fault>, Vec<Diagnostic>> {
        guarded(|| examine::faults(&self.scans(), dataset, column, limit))
    }

    fn duplicates(
        &self,
        dataset: &Dataset,
        key: &str,
        limit: usize,
    ) -> Result<Vec<Duplicate>, Vec<Diagnostic>> {
        guarded(|| examine::duplicates(&self.scans(), dataset, key, limit))
    }

    fn contents(&self, dataset: &Dataset, take: &mut Pieces<'_>) -> Result<(), Vec<Diagnostic>> {
        files::contents(&self.root, dataset, take).map_err(|error| vec![error])
    }
}

fn zone(name: &str) -> Result<Arc<Zone>, Diagnostic> {
    Zone::new(name).map(Arc::new).ok_or_else(|| {
        Diagnostic::general("unknown-time-zone", format!("there is no time zone `{name}`"))
            .help("use a name such as `Asia/Tokyo`")
    })
}

fn plans(lowered: &[Lowered]) -> Vec<DslPlan> {
    lowered.iter().map(|lowered| lowered.frame.logical_plan.clone()).collect()
}

fn options() -> OptFlags {
    OptFlags::default() | OptFlags::STREAMING
}

/// Turns a panic inside polars into a diagnostic.
fn guarded<T>(work: impl FnOnce() -> Result<T, Vec<Diagnostic>>) -> Result<T, Vec<Diagnostic>> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let reason = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        // a build with overflow checks stops inside polars where another finds the sum too large
        Err(vec![match reason.contains("with overflow") {
            true => error::too_large("a sum has more than 38 digits"),
            false => error::failure(reason),
        }])
    })
}

#[cfg(test)]
mod tests;
