//! Calculated plans: their lists one after another.

use super::list::blocks;
use super::page::{Block, Heading, Page, page};
use super::{Style, list};
use crate::list::List;

/// Formats of a plan.
pub const PLAN_FORMATS: [&str; 3] = ["human", "json", "markdown"];

/// Makes the text of plans, each the lists of one; ends in one line break.
pub fn plans(plans: &[(String, Vec<List>)], format: &str, style: Style) -> String {
    if format == "json" {
        return as_json(plans);
    }
    let texts: Vec<String> =
        plans.iter().map(|(_, lists)| page(&plan_page(lists), format, style)).collect();
    texts.join("\n")
}

/// Gives the lists of a plan as a page.
pub fn plan_page(lists: &[List]) -> Page {
    let mut all = lists.iter();
    let first = all.next();
    let mut found = first.map_or_else(Vec::new, blocks);
    for list in all {
        let (label, name) = (list.title.clone(), None);
        found.push(Block::Heading(Heading { verdict: None, label, name }));
        found.extend(blocks(list));
    }
    Page { title: first.map_or_else(String::new, |list| list.title.clone()), blocks: found }
}

fn as_json(plans: &[(String, Vec<List>)]) -> String {
    let one = |it: &List| {
        let inner: serde_json::Value =
            serde_json::from_str(&list(it, "json", Style::default())).unwrap_or_default();
        let facts: serde_json::Map<String, serde_json::Value> =
            it.facts.iter().map(|(word, text)| (word.clone(), text.clone().into())).collect();
        serde_json::json!({
            "title": it.title, "facts": facts, "columns": inner["columns"], "rows": inner["rows"],
        })
    };
    let plan = |(name, lists): &(String, Vec<List>)| {
        let lists: Vec<serde_json::Value> = lists.iter().map(one).collect();
        serde_json::json!({ "plan": name, "lists": lists })
    };
    let plans: Vec<serde_json::Value> = plans.iter().map(plan).collect();
    format!("{:#}\n", serde_json::json!({ "plans": plans }))
}
