//! Branches: aggregations that share rows, clock and spans.

use std::sync::Arc;

use super::frame::Scans;
use super::gather::summable;
use super::row::{all, always, only_where};
use super::tally::Tallied;
use super::{Base, Lowering, NO_CLOCK, Rows, Typed, shared};
use crate::model::{OtherPeriod, SourceId};
use crate::period::{Span, Zone};
use crate::plan::{
    Aggregation, Comparison, Direction, JoinKind, Measure, Output, Relation, Scalar, Value,
    ValueType,
};

/// Index into the outputs of a plan.
pub type OutputId = usize;

/// One aggregation of a plan.
#[derive(Debug)]
pub struct Branch {
    /// What it computes, in the order of the columns after groups and cell.
    pub measures: Vec<Measured>,
    /// Columns: groups, then the cell's index (`-1`: no clock), then measures that are not picked.
    pub cells: OutputId,
    /// The same over everything, without groups: for measures that do not add up.
    pub total: Option<OutputId>,
    /// Whether its rows carry the cell's index.
    pub timed: bool,
    /// Whether it looks at other spans than the cells' own.
    pub elsewhere: bool,
}

/// One measure of a branch.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Name of its column.
    pub name: String,
    /// How the values of two groups make one; `None` where they do not.
    pub merges: Option<Merge>,
    /// Outputs of a picked value (`first`, `last`): by cell and in total.
    pub picked: Option<(OutputId, Option<OutputId>)>,
    /// Outputs of a tally.
    pub tallied: Option<Tallied>,
}

/// How the values of two groups make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Merge {
    Add,
    Least,
    Greatest,
}

/// A branch while measures are added.
pub(super) struct Draft {
    rows: Rows,
    pub(super) clock: Option<Typed>,
    pub(super) transforms: Vec<OtherPeriod>,
    pub(super) measures: Vec<DraftMeasure>,
}

/// A measure to be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DraftMeasure {
    pub(super) how: How,
    pub(super) flag: Scalar,
    pub(super) argument: Typed,
}

/// How a measure gathers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum How {
    /// By a core aggregation.
    Core(Aggregation),
    /// The first row in this order.
    Pick(Vec<Typed>, Direction),
    /// Rows by these values.
    Tally(Vec<Typed>),
    /// All rows up to as of by these values.
    History(Vec<Typed>),
}

impl Lowering<'_> {
    /// The branch for rows of a source by a clock; without time the clock does not matter.
    pub(super) fn branch(
        &mut self,
        rows: Rows,
        clock: Option<Typed>,
        transforms: &[OtherPeriod],
    ) -> usize {
        let clock = clock.filter(|_| !self.timeless(transforms));
        let same = |draft: &Draft| {
            draft.rows == rows && draft.clock == clock && draft.transforms == transforms
        };
        if let Some(found) = self.branches.iter().position(same) {
            return found;
        }
        let transforms = transforms.to_vec();
        self.branches.push(Draft { rows, clock, transforms, measures: Vec::new() });
        self.branches.len() - 1
    }

    /// The place of a measure in a branch, added where it is new.
    pub(super) fn measure(&mut self, branch: usize, mut measure: DraftMeasure) -> (usize, usize) {
        if measure.how == How::Core(Aggregation::Sum) {
            measure.argument = summable(measure.argument);
        }
        let measures = &mut self.branches[branch].measures;
        let known = measures.iter().position(|other| *other == measure);
        let at = known.unwrap_or_else(|| {
            measures.push(measure);
            measures.len() - 1
        });
        (branch, at)
    }

    /// The name of a source or stage.
    fn rows_named(&self, (source, stage): Rows) -> &str {
        match stage {
            Some(stage) => &self.model.stages[stage.0].about.name,
            None => &self.model.source(source).name,
        }
    }

    /// Tells whether the rows of a branch fall into spans of time.
    pub(super) fn is_timed(&self, branch: usize) -> bool {
        self.branches[branch].clock.is_some()
    }

    /// Tells whether the table has a total apart from its lines.
    fn has_total(&self) -> bool {
        !self.query.by.is_empty() || self.query.by_period.is_some()
    }

    pub(super) fn emit_branches(&self, scans: &Scans, outputs: &mut Vec<Output>) -> Vec<Branch> {
        let relations: Vec<(SourceId, Arc<Relation>)> = self
            .frames
            .iter()
            .map(|(source, frame)| (*source, scans.relation(self.model, frame)))
            .collect();
        let mut branches = Vec::new();
        for (number, draft) in self.branches.iter().enumerate() {
            let rows = relations.iter().find(|(source, _)| *source == draft.rows.0);
            let (Some((_, rows)), Some(base)) = (rows, self.bases.get(&draft.rows)) else {
                continue;
            };
            let emitter = Emitter { lowering: self, draft, base, rows, number };
            branches.push(emitter.emit(outputs));
        }
        branches
    }
}

