//! Several questions asked as one: what they share is computed once.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::graph::{Graph, Read};
use super::{Duplicate, Engine, Fault, FileColumns, Memory, Pieces};
use crate::dataset::Dataset;
use crate::diagnostic::Diagnostic;
use crate::plan::{Output, Plan, Relation, Rows};

type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

/// Does work whose questions share much.
///
/// Every dataset is read once, with all columns that any question looks at, so what differs only in
/// these is shared as well. The work is done twice: over no rows at all, to hear its questions, then with the answers to all
/// of them at hand. What it asks only where there are rows is asked of the engine by itself, and so
/// is everything where the questions cannot be answered together.
pub fn together<T>(engine: &dyn Engine, work: impl Fn(&dyn Engine) -> T) -> T {
    let hearing = Hearing { engine, plans: RefCell::default() };
    work(&hearing);
    work(&Answers::of(engine, hearing.plans.into_inner()))
}

/// Answers as if there were no rows, and keeps the questions.
struct Hearing<'e> {
    engine: &'e dyn Engine,
    /// With the columns of each output.
    plans: RefCell<Vec<(Plan, Vec<Vec<String>>)>>,
}

impl Hearing<'_> {
    fn answer(&self, plan: &Plan) -> Result<Vec<Rows>> {
        let mut nothing = Memory::default();
        for read in Graph::new(plan).reads {
            nothing
                .tables
                .entry(read.dataset.name.clone())
                .or_default()
                .columns
                .extend(read.columns);
        }
        let found = nothing.run(plan)?;
        let columns = found.iter().map(|rows| rows.columns.clone()).collect();
        self.plans.borrow_mut().push((plan.clone(), columns));
        Ok(found)
    }
}

/// Answers from what was computed before.
struct Answers<'e> {
    engine: &'e dyn Engine,
    known: RefCell<Known>,
}

#[derive(Default)]
struct Known {
    graph: Graph,
    time_zone: String,
    /// By node of the graph: the rows, and how often they will be asked for.
    rows: HashMap<usize, (usize, Rows)>,
    /// The graph tells relations by their addresses, so they stay where they are.
    plans: Vec<Plan>,
}

impl<'e> Answers<'e> {
    /// Asks all questions in the time zone of the first.
    fn of(engine: &'e dyn Engine, heard: Vec<(Plan, Vec<Vec<String>>)>) -> Self {
        let time_zone = heard.first().map(|(it, _)| it.time_zone.clone()).unwrap_or_default();
        let mut known = Known { time_zone: time_zone.clone(), ..Known::default() };
        let mut asked: BTreeMap<usize, Asked> = BTreeMap::new();
        for (plan, columns) in heard.iter().filter(|(it, _)| it.time_zone == time_zone) {
            for (output, columns) in plan.outputs.iter().zip(columns) {
                let node = known.graph.add(&output.relation);
                let relation = output.relation.clone();
                let first = || Asked { relation, columns: columns.clone(), times: 0 };
                asked.entry(node).or_insert_with(first).times += 1;
            }
        }
        let mut wide = Wide { reads: &known.graph.reads, made: HashMap::new() };
        let outputs = asked.iter().map(|(node, asked)| Output {
            name: node.to_string(),
            relation: wide.relation(&asked.relation),
        });
        let outputs: Vec<Output> = outputs.collect();
        let found = match outputs.is_empty() {
            true => Vec::new(),
            false => engine.run(&Plan { outputs, time_zone }).unwrap_or_default(),
        };
        let fitting = asked.iter().zip(found).filter(|((_, it), rows)| it.columns == rows.columns);
        known.rows = fitting.map(|((node, it), rows)| (*node, (it.times, rows))).collect();
        known.plans = heard.into_iter().map(|(plan, _)| plan).collect();
        Self { engine, known: RefCell::new(known) }
    }

