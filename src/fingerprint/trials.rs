//! Tests of definitions, key by key. They are words between people: no number rests on them.
//!
//! Under `fingerprint`. Rows and keys are sorted, as their order does not count.

use super::settings::words;
use super::{Definition, Fact, Subject};
use crate::model::{Expected, Model, SourceId, Test};
use crate::period::Zone;
use crate::plan::Value;

/// Takes every test of a model apart.
pub fn tests(model: &Model) -> impl Iterator<Item = Definition> {
    model.tests.iter().enumerate().map(|(index, test)| Definition {
        subject: Subject::Test(index),
        kind: "test",
        name: test.name.clone(),
        facts: facts(model, test),
    })
}

fn facts(model: &Model, test: &Test) -> Vec<Fact> {
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let mut facts = vec![words("as_of", test.as_of.to_string())];
    facts.extend((!test.agreed_by.is_empty()).then(|| {
        let mut teams = test.agreed_by.clone();
        teams.sort();
        words("agreed_by", teams.join(", "))
    }));
    for (source, rows) in &test.given {
        let lines = rows.iter().map(|row| row_of(model, *source, row, &zone));
        let name = &model.source(*source).name;
        facts.extend(lines_of(&format!("given.{name}"), lines));
    }
    for expectation in &test.expect {
        let name = match expectation.of {
            Expected::Stage(id) => &model.stages[id.0].about.name,
            Expected::Criterion(id) => &model.criteria[id.0].about.name,
        };
        let lines = expectation.entries.iter().map(|(key, moments)| match moments {
            Some(moments) => {
                let moments = moments.iter().map(|it| shown(it, &zone)).collect::<Vec<_>>();
                format!("{} = {}", shown(key, &zone), moments.join(", "))
            }
            None => shown(key, &zone),
        });
        let key = format!("expect.{name}");
        let nobody = || Some(words(&key, "[]"));
        facts.extend(lines_of(&key, lines).or_else(nobody));
    }
    facts.extend(lines_of("because", test.because.iter().map(|it| it.written.to_string())));
    facts
}

/// A key with a sorted list; nothing where it is empty.
fn lines_of(key: &str, lines: impl Iterator<Item = String>) -> Option<Fact> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    (!lines.is_empty()).then(|| words(key, lines.join("\n")))
}

fn row_of(model: &Model, source: SourceId, row: &[Value], zone: &Zone) -> String {
    let columns = model.source(source).columns.iter().zip(row);
    let there = columns.filter(|(_, value)| **value != Value::Missing);
    let cells: Vec<String> =
        there.map(|(column, value)| format!("{} = {}", column.name, shown(value, zone))).collect();
    cells.join(", ")
}

fn shown(value: &Value, zone: &Zone) -> String {
    match value {
        Value::Datetime(micros) => zone.local_datetime_text(*micros),
        value => value.to_string(),
    }
}
