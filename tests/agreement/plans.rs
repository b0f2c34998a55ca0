//! Random plans over two tables: chains of every relation, joins between them, every aggregation.

use super::choices::Choices;
use super::data;
use super::scalars::{Field, Maker, TYPES};
use gyakusan::plan::{
    Aggregation, Direction, JoinKind, Measure, Output, Plan, Relation, Scalar, Value, ValueType,
    WindowFunction,
};
use std::sync::Arc;

/// The tables that plans scan.
pub(super) const TABLES: [&str; 2] = ["a", "b"];

/// A relation and what it holds.
#[derive(Clone)]
struct Made {
    relation: Arc<Relation>,
    fields: Vec<Field>,
}

struct Planner<'a> {
    choices: &'a mut Choices,
    names: usize,
}

/// A plan with one or two outputs; the second may share its beginning with the first.
pub(super) fn plan(choices: &mut Choices) -> Plan {
    let time_zone = choices.one_of(&["Asia/Tokyo", "UTC", "America/New_York"]).to_owned();
    let mut planner = Planner { choices, names: 0 };
    let first = planner.output();
    let mut outputs = vec![first.clone()];
    if planner.choices.once_in(3) {
        let start = if planner.choices.below(2) == 0 { first } else { planner.output() };
        outputs.push(planner.step(start));
    }
    let outputs = outputs
        .into_iter()
        .enumerate()
        .map(|(index, made)| Output { name: format!("output{index}"), relation: made.relation });
    Plan { outputs: outputs.collect(), time_zone }
}

