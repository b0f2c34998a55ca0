//! Who looks at what: the KPIs a report names for it, each split or alone.

use super::ask::Asking;
use super::channels::top;
use super::measure::Scope;
use crate::diagnose::Number;
use crate::diagnostic::Diagnostics;
use crate::model::{LookAt, Report};
use crate::query::Query;
use crate::table::Table;

/// Signs of interest.
#[derive(Debug, Clone)]
pub struct Interest {
    /// KPIs as a whole.
    pub numbers: Vec<Number>,
    /// KPIs that are split.
    pub seen: Vec<Seen>,
}

/// A KPI that is split.
#[derive(Debug, Clone)]
pub struct Seen {
    /// As written.
    pub text: String,
    /// The groups with the greatest values, or why there are none.
    pub table: Result<Table, String>,
    /// Groups there are.
    pub groups: usize,
}

/// Groups of one KPI that are shown.
const SHOWN: usize = 10;

/// Measures interest.
pub(super) fn interest(
    asking: &Asking<'_>,
    scope: &Scope<'_>,
    report: &Report,
) -> Result<Interest, Diagnostics> {
    let (mut numbers, mut seen) = (Vec::new(), Vec::new());
    for look in &report.interest {
        let query = Query {
            by: look.by.clone(),
            filter: look.filter.clone(),
            ..asking.query(&[look.kpi], Some(scope.period.clone()))
        };
        match asking.obstacle(&query, look.kpi) {
            Some(why) => seen.push(absent(look, why.message)),
            None if look.by.is_empty() => numbers.extend(asking.all(&query)?),
            None => seen.push(split(asking, report, look, query)?),
        }
    }
    Ok(Interest { numbers, seen })
}

fn absent(look: &LookAt, why: String) -> Seen {
    Seen { text: look.text.clone(), table: Err(why), groups: 0 }
}

fn split(
    asking: &Asking<'_>,
    report: &Report,
    look: &LookAt,
    mut query: Query,
) -> Result<Seen, Diagnostics> {
    for companion in &asking.model.kpis[look.kpi.0].companions {
        if asking.obstacle(&query, *companion).is_none() {
            query.kpis.push(*companion);
        }
    }
    let mut table = asking.table(&query)?;
    let groups = table.lines.len();
    top(&mut table, report.top.min(SHOWN));
    Ok(Seen { text: look.text.clone(), table: Ok(table), groups })
}
