//! `kpi diff`

use clap::Args;

use super::days::today;
use super::revisions::{Read, broken, root, sides};
use super::{FINDINGS, FINE, NO_ANSWER, Outside, print};
use crate::change;
use crate::report::{self, CHANGE_FORMATS, ChangeReport, Style};
use crate::revision::Repository;
use crate::source::Sources;

/// Tell what changed in the meaning of definitions between two revisions
#[derive(Debug, Args)]
#[command(after_help = "\
Definitions are read from git without a checkout. Formatting, comments, order, another spelling of the
same condition, file names and paths are no changes.

Exit codes:
  0  answered, whatever differs
  1  something differs, with `--exit-code`
  3  a revision is not here, or its definitions have errors

Examples:
  kpi diff                      the last commit and the working tree
  kpi diff main                 main and the working tree
  kpi diff v1.0..main           two revisions
  kpi diff origin/main...HEAD   since both parted
  kpi diff main --format markdown")]
pub(super) struct Diff {
    /// `A..B`, `A...B` (since both parted), or `A` (against the working tree); else the last commit
    #[arg(default_value = "", hide_default_value = true, value_name = "A..B")]
    range: String,
    /// Exit with 1 where something differs
    #[arg(long)]
    exit_code: bool,
    /// How to print
    #[arg(long, default_value = "human", value_parser = CHANGE_FORMATS)]
    format: String,
}

impl Diff {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let sides =
            root(outside).and_then(|root| sides(&Repository::open(&root)?, &root, &self.range));
        let (base, head) = match sides {
            Ok(sides) => sides,
            Err(problems) => {
                outside.complain(&problems, &Sources::default());
                return NO_ANSWER;
            }
        };
        if base.is_broken() || head.is_broken() {
            return broken(&base, &head, &self.format, outside);
        }
        let settings = if head.shown.absent { &base.model } else { &head.model };
        let model = |read: &Read| (!read.shown.absent).then(|| read.model.clone());
        let (old, new) = (model(&base), model(&head));
        let changes = change::changes(old.as_ref(), new.as_ref(), today(settings));
        let report = ChangeReport {
            project: &settings.project.name,
            language: &settings.project.language,
            base: &base.shown,
            head: &head.shown,
            changes: &changes,
        };
        let style = Style { color: outside.color_stdout(), width: super::width() };
        print(&report::changes(&report, &self.format, style));
        if self.exit_code && !changes.is_empty() { FINDINGS } else { FINE }
    }
}
