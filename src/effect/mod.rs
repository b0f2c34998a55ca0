//! What a change of definitions does to the same data: who enters and leaves stages and what became
//! of them, how KPIs, plans and promises move.
//!
//! Both models see the same rows as of the same day. Comes after `change`, which says what changed;
//! `report` shows it.

mod deciding;
mod flips;
mod journeys;
mod kpis;
mod lacking;
mod movement;
mod over_time;
mod plans;
mod relations;
mod whole;

pub use deciding::{Clause, Decided};
pub use flips::Flip;
pub use kpis::{KpiMove, Moved, Verdict};
pub use movement::{Became, Movement, Mover, Outcomes, missing};
pub use over_time::{AskOverTime, OverTime, over_time};
pub use plans::PlanMove;
pub use whole::{Effect, effect};

use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::model::{KpiId, Model, StageId};
use crate::query::{Asked, Query};
use crate::trial::Near;
use jiff::civil::Date;

/// What is compared.
pub struct Ask<'a> {
    /// The definitions before.
    pub base: &'a Model,
    /// The definitions after.
    pub head: &'a Model,
    /// The last day whose rows exist.
    pub as_of: Date,
    /// The days that KPIs are compared over; all rows without.
    pub period: Option<&'a Asked>,
    /// The data.
    pub engine: &'a dyn Engine,
}

impl Ask<'_> {
    /// A question without KPIs, over everything up to as of.
    fn query(&self, kpis: Vec<KpiId>) -> Query {
        Query::of(kpis, self.period.cloned(), self.as_of)
    }
}

/// Compares who enters a stage that has the same name in both models, and why.
///
/// Entries are counted where the stage's own condition or record made them: those that a later stage
/// filled in do not count. The errors say why one of the models cannot be evaluated.
pub fn stage(ask: &Ask<'_>, base: StageId, head: StageId) -> Result<Movement, Diagnostics> {
    movement::movement(ask, base, head)
}

/// Finds leads near the thresholds of the later rule of stages; a stage that cannot be evaluated has
/// none.
pub fn near(ask: &Ask<'_>, effect: &Effect) -> Vec<(String, Vec<Near>)> {
    let near = |name: &String| {
        let stage = ask.head.stage_named(name)?;
        let found = crate::trial::near(ask.head, stage, ask.as_of, ask.engine).ok()?;
        Some((name.clone(), found))
    };
    effect.stages.iter().filter_map(|(name, _)| near(name)).collect()
}

/// Compares KPIs that have the same names in both models.
pub fn kpis(ask: &Ask<'_>, names: &[String]) -> Vec<KpiMove> {
    kpis::kpis(ask, names)
}

/// Compares what the plans of both models need.
pub fn plans(ask: &Ask<'_>) -> Vec<PlanMove> {
    plans::plans(ask)
}

/// Lists the promises that turn out otherwise.
pub fn agreements(ask: &Ask<'_>) -> Vec<Flip> {
    flips::agreements(ask)
}

/// Lists the tests that turn out otherwise.
pub fn tests(ask: &Ask<'_>) -> Vec<Flip> {
    flips::tests(ask)
}
