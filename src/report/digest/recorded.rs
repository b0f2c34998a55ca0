//! What a report once said against what is measured now.
//!
//! The document of `json` stands in every report; leaves that are numbers or verdicts are compared.
//! State that moves on by itself is not: approvals, changes since a commit, checks of whole files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

/// Where the document stands in HTML.
const OPENING: &str = "<script type=\"application/json\" id=\"numbers\">";
const CLOSING: &str = "</script>";

/// Parts that move on by themselves, or hold words alone.
const MOVING: [&str; 4] = ["changes", "data", "definitions", "glossary"];

/// Texts that are compared beside numbers.
const SAYING: [&str; 5] = ["status", "verdict", "state", "absent", "holds"];

/// Keys of words, which may look like numbers.
const WORDS: [&str; 5] = ["name", "label", "text", "look_at", "title"];

/// A number that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Where it stands: part, names, key.
    pub path: String,
    /// As the report says; nothing where it did not say it.
    pub then: Option<String>,
    /// As measured now; nothing where it is not measured any more.
    pub now: Option<String>,
    /// A definition of that name means something else now.
    pub redefined: bool,
}

/// A report against what is measured now.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Numbers that were compared.
    pub compared: usize,
    /// Those that differ.
    pub differing: Vec<Difference>,
    /// Full names of definitions that say something else, are new or gone.
    pub definitions: Vec<String>,
    /// How many others mean something else as they rest on these.
    pub inherited: usize,
    /// Sources with other rows up to as of.
    pub rows: Vec<String>,
    /// Sources with other files and the same number of rows up to as of.
    pub files: Vec<String>,
}

/// Finds the document in the text of a report, HTML or JSON; nothing where there is none.
pub fn recorded(text: &str) -> Option<Json> {
    let document = match text.rfind(OPENING) {
        Some(start) => {
            let rest = &text[start + OPENING.len()..];
            &rest[..rest.find(CLOSING)?]
        }
        None => text,
    };
    let document: Json = serde_json::from_str(document).ok()?;
    let whole = document["format"] == 1 && document["parts"].is_object();
    (whole && document["meanings"].is_object()).then_some(document)
}

/// Compares a report with what is measured now.
pub fn compared(then: &Json, now: &Json) -> Comparison {
    // What numbers were printed as is what can be read again.
    let now: &Json = &serde_json::from_str(&now.to_string()).unwrap_or_default();
    let changed = differing(&then["meanings"], &now["meanings"]);
    let own = |document: &Json, name: &String| {
        let both = document["meanings"][name].as_str()?;
        both.split(' ').next().map(str::to_owned)
    };
    let (definitions, inheriting): (Vec<String>, Vec<String>) =
        changed.iter().cloned().partition(|name| own(then, name) != own(now, name));
    let mut comparison =
        Comparison { definitions, inherited: inheriting.len(), ..Comparison::default() };
    for source in differing(&then["data"], &now["data"]) {
        let [old, new] = [then, now].map(|it| &it["data"][&source]);
        let same = ["rows", "oldest", "newest"].iter().all(|key| old[*key] == new[*key]);
        let list = if same { &mut comparison.files } else { &mut comparison.rows };
        list.push(source);
    }
    let (then, now) = (numbers(then), numbers(now));
    let names: BTreeSet<&str> =
        changed.iter().filter_map(|full| full.split_once('.')).map(|(_, name)| name).collect();
    let paths: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    comparison.compared = paths.len();
    for path in paths {
        let [old, new] = [&then, &now].map(|all| all.get(path).cloned());
        if old != new {
            let redefined = path.split(" › ").any(|part| names.contains(part));
            let path = path.clone();
            comparison.differing.push(Difference { path, then: old, now: new, redefined });
        }
    }
    comparison
}

