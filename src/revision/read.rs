//! The files of a project at a commit.
//!
//! Under `revision`. Names are filtered and sorted as `load` does it.

use super::{Repository, Revision};
use crate::approval;
use crate::diagnostic::{DataPlace, Diagnostic, Diagnostics};
use crate::load::{DEFINITIONS, PROJECT_FILE, text_of, unreadable};
use crate::source::{File, FileId, Sources};

/// A project at a commit.
#[derive(Debug)]
pub struct Found {
    /// Its files; none where the commit holds no project.
    pub sources: Option<Sources>,
    /// Where it was, seen from the top of the repository, if that is not where it is now.
    pub moved_from: Option<String>,
}

/// A file of a tree.
struct Listed {
    held: Held,
    id: String,
    path: String,
}

/// What a tree holds at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    File,
    Link,
    Submodule,
}

impl Listed {
    /// Says why its text is not read, if so.
    fn unread(&self, name: &str) -> Option<Diagnostic> {
        match self.held {
            Held::File => None,
            Held::Link => {
                Some(unreadable(name, "it is a link, which is not followed in a revision"))
            }
            Held::Submodule => {
                let message = format!("`{name}` is a submodule, so its files are not in here");
                let found = Diagnostic::general("unreadable-file", message);
                let help = format!("keep `{PROJECT_FILE}` and its definitions in one repository");
                Some(found.help(help))
            }
        }
    }
}

impl Repository {
    /// Reads the definitions of a revision. A project that lay in another folder then is found there.
    pub fn load(&self, revision: &Revision) -> Result<Found, Diagnostics> {
        let here = self.listed(revision, Some(&self.prefix))?;
        if has_project(&here, &self.prefix) {
            let sources = self.read(revision, &here, &self.prefix, belongs)?;
            return Ok(Found { sources: Some(sources), moved_from: None });
        }
        let all = self.listed(revision, None)?;
        match moved(revision, &all).map_err(one)? {
            None => Ok(Found { sources: None, moved_from: None }),
            Some(folder) => Ok(Found {
                sources: Some(self.read(revision, &all, folder, belongs)?),
                moved_from: Some(folder.to_owned()),
            }),
        }
    }

    /// Finds the folder of the project at a revision, with `/` at its end; none where it holds none.
    pub(super) fn folder(&self, revision: &Revision) -> Result<Option<String>, Diagnostics> {
        if has_project(&self.listed(revision, Some(&self.prefix))?, &self.prefix) {
            return Ok(Some(self.prefix.clone()));
        }
        let all = self.listed(revision, None)?;
        Ok(moved(revision, &all).map_err(one)?.map(str::to_owned))
    }

    /// Reads the approvals of a revision, sorted by name, and puts them beside its definitions.
    pub fn approvals(
        &self,
        revision: &Revision,
        moved_from: Option<&str>,
        sources: &mut Sources,
    ) -> Result<Vec<FileId>, Diagnostics> {
        let folder = moved_from.unwrap_or(&self.prefix);
        let all = self.listed(revision, Some(folder))?;
        let files = self.read(revision, &all, folder, is_approval)?;
        Ok(files.iter().map(|(_, file)| sources.add(&file.name, &file.text)).collect())
    }

    /// Lists the files of a project, or all there are.
    fn listed(
        &self,
        revision: &Revision,
        folder: Option<&str>,
    ) -> Result<Vec<Listed>, Diagnostics> {
        let mut words = vec!["ls-tree", "-r", "-z", "--full-tree", &revision.commit, "--"];
        let parts = [PROJECT_FILE, DEFINITIONS, approval::FOLDER];
        let paths = folder.map(|folder| parts.map(|part| format!("{folder}{part}")));
        words.extend(paths.iter().flatten().map(String::as_str));
        let answer = self.git.run(&words).map_err(one)?;
        if !answer.fine {
            return Err(one(self.lacking(&revision.commit, "the tree")));
        }
        let entries = answer.bytes.split(|byte| *byte == 0);
        Ok(entries.filter_map(|entry| listed(std::str::from_utf8(entry).ok()?)).collect())
    }

