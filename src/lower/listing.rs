//! The rows of a set, one by one, with values of each.

use super::frame::Scans;
use super::moments::Upper;
use super::row::{all, always};
use super::{Audit, Lowering, shared};
use crate::diagnostic::Diagnostics;
use crate::model::{Formula, Model, Set};
use crate::plan::{Comparison, Output, Plan, Relation, Scalar, Value, ValueType};
use crate::query::Query;

/// What is listed of a set.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Which rows.
    pub set: Set,
    /// On a row of the set: stage moments as of the run, all else of an entry at its own moment.
    pub values: Vec<Formula>,
}

/// A plan and its checks.
#[derive(Debug)]
pub struct Listed {
    /// The first outputs are the rows: columns `g0`, .. for the dimensions of the query, then `v0`, ..
    /// for the values; the rest belong to the checks.
    pub plan: Plan,
    /// Checks that travel with the rows.
    pub audits: Vec<Audit>,
}

/// Lowers a listing within the query's period, condition and as-of day; its KPIs do not matter.
/// Output `i` belongs to listing `i`.
pub fn listing(
    model: &Model,
    query: &Query,
    listings: &[Listing],
    diagnostics: &mut Diagnostics,
) -> Option<Listed> {
    let mut lowering = Lowering::new(model, query, diagnostics);
    let drafts: Vec<Rows> = listings.iter().map(|listing| lowering.rows_of(listing)).collect();
    lowering.draft_funnels();
    if lowering.failed {
        return None;
    }
    let mut outputs = Vec::new();
    let (scans, mut checks, _, audits) = lowering.emit_with(listings.len());
    for (listing, rows) in listings.iter().zip(&drafts) {
        outputs.push(lowering.emit_rows(&scans, listing, rows, outputs.len()));
    }
    outputs.append(&mut checks);
    Some(Listed { plan: Plan { outputs, time_zone: model.project.time_zone.clone() }, audits })
}

/// Lowered rows.
struct Rows {
    condition: Scalar,
    columns: Vec<(String, Scalar)>,
}

impl Lowering<'_> {
    fn rows_of(&mut self, listing: &Listing) -> Rows {
        let set = &listing.set;
        self.with_rows(set, |this, frame| {
            let view = this.view_of(set, false);
            let values: Vec<Scalar> = this.seen(view, |this| {
                listing.values.iter().map(|value| this.row(frame, value).scalar).collect()
            });
            let clock = this.clock(frame, set, None);
            let upper = Upper::Row(Vec::new());
            let mut flags = this.set_conditions(frame, set, clock.as_ref(), &upper);
            if let (Some(asked), Some(clock)) = (&this.query.period, &clock) {
                let day = super::moments::day(clock.clone());
                let bound = |date| Box::new(Scalar::Literal(Value::Date(date), ValueType::Date));
                let side = || Box::new(day.scalar.clone());
                let (first, end) = (bound(asked.span.start), bound(asked.span.end));
                flags.push(Scalar::Compare(Comparison::GreaterOrEqual, side(), first));
                flags.push(Scalar::Compare(Comparison::Less, side(), end));
            }
            let base = &this.bases[&(set.source, set.stage)];
            flags.extend(base.filter.clone());
            let groups = base.groups.iter().enumerate();
            let mut columns: Vec<(String, Scalar)> =
                groups.map(|(at, group)| (format!("g{at}"), group.scalar.clone())).collect();
            let values = values.into_iter().enumerate();
            columns.extend(values.map(|(at, value)| (format!("v{at}"), value)));
            Rows { condition: all(flags), columns }
        })
    }

    fn emit_rows(&self, scans: &Scans, listing: &Listing, rows: &Rows, number: usize) -> Output {
        let frame = &self.frames[&listing.set.source];
        let input = scans.relation(self.model, frame);
        let condition = rows.condition.clone();
        let input = match condition == always() {
            true => input,
            false => shared(Relation::Filter { input, condition }),
        };
        let relation = shared(Relation::Project { input, columns: rows.columns.clone() });
        Output { name: format!("rows {number}"), relation }
    }
}
