//! Every file format, values that do not fit, and files that cannot be read.

use polars::prelude::*;

use super::{Column, ColumnType, Dataset, Encoding, Format, Project, Relation, Value, column, csv};
use super::{dataset, day, exact, instant, scan, text};
use crate::engine::{Duplicate, Engine, Fault};
use crate::plan::Aggregation;
use std::sync::Arc;

const CONTENT: &str = "名前,amount,n,ok,on,at
甲,0.10,1,Yes,2026-04-01,2026/4/1 9:05
乙,\"1,000\",x,maybe,2026-02-30,2026-04-01T00:05:00Z
\"a,\"\"b\"\"\",,,,,
";

fn columns() -> Vec<Column> {
    let mut name = column("name", ColumnType::Text);
    name.from = "名前".to_owned();
    vec![
        name,
        column("amount", ColumnType::Decimal { scale: 2 }),
        column("n", ColumnType::Integer),
        column("ok", ColumnType::Boolean),
        column("on", ColumnType::Date),
        column("at", ColumnType::Datetime),
    ]
}

const NAMES: [&str; 6] = ["name", "amount", "n", "ok", "on", "at"];

fn first_row() -> Vec<Value> {
    vec![
        text("甲"),
        exact(10, 2),
        Value::Integer(1),
        Value::Boolean(true),
        day("2026-04-01"),
        instant("2026-04-01T00:05:00Z"),
    ]
}

fn with_faults(table: &Arc<Dataset>, columns: &[&str]) -> Relation {
    let names: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    Relation::Scan { dataset: table.clone(), columns: names.clone(), faults: names }
}

fn row<'a>(rows: &'a [Vec<Value>], name: &str) -> &'a [Value] {
    rows.iter().find(|row| row[0] == text(name)).unwrap()
}

#[test]
fn csv_values_and_their_faults() {
    let project = Project::new(&[("a.csv", CONTENT)]);
    let table = dataset("a.csv", csv(), columns());
    let rows = project.run(scan(&table, &NAMES));
    assert_eq!(row(&rows, "甲"), first_row());
    assert_eq!(row(&rows, "a,\"b\"")[1..], vec![Value::Missing; 5]);
    let rows = project.try_run(with_faults(&table, &["name", "n", "ok", "on"])).unwrap();
    assert_eq!(rows.columns[..4], ["name", "name!bad", "n", "n!bad"]);
    let (yes, no) = (Value::Boolean(true), Value::Boolean(false));
    assert_eq!(rows.rows[1][1..4], [no.clone(), Value::Missing, yes.clone()]);
    assert_eq!((&rows.rows[1][5], &rows.rows[1][7], &rows.rows[2][3]), (&yes, &yes, &no));
}

#[test]
fn faults_name_file_row_and_value() {
    let project = Project::new(&[("a.csv", CONTENT), ("b.csv", "amount\n1\n\n1.234\n")]);
    let table = dataset("*.csv", csv(), vec![column("amount", ColumnType::Decimal { scale: 2 })]);
    let faults = project.engine().faults(&table, "amount", 5).unwrap();
    let shown: Vec<(&str, Option<u64>, &str)> = faults
        .iter()
        .map(|Fault { place, value }| (place.file.as_str(), place.row, value.as_str()))
        .collect();
    assert_eq!(shown, [("a.csv", Some(3), "1,000"), ("b.csv", Some(4), "1.234")]);
    assert_eq!(project.engine().faults(&table, "amount", 1).unwrap().len(), 1);
}

#[test]
fn replace_comes_before_missing() {
    let project = Project::new(&[("a.csv", "x\nGTXPro\nSelect\n不明\n\"\"\n7\n")]);
    let mut declared = column("x", ColumnType::Text);
    declared.missing = vec!["unknown".to_owned(), "Select".to_owned()];
    declared.replace = [("不明", "unknown"), ("GTXPro", "GTX Pro")]
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
        .into();
    let missing = Value::Missing;
    let rows = project.try_run(scan(&dataset("a.csv", csv(), vec![declared.clone()]), &["x"]));
    let rows: Vec<Value> = rows.unwrap().rows.concat();
    assert_eq!(rows, [text("GTX Pro"), missing.clone(), missing.clone(), missing, text("7")]);
    declared.empty_is_text = true;
    let rows = project.run(scan(&dataset("a.csv", csv(), vec![declared]), &["x"]));
    assert!(rows.contains(&vec![text("")]));
}