    fn answer(&self, plan: &Plan) -> Result<Vec<Rows>> {
        let (mut found, mut rest) = (Vec::new(), Vec::new());
        for output in &plan.outputs {
            let rows = self.known.borrow_mut().take(plan, output);
            rest.extend(rows.is_none().then(|| output.clone()));
            found.push(rows);
        }
        self.known.borrow_mut().plans.push(plan.clone());
        let mut more = match rest.is_empty() {
            true => Vec::new(),
            false => self.engine.run(&Plan { outputs: rest, ..plan.clone() })?,
        }
        .into_iter();
        Ok(found.into_iter().filter_map(|rows| rows.or_else(|| more.next())).collect())
    }
}

/// An output that was heard.
struct Asked {
    relation: Arc<Relation>,
    columns: Vec<String>,
    times: usize,
}

/// Relations over everything that is read of each dataset.
struct Wide<'g> {
    reads: &'g [Read],
    made: HashMap<*const Relation, Arc<Relation>>,
}

impl Wide<'_> {
    fn relation(&mut self, relation: &Arc<Relation>) -> Arc<Relation> {
        if let Some(made) = self.made.get(&Arc::as_ptr(relation)) {
            return made.clone();
        }
        let read = |dataset: &Arc<Dataset>| self.reads.iter().find(|it| it.dataset == *dataset);
        let made = match &**relation {
            Relation::Scan { dataset, .. } => match read(dataset) {
                Some(Read { columns, faults, .. }) => Arc::new(Relation::Scan {
                    dataset: dataset.clone(),
                    columns: columns.clone(),
                    faults: faults.clone(),
                }),
                None => relation.clone(),
            },
            other => {
                let inputs = other.inputs().into_iter().map(|it| self.relation(it)).collect();
                Arc::new(other.over(inputs))
            }
        };
        self.made.insert(Arc::as_ptr(relation), made.clone());
        made
    }
}

impl Known {
    /// Gives the rows of an output of a plan; those that nobody will ask for again are let go.
    fn take(&mut self, plan: &Plan, output: &Output) -> Option<Rows> {
        if plan.time_zone != self.time_zone {
            return None;
        }
        let node = self.graph.add(&output.relation);
        let (times, rows) = self.rows.get_mut(&node)?;
        *times -= 1;
        match *times {
            0 => self.rows.remove(&node).map(|(_, rows)| rows),
            _ => Some(rows.clone()),
        }
    }
}

/// The rest of an engine, from the one behind.
macro_rules! from_behind {
    ($name:ident) => {
        impl Engine for $name<'_> {
            fn run(&self, plan: &Plan) -> Result<Vec<Rows>> {
                self.answer(plan)
            }

            fn explain(&self, plan: &Plan) -> Result<String> {
                self.engine.explain(plan)
            }

            fn columns(&self, dataset: &Dataset) -> Result<Vec<FileColumns>> {
                self.engine.columns(dataset)
            }

            fn faults(&self, of: &Dataset, column: &str, limit: usize) -> Result<Vec<Fault>> {
                self.engine.faults(of, column, limit)
            }

            fn duplicates(&self, of: &Dataset, key: &str, limit: usize) -> Result<Vec<Duplicate>> {
                self.engine.duplicates(of, key, limit)
            }

            fn contents(&self, dataset: &Dataset, take: &mut Pieces<'_>) -> Result<()> {
                self.engine.contents(dataset, take)
            }
        }
    };
}

