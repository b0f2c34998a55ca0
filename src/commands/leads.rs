//! `kpi leads`

use std::path::PathBuf;

use clap::Args;

use super::project::Project;
use super::question::{Words, question_about, reaches};
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::diagnostic::Diagnostic;
use crate::model::{ColumnId, Source, StageId};
use crate::report::{self, LIST_FORMATS, Style};
use crate::{leads, suggest, write};

/// List the leads behind a number: the entries into a stage
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi leads mql --period \"this month\"
  kpi leads sql --by channel --where \"leads.industry = 'IT'\" --format csv
  kpi leads won --columns company_id,job_level --as-of 2026-10-31")]
pub(super) struct Leads {
    /// A stage of a funnel
    stage: String,
    /// Dimensions, separated by commas; each is a column
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    by: Vec<String>,
    /// Columns of the lead to show, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    columns: Vec<String>,
    /// Show columns marked `pii` (personal data) too
    #[arg(long)]
    show_pii: bool,
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

impl Leads {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(mut project) = Project::sound(outside) else { return NO_ANSWER };
        let words = Words {
            kpis: &[],
            by: &self.by,
            period: self.period.as_deref(),
            as_of: self.as_of.as_deref(),
            filter: self.filter.as_deref(),
        };
        let query = match question_about(&mut project, &words) {
            Ok(query) => query,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return USAGE;
            }
        };
        let found = leads::stage_named(&project.model, &self.stage)
            .and_then(|stage| Ok((stage, self.shown(&project, stage)?)));
        let (stage, shown) = match found {
            Ok(found) => found,
            Err(problem) => {
                outside.complain_of(problem);
                return USAGE;
            }
        };
        let (rows, _) = project.model.entries(stage);
        if let Err(problems) = reaches(&project.model, &query, rows) {
            outside.complain(&problems, &project.sources);
            return USAGE;
        }
        let Some(engine) = project.engine(outside) else { return NO_ANSWER };
        let answer = super::progress::during("evaluating", || {
            leads::leads(&project.model, &query, stage, &shown, &engine)
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

    /// The columns asked for, unless they tell who somebody is.
    fn shown(&self, project: &Project, stage: StageId) -> Result<Vec<ColumnId>, Diagnostic> {
        let model = &project.model;
        let subjects = model.source(model.funnels[model.stages[stage.0].funnel.0].of);
        let mut wanted: Vec<(ColumnId, &str)> = Vec::new();
        for word in &self.columns {
            let name = word.rsplit('.').next().unwrap_or(word);
            wanted.push((column(subjects, name)?, name));
        }
        if self.show_pii {
            return Ok(wanted.into_iter().map(|(id, _)| id).collect());
        }
        let key = subjects.key.map(|key| (key, subjects.column(key).name.as_str()));
        for (id, name) in wanted.iter().copied().chain(key) {
            if subjects.column(id).pii {
                let message = format!("`{name}` is marked `pii`: it tells who somebody is");
                return Err(Diagnostic::general("personal-data", message)
                    .help("add `--show-pii` where you may see it, or leave the column out"));
            }
        }
        Ok(wanted.into_iter().map(|(id, _)| id).collect())
    }
}

fn column(source: &Source, name: &str) -> Result<ColumnId, Diagnostic> {
    source.column_named(name).ok_or_else(|| {
        let near = suggest::nearest(name, source.columns.iter().map(|column| column.name.as_str()));
        let message = format!("there is no column of `{}` named `{name}`", source.name);
        let names: Vec<&str> = source.columns.iter().map(|it| it.name.as_str()).collect();
        let help = suggest::did_you_mean(&near)
            .unwrap_or_else(|| format!("`{}` has {}", source.name, names.join(", ")));
        Diagnostic::general("unknown-name", message).help(help)
    })
}
