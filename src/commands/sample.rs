//! `kpi sample`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{FINE, NO_ANSWER, Outside, USAGE, progress};
use crate::sample::{self, Options};

/// Make sample data: a Japanese B2B funnel, the same for the same seed
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi sample --leads 1000 --out data
  kpi sample --leads 1000000 --seed 7 --out data --format parquet")]
pub(super) struct Sample {
    /// How many leads; the other tables follow (about 10 page views per lead)
    #[arg(long, default_value_t = 10_000)]
    leads: u64,
    /// Another seed gives other rows
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Directory to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// File format
    #[arg(long, value_enum, default_value_t = Format::Parquet)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Parquet,
    Csv,
}

impl Sample {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let format = match self.format {
            Format::Parquet => sample::Format::Parquet,
            Format::Csv => sample::Format::Csv,
        };
        let options = Options { leads: self.leads, seed: self.seed, format, ..Options::default() };
        match sample::write(&options, &self.out, &mut progress::bar()) {
            Ok(summary) => {
                for table in &summary.tables {
                    eprintln!("{}: {} rows", table.path.display(), table.rows);
                }
                FINE
            }
            Err(problem) => {
                let code = if problem.code == "bad-sample" { USAGE } else { NO_ANSWER };
                outside.complain_of(problem);
                code
            }
        }
    }
}
