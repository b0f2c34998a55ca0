//! Relations of the plan as lazy frames.
//!
//! Every node of the graph becomes one frame; what is used more than once is kept with `cache`, so
//! that all outputs together read each dataset once. Comes after `graph`, `scan` and `scalar`.

use polars::prelude::*;

use super::aggregate::aggregate;
use super::arithmetic::Typed;
use super::bounds::bounds;
use super::error::{diagnostics, failure};
use super::pick::first_of_groups;
use super::quantile;
use super::scalar::Scalars;
use super::scan::Scans;
use super::types::{Field, PRECISION, any_value, data_type};
use super::window;
use crate::diagnostic::Diagnostic;
use crate::engine::graph::{Graph, Node};
use crate::plan::{Direction, JoinKind, Plan, Relation, Scalar, Value, ValueType};

/// The frame of a relation and its columns; the frame may hold more columns than these.
#[derive(Clone)]
pub(super) struct Lowered {
    pub(super) frame: LazyFrame,
    pub(super) fields: Vec<Field>,
}

impl Lowered {
    /// Translates scalars over the columns of this relation.
    pub(super) fn scalars<'a>(&'a self, scans: &'a Scans<'_>) -> Scalars<'a> {
        Scalars { fields: &self.fields, zone: &scans.zone }
    }
}

type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

/// Nodes that the optimiser may visit below one node. It walks a graph as if it were a tree, which
/// takes time without bound where shared nodes share further nodes.
const MOST_VISITS: u64 = 20_000;

