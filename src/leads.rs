//! The leads behind a number: the entries into a stage, one by one.

use std::cmp::Ordering;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::evaluate::compare_values;
use crate::list::List;
use crate::lower::Listing;
use crate::model::{ColumnId, Formula, JourneyColumn, Model, Node, Set, StageId, along};
use crate::plan::Value;
use crate::query::Query;
use crate::run;
use crate::suggest;

/// Lists the entries into a stage: key of the subject, cycle (where the funnel has cycles), moment,
/// whether backfilled, whether recorded earlier; then the dimensions of the query and the columns of
/// the subject that are asked for. Sorted by key and cycle. KPIs of the query do not matter.
pub fn leads(
    model: &Model,
    query: &Query,
    stage: StageId,
    shown: &[ColumnId],
    engine: &dyn Engine,
) -> Result<List, Diagnostics> {
    let funnel = &model.funnels[model.stages[stage.0].funnel.0];
    let position = model.stages[stage.0].position;
    let own = [
        (JourneyColumn::Subject, key_name(model, stage)),
        (JourneyColumn::Cycle, "cycle".to_owned()),
        (JourneyColumn::Entry(position), "at".to_owned()),
        (JourneyColumn::Backfilled(position), "backfilled".to_owned()),
        (JourneyColumn::RecordedEarlier(position), "recorded_earlier".to_owned()),
    ];
    let mut columns = Vec::new();
    let mut values = Vec::new();
    for (column, name) in own {
        columns.push(name);
        values.push(entry_column(model, stage, column));
    }
    let subjects = model.source(funnel.of);
    for id in shown {
        let column = subjects.column(*id);
        columns.push(column.name.clone());
        let inner = Formula::new(Node::Column(*id), column.kind.clone(), column.span);
        values.push(along(&vec![(ColumnId(0), funnel.of)], inner));
    }
    let listing =
        Listing { set: entries(model, stage), values, at_entry: true, journey: None, whole: false };
    let found = run::list(model, query, &[listing], engine)?.into_iter().next();
    let mut rows = found.map_or_else(Vec::new, |rows| rows.rows);
    let groups = query.by.len();
    for row in &mut rows {
        let missing = query.by.iter().map(|id| &model.dimensions[id.0].missing);
        for (value, label) in row.iter_mut().zip(missing) {
            if *value == Value::Missing {
                *value = Value::Text(label.clone());
            }
        }
        row.rotate_left(groups);
    }
    rows.sort_by(|a, b| by_values(a, b));
    for id in &query.by {
        let name = &model.dimensions[id.0].about.name;
        let taken = columns.contains(name);
        columns.push(if taken { format!("dimension.{name}") } else { name.clone() });
    }
    if funnel.cycle.is_none() {
        columns.remove(1);
        rows.iter_mut().for_each(|row| drop(row.remove(1)));
    }
    let mut facts = asked(model, query);
    let word = if model.project.language == "ja" { "件数" } else { "entries" };
    facts.push((word.to_owned(), rows.len().to_string()));
    Ok(List {
        title: model.stages[stage.0].about.label.clone(),
        facts,
        columns,
        rows,
        time_zone: model.project.time_zone.clone(),
        language: model.project.language.clone(),
    })
}

fn by_values(a: &[Value], b: &[Value]) -> Ordering {
    let orders = a.iter().zip(b).map(|(a, b)| compare_values(a, b));
    orders.fold(Ordering::Equal, Ordering::then)
}

/// The entries into a stage.
pub fn entries(model: &Model, stage: StageId) -> Set {
    let (source, entry) = model.entries(stage);
    let column = model.source(source).column(entry);
    let clock = Formula::new(Node::Column(entry), column.kind.clone(), column.span);
    Set { source, stage: Some(stage), filters: Vec::new(), clock: Some(clock), windows: Vec::new() }
}

/// A column of the journeys of a stage.
pub fn entry_column(model: &Model, stage: StageId, column: JourneyColumn) -> Formula {
    let (source, _) = model.entries(stage);
    let id = ColumnId(column.index());
    let held = model.source(source).column(id);
    Formula::new(Node::Column(id), held.kind.clone(), held.span)
}

fn key_name(model: &Model, stage: StageId) -> String {
    let of = model.source(model.funnels[model.stages[stage.0].funnel.0].of);
    of.key.map_or_else(String::new, |key| of.column(key).name.clone())
}

/// What was asked, in words: as of when, over which period, under which condition.
pub fn asked(model: &Model, query: &Query) -> Vec<(String, String)> {
    let japanese = model.project.language == "ja";
    let word = |ja: &str, en: &str| if japanese { ja.to_owned() } else { en.to_owned() };
    let zone = &model.project.time_zone;
    let mut facts = vec![(word("基準日", "as of"), format!("{} ({zone})", query.as_of))];
    if let Some(asked) = &query.period {
        facts.push((word("期間", "period"), asked.label.clone()));
    }
    if let Some(filter) = &query.filter {
        facts.push((word("条件", "where"), filter.to_string()));
    }
    facts
}

/// Finds a stage by the word on the command line.
pub fn stage_named(model: &Model, word: &str) -> Result<StageId, Diagnostic> {
    let name = word.strip_prefix("stage.").unwrap_or(word);
    model.stage_named(name).ok_or_else(|| {
        let known: Vec<&str> = model.stages.iter().map(|it| it.about.name.as_str()).collect();
        let near = suggest::nearest(name, known.iter().copied());
        let error = Diagnostic::general("unknown-name", format!("there is no stage `{name}`"));
        match (suggest::did_you_mean(&near), known.as_slice()) {
            (Some(help), _) => error.help(help),
            (None, []) => error.help("define `[funnel.NAME]` and `[stage.NAME]`"),
            (None, known) => error.help(format!("the stages are {}", known.join(", "))),
        }
    })
}
