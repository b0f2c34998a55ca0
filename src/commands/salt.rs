//! The secret that other names of leads are made with: given from outside, or kept in a file that git
//! ignores.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::pseudonym::Salt;
use crate::{load, write};

/// The variable that gives it from outside.
const VARIABLE: &str = "KPI_SALT";

/// Takes the secret from the variable, else from the file; nothing where there is neither.
pub(super) fn known(root: &Path) -> Result<Option<Salt>, Diagnostic> {
    let given = std::env::var(VARIABLE).ok().filter(|text| !text.is_empty());
    let text = given.map_or_else(|| load::salt(root), |text| Ok(Some(text)))?;
    text.map(|text| Salt::of(&text)).transpose()
}

/// The same; makes a file where there is none, in a folder that tells git to ignore it.
pub(super) fn kept(root: &Path) -> Result<Salt, Diagnostic> {
    if let Some(salt) = known(root)? {
        return Ok(salt);
    }
    let (path, text) = (root.join(load::SALT), Salt::fresh()?);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| write::failed(folder, error))?;
        write::write_atomically(&folder.join(".gitignore"), b"*\n")?;
    }
    write::write_atomically(&path, format!("{text}\n").as_bytes())?;
    Salt::of(&text)
}