/// Makes the frames of all outputs. Computes what is shared too deeply at once if `may_compute`.
pub(super) fn lower(plan: &Plan, scans: &Scans<'_>, may_compute: bool) -> Result<Vec<Lowered>> {
    let graph = Graph::new(plan);
    let (mut bases, mut problems) = (Vec::new(), Vec::new());
    for read in &graph.reads {
        match scans.frame(read, &bounds(&graph, read)) {
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
    let (mut lowered, mut visits): (Vec<Lowered>, Vec<u64>) = (Vec::new(), Vec::new());
    let mut windowed: Vec<bool> = Vec::new();
    for node in &graph.nodes {
        let mut made = relation(node, &graph, &bases, &lowered, scans)?;
        let mut below = 1 + node.inputs.iter().map(|input| visits[*input]).sum::<u64>();
        below = below.saturating_mul(quantile::uses_of_input(&node.relation));
        // a cache lasts for one query only: what windows gave would be sorted again in the next
        let window = matches!(*node.relation, Relation::Window { .. });
        let mut sorts = window || node.inputs.iter().any(|input| windowed[*input]);
        if node.uses > 1 && (sorts || below > MOST_VISITS) && may_compute {
            sorts = false;
            let frame = made.frame.collect_with_engine(Engine::Streaming);
            let frame = frame.map_err(|error| diagnostics(&error))?.unwrap_single();
            (made.frame, below) = (frame.lazy(), 1);
        } else if node.uses > 1 {
            made.frame = made.frame.cache();
        }
        lowered.push(made);
        visits.push(below);
        windowed.push(sorts);
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
    match &*node.relation {
        Relation::Scan { dataset, columns, faults } => {
            let base = graph.read(dataset).and_then(|read| bases.get(read));
            let base = base.ok_or_else(|| vec![failure("a dataset that was not opened")])?;
            Ok(scan(base, columns, faults))
        }
        Relation::Values { columns, rows } => values(columns, rows),
        Relation::Filter { condition, .. } => filter(input(0)?, condition, scans),
        Relation::Project { columns, .. } => project(input(0)?, columns, scans),
        Relation::Extend { columns, .. } => extend(input(0)?, columns, scans),
        Relation::Join { on, kind, .. } => Ok(join(input(0)?, input(1)?, on, *kind)),
        Relation::Aggregate { by, measures, .. } => aggregate(input(0)?, by, measures, scans),
        Relation::Pick { by, order, .. } => Ok(pick(input(0)?, by, order)),
        Relation::Union { inputs } => {
            let inputs: Vec<&Lowered> = (0..inputs.len()).map(input).collect::<Result<_>>()?;
            window::union(&inputs)
        }
        Relation::Window { by, order, columns, .. } => {
            // windows of one order, one over the other, need one sort
            let (mut columns, mut node, mut below) = (columns.clone(), node, input(0)?);
            while let Some(inner) = node.inputs.first().map(|input| &graph.nodes[*input])
                && let Relation::Window { by: own, order: sorted, columns: made, .. } =
                    &*inner.relation
                && inner.uses == 1
                && (own, sorted) == (by, order)
                && !made.iter().any(|(name, _)| columns.iter().any(|(other, _)| name == other))
                && let Some(input) = inner.inputs.first()
            {
                columns.splice(0..0, made.iter().cloned());
                (node, below) = (inner, &lowered[*input]);
            }
            window::window(below, by, order, &columns)
        }
    }
}

fn filter(input: &Lowered, condition: &Scalar, scans: &Scans<'_>) -> Result<Lowered> {
    let condition = input.scalars(scans).condition(condition);
    let frame = input.frame.clone().filter(condition.map_err(|found| vec![found])?);
    let fields = input.fields.clone();
    Ok(Lowered { frame, fields })
}

fn project(input: &Lowered, columns: &[(String, Scalar)], scans: &Scans<'_>) -> Result<Lowered> {
    let (exprs, fields) = computed(&input.scalars(scans), columns)?;
    let is_column = |(_, scalar): &(String, Scalar)| matches!(scalar, Scalar::Column(_));
    let frame = match columns.iter().any(is_column) {
        true => input.frame.clone().select(exprs),
        // a selection of literals alone would have one row
        false => {
            let names: Vec<Expr> = fields.iter().map(|field| col(field.name.as_str())).collect();
            input.frame.clone().with_columns(exprs).select(names)
        }
    };
    Ok(Lowered { frame, fields })
}

fn extend(input: &Lowered, columns: &[(String, Scalar)], scans: &Scans<'_>) -> Result<Lowered> {
    let (exprs, more) = computed(&input.scalars(scans), columns)?;
    let mut fields = input.fields.clone();
    fields.retain(|field| !more.iter().any(|new| new.name == field.name));
    fields.extend(more);
    let frame = input.frame.clone().with_columns(exprs);
    Ok(Lowered { frame, fields })
}

fn scan(base: &Lowered, columns: &[String], faults: &[String]) -> Lowered {
    let asked = |field: &&Field| {
        columns.contains(&field.name)
            || field
                .name
                .strip_suffix("!bad")
                .is_some_and(|name| faults.iter().any(|asked| asked == name))
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
        let cells: Vec<AnyValue> =
            rows.iter().map(|row| row.get(index).map_or(AnyValue::Null, any_value)).collect();
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

/// Translates named scalars.
pub(super) fn computed(
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

/// A column of a relation.
pub(super) fn typed(from: &Lowered, name: &str) -> Typed {
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

fn pick(input: &Lowered, by: &[String], order: &[(String, Direction)]) -> Lowered {
    if let Some(picked) = first_of_groups(input, by, order) {
        return picked;
    }
    let (frame, keys) = comparable(input.frame.clone(), &input.fields, by);
    let names = keys.iter().chain(order.iter().map(|(name, _)| name));
    let mut columns: Vec<Expr> = names.map(|name| col(name.as_str())).collect();
    let mut descending = vec![false; by.len()];
    descending.extend(order.iter().map(|(_, direction)| *direction == Direction::Descending));
    if let ([], [only]) = (by, &columns[..]) {
        // the first of rows sorted by a 128-bit number alone is not built in
        let second = only.clone().is_null();
        columns.push(second);
        descending.push(false);
    }
    let options = SortMultipleOptions::default()
        .with_order_descending_multi(descending)
        .with_nulls_last(true)
        .with_maintain_order(false);
    let sorted = match columns.is_empty() {
        true => frame,
        false => frame.sort_by_exprs(columns, options),
    };
    let frame = match by.is_empty() {
        true => sorted.limit(1),
        false => {
            let keys = keys.iter().map(|name| col(name.as_str())).collect();
            sorted.unique_stable_generic(Some(keys), UniqueKeepStrategy::First)
        }
    };
    Lowered { frame, fields: input.fields.clone() }
}

/// Keys whose runs can be found: decimals as text, because runs of 128-bit numbers are not built in.
pub(super) fn comparable(
    mut frame: LazyFrame,
    fields: &[Field],
    by: &[String],
) -> (LazyFrame, Vec<String>) {
    let mut keys = Vec::new();
    for name in by {
        let decimal =
            |field: &Field| field.name == *name && matches!(field.kind, ValueType::Decimal { .. });
        if !fields.iter().any(decimal) {
            keys.push(name.clone());
            continue;
        }
        let key = format!("{name}\u{1}text");
        frame = frame.with_column(col(name.as_str()).cast(DataType::String).alias(key.as_str()));
        keys.push(key);
    }
    (frame, keys)
}
