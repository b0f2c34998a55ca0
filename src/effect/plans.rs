//! What plans need under both models.

use super::Ask;
use crate::model::{Model, PlanId};
use crate::outlook::{Outlook, basis, obstacle, outlook};

/// A plan before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanMove {
    /// Its name.
    pub name: String,
    /// Its label, of the later definition.
    pub label: String,
    /// For every stage of the funnel: label, and the entries needed before and after, open leads
    /// included, or why there are none.
    pub stages: Result<Vec<(String, [f64; 2])>, String>,
}

/// Calculates the plans that have the same name in both models.
pub(super) fn plans(ask: &Ask<'_>) -> Vec<PlanMove> {
    let pairs = ask
        .head
        .plans
        .iter()
        .enumerate()
        .filter_map(|(at, plan)| Some((ask.base.plan_named(&plan.about.name)?, PlanId(at))));
    pairs.map(|(before, after)| moved(ask, before, after)).collect()
}

fn moved(ask: &Ask<'_>, before: PlanId, after: PlanId) -> PlanMove {
    let about = &ask.head.plans[after.0].about;
    let (before, after) = (needed(ask, ask.base, before), needed(ask, ask.head, after));
    let stages = before.and_then(|before| Ok((before, after?))).map(|(before, after)| {
        let entries = |label: &str| before.iter().find(|(it, _)| it == label).map(|(_, it)| *it);
        let both = |(label, after): (String, f64)| {
            let before = entries(&label).unwrap_or(0.0);
            (label, [before, after])
        };
        after.into_iter().map(both).collect()
    });
    PlanMove { name: about.name.clone(), label: about.label.clone(), stages }
}

fn needed(ask: &Ask<'_>, model: &Model, plan: PlanId) -> Result<Vec<(String, f64)>, String> {
    let held = &model.plans[plan.0];
    let basis =
        basis(model, held, &ask.query(Vec::new()), ask.engine).map_err(|found| found.messages())?;
    let found: Outlook = outlook(&basis, 0, 0);
    if let Err(why) = found.required {
        return Err(obstacle(model, plan, why));
    }
    let stages = &model.funnels[held.funnel.0].stages;
    let all = |position: usize| {
        let (new, open) = found.volumes(position);
        new.iter().chain(&open).sum::<f64>()
    };
    let label = |id: &crate::model::StageId| model.stages[id.0].about.label.clone();
    Ok(stages.iter().enumerate().map(|(position, id)| (label(id), all(position))).collect())
}
