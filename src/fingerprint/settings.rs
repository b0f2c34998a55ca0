//! The project, its calendar and its sources, key by key. Paths and formats of files do not count.
//!
//! Under `fingerprint`.

use super::{Definition, Fact, Part, Subject};
use crate::dataset;
use crate::explain::Item;
use crate::model::{Column, ColumnId, Model, Source, SourceId};

pub(super) fn fact(key: &str, meaning: impl Into<String>) -> Fact {
    let meaning = meaning.into();
    Fact { key: key.to_owned(), shown: meaning.clone(), meaning, part: Part::Meaning }
}

pub(super) fn words(key: &str, text: impl Into<String>) -> Fact {
    let text = text.into().replace("\r\n", "\n").trim().to_owned();
    Fact { part: Part::About, ..fact(key, text) }
}

pub(super) fn project(model: &Model) -> Definition {
    let project = &model.project;
    let week = format!("{:?}", project.settings.week_starts).to_lowercase();
    let mut facts = vec![
        words("name", &project.name),
        words("language", &project.language),
        fact("time_zone", &project.time_zone),
        fact("currency", &project.currency),
        fact("fiscal_year_starts", project.settings.fiscal_year_starts.to_string()),
        fact("week_starts", week),
    ];
    facts.extend(project.as_of.map(|day| fact("as_of", day.to_string())));
    facts.extend(project.publish_leads.then(|| words("publish_leads", "true")));
    let name = "project".to_owned();
    Definition { subject: Subject::Project, kind: "project", name, facts }
}

pub(super) fn calendar(model: &Model) -> Option<Definition> {
    let calendar = model.calendar.as_ref()?;
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let free = DAYS.iter().zip(calendar.week).filter(|(_, works)| !works);
    let free: Vec<&str> = free.map(|(day, _)| *day).collect();
    let closed: Vec<String> = calendar.closed.iter().map(ToString::to_string).collect();
    let mut facts = vec![fact("weekend", free.join(", ")), fact("closed", closed.join("\n"))];
    let time = |minute: u16| format!("..{:02}:{:02}", minute / 60, minute % 60);
    facts.extend(calendar.closing_minute.map(|minute| fact("hours", time(minute))));
    let name = "business".to_owned();
    Some(Definition { subject: Subject::Calendar, kind: "calendar", name, facts })
}

pub(super) fn sources(model: &Model) -> impl Iterator<Item = Definition> {
    let files = model.sources.iter().enumerate().filter(|(_, source)| source.funnel.is_none());
    files.map(|(index, held)| source(model, SourceId(index), held))
}

fn source(model: &Model, id: SourceId, source: &Source) -> Definition {
    let name = |id: ColumnId| source.column(id).name.clone();
    let mut facts = Vec::new();
    facts.extend(source.key.map(|id| fact("key", name(id))));
    facts.extend(source.time.map(|id| fact("time", name(id))));
    facts.extend(source.known_at.map(|id| fact("known_at", name(id))));
    let history = source.history.map(|(from, to)| format!("{} .. {}", name(from), name(to)));
    facts.extend(history.map(|text| fact("history", text)));
    for (meaning, stored) in source.columns.iter().zip(&source.dataset.columns) {
        let text = column(model, source, meaning, stored);
        facts.push(fact(&format!("columns.{}", meaning.name), text));
    }
    let subject = Subject::Item(Item::Source(id));
    Definition { subject, kind: "source", name: source.name.clone(), facts }
}

fn column(model: &Model, source: &Source, meaning: &Column, stored: &dataset::Column) -> String {
    let mut text = meaning.kind.to_string();
    let mut add = |key: &str, value: String| text.push_str(&format!(", {key} = {value}"));
    if stored.kind == dataset::ColumnType::Integer {
        add("type", "integer".to_owned());
    }
    if let dataset::ColumnType::Decimal { scale } = stored.kind {
        add("scale", scale.to_string());
    }
    if stored.from != stored.name {
        add("from", format!("'{}'", stored.from));
    }
    if let Some(format) = &stored.format {
        add("format", format!("'{format}'"));
    }
    if let Some(to) = meaning.links {
        add("links", model.source(to).name.clone());
    }
    let mut missing = stored.missing.clone();
    missing.sort();
    if !missing.is_empty() {
        add("missing", format!("{missing:?}"));
    }
    if !stored.replace.is_empty() {
        add("replace", format!("{:?}", stored.replace));
    }
    if stored.empty_is_text {
        add("empty", "text".to_owned());
    }
    if stored.bad_is_missing {
        add("bad_values", "missing".to_owned());
    }
    if let Some(known) = meaning.known_from {
        add("known_from", source.column(known).name.clone());
    }
    if let Some(before) = &meaning.until_then {
        add("until_then", format!("'{before}'"));
    }
    text
}