from_behind!(Hearing);
from_behind!(Answers);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Column, ColumnType, Encoding, Format};
    use crate::plan::{Aggregation, Measure, Scalar, Value};

    /// Notes how many outputs each question has.
    struct Noted<'e> {
        engine: &'e Memory,
        seen: RefCell<Vec<usize>>,
    }

    impl Noted<'_> {
        fn answer(&self, plan: &Plan) -> Result<Vec<Rows>> {
            self.seen.borrow_mut().push(plan.outputs.len());
            self.engine.run(plan)
        }
    }

    fn memory(rows: &[[i64; 2]]) -> Memory {
        let row = |it: &[i64; 2]| it.iter().map(|it| Value::Integer(*it)).collect();
        let rows =
            Rows { columns: vec!["a".into(), "b".into()], rows: rows.iter().map(row).collect() };
        Memory { tables: BTreeMap::from([("rows".into(), rows)]) }
    }

    fn scan(columns: &[&str]) -> Arc<Relation> {
        let column = |name: &str| Column {
            name: name.into(),
            from: name.into(),
            kind: ColumnType::Integer,
            format: None,
            missing: Vec::new(),
            replace: Default::default(),
            empty_is_text: false,
            bad_is_missing: false,
        };
        let dataset = Arc::new(Dataset {
            name: "rows".into(),
            path: String::new(),
            format: Format::Csv { separator: b',', encoding: Encoding::Utf8 },
            columns: ["a", "b"].map(column).into(),
        });
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Arc::new(Relation::Scan { dataset, columns, faults: Vec::new() })
    }

    fn sum(name: &str, scanned: &[&str]) -> Arc<Relation> {
        let measure = Measure {
            name: "sum".into(),
            aggregation: Aggregation::Sum,
            argument: Scalar::Column(name.into()),
        };
        let input = scan(scanned);
        Arc::new(Relation::Aggregate { input, by: Vec::new(), measures: vec![measure] })
    }

    fn ask(engine: &dyn Engine, relations: &[Arc<Relation>]) -> Result<Vec<Rows>> {
        let output = |(at, relation): (usize, &Arc<Relation>)| Output {
            name: at.to_string(),
            relation: relation.clone(),
        };
        let outputs = relations.iter().enumerate().map(output).collect();
        engine.run(&Plan { outputs, time_zone: "UTC".into() })
    }

    fn units(rows: &Rows) -> &Value {
        &rows.rows[0][0]
    }

    #[test]
    fn questions_become_one_and_keep_their_answers() {
        let memory = memory(&[[1, 10], [2, 20]]);
        let engine = Noted { engine: &memory, seen: RefCell::default() };
        let found = together(&engine, |engine| {
            let first = ask(engine, &[sum("a", &["a"]), sum("b", &["b"])]).unwrap();
            let second = ask(engine, &[sum("b", &["b"]), scan(&["b"])]).unwrap();
            [first, second].concat()
        });
        assert_eq!(*engine.seen.borrow(), [3, 1], "rows as they are scanned are asked alone");
        let wanted = ask(&memory, &[sum("a", &["a"]), sum("b", &["b"]), sum("b", &["b"])]).unwrap();
        assert_eq!(found[..3], wanted);
        assert_eq!(found[3].columns, ["b"]);
        assert_eq!(found[3].rows, [[Value::Integer(10)], [Value::Integer(20)]]);
    }

    #[test]
    fn what_depends_on_rows_is_asked_by_itself() {
        let memory = memory(&[[1, 10]]);
        let engine = Noted { engine: &memory, seen: RefCell::default() };
        let found = together(&engine, |engine| {
            let first = ask(engine, &[sum("a", &["a"])]).unwrap();
            match *units(&first[0]) == (Value::Decimal { units: 0, scale: 0 }) {
                true => first,
                false => ask(engine, &[sum("b", &["b"])]).unwrap(),
            }
        });
        assert_eq!(*units(&found[0]), Value::Decimal { units: 10, scale: 0 });
        assert_eq!(*engine.seen.borrow(), [1, 1]);
    }

    #[test]
    fn one_that_fails_leaves_the_others_their_answers() {
        let memory = memory(&[[i64::MAX, 10]]);
        let engine = Noted { engine: &memory, seen: RefCell::default() };
        let product = Scalar::Arithmetic(
            crate::plan::Arithmetic::Multiply,
            Box::new(Scalar::Column("a".into())),
            Box::new(Scalar::Column("a".into())),
        );
        let columns = vec![("x".to_owned(), product)];
        let large = Arc::new(Relation::Project { input: scan(&["a"]), columns });
        let (bad, good) = together(&engine, |engine| {
            (ask(engine, std::slice::from_ref(&large)), ask(engine, &[sum("b", &["b"])]))
        });
        assert!(bad.is_err());
        assert_eq!(*units(&good.unwrap()[0]), Value::Decimal { units: 10, scale: 0 });
    }

    from_behind!(Noted);
}
