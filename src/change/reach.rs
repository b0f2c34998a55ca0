//! Who inherits a change, and by which path.
//!
//! Under `change`; the paths are those of `explain`.

use std::collections::BTreeMap;

use super::conditions::inherited;
use super::direction::Direction;
use super::{Finding, Nature, Parts};
use crate::explain::{self, Item};
use crate::fingerprint::{Definition, Subject};
use crate::model::Model;

/// Who inherits a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Every number does.
    pub everything: bool,
    /// These do, near ones first.
    pub reached: Vec<Reached>,
}

impl Reach {
    /// Tells whether a definition, by its full name, inherits the change.
    pub fn includes(&self, full_name: &str) -> bool {
        let is = |it: &Reached| full_name.split_once('.') == Some((it.kind, it.name.as_str()));
        self.everything || self.reached.iter().any(is)
    }
}

/// A definition that inherits a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Which.
    pub subject: Subject,
    /// `kpi`, `stage`, ..
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its label, or its name.
    pub label: String,
    /// From the changed definition to this one, both included, in full names.
    pub path: Vec<String>,
    /// How its own rows change, where that is proved.
    pub nature: Option<Nature>,
}

/// Follows a change to all that rest on it.
pub(super) fn reach(
    base: Option<&Parts<'_>>,
    head: Option<&Parts<'_>>,
    old: Option<&Definition>,
    new: Option<&Definition>,
    findings: &[Finding],
) -> Reach {
    if !findings.iter().any(|finding| finding.rule.nature.moves_numbers()) {
        return Reach::default();
    }
    let Some((definition, parts)) = new.zip(head).or(old.zip(base)) else {
        return Reach::default();
    };
    let model = parts.model;
    let item = match definition.subject {
        Subject::Project => return Reach { everything: true, reached: Vec::new() },
        Subject::Calendar => return calendar(model),
        Subject::Test(_) => return Reach::default(),
        Subject::Item(item) => item,
    };
    let mut found = Found { model, first: item, through: BTreeMap::new(), order: Vec::new() };
    for start in starts(model, item, definition, findings) {
        found.follow(start);
    }
    let mut reached: Vec<Reached> = found.order.iter().map(|item| found.one(*item)).collect();
    if let (Some(base), Some(head)) = (base, head.filter(|_| new.is_some())) {
        for one in &mut reached {
            one.nature = nature(base, head, one);
        }
    }
    Reach { everything: false, reached }
}

/// What the users of a changed definition look at: of a source only the columns that changed.
fn starts(model: &Model, item: Item, of: &Definition, findings: &[Finding]) -> Vec<Item> {
    match item {
        Item::Source(source) if of.kind == "source" => {
            let moving = findings.iter().filter(|it| it.rule.nature.moves_numbers());
            let keys = moving.flat_map(|finding| &finding.edits).map(|edit| &edit.key);
            let column = |key: &String| {
                let name = key.strip_prefix("columns.")?;
                Some(Item::Column(source, model.source(source).column_named(name)?))
            };
            keys.map(|key| column(key).unwrap_or(item)).collect()
        }
        Item::Funnel(id) => {
            let stages = model.funnels[id.0].stages.iter().map(|stage| Item::Stage(*stage));
            std::iter::once(item).chain(stages).collect()
        }
        _ => vec![item],
    }
}

struct Found<'m> {
    model: &'m Model,
    first: Item,
    through: BTreeMap<Item, Item>,
    order: Vec<Item>,
}

impl Found<'_> {
    fn follow(&mut self, start: Item) {
        if start != self.first {
            self.add(start, self.first);
        }
        for user in explain::users(self.model, start) {
            self.add(user.item, user.through);
        }
    }

    fn add(&mut self, item: Item, through: Item) {
        if item != self.first && item.is_definition() && !self.through.contains_key(&item) {
            self.through.insert(item, through);
            self.order.push(item);
        }
    }

    fn path(&self, item: Item) -> Vec<String> {
        let mut path = vec![item.name(self.model)];
        let mut at = item;
        while let Some(through) = self.through.get(&at) {
            path.push(through.name(self.model));
            at = *through;
        }
        path.reverse();
        path
    }

    fn one(&self, item: Item) -> Reached {
        let full = item.name(self.model);
        let kind = item.kind();
        let name = full.split_once('.').map_or(full.as_str(), |(_, name)| name).to_owned();
        let label = item.label(self.model).map_or(name.clone(), str::to_owned);
        let path = self.path(item);
        Reached { subject: Subject::Item(item), kind, name, label, path, nature: None }
    }
}

/// Definitions that count in business days.
fn calendar(model: &Model) -> Reach {
    let all = crate::fingerprint::definitions(model);
    let counts =
        all.iter().filter(|it| it.facts.iter().any(|it| it.shown.contains("business day")));
    let mut reached: Vec<Reached> = Vec::new();
    for definition in counts {
        let Subject::Item(item) = definition.subject else { continue };
        let mut found = Found { model, first: item, through: BTreeMap::new(), order: Vec::new() };
        found.follow(item);
        let own = found.one(item);
        for mut one in std::iter::once(own).chain(found.order.iter().map(|it| found.one(*it))) {
            one.path.insert(0, "calendar.business".to_owned());
            if reached.iter().all(|known| known.subject != one.subject) {
                reached.push(one);
            }
        }
    }
    Reach { everything: false, reached }
}

/// How the rows of a condition that inherits a change change.
fn nature(base: &Parts<'_>, head: &Parts<'_>, one: &Reached) -> Option<Nature> {
    let Subject::Item(new) = one.subject else { return None };
    let Subject::Item(old) = base.find(one.kind, &one.name)?.subject else { return None };
    match inherited(base, head, old, new)? {
        Direction::Tightened(_) => Some(Nature::Tightened),
        Direction::Loosened(_) => Some(Nature::Loosened),
        Direction::Shifted { .. } => Some(Nature::Shifted),
        Direction::Same | Direction::Unknown(_) => None,
    }
}
