//! The oracle itself, on rows by hand.

use super::naive::Naive;
use gyakusan::plan::{
    Aggregation, Direction, JoinKind, Measure, Output, Plan, Relation, Rows, Scalar, Value,
    ValueType,
};
use std::collections::BTreeMap;
use std::sync::Arc;

const NONE: Value = Value::Missing;

fn int(number: i64) -> Value {
    Value::Integer(number)
}

fn values(names: [&str; 2], rows: &[[Value; 2]]) -> Arc<Relation> {
    Arc::new(Relation::Values {
        columns: names.map(|name| (name.to_owned(), ValueType::Integer)).to_vec(),
        rows: rows.iter().map(|row| row.to_vec()).collect(),
    })
}

fn run(relation: Relation) -> Rows {
    let output = Output { name: "o".to_owned(), relation: Arc::new(relation) };
    let plan = Plan { outputs: vec![output], time_zone: "UTC".to_owned() };
    Naive { tables: BTreeMap::new() }.run(&plan).unwrap().remove("o").unwrap()
}

fn measure(aggregation: Aggregation) -> Measure {
    let argument = Scalar::Column("v".to_owned());
    Measure { name: format!("{aggregation:?}"), aggregation, argument }
}

#[test]
fn a_missing_key_matches_nothing() {
    let join = |kind| Relation::Join {
        left: values(["k", "v"], &[[int(1), int(10)], [NONE, int(20)]]),
        right: values(["l", "w"], &[[int(1), int(7)], [int(1), int(8)], [NONE, int(9)]]),
        on: vec![("k".to_owned(), "l".to_owned())],
        kind,
    };
    let left = run(join(JoinKind::Left));
    assert_eq!(left.columns, ["k", "v", "w"]);
    let pairs = [[int(1), int(10), int(7)], [int(1), int(10), int(8)]];
    assert_eq!(left.rows[..2], pairs);
    assert_eq!(left.rows[2..], [[NONE, int(20), NONE]]);
    assert_eq!(run(join(JoinKind::Inner)).rows, pairs);
}

#[test]
fn missing_keys_form_a_group_and_missing_values_are_left_out() {
    let aggregate = |rows: &[[Value; 2]], by: &[&str]| {
        run(Relation::Aggregate {
            input: values(["k", "v"], rows),
            by: by.iter().map(|name| name.to_string()).collect(),
            measures: [Aggregation::Count, Aggregation::Sum, Aggregation::QuantileUpper(0.5)]
                .map(measure)
                .to_vec(),
        })
        .rows
    };
    let sum = |units| Value::Decimal { units, scale: 0 };
    let rows = [[NONE, int(3)], [int(1), NONE], [NONE, int(4)]];
    let expected = [[NONE, int(2), sum(7), int(4)], [int(1), int(0), sum(0), NONE]];
    assert_eq!(aggregate(&rows, &["k"]), expected);
    assert_eq!(aggregate(&[], &[]), [[int(0), sum(0), NONE]]);
    assert!(aggregate(&[], &["k"]).is_empty());
}

#[test]
fn the_first_row_is_never_a_missing_one_if_there_is_another() {
    let first = |way| {
        run(Relation::Pick {
            input: values(["k", "v"], &[[int(1), NONE], [int(1), int(5)], [int(1), int(6)]]),
            by: vec!["k".to_owned()],
            order: vec![("v".to_owned(), way)],
        })
        .rows
    };
    assert_eq!(first(Direction::Ascending), [[int(1), int(5)]]);
    assert_eq!(first(Direction::Descending), [[int(1), int(6)]]);
}
