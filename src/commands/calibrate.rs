//! `kpi calibrate`

use clap::Args;

use super::project::Project;
use super::question::{Words, question_about, reaches};
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::calibrate;
use crate::diagnostic::Diagnostics;
use crate::model::Formula;
use crate::report::{self, LIST_FORMATS, Style};
use crate::{parse, resolve};

/// Tell how well a stage foretells a later one
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi calibrate mql --against won within 180 days
  kpi calibrate mql --against opportunity within 90 days --period 2026-H1
  kpi calibrate mql --against won within 180 days --human \"leads.judged = 'good'\"")]
pub(super) struct Calibrate {
    /// A stage of a funnel
    stage: String,
    /// A later stage, and the window from the entry into the first stage on
    #[arg(long, num_args = 1.., required = true, value_name = "STAGE within LENGTH")]
    against: Vec<String>,
    /// A condition on a lead that a person decided, to agree or disagree with
    #[arg(long, value_name = "EXPRESSION")]
    human: Option<String>,
    /// Entries into the first stage within these days; all without
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
}

impl Calibrate {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(mut project) = Project::sound(outside) else { return NO_ANSWER };
        let words = Words {
            kpis: &[],
            by: &[],
            period: self.period.as_deref(),
            as_of: self.as_of.as_deref(),
            filter: self.filter.as_deref(),
        };
        let asked = question_about(&mut project, &words).and_then(|query| {
            let Project { model, sources, .. } = &mut project;
            let ask = calibrate::ask(model, sources, &self.stage, &self.against.join(" "))?;
            let human = self.human(&mut project, &ask)?;
            reaches(&project.model, &query, project.model.entries(ask.stage).0)?;
            Ok((query, ask, human))
        });
        let (query, ask, human) = match asked {
            Ok(asked) => asked,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return USAGE;
            }
        };
        let Some(engine) = project.engine(outside) else { return NO_ANSWER };
        let answer = super::progress::during("evaluating", || {
            calibrate::count(&project.model, &query, &ask, human.as_ref(), &engine)
        });
        match answer {
            Ok(counted) => {
                let list =
                    calibrate::table(&project.model, &query, &ask, &counted, human.is_some());
                let style = Style { color: outside.color_stdout(), width: super::width() };
                print(&report::list(&list, &self.format, style));
                FINE
            }
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                NO_ANSWER
            }
        }
    }

    fn human(
        &self,
        project: &mut Project,
        ask: &calibrate::Ask,
    ) -> Result<Option<Formula>, Diagnostics> {
        let Some(text) = &self.human else { return Ok(None) };
        let mut problems = Diagnostics::default();
        let file = project.sources.add("--human", text);
        let written = parse::parse_plain(file, text, &mut problems);
        if problems.has_errors() {
            return Err(problems);
        }
        let (journeys, _) = project.model.entries(ask.stage);
        let found = resolve::resolve_condition(&project.model, journeys, &written, &mut problems);
        if problems.has_errors() { Err(problems) } else { Ok(Some(found)) }
    }
}
