//! The rows of a test as tables of an engine, and the questions that are put to it.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Memory;
use crate::leads::{entries, entry_column};
use crate::lower::Listing;
use crate::model::{
    ColumnId, Expected, Formula, JourneyColumn, Model, Node, Set, SourceId, StageId, Test,
};
use crate::plan::{Rows, Value};
use crate::query::Query;
use crate::types::Kind;
use jiff::civil::Date;

/// Gives the rows of a test as tables; sources without rows are empty.
pub(super) fn tables(model: &Model, test: &Test) -> Memory {
    let mut tables = BTreeMap::new();
    for (index, source) in model.sources.iter().enumerate() {
        let columns = source.columns.iter().map(|column| column.name.clone()).collect();
        let rows = test.given.get(&SourceId(index)).cloned().unwrap_or_default();
        tables.insert(source.name.clone(), Rows { columns, rows });
    }
    Memory { tables }
}

/// Reports rows whose key is absent or stands twice.
pub(super) fn misfits(model: &Model, test: &Test) -> Diagnostics {
    let mut found = Diagnostics::default();
    for (id, rows) in &test.given {
        let source = model.source(*id);
        let Some(key) = source.key else { continue };
        let column = &source.column(key).name;
        let place = |row: usize| format!("row {} of `given.{}`", row + 1, source.name);
        let mut seen: Vec<&Value> = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let value = &row[key.0];
            let place = place(number);
            if *value == Value::Missing {
                let message = format!("{place} has no `{column}`");
                found.push(
                    Diagnostic::error("missing-key-value", test.span, message)
                        .label("in this test")
                        .help(format!("write `{column} = ..` in every row")),
                );
            } else if source.history.is_none() && seen.contains(&value) {
                let message = format!("{place} repeats the `{column}` of another row");
                found.push(
                    Diagnostic::error("duplicate-key", test.span, message)
                        .label("in this test")
                        .help("give each row a key of its own"),
                );
            }
            seen.push(value);
        }
    }
    found
}

/// A question without KPIs as of a day.
pub(super) fn query(as_of: Date) -> Query {
    Query::of(Vec::new(), None, as_of)
}

/// The rows a test expects something of: key, and for a stage cycle and moment.
pub(super) fn expected(model: &Model, of: Expected) -> Listing {
    match of {
        Expected::Stage(stage) => {
            let position = model.stages[stage.0].position;
            let columns =
                [JourneyColumn::Subject, JourneyColumn::Cycle, JourneyColumn::Entry(position)];
            let values = columns.map(|column| entry_column(model, stage, column)).to_vec();
            Listing::of(entries(model, stage), values)
        }
        Expected::Criterion(id) => {
            let criterion = &model.criteria[id.0];
            let span = criterion.about.span;
            let holds = Formula::new(Node::Criterion(id), Kind::Boolean, span);
            let mut listing = rows(model, criterion.of, Vec::new());
            listing.set.filters.push(holds);
            listing
        }
    }
}

/// All rows of a source: key, then the values.
pub(super) fn rows(model: &Model, source: SourceId, values: Vec<Formula>) -> Listing {
    let held = model.source(source);
    let key = held.key.unwrap_or_default();
    let column = held.column(key);
    let mut all = vec![Formula::new(Node::Column(key), column.kind.clone(), column.span)];
    all.extend(values);
    Listing::of(Set::all_of(source), all)
}

/// All journeys of the funnel of a stage: key, cycle, then the entries into each stage up to it.
pub(super) fn journeys(model: &Model, stage: StageId) -> Listing {
    let (source, _) = model.entries(stage);
    let mut columns = vec![JourneyColumn::Subject, JourneyColumn::Cycle];
    columns.extend((0..=model.stages[stage.0].position).map(JourneyColumn::Entry));
    let values = columns.iter().map(|column| {
        let id = ColumnId(column.index());
        let held = model.source(source).column(id);
        Formula::new(Node::Column(id), held.kind.clone(), held.span)
    });
    Listing::of(Set::all_of(source), values.collect())
}
