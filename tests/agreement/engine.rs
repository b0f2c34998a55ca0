//! The engines, on files and in memory, give the rows that the naive reading gives of the tables.

use super::data;
use super::naive::Naive;
use super::random::{numbers, question, runner};
use gyakusan::engine::{Engine, Memory, Polars};
use gyakusan::evaluate::compare_values;
use gyakusan::plan::{Plan, Rows, Value};
use proptest::test_runner::TestCaseError;
use std::path::Path;

#[test]
fn the_engine_in_memory_agrees_with_the_naive_reading() {
    runner(1000)
        .run(&(numbers(300), numbers(300)), |(data, plan)| {
            let (naive, plan) = question(data, plan);
            let memory = Memory { tables: naive.tables.clone() };
            compare(&memory, &naive, &plan)
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn the_engine_on_files_agrees_with_the_naive_reading() {
    runner(200)
        .run(&(numbers(300), numbers(300)), |(data, plan)| {
            let (naive, plan) = question(data, plan);
            let directory = tempfile::tempdir().unwrap();
            write(&naive, directory.path());
            let polars = Polars::new(directory.path(), &plan.time_zone).unwrap();
            compare(&polars, &naive, &plan)
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

fn compare(engine: &dyn Engine, naive: &Naive, plan: &Plan) -> Result<(), TestCaseError> {
    match engine.run(plan) {
        Ok(answer) => check(naive, plan, &answer),
        Err(trouble) => Err(told(naive, plan, &format!("{trouble:#?}"), "the plan")),
    }
}

fn told(naive: &Naive, plan: &Plan, trouble: &str, output: &str) -> TestCaseError {
    TestCaseError::fail(format!("{trouble}\nin {output} of {plan:#?}\nover {:#?}", naive.tables))
}

/// Whether two values are the same; floats may differ in their last digits, and a whole number may
/// come as a decimal.
fn alike(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::Float(a), Value::Float(b)) => (a - b).abs() <= 1e-12 * a.abs().max(b.abs()),
        (Value::Missing, Value::Missing) => true,
        (Value::Integer(_), Value::Decimal { .. }) | (Value::Decimal { .. }, Value::Integer(_)) => {
            compare_values(expected, actual).is_eq()
        }
        _ => {
            std::mem::discriminant(expected) == std::mem::discriminant(actual)
                && compare_values(expected, actual).is_eq()
        }
    }
}

/// Puts columns into the order of others; none where they are not the same.
fn ordered(rows: &Rows, columns: &[String]) -> Option<Vec<Vec<Value>>> {
    let place = |name| rows.columns.iter().position(|column| column == name);
    let places = columns.iter().map(place).collect::<Option<Vec<usize>>>()?;
    let row = |row: &Vec<Value>| places.iter().map(|place| row[*place].clone()).collect();
    (rows.columns.len() == columns.len()).then(|| rows.rows.iter().map(row).collect())
}

/// Takes each expected row off the actual ones; says what is left on either side.
fn differences(expected: &Rows, actual: &Rows) -> Option<String> {
    let Some(found) = ordered(actual, &expected.columns) else {
        return Some(format!("columns {:?}, not {:?}", actual.columns, expected.columns));
    };
    let mut extra: Vec<&Vec<Value>> = found.iter().collect();
    let mut absent: Vec<&Vec<Value>> = expected.rows.iter().collect();
    absent.retain(|row| {
        let same = |other: &&Vec<Value>| row.iter().zip(*other).all(|(a, b)| alike(a, b));
        match extra.iter().position(same) {
            Some(found) => {
                extra.swap_remove(found);
                false
            }
            None => true,
        }
    });
    let equal = extra.is_empty() && absent.is_empty();
    (!equal).then(|| format!("columns {:?}\nexpected {absent:?}\nnot {extra:?}", expected.columns))
}

fn check(naive: &Naive, plan: &Plan, answer: &[Rows]) -> Result<(), TestCaseError> {
    let expected =
        naive.run(plan).map_err(|overflow| TestCaseError::reject(overflow.to_string()))?;
    assert_eq!(answer.len(), plan.outputs.len());
    for (output, actual) in plan.outputs.iter().zip(answer) {
        if let Some(difference) = differences(&expected[&output.name], actual) {
            return Err(told(naive, plan, &difference, &output.name));
        }
    }
    Ok(())
}

fn write(naive: &Naive, root: &Path) {
    for (name, rows) in &naive.tables {
        data::write_csv(rows, &root.join(format!("{name}.csv"))).unwrap();
    }
}