#[test]
fn separators_marks_and_encodings() {
    let project = Project::new(&[("a.csv", "\u{feff}名前\tn\r\n甲\t1\r\n")]);
    let bytes = b"n;\x96\xBC\x91\x4F\n1;\x8D\x62\n";
    std::fs::write(project.path().join("b.csv"), bytes).unwrap();
    let tab = Format::Csv { separator: b'\t', encoding: Encoding::Utf8 };
    let japanese = Format::Csv { separator: b';', encoding: Encoding::ShiftJis };
    for (path, format) in [("a.csv", tab), ("b.csv", japanese)] {
        let rows = project.run(scan(&dataset(path, format, columns()), &["n", "name"]));
        assert_eq!(rows, [[Value::Integer(1), text("甲")]]);
    }
}

#[test]
fn files_of_a_pattern_may_order_columns_differently() {
    let project = Project::new(&[("a1.csv", "n,ok\n1,yes\n"), ("a2.csv", "ok,x,n\nno,,2\n")]);
    let rows = project.run(scan(&dataset("a*.csv", csv(), columns()), &["n", "ok"]));
    assert_eq!(rows[0], [Value::Integer(1), Value::Boolean(true)]);
    assert_eq!(rows[1], [Value::Integer(2), Value::Boolean(false)]);
}

#[test]
fn a_header_alone_is_an_empty_table() {
    for content in ["n", "n\n"] {
        let project = Project::new(&[("a.csv", content)]);
        assert!(project.run(scan(&dataset("a.csv", csv(), columns()), &["n"])).is_empty());
    }
}

