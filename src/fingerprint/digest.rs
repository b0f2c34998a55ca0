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
    own: BTreeMap<Item, String>,
    whole: BTreeMap<Item, String>,
}

impl Digests {
    /// Computes them all.
    pub fn of(model: &Model, definitions: &[Definition]) -> Self {
        let mut digests = Self::default();
        for definition in definitions {
            let Subject::Item(item) = definition.subject else { continue };
            digests.own.insert(item, definition.fingerprint());
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
