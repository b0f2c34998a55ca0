//! Windows and unions: ties, missing values, types of empty results, sums that grow too large.

use super::*;

const NONE: Value = Value::Missing;

fn window(
    input: Relation,
    by: &[&str],
    order: &[(&str, Direction)],
    columns: &[(&str, WindowFunction)],
) -> Relation {
    Relation::Window {
        input: Arc::new(input),
        by: by.iter().map(|name| (*name).to_owned()).collect(),
        order: order.iter().map(|(name, way)| ((*name).to_owned(), *way)).collect(),
        columns: columns.iter().map(|(name, made)| ((*name).to_owned(), made.clone())).collect(),
    }
}

fn name(name: &str) -> String {
    name.to_owned()
}

const SUM: fn(String) -> WindowFunction = WindowFunction::RunningSum;

/// Partition, order, value, and the number of the row in the expected order.
fn rows(cells: &[(Option<i64>, Option<i64>, Option<i64>)]) -> Relation {
    let cell = |value: Option<i64>| value.map_or(NONE, Value::Integer);
    let columns = ["p", "o", "v", "n"].map(|name| (name, ValueType::Integer));
    let rows = cells
        .iter()
        .enumerate()
        .map(|(n, (p, o, v))| vec![cell(*p), cell(*o), cell(*v), Value::Integer(n as i64)]);
    values(&columns, rows.collect())
}

fn computed(input: Relation, way: Direction, function: WindowFunction) -> Vec<Value> {
    let made = window(input, &["p"], &[("o", way)], &[("x", function)]);
    let project = Project::new(&[]);
    let found = project.run(super::project(made, vec![("n", of("n")), ("x", of("x"))]));
    found.into_iter().map(|row| row[1].clone()).collect()
}

#[test]
fn peers_share_a_running_value_and_missing_keys_form_a_partition() {
    let input = rows(&[
        (Some(1), Some(1), Some(5)),
        (Some(1), Some(2), None),
        (Some(1), Some(2), Some(-7)),
        (Some(1), None, Some(10)),
        (None, Some(1), None),
        (None, Some(3), Some(2)),
        (Some(2), Some(9), Some(4)),
    ]);
    let of_v = |made: fn(String) -> WindowFunction| made(name("v"));
    let run = |way, made| computed(input.clone(), way, made);
    let numbers = |list: &[i64]| list.iter().map(|n| Value::Integer(*n)).collect::<Vec<_>>();
    let up = Direction::Ascending;
    assert_eq!(run(up, of_v(SUM)), numbers(&[5, -2, -2, 8, 0, 2, 4]));
    let least = [5, -7, -7, -7, 0, 2, 4].map(|n| if n == 0 { NONE } else { Value::Integer(n) });
    assert_eq!(run(up, of_v(WindowFunction::RunningMinimum)), least);
    let most = [5, 5, 5, 10, 0, 2, 4].map(|n| if n == 0 { NONE } else { Value::Integer(n) });
    assert_eq!(run(up, of_v(WindowFunction::RunningMaximum)), most);
    let down = run(Direction::Descending, of_v(SUM));
    assert_eq!(down, numbers(&[-2, -7, -7, 8, 2, 2, 4]), "missing comes last both ways");
}

#[test]
fn the_row_before_is_of_the_same_partition() {
    let input = rows(&[
        (Some(1), Some(1), Some(5)),
        (Some(1), Some(2), None),
        (Some(1), Some(3), Some(7)),
        (None, Some(1), Some(8)),
        (None, None, Some(9)),
    ]);
    let run = |made| computed(input.clone(), Direction::Ascending, made);
    let int = Value::Integer;
    assert_eq!(run(WindowFunction::RowNumber), [1, 2, 3, 1, 2].map(int));
    let before = run(WindowFunction::Previous(name("v")));
    assert_eq!(before, [NONE, int(5), NONE, NONE, int(8)]);
}

