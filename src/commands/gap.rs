//! `kpi gap`

use clap::Args;

use super::choose::choose;
use super::plan::names;
use super::project::Project;
use super::question::{Words, question_about};
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::gap::Method;
use crate::model::PlanId;
use crate::outlook::{self, GapAsk};
use crate::query::{Asked, Query};
use crate::report::{self, GAP_FORMATS, Style};

/// Say where revenue fell short of a plan: leads, mix, timing, a rate or the deal size
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi gap                                   every finished month of the plan
  kpi gap fy2026 --period 2026-H1
  kpi gap fy2026 --period 2026-09 --method shapley --format markdown")]
pub(super) struct Gap {
    /// A plan of the definitions; the only one without
    name: Option<String>,
    /// Whole months of the plan; those that are not over are left out
    #[arg(long)]
    period: Option<String>,
    /// How to split the gap
    #[arg(long, default_value = "log-mean", value_parser = Method::ALL.map(|(name, _)| name))]
    method: String,
    /// The last day whose rows exist; else the project's, else today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// How to print
    #[arg(long, default_value = "human", value_parser = GAP_FORMATS)]
    format: String,
}

impl Gap {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(mut project) = Project::sound(outside) else { return NO_ANSWER };
        let (query, plan, period) = match self.asked(&mut project) {
            Ok(asked) => asked,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return USAGE;
            }
        };
        let Some(engine) = project.engine(outside) else { return NO_ANSWER };
        let model = &project.model;
        let method = Method::ALL.into_iter().find(|(name, _)| *name == self.method);
        let ask = GapAsk {
            model,
            plan,
            period: &period,
            query: &query,
            method: method.map_or(Method::default(), |(_, method)| method),
            places: u8::try_from(report::places(&model.project.currency)).unwrap_or(0),
        };
        match super::progress::during("evaluating", || outlook::gap(&ask, &engine)) {
            Ok(found) => {
                let style = Style { color: outside.color_stdout(), width: super::width() };
                print(&report::gap(&found, &self.format, style));
                FINE
            }
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                NO_ANSWER
            }
        }
    }

    fn asked(&self, project: &mut Project) -> Result<(Query, PlanId, Asked), Diagnostics> {
        let words = Words::days(self.period.as_deref(), self.as_of.as_deref());
        let query = question_about(project, &words)?;
        let words: Vec<String> = self.name.iter().cloned().collect();
        let names = names(&project.model);
        let plan = match choose("plan", &words, &names)?.as_slice() {
            [plan] => PlanId(*plan),
            _ => {
                let error = Diagnostic::general("bad-argument", "a gap is that of one plan");
                let help = format!("name one: {}", names.join(", "));
                return Err(error.help(help).into());
            }
        };
        let (period, _) =
            outlook::finished(&project.model, plan, query.period.as_ref(), query.as_of)?;
        Ok((query, plan, period))
    }
}
