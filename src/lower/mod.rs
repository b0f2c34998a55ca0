//! Model + query -> plan: what an engine computes, and how cells are read from its rows.
//!
//! Every source is scanned by one node. Measures of the same rows, clock and spans share one
//! aggregation (a [`Branch`]); the arithmetic between measures stays out of the plan and is done
//! exactly by `answer`.

mod arrival;
mod audit;
mod branch;
mod columns;
mod conversion;
mod distinct;
mod frame;
mod funnel;
mod gather;
mod journey;
mod kpi;
mod listing;
mod moments;
mod onto;
mod overlaps;
mod rehearse;
mod row;
mod score;
mod spans;
mod tally;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{
    DimensionId, FunnelId, Model, OtherPeriod, Set, SourceId, StageId, dimension_on,
};
use crate::period::{self, Cell as PeriodCell, Zone};
use crate::plan::{Plan, Relation, Scalar, Value, ValueType};
use crate::query::Query;

pub use arrival::Origins;
pub use audit::Audit;
pub(crate) use audit::unique;
pub use branch::{Branch, Measured, Merge, OutputId};
pub use kpi::{Leaf, LoweredKpi, NoClock, Numbers, Reading, Slot};
pub use listing::{Listed, Listing, Narrowed, listing, lost};
pub use rehearse::rehearse;
pub(crate) use spans::through;
pub use spans::{EARLIEST, NO_CLOCK};
pub use tally::Tallied;

/// A plan and the way back from its rows to cells.
#[derive(Debug)]
pub struct Lowered {
    /// For the engine.
    pub plan: Plan,
    /// One per KPI of the query.
    pub kpis: Vec<LoweredKpi>,
    /// Aggregations, in the order of their outputs.
    pub branches: Vec<Branch>,
    /// Checks that travel with the numbers.
    pub audits: Vec<Audit>,
    /// Cells of time; empty without `--by` a period.
    pub cells: Vec<PeriodCell>,
}

/// Lowers a query; reports dimensions and conditions that do not reach a set.
pub fn lower(model: &Model, query: &Query, diagnostics: &mut Diagnostics) -> Option<Lowered> {
    let mut lowering = Lowering::new(model, query, diagnostics);
    let kpis = query.kpis.iter().map(|id| lowering.kpi(*id)).collect();
    lowering.draft_funnels();
    if lowering.failed {
        return None;
    }
    let (_, outputs, branches, audits) = lowering.emit_with(0);
    let plan = Plan { outputs, time_zone: model.project.time_zone.clone() };
    Some(Lowered { plan, kpis, branches, audits, cells: lowering.cells })
}

/// A lowered row value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Typed {
    /// How to compute it.
    scalar: Scalar,
    /// Its type.
    kind: ValueType,
}

/// Work in progress.
pub(crate) struct Lowering<'a> {
    model: &'a Model,
    query: &'a Query,
    diagnostics: &'a mut Diagnostics,
    failed: bool,
    cells: Vec<PeriodCell>,
    /// First instant after the as-of day, microseconds.
    as_of_end: i64,
    /// The only subject of a funnel that is looked at.
    subject: Option<(FunnelId, Value)>,
    /// Rows each source is asked for, with everything the KPIs of the query need on them.
    frames: BTreeMap<SourceId, frame::Frame>,
    /// Groups and conditions of the query on the rows of sets.
    bases: BTreeMap<Rows, Base>,
    funnels: BTreeMap<FunnelId, funnel::Draft>,
    view: view::View,
    branches: Vec<branch::Draft>,
    zone: Zone,
}

/// Rows of a source, or the entries into a stage.
pub(crate) type Rows = (SourceId, Option<StageId>);

/// The groups and the condition of the query on the rows of a set.
struct Base {
    groups: Vec<Typed>,
    filter: Option<Scalar>,
}

impl<'a> Lowering<'a> {
    fn new(model: &'a Model, query: &'a Query, diagnostics: &'a mut Diagnostics) -> Self {
        let cells = spans::cells(model, query);
        let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
        let as_of_end = zone.end_of_day_micros(query.as_of);
        Self {
            model,
            query,
            diagnostics,
            failed: false,
            cells,
            as_of_end,
            subject: None,
            frames: BTreeMap::new(),
            bases: BTreeMap::new(),
            funnels: BTreeMap::new(),
            view: view::View::AsOf,
            branches: Vec::new(),
            zone,
        }
    }

