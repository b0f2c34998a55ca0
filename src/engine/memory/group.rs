//! Groups of rows: their measures, and their first rows. Comes after `table` and `sum`.

use std::collections::BTreeMap;

use super::Result;
use super::sum::Sum;
use super::table::{Key, Order, Table};
use crate::evaluate::compare_values;
use crate::plan::{Aggregation, Direction, Measure, Value, ValueType};

/// Rows by their values in some columns; missing values form a group.
pub(super) fn groups(input: &Table, by: &[String]) -> Result<BTreeMap<Key, Vec<usize>>> {
    let places = input.all(by.iter())?;
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (row, cells) in input.rows.iter().enumerate() {
        groups.entry(Key::of(cells, &places)).or_default().push(row);
    }
    Ok(groups)
}

/// Computes measures of groups; the column of `arguments` at a measure's index holds its argument.
pub(super) fn aggregate(
    input: &Table,
    by: &[String],
    measures: &[Measure],
    arguments: &Table,
) -> Result<Table> {
    let mut groups = groups(input, by)?;
    if by.is_empty() && groups.is_empty() {
        groups.insert(Key(Vec::new()), Vec::new());
    }
    let mut rows = Vec::new();
    for (Key(mut row), members) in groups {
        for (column, measure) in measures.iter().enumerate() {
            let values = members.iter().map(|member| &arguments.rows[*member][column]);
            let present = values.filter(|value| **value != Value::Missing).collect();
            row.push(measured(measure.aggregation, present, arguments.kinds[column])?);
        }
        rows.push(row);
    }
    let mut kinds = by.iter().map(|name| input.kind(name)).collect::<Result<Vec<_>>>()?;
    let measured = measures.iter().zip(&arguments.kinds);
    kinds.extend(measured.map(|(measure, kind)| result(measure.aggregation, *kind)));
    let names = measures.iter().map(|measure| measure.name.clone());
    Table::new(by.iter().cloned().chain(names).collect(), kinds, rows)
}

fn result(aggregation: Aggregation, kind: ValueType) -> ValueType {
    match (aggregation, kind) {
        (Aggregation::Count | Aggregation::CountDistinct, _) => ValueType::Integer,
        (Aggregation::Sum, ValueType::Integer | ValueType::Duration) => {
            ValueType::Decimal { scale: 0 }
        }
        _ => kind,
    }
}

fn measured(aggregation: Aggregation, mut values: Vec<&Value>, kind: ValueType) -> Result<Value> {
    if aggregation == Aggregation::Sum {
        let mut sum = Sum::new(kind)?;
        values.into_iter().try_for_each(|value| sum.add(value))?;
        return sum.value(result(aggregation, kind));
    }
    if aggregation == Aggregation::Count {
        return Ok(Value::Integer(values.len() as i64));
    }
    values.sort_by(|a, b| compare_values(a, b));
    let last = values.len().saturating_sub(1) as f64;
    let at = |position: f64| {
        values.get(position as usize).map_or(Value::Missing, |value| (*value).clone())
    };
    Ok(match aggregation {
        Aggregation::Maximum => at(last),
        Aggregation::QuantileLower(p) => at((last * p).floor()),
        Aggregation::QuantileUpper(p) => at((last * p).ceil()),
        Aggregation::CountDistinct => {
            values.dedup_by(|a, b| compare_values(a, b).is_eq());
            Value::Integer(values.len() as i64)
        }
        _ => at(0.0),
    })
}

/// Takes the first row of every group.
pub(super) fn pick(input: &Table, by: &[String], order: &[(String, Direction)]) -> Result<Table> {
    let order = Order::new(input, order)?;
    let mut picked = input.without_rows();
    for members in groups(input, by)?.into_values() {
        let rows = members.into_iter().map(|member| &input.rows[member]);
        picked.rows.extend(rows.min_by(|a, b| order.compare(a, b)).cloned());
    }
    Ok(picked)
}
