//! Money that a plan rests on: values of KPIs, sizes of single deals.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::expression::{Decimal, PeriodUnit};
use crate::functions::AggregateFunction;
use crate::lower::Listing;
use crate::model::{
    Aggregate, DimensionId, Formula, FunnelId, KpiId, Model, Node, RevenuePlan, paths,
};
use crate::period::Span;
use crate::plan::Value;
use crate::query::{Asked, Query};
use crate::run;
use crate::table::{Cell, Status};

/// A value as a float; a plan is an estimate.
pub(super) fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal { units, scale } => Some(*units as f64 / 10f64.powi(i32::from(*scale))),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

/// A written decimal as a float.
pub(super) fn of(decimal: Decimal) -> f64 {
    decimal.units as f64 / 10f64.powi(i32::from(decimal.scale))
}

/// A number in whole units of so many digits behind the point, rounded.
pub(super) fn units(number: f64, digits: u8) -> i128 {
    (number * 10f64.powi(i32::from(digits))).round() as i128
}

/// The question for one KPI over a span.
fn asked(query: &Query, kpi: KpiId, span: Span, by: Option<DimensionId>) -> Query {
    let label = format!("{}..{}", span.start, span.last());
    let period = Some(Asked { span, label });
    Query { by: by.into_iter().collect(), ..Query::of(vec![kpi], period, query.as_of) }
}

/// The value of a KPI over a span, with its status.
pub(super) fn value(
    model: &Model,
    query: &Query,
    kpi: KpiId,
    span: Span,
    engine: &dyn Engine,
) -> Result<(Option<f64>, Status), Diagnostics> {
    let table = run::run(model, &asked(query, kpi, span, None), engine, "")?;
    let cell = table.lines.first().and_then(|line| line.cells.first());
    Ok(cell.map_or((None, Status::Undefined), read))
}

/// The exact value of a KPI of money over whole months; the label of the first of them whose data has
/// not arrived, if there is one.
pub(super) fn exact(
    model: &Model,
    query: &Query,
    kpi: KpiId,
    span: Span,
    engine: &dyn Engine,
) -> Result<(Option<Exact>, Option<String>), Diagnostics> {
    let by_month = Query { by_period: Some(PeriodUnit::Month), ..asked(query, kpi, span, None) };
    let table = run::run(model, &by_month, engine, "")?;
    let missing = |line: &&crate::table::Line| {
        line.cells.first().is_some_and(|cell| cell.status == Status::MissingInput)
    };
    let missing = table.lines.iter().find(missing);
    let missing = missing.and_then(|line| line.period.as_ref()).map(|it| it.label.clone());
    let total = table.total.or_else(|| table.lines.into_iter().next().map(|line| line.cells));
    let total = total.and_then(|cells| Exact::of(&cells.first()?.value));
    Ok((total, missing))
}

/// Gives the sum that the target of a plan is, where links lead from its rows to the subjects of the
/// funnel; none of anything else.
pub fn linked_sum<'m>(model: &'m Model, plan: &RevenuePlan) -> Option<&'m Aggregate> {
    let sum = plain_sum(model, &model.kpis[plan.kpi.0].formula)?;
    let of = model.funnels[plan.funnel.0].of;
    let linked = sum.set.source == of || !paths(&model.sources, sum.set.source, of).is_empty();
    linked.then_some(sum)
}

/// Gives the sum that a formula is, maybe under the name of another KPI; none of anything else.
fn plain_sum<'m>(model: &'m Model, formula: &'m Formula) -> Option<&'m Aggregate> {
    match &formula.node {
        Node::Kpi(id) => plain_sum(model, &model.kpis[id.0].formula),
        Node::Aggregate(sum) => {
            let plain = sum.function == AggregateFunction::Sum && sum.set.stage.is_none();
            (plain && sum.argument.is_some()).then_some(sum)
        }
        _ => None,
    }
}

