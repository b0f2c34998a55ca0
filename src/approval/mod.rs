//! Approvals in version control: which party agreed to which meaning of which definition.
//!
//! One small file for each party below `agreements/` holds the fingerprint of each definition with
//! all it rests on, so an approval outlives another layout and ends with another meaning. Comes after
//! `fingerprint`; `kpi approve` writes the files, `kpi check` compares them.

mod gate;

pub use gate::{Asked, Gate, State, gate};

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::explain::Item;
use crate::fingerprint::{Digests, definitions};
use crate::model::{About, Model, Status};
use crate::source::{FileId, Sources, Span, Spanned};

/// The folder of the files, below the project.
pub const FOLDER: &str = "agreements";

/// Ending of their names.
pub const ENDING: &str = ".lock";

const HEAD: &str =
    "# Written by `kpi approve`. An approval holds as long as the meaning stays the same.\n";

/// What one party approved.
#[derive(Debug, Clone, Default)]
pub struct Lock {
    /// The party.
    pub party: String,
    /// Full names of definitions with their fingerprints.
    pub entries: BTreeMap<String, Spanned<String>>,
}

/// Reads files of approvals.
pub fn read(sources: &Sources, files: &[FileId]) -> Result<Vec<Lock>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let lock = |file: &FileId| parsed(&sources.file(*file).text, *file, &mut problems);
    let locks = files.iter().map(lock).collect();
    if problems.has_errors() { Err(problems) } else { Ok(locks) }
}

fn parsed(text: &str, file: FileId, problems: &mut Diagnostics) -> Lock {
    let mut lock = Lock::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let (from, shown) = (start, line.trim_end());
        start += line.len();
        if shown.is_empty() || shown.starts_with('#') {
            continue;
        }
        let span = Span::new(file, from..from + shown.len());
        let value = |rest: &str| {
            rest.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map(str::to_owned)
        };
        let pair = shown.split_once('=').map(|(key, rest)| (key.trim(), value(rest)));
        match pair {
            Some(("party", Some(party))) => lock.party = party,
            Some((name, Some(fingerprint))) if !name.is_empty() => {
                lock.entries.insert(name.to_owned(), Spanned::new(fingerprint, span));
            }
            _ => problems.push(
                Diagnostic::error("bad-value", span, "this is no line of an approval")
                    .help("let `kpi approve` write the file"),
            ),
        }
    }
    lock
}

/// The meaning of every definition, by full name.
pub fn fingerprints(model: &Model) -> BTreeMap<String, String> {
    let definitions = definitions(model);
    let digests = Digests::of(model, &definitions);
    let items = crate::explain::definitions(model);
    items.map(|item| (item.name(model), digests.whole(item).to_owned())).collect()
}

/// What the parties approved, beside what definitions mean now.
pub struct Approvals<'a> {
    locks: &'a [Lock],
    meanings: BTreeMap<String, String>,
}

impl<'a> Approvals<'a> {
    /// Puts both beside each other.
    pub fn of(model: &Model, locks: &'a [Lock]) -> Self {
        Self { locks, meanings: fingerprints(model) }
    }

    /// Tells whether a party approved what a definition means now.
    pub fn holds(&self, party: &str, name: &str) -> bool {
        self.given(party, name).is_some_and(|given| self.meanings.get(name) == Some(&given.value))
    }

    /// Tells whether a party approved a definition, whatever it meant then.
    pub fn is_given(&self, party: &str, name: &str) -> bool {
        self.given(party, name).is_some()
    }

    /// What a party approved, whether it means the same now or not.
    fn given(&self, party: &str, name: &str) -> Option<&'a Spanned<String>> {
        self.locks.iter().find(|lock| lock.party == party)?.entries.get(name)
    }
}

/// Lists who has to agree to a definition: its owner, who accepted it, the teams of an agreement.
pub fn parties(model: &Model, item: Item) -> Vec<String> {
    let named = item.about(model).into_iter().flat_map(About::teams);
    let mut parties: Vec<String> = named.map(str::to_owned).collect();
    if let Item::Agreement(id) = item {
        parties.extend(model.agreements[id.0].between.iter().cloned());
    }
    parties.sort();
    parties.dedup();
    parties
}

/// Gives the name of a party's file below the project.
pub fn file_name(party: &str) -> String {
    let plain = |character: char| if character.is_alphanumeric() { character } else { '-' };
    format!("{FOLDER}/{}{ENDING}", party.trim().chars().map(plain).collect::<String>())
}

/// Gives the text of a party's file with further definitions approved as they are now.
pub fn approved(model: &Model, old: Option<&Lock>, party: &str, items: &[Item]) -> String {
    let meanings = fingerprints(model);
    let kept = old.into_iter().flat_map(|lock| &lock.entries);
    let mut entries: BTreeMap<String, String> =
        kept.map(|(name, it)| (name.clone(), it.value.clone())).collect();
    for item in items {
        let name = item.name(model);
        entries.insert(name.clone(), meanings.get(&name).cloned().unwrap_or_default());
    }
    let lines = entries.iter().map(|(name, fingerprint)| format!("{name} = \"{fingerprint}\"\n"));
    format!("{HEAD}party = \"{party}\"\n{}", lines.collect::<String>())
}

/// Compares what is agreed with what the parties approved.
pub fn check(model: &Model, locks: &[Lock], diagnostics: &mut Diagnostics) {
    let approvals = Approvals::of(model, locks);
    let agreed = |item: &Item| item.status(model) == Some(Status::Agreed);
    for item in crate::explain::definitions(model).filter(agreed) {
        let Some(about) = item.about(model) else { continue };
        let name = item.name(model);
        for party in parties(model, item).iter().filter(|party| !approvals.holds(party, &name)) {
            let way_out =
                format!("`kpi approve {name} --as \"{party}\"`, or `status = \"proposed\"`");
            match approvals.given(party, &name) {
                Some(approved) => diagnostics.push(
                    Diagnostic::error(
                        "not-approved",
                        about.span,
                        format!("`{name}` means something else than {party} approved"),
                    )
                    .label("means this now")
                    .also(approved.span, "approved here")
                    .help(way_out),
                ),
                None => diagnostics.push(
                    Diagnostic::error(
                        "not-approved",
                        about.span,
                        format!("`{name}` is agreed, but {party} has not approved it"),
                    )
                    .help(way_out),
                ),
            }
        }
    }
    for (name, entry) in locks.iter().flat_map(|lock| &lock.entries) {
        if !approvals.meanings.contains_key(name) {
            let message = format!("there is no `{name}` any more");
            diagnostics.push(
                Diagnostic::warning("not-approved", entry.span, message)
                    .help("take the line out; a definition with another name is approved anew"),
            );
        }
    }
}