pub(super) struct Emitter<'e, 'a> {
    lowering: &'e Lowering<'a>,
    pub(super) draft: &'e Draft,
    base: &'e Base,
    pub(super) rows: &'e Arc<Relation>,
    number: usize,
}

impl Emitter<'_, '_> {
    fn emit(&self, outputs: &mut Vec<Output>) -> Branch {
        let timed = self.draft.clock.is_some();
        let total_apart = self.lowering.has_total();
        let mut measures: Vec<Measured> = Vec::new();
        for (index, draft) in self.draft.measures.iter().enumerate() {
            let merges = match &draft.how {
                How::Core(aggregation) if self.draft.transforms.is_empty() => merge(*aggregation),
                _ => None,
            };
            measures.push(Measured {
                name: format!("m{index}"),
                merges,
                picked: None,
                tallied: None,
            });
        }
        let core = |index: &usize| matches!(self.draft.measures[*index].how, How::Core(_));
        let gathered: Vec<usize> = (0..measures.len()).filter(core).collect();
        let apart: Vec<usize> =
            gathered.iter().copied().filter(|index| measures[*index].merges.is_none()).collect();
        let stepped = self.steps(&gathered, &apart);
        let (by_cell, whole) =
            stepped.map_or_else(|| (self.aggregate(&gathered, false), None), |(a, b)| (a, Some(b)));
        let cells = self.output(outputs, "cells", by_cell);
        let total = (total_apart && !apart.is_empty()).then(|| {
            let whole = whole.unwrap_or_else(|| self.aggregate(&apart, true));
            self.output(outputs, "total", whole)
        });
        for (index, measure) in measures.iter_mut().enumerate() {
            measure.tallied = self.tallied(index, total_apart, outputs);
            if let How::Pick(order, direction) = &self.draft.measures[index].how {
                let pick = |total| self.pick(index, order, *direction, total);
                let name = format!("first {index}");
                let by_cell = self.output(outputs, &name, pick(false));
                let name = format!("first {index} in total");
                let whole = total_apart.then(|| self.output(outputs, &name, pick(true)));
                measure.picked = Some((by_cell, whole));
            }
        }
        Branch { measures, cells, total, timed, elsewhere: !self.draft.transforms.is_empty() }
    }

    pub(super) fn output(
        &self,
        outputs: &mut Vec<Output>,
        what: &str,
        relation: Relation,
    ) -> OutputId {
        let source = &self.lowering.rows_named(self.draft.rows);
        let name = format!("{} {source} {what}", self.number);
        outputs.push(Output { name, relation: shared(relation) });
        outputs.len() - 1
    }

    pub(super) fn groups(&self, total: bool) -> Vec<(String, Scalar)> {
        let groups = if total { &[][..] } else { &self.base.groups[..] };
        let named = groups.iter().enumerate();
        named.map(|(index, group)| (format!("g{index}"), group.scalar.clone())).collect()
    }

    /// Names of the columns to group by.
    pub(super) fn by(&self, total: bool) -> Vec<String> {
        let mut by: Vec<String> = self.groups(total).into_iter().map(|(name, _)| name).collect();
        if self.draft.clock.is_some() {
            by.push("cell".into());
        }
        by
    }

    fn aggregate(&self, indices: &[usize], total: bool) -> Relation {
        let drafts: Vec<&DraftMeasure> =
            indices.iter().map(|index| &self.draft.measures[*index]).collect();
        let common = drafts.first().map_or_else(always, |draft| draft.flag.clone());
        let uniform = drafts.iter().all(|draft| draft.flag == common);
        let some = if uniform { common } else { any(&drafts) };
        let mut columns = self.groups(total);
        let mut measures = Vec::new();
        for (index, draft) in indices.iter().zip(&drafts) {
            let How::Core(aggregation) = draft.how else {
                continue;
            };
            let flag = if uniform { always() } else { draft.flag.clone() };
            let name = format!("m{index}");
            columns.push((format!("{name}!arg"), only_where(flag, draft.argument.clone())));
            let argument = Scalar::Column(format!("{name}!arg"));
            measures.push(Measure { name, aggregation, argument });
        }
        let input = self.timed_rows(some, columns, total);
        Relation::Aggregate { input, by: self.by(total), measures }
    }

