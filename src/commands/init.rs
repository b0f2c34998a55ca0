//! `kpi init`

use std::path::PathBuf;

use clap::Args;

use super::{FINE, NO_ANSWER, Outside};
use crate::init;

/// Write a project that checks and runs at once: definitions, settings, sample data
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi init my-kpis && cd my-kpis && kpi run --by month --period \"last 6 months\"")]
pub(super) struct Init {
    /// Directory; made where it does not exist
    #[arg(default_value = ".")]
    directory: PathBuf,
}

impl Init {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        match init::write(&self.directory) {
            Ok(files) => {
                for file in files {
                    eprintln!("wrote {file}");
                }
                eprintln!("next: cd {} && kpi check --data && kpi run", self.directory.display());
                FINE
            }
            Err(problem) => {
                outside.complain_of(problem);
                NO_ANSWER
            }
        }
    }
}