#[test]
fn records_of_json_lines() {
    let content = "{\"名前\":\"甲\",\"amount\":0.1,\"n\":1,\"ok\":true,\"more\":[1]}
{\"on\":\"2026-04-01\",\"at\":\"2026-04-01T09:05\",\"n\":\"x\",\"名前\":\"乙\"}\n";
    let project = Project::new(&[("a.ndjson", content)]);
    let table = dataset("a.ndjson", Format::NdJson, columns());
    let rows = project.run(scan(&table, &NAMES));
    assert_eq!(row(&rows, "甲")[..4], first_row()[..4]);
    assert_eq!(row(&rows, "乙")[4..], first_row()[4..]);
    let faults = project.engine().faults(&table, "n", 5).unwrap();
    assert_eq!((faults[0].place.row, faults[0].value.as_str()), (Some(2), "x"));
}

fn typed_frame() -> DataFrame {
    let names = Series::new("名前".into(), ["甲", "乙", "丙"]);
    let floats = Series::new("amount".into(), [Some(0.1 + 0.2), Some(f64::NAN), None]);
    let counts = Series::new("n".into(), [1.0, 2.5, 3.0]);
    let flags = Series::new("ok".into(), [1_i32, 2, 0]);
    let days = Series::new("on".into(), [20_544_i32, 200_000, -1]).cast(&DataType::Date).unwrap();
    let clock = Series::new("at".into(), [1_775_034_300_000_i64, 0, 1]);
    let clock = clock.cast(&DataType::Datetime(TimeUnit::Milliseconds, None)).unwrap();
    let columns = [names, floats, counts, flags, days, clock].map(Series::into_column);
    DataFrame::new_infer_height(columns.to_vec()).unwrap()
}

#[test]
fn typed_files_follow_the_same_rules() {
    let project = Project::new(&[]);
    let file = |name| std::fs::File::create(project.path().join(name)).unwrap();
    ParquetWriter::new(file("a.parquet")).finish(&mut typed_frame()).unwrap();
    IpcWriter::new(file("a.arrow")).finish(&mut typed_frame()).unwrap();
    for (path, format) in [("a.parquet", Format::Parquet), ("a.arrow", Format::Arrow)] {
        let table = dataset(path, format, columns());
        let rows = project.run(scan(&table, &NAMES));
        let mut expected = first_row();
        expected[1] = exact(30, 2);
        assert_eq!(row(&rows, "甲"), expected, "{path}");
        assert_eq!(row(&rows, "乙")[1..5], vec![Value::Missing; 4]);
        let rows = project.run(with_faults(&table, &["name", "amount", "n", "ok", "on"]));
        let flags: Vec<&Value> = row(&rows, "乙").iter().skip(3).step_by(2).collect();
        assert_eq!(flags, vec![&Value::Boolean(true); 4]);
    }
}

#[test]
fn numbers_are_keys_and_decimals_keep_their_digits() {
    let project = Project::new(&[]);
    let key = Series::new("key".into(), [7_i64, 8]);
    let amount = Series::new("amount".into(), ["1.250", "1.255"]);
    let amount = amount.cast(&DataType::Decimal(20, 3)).unwrap();
    let list =
        Series::new("list".into(), [Series::new("".into(), [1]), Series::new("".into(), [2])]);
    let columns = [key, amount, list].map(Series::into_column).to_vec();
    let file = std::fs::File::create(project.path().join("a.parquet")).unwrap();
    let mut frame = DataFrame::new_infer_height(columns).unwrap();
    ParquetWriter::new(file).finish(&mut frame).unwrap();
    let declared = vec![
        column("key", ColumnType::Text),
        column("amount", ColumnType::Decimal { scale: 2 }),
        column("list", ColumnType::Integer),
    ];
    let table = dataset("a.parquet", Format::Parquet, declared);
    let rows = project.run(with_faults(&table, &["key", "amount"]));
    assert_eq!((&rows[0][0], &rows[0][2]), (&text("7"), &exact(125, 2)));
    assert_eq!(rows[1][2..], [Value::Missing, Value::Boolean(true)]);
    assert_eq!(project.codes(scan(&table, &["list"])), ["column-type"]);
}

#[test]
fn every_file_shows_its_columns() {
    let project = Project::new(&[("a.csv", "b,a\n")]);
    let shown = project.engine().columns(&dataset("a.csv", csv(), Vec::new())).unwrap();
    let text = |name: &str| (name.to_owned(), "text".to_owned());
    assert_eq!(shown[0].columns, [text("b"), text("a")]);
}

#[test]
fn keys_that_occur_twice() {
    let project = Project::new(&[("a1.csv", "n\n5\n6\n"), ("a2.csv", "n\n7\n5\n\n6\n5\n")]);
    let table = dataset("a*.csv", csv(), columns());
    let found = project.engine().duplicates(&table, "n", 5).unwrap();
    let shown: Vec<(&str, u64, Vec<Option<u64>>)> = found
        .iter()
        .map(|Duplicate { value, places, count }| {
            (value.as_str(), *count, places.iter().map(|place| place.row).collect())
        })
        .collect();
    let rows = |list: &[u64]| list.iter().map(|row| Some(*row)).collect::<Vec<_>>();
    assert_eq!(shown, [("5", 3, rows(&[2, 3, 6])), ("6", 2, rows(&[3, 5]))]);
    assert_eq!(project.engine().duplicates(&table, "n", 1).unwrap().len(), 1);
}

#[test]
fn trouble_with_files_is_named() {
    let project = Project::new(&[
        ("ragged.csv", "n,ok\n1\n"),
        ("long.csv", "n,ok\n1,2,3\n"),
        ("nothing.csv", ""),
        ("nothing.parquet", ""),
        ("broken.parquet", "PAR1 but no more"),
        ("broken.arrow", "ARROW1 but no more"),
        ("broken.ndjson", "{\"n\":1}\n{\"n\":\n"),
        ("other.csv", "nn,x\n1,2\n"),
    ]);
    for (path, format, code) in [
        ("ragged.csv", csv(), "ragged-row"),
        ("long.csv", csv(), "ragged-row"),
        ("nothing.csv", csv(), "empty-file"),
        ("nothing.parquet", Format::Parquet, "empty-file"),
        ("broken.parquet", Format::Parquet, "unreadable-file"),
        ("broken.arrow", Format::Arrow, "unreadable-file"),
        ("broken.ndjson", Format::NdJson, "unreadable-file"),
        ("other.csv", csv(), "missing-column"),
        ("absent.csv", csv(), "file-not-found"),
        ("x*.csv", csv(), "file-not-found"),
    ] {
        let table = dataset(path, format, columns());
        let found = project.try_run(scan(&table, &["n"])).unwrap_err();
        assert_eq!(found[0].code, code, "{path}: {found:?}");
        assert!(found[0].data.is_some(), "{path}");
    }
}

#[test]
fn late_trouble_in_json_lines_is_named() {
    let mut content = "{\"n\":1}\n".repeat(3000);
    content.push_str("{\"n\":\n");
    let project = Project::new(&[("a.ndjson", &content)]);
    let table = dataset("a.ndjson", Format::NdJson, columns());
    let found = project.try_run(scan(&table, &["n"])).unwrap_err();
    assert_eq!(found[0].code, "unreadable-file", "{found:?}");
}

#[test]
fn quoted_line_breaks_in_a_long_file() {
    let mut content = "n,amount,name\n".to_owned();
    for row in 0..60_000 {
        content.push_str(&format!("{row},0.01,\"a, \"\"b\"\"\n{row}\"\n"));
    }
    let project = Project::new(&[("a.csv", &content)]);
    let mut declared = columns();
    declared[0].from = "name".to_owned();
    let table = dataset("a.csv", csv(), declared);
    let measures = vec![
        ("rows", Aggregation::Count, super::of("name")),
        ("sum", Aggregation::Sum, super::of("amount")),
        ("names", Aggregation::CountDistinct, super::of("name")),
    ];
    let rows = project.run(super::aggregate(scan(&table, &["name", "amount"]), &[], measures));
    assert_eq!(rows, [[Value::Integer(60_000), exact(60_000, 2), Value::Integer(60_000)]]);
}

#[test]
fn sheets_of_workbooks() {
    let project = Project::new(&[]);
    let path = project.path().join("book.xlsx");
    std::fs::write(path, include_bytes!("book.xlsx")).unwrap();
    let excel = |sheet: Option<&str>| Format::Excel { sheet: sheet.map(str::to_owned) };
    let table = dataset("book.xlsx", excel(None), columns());
    let rows = project.run(scan(&table, &NAMES));
    assert_eq!(row(&rows, "甲"), first_row());
    assert_eq!(row(&rows, "乙")[1..3], [exact(30, 2), Value::Missing]);
    assert_eq!(row(&rows, "123")[1], Value::Missing);
    let faults = project.engine().faults(&table, "on", 5).unwrap();
    assert_eq!((faults[0].place.row, faults[0].value.as_str()), (Some(3), "x"));
    let other = dataset("book.xlsx", excel(Some("other")), columns());
    assert_eq!(project.run(scan(&other, &["n"])), [[Value::Integer(5)]]);
    let absent = dataset("book.xlsx", excel(Some("more")), columns());
    assert_eq!(project.codes(scan(&absent, &["n"])), ["unreadable-file"]);
}

#[test]
fn a_pattern_of_dates_counts_in_workbooks_too() {
    let project = Project::new(&[]);
    let path = project.path().join("book.xlsx");
    std::fs::write(path, include_bytes!("book.xlsx")).unwrap();
    let mut on = column("on", ColumnType::Date);
    on.format = Some("%d.%m.%Y".to_owned());
    let table = dataset("book.xlsx", Format::Excel { sheet: None }, vec![on]);
    assert!(project.run(scan(&table, &["on"])).contains(&vec![day("2026-04-01")]));
}
