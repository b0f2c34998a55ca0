//! Relations of the plan as lazy frames.
//!
//! Every node of the graph becomes one frame; what is used more than once is kept with `cache`, so
//! that all outputs together read each dataset once. Comes after `graph`, `scan` and `scalar`.

use polars::prelude::*;

use super::error::{diagnostics, failure};
use super::graph::{Graph, Node};
use super::number::checked_sum;
use super::quantile;
use super::scalar::{Scalars, Typed};
use super::scan::Scans;
use super::types::{COUNT_DIGITS, Field, PRECISION, any_value, data_type};
use crate::diagnostic::Diagnostic;
use crate::plan::{
    Aggregation, Direction, JoinKind, Measure, Plan, Relation, Scalar, Value, ValueType,
};

/// The frame of a relation and its columns; the frame may hold more columns than these.
#[derive(Clone)]
pub(super) struct Lowered {
    pub(super) frame: LazyFrame,
    pub(super) fields: Vec<Field>,
}

type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

/// Makes the frames of all outputs.
pub(super) fn lower(plan: &Plan, scans: &Scans<'_>) -> Result<Vec<Lowered>> {
    let graph = Graph::new(plan);
    let (mut bases, mut problems) = (Vec::new(), Vec::new());
    for read in &graph.reads {
        match scans.frame(&read.dataset, &read.columns, &read.faults) {
            Ok((frame, fields)) => {
                let frame = if read.uses > 1 { frame.cache() } else { frame };
                bases.push(Lowered { frame, fields });
            }
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut lowered: Vec<Lowered> = Vec::new();
    for node in &graph.nodes {
        let made = relation(node, &graph, &bases, &lowered, scans)?;
        lowered.push(match node.uses > 1 {
            true => Lowered {
                frame: made.frame.cache(),
                ..made
            },
            false => made,
        });
    }
    Ok(graph.outputs.iter().map(|node| lowered[*node].clone()).collect())
}

fn relation(
    node: &Node,
    graph: &Graph,
    bases: &[Lowered],
    lowered: &[Lowered],
    scans: &Scans<'_>,
) -> Result<Lowered> {
    let input = |index: usize| -> Result<&Lowered> {
        let input = node.inputs.get(index).and_then(|input| lowered.get(*input));
        input.ok_or_else(|| vec![failure("a relation without input")])
    };
    let over = |from: &Lowered| -> Vec<Field> { from.fields.clone() };
    match &*node.relation {
        Relation::Scan {
            dataset,
            columns,
            faults,
        } => {
            let base = graph.read(dataset).and_then(|read| bases.get(read));
            let base = base.ok_or_else(|| vec![failure("a dataset that was not opened")])?;
            Ok(scan(base, columns, faults))
        }
        Relation::Values { columns, rows } => values(columns, rows),
        Relation::Filter { condition, .. } => {
            let input = input(0)?;
            let fields = over(input);
            let scalars = Scalars { fields: &fields, zone: &scans.zone };
            let condition = scalars.condition(condition).map_err(|found| vec![found])?;
            let frame = input.frame.clone().filter(condition);
            Ok(Lowered { frame, fields })
        }
        Relation::Project { columns, .. } => {
            let input = input(0)?;
            let scalars = Scalars { fields: &input.fields, zone: &scans.zone };
            let (exprs, fields) = computed(&scalars, columns)?;
            let names: Vec<Expr> = fields.iter().map(|field| col(field.name.as_str())).collect();
            let has_column = columns.iter().any(|(_, scalar)| matches!(scalar, Scalar::Column(_)));
            let frame = match has_column {
                true => input.frame.clone().select(exprs),
                // a selection of literals alone would have one row
                false => input.frame.clone().with_columns(exprs).select(names),
            };
            Ok(Lowered { frame, fields })
        }
        Relation::Extend { columns, .. } => {
            let input = input(0)?;
            let scalars = Scalars { fields: &input.fields, zone: &scans.zone };
            let (exprs, more) = computed(&scalars, columns)?;
            let mut fields = over(input);
            fields.retain(|field| !more.iter().any(|new| new.name == field.name));
            fields.extend(more);
            let frame = input.frame.clone().with_columns(exprs);
            Ok(Lowered { frame, fields })
        }
        Relation::Join { on, kind, .. } => Ok(join(input(0)?, input(1)?, on, *kind)),
        Relation::Aggregate { by, measures, .. } => aggregate(input(0)?, by, measures, scans),
        Relation::Pick { by, order, .. } => Ok(pick(input(0)?, by, order)),
    }
}

fn scan(base: &Lowered, columns: &[String], faults: &[String]) -> Lowered {
    let asked = |field: &&Field| {
        columns.contains(&field.name)
            || field.name.strip_suffix("!bad").is_some_and(|name| faults.iter().any(|asked| asked == name))
    };
    let fields: Vec<Field> = base.fields.iter().filter(asked).cloned().collect();
    let names: Vec<Expr> = fields.iter().map(|field| col(field.name.as_str())).collect();
    let frame = match fields.is_empty() || fields.len() == base.fields.len() {
        true => base.frame.clone(),
        false => base.frame.clone().select(names),
    };
    Lowered { frame, fields }
}

fn values(columns: &[(String, ValueType)], rows: &[Vec<Value>]) -> Result<Lowered> {
    let failed = |error: PolarsError| diagnostics(&error);
    let (mut series, mut fields) = (Vec::new(), Vec::new());
    for (index, (name, kind)) in columns.iter().enumerate() {
        let cells: Vec<AnyValue> = rows
            .iter()
            .map(|row| row.get(index).map_or(AnyValue::Null, any_value))
            .collect();
        let name = PlSmallStr::from_str(name);
        let made = Series::from_any_values_and_dtype(name, &cells, &data_type(*kind), true);
        series.push(made.map_err(failed)?.into_column());
        fields.push(Field {
            name: columns[index].0.clone(),
            kind: *kind,
            digits: if matches!(kind, ValueType::Decimal { .. }) { PRECISION as u8 } else { 19 },
        });
    }
    let frame = DataFrame::new(rows.len(), series).map_err(failed)?;
    Ok(Lowered { frame: frame.lazy(), fields })
}

fn computed(
    scalars: &Scalars<'_>,
    columns: &[(String, Scalar)],
) -> Result<(Vec<Expr>, Vec<Field>)> {
    let (mut exprs, mut fields, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for (name, scalar) in columns {
        match scalars.scalar(scalar) {
            Ok(Typed { expr, kind, digits }) => {
                exprs.push(expr.alias(name.as_str()));
                fields.push(Field { name: name.clone(), kind, digits });
            }
            Err(found) => problems.push(found),
        }
    }
    match problems.is_empty() {
        true => Ok((exprs, fields)),
        false => Err(problems),
    }
}

fn join(left: &Lowered, right: &Lowered, on: &[(String, String)], kind: JoinKind) -> Lowered {
    let is_key = |name: &str| on.iter().any(|(_, key)| key == name);
    let kept = right.fields.iter().filter(|field| !is_key(&field.name));
    let (mut left_on, mut right_on, mut columns) = (Vec::new(), Vec::new(), Vec::new());
    for (index, (own, other)) in on.iter().enumerate() {
        let (a, b) = (typed(left, own), typed(right, other));
        let (own, other) = match a.kind == b.kind {
            true => (a.expr, b.expr),
            false => {
                let scale = scale(a.kind).max(scale(b.kind));
                (a.at_scale(scale), b.at_scale(scale))
            }
        };
        let key = format!("\u{1}key{index}");
        left_on.push(own);
        columns.push(other.alias(key.as_str()));
        right_on.push(col(key.as_str()));
    }
    columns.extend(kept.clone().map(|field| col(field.name.as_str())));
    let how = match kind {
        JoinKind::Left => JoinType::Left,
        JoinKind::Inner => JoinType::Inner,
    };
    let arguments = JoinArgs::new(how).with_coalesce(JoinCoalesce::CoalesceColumns);
    let right_frame = right.frame.clone().select(columns);
    let frame = left.frame.clone().join(right_frame, left_on, right_on, arguments);
    let fields: Vec<Field> = left.fields.iter().chain(kept).cloned().collect();
    Lowered { frame, fields }
}

fn typed(from: &Lowered, name: &str) -> Typed {
    let field = from.fields.iter().find(|field| field.name == name);
    Typed {
        expr: col(name),
        kind: field.map_or(ValueType::Text, |field| field.kind),
        digits: field.map_or(19, |field| field.digits),
    }
}

fn scale(kind: ValueType) -> u8 {
    match kind {
        ValueType::Decimal { scale } => scale,
        _ => 0,
    }
}

fn aggregate(
    input: &Lowered,
    by: &[String],
    measures: &[Measure],
    scans: &Scans<'_>,
) -> Result<Lowered> {
    let scalars = Scalars { fields: &input.fields, zone: &scans.zone };
    let arguments: Vec<(String, Scalar)> = measures
        .iter()
        .enumerate()
        .map(|(index, measure)| (format!("\u{1}argument{index}"), measure.argument.clone()))
        .collect();
    let (exprs, typed) = computed(&scalars, &arguments)?;
    let keys: Vec<Expr> = by.iter().map(|name| col(name.as_str())).collect();
    // arguments are columns first: a literal inside an aggregation would count once
    let frame = input.frame.clone().with_columns(exprs);
    let frame = match measures.iter().any(|measure| quantile::is_quantile(measure.aggregation)) {
        true => frame.cache(),
        false => frame,
    };
    let mut fields: Vec<Field> = Vec::new();
    for name in by {
        let field = input.fields.iter().find(|field| field.name == *name);
        let field = field.ok_or_else(|| vec![failure(&format!("no column `{name}`"))])?;
        fields.push(field.clone());
    }
    let mut aggregations = Vec::new();
    for (measure, argument) in measures.iter().zip(&typed) {
        let made = aggregation(measure, argument).map_err(|found| vec![found])?;
        if let Some(expr) = made.expr {
            aggregations.push(expr.alias(measure.name.as_str()));
        }
        fields.push(Field { name: measure.name.clone(), ..made.field });
    }
    let mut grouped = match by.is_empty() {
        true if aggregations.is_empty() => frame.clone().select([len().alias("\u{1}rows")]),
        true => frame.clone().select(aggregations),
        false => frame.clone().group_by(keys).agg(aggregations),
    };
    for (measure, argument) in measures.iter().zip(&typed) {
        grouped = quantile::add(grouped, &frame, by, measure, &argument.name);
    }
    Ok(Lowered { frame: grouped, fields })
}

struct Aggregated {
    /// Nothing for quantiles, which are joined later.
    expr: Option<Expr>,
    field: Field,
}

fn aggregation(
    measure: &Measure,
    argument: &Field,
) -> std::result::Result<Aggregated, Diagnostic> {
    let value = col(argument.name.as_str());
    let integer = (ValueType::Integer, COUNT_DIGITS);
    let own = (argument.kind, argument.digits);
    let (expr, (kind, digits)) = match measure.aggregation {
        Aggregation::Count => (Some(value.count().cast(DataType::Int64)), integer),
        Aggregation::CountDistinct => {
            let distinct = value.clone().n_unique().cast(DataType::Int64);
            // missing is one of the distinct values that polars counts
            let missing = value.is_null().any(true).cast(DataType::Int64);
            (Some(distinct - missing), integer)
        }
        Aggregation::Minimum => (Some(value.min()), own),
        Aggregation::Maximum => (Some(value.max()), own),
        Aggregation::QuantileLower(_) | Aggregation::QuantileUpper(_) => (None, own),
        Aggregation::Sum => {
            let (expr, scale) = sum(value, argument)?;
            let digits = (argument.digits + COUNT_DIGITS).min(PRECISION as u8);
            (Some(expr), (ValueType::Decimal { scale }, digits))
        }
    };
    let name = String::new();
    Ok(Aggregated { expr, field: Field { name, kind, digits } })
}

fn sum(value: Expr, argument: &Field) -> std::result::Result<(Expr, u8), Diagnostic> {
    let (scale, units) = match argument.kind {
        ValueType::Decimal { scale } => (scale, value),
        ValueType::Integer => (0, value.strict_cast(DataType::Decimal(PRECISION, 0))),
        ValueType::Duration => {
            (0, value.to_physical().strict_cast(DataType::Decimal(PRECISION, 0)))
        }
        _ => return Err(failure("a sum of values that are not exact")),
    };
    let sum = units.clone().sum();
    if argument.digits + COUNT_DIGITS <= PRECISION as u8 {
        return Ok((sum, scale));
    }
    let unit = 10_f64.powi(i32::from(scale));
    let magnitude = (units.cast(DataType::Float64).abs() * lit(unit)).sum();
    Ok((checked_sum(sum, magnitude, scale), scale))
}

fn pick(input: &Lowered, by: &[String], order: &[(String, Direction)]) -> Lowered {
    let names = by.iter().chain(order.iter().map(|(name, _)| name));
    let columns: Vec<Expr> = names.map(|name| col(name.as_str())).collect();
    let mut descending = vec![false; by.len()];
    descending.extend(order.iter().map(|(_, direction)| *direction == Direction::Descending));
    let options = SortMultipleOptions::default()
        .with_order_descending_multi(descending)
        .with_nulls_last(true)
        .with_maintain_order(false);
    let sorted = match columns.is_empty() {
        true => input.frame.clone(),
        false => input.frame.clone().sort_by_exprs(columns, options),
    };
    let frame = match by.is_empty() {
        true => sorted.limit(1),
        false => {
            let keys = by.iter().map(|name| col(name.as_str())).collect();
            sorted.unique_stable_generic(Some(keys), UniqueKeepStrategy::First)
        }
    };
    Lowered { frame, fields: input.fields.clone() }
}
