//! `kpi diff`

use std::path::{Path, PathBuf};

use clap::Args;

use super::{FINDINGS, FINE, NO_ANSWER, Outside, print};
use crate::change;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::load;
use crate::model::Model;
use crate::period::Zone;
use crate::report::{self, CHANGE_FORMATS, ChangeReport, Compared, Style};
use crate::revision::{Repository, Revision};
use crate::source::Sources;
use jiff::civil::Date;

/// Tell what changed in the meaning of definitions between two revisions
#[derive(Debug, Args)]
#[command(after_help = "\
Definitions are read from git without a checkout. Formatting, comments, order, another spelling of the
same condition, file names and paths are no changes.

Exit codes:
  0  answered, whatever differs
  1  something differs, with `--exit-code`
  3  a revision is not here, or its definitions have errors

Examples:
  kpi diff                      the last commit and the working tree
  kpi diff main                 main and the working tree
  kpi diff v1.0..main           two revisions
  kpi diff origin/main...HEAD   since both parted
  kpi diff main --format markdown")]
pub(super) struct Diff {
    /// `A..B`, `A...B` (since both parted), or `A` (against the working tree); else the last commit
    #[arg(default_value = "", hide_default_value = true, value_name = "A..B")]
    range: String,
    /// Exit with 1 where something differs
    #[arg(long)]
    exit_code: bool,
    /// How to print
    #[arg(long, default_value = "human", value_parser = CHANGE_FORMATS)]
    format: String,
}

/// One side, read.
struct Read {
    shown: Compared,
    sources: Sources,
    model: Model,
    diagnostics: Diagnostics,
}

impl Diff {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let sides = root(outside).and_then(|root| self.sides(&root));
        let (base, head) = match sides {
            Ok(sides) => sides,
            Err(problems) => {
                outside.complain(&problems, &Sources::default());
                return NO_ANSWER;
            }
        };
        if base.is_broken() || head.is_broken() {
            return broken(&base, &head, outside);
        }
        let settings = if head.shown.absent { &base.model } else { &head.model };
        let model = |read: &Read| (!read.shown.absent).then(|| read.model.clone());
        let (old, new) = (model(&base), model(&head));
        let changes = change::changes(old.as_ref(), new.as_ref(), today(settings));
        let report = ChangeReport {
            project: &settings.project.name,
            language: &settings.project.language,
            base: &base.shown,
            head: &head.shown,
            changes: &changes,
        };
        let style = Style { color: outside.color_stdout(), width: super::width() };
        print(&report::changes(&report, &self.format, style));
        if self.exit_code && !changes.is_empty() { FINDINGS } else { FINE }
    }

    fn sides(&self, root: &Path) -> Result<(Read, Read), Diagnostics> {
        let repository = Repository::open(root).map_err(one)?;
        let range = repository.range(&self.range).map_err(one)?;
        let base = revision(&repository, &range.base)?;
        let head = match &range.head {
            Some(head) => revision(&repository, head)?,
            None => Read::of(Compared::default(), Some(load::load(root)?)),
        };
        Ok((base, head))
    }
}

impl Read {
    fn of(shown: Compared, sources: Option<Sources>) -> Self {
        let shown = Compared { absent: sources.is_none(), ..shown };
        let sources = sources.unwrap_or_default();
        let (model, diagnostics) = crate::analyse(&sources);
        Self { shown, sources, model, diagnostics }
    }

    fn is_broken(&self) -> bool {
        !self.shown.absent && self.diagnostics.has_errors()
    }
}

fn root(outside: &Outside) -> Result<PathBuf, Diagnostics> {
    let start = outside.project.clone().unwrap_or_else(|| PathBuf::from("."));
    load::find_root(&start).map_err(one)
}

fn revision(repository: &Repository, revision: &Revision) -> Result<Read, Diagnostics> {
    let found = repository.load(revision)?;
    let shown = Compared {
        name: Some(revision.name.clone()),
        commit: Some(revision.commit.clone()),
        moved_from: found.moved_from,
        ..Compared::default()
    };
    Ok(Read::of(shown, found.sources))
}

/// Says what is wrong, and which definitions differ as text.
fn broken(base: &Read, head: &Read, outside: &Outside) -> u8 {
    for side in [base, head].into_iter().filter(|side| side.is_broken()) {
        outside.complain(&side.diagnostics, &side.sources);
        let name = side.shown.name.as_deref().unwrap_or("the working tree");
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
    print(&report::differing_names(&names, &settings.project.language));
    NO_ANSWER
}

/// The day of the project, else today.
fn today(model: &Model) -> Date {
    let project = &model.project;
    project.as_of.unwrap_or_else(|| Zone::named(&project.time_zone).unwrap_or_default().today())
}

fn one(problem: Diagnostic) -> Diagnostics {
    let mut problems = Diagnostics::default();
    problems.push(problem);
    problems
}
