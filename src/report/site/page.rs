//! The page of one definition.

use serde::Serialize;

use super::lineage::Picture;
use super::tables::{self, Table};
use super::{Cell, Head, Pages, names};
use crate::explain::{self, Explanation, Fact, Item, Sort};
use crate::model::About;
use crate::report::terminal::harmless;

/// Facts that stand elsewhere on the page.
const ELSEWHERE: [&str; 8] =
    ["in words", "is not", "reads", "owner", "accepted by", "status", "replaced by", "until"];

#[derive(Serialize)]
pub(super) struct Page {
    #[serde(flatten)]
    head: Head,
    home: Cell,
    kind: Cell,
    contents: &'static str,
    label: String,
    name: String,
    status: Option<Cell>,
    meaning: Cell,
    is_not: Option<(&'static str, String)>,
    facts: Vec<(String, Cell)>,
    sections: Vec<Section>,
}

/// A part of the page; what it does not hold is empty.
#[derive(Serialize, Default)]
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) lead: Option<String>,
    /// Formulas, each with its word.
    pub(super) formulas: Vec<(String, String)>,
    pub(super) place: Option<String>,
    pub(super) picture: Option<Picture>,
    pub(super) tables: Vec<Table>,
}

impl Page {
    pub(super) fn new(site: &Pages<'_>, item: Item, head: Head) -> Self {
        let full = names::full(site.model, item);
        let explained = explain::definition(site.model, &full);
        let facts = explained.as_ref().map_or(&[][..], |it| it.facts.as_slice());
        let about = item.about(site.model);
        let text = about.and_then(|about| about.means.clone());
        let unwritten =
            site.say("意味(`means`)は書かれていません。", "Nobody wrote what it `means`.");
        let meaning = match (text, item) {
            (Some(text), _) => Cell::plain(&text),
            (None, Item::Source(_)) => Cell::plain(&explain::reading(site.model, item)),
            (None, _) => Cell::toned(unwritten, "quiet"),
        };
        let word = site.say("別物", "What it is not");
        let is_not = about.and_then(|about| about.is_not.as_deref());
        let mut shown = standing(site, item, about);
        let rest = facts.iter().filter(|it| !it.written && !ELSEWHERE.contains(&it.key.as_str()));
        shown.extend(rest.map(|it| (harmless(&it.word), Cell::plain(&it.text))));
        let index = |hash: &str| Some(format!("{}{hash}", names::INDEX));
        let home = Cell { href: index(""), ..Cell::plain(site.say("用語集", "Glossary")) };
        let kind =
            Cell { href: index(&format!("#{}", item.kind())), ..Cell::plain(site.kind(item).0) };
        Self {
            head,
            home,
            kind,
            contents: site.say("目次", "Contents"),
            label: harmless(&site.label(item)),
            name: harmless(&full),
            status: item.status(site.model).map(|status| site.status(status)),
            meaning,
            is_not: is_not.map(|text| (word, harmless(text))),
            facts: shown,
            sections: explained.map_or_else(Vec::new, |it| sections(site, &it)),
        }
    }
}

/// Who answers for a definition, and how settled it is.
fn standing(site: &Pages<'_>, item: Item, about: Option<&About>) -> Vec<(String, Cell)> {
    let Some(about) = about else { return Vec::new() };
    let unwritten = || Cell::toned(site.say("書かれていません", "not written"), "quiet");
    let given = |text: &Option<String>| text.as_deref().map_or_else(unwritten, Cell::plain);
    let status = item.status(site.model).map_or_else(unwritten, |it| site.status(it));
    let mut facts = vec![
        (site.say("責任者", "Owner"), given(&about.owner)),
        (site.say("受け入れるチーム", "Accepted by"), given(&about.accepted_by)),
        (site.say("状態", "Status"), status),
    ];
    let standing = &about.standing;
    if let Some(name) = &standing.replaced_by {
        let href = site.href(&format!("{}.{name}", item.kind()));
        facts.push((site.say("代わり", "Use instead"), Cell { href, ..Cell::plain(name) }));
    }
    if let Some(day) = standing.until {
        facts.push((site.say("最後の日", "Last day"), Cell::plain(&day.to_string())));
    }
    facts.into_iter().map(|(word, cell)| (word.to_owned(), cell)).collect()
}

fn sections(site: &Pages<'_>, of: &Explanation) -> Vec<Section> {
    let lists = |kinds: &[Sort]| -> Vec<Table> {
        let chosen = of.sections.iter().filter(|it| kinds.contains(&it.kind));
        chosen.map(|it| tables::listed(site, it)).collect()
    };
    let mut all = vec![how(site, of, lists(&[Sort::Denominators, Sort::Sets]))];
    all.extend(tables::versions(site, of.item));
    let parts = lists(&[Sort::Columns, Sort::Links]);
    if !parts.is_empty() {
        let title = site.say("列とリンク", "Columns and links");
        all.push(Section { id: "columns", title, tables: parts, ..Section::default() });
    }
    all.push(Section {
        id: "lineage",
        title: site.say("つながり", "Lineage"),
        picture: Some(Picture::new(site, of.item)),
        ..Section::default()
    });
    all.extend(tables::tests(site, of.item));
    all.extend(tables::approvals(site, of.item));
    all.push(tables::history(site, of.item));
    all.push(tables::used(site, of.item, lists(&[Sort::Users])));
    let inputs = lists(&[Sort::Inputs]);
    if !inputs.is_empty() {
        let title = site.say("材料(列まで)", "Made of, down to columns");
        let tables = inputs.into_iter().map(Table::untitled).collect();
        all.push(Section { id: "inputs", title, tables, ..Section::default() });
    }
    all
}

/// The formula in words and as written.
fn how(site: &Pages<'_>, of: &Explanation, tables: Vec<Table>) -> Section {
    let formulas = of.facts.iter().filter(|fact| fact.written);
    let formula = |Fact { word, text, .. }: &Fact| match of.item {
        Item::Stage(id) => {
            (harmless(word), harmless(&site.model.stages[id.0].latest().to_string()))
        }
        _ => (harmless(word), harmless(text)),
    };
    let span = match of.item {
        Item::Source(id) => Some(site.model.source(id).span),
        item => item.about(site.model).map(|about| about.span),
    };
    let place = span.map(|span| {
        let file = &site.of.sources.file(span.file).name;
        harmless(&format!("{file}:{}", site.of.sources.line(span)))
    });
    let is_source = matches!(of.item, Item::Source(_));
    let lead = (!is_source).then(|| harmless(&explain::reading(site.model, of.item)));
    Section {
        id: "formula",
        title: match is_source {
            true => site.say("書かれているところ", "Where it stands"),
            false => site.say("計算のしかた", "How it is computed"),
        },
        lead,
        formulas: formulas.map(formula).collect(),
        place,
        tables,
        ..Section::default()
    }
}
