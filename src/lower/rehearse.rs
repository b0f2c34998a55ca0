//! A rehearsal without data: whatever no plan can be made of is told before any question is asked.
//!
//! Comes after `resolve` and `check`; `kpi check` is what it is for.

use std::collections::BTreeSet;

use super::{Listing, Lowering};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{ColumnId, Formula, Funnel, JourneyColumn, KpiId, Model, Node, Set};
use crate::query::Query;
use jiff::civil::Date;

/// Lowers every funnel and every KPI; reports why one cannot be answered, each reason once.
pub fn rehearse(model: &Model, as_of: Date, diagnostics: &mut Diagnostics) {
    let mut found: Vec<Diagnostic> = Vec::new();
    for funnel in &model.funnels {
        found.extend(lowered(model, as_of, |it| drop(it.rows_of(&subjects(model, funnel)))));
    }
    for number in 0..model.kpis.len() {
        found.extend(lowered(model, as_of, |it| drop(it.kpi(KpiId(number)))));
    }
    let mut told = BTreeSet::new();
    found.retain(|problem| told.insert((problem.code, problem.span, problem.message.clone())));
    diagnostics.extend(found);
}

/// What is reported while something is lowered over all rows.
fn lowered(model: &Model, as_of: Date, work: impl FnOnce(&mut Lowering<'_>)) -> Vec<Diagnostic> {
    let query = Query::of(Vec::new(), None, as_of);
    let mut problems = Diagnostics::default();
    let mut lowering = Lowering::new(model, &query, &mut problems);
    work(&mut lowering);
    lowering.draft_funnels();
    problems.iter().cloned().collect()
}

/// The journeys of a funnel, with the entry into its last stage.
fn subjects(model: &Model, funnel: &Funnel) -> Listing {
    let entry = ColumnId(JourneyColumn::Entry(funnel.stages.len().saturating_sub(1)).index());
    let column = model.source(funnel.journeys).column(entry);
    let entry = Formula::new(Node::Column(entry), column.kind.clone(), column.span);
    let set = Set::all_of(funnel.journeys);
    Listing { set, values: vec![entry], at_entry: false, journey: None, whole: true }
}