    fn read(
        &self,
        revision: &Revision,
        all: &[Listed],
        folder: &str,
        belongs: fn(&str) -> bool,
    ) -> Result<Sources, Diagnostics> {
        let mut problems = Diagnostics::default();
        let mut objects = self.git.objects().map_err(one)?;
        let mut files = Vec::new();
        for listed in all {
            let inside = |name: &&str| {
                belongs(name) || listed.held == Held::Submodule && is_at_definitions(name)
            };
            let Some(name) = listed.path.strip_prefix(folder).filter(inside) else { continue };
            if let Some(problem) = listed.unread(name) {
                problems.push(problem);
                continue;
            }
            match objects.get(&listed.id) {
                Some(bytes) => match text_of(name, bytes) {
                    Ok(text) => files.push(File { name: name.to_owned(), text }),
                    Err(problem) => problems.push(problem),
                },
                None => problems.push(self.lacking(&revision.commit, &listed.path)),
            }
        }
        files.sort_by(|a, b| {
            let key = |file: &File| (file.name != PROJECT_FILE, file.name.clone());
            key(a).cmp(&key(b))
        });
        if problems.has_errors() { Err(problems) } else { Ok(Sources::new(files)) }
    }
}

fn has_project(all: &[Listed], folder: &str) -> bool {
    all.iter().any(|file| file.path.strip_prefix(folder) == Some(PROJECT_FILE))
}

/// The only folder with a project in a tree.
fn moved<'l>(revision: &Revision, all: &'l [Listed]) -> Result<Option<&'l str>, Diagnostic> {
    let folders: Vec<&str> = all
        .iter()
        .filter_map(|file| file.path.strip_suffix(PROJECT_FILE))
        .filter(|folder| folder.is_empty() || folder.ends_with('/'))
        .collect();
    match folders.as_slice() {
        [] => Ok(None),
        [folder] => Ok(Some(folder)),
        several => Err(ambiguous(revision, several)),
    }
}

/// Whether it is the folder of definitions or lies below.
fn is_at_definitions(name: &str) -> bool {
    let rest = name.strip_prefix(DEFINITIONS);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether `load` would read a file of this name as definitions.
fn belongs(name: &str) -> bool {
    name == PROJECT_FILE || is_below(name, DEFINITIONS, ".toml")
}

/// Whether `load` would read it as an approval.
fn is_approval(name: &str) -> bool {
    is_below(name, approval::FOLDER, approval::ENDING)
}

fn is_below(name: &str, folder: &str, ending: &str) -> bool {
    let inside = name.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    inside.is_some_and(|rest| {
        rest.ends_with(ending) && !rest.split('/').any(|part| part.starts_with('.'))
    })
}

/// Reads `MODE TYPE ID<tab>PATH`.
fn listed(entry: &str) -> Option<Listed> {
    let (head, path) = entry.split_once('\t')?;
    let mut words = head.split(' ');
    let held = match (words.next()?, words.next()?) {
        ("120000", "blob") => Held::Link,
        (_, "blob") => Held::File,
        (_, "commit") => Held::Submodule,
        _ => return None,
    };
    Some(Listed { held, id: words.next()?.to_owned(), path: path.to_owned() })
}

fn ambiguous(revision: &Revision, folders: &[&str]) -> Diagnostic {
    let folders: Vec<String> =
        folders.iter().map(|folder| format!("`{folder}{PROJECT_FILE}`")).collect();
    let message = format!("`{}` has several projects and none where this one is", revision.name);
    Diagnostic::general("unknown-revision", message)
        .data(DataPlace { file: revision.name.clone(), ..DataPlace::default() })
        .help(format!("it has {}; name a revision since the move", folders.join(", ")))
}

fn one(problem: Diagnostic) -> Diagnostics {
    let mut problems = Diagnostics::default();
    problems.push(problem);
    problems
}