#[test]
fn every_type_runs_and_keeps_its_type_without_rows() {
    let types = [
        ("t", ValueType::Text, text("ｂ"), text("a")),
        ("m", ValueType::Decimal { scale: 2 }, exact(250, 2), exact(-50, 2)),
        ("l", ValueType::Duration, Value::Duration(7), Value::Duration(-2)),
        ("d", ValueType::Date, day("2026-04-02"), day("2026-04-01")),
        ("i", ValueType::Datetime, Value::Datetime(9), Value::Datetime(-3)),
        ("b", ValueType::Boolean, Value::Boolean(true), Value::Boolean(false)),
    ];
    for (column, kind, first, second) in types {
        let rows = vec![
            vec![Value::Integer(1), first.clone()],
            vec![Value::Integer(2), second.clone()],
            vec![Value::Integer(3), NONE],
        ];
        let mut functions = vec![
            ("least", WindowFunction::RunningMinimum(name(column))),
            ("most", WindowFunction::RunningMaximum(name(column))),
            ("before", WindowFunction::Previous(name(column))),
        ];
        let total = match kind {
            ValueType::Decimal { .. } => Some((exact(250, 2), exact(200, 2))),
            ValueType::Duration => Some((Value::Duration(7), Value::Duration(5))),
            _ => None,
        };
        let mut expected = vec![
            vec![Value::Integer(1), first.clone(), first.clone(), first.clone(), NONE],
            vec![Value::Integer(2), second.clone(), second.clone(), first.clone(), first.clone()],
            vec![Value::Integer(3), NONE, second.clone(), first, second],
        ];
        if let Some((early, late)) = total {
            functions.push(("sum", SUM(name(column))));
            for (row, sum) in expected.iter_mut().zip([early, late.clone(), late]) {
                row.push(sum);
            }
        }
        let columns = [("o", ValueType::Integer), (column, kind)];
        let order = [("o", Direction::Ascending)];
        let run = |rows: Vec<Vec<Value>>| {
            Project::new(&[]).run(window(values(&columns, rows), &[], &order, &functions))
        };
        assert_eq!(run(rows), expected, "{column}");
        assert!(run(Vec::new()).is_empty(), "{column}");
    }
}

#[test]
fn a_running_sum_that_does_not_fit_is_an_error() {
    let large = |kind, value: Value, negative: Value| {
        let rows = [(1, &value), (1, &value), (1, &negative), (2, &value)];
        let rows = rows.map(|(o, value)| vec![Value::Integer(o), value.clone()]);
        let run = |rows: Vec<Vec<Value>>| {
            let input = values(&[("o", ValueType::Integer), ("v", kind)], rows);
            let order = [("o", Direction::Ascending)];
            window(input, &[], &order, &[("x", SUM(name("v")))])
        };
        let project = Project::new(&[]);
        let found = project.run(run(rows[..3].to_vec()));
        assert_eq!(found[0][2], value, "peers count together");
        assert_eq!(project.codes(run(rows.to_vec())), ["overflow"]);
    };
    large(ValueType::Integer, Value::Integer(i64::MAX), Value::Integer(-i64::MAX));
    large(ValueType::Duration, Value::Duration(i64::MAX), Value::Duration(-i64::MAX));
    let units = 10_i128.pow(38) - 1;
    large(ValueType::Decimal { scale: 4 }, exact(units, 4), exact(-units, 4));
}

