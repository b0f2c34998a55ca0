//! A relation as a node: what it is made from, and what it does with that.

use std::sync::Arc;

use super::Relation;

impl Relation {
    /// Lists the relations it is made from.
    pub(crate) fn inputs(&self) -> Vec<&Arc<Relation>> {
        match self {
            Relation::Scan { .. } | Relation::Values { .. } => Vec::new(),
            Relation::Filter { input, .. }
            | Relation::Project { input, .. }
            | Relation::Extend { input, .. }
            | Relation::Aggregate { input, .. }
            | Relation::Pick { input, .. }
            | Relation::Window { input, .. } => vec![input],
            Relation::Union { inputs } => inputs.iter().collect(),
            Relation::Join { left, right, .. } => vec![left, right],
        }
    }

    /// The same over other inputs, as many as [`Relation::inputs`] gives.
    pub(crate) fn over(&self, mut inputs: Vec<Arc<Relation>>) -> Relation {
        let mut made = self.clone();
        match &mut made {
            Relation::Scan { .. } | Relation::Values { .. } => {}
            Relation::Filter { input, .. }
            | Relation::Project { input, .. }
            | Relation::Extend { input, .. }
            | Relation::Aggregate { input, .. }
            | Relation::Pick { input, .. }
            | Relation::Window { input, .. } => *input = inputs.swap_remove(0),
            Relation::Union { inputs: own } => *own = inputs,
            Relation::Join { left, right, .. } => {
                *right = inputs.swap_remove(1);
                *left = inputs.swap_remove(0);
            }
        }
        made
    }

    /// Describes everything but the inputs.
    pub(crate) fn identity(&self) -> String {
        match self {
            Relation::Scan { dataset, columns, faults } => {
                format!("scan {dataset:?} {columns:?} {faults:?}")
            }
            Relation::Values { columns, rows } => format!("values {columns:?} {rows:?}"),
            Relation::Filter { condition, .. } => format!("filter {condition:?}"),
            Relation::Project { columns, .. } => format!("project {columns:?}"),
            Relation::Extend { columns, .. } => format!("extend {columns:?}"),
            Relation::Join { on, kind, .. } => format!("join {kind:?} {on:?}"),
            Relation::Aggregate { by, measures, .. } => format!("aggregate {by:?} {measures:?}"),
            Relation::Pick { by, order, .. } => format!("pick {by:?} {order:?}"),
            Relation::Union { .. } => "union".to_owned(),
            Relation::Window { by, order, columns, .. } => {
                format!("window {by:?} {order:?} {columns:?}")
            }
        }
    }
}
