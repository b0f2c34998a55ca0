//! The rows of a set, one by one, with values of each.

use super::frame::{Frame, Scans};
use super::journey::INDEX;
use super::moments::Upper;
use super::row::{all, always};
use super::view::View;
use super::{Audit, Lowering, shared};
use crate::diagnostic::Diagnostics;
use crate::model::{Conversion, Formula, FunnelId, Model, Set};
use crate::plan::{Comparison, Output, Plan, Relation, Scalar, Value, ValueType};
use crate::query::Query;

/// What is listed of a set.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Which rows.
    pub set: Set,
    /// On a row of the set.
    pub values: Vec<Formula>,
    /// Values of an entry are seen at its own moment (other entries of its journey as of the run);
    /// else all are seen as of the run.
    pub at_entry: bool,
    /// The number of the journey of this funnel that a row belongs to comes before the values; equal
    /// in all listings of one plan.
    pub journey: Option<FunnelId>,
    /// All rows as of the run: the period, the condition and the dimensions of the query are left out.
    pub whole: bool,
}

impl Listing {
    /// Lists rows within the question; entries as they were at their own moment.
    pub fn of(set: Set, values: Vec<Formula>) -> Self {
        Self { set, values, at_entry: true, journey: None, whole: false }
    }
}

/// What a listing looks at, where that is less than everything up to the as-of day.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    /// Only this subject goes through the funnel.
    pub subject: Option<(FunnelId, Value)>,
    /// Nothing after this moment (microseconds since 1970) of the as-of day exists.
    pub until: Option<i64>,
}

/// A plan and its checks.
#[derive(Debug)]
pub struct Listed {
    /// The first outputs are the rows: columns `g0`, .. for the dimensions of the query, `journey`,
    /// then `v0`, .. for the values; the rest belong to the checks.
    pub plan: Plan,
    /// How many of the outputs are rows.
    pub rows: usize,
    /// Checks that travel with the rows.
    pub audits: Vec<Audit>,
}

/// Lowers a listing within the query's period, condition and as-of day; its KPIs do not matter.
/// Output `i` belongs to listing `i`.
pub fn listing(
    model: &Model,
    query: &Query,
    listings: &[Listing],
    narrowed: &Narrowed,
    diagnostics: &mut Diagnostics,
) -> Option<Listed> {
    let mut lowering = Lowering::new(model, query, diagnostics);
    lowering.subject = narrowed.subject.clone();
    lowering.as_of_end = narrowed.until.map_or(lowering.as_of_end, |last| last.saturating_add(1));
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
    let plan = Plan { outputs, time_zone: model.project.time_zone.clone() };
    Some(Listed { plan, rows: listings.len(), audits })
}

/// Lowers a list of the entries into a conversion whose windows are over and that did not convert,
/// within the query's period, condition and as-of day; its only output holds `values` of each.
pub fn lost(
    model: &Model,
    query: &Query,
    conversion: &Conversion,
    values: Vec<Formula>,
    diagnostics: &mut Diagnostics,
) -> Option<Listed> {
    let listing = Listing::of(conversion.from.clone(), values);
    let mut lowering = Lowering::new(model, query, diagnostics);
    let rows = lowering.rows_that(&listing, Some(conversion));
    lowering.draft_funnels();
    if lowering.failed {
        return None;
    }
    let (scans, mut checks, _, audits) = lowering.emit_with(1);
    let mut outputs = vec![lowering.emit_rows(&scans, &listing, &rows, 0)];
    outputs.append(&mut checks);
    let plan = Plan { outputs, time_zone: model.project.time_zone.clone() };
    Some(Listed { plan, rows: 1, audits })
}

/// Lowered rows.
pub(super) struct Rows {
    condition: Scalar,
    columns: Vec<(String, Scalar)>,
}

impl Lowering<'_> {
    pub(super) fn rows_of(&mut self, listing: &Listing) -> Rows {
        self.rows_that(listing, None)
    }

    /// Rows of a listing; of a conversion only those that are lost.
    fn rows_that(&mut self, listing: &Listing, lost: Option<&Conversion>) -> Rows {
        let set = &listing.set;
        let rows = |this: &mut Self, frame: &mut Frame| {
            let journey = listing.journey.map(|funnel| this.number(frame, funnel));
            let view = match listing.at_entry {
                true => this.view_of(set, false),
                false => View::AsOf,
            };
            let values: Vec<Scalar> = this.seen(view, |this| {
                listing.values.iter().map(|value| this.row(frame, value).scalar).collect()
            });
            let clock = this.clock(frame, set, None);
            let upper = Upper::Row(Vec::new());
            let mut flags = this.set_conditions(frame, set, clock.as_ref(), &upper);
            if let (Some(conversion), Some(clock)) = (lost, &clock) {
                flags.push(this.lost(frame, conversion, clock));
            }
            let asked = this.query.period.as_ref().filter(|_| !listing.whole);
            if let (Some(asked), Some(clock)) = (asked, &clock) {
                let day = super::moments::day(clock.clone());
                let bound = |date| Box::new(Scalar::Literal(Value::Date(date), ValueType::Date));
                let side = || Box::new(day.scalar.clone());
                let (first, end) = (bound(asked.span.start), bound(asked.span.end));
                flags.push(Scalar::Compare(Comparison::GreaterOrEqual, side(), first));
                flags.push(Scalar::Compare(Comparison::Less, side(), end));
            }
            let mut columns: Vec<(String, Scalar)> = Vec::new();
            if !listing.whole {
                let base = &this.bases[&(set.source, set.stage)];
                flags.extend(base.filter.clone());
                let groups = base.groups.iter().enumerate();
                columns.extend(groups.map(|(at, group)| (format!("g{at}"), group.scalar.clone())));
            }
            columns.extend(journey.map(|number| ("journey".to_owned(), number)));
            let values = values.into_iter().enumerate();
            columns.extend(values.map(|(at, value)| (format!("v{at}"), value)));
            Rows { condition: all(flags), columns }
        };
        match listing.whole {
            true => self.with_frame(set.source, rows),
            false => self.with_rows(set, rows),
        }
    }

    /// The number of the journey that a row belongs to.
    fn number(&mut self, frame: &mut Frame, funnel: FunnelId) -> Scalar {
        match self.model.source(frame.source).funnel {
            Some(_) => Scalar::Column(INDEX.to_owned()),
            None => {
                let place = self.own_place(frame, funnel);
                self.of_journey(frame, &place, INDEX, ValueType::Integer).scalar
            }
        }
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
