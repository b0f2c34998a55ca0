//! The page that lists every definition, and what its search looks through.

use serde::Serialize;

use super::{Cell, Head, Pages, SCRIPT, items, names};
use crate::explain::{self, Item};
use crate::hash;
use crate::model::Status;
use crate::report::terminal::harmless;

/// Kinds in the order of reading; the number of `rank` is the place of a kind.
fn rank(item: Item) -> usize {
    match item {
        Item::Funnel(_) => 0,
        Item::Stage(_) => 1,
        Item::Score(_) => 2,
        Item::Criterion(_) => 3,
        Item::Kpi(_) => 4,
        Item::Dimension(_) => 5,
        Item::Attribution(_) => 6,
        Item::Plan(_) => 7,
        Item::Agreement(_) => 8,
        Item::Diagnosis(_) => 9,
        Item::Source(_) | Item::Column(..) => 10,
    }
}

#[derive(Serialize)]
pub(super) struct Index {
    #[serde(flatten)]
    head: Head,
    sentence: String,
    facts: Vec<(&'static str, String)>,
    contents: &'static str,
    find: Find,
    groups: Vec<Group>,
    script: &'static str,
}

#[derive(Serialize)]
struct Find {
    label: &'static str,
    hint: &'static str,
    /// How many are found, with `{n}` for the number.
    said: String,
    none: &'static str,
}

#[derive(Serialize)]
struct Group {
    id: &'static str,
    title: &'static str,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    href: String,
    label: String,
    name: String,
    meaning: String,
    teams: String,
    status: Option<Cell>,
    /// Everything that is looked through.
    text: String,
}

impl Index {
    pub(super) fn new(site: &Pages<'_>, head: Head) -> Self {
        let mut all: Vec<Item> = items(site.model).collect();
        all.sort_by_key(|item| rank(*item));
        let groups: Vec<Group> = all
            .chunk_by(|one, other| rank(*one) == rank(*other))
            .map(|items| Group {
                id: items[0].kind(),
                title: site.kind(items[0]).0,
                entries: items.iter().map(|item| entry(site, *item)).collect(),
            })
            .collect();
        let count = all.len();
        Self {
            head,
            sentence: site.say(
                format!("数字をどう数えるかを、両チームの言葉で。{count} 件の定義を、定義ファイルだけから説明します。"),
                format!("How numbers are counted, in words both teams share: {count} definitions, explained from the definition files alone."),
            ),
            facts: facts(site),
            contents: site.say("目次", "Contents"),
            find: Find {
                label: site.say("定義を探す", "Find a definition"),
                hint: site.say("名前・意味・別物・式から", "name, meaning, what it is not, formula"),
                said: site.say(format!("{count} 件中 {{n}} 件"), format!("{{n}} of {count}")),
                none: site.say("見つかりません", "nothing found"),
            },
            groups,
            script: SCRIPT,
        }
    }
}

fn facts(site: &Pages<'_>) -> Vec<(&'static str, String)> {
    let word = site.say("定義の識別子", "Definitions are identified by");
    let mut facts = vec![(word, hash::semantic_hash(site.model))];
    let settled = Status::ALL.into_iter().filter_map(|status| {
        let is = |item: &Item| item.status(site.model) == Some(status);
        let count = explain::definitions(site.model).filter(is).count();
        (count > 0).then(|| format!("{} {count}", site.status(status).text))
    });
    let settled: Vec<String> = settled.collect();
    if !settled.is_empty() {
        facts.push((site.say("状態", "Status"), settled.join(" · ")));
    }
    facts
}

fn entry(site: &Pages<'_>, item: Item) -> Entry {
    let explained = explain::definition(site.model, &names::full(site.model, item));
    let (label, name) = (site.label(item), names::full(site.model, item));
    let (meaning, facts) =
        explained.map_or_else(Default::default, |found| (found.sentence, found.facts));
    let is_not = item.about(site.model).and_then(|about| about.is_not.clone()).unwrap_or_default();
    let written = facts.into_iter().filter(|fact| fact.written).map(|fact| fact.text);
    let text: Vec<String> =
        [label.clone(), name.clone(), meaning.clone(), is_not].into_iter().chain(written).collect();
    Entry {
        href: site.file(item),
        label: harmless(&label),
        name: harmless(&name),
        meaning: harmless(&meaning),
        teams: harmless(&site.teams(item).unwrap_or_default()),
        status: item.status(site.model).map(|status| site.status(status)),
        text: harmless(&text.join(" ")),
    }
}
