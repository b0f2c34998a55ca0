//! The rows that belong to leads, under other keys: only columns that decide, nothing personal.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::owner::{Owner, deciding};
use super::tables::{query, rows};
use crate::dataset::ColumnType;
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::evaluate::compare_values;
use crate::model::{
    ColumnId, Expected, Formula, Model, Node, SourceId, StageId, along, paths, visit,
};
use crate::plan::Value;
use crate::run;
use crate::types::Kind;
use jiff::civil::Date;

/// Rows of sources: names of columns with values that are there.
pub type Given = BTreeMap<String, Vec<Vec<(String, Value)>>>;

/// Columns of sources.
type Columns = BTreeMap<SourceId, BTreeSet<ColumnId>>;

/// Gives the rows of each lead, in the order of the keys.
pub(super) fn given(
    model: &Model,
    stage: StageId,
    keys: &[Value],
    as_of: Date,
    engine: &dyn Engine,
) -> Result<Vec<Given>, Diagnostics> {
    let subject = Owner::Stage(stage).source(model);
    let columns = columns(model, stage);
    let mut found: Vec<Vec<(SourceId, Vec<Value>)>> = vec![Vec::new(); keys.len()];
    for source in columns.keys() {
        let Some(way) = paths(&model.sources, *source, subject).into_iter().next() else {
            continue;
        };
        let key = key_through(model, *source, &way);
        let values = own(model, *source, [key.clone()].to_vec());
        for (lead, row) in of_leads(model, *source, key, values, keys, as_of, engine)? {
            found[lead].push((*source, row));
        }
    }
    for source in columns.keys().filter(|id| paths(&model.sources, **id, subject).is_empty()) {
        let Some(way) = paths(&model.sources, subject, *source).into_iter().next() else {
            continue;
        };
        let link = key_through(model, subject, &way);
        let linked = rows(model, subject, vec![link]);
        let linked = run::list(model, &query(as_of), &[linked], engine)?;
        let mut leads: BTreeMap<usize, Value> = BTreeMap::new();
        for row in linked.into_iter().flat_map(|rows| rows.rows) {
            if let Some(lead) = keys.iter().position(|key| row.first() == Some(key)) {
                leads.insert(lead, row[1].clone());
            }
        }
        let wanted: Vec<Value> = leads.values().cloned().collect();
        let key = key_through(model, *source, &Vec::new());
        let values = own(model, *source, [key.clone()].to_vec());
        for (at, row) in of_leads(model, *source, key, values, &wanted, as_of, engine)? {
            for (lead, _) in leads.iter().filter(|(_, value)| **value == wanted[at]) {
                found[*lead].push((*source, row.clone()));
            }
        }
    }
    let named = found.into_iter().map(|mut rows| {
        rows.sort_by(|(a, left), (b, right)| {
            let key = model.source(*a).key.map_or(0, |key| key.0);
            let first = match (left.get(key), right.get(key)) {
                (Some(left), Some(right)) => compare_values(left, right),
                _ => Ordering::Equal,
            };
            let pairs = left.iter().zip(right).map(|(left, right)| compare_values(left, right));
            a.cmp(b).then_with(|| pairs.fold(first, Ordering::then))
        });
        rows.dedup();
        renamed(model, subject, &columns, &rows)
    });
    Ok(named.collect())
}

/// All columns of a source, after other values.
fn own(model: &Model, source: SourceId, mut first: Vec<Formula>) -> Vec<Formula> {
    let held = model.source(source).columns.iter().enumerate();
    first.extend(held.map(|(at, column)| {
        Formula::new(Node::Column(ColumnId(at)), column.kind.clone(), column.span)
    }));
    first
}

/// The key of the row at the end of links, as the last link holds it.
fn key_through(model: &Model, source: SourceId, way: &[(ColumnId, SourceId)]) -> Formula {
    let column = |source: SourceId, id: ColumnId| {
        let held = model.source(source).column(id);
        Formula::new(Node::Column(id), held.kind.clone(), held.span)
    };
    match way.split_last() {
        None => column(source, model.source(source).key.unwrap_or_default()),
        Some(((link, _), before)) => {
            let from = before.last().map_or(source, |(_, to)| *to);
            along(&before.to_vec(), column(from, *link))
        }
    }
}

/// Rows whose `key` is one of the wanted: which one, and all columns.
fn of_leads(
    model: &Model,
    source: SourceId,
    key: Formula,
    values: Vec<Formula>,
    wanted: &[Value],
    as_of: Date,
    engine: &dyn Engine,
) -> Result<Vec<(usize, Vec<Value>)>, Diagnostics> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let span = key.span;
    let mut listing = rows(model, source, values);
    let known: Vec<Value> = wanted.iter().filter(|it| **it != Value::Missing).cloned().collect();
    listing.set.filters.push(Formula::new(Node::In(Box::new(key), known), Kind::Boolean, span));
    let mut found = Vec::new();
    for list in run::list(model, &query(as_of), &[listing], engine)? {
        for row in list.rows {
            let lead = wanted.iter().position(|key| row.get(1) == Some(key));
            found.extend(lead.map(|lead| (lead, row[2..].to_vec())));
        }
    }
    Ok(found)
}

