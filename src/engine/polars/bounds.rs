//! Upper bounds of stored moments that a filter over a scan implies, so that the reader of a typed
//! file skips what lies after them.
//!
//! A bound only leaves out rows that the filter leaves out too: it is a day too wide and keeps
//! missing values. Comes after `graph`; `scan` puts it over the file.

use polars::prelude::*;

use super::open::StoredColumn;
use crate::engine::graph::{Graph, Read};
use crate::engine::zone::{DAY, LAST_DAY, day_number};
use crate::plan::{Comparison, Relation, Scalar, Value};

/// A column whose moments after an instant (microseconds UTC) do not matter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bound {
    pub(super) column: String,
    until: i64,
}

/// Finds the bounds of a dataset; none where a scan of it is used by anything but one filter.
pub(super) fn bounds(graph: &Graph, read: &Read) -> Vec<Bound> {
    let is_scan = |relation: &Relation| match relation {
        Relation::Scan { dataset, .. } => *dataset == read.dataset,
        _ => false,
    };
    let scans: Vec<usize> =
        (0..graph.nodes.len()).filter(|node| is_scan(&graph.nodes[*node].relation)).collect();
    let [scan] = scans.as_slice() else { return Vec::new() };
    let mut users = graph.nodes.iter().filter(|node| node.inputs.contains(scan));
    match (users.next().map(|node| &*node.relation), graph.nodes[*scan].uses) {
        (Some(Relation::Filter { condition, .. }), 1) => conjuncts(condition),
        _ => Vec::new(),
    }
}

fn conjuncts(condition: &Scalar) -> Vec<Bound> {
    match condition {
        Scalar::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        Scalar::Or(parts) => match parts.as_slice() {
            [Scalar::IsMissing(missing), compared] => {
                let bound = upper(compared);
                let same = |bound: &Bound| **missing == Scalar::Column(bound.column.clone());
                bound.filter(same).into_iter().collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// `column < limit` or `column <= limit`.
fn upper(condition: &Scalar) -> Option<Bound> {
    let Scalar::Compare(Comparison::Less | Comparison::LessOrEqual, column, limit) = condition
    else {
        return None;
    };
    let until = match &**limit {
        Scalar::Literal(Value::Datetime(instant), _) => *instant,
        Scalar::Literal(Value::Date(day), _) => i64::from(day_number(*day)).checked_mul(DAY)?,
        _ => return None,
    };
    let Scalar::Column(column) = &**column else { return None };
    Some(Bound { column: column.clone(), until })
}

impl Bound {
    /// The bound over a stored column; none for texts, which are read as a whole anyway. Two days
    /// too wide: whatever the zone of the file, local days and instants are less than that apart.
    /// Moments beyond the calendar stay, so that they are found not to fit their type.
    pub(super) fn over(&self, stored: &StoredColumn) -> Option<Expr> {
        let limit = moment(self.until.checked_add(2 * DAY)?, &stored.kind)?;
        let beyond = moment((i64::from(LAST_DAY) + 1) * DAY, &stored.kind)?;
        let column = || col(stored.name.clone());
        Some(column().is_null().or(column().lt_eq(limit)).or(column().gt_eq(beyond)))
    }
}

/// A moment in microseconds as a literal of a stored type.
fn moment(micros: i64, kind: &DataType) -> Option<Expr> {
    Some(match kind {
        DataType::Date => lit(i32::try_from(micros.div_euclid(DAY)).ok()?).cast(kind.clone()),
        DataType::Datetime(TimeUnit::Nanoseconds, _) => {
            lit(micros.checked_mul(1_000)?).cast(kind.clone())
        }
        DataType::Datetime(TimeUnit::Microseconds, _) => lit(micros).cast(kind.clone()),
        DataType::Datetime(TimeUnit::Milliseconds, _) => {
            lit(micros.div_euclid(1_000)).cast(kind.clone())
        }
        _ => return None,
    })
}
