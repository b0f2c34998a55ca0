//! `kpi review`

use clap::Args;

use super::revisions::{Read, broken, root, sides, today};
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::change;
use crate::diagnostic::Diagnostic;
use crate::effect::{self, Ask, Effect};
use crate::engine::Polars;
use crate::period;
use crate::query::Asked;
use crate::report::{self, ChangeReport, REVIEW_FORMATS, ReviewReport, Style};
use crate::source::Sources;
use jiff::civil::Date;

/// Tell what a change of definitions does to the numbers
#[derive(Debug, Args)]
#[command(after_help = "\
Both revisions are evaluated on the data of the working tree, as of the same day. Markdown is one comment
for a pull request: empty where nothing of meaning changed, without keys of leads, groups under 5 as <5.

Exit codes:
  0  answered
  3  a revision is not here, its definitions have errors, or the data cannot be evaluated

Examples:
  kpi review                           the last commit and the working tree
  kpi review origin/main...HEAD --format markdown
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
    /// Show keys of leads that change sides; never in Markdown
    #[arg(long)]
    show_leads: bool,
    /// How to print
    #[arg(long, default_value = "human", value_parser = REVIEW_FORMATS)]
    format: String,
}

impl Review {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let read = root(outside).and_then(|root| Ok((sides(&root, &self.range)?, root)));
        let ((base, head), root) = match read {
            Ok(read) => read,
            Err(problems) => {
                outside.complain(&problems, &Sources::default());
                return NO_ANSWER;
            }
        };
        if base.is_broken() || head.is_broken() {
            return broken(&base, &head, outside);
        }
        let settings = if head.shown.absent { &base.model } else { &head.model };
        let (as_of, period) = match self.asked(&head) {
            Ok(asked) => asked,
            Err(problem) => {
                outside.complain_of(problem);
                return USAGE;
            }
        };
        let model = |read: &Read| (!read.shown.absent).then(|| read.model.clone());
        let (old, new) = (model(&base), model(&head));
        let changes = change::changes(old.as_ref(), new.as_ref(), today(settings));
        let engine = Polars::new(&root, &settings.project.time_zone);
        let effect: Result<Effect, String> = match (&old, &new, &engine) {
            (Some(base), Some(head), Ok(engine)) => {
                let ask = Ask { base, head, as_of, period: Some(&period), engine };
                Ok(super::progress::during("evaluating", || effect::effect(&ask, &changes)))
            }
            (_, _, Err(problem)) => Err(problem.message.clone()),
            _ => Err("one side has no definitions".to_owned()),
        };
        let report = ReviewReport {
            changes: ChangeReport {
                project: &settings.project.name,
                language: &settings.project.language,
                base: &base.shown,
                head: &head.shown,
                changes: &changes,
            },
            model: settings,
            as_of,
            period: &period.label,
            effect: effect.as_ref().map_err(Clone::clone),
            leads: self.show_leads,
        };
        let style = Style { color: outside.color_stdout(), width: super::width() };
        print(&report::review(&report, &self.format, style));
        let unanswered = effect.as_ref().map_or(true, Effect::is_unanswered);
        if unanswered { NO_ANSWER } else { FINE }
    }

    fn asked(&self, head: &Read) -> Result<(Date, Asked), Diagnostic> {
        let wrong = |error: period::PeriodError| {
            Diagnostic::general("bad-argument", error.message).help(error.help)
        };
        let as_of = match &self.as_of {
            Some(text) => period::parse_date(text).map_err(wrong)?,
            None => today(&head.model),
        };
        let settings = &head.model.project.settings;
        let asked = period::parse(&self.period, as_of, settings).map_err(wrong)?;
        Ok((as_of, Asked { span: asked.span, label: self.period.trim().to_owned() }))
    }
}
