//! Month by month, with the planned values beside.

use super::ask::Asking;
use super::measure::Scope;
use super::targets::number;
use crate::diagnostic::Diagnostics;
use crate::expression::DurationUnit;
use crate::model::{KpiId, Report};
use crate::outlook::Plans;
use crate::period::{self, Span};
use crate::table::{Cell, KpiTitle, PeriodTitle};
use jiff::civil::Date;

/// KPIs month by month.
#[derive(Debug, Clone)]
pub struct Trends {
    /// The months.
    pub months: Vec<PeriodTitle>,
    /// The KPIs.
    pub series: Vec<Trend>,
}

/// A KPI month by month.
#[derive(Debug, Clone)]
pub struct Trend {
    /// Its label and unit.
    pub title: KpiTitle,
    /// One for every month.
    pub cells: Vec<Cell>,
    /// As planned on the eve of the plan; one for every month.
    pub plan: Vec<Option<f64>>,
    /// Where its meaning changes.
    pub breaks: Vec<Break>,
}

/// A month from which on a definition means something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Its place among the months.
    pub month: usize,
    /// Full name of the definition.
    pub definition: String,
}

/// The months that end with the last one of the period that has begun.
fn months(report: &Report, scope: &Scope<'_>) -> Span {
    let last = scope.period.span.last().min(scope.as_of).first_of_month();
    let end = period::add(last, 1, DurationUnit::Months).unwrap_or(last);
    let start = period::add(end, -i64::from(report.months), DurationUnit::Months).unwrap_or(end);
    Span::new(start, end)
}

/// Measures trends.
pub(super) fn trends(
    asking: &Asking<'_>,
    scope: &Scope<'_>,
    report: &Report,
    kpis: &[KpiId],
    plans: &Plans<'_>,
) -> Result<Trends, Diagnostics> {
    let span = months(report, scope);
    let query = asking.query(kpis, Some(crate::query::Asked { span, label: String::new() }));
    let kpis: Vec<KpiId> =
        kpis.iter().copied().filter(|id| asking.obstacle(&query, *id).is_none()).collect();
    let table = asking.months(&kpis, span)?;
    let mut series = Vec::new();
    for (at, (id, title)) in kpis.iter().zip(&table.kpis).enumerate() {
        let planned =
            scope.plan.and_then(|plan| plans.by_month(plan, *id).ok()).unwrap_or_default();
        let on = |month: &PeriodTitle| {
            let first: Option<Date> = month.first.parse().ok();
            let (_, value) = planned.iter().find(|(day, _)| Some(*day) == first)?;
            number(value)
        };
        series.push(Trend {
            title: title.clone(),
            cells: table.lines.iter().map(|line| line.cells[at].clone()).collect(),
            plan: table.lines.iter().map(|line| line.period.as_ref().and_then(on)).collect(),
            breaks: Vec::new(),
        });
    }
    let months = table.lines.into_iter().filter_map(|line| line.period).collect();
    Ok(Trends { months, series })
}
