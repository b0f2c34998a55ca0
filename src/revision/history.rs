//! The commits that touched a project.

use super::missing::chosen;
use super::{Repository, Revision};
use crate::diagnostic::Diagnostic;
use crate::load::{DEFINITIONS, PROJECT_FILE};
use crate::period::Zone;
use jiff::civil::Date;

/// A commit, as its author describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Which.
    pub revision: Revision,
    /// The day on the clock of who committed it, `2026-10-31`.
    pub day: String,
    /// The moment, in microseconds since 1970.
    pub at: i64,
    /// The first line of its message.
    pub subject: String,
}

impl Commit {
    /// Gives the day it was committed on the clock of a zone.
    pub fn day_in(&self, zone: &Zone) -> Date {
        zone.local_date(self.at)
    }
}

impl Repository {
    /// Lists the commits up to a revision that touched the definitions, latest first, along first
    /// parents; also those from before the project was moved to where it is now.
    pub fn history(&self, name: &str) -> Result<Vec<Commit>, Diagnostic> {
        let (mut from, mut folder) = (self.revision(name)?, self.prefix.clone());
        let mut all = Vec::new();
        loop {
            let found = self.touching(&from, &folder)?;
            let last = found.last().map(|commit: &Commit| commit.revision.commit.clone());
            all.extend(found);
            let Some(parent) = last.and_then(|last| self.parent(&last)) else { break };
            match self.folder(&parent) {
                Ok(Some(before)) if before != folder => (from, folder) = (parent, before),
                _ => break,
            }
        }
        Ok(all)
    }

    /// Tells whether what came before the oldest of these commits was never fetched.
    pub fn is_cut(&self, history: &[Commit]) -> bool {
        history.last().is_some_and(|oldest| self.is_cut_before(oldest))
    }

    /// Tells whether the commits before this one exist, but were never fetched.
    pub fn is_cut_before(&self, commit: &Commit) -> bool {
        self.is_shallow() && self.parent(&commit.revision.commit).is_none()
    }

    /// Gives the line that fetches what a shallow clone lacks.
    pub fn deepening(&self) -> String {
        let remotes = self.lines(&["remote"]);
        format!("git fetch --unshallow {}", chosen(&remotes).unwrap_or("origin"))
    }

    fn parent(&self, commit: &str) -> Option<Revision> {
        self.revision(&format!("{commit}~1")).ok()
    }

    /// Lists the commits that touched the definitions in one folder.
    fn touching(&self, from: &Revision, folder: &str) -> Result<Vec<Commit>, Diagnostic> {
        // Letters such as `*` in the name of a folder are letters.
        let paths = [PROJECT_FILE, DEFINITIONS].map(|path| format!(":(top,literal){folder}{path}"));
        let mut words = vec!["log", "--first-parent", "--format=%H%x00%cs%x00%ct%x00%s"];
        words.extend([from.commit.as_str(), "--"]);
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
