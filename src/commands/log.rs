//! `kpi log`

use clap::Args;

use super::choose::definition;
use super::history::{Entry, entries, steps};
use super::revisions::{root, say_cut};
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::list::List;
use crate::load;
use crate::model::Model;
use crate::plan::Value;
use crate::report::{self, LIST_FORMATS, Style};
use crate::revision::Repository;
use crate::source::Sources;

/// List the commits that changed the meaning of a definition
#[derive(Debug, Args)]
#[command(after_help = "\
Commits that changed layout or words alone are left out, and so are those whose definitions have errors.

Examples:
  kpi log stage.mql
  kpi log kpi.sql_rate --format markdown")]
pub(super) struct Log {
    /// A definition by name
    name: String,
    /// How to print
    #[arg(long, default_value = "human", value_parser = LIST_FORMATS)]
    format: String,
}

impl Log {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let read = root(outside).and_then(|root| {
            let model = crate::analyse(&load::load(&root)?).0;
            let repository = Repository::open(&root)?;
            let history = repository.history("HEAD")?;
            let cut = repository.is_cut(&history);
            Ok((repository, model, history, cut))
        });
        let (repository, model, history, cut) = match read {
            Ok(read) => read,
            Err(problems) => {
                outside.complain(&problems, &Sources::default());
                return NO_ANSWER;
            }
        };
        let name = match definition(&model, &self.name) {
            Ok(item) => item.name(&model),
            Err(problem) => {
                outside.complain_of(problem);
                return USAGE;
            }
        };
        let steps = match steps(&repository, history, cut) {
            Ok(steps) => steps,
            Err(problems) => {
                outside.complain(&problems, &Sources::default());
                return NO_ANSWER;
            }
        };
        if cut {
            say_cut(&repository);
        }
        let entries = entries(&steps, &name, &model.project.language);
        let style = Style { color: outside.color_stdout(), width: super::width() };
        print(&report::list(&shown(&model, &name, &entries), &self.format, style));
        FINE
    }
}

fn shown(model: &Model, name: &str, entries: &[Entry]) -> List {
    let japanese = model.project.language != "en";
    let titles = match japanese {
        true => ["日付", "コミット", "性質", "何を通して", "件名"],
        false => ["day", "commit", "nature", "through", "subject"],
    };
    let row = |entry: &Entry| {
        let commit = entry.commit.revision.short().to_owned();
        let (day, subject) = (entry.commit.day.clone(), entry.commit.subject.clone());
        let cells = [day, commit, entry.nature.clone(), entry.through.join(", "), subject];
        cells.map(Value::Text).to_vec()
    };
    List {
        title: name.to_owned(),
        facts: Vec::new(),
        columns: titles.map(str::to_owned).to_vec(),
        rows: entries.iter().map(row).collect(),
        time_zone: model.project.time_zone.clone(),
        language: model.project.language.clone(),
    }
}
