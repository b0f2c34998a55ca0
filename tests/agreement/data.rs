//! Random tables of every column type, with missing values and ties, and their CSV files.

use super::choices::Choices;
use gyakusan::dataset::{Column, ColumnType, Dataset, Encoding, Format};
use gyakusan::plan::{Rows, Value, ValueType};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// What stands for a missing value in the files.
const MISSING: &str = "NA";

const TEXTS: [&str; 11] =
    ["a", "A", "", "SEO", "seo", "Ａ", "広告", "ｳｪﾋﾞﾅｰ", "ウェビナー", "a, \"b\"\nc", "Straße"];

/// Instants around the ends of days, of months and of daylight saving time.
const INSTANTS: [&str; 12] = [
    "2026-04-01T00:00:00Z",
    "2026-03-31T14:59:59.999999Z",
    "2026-03-31T15:00:00Z",
    "2026-04-01T09:00:00Z",
    "2026-04-01T08:59:59Z",
    "2026-04-03T10:30:00Z",
    "2026-01-31T05:00:00Z",
    "2024-02-29T12:00:00Z",
    "2026-03-08T06:30:00Z",
    "2026-03-08T07:30:00Z",
    "2025-11-02T05:30:00Z",
    "2025-11-02T06:30:00Z",
];

/// The column types of every table and the letters of their names.
pub(super) const KINDS: [(&str, ColumnType); 8] = [
    ("id", ColumnType::Integer),
    ("text", ColumnType::Text),
    ("whole", ColumnType::Integer),
    ("money", ColumnType::Decimal { scale: 2 }),
    ("points", ColumnType::Decimal { scale: 4 }),
    ("flag", ColumnType::Boolean),
    ("day", ColumnType::Date),
    ("moment", ColumnType::Datetime),
];

/// The type of a stored column in a plan.
pub(super) fn value_type(kind: ColumnType) -> ValueType {
    match kind {
        ColumnType::Text => ValueType::Text,
        ColumnType::Integer => ValueType::Integer,
        ColumnType::Decimal { scale } => ValueType::Decimal { scale },
        ColumnType::Boolean => ValueType::Boolean,
        ColumnType::Date => ValueType::Date,
        ColumnType::Datetime => ValueType::Datetime,
    }
}

/// A value of a small pool, so that ties and matches come about; never missing.
pub(super) fn value(choices: &mut Choices, of: ValueType) -> Value {
    match of {
        ValueType::Text => Value::Text(choices.one_of(&TEXTS).to_owned()),
        ValueType::Integer => Value::Integer(choices.between(-20, 20)),
        ValueType::Decimal { scale } => {
            let units = i128::from(choices.between(-2000, 2000));
            Value::Decimal { units, scale }
        }
        ValueType::Boolean => Value::Boolean(choices.below(2) == 1),
        ValueType::Date => Value::Date(day(choices)),
        ValueType::Datetime => {
            let instant: Timestamp = choices.one_of(&INSTANTS).parse().unwrap();
            Value::Datetime(instant.as_microsecond())
        }
        ValueType::Duration => Value::Duration(choices.between(-50, 50) * 3_600_000_000),
        ValueType::Float => Value::Float(choices.between(-8, 8) as f64 / 4.0),
    }
}

fn day(choices: &mut Choices) -> Date {
    let days = [
        date(2026, 4, 1),
        date(2026, 4, 3),
        date(2026, 4, 4),
        date(2026, 4, 29),
        date(2026, 1, 31),
        date(2024, 2, 29),
        date(2025, 12, 31),
        date(2026, 3, 8),
    ];
    choices.one_of(&days)
}

/// A table with a unique `id`; the names of its columns begin with the table's name.
pub(super) fn table(choices: &mut Choices, name: &str) -> Rows {
    let columns = KINDS.iter().map(|(kind, _)| format!("{name}_{kind}")).collect();
    let length = choices.below(12);
    let rows = (0..length)
        .map(|row| {
            let others = KINDS.iter().skip(1).map(|(_, kind)| {
                if choices.once_in(5) { Value::Missing } else { value(choices, value_type(*kind)) }
            });
            [Value::Integer(row as i64)].into_iter().chain(others).collect()
        })
        .collect();
    Rows { columns, rows }
}

/// The dataset of a table that lies in `NAME.csv`.
pub(super) fn dataset(name: &str) -> Arc<Dataset> {
    let columns = KINDS.iter().map(|(column, kind)| Column {
        name: format!("{name}_{column}"),
        from: format!("{name}_{column}"),
        kind: *kind,
        format: None,
        missing: vec![MISSING.to_owned()],
        replace: BTreeMap::new(),
        empty_is_text: true,
        bad_is_missing: false,
    });
    Arc::new(Dataset {
        name: name.to_owned(),
        path: format!("{name}.csv"),
        format: Format::Csv { separator: b',', encoding: Encoding::Utf8 },
        columns: columns.collect(),
    })
}

/// Writes a table as the CSV file that its dataset describes.
pub(super) fn write_csv(rows: &Rows, path: &Path) -> std::io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    writeln!(file, "{}", rows.columns.join(","))?;
    for row in &rows.rows {
        let fields: Vec<String> = row.iter().map(field).collect();
        writeln!(file, "{}", fields.join(","))?;
    }
    Ok(())
}

fn field(value: &Value) -> String {
    match value {
        Value::Missing => MISSING.to_owned(),
        Value::Text(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        Value::Integer(number) => number.to_string(),
        Value::Decimal { units, scale } => decimal(*units, *scale),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Datetime(instant) => Timestamp::from_microsecond(*instant).unwrap().to_string(),
        Value::Float(_) | Value::Duration(_) => panic!("not a type of files"),
    }
}

fn decimal(units: i128, scale: u8) -> String {
    let power = 10u128.pow(u32::from(scale));
    let (whole, part) = (units.unsigned_abs() / power, units.unsigned_abs() % power);
    let sign = if units < 0 { "-" } else { "" };
    format!("{sign}{whole}.{part:0width$}", width = usize::from(scale))
}

#[test]
fn files_hold_the_values_as_text() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let instant: Timestamp = INSTANTS[1].parse().unwrap();
    let decimal = |units| Value::Decimal { units, scale: 2 };
    let rows = Rows {
        columns: ["a", "b", "c"].map(str::to_owned).to_vec(),
        rows: vec![
            vec![Value::Text("a, \"b\"".to_owned()), decimal(-5), Value::Missing],
            vec![Value::Text(String::new()), decimal(1250), Value::Date(date(2026, 4, 1))],
            vec![Value::Missing, Value::Boolean(true), Value::Datetime(instant.as_microsecond())],
        ],
    };
    write_csv(&rows, file.path()).unwrap();
    let expected = "a,b,c\n\"a, \"\"b\"\"\",-0.05,NA\n\"\",12.50,2026-04-01\n\
                    NA,true,2026-03-31T14:59:59.999999Z\n";
    assert_eq!(std::fs::read_to_string(file.path()).unwrap(), expected);
}
