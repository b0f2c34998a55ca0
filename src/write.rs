//! Files written whole or not at all.

use std::io::Write;
use std::path::Path;

use crate::diagnostic::{DataPlace, Diagnostic};

/// Writes a temporary file beside the target and renames it; an old file stays on any error.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let attempt = || -> std::io::Result<()> {
        if path.is_dir() {
            return Err(std::io::Error::other("it is a directory"));
        }
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        keep_permissions(path, file.as_file())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    attempt().map_err(|error| {
        let reason = reason(&error);
        Diagnostic::general(
            "cannot-write",
            format!("`{}` cannot be written: {reason}", path.display()),
        )
        .data(DataPlace { file: path.display().to_string(), ..DataPlace::default() })
        .help("name a file in a directory that exists and that you may write to")
    })
}

/// Says why in words of the system, without the name of the temporary file.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split_once(" at path ").map_or(text.as_str(), |(reason, _)| reason).to_owned()
}

/// A replaced file keeps its permissions; a new one gets those of ordinary new files.
fn keep_permissions(path: &Path, file: &std::fs::File) -> std::io::Result<()> {
    match std::fs::metadata(path) {
        Ok(old) => file.set_permissions(old.permissions()),
        Err(_) => ordinary(file),
    }
}

#[cfg(unix)]
fn ordinary(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn ordinary(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_file_stays_where_the_new_one_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        write_atomically(&file, b"old").unwrap();
        write_atomically(&file, b"new").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"new");
        let error = write_atomically(&folder.path().join("none/b.txt"), b"x").unwrap_err();
        assert_eq!(error.code, "cannot-write");
        assert_eq!(write_atomically(folder.path(), b"x").unwrap_err().code, "cannot-write");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