/// Lists the clock and the argument of every row of a sum, with the number of the journey it belongs to.
pub fn rows(model: &Model, funnel: FunnelId, sum: &Aggregate) -> Listing {
    let source = model.source(sum.set.source);
    let column = source.column(source.time.unwrap_or_default());
    let time = Node::Column(source.time.unwrap_or_default());
    let time = Formula::new(time, column.kind.clone(), column.span);
    let clock = sum.set.clock.clone().unwrap_or(time);
    let values = [clock].into_iter().chain(sum.argument.clone()).collect();
    let journey = Some(funnel);
    Listing { set: sum.set.clone(), values, at_entry: false, journey, whole: true }
}

/// Money to the last digit, of which there are no more than needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    /// Whole, of so many digits behind the point.
    pub units: i128,
    /// Digits behind the point.
    pub scale: u8,
}

impl Exact {
    /// An exact number as it is.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(Self { units: i128::from(*number), scale: 0 }),
            Value::Decimal { units, scale } => {
                let mut exact = Self { units: *units, scale: *scale };
                while exact.scale > 0 && exact.units % 10 == 0 {
                    exact = Self { units: exact.units / 10, scale: exact.scale - 1 };
                }
                Some(exact)
            }
            _ => None,
        }
    }

    /// Gives the sum of two.
    pub fn plus(self, other: Self) -> Self {
        let scale = self.scale.max(other.scale);
        Self { units: self.units_of(scale).saturating_add(other.units_of(scale)), scale }
    }

    /// In units of so many digits, of which it has no more.
    pub fn units_of(self, scale: u8) -> i128 {
        self.units.saturating_mul(10i128.pow(u32::from(scale.saturating_sub(self.scale))))
    }
}

/// The values of a KPI by the labels of a dimension.
pub(super) fn by_label(
    model: &Model,
    query: &Query,
    kpi: KpiId,
    span: Span,
    by: DimensionId,
    engine: &dyn Engine,
) -> Result<BTreeMap<String, f64>, Diagnostics> {
    let table = run::run(model, &asked(query, kpi, span, Some(by)), engine, "")?;
    let lines = table.lines.iter();
    let pair = |line: &crate::table::Line| {
        let label = line.group.first()?.clone();
        Some((label, line.cells.first().and_then(|cell| read(cell).0)?))
    };
    Ok(lines.filter_map(pair).collect())
}

fn read(cell: &Cell) -> (Option<f64>, Status) {
    (float(&cell.value), cell.status)
}

/// Sizes of the deals behind a KPI of money over a span, none below zero: the values of the first
/// rows it gathers. Empty where it gathers none.
pub(super) fn sizes(
    model: &Model,
    query: &Query,
    kpi: KpiId,
    span: Span,
    engine: &dyn Engine,
) -> Result<Vec<f64>, Diagnostics> {
    let Some(aggregate) = gathered(model, &model.kpis[kpi.0].formula) else {
        return Ok(Vec::new());
    };
    let Some(argument) = aggregate.argument.clone() else { return Ok(Vec::new()) };
    let listing = Listing::of(aggregate.set.clone(), vec![argument]);
    let found = run::list(model, &asked(query, kpi, span, None), &[listing], engine)?;
    let rows = found.into_iter().next().unwrap_or_default().rows;
    let mut sizes: Vec<f64> =
        rows.iter().filter_map(|row| float(&row[0])).filter(|size| *size >= 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    Ok(sizes)
}

/// The first aggregate of money in a formula.
fn gathered<'m>(model: &'m Model, formula: &'m Formula) -> Option<&'m Aggregate> {
    let mut found: Option<&Aggregate> = None;
    let mut inner: Vec<KpiId> = Vec::new();
    crate::model::visit(model, formula, None, &mut |formula, source| match &formula.node {
        Node::Aggregate(aggregate) if source.is_none() && found.is_none() => {
            let money = |part: &Formula| matches!(&part.kind, crate::types::Kind::Number(unit) if unit.is_money());
            found = aggregate.argument.as_ref().is_some_and(money).then_some(&**aggregate);
        }
        Node::Kpi(id) => inner.push(*id),
        _ => {}
    });
    found.or_else(|| inner.into_iter().find_map(|id| gathered(model, &model.kpis[id.0].formula)))
}
