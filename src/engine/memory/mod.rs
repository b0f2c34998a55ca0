//! The engine for a few rows in memory: tests of definitions on rows that stand beside them.
//!
//! `table` holds rows with types, `kinds` finds the types of scalars, `group` and `along` compute
//! aggregates and windows. Scalars are those of `evaluate`; a relation is computed once per plan.

mod along;
mod group;
mod kinds;
mod sum;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use self::table::{Key, Row, Table};
use super::trouble::{failure, too_large};
use super::{Duplicate, Engine, Fault, FileColumns};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::evaluate::{Overflow, evaluate};
use crate::plan::{JoinKind, Measure, Plan, Relation, Rows, Scalar, Value, ValueType};

type Result<T> = std::result::Result<T, Diagnostic>;

/// Computes plans over tables in memory.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Rows by the name of their dataset; values have the types that the dataset declares.
    pub tables: BTreeMap<String, Rows>,
}

impl Engine for Memory {
    fn run(&self, plan: &Plan) -> std::result::Result<Vec<Rows>, Vec<Diagnostic>> {
        let mut run = Run { tables: &self.tables, zone: &plan.time_zone, known: HashMap::new() };
        let outputs = plan.outputs.iter();
        let rows = outputs.map(|output| Ok(run.relation(&output.relation)?.rows()));
        rows.collect::<Result<_>>().map_err(|found| vec![found])
    }

    fn explain(&self, plan: &Plan) -> std::result::Result<String, Vec<Diagnostic>> {
        Ok(plan.to_string())
    }

    /// Nothing: there are no files.
    fn columns(&self, _: &Dataset) -> std::result::Result<Vec<FileColumns>, Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    /// Nothing: the values of the tables fit their types.
    fn faults(
        &self,
        _: &Dataset,
        _: &str,
        _: usize,
    ) -> std::result::Result<Vec<Fault>, Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    /// Nothing: rows in memory have no places to name.
    fn duplicates(
        &self,
        _: &Dataset,
        _: &str,
        _: usize,
    ) -> std::result::Result<Vec<Duplicate>, Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    /// Nothing: rows in memory are in no files.
    fn contents(
        &self,
        _: &Dataset,
        _: &mut super::Pieces<'_>,
    ) -> std::result::Result<(), Vec<Diagnostic>> {
        Ok(())
    }
}

/// One plan, and what is known of its relations by address.
struct Run<'a> {
    tables: &'a BTreeMap<String, Rows>,
    zone: &'a str,
    known: HashMap<*const Relation, Arc<Table>>,
}