/// Columns that can change who is in the stage, with keys, times and links.
fn columns(model: &Model, stage: StageId) -> Columns {
    let mut found = Columns::new();
    for owner in deciding(model, Expected::Stage(stage)) {
        if let Owner::Stage(id) = owner
            && model.stages[id.0].position > model.stages[stage.0].position
        {
            continue;
        }
        let source = owner.source(model);
        looked_at(model, owner.formula(model), source, &mut found);
        if let Owner::Rule(id, rule) = owner {
            follow(source, &model.scores[id.0].rules[rule].path, &mut found);
        }
    }
    let funnel = &model.funnels[model.stages[stage.0].funnel.0];
    found.entry(funnel.of).or_default();
    if let Some(cycle) = &funnel.cycle {
        let ways = cycle.quiet_in.iter().map(|(source, path)| (*source, path));
        for (source, path) in ways.chain([(cycle.restarts_at, &cycle.path)]) {
            follow(source, path, &mut found);
        }
    }
    found.retain(|id, _| model.source(*id).funnel.is_none());
    for (id, columns) in &mut found {
        let source = model.source(*id);
        columns.extend(source.key.into_iter().chain(source.time).chain(source.known_at));
        columns.extend(source.history.iter().flat_map(|(from, to)| [*from, *to]));
        let known = columns.iter().filter_map(|column| source.column(*column).known_from);
        let known: Vec<ColumnId> = known.collect();
        columns.extend(known);
        let key = source.key;
        columns.retain(|column| Some(*column) == key || !source.column(*column).pii);
    }
    found
}

fn looked_at(model: &Model, formula: &Formula, source: SourceId, found: &mut Columns) {
    visit(model, formula, Some(source), &mut |part, at| {
        let Some(at) = at else { return };
        match &part.node {
            Node::Column(column) => drop(found.entry(at).or_default().insert(*column)),
            Node::Walk(link, to, _) => follow(at, &[(*link, *to)], found),
            Node::Aggregate(aggregate) => {
                follow(aggregate.set.source, &aggregate.path, found);
            }
            Node::Dimension(id, index) => {
                let value = &model.dimensions[id.0].of[*index];
                looked_at(model, &value.value, value.source, found);
            }
            _ => {}
        }
    });
}

fn follow(mut source: SourceId, path: &[(ColumnId, SourceId)], found: &mut Columns) {
    found.entry(source).or_default();
    for (link, to) in path {
        found.entry(source).or_default().insert(*link);
        source = *to;
    }
    found.entry(source).or_default();
}

/// The key of a lead among its rows.
pub(super) fn first_key(model: &Model, subject: SourceId) -> String {
    let held = model.source(subject);
    match held.key.map(|key| held.dataset.columns[key.0].kind) {
        Some(ColumnType::Integer) => "1".to_owned(),
        _ => "A".to_owned(),
    }
}

/// Puts other keys in the place of those of the data; keys that no link leads to are left out.
fn renamed(
    model: &Model,
    subject: SourceId,
    columns: &Columns,
    rows: &[(SourceId, Vec<Value>)],
) -> Given {
    let mut names: Vec<(SourceId, Value, Value)> = Vec::new();
    let mut rename = |source: SourceId, value: &Value| {
        if *value == Value::Missing {
            return Value::Missing;
        }
        let known = names.iter().find(|(of, old, _)| *of == source && old == value);
        if let Some((.., new)) = known {
            return new.clone();
        }
        let number = names.iter().filter(|(of, ..)| *of == source).count() + 1;
        let held = model.source(source);
        let key = held.key.unwrap_or_default();
        let new = match held.dataset.columns[key.0].kind {
            ColumnType::Integer => Value::Integer(i64::try_from(number).unwrap_or(i64::MAX)),
            _ if source == subject && number == 1 => Value::Text(first_key(model, subject)),
            _ => Value::Text(format!("{} {number}", held.name)),
        };
        names.push((source, value.clone(), new.clone()));
        new
    };
    for (_, row) in rows.iter().filter(|(source, _)| *source == subject) {
        let key = model.source(subject).key.unwrap_or_default();
        rename(subject, &row[key.0]);
    }
    let linked: BTreeSet<SourceId> =
        model.sources.iter().flat_map(|source| source.links().map(|(_, to)| to)).collect();
    let mut given = Given::new();
    for (source, row) in rows {
        let held = model.source(*source);
        let mut cells = Vec::new();
        for id in columns.get(source).into_iter().flatten() {
            let column = held.column(*id);
            let value = match column.links {
                _ if held.key == Some(*id) && !linked.contains(source) => continue,
                _ if held.key == Some(*id) => rename(*source, &row[id.0]),
                Some(to) => rename(to, &row[id.0]),
                None => row[id.0].clone(),
            };
            if value != Value::Missing {
                cells.push((column.name.clone(), value));
            }
        }
        given.entry(held.name.clone()).or_default().push(cells);
    }
    given
}
