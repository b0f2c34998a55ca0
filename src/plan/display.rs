//! A plan as text: one tree per output, what occurs twice printed once with a number.
//!
//! Equal relations are found from the leaves up, so that a deep plan is not compared pair by pair.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter, Write};
use std::sync::Arc;

use super::scalar::Named;
use super::{
    Aggregation, Direction, JoinKind, Measure, Plan, Relation, Scalar, Value, ValueType,
    WindowFunction,
};

/// Rows of a [`Relation::Values`] printed at most.
const ROWS: usize = 6;

impl Display for Plan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let tally = Tally::of(self.outputs.iter().map(|output| &output.relation));
        let mut printed = Printed { tally, numbers: BTreeMap::new() };
        writeln!(f, "time zone {}", self.time_zone)?;
        for output in &self.outputs {
            writeln!(f, "\noutput {}", Named(&output.name))?;
            printed.relation(f, &output.relation, 1)?;
        }
        Ok(())
    }
}

impl Display for Relation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let root = Arc::new(self.clone());
        let mut printed = Printed { tally: Tally::of([&root]), numbers: BTreeMap::new() };
        printed.relation(f, &root, 0)
    }
}

/// Which relations are equal, and how often each is used.
#[derive(Default)]
struct Tally {
    /// Class of each shared node, by its address.
    classes: BTreeMap<usize, usize>,
    /// A node without its inputs, and the classes of these.
    seen: BTreeMap<(String, Vec<usize>), usize>,
    uses: Vec<usize>,
}

impl Tally {
    fn of<'a>(roots: impl IntoIterator<Item = &'a Arc<Relation>>) -> Self {
        let mut tally = Self::default();
        for root in roots {
            let class = tally.class(root);
            tally.uses[class] += 1;
        }
        tally
    }

    fn class(&mut self, relation: &Arc<Relation>) -> usize {
        let address = Arc::as_ptr(relation) as usize;
        if let Some(class) = self.classes.get(&address) {
            return *class;
        }
        let inputs: Vec<usize> =
            relation.inputs().into_iter().map(|input| self.class(input)).collect();
        let key = (relation.identity(), inputs.clone());
        let next = self.uses.len();
        let class = *self.seen.entry(key).or_insert(next);
        if class == next {
            self.uses.push(0);
            inputs.into_iter().for_each(|input| self.uses[input] += 1);
        }
        self.classes.insert(address, class);
        class
    }
}

/// Work in progress: numbers of the shared relations printed so far, by class.
struct Printed {
    tally: Tally,
    numbers: BTreeMap<usize, usize>,
}

impl Printed {
    fn relation(
        &mut self,
        f: &mut Formatter<'_>,
        relation: &Arc<Relation>,
        depth: usize,
    ) -> fmt::Result {
        let class = self.tally.class(relation);
        indent(f, depth)?;
        if let Some(number) = self.numbers.get(&class) {
            return writeln!(f, "as #{number}");
        }
        if self.tally.uses[class] > 1 {
            let number = self.numbers.len() + 1;
            self.numbers.insert(class, number);
            write!(f, "#{number} = ")?;
        }
        head(f, relation, depth + 2)?;
        relation.inputs().into_iter().try_for_each(|input| self.relation(f, input, depth + 1))
    }
}

fn indent(f: &mut Formatter<'_>, depth: usize) -> fmt::Result {
    write!(f, "{:1$}", "", depth * 2)
}

