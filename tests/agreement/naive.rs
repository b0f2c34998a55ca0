//! A plan interpreter written straight from the comments of `plan`: a row at a time, nested loops.

use super::windows;
use gyakusan::evaluate::{Overflow, compare_values, evaluate};
use gyakusan::plan::{
    Aggregation, Arithmetic, Direction, JoinKind, Measure, Plan, Relation, Rows, Scalar, Value,
    ValueType,
};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tables in memory, by the name of their dataset.
pub(super) struct Naive {
    pub(super) tables: BTreeMap<String, Rows>,
}

impl Naive {
    /// The rows of every output.
    pub(super) fn run(&self, plan: &Plan) -> Result<BTreeMap<String, Rows>, Overflow> {
        let run = Run { tables: &self.tables, zone: &plan.time_zone };
        plan.outputs
            .iter()
            .map(|output| Ok((output.name.clone(), run.relation(&output.relation)?)))
            .collect()
    }
}

struct Run<'a> {
    tables: &'a BTreeMap<String, Rows>,
    zone: &'a str,
}

pub(super) fn index(columns: &[String], name: &str) -> usize {
    columns.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"))
}

pub(super) fn same(a: &[Value], b: &[Value]) -> bool {
    a.iter().zip(b).all(|(a, b)| compare_values(a, b) == Ordering::Equal)
}

pub(super) fn pick(row: &[Value], indexes: &[usize]) -> Vec<Value> {
    indexes.iter().map(|&index| row[index].clone()).collect()
}

impl Run<'_> {
    fn relation(&self, relation: &Relation) -> Result<Rows, Overflow> {
        match relation {
            Relation::Scan { dataset, columns, faults } => {
                Ok(scan(&self.tables[&dataset.name], columns, faults))
            }
            Relation::Values { columns, rows } => Ok(Rows {
                columns: columns.iter().map(|(name, _)| name.clone()).collect(),
                rows: rows.clone(),
            }),
            Relation::Filter { input, condition } => self.filter(self.relation(input)?, condition),
            Relation::Project { input, columns } => {
                let input = self.relation(input)?;
                self.project(&input, columns)
            }
            Relation::Extend { input, columns } => {
                let input = self.relation(input)?;
                let new = self.project(&input, columns)?;
                Ok(beside(input, new))
            }
            Relation::Join { left, right, on, kind } => {
                Ok(join(&self.relation(left)?, &self.relation(right)?, on, *kind))
            }
            Relation::Aggregate { input, by, measures } => {
                self.aggregate(&self.relation(input)?, by, measures)
            }
            Relation::Pick { input, by, order } => Ok(first(self.relation(input)?, by, order)),
            Relation::Union { inputs } => self.union(inputs),
            Relation::Window { input, by, order, columns } => {
                windows::window(self.relation(input)?, by, order, columns)
            }
        }
    }

    fn union(&self, inputs: &[Arc<Relation>]) -> Result<Rows, Overflow> {
        let mut all = self.relation(&inputs[0])?;
        for input in &inputs[1..] {
            let more = self.relation(input)?;
            assert_eq!(more.columns.len(), all.columns.len());
            let places: Vec<usize> =
                all.columns.iter().map(|name| index(&more.columns, name)).collect();
            all.rows.extend(more.rows.iter().map(|row| pick(row, &places)));
        }
        Ok(all)
    }

    fn scalar(
        &self,
        scalar: &Scalar,
        columns: &[String],
        row: &[Value],
    ) -> Result<Value, Overflow> {
        evaluate(scalar, &|name| row[index(columns, name)].clone(), self.zone)
    }

    fn filter(&self, input: Rows, condition: &Scalar) -> Result<Rows, Overflow> {
        let mut rows = Vec::new();
        for row in input.rows {
            match self.scalar(condition, &input.columns, &row)? {
                Value::Boolean(true) => rows.push(row),
                Value::Boolean(false) => {}
                other => panic!("a condition gave {other:?}"),
            }
        }
        Ok(Rows { columns: input.columns, rows })
    }

    fn project(&self, input: &Rows, columns: &[(String, Scalar)]) -> Result<Rows, Overflow> {
        let mut rows = Vec::new();
        for row in &input.rows {
            let mut new = Vec::new();
            for (_, scalar) in columns {
                new.push(self.scalar(scalar, &input.columns, row)?);
            }
            rows.push(new);
        }
        Ok(Rows { columns: columns.iter().map(|(name, _)| name.clone()).collect(), rows })
    }

    fn aggregate(
        &self,
        input: &Rows,
        by: &[String],
        measures: &[Measure],
    ) -> Result<Rows, Overflow> {
        let keys: Vec<usize> = by.iter().map(|name| index(&input.columns, name)).collect();
        let mut groups = groups(&input.rows, &keys);
        if by.is_empty() && groups.is_empty() {
            groups.push((Vec::new(), Vec::new()));
        }
        let mut rows = Vec::new();
        for (mut row, members) in groups {
            for measure in measures {
                let mut values = Vec::new();
                for member in &members {
                    values.push(self.scalar(&measure.argument, &input.columns, member)?);
                }
                values.retain(|value| *value != Value::Missing);
                row.push(measured(measure.aggregation, values)?);
            }
            rows.push(row);
        }
        let names = measures.iter().map(|measure| measure.name.clone());
        Ok(Rows { columns: by.iter().cloned().chain(names).collect(), rows })
    }
}

