//! From stage to stage: how many entered, what became of them, how long it took.

use super::ask::Asking;
use super::measure::Scope;
use crate::diagnose::Number;
use crate::diagnostic::Diagnostics;
use crate::model::{FunnelId, KpiId, StageId};

/// A funnel over the period.
#[derive(Debug, Clone)]
pub struct Funnel {
    /// Which.
    pub funnel: FunnelId,
    /// One for every stage.
    pub steps: Vec<Step>,
}

/// A stage, and the way on from it.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which.
    pub stage: StageId,
    /// Entries of the period.
    pub entries: Number,
    /// Of these, the share that enters the next stage in time; nothing of the last.
    pub rate: Option<Number>,
    /// Days to the next stage, of the entries into that; nothing of the last.
    pub days: Option<Number>,
}

/// Measures a funnel.
pub(super) fn funnel(
    asking: &mut Asking<'_>,
    scope: &Scope<'_>,
    id: FunnelId,
) -> Result<Funnel, Diagnostics> {
    let stages = asking.model.funnels[id.0].stages.clone();
    let mut kpis = Vec::new();
    for stage in &stages {
        kpis.push(asking.count_of(*stage)?);
    }
    for pair in stages.windows(2) {
        kpis.push(rate(asking, scope, pair[0], pair[1])?);
    }
    for pair in stages.windows(2) {
        let [from, to] = [pair[0], pair[1]].map(|id| asking.model.stages[id.0].about.name.clone());
        let formula = format!("median({to}.at - {from}.at over {to})");
        kpis.push(asking.invented(&formula, &formula, &formula)?);
    }
    let values = asking.values(&kpis, scope.period.span)?;
    let (counts, others) = values.split_at(stages.len());
    let (rates, days) = others.split_at(stages.len() - 1);
    let step = |(at, (stage, entries)): (usize, (&StageId, &Number))| Step {
        stage: *stage,
        entries: entries.clone(),
        rate: rates.get(at).cloned(),
        days: days.get(at).cloned(),
    };
    let steps = stages.iter().zip(counts).enumerate().map(step).collect();
    Ok(Funnel { funnel: id, steps })
}

/// The KPI that is the conversion from one stage to the next; else one in the time that the plan gives
/// it, or in any.
fn rate(
    asking: &mut Asking<'_>,
    scope: &Scope<'_>,
    from: StageId,
    to: StageId,
) -> Result<KpiId, Diagnostics> {
    let model = &asking.model;
    let is = |kpi: &crate::model::Kpi| {
        model
            .rate_of(&kpi.formula)
            .and_then(|it| model.way(it))
            .is_some_and(|way| way == [from, to])
    };
    if let Some(found) = model.kpis.iter().position(is) {
        return Ok(KpiId(found));
    }
    let within = scope.plan.and_then(|plan| model.plans[plan.0].within);
    let within = within.map_or_else(|| "ever".to_owned(), |within| within.to_string());
    let [from, to] = [from, to].map(|id| model.stages[id.0].about.name.clone());
    let formula = format!("{from} -> {to} within {within}");
    asking.invented(&formula, &formula, &formula)
}