/// Keys of two objects whose values differ.
fn differing(then: &Json, now: &Json) -> Vec<String> {
    let both = [then, now].into_iter().filter_map(Json::as_object);
    let all: BTreeSet<&String> = both.flat_map(|it| it.keys()).collect();
    all.into_iter().filter(|key| then.get(key) != now.get(key)).cloned().collect()
}

/// Every number of a document by its path.
fn numbers(document: &Json) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    leaves(&document["goal"], "goal", "goal", &mut found);
    for (part, content) in document["parts"].as_object().into_iter().flatten() {
        if !MOVING.contains(&part.as_str()) {
            leaves(content, part, part, &mut found);
        }
    }
    found
}

fn leaves(value: &Json, path: &str, key: &str, found: &mut BTreeMap<String, String>) {
    let below = |name: &str| format!("{path} › {name}");
    match value {
        Json::Object(fields) => {
            for (name, inner) in fields.iter().filter(|(name, _)| !WORDS.contains(&name.as_str())) {
                leaves(inner, &below(name), name, found);
            }
        }
        Json::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                leaves(inner, &below(&named(inner, at)), key, found);
            }
        }
        Json::String(text) if SAYING.contains(&key) || text.parse::<f64>().is_ok() => {
            found.insert(path.to_owned(), text.clone());
        }
        Json::Number(_) | Json::Bool(_) => {
            found.insert(path.to_owned(), value.to_string());
        }
        Json::String(_) | Json::Null => {}
    }
}

/// What tells an item of a list apart: its name, its group and period, else its place.
fn named(item: &Json, at: usize) -> String {
    let text = |key: &str| item[key].as_str().map(str::to_owned);
    let group = item["group"].as_object().map(|group| {
        let labels = group.values().filter_map(Json::as_str);
        labels.collect::<Vec<_>>().join(" / ")
    });
    let period = item["period"]["label"].as_str().map(str::to_owned);
    let own = text("name").or_else(|| text("part")).or_else(|| text("channel"));
    let own = own.or_else(|| text("look_at")).or(group.filter(|it| !it.is_empty())).or(period);
    own.unwrap_or_else(|| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(value: i64, meaning: &str, rows: i64) -> Json {
        json!({
            "format": 1,
            "meanings": { "kpi.cpa": format!("{meaning} {meaning}"), "kpi.x": format!("x {meaning}") },
            "data": { "leads": { "rows": rows, "files": rows.to_string() } },
            "goal": { "absent": "no_plan" },
            "parts": {
                "targets": [{ "name": "cpa", "label": "CPA", "actual": { "value": value, "status": "ok" } }],
                "data": [{ "message": "1" }],
            },
        })
    }

    #[test]
    fn a_report_is_found_in_both_formats() {
        let document = report(1, "a", 1);
        assert_eq!(recorded(&document.to_string()), Some(document.clone()));
        let html = format!("<p>{OPENING}</p>{OPENING}{document}{CLOSING}</html>");
        assert_eq!(recorded(&html), Some(document));
        for other in ["", "<html></html>", "{\"format\": 2}", "[1]"] {
            assert_eq!(recorded(other), None, "{other}");
        }
    }

    #[test]
    fn what_differs_is_told_with_its_cause() {
        let same = compared(&report(1, "a", 1), &report(1, "a", 1));
        assert_eq!((same.compared, same.differing), (3, vec![]));
        let found = compared(&report(1, "a", 1), &report(2, "b", 1));
        let one = &found.differing[0];
        assert_eq!(one.path, "targets › cpa › actual › value");
        assert_eq!((one.then.as_deref(), one.now.as_deref()), (Some("1"), Some("2")));
        assert!(one.redefined && found.rows.is_empty());
        assert_eq!((found.definitions, found.inherited), (vec!["kpi.cpa".to_owned()], 1));
        let found = compared(&report(1, "a", 1), &report(2, "a", 3));
        assert!(!found.differing[0].redefined);
        assert_eq!(found.rows, ["leads"]);
    }
}
