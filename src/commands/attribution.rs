//! `kpi attribution`

use std::path::PathBuf;

use clap::Args;

use super::project::Project;
use super::question::{Words, attribution_named, question_about, reaches};
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::AttributionId;
use crate::report::{self, LIST_FORMATS, Style};
use crate::{credit, write};

/// Split the entries into a stage over the touches before them
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi attribution                                  every attribution side by side
  kpi attribution linear markov --period FY2026
  kpi attribution linear --by month --where \"leads.industry = 'IT'\" --format csv")]
pub(super) struct Attribution {
    /// Attributions by name; all without
    names: Vec<String>,
    /// Dimensions and at most one period, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    by: Vec<String>,
    /// Entries within these days; all without
    #[arg(long)]
    period: Option<String>,
    /// The last day whose rows exist; else the project's, else today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// A condition every entry must fulfil, in the expression language
    #[arg(long = "where", value_name = "EXPRESSION")]
    filter: Option<String>,
    /// How to print
    #[arg(long, default_value = "human", value_parser = LIST_FORMATS)]
    format: String,
    /// Write to a file instead of stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Attribution {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(mut project) = Project::sound(outside) else { return NO_ANSWER };
        let words = Words {
            kpis: &[],
            by: &self.by,
            period: self.period.as_deref(),
            as_of: self.as_of.as_deref(),
            filter: self.filter.as_deref(),
        };
        let asked = question_about(&mut project, &words).and_then(|query| {
            let found = self.attributions(&project)?;
            for id in &found {
                let stage = project.model.attributions[id.0].stage;
                reaches(&project.model, &query, project.model.entries(stage).0)?;
            }
            Ok((query, found))
        });
        let (query, attributions) = match asked {
            Ok(asked) => asked,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return USAGE;
            }
        };
        let Some(engine) = project.engine(outside) else { return NO_ANSWER };
        let answer = super::progress::during("evaluating", || {
            credit::compare(&project.model, &query, &attributions, &engine)
        });
        let list = match answer {
            Ok(list) => list,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return NO_ANSWER;
            }
        };
        let style =
            Style { color: self.out.is_none() && outside.color_stdout(), width: super::width() };
        let text = report::list(&list, &self.format, style);
        let Some(path) = &self.out else {
            print(&text);
            return FINE;
        };
        if let Err(problem) = write::write_atomically(path, text.as_bytes()) {
            outside.complain_of(problem);
            return NO_ANSWER;
        }
        eprintln!("wrote {}", path.display());
        FINE
    }

    /// Those that are named, else all.
    fn attributions(&self, project: &Project) -> Result<Vec<AttributionId>, Diagnostics> {
        let mut problems = Diagnostics::default();
        let mut found = Vec::new();
        for name in &self.names {
            let id = attribution_named(project, name, &mut problems);
            found.extend(id.filter(|id| !found.contains(id)));
        }
        if self.names.is_empty() {
            found = (0..project.model.attributions.len()).map(AttributionId).collect();
        }
        if found.is_empty() && !problems.has_errors() {
            problems.push(
                Diagnostic::general("unknown-name", "there are no attributions")
                    .help("write `[attribution.NAME]` in a file below `kpi-definitions`"),
            );
        }
        if problems.has_errors() { Err(problems) } else { Ok(found) }
    }
}
