//! Definition files of a git revision, read from its objects without a checkout.
//!
//! [`Repository::load`] gives the same [`Sources`] that `load` gives for a folder. Comes after
//! `load`; commands compare what both give.

mod git;
mod history;
mod missing;
mod range;
mod read;
#[cfg(test)]
mod tests;

pub use history::Commit;
pub use range::Range;
pub use read::Found;

use std::path::Path;

use crate::diagnostic::Diagnostic;
use git::Git;

/// A repository as seen from a project in it.
#[derive(Debug)]
pub struct Repository {
    git: Git,
    /// The way from its top to the project, with `/` at the end; empty at the top.
    prefix: String,
}

/// A commit, and how it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// As written; `A...B` gives the merge base of both.
    pub name: String,
    /// The whole id of the commit.
    pub commit: String,
}

impl Revision {
    /// Gives the first digits of the commit, for people.
    pub fn short(&self) -> &str {
        self.commit.get(..8).unwrap_or(&self.commit)
    }
}

impl Repository {
    /// Finds the repository that a project lies in.
    pub fn open(root: &Path) -> Result<Self, Diagnostic> {
        let git = Git::at(root);
        let answer = git.run(&["rev-parse", "--show-prefix"])?;
        if !answer.fine {
            let foreign = answer.said.contains("dubious ownership");
            let message = match foreign || !answer.said.contains("not a git repository") {
                true => format!("git does not read the repository here: {}", answer.complaint()),
                false => "the project lies in no git repository".to_owned(),
            };
            let help = match foreign {
                true => format!(
                    "if you trust it: `git config --global --add safe.directory {}`",
                    root.display()
                ),
                false => "earlier definitions come from git: `git init`, then commit the project"
                    .to_owned(),
            };
            return Err(Diagnostic::general("no-repository", message).help(help));
        }
        let prefix = answer.text().trim_end_matches('\n').to_owned();
        Ok(Self { git, prefix })
    }

    /// Sets something for this clone.
    pub fn set(&self, key: &str, value: &str) -> Result<(), Diagnostic> {
        let answer = self.git.run(&["config", "--local", key, value])?;
        if answer.fine {
            return Ok(());
        }
        let message = format!("git does not set `{key}`: {}", answer.complaint());
        Err(Diagnostic::general("no-repository", message)
            .help(format!("run `git config {key} \"{value}\"` to see why")))
    }

    /// Gives the way from its top to the project, with `/` at the end; empty at the top.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Finds a commit.
    pub fn revision(&self, name: &str) -> Result<Revision, Diagnostic> {
        let asked = format!("{name}^{{commit}}");
        let plain = !name.is_empty() && !name.starts_with('-');
        let answer = match plain {
            true => self.git.run(&["rev-parse", "--verify", "--quiet", &asked])?,
            false => return Err(self.missing(name)),
        };
        match answer.fine {
            true => Ok(Revision { name: name.to_owned(), commit: answer.line() }),
            false => Err(self.missing(name)),
        }
    }
}
