//! Tests of the polars engine: plans over small files, results compared as sorted rows.

mod bounds;
mod files;
mod large;
mod relations;
mod scalars;
mod windows;

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use super::Polars;
use crate::dataset::{Column, ColumnType, Dataset, Encoding, Format};
use crate::diagnostic::Diagnostic;
use crate::engine::Engine;
use crate::plan::*;

/// A directory with files, and an engine over it.
struct Project {
    directory: TempDir,
    zone: &'static str,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        for (name, content) in files {
            std::fs::write(directory.path().join(name), content).unwrap();
        }
        Self { directory, zone: "Asia/Tokyo" }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn engine(&self) -> Polars {
        Polars::new(self.path(), self.zone).unwrap()
    }

    fn try_run(&self, relation: Relation) -> Result<Rows, Vec<Diagnostic>> {
        let plan = plan(self.zone, vec![Arc::new(relation)]);
        Ok(self.engine().run(&plan)?.remove(0))
    }

    fn run(&self, relation: Relation) -> Vec<Vec<Value>> {
        sorted(self.try_run(relation).unwrap())
    }

    fn codes(&self, relation: Relation) -> Vec<&'static str> {
        let found = self.try_run(relation).unwrap_err();
        found.iter().map(|found| found.code).collect()
    }
}

fn plan(zone: &str, relations: Vec<Arc<Relation>>) -> Plan {
    let named = |(index, relation)| Output { name: format!("o{index}"), relation };
    Plan {
        outputs: relations.into_iter().enumerate().map(named).collect(),
        time_zone: zone.to_owned(),
    }
}

fn sorted(rows: Rows) -> Vec<Vec<Value>> {
    let mut rows = rows.rows;
    rows.sort_by_key(|row| format!("{row:?}"));
    rows
}

fn csv() -> Format {
    Format::Csv { separator: b',', encoding: Encoding::Utf8 }
}

fn column(name: &str, kind: ColumnType) -> Column {
    Column {
        name: name.to_owned(),
        from: name.to_owned(),
        kind,
        format: None,
        missing: Vec::new(),
        replace: Default::default(),
        empty_is_text: false,
        bad_is_missing: false,
    }
}

fn dataset(path: &str, format: Format, columns: Vec<Column>) -> Arc<Dataset> {
    let name = path.split('.').next().unwrap_or_default().to_owned();
    Arc::new(Dataset { name, path: path.to_owned(), format, columns })
}

fn scan(dataset: &Arc<Dataset>, columns: &[&str]) -> Relation {
    Relation::Scan {
        dataset: dataset.clone(),
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        faults: Vec::new(),
    }
}

fn values(columns: &[(&str, ValueType)], rows: Vec<Vec<Value>>) -> Relation {
    let named = |(name, kind): &(&str, ValueType)| ((*name).to_owned(), *kind);
    Relation::Values { columns: columns.iter().map(named).collect(), rows }
}

fn project(input: Relation, columns: Vec<(&str, Scalar)>) -> Relation {
    Relation::Project {
        input: Arc::new(input),
        columns: columns.into_iter().map(|(name, scalar)| (name.to_owned(), scalar)).collect(),
    }
}

fn aggregate(input: Relation, by: &[&str], measures: Vec<(&str, Aggregation, Scalar)>) -> Relation {
    Relation::Aggregate {
        input: Arc::new(input),
        by: by.iter().map(|name| (*name).to_owned()).collect(),
        measures: measures
            .into_iter()
            .map(|(name, aggregation, argument)| Measure {
                name: name.to_owned(),
                aggregation,
                argument,
            })
            .collect(),
    }
}

fn of(name: &str) -> Scalar {
    Scalar::Column(name.to_owned())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn integer(value: i64) -> Scalar {
    Scalar::Literal(Value::Integer(value), ValueType::Integer)
}

fn exact(units: i128, scale: u8) -> Value {
    Value::Decimal { units, scale }
}

fn decimal(units: i128, scale: u8) -> Scalar {
    Scalar::Literal(exact(units, scale), ValueType::Decimal { scale })
}

fn instant(text: &str) -> Value {
    Value::Datetime(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
}

fn day(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}
