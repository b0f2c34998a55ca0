//! `kpi plan`

use clap::Args;

use super::choose::choose;
use super::project::Project;
use super::question::{Words, question_about};
use super::{FINDINGS, FINE, NO_ANSWER, Outside, USAGE, print};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::list::List;
use crate::model::{Model, PlanId};
use crate::outlook::{self, Basis, Change, DRAWS};
use crate::query::Query;
use crate::report::{self, PLAN_FORMATS, Style};

/// Calculate backward from revenue what each stage owes, month by month
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi plan
  kpi plan fy2026 --as-of 2026-10-31
  kpi plan fy2026 --set \"cv -> mql = 35%\" --set average_deal=1_200_000")]
pub(super) struct Plan {
    /// A plan of the definitions; all without
    name: Option<String>,
    /// Another number to try; both plans are shown
    #[arg(long, value_name = "NAME = VALUE")]
    set: Vec<String>,
    /// The last day whose rows exist; else the project's, else today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Where the draws of the simulation start
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Draws of the simulation; 0 for none
    #[arg(long, default_value_t = DRAWS)]
    draws: usize,
    /// How to print
    #[arg(long, default_value = "human", value_parser = PLAN_FORMATS)]
    format: String,
}

impl Plan {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(mut project) = Project::sound(outside) else { return NO_ANSWER };
        let words = Words::days(None, self.as_of.as_deref());
        let asked = question_about(&mut project, &words).and_then(|query| {
            let words: Vec<String> = self.name.iter().cloned().collect();
            let plans = choose("plan", &words, &names(&project.model))?;
            let plans: Vec<PlanId> = plans.into_iter().map(PlanId).collect();
            let changes = match plans.as_slice() {
                [plan] => self.changes(&project, *plan)?,
                _ if self.set.is_empty() => Vec::new(),
                _ => {
                    let error = Diagnostic::general("bad-argument", "`--set` needs one plan");
                    return Err(error.help("name the plan: `kpi plan NAME --set ..`").into());
                }
            };
            Ok((query, plans, changes))
        });
        let (query, plans, changes) = match asked {
            Ok(asked) => asked,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return USAGE;
            }
        };
        let Some(engine) = project.engine(outside) else { return NO_ANSWER };
        let mut shown = Vec::new();
        let mut code = FINE;
        for id in plans {
            let plan = &project.model.plans[id.0];
            let measured = super::progress::during("evaluating", || {
                outlook::basis(&project.model, plan, &query, &engine)
            });
            match measured {
                Ok(basis) => {
                    let unknown = outlook::unmeasured(&project.model, id, &basis);
                    outside.complain(&unknown, &project.sources);
                    code = code.max(self.show(&project, id, &query, &basis, &changes, &mut shown))
                }
                Err(problems) => {
                    outside.complain(&problems, &project.sources);
                    return NO_ANSWER;
                }
            }
        }
        let style = Style { color: outside.color_stdout(), width: super::width() };
        print(&report::plans(&shown, &self.format, style));
        code
    }

    fn show(
        &self,
        project: &Project,
        id: PlanId,
        query: &Query,
        basis: &Basis,
        changes: &[Change],
        shown: &mut Vec<(String, Vec<List>)>,
    ) -> u8 {
        let model = &project.model;
        let name = &model.plans[id.0].about.name;
        let now = outlook::outlook(basis, self.seed, self.draws);
        let mut code = if now.required.is_ok() { FINE } else { FINDINGS };
        if changes.is_empty() {
            let mut lists = outlook::tables(model, id, query, &now);
            if self.format == "json" {
                lists.push(outlook::detail(model, id, &now));
            }
            shown.push((name.clone(), lists));
            return code;
        }
        let changed = changes.iter().fold(basis.clone(), |basis, change| basis.with(change));
        let then = outlook::outlook(&changed, self.seed, self.draws);
        code = code.max(if then.required.is_ok() { FINE } else { FINDINGS });
        let beside = outlook::beside(model, id, query, &now, &then, &self.set);
        shown.push((name.clone(), vec![beside]));
        code
    }

    fn changes(&self, project: &Project, plan: PlanId) -> Result<Vec<Change>, Diagnostics> {
        let read = |text: &String| Change::read(&project.model, plan, text);
        self.set.iter().map(read).collect::<Result<_, _>>().map_err(Diagnostics::from)
    }
}

/// Names of all plans.
pub(super) fn names(model: &Model) -> Vec<&str> {
    model.plans.iter().map(|plan| plan.about.name.as_str()).collect()
}
