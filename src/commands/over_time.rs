//! `kpi explain NAME --from --to`

use std::path::Path;

use clap::Args;

use super::days;
use super::project::Project;
use super::revisions::{self, Read, at, locate, root};
use super::{FINE, NO_ANSWER, Outside, USAGE, print, progress};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::effect::{AskOverTime, over_time};
use crate::explain::{self, Item};
use crate::model::{KpiId, Model};
use crate::period::Zone;
use crate::query::Asked;
use crate::report::{self, OverTimeReport, Style};
use crate::revision::{Commit, Repository};
use jiff::civil::Date;

/// Two periods of a KPI, with the definitions of each.
#[derive(Debug, Args)]
pub(super) struct OverTime {
    /// An earlier period: how much of the move since is data, and how much definition
    #[arg(long, value_name = "PERIOD", requires_all = ["name", "to"], conflicts_with_all = ["stage", "graph", "lead"])]
    from: Option<String>,
    /// With `--from`: the later period
    #[arg(long, value_name = "PERIOD", requires = "from")]
    to: Option<String>,
    /// With `--from`: the earlier definitions; else the last commit of that period
    #[arg(long, value_name = "REV", requires = "from")]
    from_at: Option<String>,
    /// With `--from`: the later definitions; else the last commit of that period
    #[arg(long, value_name = "REV", requires = "from")]
    to_at: Option<String>,
}

/// Definitions of a period, and the day since which they are.
struct Side {
    read: Read,
    day: Option<String>,
    /// They are younger than the period.
    younger: bool,
}

impl OverTime {
    pub(super) fn is_asked(&self) -> bool {
        self.from.is_some()
    }

    pub(super) fn run(
        &self,
        name: &str,
        as_of: Option<&str>,
        format: &str,
        outside: &Outside,
    ) -> u8 {
        let Some(project) = Project::sound(outside) else { return NO_ANSWER };
        let asked = self.asked(&project.model, as_of);
        let (as_of, periods) = match asked {
            Ok(asked) => asked,
            Err(problem) => {
                outside.complain_of(problem);
                return USAGE;
            }
        };
        let sides = root(outside).and_then(|root| self.sides(&root, &project.model, &periods));
        let [base, head] = match sides {
            Ok(sides) => sides,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return NO_ANSWER;
            }
        };
        if base.read.is_broken() || head.read.is_broken() {
            return super::revisions::broken(&base.read, &head.read, format, outside);
        }
        let kpi = match kpi(&head.read.model, name) {
            Ok(kpi) => kpi,
            Err(problem) => {
                outside.complain_of(problem);
                return USAGE;
            }
        };
        let Some(engine) = project.engine(outside) else { return NO_ANSWER };
        let ask = AskOverTime {
            models: [&base.read.model, &head.read.model],
            kpi,
            periods: [&periods[0], &periods[1]],
            as_of,
            engine: &engine,
        };
        let found = match progress::during("evaluating", || over_time(&ask)) {
            Ok(found) => found,
            Err(problems) => {
                outside.complain(&problems, &head.read.sources);
                return NO_ANSWER;
            }
        };
        let report = OverTimeReport {
            model: &head.read.model,
            found: &found,
            periods: [&periods[0].label, &periods[1].label],
            revisions: [
                (&base.read.shown, base.day.as_deref()),
                (&head.read.shown, head.day.as_deref()),
            ],
            oldest: base.younger,
            as_of,
        };
        let style = Style { color: outside.color_stdout(), width: super::width() };
        print(&report::over_time(&report, format, style));
        if report.is_answered() { FINE } else { NO_ANSWER }
    }

    fn asked(&self, model: &Model, as_of: Option<&str>) -> Result<(Date, [Asked; 2]), Diagnostic> {
        let as_of = days::as_of(model, as_of)?;
        let one =
            |text: &Option<String>| days::period(model, text.as_deref().unwrap_or_default(), as_of);
        Ok((as_of, [one(&self.from)?, one(&self.to)?]))
    }

    fn sides(
        &self,
        root: &Path,
        model: &Model,
        periods: &[Asked; 2],
    ) -> Result<[Side; 2], Diagnostics> {
        let repository = Repository::open(root)?;
        let history = match (&self.from_at, &self.to_at) {
            (Some(_), Some(_)) => Vec::new(),
            _ => repository.history("HEAD")?,
        };
        let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
        let side = |name: &Option<String>, period: &Asked| match name {
            Some(name) => {
                let read = at(&repository, name)?;
                Ok(Side { read, day: None, younger: false })
            }
            None => in_force(&repository, &history, &zone, period.span.last()),
        };
        let mut sides = [side(&self.from_at, &periods[0])?, side(&self.to_at, &periods[1])?];
        sides.iter_mut().for_each(|side| locate(&mut side.read.model, root));
        if sides[0].younger && repository.is_cut(&history) {
            revisions::say_cut(&repository);
        }
        Ok(sides)
    }
}

/// The last commit up to the end of a day; the first there is where all are later.
fn in_force(
    repository: &Repository,
    history: &[Commit],
    zone: &Zone,
    day: Date,
) -> Result<Side, Diagnostics> {
    let found = history.iter().find(|commit| commit.day_in(zone) <= day);
    let Some(commit) = found.or(history.last()) else {
        let error = Diagnostic::general("unknown-revision", "no commit has definitions yet");
        return Err(error.help("commit the project, or name `--from-at` and `--to-at`").into());
    };
    let mut read = at(repository, &commit.revision.commit)?;
    read.shown.name = Some(commit.revision.name.clone());
    Ok(Side { read, day: Some(commit.day_in(zone).to_string()), younger: found.is_none() })
}

fn kpi(model: &Model, name: &str) -> Result<KpiId, Diagnostic> {
    match super::choose::definition(model, name)? {
        Item::Kpi(id) => Ok(id),
        other => {
            let full = other.name(model);
            let kpis = explain::definitions(model).filter(|it| matches!(it, Item::Kpi(_)));
            let names: Vec<String> = kpis.map(|it| it.name(model)).collect();
            let short = full.split_once('.').map_or(full.as_str(), |(_, short)| short);
            let near: Vec<&str> =
                names.iter().filter(|it| it.contains(short)).map(String::as_str).collect();
            let error =
                Diagnostic::general("bad-argument", format!("`{full}` has no number of its own"));
            Err(error.help(match near.first() {
                Some(first) => format!("name a KPI, such as `{first}`"),
                None => "name a KPI".to_owned(),
            }))
        }
    }
}
