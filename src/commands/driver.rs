//! `kpi git-diff-driver`

use std::path::{Path, PathBuf};

use clap::Args;

use super::revisions::root;
use super::{FINE, NO_ANSWER, Outside, USAGE, print, print_bytes};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document;
use crate::load;
use crate::revision::Repository;
use crate::source::Sources;
use crate::write;

/// What git is told in `.gitattributes`.
const LINES: [&str; 2] = ["kpi.toml diff=kpi", "kpi-definitions/**/*.toml diff=kpi"];

/// Print a definition file in one spelling, so that `git diff` and `git log -p` show meaning
#[derive(Debug, Args)]
#[command(after_help = "\
Tables and keys are sorted, comments are gone, what `and` joins stands on lines of its own. A file that is
no TOML is printed as it is.

Examples:
  kpi git-diff-driver --install           git uses it in this clone from now on
  git diff --no-textconv                  as written")]
pub(super) struct Driver {
    /// A definition file; git names it
    #[arg(required_unless_present = "install", conflicts_with = "install")]
    file: Option<PathBuf>,
    /// Write .gitattributes beside kpi.toml, and the setting `diff.kpi.textconv` of this clone
    #[arg(long)]
    install: bool,
}

impl Driver {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let done = match &self.file {
            Some(file) => load::definition(file).map_err(Diagnostics::from).map(|bytes| {
                match spelled(&bytes) {
                    Some(text) => print(&text),
                    None => print_bytes(&bytes),
                }
            }),
            None if self.install => root(outside).and_then(|root| install(&root)),
            None => return USAGE,
        };
        match done {
            Ok(()) => FINE,
            Err(problems) => {
                outside.complain(&problems, &Sources::default());
                NO_ANSWER
            }
        }
    }
}

/// The one spelling of a file; none where it is no TOML: a failure here would end the whole `git diff`.
fn spelled(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    document::canonical(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn install(root: &Path) -> Result<(), Diagnostics> {
    let repository = Repository::open(root)?;
    repository.set("diff.kpi.textconv", "kpi git-diff-driver")?;
    let path = root.join(load::ATTRIBUTES);
    let mut text = load::attributes(root)?;
    let lacking: Vec<&str> =
        LINES.into_iter().filter(|line| !text.lines().any(|known| known.trim() == *line)).collect();
    if !lacking.is_empty() {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        lacking.iter().for_each(|line| text.push_str(&format!("{line}\n")));
        let written: Result<(), Diagnostic> = write::write_atomically(&path, text.as_bytes());
        written?;
    }
    eprintln!("git shows the meaning of definitions here; commit {}", load::ATTRIBUTES);
    Ok(())
}
