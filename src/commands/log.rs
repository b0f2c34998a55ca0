//! `kpi log`

use clap::Args;

use super::choose::definition;
use super::days::today;
use super::revisions::{at, root};
use super::{FINE, NO_ANSWER, Outside, USAGE, print};
use crate::change::{self, Change};
use crate::diagnostic::Diagnostics;
use crate::list::List;
use crate::load;
use crate::model::Model;
use crate::plan::Value;
use crate::report::{self, LIST_FORMATS, Style};
use crate::revision::{Commit, Repository};
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

/// What a commit did to a definition.
struct Entry {
    commit: Commit,
    nature: String,
    through: String,
}

impl Log {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let read = root(outside).and_then(|root| {
            let model = crate::analyse(&load::load(&root)?).0;
            let repository = Repository::open(&root)?;
            let history = repository.history("HEAD")?;
            let cut = history.last().is_some_and(|oldest| repository.is_cut_before(oldest));
            let cut = cut.then(|| repository.deepening());
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
        let sides = match sides(&repository, history) {
            Ok(sides) => sides,
            Err(problems) => {
                outside.complain(&problems, &Sources::default());
                return NO_ANSWER;
            }
        };
        if let Some(line) = &cut {
            eprintln!("note: the history here is cut off; `{line}` fetches the rest");
        }
        let entries = entries(&model, &name, &sides, cut.is_some());
        let style = Style { color: outside.color_stdout(), width: super::width() };
        print(&report::list(&shown(&model, &name, &entries), &self.format, style));
        FINE
    }
}

/// Reads the definitions of every commit in which they are sound; what is wrong where none can be read.
fn sides(
    repository: &Repository,
    history: Vec<Commit>,
) -> Result<Vec<(Commit, Model)>, Diagnostics> {
    super::progress::during("reading", || {
        let (mut sides, mut unread) = (Vec::new(), None);
        for commit in history {
            match at(repository, &commit.revision.commit) {
                Ok(read) if read.is_broken() => {}
                Ok(read) => sides.push((commit, read.model)),
                Err(problems) => unread = unread.or(Some(problems)),
            }
        }
        unread.filter(|_| sides.is_empty()).map_or(Ok(sides), Err)
    })
}

/// Compares every commit with the one before it, latest first. What came before the first one is not
/// known where the history is cut off.
fn entries(model: &Model, name: &str, sides: &[(Commit, Model)], cut: bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (at, (commit, after)) in sides.iter().enumerate() {
        let before = sides.get(at + 1).map(|(_, before)| before);
        if before.is_none() && cut {
            break;
        }
        let changes = change::changes(before, Some(after), today(model));
        entries.extend(entry(model, name, commit, &changes));
    }
    entries
}

fn entry(model: &Model, name: &str, commit: &Commit, changes: &[Change]) -> Option<Entry> {
    let own = changes.iter().find(|change| change.full_name() == name);
    let language = &model.project.language;
    if let Some(change) = own {
        let nature = report::nature(change, language);
        return Some(Entry { commit: commit.clone(), nature, through: String::new() });
    }
    let through: Vec<&Change> =
        changes.iter().filter(|change| change.reach.includes(name)).collect();
    let first = through.first()?;
    let nature = report::nature(first, language);
    let names: Vec<String> = through.iter().map(|change| change.full_name()).collect();
    Some(Entry { commit: commit.clone(), nature, through: names.join(", ") })
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
        let cells = [day, commit, entry.nature.clone(), entry.through.clone(), subject];
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
