//! What a diagnosis says to look at: a KPI split, the groups with the most entries first.

use std::cmp::Reverse;

use super::{Ask, Look, question, table};
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::model::LookAt;
use crate::query::Query;
use crate::run;

/// Groups that are shown.
const SHOWN: usize = 10;

/// Looks; a question that cannot be asked is told in its place.
pub(super) fn look(
    ask: &Ask<'_>,
    look: &LookAt,
    engine: &dyn Engine,
    definitions: &str,
) -> Result<Look, Diagnostics> {
    let mut query = Query {
        by: look.by.clone(),
        filter: look.filter.clone(),
        ..question(ask, Some(ask.period.clone()), vec![look.kpi])
    };
    if let Some(why) = run::obstacle(ask.model, &query, look.kpi) {
        return Ok(Look { text: look.text.clone(), table: Err(why.message), groups: 0 });
    }
    for companion in &ask.model.kpis[look.kpi.0].companions {
        let beside = !query.kpis.contains(companion);
        if beside && run::obstacle(ask.model, &query, *companion).is_none() {
            query.kpis.push(*companion);
        }
    }
    let mut found = table(ask.model, &query, engine, definitions)?;
    let groups = found.lines.len();
    found.lines.sort_by_key(|line| Reverse(line.cells.first().and_then(|cell| cell.n)));
    found.lines.truncate(SHOWN);
    Ok(Look { text: look.text.clone(), table: Ok(found), groups })
}