    fn pick(&self, index: usize, order: &[Typed], direction: Direction, total: bool) -> Relation {
        let draft = &self.draft.measures[index];
        let mut columns = self.groups(total);
        let mut sorting = Vec::new();
        for (position, value) in order.iter().enumerate() {
            let name = format!("o{position}");
            columns.push((name.clone(), value.scalar.clone()));
            sorting.push((name, direction));
        }
        columns.push((format!("m{index}"), draft.argument.scalar.clone()));
        let input = self.timed_rows(draft.flag.clone(), columns, total);
        let by = self.by(total);
        let input = shared(Relation::Pick { input, by: by.clone(), order: sorting });
        let keep = by.into_iter().chain([format!("m{index}")]);
        let columns = keep.map(|name| (name.clone(), Scalar::Column(name))).collect();
        Relation::Project { input, columns }
    }

    /// Rows that fulfil a condition, with these columns and, by the clock, the cell they fall into.
    pub(super) fn timed_rows(
        &self,
        condition: Scalar,
        mut columns: Vec<(String, Scalar)>,
        total: bool,
    ) -> Arc<Relation> {
        let spans = match (&self.draft.clock, total) {
            (None, _) => Vec::new(),
            (Some(_), true) => vec![self.lowering.whole(&self.draft.transforms)],
            (Some(_), false) => self.lowering.spans(&self.draft.transforms),
        };
        let mut conditions: Vec<Scalar> = self.base.filter.iter().cloned().collect();
        conditions.push(condition);
        if let Some(clock) = &self.draft.clock {
            conditions.push(within(clock, &spans, &self.lowering.zone));
            columns.push(cell_column(clock, &spans));
        }
        let condition = all(conditions);
        let input = if condition == always() {
            self.rows.clone()
        } else {
            shared(Relation::Filter { input: self.rows.clone(), condition })
        };
        let rows = shared(Relation::Project { input, columns });
        if spans.len() < 2 {
            return rows;
        }
        let on = vec![("day".to_owned(), "day!key".to_owned())];
        let right = shared(days(&spans));
        shared(Relation::Join { left: rows, right, on, kind: JoinKind::Inner })
    }
}

/// One of the flags holds.
pub(super) fn any(drafts: &[&DraftMeasure]) -> Scalar {
    let mut flags: Vec<Scalar> = Vec::new();
    for draft in drafts {
        if draft.flag == always() {
            return always();
        }
        if !flags.contains(&draft.flag) {
            flags.push(draft.flag.clone());
        }
    }
    Scalar::Or(flags)
}

/// With one span the cell's index; with several the day that is looked up.
fn cell_column(clock: &Typed, spans: &[Span]) -> (String, Scalar) {
    let missing = Box::new(Scalar::IsMissing(Box::new(clock.scalar.clone())));
    let integer = |value| Box::new(Scalar::Literal(Value::Integer(value), ValueType::Integer));
    if spans.len() < 2 {
        return ("cell".into(), Scalar::Case(missing, integer(-1), integer(0)));
    }
    let day = super::moments::day(clock.clone());
    let none = Scalar::Literal(Value::Date(NO_CLOCK), ValueType::Date);
    ("day".into(), Scalar::Coalesce(vec![day.scalar, none]))
}

/// Which cells each day falls into, and the rows without a day.
fn days(spans: &[Span]) -> Relation {
    let columns =
        vec![("day!key".to_owned(), ValueType::Date), ("cell".to_owned(), ValueType::Integer)];
    let mut rows = vec![vec![Value::Date(NO_CLOCK), Value::Integer(-1)]];
    for (index, span) in spans.iter().enumerate() {
        let mut day = span.start;
        while day < span.end {
            rows.push(vec![Value::Date(day), Value::Integer(index as i64)]);
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
    }
    Relation::Values { columns, rows }
}

/// The clock lies between the first and the last day of the spans, or is missing.
fn within(clock: &Typed, spans: &[Span], zone: &Zone) -> Scalar {
    let start = spans.iter().map(|span| span.start).min();
    let end = spans.iter().map(|span| span.end).max();
    let (Some(start), Some(end)) = (start, end) else {
        return always();
    };
    let bound = |day| match clock.kind {
        ValueType::Date => Value::Date(day),
        _ => Value::Datetime(zone.start_of_day_micros(day)),
    };
    let compare = |comparison, day| {
        let limit = Box::new(Scalar::Literal(bound(day), clock.kind));
        Scalar::Compare(comparison, Box::new(clock.scalar.clone()), limit)
    };
    let inside = Scalar::And(vec![
        compare(Comparison::GreaterOrEqual, start),
        compare(Comparison::Less, end),
    ]);
    Scalar::Or(vec![Scalar::IsMissing(Box::new(clock.scalar.clone())), inside])
}

fn merge(aggregation: Aggregation) -> Option<Merge> {
    match aggregation {
        Aggregation::Count | Aggregation::Sum => Some(Merge::Add),
        Aggregation::Minimum => Some(Merge::Least),
        Aggregation::Maximum => Some(Merge::Greatest),
        _ => None,
    }
}
