//! Actual values against the plan and the year before, backward from revenue to the first stage.

use super::ask::Asking;
use super::measure::Scope;
use crate::diagnose::Number;
use crate::diagnostic::Diagnostics;
use crate::model::{FunnelId, KpiId, Model, PlanId, Report};
use crate::outlook::{self, Plans};
use crate::period::{self, Span};
use crate::plan::Value;
use crate::query::Asked;
use jiff::civil::Date;

/// A KPI against its plan.
#[derive(Debug, Clone)]
pub struct Target {
    /// Over the period.
    pub actual: Number,
    /// As the plan stood on the eve of the period; nothing where it says nothing.
    pub plan: Option<Value>,
    /// Over the same days of the year before; nothing where data does not go back that far.
    pub year_before: Option<Number>,
    /// Actual per planned.
    pub pace: Option<f64>,
}

/// KPIs of a model that defines neither plan nor funnel.
const FEW: usize = 8;

/// The period of a report that names none: the finished months of the plan, else the twelve months that
/// end with the last finished one.
pub(super) fn usual_period(model: &Model, plan: Option<PlanId>, as_of: Date) -> Asked {
    let finished = plan.and_then(|plan| outlook::finished(model, plan, None, as_of).ok());
    if let Some((asked, _)) = finished {
        return asked;
    }
    let end = as_of.tomorrow().unwrap_or(as_of).first_of_month();
    let span = period::rolling(12, crate::expression::DurationUnit::Months, Span::new(end, end));
    let span = span.unwrap_or(Span::new(end, end));
    Asked { span, label: span.to_string() }
}

/// The KPIs of the targets: those named, else revenue and the stages backward.
pub(super) fn kpis(
    asking: &mut Asking<'_>,
    report: &Report,
    plan: Option<PlanId>,
    funnel: Option<FunnelId>,
) -> Result<Vec<KpiId>, Diagnostics> {
    if !report.targets.is_empty() {
        return Ok(report.targets.clone());
    }
    let mut found: Vec<KpiId> = plan.map(|id| asking.model.plans[id.0].kpi).into_iter().collect();
    let stages = funnel.map_or_else(Vec::new, |id| asking.model.funnels[id.0].stages.clone());
    for stage in stages.into_iter().rev() {
        let id = asking.count_of(stage)?;
        if !found.contains(&id) {
            found.push(id);
        }
    }
    if found.is_empty() {
        found = asking.written().take(FEW).collect();
    }
    Ok(found)
}

/// Measures them.
pub(super) fn targets(
    asking: &Asking<'_>,
    scope: &Scope<'_>,
    kpis: &[KpiId],
    plans: &Plans<'_>,
) -> Result<Vec<Target>, Diagnostics> {
    let query = asking.query(kpis, Some(scope.period.clone()));
    let possible = |id: &KpiId| asking.obstacle(&query, *id).is_none();
    let kpis: Vec<KpiId> = kpis.iter().copied().filter(possible).collect();
    let actual = asking.values(&kpis, scope.period.span)?;
    let before = match scope.reaches(scope.year_before) {
        true => asking.values(&kpis, scope.year_before)?.into_iter().map(Some).collect(),
        false => vec![None; kpis.len()],
    };
    let one = |((id, actual), year_before): ((&KpiId, Number), Option<Number>)| {
        let plan = plans.value(*id, scope.period.span).ok().map(|planned| planned.value);
        let pace = plan.as_ref().and_then(|plan| {
            let (done, due) = (number(&actual.cell.value)?, number(plan)?);
            (due > 0.0).then_some(done / due)
        });
        Target { actual, plan, year_before, pace }
    };
    Ok(kpis.iter().zip(actual).zip(before).map(one).collect())
}

/// A value as a plain number.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) | Value::Duration(number) => Some(*number as f64),
        Value::Decimal { units, scale } => Some(*units as f64 / 10f64.powi(i32::from(*scale))),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}
