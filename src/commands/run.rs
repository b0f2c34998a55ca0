//! `kpi run`

use std::path::PathBuf;

use clap::Args;

use super::project::Project;
use super::question::{Words, question};
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::diagnostic::Diagnostics;
use crate::report::{self, Report, Style};
use crate::table::Note;
use crate::{credit, hash, write};

/// Evaluate KPIs
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi run                                         every KPI over all rows
  kpi run win_rate new_revenue --by month --period 2026-Q1
  kpi run won_count --by attribution.linear       split by the touches before each entry
  kpi run cpa --by channel,month --period \"last 12 months\"
  kpi run --period FY2026 --as-of 2026-10-31 --format csv --out report.csv
  kpi run mql_count --at v1.0                     as it was defined then
  kpi run won --where \"leads.industry = 'IT'\"

Periods: 2026-04-01, 2026-04, 2026-Q1, 2026-H1, 2026, FY2026, FY2026-Q1, 2026-01..2026-06,
  \"last 12 months\", \"last 4 quarters\", \"this month\"")]
pub(super) struct Run {
    /// KPIs by name; all without
    kpis: Vec<String>,
    /// Dimensions and at most one period, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    by: Vec<String>,
    /// Days to cover; all rows without
    #[arg(long)]
    period: Option<String>,
    /// The last day whose rows exist; else the project's, else today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Definitions of a git revision, on the data that is here
    #[arg(long, value_name = "REVISION")]
    at: Option<String>,
    /// A condition every row must fulfil, in the expression language
    #[arg(long = "where", value_name = "EXPRESSION")]
    filter: Option<String>,
    /// How to print
    #[arg(long, default_value = "human", value_parser = format)]
    format: &'static Report,
    /// Write to a file instead of stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn format(word: &str) -> Result<&'static Report, String> {
    report::find(word).ok_or_else(|| {
        let names: Vec<&str> = report::ALL.iter().map(|report| report.name).collect();
        format!("the formats are {}", names.join(", "))
    })
}

/// What is wrong is a definition, not the question.
fn in_definitions(problems: &Diagnostics) -> bool {
    problems.iter().all(|problem| matches!(problem.code, "unsupported-yet" | "cannot-replay"))
}

impl Run {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let project = match &self.at {
            Some(revision) => Project::at(outside, revision),
            None => Project::sound(outside),
        };
        let Some(mut project) = project else { return NO_ANSWER };
        let words = Words {
            kpis: &self.kpis,
            by: &self.by,
            period: self.period.as_deref(),
            as_of: self.as_of.as_deref(),
            filter: self.filter.as_deref(),
        };
        let question = match question(&mut project, &words) {
            Ok(question) => question,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return if in_definitions(&problems) { NO_ANSWER } else { USAGE };
            }
        };
        let Some(engine) = project.engine(outside) else { return NO_ANSWER };
        let definitions = hash::semantic_hash(&project.model);
        let answer = super::progress::during("evaluating", || {
            credit::run(&project.model, &question.query, &engine, &definitions)
        });
        let mut table = match answer {
            Ok(table) => table,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return NO_ANSWER;
            }
        };
        for text in question.left_out {
            table.notes.push(Note { code: "left-out", text, count: None });
        }
        let style =
            Style { color: self.out.is_none() && outside.color_stdout(), width: super::width() };
        let text = (self.format.render)(&table, style);
        match &self.out {
            None => print(&text),
            Some(path) => {
                if let Err(problem) = write::write_atomically(path, text.as_bytes()) {
                    outside.complain_of(problem);
                    return NO_ANSWER;
                }
                eprintln!("wrote {}", path.display());
            }
        }
        FINE
    }
}
