//! A revision that is not here: why, and the line that fetches it.
//!
//! Under `revision`.

use super::Repository;
use crate::diagnostic::Diagnostic;
use crate::suggest;

impl Repository {
    /// Reports a revision that git does not know.
    pub(super) fn missing(&self, name: &str) -> Diagnostic {
        if self.lines(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_empty()
            && matches!(name, "HEAD" | "@")
        {
            let message = "this branch has no commit yet, so there is nothing to compare with";
            return Diagnostic::general("unknown-revision", message)
                .help("commit the definitions: `git add . && git commit`");
        }
        let message = format!("git knows no revision `{name}` here");
        let found = Diagnostic::general("unknown-revision", message);
        let remotes = self.lines(&["remote"]);
        let near = suggest::did_you_mean(&self.near(name)).filter(|_| is_plain(name));
        match (self.fetch(name, &remotes), near) {
            (Some(line), Some(near)) => found.help(format!("{near} Else fetch it: `{line}`")),
            (Some(line), None) => found.help(format!("fetch it: `{line}`")),
            (None, Some(near)) => found.help(near),
            (None, None) => found.help("`git log --oneline --all` lists what is here"),
        }
    }

    /// Reports two revisions of which no common ancestor is here.
    pub(super) fn unrelated(&self, base: &str, head: &str) -> Diagnostic {
        let message = format!("`{base}` and `{head}` have no common ancestor here");
        let found = Diagnostic::general("unknown-revision", message);
        let remotes = self.lines(&["remote"]);
        match (self.is_shallow(), chosen(&remotes)) {
            (true, Some(remote)) => {
                found.help(format!("fetch the history: `git fetch --unshallow {remote}`"))
            }
            _ => found.help(format!("compare them directly: `{base}..{head}`")),
        }
    }

    /// Reports an object that is not here, as in a clone without blobs.
    pub(super) fn lacking(&self, commit: &str, name: &str) -> Diagnostic {
        let message = format!("`{name}` of this revision is not in the repository");
        let found = Diagnostic::general("unknown-revision", message);
        match chosen(&self.lines(&["remote"])) {
            Some(remote) => {
                found.help(format!("fetch it: `git fetch --refetch {remote} {commit}`"))
            }
            None => found.help("look at the repository with `git fsck`"),
        }
    }

    fn fetch(&self, name: &str, remotes: &[String]) -> Option<String> {
        let remote = chosen(remotes)?;
        let shallow = self.is_shallow();
        if is_id(name) && name.len() == 40 {
            return Some(format!("git fetch {remote} {name}"));
        }
        // `main~3`, an abbreviated id: the rest of the history is needed.
        if !is_plain(name) {
            let deep = if shallow { "--unshallow " } else { "" };
            return Some(format!("git fetch {deep}{remote}"));
        }
        let remotely = remotes.iter().find_map(|remote| {
            let branch = name.strip_prefix(remote)?.strip_prefix('/')?;
            Some(format!("git fetch {remote} {branch}:refs/remotes/{remote}/{branch}"))
        });
        remotely.or_else(|| Some(format!("git fetch {remote} {name}:{name}")))
    }

    /// Names of branches and tags that are written much like it.
    fn near(&self, name: &str) -> Vec<String> {
        let known = self.lines(&["for-each-ref", "--format=%(refname:short)"]);
        suggest::nearest(name, known.iter().map(String::as_str))
    }

    pub(super) fn is_shallow(&self) -> bool {
        self.lines(&["rev-parse", "--is-shallow-repository"]) == ["true"]
    }

    /// The lines of an answer; none where git refuses.
    pub(super) fn lines(&self, words: &[&str]) -> Vec<String> {
        let answer = self.git.run(words).ok().filter(|answer| answer.fine);
        answer.map(|it| it.text().lines().map(str::to_owned).collect()).unwrap_or_default()
    }
}

fn is_id(name: &str) -> bool {
    name.len() >= 7 && name.chars().all(|letter| letter.is_ascii_hexdigit())
}

/// Whether it is the name of a branch or tag.
fn is_plain(name: &str) -> bool {
    !is_id(name) && !name.contains(['~', '^', '@', ':', ' ']) && !name.starts_with('-')
}

pub(super) fn chosen(remotes: &[String]) -> Option<&str> {
    let origin = remotes.iter().find(|remote| *remote == "origin");
    origin.or(remotes.first()).map(String::as_str)
}
