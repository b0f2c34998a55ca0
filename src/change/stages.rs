//! In which direction the entries into a stage change, other stages of its funnel included.
//!
//! Under `change`. A stage is entered not before the one before it, and a recorded later one may fill
//! it in; so a proof for its own condition is one for its entries only together with theirs.

use super::Parts;
use super::conditions::{entry, shared};
use super::direction::{Direction, Why};
use crate::model::{Entry, Funnel, Model, Skips, StageId};

/// Compares the entries into a stage in two models.
pub(super) fn entries(
    base: &Parts<'_>,
    head: &Parts<'_>,
    old: StageId,
    new: StageId,
) -> Option<Direction> {
    let own = entry(base, head, old, new)?;
    if own == Direction::Same && others_same(base, head, old, new) {
        return Some(own);
    }
    let funnels = (funnel(base.model, old), funnel(head.model, new));
    if framework(base.model, funnels.0) != framework(head.model, funnels.1) {
        let name = format!("funnel.{}", funnels.1.about.name);
        return Some(Direction::Unknown(Why::Opaque(vec![name])));
    }
    let position = head.model.stages[new.0].position;
    let mut whole = own;
    for (at, (a, b)) in funnels.0.stages.iter().zip(&funnels.1.stages).enumerate() {
        let recorded = matches!(head.model.stages[b.0].entry, Entry::At(_));
        let matters =
            at < position || at > position && recorded && funnels.1.skips == Skips::Backfill;
        if matters {
            let other = entry(base, head, *a, *b).unwrap_or(Direction::Unknown(Why::OtherRows));
            whole = together(whole, &other, &head.model.stages[b.0].about.name);
        }
    }
    Some(whole)
}

fn others_same(base: &Parts<'_>, head: &Parts<'_>, old: StageId, new: StageId) -> bool {
    let all = |parts: &Parts<'_>, id| {
        let funnel = funnel(parts.model, id);
        let digest = |id: &StageId| shared(parts, *id);
        (framework(parts.model, funnel), funnel.stages.iter().map(digest).collect::<Vec<_>>())
    };
    all(base, old) == all(head, new)
}

/// Both happen: what both can only do is what together they can only do.
fn together(own: Direction, other: &Direction, name: &str) -> Direction {
    match (own, other) {
        (own, Direction::Same) => own,
        (own @ Direction::Unknown(_), _) => own,
        (own @ Direction::Tightened(_), Direction::Tightened(_))
        | (own @ Direction::Loosened(_), Direction::Loosened(_)) => own,
        (Direction::Same, Direction::Tightened(_)) => Direction::Tightened(None),
        (Direction::Same, Direction::Loosened(_)) => Direction::Loosened(None),
        _ => Direction::Unknown(Why::Opaque(vec![format!("stage.{name}")])),
    }
}

fn funnel(model: &Model, stage: StageId) -> &Funnel {
    &model.funnels[model.stages[stage.0].funnel.0]
}

/// All of a funnel but how its stages are entered.
fn framework(model: &Model, funnel: &Funnel) -> String {
    let stage = |id: &StageId| {
        let stage = &model.stages[id.0];
        (stage.about.name.clone(), matches!(stage.entry, Entry::At(_)))
    };
    let stages: Vec<_> = funnel.stages.iter().map(stage).collect();
    let cycle = funnel.cycle.as_ref().map(|cycle| {
        let quiet = cycle.quiet_in.iter().map(|(source, _)| &model.source(*source).name);
        let quiet: Vec<&String> = quiet.collect();
        (&model.source(cycle.restarts_at).name, cycle.dormant, quiet)
    });
    let of = &model.source(funnel.of).name;
    format!("{of} {stages:?} {:?} {cycle:?} {}", funnel.skips, funnel.whole_days)
}
