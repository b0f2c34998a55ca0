//! Values computed along the sorted rows of partitions. Comes after `group`.

use super::Result;
use super::group::groups;
use super::sum::Sum;
use super::table::{Order, Row, Table};
use crate::evaluate::compare_values;
use crate::plan::{Direction, Value, ValueType, WindowFunction};

/// Computes the new columns of a window, a row for every row of the input.
pub(super) fn window(
    input: &Table,
    by: &[String],
    order: &[(String, Direction)],
    columns: &[(String, WindowFunction)],
) -> Result<Table> {
    let order = Order::new(input, order)?;
    let partitions: Vec<Vec<usize>> = groups(input, by)?
        .into_values()
        .map(|mut members| {
            members.sort_by(|a, b| order.compare(&input.rows[*a], &input.rows[*b]));
            members
        })
        .collect();
    let (mut names, mut kinds) = (Vec::new(), Vec::new());
    let mut rows = vec![Row::new(); input.rows.len()];
    for (name, function) in columns {
        let kind = match function {
            WindowFunction::RowNumber => ValueType::Integer,
            WindowFunction::RunningSum(of) => {
                Sum::new(input.kind(of)?)?;
                input.kind(of)?
            }
            WindowFunction::RunningMinimum(of)
            | WindowFunction::RunningMaximum(of)
            | WindowFunction::Previous(of) => input.kind(of)?,
        };
        for members in &partitions {
            let computed = computed(function, input, &order, members, kind)?;
            for (member, value) in members.iter().zip(computed) {
                rows[*member].push(value);
            }
        }
        names.push(name.clone());
        kinds.push(kind);
    }
    Table::new(names, kinds, rows)
}

/// The values of the sorted rows of a partition.
fn computed(
    function: &WindowFunction,
    input: &Table,
    order: &Order,
    members: &[usize],
    kind: ValueType,
) -> Result<Vec<Value>> {
    let values = |name: &str| -> Result<Vec<&Value>> {
        let place = input.place(name)?;
        Ok(members.iter().map(|member| &input.rows[*member][place]).collect())
    };
    let along = match function {
        WindowFunction::RowNumber => {
            return Ok((1..).take(members.len()).map(Value::Integer).collect());
        }
        WindowFunction::Previous(name) => {
            let before = std::iter::once(Value::Missing).chain(values(name)?.into_iter().cloned());
            return Ok(before.take(members.len()).collect());
        }
        WindowFunction::RunningSum(name) => {
            let mut sum = Sum::new(kind)?;
            let sums = values(name)?.into_iter().map(|value| {
                sum.add(value)?;
                Ok(sum)
            });
            let sums: Vec<Sum> = sums.collect::<Result<_>>()?;
            let last = last_peers(input, order, members);
            return last.into_iter().map(|last| sums[last].value(kind)).collect();
        }
        WindowFunction::RunningMinimum(name) => {
            best(values(name)?, |a, b| compare_values(a, b).is_lt())
        }
        WindowFunction::RunningMaximum(name) => {
            best(values(name)?, |a, b| compare_values(a, b).is_gt())
        }
    };
    let last = last_peers(input, order, members);
    Ok(last.into_iter().map(|last| along[last].clone()).collect())
}

/// The best value so far; missing values are left out.
fn best(values: Vec<&Value>, is_better: impl Fn(&Value, &Value) -> bool) -> Vec<Value> {
    let mut best = &Value::Missing;
    let so_far = values.into_iter().map(|value| {
        let is_first = *best == Value::Missing;
        if *value != Value::Missing && (is_first || is_better(value, best)) {
            best = value;
        }
        best.clone()
    });
    so_far.collect()
}

/// Of each sorted row, where its last peer stands.
fn last_peers(input: &Table, order: &Order, members: &[usize]) -> Vec<usize> {
    let mut last: Vec<usize> = (0..members.len()).collect();
    for place in (1..members.len()).rev() {
        let (row, before) = (&input.rows[members[place]], &input.rows[members[place - 1]]);
        if order.compare(before, row).is_eq() {
            last[place - 1] = last[place];
        }
    }
    last
}