#[test]
fn partitions_of_every_type_and_windows_over_windows() {
    let kinds = [
        (ValueType::Text, text("x"), text("y")),
        (ValueType::Decimal { scale: 1 }, exact(1, 1), exact(2, 1)),
        (ValueType::Boolean, Value::Boolean(false), Value::Boolean(true)),
        (ValueType::Datetime, Value::Datetime(0), Value::Datetime(1)),
    ];
    for (kind, a, b) in kinds {
        let rows = [&a, &b, &a, &NONE, &b, &NONE, &a].map(|key| vec![key.clone()]);
        let input = values(&[("k", kind)], rows.to_vec());
        let numbered = window(input, &["k"], &[], &[("n", WindowFunction::RowNumber)]);
        let order = [("n", Direction::Descending)];
        let summed = window(numbered, &["k"], &order, &[("s", SUM(name("n")))]);
        let last = window(summed, &[], &[], &[("m", WindowFunction::RunningMaximum(name("s")))]);
        let found = Project::new(&[]).run(last);
        let row = |key: &Value, n, s| {
            vec![key.clone(), Value::Integer(n), Value::Integer(s), Value::Integer(6)]
        };
        let mut expected = [(1, 6), (2, 5), (3, 3)].map(|(n, s)| row(&a, n, s)).to_vec();
        for key in [&b, &NONE] {
            expected.extend([row(key, 1, 3), row(key, 2, 2)]);
        }
        expected.sort_by_key(|row| format!("{row:?}"));
        assert_eq!(found, expected, "{kind:?}");
    }
}

#[test]
fn a_union_goes_by_name_and_reads_a_shared_input_once() {
    let project = Project::new(&[("a.csv", "k,t\n1,x\n2,\n")]);
    let columns = vec![column("k", ColumnType::Integer), column("t", ColumnType::Text)];
    let read = Arc::new(scan(&dataset("a.csv", csv(), columns), &["k", "t"]));
    let swapped = Relation::Values {
        columns: vec![(name("t"), ValueType::Text), (name("k"), ValueType::Integer)],
        rows: vec![vec![text("y"), Value::Integer(3)]],
    };
    let inputs = vec![read.clone(), Arc::new(swapped), read];
    let found = project.run(Relation::Union { inputs });
    let row = |k, t: &str| vec![Value::Integer(k), if t.is_empty() { NONE } else { text(t) }];
    assert_eq!(found, [row(1, "x"), row(1, "x"), row(2, ""), row(2, ""), row(3, "y")]);
}

#[test]
fn columns_that_are_not_there_are_trouble() {
    let input = || values(&[("a", ValueType::Text)], vec![vec![text("x")]]);
    let project = Project::new(&[]);
    let sum = window(input(), &[], &[], &[("x", SUM(name("a")))]);
    assert_eq!(project.codes(sum), ["engine-failure"]);
    let by = window(input(), &["b"], &[], &[("x", WindowFunction::RowNumber)]);
    assert_eq!(project.codes(by), ["engine-failure"]);
    let other = values(&[("b", ValueType::Text)], Vec::new());
    let union = Relation::Union { inputs: vec![Arc::new(input()), Arc::new(other)] };
    assert_eq!(project.codes(union), ["engine-failure"]);
}

#[test]
fn a_union_keeps_its_columns_where_others_need_more_of_the_scan() {
    let project = Project::new(&[("a.csv", "k,t\n1,x\n2,y\n")]);
    let columns = vec![column("k", ColumnType::Integer), column("t", ColumnType::Text)];
    let data = dataset("a.csv", csv(), columns);
    let read = Arc::new(scan(&data, &["k", "t"]));
    let condition = Scalar::Compare(Comparison::Equal, Box::new(of("k")), Box::new(integer(1)));
    let some = Relation::Filter { input: read.clone(), condition };
    let union = Arc::new(Relation::Union { inputs: vec![read, Arc::new(some)] });
    let names = ["k", "t"].map(str::to_owned).to_vec();
    let all = Relation::Scan { dataset: data, columns: names, faults: vec![name("k")] };
    let found = project.engine().run(&plan("UTC", vec![union, Arc::new(all)])).unwrap();
    assert_eq!((found[0].columns.len(), found[0].rows.len()), (2, 3));
    assert_eq!((found[1].columns.len(), found[1].rows.len()), (3, 2));
}