/// A node with its own lines; the inputs follow, one step less deep.
fn head(f: &mut Formatter<'_>, relation: &Relation, depth: usize) -> fmt::Result {
    match relation {
        Relation::Scan { dataset, columns, faults } => {
            let shown = |column: &String| {
                let fault = if faults.contains(column) { "!" } else { "" };
                format!("{}{fault}", Named(column))
            };
            let columns: Vec<String> = columns.iter().map(shown).collect();
            writeln!(f, "scan {} from {}: {}", dataset.name, dataset.path, columns.join(", "))
        }
        Relation::Values { columns, rows } => values(f, columns, rows, depth),
        Relation::Filter { condition, .. } => writeln!(f, "filter {condition}"),
        Relation::Project { columns, .. } => {
            writeln!(f, "project")?;
            assignments(f, columns, depth)
        }
        Relation::Extend { columns, .. } => {
            writeln!(f, "extend")?;
            assignments(f, columns, depth)
        }
        Relation::Join { on, kind, .. } => {
            let kind = match kind {
                JoinKind::Left => "left",
                JoinKind::Inner => "inner",
            };
            let pair =
                |(left, right): &(String, String)| format!("{} = {}", Named(left), Named(right));
            let on: Vec<String> = on.iter().map(pair).collect();
            writeln!(f, "join {kind} on {}", on.join(", "))
        }
        Relation::Aggregate { by, measures, .. } => {
            writeln!(f, "aggregate{}", grouping(by))?;
            for Measure { name, aggregation, argument } in measures {
                indent(f, depth)?;
                let (name, function) = (Named(name), aggregation_name(*aggregation));
                writeln!(f, "{name} = {function}({argument})")?;
            }
            Ok(())
        }
        Relation::Pick { by, order, .. } => {
            writeln!(f, "pick first{} in order of {}", grouping(by), ordering(order))
        }
        Relation::Union { .. } => writeln!(f, "union"),
        Relation::Window { by, order, columns, .. } => {
            let order = if order.is_empty() { String::new() } else { ordering(order) };
            let sorted = if order.is_empty() { "" } else { " in order of " };
            writeln!(f, "window{}{sorted}{order}", grouping(by))?;
            for (name, function) in columns {
                indent(f, depth)?;
                writeln!(f, "{} = {}", Named(name), window_function(function))?;
            }
            Ok(())
        }
    }
}

fn window_function(function: &WindowFunction) -> String {
    match function {
        WindowFunction::RunningSum(column) => format!("running sum({})", Named(column)),
        WindowFunction::RunningMinimum(column) => format!("running min({})", Named(column)),
        WindowFunction::RunningMaximum(column) => format!("running max({})", Named(column)),
        WindowFunction::Previous(column) => format!("previous({})", Named(column)),
        WindowFunction::RowNumber => "row number".to_owned(),
    }
}

fn ordering(order: &[(String, Direction)]) -> String {
    let part = |(column, direction): &(String, Direction)| match direction {
        Direction::Ascending => Named(column).to_string(),
        Direction::Descending => format!("{} descending", Named(column)),
    };
    order.iter().map(part).collect::<Vec<_>>().join(", ")
}

fn grouping(by: &[String]) -> String {
    let by: Vec<String> = by.iter().map(|column| Named(column).to_string()).collect();
    if by.is_empty() { String::new() } else { format!(" by {}", by.join(", ")) }
}

fn assignments(f: &mut Formatter<'_>, columns: &[(String, Scalar)], depth: usize) -> fmt::Result {
    for (name, scalar) in columns {
        indent(f, depth)?;
        match scalar {
            Scalar::Column(column) if column == name => writeln!(f, "{}", Named(name))?,
            scalar => writeln!(f, "{} = {scalar}", Named(name))?,
        }
    }
    Ok(())
}

