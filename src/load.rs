//! Definition files from disk. The only module that reads them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::approval;
use crate::diagnostic::{DataPlace, Diagnostic, Diagnostics};
use crate::source::{File, FileId, Sources};
use crate::write::MANIFEST;

/// The file at the root of a project.
pub const PROJECT_FILE: &str = "kpi.toml";
/// The folder of definitions below it.
pub const DEFINITIONS: &str = "kpi-definitions";
/// Bytes of one file; larger ones are no definitions.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Finds the project at or above a directory.
pub fn find_root(start: &Path) -> Result<PathBuf, Diagnostic> {
    let start = std::path::absolute(start).unwrap_or_else(|_| start.to_owned());
    if !start.is_dir() {
        let message = format!("there is no directory `{}`", start.display());
        return Err(Diagnostic::general("no-project", message)
            .help("name the directory of a project, or one inside it"));
    }
    let found = start.ancestors().find(|folder| folder.join(PROJECT_FILE).is_file());
    found.map(Path::to_owned).ok_or_else(|| {
        Diagnostic::general(
            "no-project",
            format!("there is no `{PROJECT_FILE}` in or above this directory"),
        )
        .data(DataPlace { file: start.display().to_string(), ..DataPlace::default() })
        .help("go to a project, name one with `--project DIR`, or make one with `kpi init DIR`")
    })
}

/// Reads `kpi.toml` and all definitions, sorted by name; reports every file that cannot be read.
pub fn load(root: &Path) -> Result<Sources, Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut names = vec![PROJECT_FILE.to_owned()];
    let folder = root.join(DEFINITIONS);
    if folder.is_dir() {
        list(&folder, DEFINITIONS, ".toml", &mut names, &mut problems);
    }
    names[1..].sort();
    let mut files = Vec::new();
    for name in names {
        match read(&root.join(&name), &name) {
            Ok(text) => files.push(File { name, text }),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(Sources::new(files)) }
}

/// Reads the list of files that a folder was written with; nothing where it has none.
pub fn manifest(folder: &Path) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(folder.join(MANIFEST)).ok()?;
    Some(text.lines().map(str::to_owned).collect())
}

/// Where the secret for other names of leads is kept, below the project.
pub const SALT: &str = ".kpi/salt";

/// Reads a report that was made before.
pub fn report(path: &Path) -> std::io::Result<String> {
    std::fs::read_to_string(path)
}

/// The folder of templates that take the place of those that are built in.
pub const TEMPLATES: &str = "templates";

/// Reads the templates of a project, by the name of their file.
pub fn templates(root: &Path) -> Result<BTreeMap<String, String>, Diagnostics> {
    let (mut problems, mut found) = (Diagnostics::default(), BTreeMap::new());
    let folder = root.join(TEMPLATES);
    for ending in [".html", ".css"] {
        let mut names = Vec::new();
        if folder.is_dir() {
            list(&folder, TEMPLATES, ending, &mut names, &mut problems);
        }
        for name in names {
            match read(&root.join(&name), &name) {
                Ok(text) => {
                    let bare = name.strip_prefix("templates/").unwrap_or(&name).to_owned();
                    found.insert(bare, text);
                }
                Err(problem) => problems.push(problem),
            }
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(found) }
}

/// Reads the approvals of a project, sorted by name, and puts them beside its definitions.
pub fn approvals(root: &Path, sources: &mut Sources) -> Result<Vec<FileId>, Diagnostics> {
    let (mut problems, mut names, mut files) = (Diagnostics::default(), Vec::new(), Vec::new());
    let folder = root.join(approval::FOLDER);
    if folder.is_dir() {
        list(&folder, approval::FOLDER, approval::ENDING, &mut names, &mut problems);
    }
    names.sort();
    for name in names {
        match read(&root.join(&name), &name) {
            Ok(text) => files.push(sources.add(&name, &text)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(files) }
}

/// What git is told about files, below the project.
pub const ATTRIBUTES: &str = ".gitattributes";

/// Reads what git is told about files; empty where it is told nothing.
pub fn attributes(root: &Path) -> Result<String, Diagnostic> {
    let path = root.join(ATTRIBUTES);
    if path.is_file() { read(&path, ATTRIBUTES) } else { Ok(String::new()) }
}

/// Reads one definition file by its path, whatever is in it.
pub fn definition(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let name = path.display().to_string();
    std::fs::read(path).map_err(|error| unreadable(&name, &error.to_string()))
}

/// Reads the secret for other names of leads, where the project keeps one.
pub fn salt(root: &Path) -> Result<Option<String>, Diagnostic> {
    let path = root.join(SALT);
    if !path.is_file() {
        return Ok(None);
    }
    let text = read(&path, SALT).map_err(|problem| match problem.code {
        "wrong-encoding" => Diagnostic::general("bad-salt", "the salt in `.kpi/salt` is no text")
            .help("delete the file, and `kpi` makes a new one; names of leads change with it"),
        _ => problem,
    });
    text.map(Some)
}

fn list(
    folder: &Path,
    prefix: &str,
    ending: &str,
    names: &mut Vec<String>,
    problems: &mut Diagnostics,
) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return problems.push(unreadable(prefix, &error.to_string())),
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let (path, shown) = (entry.path(), format!("{prefix}/{name}"));
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            list(&path, &shown, ending, names, problems);
        } else if name.ends_with(ending) {
            names.push(shown);
        }
    }
}

fn read(path: &Path, name: &str) -> Result<String, Diagnostic> {
    let large = std::fs::metadata(path).is_ok_and(|about| about.len() > LARGEST);
    if large {
        return Err(unreadable(name, "it is larger than 16 MiB, which no definition file is"));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(name, &error.to_string()))?;
    text_of(name, bytes)
}

/// Gives the bytes of a definition file as text, without byte order mark.
pub(crate) fn text_of(name: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    if bytes.len() as u64 > LARGEST {
        return Err(unreadable(name, "it is larger than 16 MiB, which no definition file is"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned)),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..good].iter().filter(|byte| **byte == b'\n').count() + 1;
            let place = DataPlace { file: name.into(), row: Some(line as u64), column: None };
            Err(Diagnostic::general("wrong-encoding", "this definition file is not UTF-8")
                .data(place)
                .help("save it as UTF-8; editors call it \"UTF-8\" or \"UTF-8 (BOM)\""))
        }
    }
}

/// Reports a definition file that cannot be read.
pub(crate) fn unreadable(name: &str, reason: &str) -> Diagnostic {
    Diagnostic::general("unreadable-file", format!("`{name}` cannot be read: {reason}"))
        .data(DataPlace { file: name.into(), ..DataPlace::default() })
        .help("check that the file exists and that you may read it")
}
