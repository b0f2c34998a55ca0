use polars::prelude::{Column as Data, DataFrame, DataType, ParquetWriter, TimeUnit};

use super::*;
use crate::engine::Engine as _;

/// Rows dated by local clock time: two early, one without, one late, one beyond any calendar.
fn dated() -> (Project, Relation) {
    let project = Project::new(&[]);
    let day = 86_400_000_000_i64;
    let at = [Some(0), Some(10 * day), None, Some(20_000 * day), Some(900_000 * day)];
    let at = Data::new("at".into(), at).cast(&DataType::Datetime(TimeUnit::Microseconds, None));
    let id = Data::new("id".into(), ["a", "b", "c", "d", "e"]);
    let mut frame = DataFrame::new(5, vec![id, at.unwrap()]).unwrap();
    let file = std::fs::File::create(project.path().join("rows.parquet")).unwrap();
    ParquetWriter::new(file).finish(&mut frame).unwrap();
    let columns = vec![column("id", ColumnType::Text), column("at", ColumnType::Datetime)];
    let table = dataset("rows.parquet", Format::Parquet, columns);
    let input = Relation::Scan {
        dataset: table,
        columns: vec!["id".into(), "at".into()],
        faults: vec!["at".into()],
    };
    let missing = Scalar::IsMissing(Box::new(of("at")));
    let limit = Scalar::Literal(instant("1970-01-11T15:00:00Z"), ValueType::Datetime);
    let known = Scalar::Compare(Comparison::Less, Box::new(of("at")), Box::new(limit));
    let condition = Scalar::Or(vec![missing, known]);
    (project, Relation::Filter { input: Arc::new(input), condition })
}

#[test]
fn a_bound_reaches_the_file_and_keeps_what_does_not_fit() {
    let (project, filter) = dated();
    let plan = plan("Asia/Tokyo", vec![Arc::new(filter.clone())]);
    let text = project.engine().explain(&plan).unwrap();
    assert!(text.contains("SELECTION"), "{text}");
    let found: Vec<Value> = project.run(filter).into_iter().map(|mut row| row.remove(0)).collect();
    let expected: Vec<Value> = ["a", "b", "c", "e"].map(super::text).to_vec();
    assert_eq!(found, expected);
}
