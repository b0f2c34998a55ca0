//! The commits that touched a project.

use super::{Repository, Revision};
use crate::diagnostic::Diagnostic;
use crate::load::{DEFINITIONS, PROJECT_FILE};

/// A commit, as its author describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Which.
    pub revision: Revision,
    /// The day it was committed, `2026-10-31`.
    pub day: String,
    /// The moment, in microseconds since 1970.
    pub at: i64,
    /// The first line of its message.
    pub subject: String,
}

impl Repository {
    /// Lists the commits up to a revision that touched the definitions where they are now, latest
    /// first, along first parents.
    pub fn history(&self, name: &str) -> Result<Vec<Commit>, Diagnostic> {
        let revision = self.revision(name)?;
        let paths = [PROJECT_FILE, DEFINITIONS].map(|path| format!(":/{}{path}", self.prefix));
        let mut words = vec!["log", "--first-parent", "--format=%H%x00%cs%x00%ct%x00%s"];
        words.extend([revision.commit.as_str(), "--"]);
        words.extend(paths.iter().map(String::as_str));
        let answer = self.git.run(&words)?;
        if !answer.fine {
            let message = format!("git does not tell the history here: {}", answer.complaint());
            let help = "run `git log` to see why";
            return Err(Diagnostic::general("no-repository", message).help(help));
        }
        let commit = |line: &str| {
            let mut parts = line.split('\0');
            let (id, day, seconds) = (parts.next()?, parts.next()?, parts.next()?);
            let at = seconds.parse::<i64>().ok()?.checked_mul(1_000_000)?;
            let subject = parts.next()?;
            let revision = Revision { name: id.get(..8)?.to_owned(), commit: id.to_owned() };
            Some(Commit { revision, day: day.to_owned(), at, subject: subject.to_owned() })
        };
        Ok(answer.text().lines().filter_map(commit).collect())
    }
}
