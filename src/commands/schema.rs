//! `kpi schema`

use clap::{Args, ValueEnum};

use super::{FINE, print};
use crate::report;

/// Print the JSON Schema of a command's `--format json`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi schema review > review.schema.json
  kpi schema report")]
pub(super) struct Schema {
    /// The command
    of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    Report,
    Review,
}

impl Schema {
    pub(super) fn run(self) -> u8 {
        match self.of {
            Of::Report => print(&report::digest_schema()),
            Of::Review => print(&report::review_schema()),
        }
        FINE
    }
}
