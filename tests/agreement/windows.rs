//! Windows of the plan interpreter: every row looks at every other one.

use super::naive::{index, ordering, pick, places, same, sum};
use gyakusan::evaluate::{Overflow, compare_values};
use gyakusan::plan::{Direction, Rows, Value, WindowFunction};
use std::cmp::Ordering;

pub(super) fn window(
    input: Rows,
    by: &[String],
    order: &[(String, Direction)],
    columns: &[(String, WindowFunction)],
) -> Result<Rows, Overflow> {
    let keys: Vec<usize> = by.iter().map(|name| index(&input.columns, name)).collect();
    let order = places(&input.columns, order);
    let mut rows = Vec::new();
    for (at, row) in input.rows.iter().enumerate() {
        // rows of the partition with their place: before, peer or after
        let own = input.rows.iter().enumerate();
        let own = own.filter(|(_, other)| same(&pick(row, &keys), &pick(other, &keys)));
        let own: Vec<(Ordering, usize, &Vec<Value>)> =
            own.map(|(place, other)| (ordering(&order, other, row), place, other)).collect();
        let mut new = row.clone();
        for (_, function) in columns {
            new.push(value(function, &input.columns, &own, &order, at)?);
        }
        rows.push(new);
    }
    let names = columns.iter().map(|(name, _)| name.clone());
    Ok(Rows { columns: input.columns.iter().cloned().chain(names).collect(), rows })
}

fn value(
    function: &WindowFunction,
    names: &[String],
    own: &[(Ordering, usize, &Vec<Value>)],
    order: &[(usize, Direction)],
    at: usize,
) -> Result<Value, Overflow> {
    let up_to_peers = |name: &str| -> Vec<Value> {
        let column = index(names, name);
        let rows = own.iter().filter(|(place, ..)| place.is_le());
        let values = rows.map(|(.., row)| row[column].clone());
        values.filter(|value| *value != Value::Missing).collect()
    };
    let before =
        || own.iter().filter(|(place, other, _)| place.is_lt() || place.is_eq() && *other < at);
    Ok(match function {
        WindowFunction::RunningSum(name) => total(up_to_peers(name))?,
        WindowFunction::RunningMinimum(name) => {
            up_to_peers(name).into_iter().min_by(compare_values).unwrap_or(Value::Missing)
        }
        WindowFunction::RunningMaximum(name) => {
            up_to_peers(name).into_iter().max_by(compare_values).unwrap_or(Value::Missing)
        }
        WindowFunction::Previous(name) => {
            let last = before().max_by(|(_, i, a), (_, j, b)| ordering(order, a, b).then(i.cmp(j)));
            last.map_or(Value::Missing, |(.., row)| row[index(names, name)].clone())
        }
        WindowFunction::RowNumber => Value::Integer(before().count() as i64 + 1),
    })
}

/// Of the type of the values; of nothing, a whole number.
fn total(values: Vec<Value>) -> Result<Value, Overflow> {
    let first = values.first().cloned();
    let narrow = |units: i128| i64::try_from(units).map_err(|_| Overflow);
    Ok(match (first, sum(values)?) {
        (Some(Value::Integer(_)) | None, Value::Decimal { units, .. }) => {
            Value::Integer(narrow(units)?)
        }
        (Some(Value::Duration(_)), Value::Decimal { units, .. }) => Value::Duration(narrow(units)?),
        (_, total) => total,
    })
}
