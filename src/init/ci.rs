//! A workflow of a forge that checks, tests and reviews a project.
//!
//! Under `init`.

use std::path::Path;

use super::{already_exists, create};
use crate::diagnostic::Diagnostic;

/// A forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forge {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
}

impl Forge {
    /// Gives the place of its workflow below the top of a repository.
    pub fn file(self) -> &'static str {
        match self {
            Forge::Github => ".github/workflows/kpi.yml",
            Forge::Gitlab => ".gitlab-ci.yml",
        }
    }

    /// Gives its workflow for a project in a folder below the top, empty at the top.
    pub fn workflow(self, project: &str) -> String {
        let text = match self {
            Forge::Github => include_str!("github.yml"),
            Forge::Gitlab => include_str!("gitlab.yml"),
        };
        let project = if project.is_empty() { "." } else { project.trim_end_matches('/') };
        let quoted = project.replace('\\', "\\\\").replace('"', "\\\"");
        text.replace("@PROJECT@", &quoted)
    }
}

/// Writes the workflow of a forge for a project in a folder below `top`; an existing file is left alone.
pub fn ci(top: &Path, project: &str, forge: Forge) -> Result<&'static str, Diagnostic> {
    let path = top.join(forge.file());
    if path.symlink_metadata().is_ok() {
        let help = "nothing is overwritten: put its jobs into yours, or move yours away first";
        return Err(already_exists(&path).help(help));
    }
    create(&path, &forge.workflow(project))?;
    Ok(forge.file())
}