    fn fail(&mut self, diagnostic: Diagnostic) {
        self.failed = true;
        self.diagnostics.push(diagnostic);
    }

    /// Works on the rows of a set, which have the groups and the condition of the query.
    fn with_rows<T>(
        &mut self,
        set: &Set,
        work: impl FnOnce(&mut Self, &mut frame::Frame) -> T,
    ) -> T {
        let rows = (set.source, set.stage);
        self.with_frame(set.source, |this, frame| {
            if !this.bases.contains_key(&rows) {
                let view = this.view_of(set, true);
                let base = this.seen(view, |this| this.base(frame, set.source));
                this.bases.insert(rows, base);
            }
            work(this, frame)
        })
    }

    /// Works on all rows of a source.
    fn with_frame<T>(
        &mut self,
        source: SourceId,
        work: impl FnOnce(&mut Self, &mut frame::Frame) -> T,
    ) -> T {
        let known = self.frames.remove(&source);
        let mut frame = known.unwrap_or_else(|| frame::Frame::new(source));
        let result = work(self, &mut frame);
        self.frames.insert(source, frame);
        result
    }

    fn base(&mut self, frame: &mut frame::Frame, source: SourceId) -> Base {
        let mut groups = Vec::new();
        for id in self.query.by.clone() {
            if let Some(group) = self.group(frame, id, source) {
                groups.push(group);
            }
        }
        let filter = self.filter(frame, source);
        Base { groups, filter }
    }

    fn group(
        &mut self,
        frame: &mut frame::Frame,
        id: DimensionId,
        source: SourceId,
    ) -> Option<Typed> {
        match dimension_on(self.model, id, source) {
            Ok(formula) => Some(self.row(frame, &formula)),
            Err(message) => {
                let dimension = &self.model.dimensions[id.0].about;
                let set = &self.model.source(source).name;
                self.fail(Diagnostic::error("unreachable", dimension.span, message).help(format!(
                    "add `{set} = \"..\"` to `of` of dimension `{}`, or ask without it",
                    dimension.name
                )));
                None
            }
        }
    }

    fn filter(&mut self, frame: &mut frame::Frame, source: SourceId) -> Option<Scalar> {
        let written = self.query.filter.as_ref()?;
        let before = self.diagnostics.has_errors();
        let condition =
            crate::resolve::resolve_condition(self.model, source, written, self.diagnostics);
        if condition.kind.is_poison() || (!before && self.diagnostics.has_errors()) {
            self.failed = true;
            return None;
        }
        Some(self.row(frame, &condition).scalar)
    }

    /// A period is asked for and the set has no clock to put its rows into one.
    fn check_clock(&mut self, set: &Set, has_clock: bool, transforms: &[OtherPeriod]) {
        if has_clock || self.timeless(transforms) {
            return;
        }
        let source = self.model.source(set.source);
        let message = format!("`{}` has no time, its rows belong to no period", source.name);
        let help = format!(
            "declare `time` for source `{}`, write `at` with a moment in the formula, or ask without a period",
            source.name
        );
        self.fail(Diagnostic::error("no-clock", source.span, message).help(help));
    }

    /// Tells whether time matters: without it every row counts, whatever its clock.
    fn timeless(&self, transforms: &[OtherPeriod]) -> bool {
        self.query.period.is_none() && self.query.by_period.is_none() && transforms.is_empty()
    }

    /// Spans of the cells as seen through other-period functions.
    fn spans(&self, transforms: &[OtherPeriod]) -> Vec<period::Span> {
        let own: Vec<period::Span> = match (&self.query.period, self.cells.as_slice()) {
            (Some(asked), []) => vec![asked.span],
            (None, []) => vec![spans::everything(self.query.as_of)],
            (_, cells) => cells.iter().map(|cell| cell.clipped).collect(),
        };
        own.into_iter().map(|span| spans::through(self.model, transforms, span)).collect()
    }

    /// The whole period as seen through other-period functions.
    fn whole(&self, transforms: &[OtherPeriod]) -> period::Span {
        let own = match &self.query.period {
            Some(asked) => asked.span,
            None => spans::everything(self.query.as_of),
        };
        spans::through(self.model, transforms, own)
    }
}

/// Shares a relation.
fn shared(relation: Relation) -> Arc<Relation> {
    Arc::new(relation)
}
