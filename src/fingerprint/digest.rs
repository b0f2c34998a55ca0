//! Fingerprints of definitions together with all they rest on.
//!
//! Under `fingerprint`: what a definition says, and recursively what its inputs say.

use std::collections::BTreeMap;

use super::{Definition, Part, Subject, digest};
use crate::explain::{self, Item};
use crate::model::Model;

/// Whole fingerprints of the definitions, sources and columns of a model.
#[derive(Debug, Clone, Default)]
pub struct Digests {
    /// What cuts days and money.
    settings: String,
    calendar: String,
    own: BTreeMap<Item, String>,
    whole: BTreeMap<Item, String>,
}

impl Digests {
    /// Computes them all.
    pub fn of(model: &Model, definitions: &[Definition]) -> Self {
        let calendar = definitions.iter().find(|it| it.subject == Subject::Calendar);
        let mut digests = Self {
            settings: format!("{} {}", model.project.time_zone, model.project.currency),
            calendar: calendar.map(Definition::fingerprint).unwrap_or_default(),
            ..Self::default()
        };
        for definition in definitions {
            let Subject::Item(item) = definition.subject else { continue };
            let texts: Vec<&str> = definition.facts.iter().map(|it| it.meaning.as_str()).collect();
            let around = digests.around(&texts.join(" "));
            digests.own.insert(item, format!("{} {around}", definition.fingerprint()));
            let Item::Source(source) = item else { continue };
            for fact in definition.facts.iter().filter(|fact| fact.part == Part::Meaning) {
                let name = fact.key.strip_prefix("columns.");
                if let Some(column) = name.and_then(|it| model.source(source).column_named(it)) {
                    digests.own.insert(Item::Column(source, column), digest(&fact.meaning));
                }
            }
            digests.own.insert(item, rows(definition));
        }
        for item in digests.own.keys().copied().collect::<Vec<_>>() {
            digests.compute(model, item);
        }
        digests
    }

    /// Gives the whole fingerprint of an item; empty for what is unknown.
    pub fn whole(&self, item: Item) -> &str {
        self.whole.get(&item).map_or("", String::as_str)
    }

    /// What a text means beside what it names: how days are cut, and which are business days.
    pub fn around(&self, text: &str) -> String {
        let calendar = if text.contains("business day") { &self.calendar } else { "" };
        format!("{} {calendar}", self.settings)
    }

    fn compute(&mut self, model: &Model, item: Item) -> String {
        if let Some(known) = self.whole.get(&item) {
            return known.clone();
        }
        let own = self.own.get(&item).cloned().unwrap_or_default();
        // Stands in for itself, should something ever lead back to it.
        self.whole.insert(item, own.clone());
        let mut parts: Vec<String> = explain::inputs(model, item)
            .into_keys()
            .map(|input| format!("{} {}", input.name(model), self.compute(model, input)))
            .collect();
        if let Item::Column(source, column) = item {
            // Which version of a row is seen, and from when on.
            let known = model.source(source).column(column).known_from;
            let beside = known.map(|known| Item::Column(source, known));
            let beside = beside.into_iter().chain([Item::Source(source)]);
            parts.extend(beside.filter_map(|it| self.own.get(&it).cloned()));
            parts.push(self.settings.clone());
        }
        if let Item::Stage(id) = item {
            let funnel = &model.funnels[model.stages[id.0].funnel.0];
            parts.push(format!("{:?} {}", funnel.skips, funnel.whole_days));
            parts.push(funnel.cycle.as_ref().map_or_else(String::new, |it| it.dormant.to_string()));
        }
        let whole = digest(&format!("{own}\n{}", parts.join("\n")));
        self.whole.insert(item, whole.clone());
        whole
    }
}

/// What makes the rows of a source, columns aside.
fn rows(definition: &Definition) -> String {
    let facts = definition.facts.iter().filter(|fact| !fact.key.starts_with("columns."));
    let lines: Vec<String> = facts.map(|fact| format!("{}={}", fact.key, fact.meaning)).collect();
    digest(&lines.join("\n"))
}
