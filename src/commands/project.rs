//! The project a command works on.

use std::path::PathBuf;

use super::Outside;
use crate::approval::{self, Lock};
use crate::diagnostic::Diagnostics;
use crate::engine::Polars;
use crate::load;
use crate::model::Model;
use crate::revision::Repository;
use crate::source::Sources;
use jiff::civil::Date;

/// Definitions and where they are.
pub(super) struct Project {
    pub(super) root: PathBuf,
    pub(super) sources: Sources,
    pub(super) model: Model,
    pub(super) diagnostics: Diagnostics,
}

impl Project {
    /// Loads and analyses; `None` after complaining where files cannot be read.
    pub(super) fn open(outside: &Outside) -> Option<Self> {
        let start = outside.project.clone().unwrap_or_else(|| PathBuf::from("."));
        let root = match load::find_root(&start) {
            Ok(root) => root,
            Err(problem) => {
                outside.complain_of(problem);
                return None;
            }
        };
        match load::load(&root) {
            Ok(sources) => {
                let (model, diagnostics) = crate::analyse(&sources);
                Some(Self { root, sources, model, diagnostics })
            }
            Err(problems) => {
                outside.complain(&problems, &Sources::default());
                None
            }
        }
    }

    /// Opens a project without errors; `None` after complaining.
    pub(super) fn sound(outside: &Outside) -> Option<Self> {
        let project = Self::open(outside)?;
        if project.diagnostics.has_errors() {
            outside.complain(&project.diagnostics, &project.sources);
            return None;
        }
        Some(project)
    }

    /// Opens the definitions of a git revision, which must be without errors, over the data that is
    /// here; `None` after complaining.
    pub(super) fn at(outside: &Outside, revision: &str) -> Option<Self> {
        let read = super::revisions::root(outside).and_then(|root| {
            Ok((super::revisions::at(&Repository::open(&root)?, revision)?, root))
        });
        let (read, root) = match read {
            Ok(read) => read,
            Err(problems) => {
                outside.complain(&problems, &Sources::default());
                return None;
            }
        };
        let super::revisions::Read { sources, mut model, diagnostics, .. } = read;
        if diagnostics.has_errors() {
            outside.complain(&diagnostics, &sources);
            return None;
        }
        super::revisions::locate(&mut model, &root);
        Some(Self { root, sources, model, diagnostics })
    }

    /// The as-of day unless another is asked for: that of the project, else today.
    pub(super) fn as_of(&self) -> Date {
        super::days::today(&self.model)
    }

    /// Reads what the parties approved.
    pub(super) fn approvals(&mut self) -> Result<Vec<Lock>, Diagnostics> {
        let files = load::approvals(&self.root, &mut self.sources)?;
        approval::read(&self.sources, &files)
    }

    /// Opens the data; `None` after complaining.
    pub(super) fn engine(&self, outside: &Outside) -> Option<Polars> {
        match Polars::new(&self.root, &self.model.project.time_zone) {
            Ok(engine) => Some(engine),
            Err(problem) => {
                outside.complain_of(problem);
                None
            }
        }
    }
}
