//! `kpi review`

use std::path::Path;

use clap::Args;

use super::days;
use super::revisions::{Read, broken, locate, root, sides};
use super::{FINDINGS, FINE, NO_ANSWER, Outside, USAGE, print, salt};
use crate::approval::{self, Gate, State};
use crate::change::{self, Change};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::effect::{self, Ask, Effect};
use crate::engine::Polars;
use crate::load;
use crate::pseudonym::Salt;
use crate::query::Asked;
use crate::report::{
    self, ChangeReport, Files, Leads, REVIEW_FORMATS, REVIEW_MARKER, ReviewReport, Style,
};
use crate::revision::Repository;
use crate::source::Sources;
use crate::trial::Near;
use jiff::civil::Date;

/// Tell what a change of definitions does to the numbers
#[derive(Debug, Args)]
#[command(after_help = "\
Both revisions are evaluated on the data of the working tree, as of the same day. Markdown is one comment
for a pull request: empty where nothing of meaning changed, groups under 5 as <5. HTML is the same as one
file without scripts. Where others may read (markdown, html, github), leads have other names made with a
secret: `KPI_SALT`, else .kpi/salt, which git ignores. `kpi schema review` describes the JSON.

Exit codes:
  0  answered
  1  the changes must not go in yet, with `--exit-code`: an approval is missing, or one is blocked
  3  a revision is not here, its definitions have errors, or the data cannot be evaluated

Examples:
  kpi review                           the last commit and the working tree
  kpi review origin/main...HEAD --format markdown
  kpi review origin/main...HEAD --format html > review.html
  kpi review main --period \"last 6 months\" --show-leads")]
pub(super) struct Review {
    /// `A..B`, `A...B` (since both parted), or `A` (against the working tree); else the last commit
    #[arg(default_value = "", hide_default_value = true, value_name = "A..B")]
    range: String,
    /// Days that KPIs are compared over
    #[arg(long, default_value = "last 12 months")]
    period: String,
    /// The last day whose rows exist; else the project's, else today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Show leads that change sides and leads near a threshold
    #[arg(long)]
    show_leads: bool,
    /// End with 1 unless the changes may go in
    #[arg(long)]
    exit_code: bool,
    /// How to print
    #[arg(long, default_value = "human", value_parser = REVIEW_FORMATS)]
    format: String,
}

/// What was found about both sides.
struct Found {
    changes: Vec<Change>,
    gate: Gate,
    effect: Result<Effect, String>,
    near: Vec<(String, Vec<Near>)>,
}

impl Review {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let read = root(outside).and_then(|root| {
            let repository = Repository::open(&root)?;
            Ok((sides(&repository, &root, &self.range)?, repository, root))
        });
        let ((base, mut head), repository, root) = match read {
            Ok(read) => read,
            Err(problems) => {
                outside.complain(&problems, &Sources::default());
                return NO_ANSWER;
            }
        };
        if base.is_broken() || head.is_broken() {
            if self.format == "markdown" {
                print(&format!("{REVIEW_MARKER}\n"));
            }
            return broken(&base, &head, &self.format, outside);
        }
        let (as_of, period) = match self.asked(&head) {
            Ok(asked) => asked,
            Err(problem) => {
                outside.complain_of(problem);
                return USAGE;
            }
        };
        let surroundings = self
            .salt(&root)
            .map_err(Diagnostics::from)
            .and_then(|salt| Ok((head.approvals(&repository, &root)?, salt)));
        let (locks, salt) = match surroundings {
            Ok(found) => found,
            Err(problems) => {
                outside.complain(&problems, &head.sources);
                return NO_ANSWER;
            }
        };
        let found = self.found(&base, &head, &root, as_of, &period, &locks);
        let settings = if head.shown.absent { &base.model } else { &head.model };
        let report = ReviewReport {
            changes: ChangeReport {
                project: &settings.project.name,
                language: &settings.project.language,
                base: &base.shown,
                head: &head.shown,
                changes: &found.changes,
            },
            model: settings,
            as_of,
            period: &period.label,
            effect: found.effect.as_ref().map_err(Clone::clone),
            gate: &found.gate,
            leads: self.show_leads.then(|| Leads {
                near: &found.near,
                salt: salt.as_ref(),
                published: settings.project.publish_leads,
            }),
            files: Files { sources: &head.sources, folder: repository.prefix() },
        };
        let style = Style { color: outside.color_stdout(), width: super::width() };
        match self.rendered(&report, &root, style) {
            Ok(text) => print(&text),
            Err(problems) => {
                outside.complain(&problems, &head.sources);
                return NO_ANSWER;
            }
        }
        match found.effect.as_ref().map_or(true, Effect::is_unanswered) {
            true => NO_ANSWER,
            false if self.exit_code && found.gate.state() != State::Open => FINDINGS,
            false => FINE,
        }
    }

    fn rendered(
        &self,
        report: &ReviewReport<'_>,
        root: &Path,
        style: Style,
    ) -> Result<String, Diagnostics> {
        match self.format.as_str() {
            "html" => Ok(report::review_html(report, &load::templates(root)?)?),
            format => Ok(report::review(report, format, style)),
        }
    }

    fn found(
        &self,
        base: &Read,
        head: &Read,
        root: &Path,
        as_of: Date,
        period: &Asked,
        locks: &[approval::Lock],
    ) -> Found {
        let settings = if head.shown.absent { &base.model } else { &head.model };
        let side = |read: &Read| (!read.shown.absent).then(|| read.model.clone());
        let (mut old, mut new) = (side(base), side(head));
        let changes = change::changes(old.as_ref(), new.as_ref(), days::today(settings));
        let gate = approval::gate(&changes, &head.model, locks);
        [&mut old, &mut new].into_iter().flatten().for_each(|model| locate(model, root));
        let engine = Polars::new(root, &settings.project.time_zone);
        let mut near = Vec::new();
        let effect = match (&old, &new, &engine) {
            (Some(base), Some(head), Ok(engine)) => {
                let ask = Ask { base, head, as_of, period: Some(period), engine };
                let evaluate = || effect::effect(&ask, &changes);
                let effect = super::progress::during("evaluating", evaluate);
                if self.show_leads {
                    near = effect::near(&ask, &effect);
                }
                Ok(effect)
            }
            (_, _, Err(problem)) => Err(problem.message.clone()),
            _ => Err("one side has no definitions".to_owned()),
        };
        Found { changes, gate, effect, near }
    }

    /// The secret for other names; a new one is made only where such names are shown.
    fn salt(&self, root: &Path) -> Result<Option<Salt>, Diagnostic> {
        match (self.show_leads, self.format.as_str()) {
            (false, _) | (true, "json") => Ok(None),
            (true, "human") => salt::known(root),
            (true, _) => salt::kept(root).map(Some),
        }
    }

    fn asked(&self, head: &Read) -> Result<(Date, Asked), Diagnostic> {
        let as_of = days::as_of(&head.model, self.as_of.as_deref())?;
        Ok((as_of, days::period(&head.model, &self.period, as_of)?))
    }
}
