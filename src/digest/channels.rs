//! KPIs by channel, with the share of each channel in what was won.

use super::ask::Asking;
use super::measure::Scope;
use super::targets::number;
use crate::diagnostic::Diagnostics;
use crate::model::{DimensionId, FunnelId, KpiId, Report, StageId};
use crate::query::Query;
use crate::table::{Line, Status, Table};
use std::cmp::Ordering;

/// KPIs by channel.
#[derive(Debug, Clone)]
pub struct Channels {
    /// What tells channels apart.
    pub by: DimensionId,
    /// Most of the first KPI first; no more than the report takes.
    pub table: Table,
    /// Channels there are.
    pub groups: usize,
    /// Columns of the table whose parts of the total are shown: entries into the last stage, and
    /// revenue.
    pub shared: Vec<usize>,
    /// The last stage of the funnel.
    pub last: Option<StageId>,
    /// KPIs that cannot be split by it, with the reason.
    pub left_out: Vec<(String, String)>,
}

/// Measures channels.
pub(super) fn channels(
    asking: &mut Asking<'_>,
    scope: &Scope<'_>,
    report: &Report,
    (by, funnel): (DimensionId, Option<FunnelId>),
) -> Result<Channels, Diagnostics> {
    let (kpis, shared) = kpis(asking, scope, report, funnel)?;
    let query = asking.by(&kpis, by, &scope.period);
    let (mut possible, mut left_out) = (Vec::new(), Vec::new());
    for id in kpis {
        match asking.obstacle(&query, id) {
            None => possible.push(id),
            Some(why) => {
                left_out.push((asking.model.kpis[id.0].about.label.clone(), why.message));
            }
        }
    }
    let query = Query { kpis: possible.clone(), named: possible.clone(), ..query };
    let mut table = asking.table(&query)?;
    let groups = table.lines.len();
    top(&mut table, report.top);
    let shared = shared.iter().filter_map(|id| possible.iter().position(|it| it == id)).collect();
    let stages = funnel.map(|id| &asking.model.funnels[id.0].stages);
    let last = stages.and_then(|stages| stages.last().copied());
    Ok(Channels { by, table, groups, shared, last, left_out })
}

/// Keeps the lines with the greatest first value; those that can be relied on come first.
pub(super) fn top(table: &mut Table, most: usize) {
    let cell =
        |line: &Line| line.cells.first().map(|it| (it.status == Status::Ok, number(&it.value)));
    table.lines.sort_by(|a, b| {
        let order = cell(b).partial_cmp(&cell(a)).unwrap_or(Ordering::Equal);
        order.then_with(|| a.group.cmp(&b.group))
    });
    table.lines.truncate(most);
}

/// The KPIs of the columns, and those whose shares are shown.
fn kpis(
    asking: &mut Asking<'_>,
    scope: &Scope<'_>,
    report: &Report,
    funnel: Option<FunnelId>,
) -> Result<(Vec<KpiId>, Vec<KpiId>), Diagnostics> {
    let stages = funnel.map_or_else(Vec::new, |id| asking.model.funnels[id.0].stages.clone());
    let mut ends = Vec::new();
    for stage in [stages.first(), stages.last()].into_iter().flatten() {
        ends.push(asking.count_of(*stage)?);
    }
    let plan = scope.plan.map(|id| &asking.model.plans[id.0]);
    let revenue = plan.map(|plan| plan.kpi);
    let shared: Vec<KpiId> = ends.last().copied().into_iter().chain(revenue).collect();
    if !report.channels.is_empty() {
        return Ok((report.channels.clone(), shared));
    }
    let mut kpis: Vec<KpiId> = ends.into_iter().chain(revenue).collect();
    let cost = plan.and_then(|plan| plan.cost);
    kpis.extend(cost);
    kpis.extend(cost.into_iter().flat_map(|id| asking.model.kpis[id.0].companions.clone()));
    let mut seen = Vec::new();
    kpis.retain(|id| {
        !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
    Ok((kpis, shared))
}
