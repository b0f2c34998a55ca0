//! Month by month, with the planned values beside.

use super::ask::Asking;
use super::measure::Scope;
use super::targets::number;
use crate::diagnostic::Diagnostics;
use crate::expression::DurationUnit;
use crate::model::{KpiId, Model, Report, StageId, breaks_of};
use crate::outlook::Plans;
use crate::period::{self, Span};
use crate::table::{Cell, KpiTitle, Line, PeriodTitle};
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

/// The months in which a stage that a KPI looks at begins to mean something else; not the first, which
/// has none before it unless the day lies within it.
fn breaks(model: &Model, kpi: KpiId, lines: &[Line]) -> Vec<Break> {
    let on = |(stage, day): (StageId, Date)| {
        let day = day.to_string();
        let within = |it: &PeriodTitle| it.first <= day && day <= it.last;
        let month = lines.iter().position(|line| line.period.as_ref().is_some_and(within))?;
        let definition = format!("stage.{}", model.stages[stage.0].about.name);
        let starts = lines[month].period.as_ref().is_some_and(|it| it.first == day);
        (month > 0 || !starts).then_some(Break { month, definition })
    };
    let mut found: Vec<Break> = breaks_of(model, kpi).filter_map(on).collect();
    found.sort_by(|a, b| (a.month, &a.definition).cmp(&(b.month, &b.definition)));
    found
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
            breaks: breaks(&asking.model, *id, &table.lines),
        });
    }
    let months = table.lines.into_iter().filter_map(|line| line.period).collect();
    Ok(Trends { months, series })
}
