//! What each commit did to the definitions, from git; `log` and `docs` show it.

use super::days::today;
use super::revisions::at;
use crate::change::{self, Change};
use crate::diagnostic::Diagnostics;
use crate::model::Model;
use crate::report;
use crate::revision::{Commit, Repository};

/// A commit with what it changed in meaning.
pub(super) struct Step {
    commit: Commit,
    changes: Vec<Change>,
}

/// What a commit did to a definition.
pub(super) struct Entry {
    pub(super) commit: Commit,
    pub(super) nature: String,
    /// Full names of what it rests on that changed; none where it changed itself.
    pub(super) through: Vec<String>,
}

/// Compares every commit in which the definitions are sound with the one before it, latest first; says what
/// is wrong where none can be read. What came before the first one is not known where the history is cut
/// off. Each revision is read once.
pub(super) fn steps(
    repository: &Repository,
    history: Vec<Commit>,
    cut: bool,
) -> Result<Vec<Step>, Diagnostics> {
    super::progress::during("reading", || {
        let (mut steps, mut unread) = (Vec::new(), None);
        let mut later: Option<(Commit, Model)> = None;
        let step = |before: Option<&Model>, (commit, after): (Commit, Model)| Step {
            commit,
            changes: change::changes(before, Some(&after), today(&after)),
        };
        for commit in history {
            match at(repository, &commit.revision.commit) {
                Ok(read) if read.is_broken() => {}
                Ok(read) => {
                    steps.extend(later.take().map(|later| step(Some(&read.model), later)));
                    later = Some((commit, read.model));
                }
                Err(problems) => unread = unread.or(Some(problems)),
            }
        }
        match (later, unread) {
            (None, Some(unread)) => return Err(unread),
            (Some(first), _) if !cut => steps.push(step(None, first)),
            _ => {}
        }
        Ok(steps)
    })
}

/// Lists what happened to a definition, by its full name.
pub(super) fn entries(steps: &[Step], name: &str, language: &str) -> Vec<Entry> {
    steps.iter().filter_map(|step| entry(step, name, language)).collect()
}

fn entry(step: &Step, name: &str, language: &str) -> Option<Entry> {
    let commit = step.commit.clone();
    if let Some(change) = step.changes.iter().find(|change| change.full_name() == name) {
        let nature = report::nature(change, language);
        return Some(Entry { commit, nature, through: Vec::new() });
    }
    let through: Vec<&Change> =
        step.changes.iter().filter(|change| change.reach.includes(name)).collect();
    let nature = report::nature(through.first()?, language);
    Some(Entry { commit, nature, through: through.iter().map(|it| it.full_name()).collect() })
}
