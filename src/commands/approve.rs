//! `kpi approve`

use clap::Args;

use super::choose::definition;
use super::project::Project;
use super::{FINE, NO_ANSWER, Outside, USAGE};
use crate::approval::Lock;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::explain::Item;
use crate::{approval, write};

/// Approve definitions as they are now, on behalf of a party
#[derive(Debug, Args)]
#[command(after_help = "\
The approval is a line in a file below `agreements/`: commit it. It holds as long as the definition and all
it rests on mean the same; layout, labels and languages do not matter. `kpi check` fails where a definition
with `status = \"agreed\"` is not approved by its owner and by the team that accepted it.

Examples:
  kpi approve stage.mql stage.sql --as sales
  kpi approve agreement.cv_quality --as marketing")]
pub(super) struct Approve {
    /// Definitions by name
    #[arg(required = true)]
    names: Vec<String>,
    /// The party that approves
    #[arg(long = "as", value_name = "PARTY")]
    party: String,
}

impl Approve {
    pub(super) fn run(self, outside: &Outside) -> u8 {
        let Some(mut project) = Project::sound(outside) else { return NO_ANSWER };
        let items = match self.items(&project) {
            Ok(items) => items,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return USAGE;
            }
        };
        let locks = match project.approvals() {
            Ok(locks) => locks,
            Err(problems) => {
                outside.complain(&problems, &project.sources);
                return NO_ANSWER;
            }
        };
        let old = locks.iter().find(|lock| lock.party == self.party);
        let text = approval::approved(&project.model, old, &self.party, &items);
        let name = approval::file_name(&self.party);
        if let Some(other) = taken(&locks, &self.party) {
            outside.complain_of(other);
            return NO_ANSWER;
        }
        let path = project.root.join(&name);
        let folder = std::fs::create_dir_all(project.root.join(approval::FOLDER));
        let written = match folder {
            Ok(()) => write::write_atomically(&path, text.as_bytes()),
            Err(error) => {
                let message = format!("`{}` cannot be made: {error}", approval::FOLDER);
                Err(Diagnostic::general("cannot-write", message))
            }
        };
        match written {
            Ok(()) => {
                eprintln!("{name}: {} approved", items.len());
                FINE
            }
            Err(problem) => {
                outside.complain_of(problem);
                NO_ANSWER
            }
        }
    }

    fn items(&self, project: &Project) -> Result<Vec<Item>, Diagnostics> {
        let model = &project.model;
        let (mut items, mut problems) = (Vec::new(), Diagnostics::default());
        for name in &self.names {
            let item = match definition(model, name) {
                Ok(item) => item,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let parties = approval::parties(model, item);
            if !parties.contains(&self.party) {
                let (name, party) = (item.name(model), &self.party);
                let message = format!("{party} is no party of `{name}`");
                let help = match parties.is_empty() {
                    true => "give it an `owner` and `accepted_by`".to_owned(),
                    false => format!("its parties are {}", parties.join(", ")),
                };
                problems.push(Diagnostic::general("bad-argument", message).help(help));
                continue;
            }
            if !items.contains(&item) {
                items.push(item);
            }
        }
        if problems.has_errors() { Err(problems) } else { Ok(items) }
    }
}

/// Another party whose file has the same name.
fn taken(locks: &[Lock], party: &str) -> Option<Diagnostic> {
    let name = approval::file_name(party);
    let same = |lock: &&Lock| lock.party != party && approval::file_name(&lock.party) == name;
    let other = locks.iter().find(same)?;
    let message = format!("`{name}` holds what {} approved", other.party);
    let help = "give one of the two parties a name that differs in more than signs and spaces";
    Some(Diagnostic::general("already-exists", message).help(help))
}