impl Planner<'_> {
    fn name(&mut self) -> String {
        self.names += 1;
        format!("x{}", self.names)
    }

    fn output(&mut self) -> Made {
        let mut made = self.scan(TABLES[0]);
        let mut joined = false;
        for _ in 0..self.choices.below(5) {
            made = if !joined && self.choices.once_in(4) {
                joined = true;
                self.join(made)
            } else {
                self.step(made)
            };
        }
        made
    }

    fn step(&mut self, from: Made) -> Made {
        match self.choices.below(7) {
            0 => self.extend(from),
            1 => self.filter(from),
            2 => self.aggregate(from),
            3 => self.pick(from),
            4 => self.window(from),
            5 => self.union(from),
            _ => self.project(from),
        }
    }

    fn scan(&mut self, table: &str) -> Made {
        let dataset = data::dataset(table);
        let mut columns: Vec<String> =
            dataset.columns.iter().map(|column| column.name.clone()).collect();
        let faults = if self.choices.once_in(8) { vec![columns[2].clone()] } else { Vec::new() };
        if self.choices.once_in(4) {
            columns = self.choices.shuffled(columns);
            columns.truncate(5);
            if !faults.is_empty() && !columns.contains(&faults[0]) {
                columns.push(faults[0].clone());
            }
        }
        let bad = faults.iter().map(|name| (format!("{name}!bad"), ValueType::Boolean));
        let typed = columns.iter().map(|name| {
            let kind = dataset.column(name).unwrap().kind;
            (name.clone(), data::value_type(kind))
        });
        let fields = typed.chain(bad).map(|(name, of)| Field { name, of }).collect();
        Made { relation: Arc::new(Relation::Scan { dataset, columns, faults }), fields }
    }

    fn some_values(&mut self) -> Made {
        let fields = (0..self.choices.below(3) + 1)
            .map(|_| Field { name: self.name(), of: self.choices.one_of(&TYPES[..8]) })
            .collect();
        self.values(fields)
    }

    fn values(&mut self, fields: Vec<Field>) -> Made {
        let rows = (0..self.choices.below(4)).map(|_| {
            let cell = |field: &Field| match self.choices.once_in(5) {
                true => Value::Missing,
                false => data::value(self.choices, field.of),
            };
            fields.iter().map(cell).collect()
        });
        let rows = rows.collect();
        let columns = fields.iter().map(|field| (field.name.clone(), field.of)).collect();
        Made { relation: Arc::new(Relation::Values { columns, rows }), fields }
    }

    fn scalar(&mut self, fields: &[Field], of: ValueType) -> Scalar {
        Maker { choices: self.choices, fields }.scalar(of, 3)
    }

    fn new_columns(&mut self, fields: &[Field]) -> (Vec<(String, Scalar)>, Vec<Field>) {
        let count = self.choices.below(3) + 1;
        (0..count)
            .map(|_| {
                let (name, of) = (self.name(), self.choices.one_of(&TYPES));
                let scalar = self.scalar(fields, of);
                ((name.clone(), scalar), Field { name, of })
            })
            .unzip()
    }

    fn filter(&mut self, from: Made) -> Made {
        let condition = Maker { choices: self.choices, fields: &from.fields }.condition(3);
        let relation = Arc::new(Relation::Filter { input: from.relation, condition });
        Made { relation, fields: from.fields }
    }

    fn extend(&mut self, mut from: Made) -> Made {
        let (columns, fields) = self.new_columns(&from.fields);
        let relation = Arc::new(Relation::Extend { input: from.relation, columns });
        from.fields.extend(fields);
        Made { relation, fields: from.fields }
    }

    fn project(&mut self, from: Made) -> Made {
        let (mut columns, mut fields) = self.new_columns(&from.fields);
        for field in from.fields {
            if self.choices.below(2) == 0 {
                columns.push((field.name.clone(), Scalar::Column(field.name.clone())));
                fields.push(field);
            }
        }
        Made { relation: Arc::new(Relation::Project { input: from.relation, columns }), fields }
    }

    fn join(&mut self, left: Made) -> Made {
        let mut right =
            if self.choices.once_in(4) { self.some_values() } else { self.scan(TABLES[1]) };
        for _ in 0..self.choices.below(2) {
            right = self.step(right);
        }
        let mut pairs = Vec::new();
        for key in &left.fields {
            let comparable = |other: &&Field| other.of == key.of && key.of != ValueType::Float;
            pairs.extend(right.fields.iter().filter(comparable).map(|other| (key, other)));
        }
        let mut on: Vec<(String, String)> = Vec::new();
        let count = self.choices.below(2) + 1;
        for (key, other) in self.choices.shuffled(pairs).into_iter().take(count) {
            if !on.iter().any(|(a, b)| *a == key.name || *b == other.name) {
                on.push((key.name.clone(), other.name.clone()));
            }
        }
        if on.is_empty() {
            return left;
        }
        let kept =
            right.fields.iter().filter(|field| !on.iter().any(|(_, key)| *key == field.name));
        let fields = left.fields.iter().chain(kept).cloned().collect();
        let kind = self.choices.one_of(&[JoinKind::Left, JoinKind::Inner]);
        let relation = Relation::Join { left: left.relation, right: right.relation, on, kind };
        Made { relation: Arc::new(relation), fields }
    }

    fn keys(&mut self, fields: &[Field], most: usize) -> Vec<Field> {
        let count = self.choices.below(most + 1);
        let exact = fields.iter().filter(|field| field.of != ValueType::Float).cloned();
        let mut keys = self.choices.shuffled(exact.collect());
        keys.truncate(count);
        keys
    }

    fn aggregate(&mut self, from: Made) -> Made {
        let mut fields = self.keys(&from.fields, 2);
        let by = fields.iter().map(|field| field.name.clone()).collect();
        let measures = (0..self.choices.below(4) + 1)
            .map(|_| {
                let (measure, of) = self.measure(&from.fields);
                fields.push(Field { name: measure.name.clone(), of });
                measure
            })
            .collect();
        let relation = Arc::new(Relation::Aggregate { input: from.relation, by, measures });
        Made { relation, fields }
    }

    fn measure(&mut self, fields: &[Field]) -> (Measure, ValueType) {
        let of = self.choices.one_of(&TYPES);
        let argument = self.scalar(fields, of);
        let p = self.choices.one_of(&[0.0, 0.5, 0.9, 0.25, 0.29, 0.07, 1.0]);
        let total = match of {
            ValueType::Integer | ValueType::Duration => Some(ValueType::Decimal { scale: 0 }),
            ValueType::Decimal { .. } => Some(of),
            _ => None,
        };
        let ordered = !matches!(of, ValueType::Text | ValueType::Boolean);
        let (aggregation, result) = match (self.choices.below(7), total) {
            (0, Some(total)) => (Aggregation::Sum, total),
            (1, _) if of != ValueType::Float => (Aggregation::CountDistinct, ValueType::Integer),
            (2, _) => (Aggregation::Minimum, of),
            (3, _) => (Aggregation::Maximum, of),
            (4, _) if ordered => (Aggregation::QuantileLower(p), of),
            (5, _) if ordered => (Aggregation::QuantileUpper(p), of),
            _ => (Aggregation::Count, ValueType::Integer),
        };
        (Measure { name: self.name(), aggregation, argument }, result)
    }

    /// Sorts by every column where ties matter, so that only equal rows tie.
    fn pick(&mut self, from: Made) -> Made {
        let Made { relation: input, fields } = exact(from);
        if fields.is_empty() {
            return Made { relation: input, fields };
        }
        let by = self.keys(&fields, 2).into_iter().map(|field| field.name).collect();
        let order = self.order(fields.clone());
        Made { relation: Arc::new(Relation::Pick { input, by, order }), fields }
    }

    fn order(&mut self, fields: Vec<Field>) -> Vec<(String, Direction)> {
        let names = fields.into_iter().map(|field| field.name).collect();
        let ways = [Direction::Ascending, Direction::Descending];
        let names = self.choices.shuffled(names).into_iter();
        names.map(|name| (name, self.choices.one_of(&ways))).collect()
    }

    fn window(&mut self, from: Made) -> Made {
        let mut from = exact(from);
        if from.fields.is_empty() {
            return from;
        }
        from = self.with_duration(from);
        let by = self.keys(&from.fields, 2).into_iter().map(|field| field.name).collect();
        // every column tells all rows apart that differ; fewer give peers
        let tells_apart = self.choices.below(2) == 0;
        let order = if tells_apart { from.fields.clone() } else { self.keys(&from.fields, 2) };
        let order = self.order(order);
        let (mut columns, mut fields) = (Vec::new(), from.fields.clone());
        for _ in 0..self.choices.below(3) + 1 {
            let of = self.choices.one_of(&from.fields);
            let (name, column) = (self.name(), of.name);
            let is_sum = matches!(of.of, ValueType::Integer | ValueType::Decimal { .. })
                || column.starts_with("length");
            let (function, of) = match self.choices.below(if tells_apart { 5 } else { 3 }) {
                0 if is_sum => (WindowFunction::RunningSum(column), of.of),
                3 => (WindowFunction::Previous(column), of.of),
                4 => (WindowFunction::RowNumber, ValueType::Integer),
                1 => (WindowFunction::RunningMinimum(column), of.of),
                _ => (WindowFunction::RunningMaximum(column), of.of),
            };
            columns.push((name.clone(), function));
            fields.push(Field { name, of });
        }
        let relation = Relation::Window { input: from.relation, by, order, columns };
        Made { relation: Arc::new(relation), fields }
    }

    /// Adds a duration that is never missing, so that the oracle, which knows no types, sees what
    /// type its sum has.
    fn with_duration(&mut self, from: Made) -> Made {
        if self.choices.below(3) > 0 {
            return from;
        }
        let (name, of) = (format!("length_{}", self.name()), ValueType::Duration);
        let length = self.scalar(&from.fields, of);
        let none = Scalar::Literal(Value::Duration(0), of);
        let columns = vec![(name.clone(), Scalar::Coalesce(vec![length, none]))];
        let mut fields = from.fields;
        fields.push(Field { name, of });
        Made { relation: Arc::new(Relation::Extend { input: from.relation, columns }), fields }
    }

    /// The rows once more: all, some, or others of the same types, their columns in another order.
    fn union(&mut self, from: Made) -> Made {
        let mut inputs = vec![from.relation.clone()];
        for _ in 0..self.choices.below(2) + 1 {
            let other = match self.choices.below(3) {
                0 => from.clone(),
                1 => self.filter(from.clone()),
                _ => self.values(from.fields.clone()),
            };
            let names = other.fields.iter().map(|field| field.name.clone()).collect();
            let columns = self.choices.shuffled(names).into_iter();
            let columns = columns.map(|name| (name.clone(), Scalar::Column(name))).collect();
            inputs.push(Arc::new(Relation::Project { input: other.relation, columns }));
        }
        Made { relation: Arc::new(Relation::Union { inputs }), fields: from.fields }
    }
}

/// Leaves floats out, which are equal or not by their last digits.
fn exact(from: Made) -> Made {
    let is_exact = |field: &Field| field.of != ValueType::Float;
    let fields: Vec<Field> = from.fields.into_iter().filter(is_exact).collect();
    let columns: Vec<(String, Scalar)> = fields
        .iter()
        .map(|field| (field.name.clone(), Scalar::Column(field.name.clone())))
        .collect();
    let relation = match columns.is_empty() {
        true => from.relation,
        false => Arc::new(Relation::Project { input: from.relation, columns }),
    };
    Made { relation, fields }
}
