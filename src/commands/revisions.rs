//! The two sides of a comparison: definitions of git revisions and of the working tree.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{NO_ANSWER, Outside, print};
use crate::approval::{self, Lock};
use crate::change;
use crate::dataset::Dataset;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::load;
use crate::model::Model;
use crate::report::{self, Compared, Differing};
use crate::revision::{Repository, Revision};
use crate::source::Sources;

/// One side, read.
pub(super) struct Read {
    pub(super) shown: Compared,
    pub(super) sources: Sources,
    pub(super) model: Model,
    pub(super) diagnostics: Diagnostics,
    /// Where its files come from; nothing for the working tree.
    revision: Option<Revision>,
}

/// Reads both sides of a range: `A..B`, `A...B`, `A`, or nothing.
pub(super) fn sides(
    repository: &Repository,
    root: &Path,
    range: &str,
) -> Result<(Read, Read), Diagnostics> {
    let range = repository.range(range)?;
    let base = revision(repository, &range.base)?;
    let head = match &range.head {
        Some(head) => revision(repository, head)?,
        None => Read::of(Compared::default(), Some(load::load(root)?)),
    };
    Ok((base, head))
}

/// Reads the definitions of one revision, which must have some.
pub(super) fn at(repository: &Repository, name: &str) -> Result<Read, Diagnostics> {
    let read = revision(repository, &repository.revision(name)?)?;
    if read.shown.absent {
        let message = format!("`{name}` has no definitions");
        let error = Diagnostic::general("broken-revision", message);
        return Err(error.help("name a revision in which the project is there").into());
    }
    Ok(read)
}

impl Read {
    fn of(shown: Compared, sources: Option<Sources>) -> Self {
        let shown = Compared { absent: sources.is_none(), ..shown };
        let sources = sources.unwrap_or_default();
        let (model, diagnostics) = crate::analyse(&sources);
        Self { shown, sources, model, diagnostics, revision: None }
    }

    /// Reads what the parties approved on this side.
    pub(super) fn approvals(
        &mut self,
        repository: &Repository,
        root: &Path,
    ) -> Result<Vec<Lock>, Diagnostics> {
        let files = match &self.revision {
            None => load::approvals(root, &mut self.sources)?,
            Some(revision) => {
                let folder = self.shown.moved_from.as_deref();
                repository.approvals(revision, folder, &mut self.sources)?
            }
        };
        approval::read(&self.sources, &files)
    }

    pub(super) fn is_broken(&self) -> bool {
        !self.shown.absent && self.diagnostics.has_errors()
    }
}

/// The project that a command works on.
pub(super) fn root(outside: &Outside) -> Result<PathBuf, Diagnostics> {
    let start = outside.project.clone().unwrap_or_else(|| PathBuf::from("."));
    load::find_root(&start).map_err(Diagnostics::from)
}

fn revision(repository: &Repository, revision: &Revision) -> Result<Read, Diagnostics> {
    let found = repository.load(revision)?;
    let shown = Compared {
        name: Some(revision.name.clone()),
        commit: Some(revision.commit.clone()),
        moved_from: found.moved_from,
        ..Compared::default()
    };
    Ok(Read { revision: Some(revision.clone()), ..Read::of(shown, found.sources) })
}

/// Lets definitions read their data where the working tree says it lies: that is no part of what they
/// mean, and files of then may have other names now.
pub(super) fn locate(model: &mut Model, root: &Path) {
    let Ok(sources) = load::load(root) else { return };
    let here = crate::analyse(&sources).0;
    for source in model.sources.iter_mut().filter(|source| source.funnel.is_none()) {
        let Some(id) = here.source_named(&source.name) else { continue };
        let now = &here.source(id).dataset;
        if (&now.path, &now.format) != (&source.dataset.path, &source.dataset.format) {
            let (path, format) = (now.path.clone(), now.format.clone());
            source.dataset = Arc::new(Dataset { path, format, ..(*source.dataset).clone() });
        }
    }
}

/// Why git has no answer, in the language of a project.
pub(super) fn reason(model: &Model, problem: &Diagnostic) -> String {
    match (problem.code, model.project.language.as_str()) {
        ("no-repository", "ja") => "プロジェクトの git リポジトリがありません".to_owned(),
        _ => problem.message.clone(),
    }
}

/// The same of several.
pub(super) fn reasons(model: &Model, problems: &Diagnostics) -> String {
    problems.iter().map(|it| reason(model, it)).collect::<Vec<_>>().join("; ")
}

/// Says that earlier commits were never fetched.
pub(super) fn say_cut(repository: &Repository) {
    let line = repository.deepening();
    eprintln!("note: the history here is cut off; `{line}` fetches the rest");
}

/// Says what is wrong, and which definitions differ as text.
pub(super) fn broken(base: &Read, head: &Read, format: &str, outside: &Outside) -> u8 {
    let mut sides = Vec::new();
    for side in [base, head].into_iter().filter(|side| side.is_broken()) {
        outside.complain(&side.diagnostics, &side.sources);
        let name = side.shown.name.as_deref().unwrap_or("the working tree");
        sides.push(name);
        let message =
            format!("the definitions of `{name}` have errors, so meanings cannot be compared");
        let help = match side.shown.name.is_some() {
            true => "name a revision whose definitions `kpi check` accepts",
            false => "put them right first; `kpi check` shows the same",
        };
        outside.complain_of(Diagnostic::general("broken-revision", message).help(help));
    }
    let names = change::names(&base.sources, &head.sources);
    let settings = if base.is_broken() { &head.model } else { &base.model };
    let (project, language) = (&settings.project.name, &settings.project.language);
    let differing = Differing { names: &names, broken: &sides, project, language };
    match report::differing_names(&differing, format) {
        Ok(text) => print(&text),
        Err(problem) => outside.complain_of(problem),
    }
    NO_ANSWER
}