fn scan(table: &Rows, columns: &[String], faults: &[String]) -> Rows {
    let indexes: Vec<usize> = columns.iter().map(|name| index(&table.columns, name)).collect();
    let mut rows: Vec<Vec<Value>> = table.rows.iter().map(|row| pick(row, &indexes)).collect();
    for row in &mut rows {
        row.extend(faults.iter().map(|_| Value::Boolean(false)));
    }
    let bad = faults.iter().map(|name| format!("{name}!bad"));
    Rows { columns: columns.iter().cloned().chain(bad).collect(), rows }
}

fn beside(mut left: Rows, right: Rows) -> Rows {
    left.columns.extend(right.columns);
    for (row, new) in left.rows.iter_mut().zip(right.rows) {
        row.extend(new);
    }
    left
}

fn join(left: &Rows, right: &Rows, on: &[(String, String)], kind: JoinKind) -> Rows {
    let left_keys: Vec<usize> = on.iter().map(|(key, _)| index(&left.columns, key)).collect();
    let right_keys: Vec<usize> = on.iter().map(|(_, key)| index(&right.columns, key)).collect();
    let kept: Vec<usize> =
        (0..right.columns.len()).filter(|column| !right_keys.contains(column)).collect();
    let mut rows = Vec::new();
    for row in &left.rows {
        let key = pick(row, &left_keys);
        let mut partners: Vec<Vec<Value>> = Vec::new();
        if !key.contains(&Value::Missing) {
            let equal = right.rows.iter().filter(|other| same(&key, &pick(other, &right_keys)));
            partners.extend(equal.map(|other| pick(other, &kept)));
        }
        if partners.is_empty() && kind == JoinKind::Left {
            partners.push(vec![Value::Missing; kept.len()]);
        }
        rows.extend(partners.into_iter().map(|partner| [row.clone(), partner].concat()));
    }
    let names = kept.iter().map(|&column| right.columns[column].clone());
    Rows { columns: left.columns.iter().cloned().chain(names).collect(), rows }
}

type Group = (Vec<Value>, Vec<Vec<Value>>);

fn groups(rows: &[Vec<Value>], keys: &[usize]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let key = pick(row, keys);
        match groups.iter_mut().find(|(other, _)| same(other, &key)) {
            Some((_, members)) => members.push(row.clone()),
            None => groups.push((key, vec![row.clone()])),
        }
    }
    groups
}

fn measured(aggregation: Aggregation, mut values: Vec<Value>) -> Result<Value, Overflow> {
    if aggregation == Aggregation::Sum {
        return sum(values);
    }
    let count = values.len();
    values.sort_by(compare_values);
    let at = |position: f64| values.get(position as usize).cloned().unwrap_or(Value::Missing);
    let last = count.saturating_sub(1) as f64;
    Ok(match aggregation {
        Aggregation::Count => Value::Integer(count as i64),
        Aggregation::CountDistinct => {
            values.dedup_by(|a, b| compare_values(a, b) == Ordering::Equal);
            Value::Integer(values.len() as i64)
        }
        Aggregation::Minimum => at(0.0),
        Aggregation::Maximum => at(last),
        Aggregation::QuantileLower(p) => at((p * last).floor()),
        Aggregation::QuantileUpper(p) => at((p * last).ceil()),
        Aggregation::Sum => unreachable!("summed above"),
    })
}

pub(super) fn sum(values: Vec<Value>) -> Result<Value, Overflow> {
    let mut total = Value::Decimal { units: 0, scale: 0 };
    for value in values {
        let value = match value {
            Value::Integer(units) | Value::Duration(units) => {
                Value::Decimal { units: units.into(), scale: 0 }
            }
            other => other,
        };
        let [total_so_far, value] =
            [total, value].map(|value| Box::new(Scalar::Literal(value, ValueType::Float)));
        let added = Scalar::Arithmetic(Arithmetic::Add, total_so_far, value);
        total = evaluate(&added, &|_| Value::Missing, "UTC")?;
    }
    Ok(total)
}

pub(super) fn places(columns: &[String], order: &[(String, Direction)]) -> Vec<(usize, Direction)> {
    order.iter().map(|(name, way)| (index(columns, name), *way)).collect()
}

/// Compares rows by columns, missing values last whatever the direction.
pub(super) fn ordering(order: &[(usize, Direction)], a: &[Value], b: &[Value]) -> Ordering {
    let mut columns = order.iter().map(|(column, way)| {
        let (a, b) = (&a[*column], &b[*column]);
        let missing = (*a == Value::Missing).cmp(&(*b == Value::Missing));
        let present = match way {
            Direction::Ascending => compare_values(a, b),
            Direction::Descending => compare_values(b, a),
        };
        missing.then(present)
    });
    columns.find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
}

fn first(input: Rows, by: &[String], order: &[(String, Direction)]) -> Rows {
    let keys: Vec<usize> = by.iter().map(|name| index(&input.columns, name)).collect();
    let order = places(&input.columns, order);
    let compare = |a: &Vec<Value>, b: &Vec<Value>| ordering(&order, a, b);
    let picked = groups(&input.rows, &keys)
        .into_iter()
        .filter_map(|(_, members)| members.into_iter().min_by(compare));
    Rows { rows: picked.collect(), columns: input.columns }
}
