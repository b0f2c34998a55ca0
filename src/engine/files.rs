//! Finds the files of a dataset below the project's root.
//!
//! First step of every scan; the only file that names glob.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::dataset::Dataset;
use crate::diagnostic::{DataPlace, Diagnostic};
use crate::suggest;

/// Bytes read at a time.
const PIECE: usize = 1 << 20;

/// A file of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// As shown to the user: relative to the root, with `/`.
    pub(crate) name: String,
}

/// Lists the files of a dataset, sorted by name.
pub(crate) fn find(root: &Path, dataset: &Dataset) -> Result<Vec<Found>, Diagnostic> {
    let is_pattern = dataset.path.contains(['*', '?', '[']);
    let literal = root.join(&dataset.path);
    if literal.is_file() || !is_pattern {
        return match literal.is_file() {
            true => Ok(vec![found(root, literal)]),
            false => Err(not_found(root, dataset)),
        };
    }
    let escaped = glob::Pattern::escape(&root.to_string_lossy());
    let pattern = match Path::new(&dataset.path).is_absolute() {
        true => dataset.path.clone(),
        false => format!("{escaped}/{}", dataset.path),
    };
    let paths = glob::glob(&pattern).map_err(|error| {
        missing(dataset, format!("`{}` is not a pattern for files", dataset.path))
            .help(format!("the pattern breaks off: {}", error.msg))
    })?;
    let mut files: Vec<Found> = paths
        .filter_map(Result::ok)
        .filter(|path| path.is_file())
        .map(|path| found(root, path))
        .collect();
    files.sort_by(|left, right| left.name.cmp(&right.name));
    match files.is_empty() {
        true => Err(not_found(root, dataset)),
        false => Ok(files),
    }
}

/// Reads the files of a dataset piece by piece.
pub(crate) fn contents(
    root: &Path,
    dataset: &Dataset,
    take: &mut super::Pieces<'_>,
) -> Result<(), Diagnostic> {
    let mut piece = vec![0; PIECE];
    for file in find(root, dataset)? {
        let failed = |error: std::io::Error| {
            let place = DataPlace { file: file.name.clone(), ..DataPlace::default() };
            Diagnostic::general(
                "unreadable-file",
                format!("`{}` cannot be read: {error}", file.name),
            )
            .data(place)
        };
        let mut open = File::open(&file.path).map_err(failed)?;
        loop {
            match open.read(&mut piece).map_err(failed)? {
                0 => break,
                length => take(&file.name, &piece[..length]),
            }
        }
    }
    Ok(())
}

fn found(root: &Path, path: PathBuf) -> Found {
    let shown = path.strip_prefix(root).unwrap_or(&path);
    let name = shown.to_string_lossy().replace('\\', "/");
    Found { path, name }
}

fn missing(dataset: &Dataset, message: String) -> Diagnostic {
    Diagnostic::general("file-not-found", message)
        .data(DataPlace { file: dataset.path.clone(), ..DataPlace::default() })
}

fn not_found(root: &Path, dataset: &Dataset) -> Diagnostic {
    if root.join(&dataset.path).is_dir() {
        let message = format!("`{}` of source `{}` is a folder", dataset.path, dataset.name);
        return missing(dataset, message)
            .help(format!("write a pattern such as `path = \"{}/*.csv\"`", dataset.path));
    }
    let message = match dataset.path.contains(['*', '?', '[']) {
        true => format!("no file fits `{}` of source `{}`", dataset.path, dataset.name),
        false => format!("file `{}` of source `{}` is not there", dataset.path, dataset.name),
    };
    let mut directory = root.join(&dataset.path);
    while directory.pop() && !directory.is_dir() {}
    let mut names: Vec<String> = std::fs::read_dir(&directory)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    let wanted = dataset.path.rsplit('/').next().unwrap_or_default();
    let near = nearest(&names, wanted);
    let place = found(root, directory).name;
    let place = if place.is_empty() { ".".to_owned() } else { place };
    let help = match near {
        Some(name) => format!("there is `{name}` in `{place}`"),
        None if names.is_empty() => format!("`{place}` is empty; put the file there"),
        None => {
            format!("put the file there, or correct `path`; `{place}` holds {}", listed(&names))
        }
    };
    missing(dataset, message).help(help)
}

/// Finds the name that is most like `wanted`, if one is close.
pub(crate) fn nearest(names: &[String], wanted: &str) -> Option<String> {
    suggest::nearest(wanted, names.iter().map(String::as_str)).into_iter().next()
}

/// Lists at most five names in backticks.
pub(crate) fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    match names.len() > 5 {
        true => format!("{} and {} more", shown.join(", "), names.len() - 5),
        false => shown.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Format;

    fn dataset(path: &str) -> Dataset {
        Dataset {
            name: "leads".to_owned(),
            path: path.to_owned(),
            format: Format::Parquet,
            columns: Vec::new(),
        }
    }

    #[test]
    fn patterns_find_sorted_files() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("data")).unwrap();
        for name in ["b.csv", "a.csv", "c.txt"] {
            std::fs::write(root.path().join("data").join(name), "x").unwrap();
        }
        let names: Vec<String> = find(root.path(), &dataset("data/*.csv"))
            .unwrap()
            .into_iter()
            .map(|file| file.name)
            .collect();
        assert_eq!(names, ["data/a.csv", "data/b.csv"]);
    }

    #[test]
    fn a_missing_file_names_its_neighbour() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("leads.csv"), "x").unwrap();
        let error = find(root.path(), &dataset("lead.csv")).unwrap_err();
        assert_eq!(error.code, "file-not-found");
        assert_eq!(error.help.unwrap(), "there is `leads.csv` in `.`");
    }
}
