//! Files, and folders of files, written whole or not at all. Used by `sample` and by commands.

mod folder;

pub use folder::{MANIFEST, replace_folder};

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diagnostic::{DataPlace, Diagnostic};

/// Writes a temporary file beside the target and renames it; an old file stays on any error.
///
/// A link stays a link, its target is replaced. What is neither a file nor a directory, such as
/// `/dev/null` or a pipe, is written to as it is.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    write(path, bytes).map_err(|error| {
        failed(path, error).help("name a file in a directory that exists and that you may write to")
    })
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => return Err(io::Error::other("it is a directory")),
        Ok(there) if !there.is_file() => {
            return OpenOptions::new().write(true).open(path)?.write_all(bytes);
        }
        _ => {}
    }
    let mut pending = Pending::create(path)?;
    pending.temporary.write_all(bytes)?;
    pending.publish()
}

/// Says that a file could not be written.
pub(crate) fn failed(path: &Path, error: impl std::fmt::Display) -> Diagnostic {
    let reason = error.to_string();
    // without the name of the temporary file
    let reason = reason.split_once(" at path ").map_or(reason.as_str(), |(reason, _)| reason);
    let message = format!("`{}` cannot be written: {reason}", path.display());
    let file = path.display().to_string();
    Diagnostic::general("cannot-write", message).data(DataPlace { file, ..DataPlace::default() })
}

/// A file beside its place; it goes away unless it is published.
pub(crate) struct Pending {
    temporary: NamedTempFile,
    place: PathBuf,
}

impl Pending {
    /// Starts a file that will stand at `path`.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        // A link to nowhere is replaced like a file.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = match place.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        Ok(Self { temporary: NamedTempFile::new_in(folder)?, place })
    }

    /// Gives a handle to write through.
    pub(crate) fn file(&self) -> io::Result<File> {
        self.temporary.as_file().try_clone()
    }

    /// Puts the finished file in its place.
    pub(crate) fn publish(self) -> io::Result<()> {
        keep_permissions(&self.place, self.temporary.as_file())?;
        self.temporary.as_file().sync_all()?;
        self.temporary.persist(&self.place).map_err(|error| error.error)?;
        Ok(())
    }
}

/// A replaced file keeps its permissions; a new one gets those of ordinary new files.
fn keep_permissions(path: &Path, file: &File) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(old) => file.set_permissions(old.permissions()),
        Err(_) => ordinary(file),
    }
}

#[cfg(unix)]
fn ordinary(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn ordinary(_: &File) -> io::Result<()> {
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
        assert_eq!(fs::read(&file).unwrap(), b"new");
        let error = write_atomically(&folder.path().join("none/b.txt"), b"x").unwrap_err();
        assert_eq!(error.code, "cannot-write");
        assert!(error.help.is_some());
        assert_eq!(write_atomically(folder.path(), b"x").unwrap_err().code, "cannot-write");
        drop(Pending::create(&file).unwrap());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.txt"), folder.path().join("link"));
        fs::write(&file, b"old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&place).unwrap();
        assert_eq!(write_atomically(&place, b"x").unwrap_err().code, "cannot-write");
        let there = fs::metadata(&place).unwrap();
        assert!(!there.is_file(), "it is still a socket");
    }
}
