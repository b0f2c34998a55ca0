//! What the comparison of engines on random plans does not show: sharing, types without rows,
//! trouble instead of a panic.

use super::*;
use crate::dataset::{Column, ColumnType, Encoding, Format};
use crate::plan::{Aggregation, Direction, Measure, Output, WindowFunction};

fn run(relation: Relation) -> std::result::Result<Rows, Vec<Diagnostic>> {
    let output = Output { name: "o".into(), relation: Arc::new(relation) };
    let plan = Plan { outputs: vec![output], time_zone: "UTC".into() };
    Ok(memory().run(&plan)?.remove(0))
}

fn code(relation: Relation) -> &'static str {
    run(relation).unwrap_err()[0].code
}

fn memory() -> Memory {
    let rows = Rows {
        columns: vec!["n".into(), "t".into()],
        rows: vec![
            vec![Value::Text("x".into()), Value::Integer(1)],
            vec![Value::Missing, Value::Integer(2)],
        ],
    };
    let swapped = Rows { columns: vec!["t".into(), "n".into()], ..rows };
    Memory { tables: BTreeMap::from([("rows".into(), swapped)]) }
}

fn dataset(name: &str) -> Arc<Dataset> {
    let column = |(name, kind): (&str, ColumnType)| Column {
        name: name.into(),
        from: name.into(),
        kind,
        format: None,
        missing: Vec::new(),
        replace: Default::default(),
        empty_is_text: false,
        bad_is_missing: false,
    };
    Arc::new(Dataset {
        name: name.into(),
        path: String::new(),
        format: Format::Csv { separator: b',', encoding: Encoding::Utf8 },
        columns: [("n", ColumnType::Integer), ("t", ColumnType::Text), ("u", ColumnType::Text)]
            .map(column)
            .to_vec(),
    })
}

fn scan(name: &str, columns: &[&str]) -> Relation {
    Relation::Scan {
        dataset: dataset(name),
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        faults: columns.iter().take(1).map(|name| (*name).to_owned()).collect(),
    }
}

fn values(kind: ValueType, list: Vec<Value>) -> Arc<Relation> {
    let rows = list.into_iter().map(|value| vec![value]).collect();
    Arc::new(Relation::Values { columns: vec![("v".into(), kind)], rows })
}

fn of(name: &str) -> Scalar {
    Scalar::Column(name.into())
}

#[test]
fn tables_are_read_by_name_and_have_no_faults() {
    let rows = run(scan("rows", &["n", "t"])).unwrap();
    assert_eq!(rows.columns, ["n", "t", "n!bad"]);
    let fine = Value::Boolean(false);
    let first = vec![Value::Integer(1), Value::Text("x".into()), fine.clone()];
    assert_eq!(rows.rows, [first, vec![Value::Integer(2), Value::Missing, fine]]);
}

#[test]
fn a_shared_relation_is_computed_once() {
    let mut shared = values(ValueType::Integer, vec![Value::Integer(7)]);
    for _ in 0..64 {
        let input = Arc::new(Relation::Union { inputs: vec![shared.clone(), shared] });
        shared = Arc::new(Relation::Pick { input, by: vec!["v".into()], order: Vec::new() });
    }
    let all = Relation::Filter { input: shared, condition: Scalar::And(Vec::new()) };
    assert_eq!(run(all).unwrap().rows, [[Value::Integer(7)]]);
}

#[test]
fn a_sum_of_nothing_has_the_type_of_its_column() {
    let sums = |kind| {
        let aggregate = Relation::Aggregate {
            input: values(kind, Vec::new()),
            by: Vec::new(),
            measures: vec![Measure {
                name: "s".into(),
                aggregation: Aggregation::Sum,
                argument: of("v"),
            }],
        };
        let window = Relation::Window {
            input: values(kind, vec![Value::Missing]),
            by: Vec::new(),
            order: Vec::new(),
            columns: vec![("s".into(), WindowFunction::RunningSum("v".into()))],
        };
        [run(aggregate).unwrap().rows[0][0].clone(), run(window).unwrap().rows[0][1].clone()]
    };
    let decimal = |scale| Value::Decimal { units: 0, scale };
    assert_eq!(sums(ValueType::Integer), [decimal(0), Value::Integer(0)]);
    assert_eq!(sums(ValueType::Duration), [decimal(0), Value::Duration(0)]);
    assert_eq!(sums(ValueType::Decimal { scale: 2 }), [decimal(2), decimal(2)]);
}

#[test]
fn keys_match_by_value() {
    let whole = values(ValueType::Integer, vec![Value::Integer(2), Value::Missing]);
    let kind = ValueType::Decimal { scale: 1 };
    let exact = values(kind, vec![Value::Decimal { units: 20, scale: 1 }, Value::Missing]);
    let on = vec![("v".to_owned(), "v".to_owned())];
    let join = |kind| {
        let relation =
            Relation::Join { left: whole.clone(), right: exact.clone(), on: on.clone(), kind };
        run(relation).unwrap().rows
    };
    assert_eq!(join(JoinKind::Inner), [[Value::Integer(2)]]);
    assert_eq!(join(JoinKind::Left), [[Value::Integer(2)], [Value::Missing]]);
}

#[test]
fn trouble_is_told() {
    let one = || values(ValueType::Integer, vec![Value::Integer(i64::MAX)]);
    let more = Scalar::Arithmetic(
        crate::plan::Arithmetic::Add,
        Box::new(of("v")),
        Box::new(Scalar::Literal(Value::Integer(1), ValueType::Integer)),
    );
    let columns = vec![("x".to_owned(), more)];
    assert_eq!(code(Relation::Extend { input: one(), columns }), "overflow");
    let columns = vec![("x".to_owned(), of("w"))];
    assert_eq!(code(Relation::Project { input: one(), columns }), "engine-failure");
    let order = vec![("w".to_owned(), Direction::Ascending)];
    assert_eq!(code(Relation::Pick { input: one(), by: Vec::new(), order }), "engine-failure");
    let text = values(ValueType::Text, Vec::new());
    let mixed = Relation::Union { inputs: vec![one(), text.clone()] };
    assert_eq!(code(mixed), "engine-failure");
    let sum = Relation::Window {
        input: text,
        by: Vec::new(),
        order: Vec::new(),
        columns: vec![("s".into(), WindowFunction::RunningSum("v".into()))],
    };
    assert_eq!(code(sum), "engine-failure");
    assert_eq!(code(scan("rows", &["u"])), "engine-failure");
    assert_eq!(code(scan("rows", &["other"])), "engine-failure");
    assert_eq!(code(scan("nowhere", &["n"])), "engine-failure");
    let short =
        Relation::Values { columns: vec![("a".into(), ValueType::Text)], rows: vec![Vec::new()] };
    assert_eq!(code(short), "engine-failure");
}