impl Run<'_> {
    fn relation(&mut self, relation: &Arc<Relation>) -> Result<Arc<Table>> {
        if let Some(known) = self.known.get(&Arc::as_ptr(relation)) {
            return Ok(known.clone());
        }
        let made = Arc::new(self.computed(relation)?);
        self.known.insert(Arc::as_ptr(relation), made.clone());
        Ok(made)
    }

    fn computed(&mut self, relation: &Relation) -> Result<Table> {
        match relation {
            Relation::Scan { dataset, columns, faults } => self.scan(dataset, columns, faults),
            Relation::Values { columns, rows } => {
                let (names, kinds) = columns.iter().cloned().unzip();
                Table::new(names, kinds, rows.clone())
            }
            Relation::Filter { input, condition } => {
                let input = self.relation(input)?;
                self.filter(&input, condition)
            }
            Relation::Project { input, columns } => {
                let input = self.relation(input)?;
                self.project(&input, columns)
            }
            Relation::Extend { input, columns } => {
                let input = self.relation(input)?;
                let more = self.project(&input, columns)?;
                Ok(input.beside(more))
            }
            Relation::Join { left, right, on, kind } => {
                let (left, right) = (self.relation(left)?, self.relation(right)?);
                join(&left, &right, on, *kind)
            }
            Relation::Aggregate { input, by, measures } => {
                let input = self.relation(input)?;
                self.aggregate(&input, by, measures)
            }
            Relation::Pick { input, by, order } => {
                let input = self.relation(input)?;
                group::pick(&input, by, order)
            }
            Relation::Union { inputs } => {
                let inputs: Vec<Arc<Table>> =
                    inputs.iter().map(|input| self.relation(input)).collect::<Result<_>>()?;
                union(&inputs)
            }
            Relation::Window { input, by, order, columns } => {
                let input = self.relation(input)?;
                Ok(input.beside(along::window(&input, by, order, columns)?))
            }
        }
    }

    fn scan(&self, dataset: &Dataset, columns: &[String], faults: &[String]) -> Result<Table> {
        let unknown = |what: &str| failure(&format!("there is no {what}"));
        let table = self.tables.get(&dataset.name);
        let table = table.ok_or_else(|| unknown(&format!("table `{}`", dataset.name)))?;
        let (mut places, mut kinds) = (Vec::new(), Vec::new());
        for name in columns {
            let place = table.columns.iter().position(|column| column == name);
            let declared = dataset.column(name);
            let (Some(place), Some(column)) = (place, declared) else {
                return Err(unknown(&format!("column `{name}` in table `{}`", dataset.name)));
            };
            places.push(place);
            kinds.push(ValueType::from(column.kind));
        }
        let cell = |row: &Row, place: usize| row.get(place).cloned().unwrap_or(Value::Missing);
        let taken = |row: &Row| {
            let cells = places.iter().map(|place| cell(row, *place));
            cells.chain(faults.iter().map(|_| Value::Boolean(false))).collect()
        };
        let rows = table.rows.iter().map(taken).collect();
        let bad = faults.iter().map(|name| format!("{name}!bad"));
        kinds.extend(faults.iter().map(|_| ValueType::Boolean));
        Table::new(columns.iter().cloned().chain(bad).collect(), kinds, rows)
    }

    /// Evaluates scalars, whose columns have to be there, on every row.
    fn each<'t>(
        &self,
        input: &'t Table,
        scalars: &[&Scalar],
        mut see: impl FnMut(&'t Row, Row),
    ) -> Result<()> {
        let places = input.places();
        let mut unknown = None;
        for scalar in scalars {
            scalar.columns(&mut |name| {
                if !places.contains_key(name) {
                    unknown = Some(name.to_owned());
                }
            });
        }
        if let Some(name) = unknown {
            return Err(failure(&format!("the plan names no column `{name}`")));
        }
        let read = |row: &Row, name: &str| {
            places.get(name).and_then(|place| row.get(*place)).cloned().unwrap_or(Value::Missing)
        };
        for row in &input.rows {
            let value = |scalar: &&Scalar| evaluate(scalar, &|name| read(row, name), self.zone);
            let values: std::result::Result<Row, Overflow> = scalars.iter().map(value).collect();
            see(row, values.map_err(|overflow| too_large(&overflow.to_string()))?);
        }
        Ok(())
    }

    fn filter(&self, input: &Table, condition: &Scalar) -> Result<Table> {
        let mut rows = Vec::new();
        self.each(input, &[condition], |row, values| {
            if values.first() == Some(&Value::Boolean(true)) {
                rows.push(row.clone());
            }
        })?;
        Ok(Table { rows, ..input.without_rows() })
    }

    fn aggregate(&self, input: &Table, by: &[String], measures: &[Measure]) -> Result<Table> {
        let named = |measure: &Measure| (measure.name.clone(), measure.argument.clone());
        let arguments: Vec<(String, Scalar)> = measures.iter().map(named).collect();
        group::aggregate(input, by, measures, &self.project(input, &arguments)?)
    }

    fn project(&self, input: &Table, columns: &[(String, Scalar)]) -> Result<Table> {
        let scalars: Vec<&Scalar> = columns.iter().map(|(_, scalar)| scalar).collect();
        let mut rows = Vec::with_capacity(input.rows.len());
        self.each(input, &scalars, |_, values| rows.push(values))?;
        let kind = |scalar: &&Scalar| kinds::kind(scalar, &|name| input.kind(name));
        let kinds = scalars.iter().map(kind).collect::<Result<_>>()?;
        Table::new(columns.iter().map(|(name, _)| name.clone()).collect(), kinds, rows)
    }
}

fn join(left: &Table, right: &Table, on: &[(String, String)], kind: JoinKind) -> Result<Table> {
    let left_keys = left.all(on.iter().map(|(key, _)| key))?;
    let right_keys = right.all(on.iter().map(|(_, key)| key))?;
    let kept: Vec<usize> =
        (0..right.columns.len()).filter(|column| !right_keys.contains(column)).collect();
    let mut partners: BTreeMap<Key, Vec<&Row>> = BTreeMap::new();
    for row in &right.rows {
        partners.entry(Key::of(row, &right_keys)).or_default().push(row);
    }
    let mut rows = Vec::new();
    for row in &left.rows {
        let key = Key::of(row, &left_keys);
        let found = if key.is_whole() { partners.get(&key) } else { None };
        let with = |more: Row| row.iter().cloned().chain(more).collect::<Row>();
        match (found, kind) {
            (Some(found), _) => {
                rows.extend(found.iter().map(|other| with(Key::of(other, &kept).0)));
            }
            (None, JoinKind::Left) => rows.push(with(vec![Value::Missing; kept.len()])),
            (None, JoinKind::Inner) => {}
        }
    }
    let mut columns = left.columns.clone();
    columns.extend(kept.iter().map(|column| right.columns[*column].clone()));
    let mut kinds = left.kinds.clone();
    kinds.extend(kept.iter().map(|column| right.kinds[*column]));
    Table::new(columns, kinds, rows)
}

fn union(inputs: &[Arc<Table>]) -> Result<Table> {
    let first = inputs.first().ok_or_else(|| failure("a union of nothing"))?;
    let mut all = first.without_rows();
    for input in inputs {
        let places = input.all(all.columns.iter())?;
        if places.len() != input.columns.len() {
            return Err(failure("a union of different columns"));
        }
        for (kind, place) in all.kinds.iter_mut().zip(&places) {
            *kind = kinds::unified(*kind, input.kinds[*place])?;
        }
        all.rows.extend(input.rows.iter().map(|row| Key::of(row, &places).0));
    }
    Ok(all)
}
