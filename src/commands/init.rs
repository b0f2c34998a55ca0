//! `kpi init`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::project::Project;
use super::{FINE, NO_ANSWER, Outside, print};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::init::{self, Forge};
use crate::load;
use crate::revision::Repository;
use crate::source::Sources;

/// Write a project that checks and runs at once: definitions, settings, sample data
#[derive(Debug, Args)]
#[command(after_help = "\
With --ci or --codeowners the project is there already; neither overwrites anything.

Examples:
  kpi init my-kpis && cd my-kpis && kpi run --by month --period \"last 6 months\"
  kpi init --ci github                    a workflow that checks, tests and reviews pull requests
  kpi init --codeowners >> .github/CODEOWNERS
                                          both teams have to approve what they agreed on")]
pub(super) struct Init {
    /// Directory; made where it does not exist [default: that of --project, else here]
    directory: Option<PathBuf>,
    /// Write a workflow for the repository of a project
    #[arg(long, value_enum, conflicts_with = "codeowners")]
    ci: Option<Kind>,
    /// Print lines of CODEOWNERS for the project; handles of teams stand in `[teams]` of kpi.toml
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "github")]
    codeowners: Option<Kind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Github,
    Gitlab,
}

impl Init {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let here = || PathBuf::from(".");
        let directory = self.directory.or_else(|| outside.project.clone()).unwrap_or_else(here);
        let done = match (self.ci, self.codeowners) {
            (Some(kind), _) => ci(&directory, kind.into()),
            (_, Some(kind)) => return owners(directory, kind.into(), outside),
            _ => project(&directory),
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

fn project(directory: &Path) -> Result<(), Diagnostics> {
    for file in init::write(directory)? {
        eprintln!("wrote {file}");
    }
    eprintln!("next: cd {} && kpi check --data && kpi run", directory.display());
    Ok(())
}

fn ci(directory: &Path, forge: Forge) -> Result<(), Diagnostics> {
    let root = load::find_root(directory)?;
    let (top, project) = place(&root)?;
    let file = init::ci(&top, &project, forge)?;
    eprintln!("wrote {}", top.join(file).display());
    Ok(())
}

fn owners(directory: PathBuf, forge: Forge, outside: &Outside) -> u8 {
    let outside = Outside { project: Some(directory), color: outside.color };
    let Some(project) = Project::sound(&outside) else { return NO_ANSWER };
    let lines = place(&project.root)
        .map_err(Diagnostics::from)
        .and_then(|(_, folder)| init::owners(&project.model, &project.sources, &folder, forge));
    match lines {
        Ok(lines) => {
            print(&lines);
            FINE
        }
        Err(problems) => {
            outside.complain(&problems, &project.sources);
            NO_ANSWER
        }
    }
}

/// The top of the repository, and the way from it to the project, with `/` at its end.
fn place(root: &Path) -> Result<(PathBuf, String), Diagnostic> {
    let folder = Repository::open(root)?.prefix().to_owned();
    let up = folder.split('/').filter(|part| !part.is_empty()).map(|_| "..");
    let top = up.fold(root.to_owned(), |top, up| top.join(up));
    Ok((std::fs::canonicalize(&top).unwrap_or(top), folder))
}

impl From<Kind> for Forge {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Github => Forge::Github,
            Kind::Gitlab => Forge::Gitlab,
        }
    }
}