fn values(
    f: &mut Formatter<'_>,
    columns: &[(String, ValueType)],
    rows: &[Vec<Value>],
    depth: usize,
) -> fmt::Result {
    let titles: Vec<String> =
        columns.iter().map(|(name, kind)| format!("{} {kind}", Named(name))).collect();
    let word = if rows.len() == 1 { "row" } else { "rows" };
    writeln!(f, "values {} ({} {word})", titles.join(", "), rows.len())?;
    // A long table shows its first rows and its last.
    let cut = rows.len() > ROWS;
    let mut line = |row: &Vec<Value>| {
        let mut text = String::new();
        for (index, value) in row.iter().enumerate() {
            write!(text, "{}{value}", if index > 0 { ", " } else { "" })?;
        }
        indent(f, depth)?;
        writeln!(f, "{text}")
    };
    let shown = if cut { ROWS - 2 } else { rows.len() };
    rows.iter().take(shown).try_for_each(&mut line)?;
    if let (true, Some(last)) = (cut, rows.last()) {
        indent(f, depth)?;
        writeln!(f, ".. {} more", rows.len() - shown - 1)?;
        let texts: Vec<String> = last.iter().map(Value::to_string).collect();
        indent(f, depth)?;
        writeln!(f, "{}", texts.join(", "))?;
    }
    Ok(())
}

fn aggregation_name(aggregation: Aggregation) -> String {
    match aggregation {
        Aggregation::Count => "count".into(),
        Aggregation::CountDistinct => "count distinct".into(),
        Aggregation::Sum => "sum".into(),
        Aggregation::Minimum => "min".into(),
        Aggregation::Maximum => "max".into(),
        Aggregation::QuantileLower(p) => format!("lower quantile {p}"),
        Aggregation::QuantileUpper(p) => format!("upper quantile {p}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{Comparison, Output};
    use super::*;
    use crate::dataset::{Column, ColumnType, Dataset, Format};

    fn scan() -> Relation {
        let column = Column {
            name: "status".into(),
            from: "status".into(),
            kind: ColumnType::Text,
            format: None,
            missing: Vec::new(),
            replace: BTreeMap::new(),
            empty_is_text: false,
            bad_is_missing: false,
        };
        let dataset = Dataset {
            name: "deals".into(),
            path: "data/deals.parquet".into(),
            format: Format::Parquet,
            columns: vec![column],
        };
        Relation::Scan {
            dataset: Arc::new(dataset),
            columns: vec!["status".into()],
            faults: vec!["status".into()],
        }
    }

    fn won() -> Relation {
        let status = Box::new(Scalar::Column("status".into()));
        let won = Box::new(Scalar::Literal(Value::Text("won".into()), ValueType::Text));
        let condition = Scalar::Compare(Comparison::Equal, status, won);
        Relation::Filter { input: Arc::new(scan()), condition }
    }

    fn counted(input: Arc<Relation>) -> Arc<Relation> {
        let measure = Measure {
            name: "n".into(),
            aggregation: Aggregation::Count,
            argument: Scalar::Literal(Value::Integer(1), ValueType::Integer),
        };
        Arc::new(Relation::Aggregate {
            input,
            by: vec!["kind of deal".into()],
            measures: vec![measure],
        })
    }

    #[test]
    fn equal_relations_are_printed_once() {
        let output = |name: &str, input| Output { name: name.into(), relation: counted(input) };
        let plan = Plan {
            outputs: vec![
                output("a", Arc::new(won())),
                // Equal, but not the same allocation.
                output("b", Arc::new(won())),
                Output { name: "c".into(), relation: Arc::new(scan()) },
            ],
            time_zone: "Asia/Tokyo".into(),
        };
        let expected = "\
time zone Asia/Tokyo

output a
  #1 = aggregate by \"kind of deal\"
      n = count(1)
    filter status = 'won'
      #2 = scan deals from data/deals.parquet: status!

output b
  as #1

output c
  as #2
";
        assert_eq!(plan.to_string(), expected);
    }

    #[test]
    fn long_tables_are_cut_and_say_so() {
        let rows = (0..9).map(|n| vec![Value::Integer(n)]).collect();
        let columns = vec![("cell".to_owned(), ValueType::Integer)];
        let text = Relation::Values { columns, rows }.to_string();
        let expected =
            "values cell integer (9 rows)\n    0\n    1\n    2\n    3\n    .. 4 more\n    8\n";
        assert_eq!(text, expected);
    }
}
