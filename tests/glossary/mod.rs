//! Glossaries: every definition has a page, every link leads somewhere, nothing comes from outside.

mod browser;
mod folder;
mod history;
mod pages;

use std::collections::{BTreeMap, BTreeSet};

use crate::report::small;
use crate::workspace::{Ran, Workspace, files};

/// Definitions around the funnel of the tests of reports.
const MORE: &str = r#"
[kpi.signups]
label = "Sign-ups"
means = "how many signed up"
is_not = "no visitors"
formula = "count(cv)"
owner = "marketing"
accepted_by = "sales"
status = "deprecated"
replaced_by = "wins"
until = 2027-03-31
[kpi.wins]
formula = "count(won)"
"#;

fn made(workspace: &Workspace, out: &str) -> Ran {
    let ran = workspace.kpi(&["docs", "--out", out]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran
}

/// A glossary of definitions: its pages by name.
fn glossary(definitions: &str) -> BTreeMap<String, String> {
    let workspace = small(definitions);
    made(&workspace, "site");
    pages(&workspace, "site")
}

/// The pages of a folder.
fn pages(workspace: &Workspace, folder: &str) -> BTreeMap<String, String> {
    let all = files(&workspace.path().join(folder)).into_iter();
    let all = all.map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    });
    all.filter(|(name, _)| name.ends_with(".html")).collect()
}

/// What follows `start` up to the next `end`, every time.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    let parts = text.split(start).skip(1);
    parts.map(|part| part.split(end).next().unwrap()).collect()
}

/// No link leads nowhere, and every page is reached from the index.
fn linked(pages: &BTreeMap<String, String>) {
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(name, text)| (name.as_str(), between(text, " id=\"", "\"").into_iter().collect()))
        .collect();
    for (name, text) in pages {
        assert_eq!(between(text, " id=\"", "\"").len(), ids[name.as_str()].len(), "{name}: ids");
        for href in between(text, "<a href=\"", "\"") {
            let (file, id) = href.split_once('#').unwrap_or((href, ""));
            let file = if file.is_empty() { name } else { file };
            let there = ids.get(file);
            let known = there.is_some_and(|ids| id.is_empty() || ids.contains(id));
            assert!(known, "{name}: {href}");
        }
    }
    let index = between(&pages["index.html"], "<a href=\"", "\"");
    for name in pages.keys().filter(|name| *name != "index.html") {
        assert!(index.contains(&name.as_str()), "{name} is not listed");
    }
}

/// Nothing from outside, no style but that of the page, no script but the search of the index.
fn closed(pages: &BTreeMap<String, String>) {
    for (name, html) in pages {
        for outside in
            [" style=", "http:", "https:", "<link", "<img", "<iframe", "@import", " onload="]
        {
            assert!(!html.contains(outside), "{name}: {outside}");
        }
        let hash = |tag: &str| {
            let found = between(html, &format!("<{tag}>"), &format!("</{tag}>"));
            assert!(found.len() <= 1 && found.len() == html.matches(&format!("<{tag}")).count());
            let text = found.first()?;
            Some(format!("; {tag}-src 'sha256-{}'", gyakusan::hash::base64_digest(text)))
        };
        let (style, script) = (hash("style").unwrap(), hash("script").unwrap_or_default());
        assert_eq!(script.is_empty(), name != "index.html", "{name}");
        let policy = format!(
            "content=\"default-src 'none'{style}{script}; base-uri 'none'; form-action 'none'\""
        );
        assert!(html.contains(&policy), "{name}: the policy allows its own style and script alone");
    }
}
