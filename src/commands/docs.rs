//! `kpi docs`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::history::{Step, entries, steps};
use super::project::Project;
use super::revisions::{reason, reasons};
use super::{FINE, NO_ANSWER, Outside};
use crate::diagnostic::Diagnostics;
use crate::model::Model;
use crate::report::{self, Beyond, Event, History, Site};
use crate::revision::Repository;
use crate::{load, write};

/// Commits whose definitions are compared, at most.
const MOST: usize = 200;

/// Make a glossary of all definitions as a folder of pages
#[derive(Debug, Args)]
#[command(after_help = "\
The pages need no data, no server and nothing from outside; `index.html` has a search. The folder is replaced
as a whole where it is empty or was written by this command. Files in `templates/` (docs.html, definition.html,
docs-blocks.html, docs.css) take the place of the built-in ones.

Examples:
  kpi docs --out site")]
pub(super) struct Docs {
    /// The folder to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Docs {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(mut project) = Project::sound(outside) else { return NO_ANSWER };
        match written(&self.out, &mut project) {
            Ok(count) => {
                eprintln!("wrote {} ({count} pages)", self.out.display());
                FINE
            }
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                NO_ANSWER
            }
        }
    }
}

/// Writes the folder; gives the number of pages.
fn written(out: &Path, project: &mut Project) -> Result<usize, Diagnostics> {
    let locks = project.approvals()?;
    let history = history(&project.root, &project.model);
    let (model, sources) = (&project.model, &project.sources);
    let site = Site { model, sources, locks: &locks, history: &history };
    let files = report::site(&site, &load::templates(&project.root)?)?;
    write::replace_folder(out, &files, &load::manifest(out).unwrap_or_default())?;
    Ok(files.len())
}

/// What changed when; else why that is not known.
fn history(root: &Path, model: &Model) -> Result<History, String> {
    let told = |problem| reason(model, &problem);
    let repository = Repository::open(root).map_err(told)?;
    let mut commits = repository.history("HEAD").map_err(told)?;
    let shallow = repository.is_cut(&commits);
    let beyond = match commits.len() > MOST {
        true => Some(Beyond::Latest(MOST)),
        false => shallow.then(|| Beyond::Shallow(repository.deepening())),
    };
    // The one before the oldest that is shown is what that one is compared with.
    commits.truncate(MOST + 1);
    let steps = steps(&repository, commits, beyond.is_some());
    let steps = steps.map_err(|problems| reasons(model, &problems))?;
    Ok(History { events: events(&steps, model), beyond })
}

fn events(steps: &[Step], model: &Model) -> BTreeMap<String, Vec<Event>> {
    let of = |name: String| {
        let entries = entries(steps, &name, &model.project.language).into_iter();
        let event = |it: super::history::Entry| Event {
            day: it.commit.day.clone(),
            commit: it.commit.revision.short().to_owned(),
            subject: it.commit.subject,
            nature: it.nature,
            through: it.through,
        };
        (name, entries.map(event).collect())
    };
    report::paged(model).map(of).collect()
}
