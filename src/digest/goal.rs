//! The target of the plan: what is reached, what may still come.

use super::Absent;
use super::ask::Asking;
use super::measure::Scope;
use super::targets::number;
use crate::diagnostic::Diagnostics;
use crate::model::PlanId;
use crate::outlook::{self, Plans};
use crate::period::Span;
use crate::plan::Value;
use crate::table::KpiTitle;

/// How the target of a plan stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// Which plan.
    pub plan: PlanId,
    /// The days of the plan.
    pub span: Span,
    /// What is counted.
    pub title: KpiTitle,
    /// All of it.
    pub target: f64,
    /// Reached up to as of, with what is committed.
    pub actual: f64,
    /// What was to be reached by the end of the last finished month, with that day.
    pub due: Option<(f64, Span, f64)>,
    /// What may come; the reason where nothing is known.
    pub prospect: Result<Prospect, String>,
}

/// What a plan expects of the rest of its period.
#[derive(Debug, Clone, PartialEq)]
pub struct Prospect {
    /// Money of open leads.
    pub open: f64,
    /// Money that is to be won anew.
    pub wanted: f64,
    /// Chance to reach the target, 0 to 1, and revenue of the whole period that 10, 50 and 90 % of
    /// the draws stay at or below.
    pub chance: Option<(f64, [f64; 3])>,
    /// Entries into the first stage that are still needed.
    pub entries: f64,
}

/// Measures the target.
pub(super) fn goal(
    asking: &Asking<'_>,
    scope: &Scope<'_>,
    plans: &Plans<'_>,
) -> Result<Result<Goal, Absent>, Diagnostics> {
    let Some(id) = scope.plan else { return Ok(Err(Absent::NoPlan)) };
    let (model, plan) = (&asking.model, &asking.model.plans[id.0]);
    let query = asking.query(&[plan.kpi], None);
    let title = asking.values(&[plan.kpi], plan.period)?.swap_remove(0).title;
    let basis = outlook::basis(model, plan, &query, asking.engine)?;
    let found = outlook::outlook(&basis, 1, scope.draws);
    let sure = basis.actual + basis.committed;
    let prospect = match &found.required {
        Err(why) => Err(outlook::obstacle(model, id, *why)),
        Ok(required) => Ok(Prospect {
            open: found.open,
            wanted: found.wanted,
            chance: (found.chance.as_ref())
                .map(|it| (it.reached, it.quantiles.map(|money| money + sure))),
            entries: required.entries.iter().sum(),
        }),
    };
    let (target, actual, span) = (basis.target, sure, plan.period);
    Ok(Ok(Goal {
        plan: id,
        span,
        title,
        target,
        actual,
        due: due(asking, scope, id, plans)?,
        prospect,
    }))
}

/// Planned and actual over the finished months of the plan.
fn due(
    asking: &Asking<'_>,
    scope: &Scope<'_>,
    id: PlanId,
    plans: &Plans<'_>,
) -> Result<Option<(f64, Span, f64)>, Diagnostics> {
    let kpi = asking.model.plans[id.0].kpi;
    let Ok((asked, _)) = outlook::finished(&asking.model, id, None, scope.as_of) else {
        return Ok(None);
    };
    let planned = plans.value(kpi, asked.span).ok();
    let Some(planned) = planned.and_then(|it| number(&it.value)) else { return Ok(None) };
    let actual = asking.values(&[kpi], asked.span)?.swap_remove(0).cell.value;
    let actual = if actual == Value::Missing { 0.0 } else { number(&actual).unwrap_or(0.0) };
    Ok(Some((planned, asked.span, actual)))
}
