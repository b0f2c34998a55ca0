//! A glossary: a page that lists every definition, and one page for each, made from the definitions alone.
//!
//! `index` and `page` say what the templates of `html` see. The history of each definition is given: it comes
//! from git, which reports know nothing of.

mod index;
mod lineage;
mod names;
mod page;
mod past;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use past::{Beyond, Event, History};

use super::html::{Renderer, Templates};
use super::terminal::harmless;
use crate::approval::{Approvals, Lock};
use crate::diagnostic::Diagnostic;
use crate::explain::{self, Item};
use crate::model::{Model, SourceId, Status};
use crate::source::Sources;

/// The script of the index: its search.
const SCRIPT: &str = include_str!("../html/templates/docs.js");

/// Styles of the pages, in their order.
const STYLES: [&str; 2] = ["report.css", "docs.css"];

/// What a glossary is made from.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The definitions, without errors.
    pub model: &'a Model,
    /// Their text.
    pub sources: &'a Sources,
    /// What the parties approved.
    pub locks: &'a [Lock],
    /// What changed when, or why that is not known.
    pub history: &'a Result<History, String>,
}

/// Makes the pages by the names of their files. The errors are in templates of the project.
pub fn site(of: &Site<'_>, own: &Templates) -> Result<BTreeMap<String, String>, Diagnostic> {
    let renderer = Renderer::new(own, &STYLES)?;
    let site = Pages::of(of);
    let head = |title: &str, script: Option<&str>| Head {
        language: of.model.project.language.clone(),
        title: harmless(title),
        project: harmless(&of.model.project.name),
        style: renderer.style.clone(),
        policy: renderer.policy(script),
    };
    let mut files = BTreeMap::new();
    let index = index::Index::new(&site, head(site.say("用語集", "Glossary"), Some(SCRIPT)));
    files.insert(names::INDEX.to_owned(), renderer.render("docs.html", &index)?);
    for item in items(of.model) {
        let page = page::Page::new(&site, item, head(&site.label(item), None));
        files.insert(site.file(item), renderer.render("definition.html", &page)?);
    }
    Ok(files)
}

/// Lists everything that has a page.
fn items(model: &Model) -> impl Iterator<Item = Item> {
    let files = (0..model.sources.len()).map(SourceId);
    let files = files.filter(|id| model.source(*id).funnel.is_none());
    explain::definitions(model).chain(files.map(Item::Source))
}

/// Lists the full names of everything that has a page: `kpi.win_rate`, `source.leads`.
pub fn paged(model: &Model) -> impl Iterator<Item = String> {
    items(model).map(|item| names::full(model, item))
}

/// What the head of every page holds.
#[derive(Serialize)]
struct Head {
    language: String,
    title: String,
    project: String,
    style: String,
    policy: String,
}

/// A text, where it leads, how it is set.
#[derive(Serialize, Default)]
struct Cell {
    text: String,
    href: Option<String>,
    class: &'static str,
}

impl Cell {
    fn plain(text: &str) -> Self {
        Self { text: harmless(text), ..Self::default() }
    }

    fn toned(text: &str, class: &'static str) -> Self {
        Self { class, ..Self::plain(text) }
    }
}

/// The definitions with the names of their pages.
struct Pages<'a> {
    of: &'a Site<'a>,
    model: &'a Model,
    japanese: bool,
    approvals: Approvals<'a>,
    /// Full names of what has a page.
    full: BTreeSet<String>,
}

impl<'a> Pages<'a> {
    fn of(of: &'a Site<'a>) -> Self {
        let model = of.model;
        let approvals = Approvals::of(model, of.locks);
        let full = paged(model).collect();
        Self { of, model, japanese: model.project.language != "en", approvals, full }
    }

    fn say<T>(&self, japanese: T, english: T) -> T {
        if self.japanese { japanese } else { english }
    }

    fn file(&self, item: Item) -> String {
        names::file(&names::full(self.model, item))
    }

    /// What people call it: its label, else its bare name.
    fn label(&self, item: Item) -> String {
        let name = item.name(self.model);
        let bare = name.split_once('.').map_or(name.as_str(), |(_, bare)| bare);
        item.label(self.model).unwrap_or(bare).to_owned()
    }

    /// The page of a full name; that of its source for a column.
    fn href(&self, full: &str) -> Option<String> {
        let of_column = || full.split_once('.').map(|(source, _)| format!("source.{source}"));
        let known = |name: &String| self.full.contains(name);
        let found = Some(full.to_owned()).filter(known).or_else(|| of_column().filter(known));
        found.map(|name| names::file(&name))
    }

    /// A full name that leads to its page.
    fn link(&self, full: &str) -> Cell {
        Cell { href: self.href(full), ..Cell::plain(full) }
    }

    /// What the definitions of a kind are called, several and one.
    fn kind(&self, item: Item) -> (&'static str, &'static str) {
        match item {
            Item::Funnel(_) => self.say(("ファネル", "ファネル"), ("Funnels", "Funnel")),
            Item::Stage(_) => self.say(("ステージ", "ステージ"), ("Stages", "Stage")),
            Item::Score(_) => self.say(("スコア", "スコア"), ("Scores", "Score")),
            Item::Criterion(_) => self.say(("条件", "条件"), ("Criteria", "Criterion")),
            Item::Kpi(_) => self.say(("指標", "指標"), ("KPIs", "KPI")),
            Item::Dimension(_) => self.say(("切り口", "切り口"), ("Dimensions", "Dimension")),
            Item::Attribution(_) => {
                self.say(("貢献の配分", "貢献の配分"), ("Attributions", "Attribution"))
            }
            Item::Plan(_) => self.say(("計画", "計画"), ("Plans", "Plan")),
            Item::Agreement(_) => self.say(("合意", "合意"), ("Agreements", "Agreement")),
            Item::Diagnosis(_) => self.say(("診断", "診断"), ("Diagnoses", "Diagnosis")),
            Item::Source(_) | Item::Column(..) => {
                self.say(("データ", "データ"), ("Sources", "Source"))
            }
        }
    }

    fn status(&self, status: Status) -> Cell {
        match status {
            Status::Draft => Cell::plain(self.say("下書き", "draft")),
            Status::Proposed => Cell::plain(self.say("提案中", "proposed")),
            Status::Agreed => Cell::plain(self.say("合意済み", "agreed")),
            Status::Deprecated => Cell::toned(self.say("廃止予定", "deprecated"), "careful"),
        }
    }

    /// The owner, and who accepts.
    fn teams(&self, item: Item) -> Option<String> {
        let about = item.about(self.model)?;
        let teams: Vec<&str> = about.teams().collect();
        (!teams.is_empty()).then(|| teams.join(" → "))
    }
}
