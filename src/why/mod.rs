//! Why a lead is in a stage, or is not: the conditions of every stage, clause by clause.
//!
//! `question` turns a condition into questions about one journey, `ask` has them answered by
//! listings, `clause` holds the answers, `lack` finds the closest change. Comes after `run`; `report` prints it.

mod ask;
mod clause;
mod lack;
mod operands;
mod question;
#[cfg(test)]
mod tests;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::model::{FunnelId, Model};
use crate::plan::Value;
use crate::types::Kind;
use jiff::civil::Date;

pub use clause::{Clause, Form, Gap, Points, Seen, What};
pub use lack::{Change, Lack};

/// One lead in every funnel whose subjects have its key.
#[derive(Debug, Clone)]
pub struct Why {
    /// The key as asked for.
    pub lead: String,
    /// The last day whose rows exist.
    pub as_of: Date,
    /// IANA name of the zone on whose clock moments are shown.
    pub time_zone: String,
    /// `ja` or `en`.
    pub language: String,
    /// The funnels, in the order written.
    pub funnels: Vec<InFunnel>,
}

/// The journeys of a lead.
#[derive(Debug, Clone)]
pub struct InFunnel {
    /// Name of the funnel.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Whether a lead may start again.
    pub cycles: bool,
    /// One for each cycle.
    pub journeys: Vec<Journey>,
}

/// One cycle of a lead.
#[derive(Debug, Clone)]
pub struct Journey {
    /// From 1.
    pub cycle: i64,
    /// Every stage of the funnel, in order.
    pub stages: Vec<InStage>,
}

/// A stage, entered or not.
#[derive(Debug, Clone)]
pub struct InStage {
    /// Name of the stage.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What it means in words.
    pub means: String,
    /// `at` or `when`.
    pub word: &'static str,
    /// Its moment or condition as written; of several the one in force at entry, else as of the run.
    pub written: String,
    /// The first day of that definition; none where it is the oldest.
    pub from: Option<Date>,
    /// Its last day; none where it is the newest.
    pub last: Option<Date>,
    /// How it was entered; none where it was not.
    pub entered: Option<Entered>,
    /// The condition of a `when` stage: at the moment of entry, else as of the run.
    pub condition: Option<Clause>,
    /// What stands between the lead and a stage that was not entered.
    pub lack: Option<Lack>,
}

/// An entry into a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Entered {
    /// When.
    pub at: Value,
    /// Filled in by a later stage.
    pub backfilled: bool,
    /// Recorded before the subject's own time.
    pub recorded_earlier: bool,
}

/// A value with its kind, or the knowledge that it must not be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The value; none where it tells who somebody is.
    pub value: Option<Value>,
    /// What it is.
    pub kind: Kind,
}

/// Explains a lead. Columns marked `pii` are shown only where asked for.
pub fn why(
    model: &Model,
    lead: &str,
    as_of: Date,
    show_pii: bool,
    engine: &dyn Engine,
) -> Result<Why, Diagnostics> {
    let mut funnels = Vec::new();
    for id in (0..model.funnels.len()).map(FunnelId) {
        if let Some(key) = ask::key(model, id, lead) {
            funnels.extend(ask::in_funnel(model, id, key, as_of, show_pii, engine)?);
        }
    }
    if funnels.is_empty() {
        let mut unknown = Diagnostics::default();
        unknown.push(nobody(model, lead, as_of));
        return Err(unknown);
    }
    Ok(Why {
        lead: lead.to_owned(),
        as_of,
        time_zone: model.project.time_zone.clone(),
        language: model.project.language.clone(),
        funnels,
    })
}

fn nobody(model: &Model, lead: &str, as_of: Date) -> Diagnostic {
    let mut keys: Vec<String> = Vec::new();
    for funnel in &model.funnels {
        let held = model.source(funnel.of);
        let key = held.key.map(|key| format!("`{}.{}`", held.name, held.column(key).name));
        keys.extend(key.filter(|key| !keys.contains(key)));
    }
    let error = Diagnostic::general("unknown-lead", format!("no lead `{lead}` as of {as_of}"));
    match keys.as_slice() {
        [] => error.help("define `[funnel.NAME]`: a lead is the subject of a funnel"),
        keys => error.help(format!(
            "give a value of {}, exactly as in the file, or a later `--as-of`",
            keys.join(" or ")
        )),
    }
}
