//! A folder of files, swapped in whole.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::failed;
use crate::diagnostic::Diagnostic;

/// The file that lists the others of a folder, itself aside: what is replaced with it.
pub const MANIFEST: &str = ".kpi-docs";

/// Writes files beside the folder and puts them in its place; the old folder stays on any error. Gives up
/// where the folder holds anything but the files in `old`.
///
/// A link stays a link, its target is replaced.
pub fn replace_folder(
    folder: &Path,
    files: &BTreeMap<String, String>,
    old: &[String],
) -> Result<(), Diagnostic> {
    let place = fs::canonicalize(folder).or_else(|_| std::path::absolute(folder));
    let place = place.map_err(|error| failed(folder, error))?;
    if let Some(foreign) = foreign(&place, old).map_err(|error| failed(folder, error))? {
        let message = format!("it holds `{foreign}`, which was not written by this command");
        return Err(failed(folder, message)
            .help("name another folder, one that does not exist yet, or an empty one"));
    }
    let here = std::env::current_dir().and_then(fs::canonicalize);
    if here.is_ok_and(|here| here.starts_with(&place)) {
        return Err(failed(folder, "it is the folder you are in")
            .help("name a folder below this one, as in `--out site`"));
    }
    swap(&place, files).map_err(|error| {
        failed(folder, error)
            .help("name a folder in a directory that exists and that you may write to")
    })
}

/// The first entry of a folder that is not among its files.
fn foreign(place: &Path, old: &[String]) -> io::Result<Option<String>> {
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(there) if !there.is_dir() => return Err(io::Error::other("it is a file")),
        Ok(_) => {}
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(place)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = old.contains(&name) || name == MANIFEST && !old.is_empty();
        if !known || entry.file_type()?.is_dir() {
            found.push(name);
        }
    }
    found.sort();
    Ok(found.into_iter().next())
}

fn swap(place: &Path, files: &BTreeMap<String, String>) -> io::Result<()> {
    let parent = place.parent().ok_or_else(|| io::Error::other("it has no parent"))?;
    let fresh = tempfile::Builder::new().prefix(".kpi-docs-").tempdir_in(parent)?;
    let new = fresh.path().join("new");
    fs::create_dir(&new)?;
    for (name, text) in files {
        fs::write(new.join(name), text)?;
    }
    let names: String = files.keys().map(|name| format!("{name}\n")).collect();
    fs::write(new.join(MANIFEST), names)?;
    let old: PathBuf = fresh.path().join("old");
    if !place.exists() {
        return fs::rename(&new, place);
    }
    fs::set_permissions(&new, fs::metadata(place)?.permissions())?;
    fs::rename(place, &old)?;
    fs::rename(&new, place).inspect_err(|_| {
        // Nothing else can be done where even this fails.
        let _ = fs::rename(&old, place);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> BTreeMap<String, String> {
        names.iter().map(|name| ((*name).to_owned(), format!("of {name}"))).collect()
    }

    fn there(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_gone_goes_and_what_is_not_ours_stays() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("site");
        replace_folder(&folder, &files(&["a", "b"]), &[]).unwrap();
        assert_eq!(there(&folder), [MANIFEST, "a", "b"]);
        let old = ["a".to_owned(), "b".to_owned()];
        replace_folder(&folder, &files(&["b", "c"]), &old).unwrap();
        assert_eq!(there(&folder), [MANIFEST, "b", "c"]);
        fs::write(folder.join("CNAME"), "x").unwrap();
        let old = ["b".to_owned(), "c".to_owned()];
        let error = replace_folder(&folder, &files(&["d"]), &old).unwrap_err();
        assert!(error.message.contains("CNAME"), "{}", error.message);
        assert_eq!(there(&folder), [MANIFEST, "CNAME", "b", "c"]);
        assert_eq!(there(outer.path()), ["site"], "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_permissions_do() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let outer = tempfile::tempdir().unwrap();
        let (folder, link) = (outer.path().join("site"), outer.path().join("link"));
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o750)).unwrap();
        symlink(&folder, &link).unwrap();
        replace_folder(&link, &files(&["a"]), &[]).unwrap();
        assert_eq!(there(&folder), [MANIFEST, "a"]);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o750);
    }

    #[test]
    fn a_file_or_no_parent_is_said() {
        let outer = tempfile::tempdir().unwrap();
        let file = outer.path().join("a.txt");
        fs::write(&file, "x").unwrap();
        for place in [file, outer.path().join("none/site")] {
            let error = replace_folder(&place, &files(&["a"]), &[]).unwrap_err();
            assert_eq!(error.code, "cannot-write");
        }
        assert_eq!(there(outer.path()), ["a.txt"]);
    }
}
