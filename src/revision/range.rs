//! `A..B`, `A...B`, `A`: the two sides of a comparison.
//!
//! Under `revision`. Where the second is not written it is the working tree.

use super::{Repository, Revision};
use crate::diagnostic::Diagnostic;

/// Both sides of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The earlier one.
    pub base: Revision,
    /// The later one; none is the working tree.
    pub head: Option<Revision>,
}

impl Repository {
    /// Finds both sides. Without words: the last commit and the working tree.
    pub fn range(&self, words: &str) -> Result<Range, Diagnostic> {
        let (base, head, fork) = split(words);
        let head = head.map(|name| self.revision(name)).transpose()?;
        let base = self.revision(base)?;
        if !fork {
            return Ok(Range { base, head });
        }
        let other = match &head {
            Some(head) => head.clone(),
            None => self.revision("HEAD")?,
        };
        let answer = self.git.run(&["merge-base", &base.commit, &other.commit])?;
        if !answer.fine || answer.line().is_empty() {
            return Err(self.unrelated(&base.name, &other.name));
        }
        let name = format!("merge base of {} and {}", base.name, other.name);
        Ok(Range { base: Revision { name, commit: answer.line() }, head })
    }
}

/// Base, head, and whether the base is where both parted.
fn split(words: &str) -> (&str, Option<&str>, bool) {
    let side = |name: &'static str, text| if str::is_empty(text) { name } else { text };
    let (base, head, fork) = match (words.split_once("..."), words.split_once("..")) {
        (Some((base, head)), _) => (base, head, true),
        (None, Some((base, head))) => (base, head, false),
        (None, None) => (words, "", false),
    };
    (side("HEAD", base.trim()), Some(head.trim()).filter(|head| !head.is_empty()), fork)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn what_is_not_written_is_the_last_commit_or_the_working_tree() {
        assert_eq!(split(""), ("HEAD", None, false));
        assert_eq!(split("main"), ("main", None, false));
        assert_eq!(split("main.."), ("main", None, false));
        assert_eq!(split("v1.0..main"), ("v1.0", Some("main"), false));
        assert_eq!(split("..main"), ("HEAD", Some("main"), false));
        assert_eq!(split("main...定義"), ("main", Some("定義"), true));
        assert_eq!(split("main..."), ("main", None, true));
    }
}
