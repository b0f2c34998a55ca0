//! What a report rests on: how fresh each source is, and who agreed to the definitions.

use std::collections::{BTreeMap, BTreeSet};

use super::Meaning;
use super::ask::Asking;
use crate::approval::{self, Lock};
use crate::diagnostic::Diagnostics;
use crate::explain;
use crate::fingerprint::{self, Digests, Subject};
use crate::hash::Pieces;
use crate::model::{Model, SourceId, Status};
use crate::plan::Value;

/// What a source holds as of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceState {
    /// Its name.
    pub name: String,
    /// Rows up to as of.
    pub rows: Value,
    /// The moments of the oldest and the newest of them; missing where it has no time.
    pub oldest: Value,
    /// The newest.
    pub newest: Value,
    /// Name and content of its files, in a hash.
    pub files: String,
}

/// How many definitions are how settled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approvals {
    /// All definitions.
    pub all: usize,
    /// Approved by every party, and unchanged since.
    pub approved: usize,
    /// Said to be agreed, but a party is missing or approved something else: full names.
    pub open: BTreeSet<String>,
    /// Still drafts or proposals: full names.
    pub proposed: BTreeSet<String>,
}

/// Hex digits of the hash of files.
const DIGITS: usize = 16;

impl SourceState {
    /// Looks at every source that is read from files.
    pub(super) fn all(asking: &mut Asking<'_>) -> Result<Vec<Self>, Diagnostics> {
        let mut asked = Vec::new();
        for at in 0..asking.model.sources.len() {
            let source = &asking.model.sources[at];
            if source.funnel.is_some() {
                continue;
            }
            let (name, time) = (source.name.clone(), source.time);
            let column = time.map(|id| format!("{name}.{}", source.column(id).name));
            let mut kpis = vec![asking.invented(
                &format!("count({name})"),
                &name,
                &format!("count({name})"),
            )?];
            for function in column.iter().flat_map(|_| ["min", "max"]) {
                let formula = format!("{function}({})", column.as_deref().unwrap_or_default());
                kpis.extend(asking.invented(&formula, &name, &formula));
            }
            asked.push((SourceId(at), kpis));
        }
        let kpis: Vec<_> = asked.iter().flat_map(|(_, kpis)| kpis).copied().collect();
        if kpis.is_empty() {
            return Ok(Vec::new());
        }
        let mut values =
            asking.all(&asking.query(&kpis, None))?.into_iter().map(|it| it.cell.value);
        let mut found = Vec::new();
        for (id, kpis) in &asked {
            let mut next =
                |there: bool| there.then(|| values.next()).flatten().unwrap_or(Value::Missing);
            found.push(Self {
                name: asking.model.source(*id).name.clone(),
                rows: next(true),
                oldest: next(kpis.len() > 1),
                newest: next(kpis.len() > 2),
                files: files(asking, *id)?,
            });
        }
        Ok(found)
    }
}

fn files(asking: &Asking<'_>, id: SourceId) -> Result<String, Diagnostics> {
    let mut pieces = Pieces::default();
    let mut last = String::new();
    let mut take = |name: &str, bytes: &[u8]| {
        if last != name {
            pieces.take(format!("{name}\n").as_bytes());
            name.clone_into(&mut last);
        }
        pieces.take(bytes);
    };
    match asking.engine.contents(&asking.model.source(id).dataset, &mut take) {
        Ok(()) => Ok(pieces.hex(DIGITS)),
        Err(errors) => {
            let mut problems = Diagnostics::default();
            problems.extend(errors);
            Err(problems)
        }
    }
}

/// What every definition means.
pub(super) fn meanings(model: &Model) -> BTreeMap<String, Meaning> {
    let definitions = fingerprint::definitions(model);
    let digests = Digests::of(model, &definitions);
    let one = |definition: &fingerprint::Definition| {
        let own = definition.fingerprint();
        let whole = match definition.subject {
            Subject::Item(item) => digests.whole(item).to_owned(),
            Subject::Project | Subject::Calendar | Subject::Test(_) => own.clone(),
        };
        (definition.full_name(), Meaning { own, whole })
    };
    // No number rests on a test.
    let numbers = definitions.iter().filter(|it| !matches!(it.subject, Subject::Test(_)));
    numbers.map(one).collect()
}

impl Approvals {
    /// Compares definitions with what the parties approved.
    pub(super) fn of(model: &Model, locks: &[Lock]) -> Self {
        let approvals = approval::Approvals::of(model, locks);
        let mut found = Self::default();
        for item in explain::definitions(model) {
            found.all += 1;
            let name = item.name(model);
            let parties = approval::parties(model, item);
            let agreed =
                !parties.is_empty() && parties.iter().all(|party| approvals.holds(party, &name));
            found.approved += usize::from(agreed);
            match item.status(model) {
                Some(Status::Agreed) if !agreed => {
                    found.open.insert(name);
                }
                Some(Status::Draft | Status::Proposed) => {
                    found.proposed.insert(name);
                }
                _ => {}
            }
        }
        found
    }
}
