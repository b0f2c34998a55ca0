//! What the schema of a review promises is what a review holds.

use super::*;
use crate::approval::Asked;
use crate::change::{Text, changes as compared};
use crate::effect::{Clause, Flip, KpiMove, Moved, Movement, Outcomes, PlanMove};
use crate::plan::Value;
use crate::report::{Compared, Differing, differing_names};
use crate::source::Sources;
use crate::table::{Cell, Status};
use crate::trial::Near;
use serde_json::Value as Json;

const BASE: &str = r#"
[project]
name = "shop"
language = "en"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
[source.leads]
path = "leads.csv"
key = "id"
columns = { id = { type = "text" }, size = { type = "integer" } }
[criterion.large]
of = "leads"
when = "leads.size >= 10"
[kpi.large_leads]
formula = "count(leads where criterion.large)"
"#;

fn model(text: &str) -> Model {
    let mut sources = Sources::default();
    sources.add("kpi.toml", text);
    let (model, diagnostics) = crate::analyse(&sources);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    model
}

fn effect() -> Effect {
    let clause = || vec![Clause { text: "leads.size >= 20".into(), decides: 1 }];
    let outcomes = || Outcomes { nothing: 1, stages: vec![("won".into(), 2)], money: None };
    let movement = Movement {
        label: "MQL".into(),
        position: 1,
        stay: 7,
        moved: 0,
        leave: Vec::new(),
        enter: Vec::new(),
        leave_by: clause(),
        enter_by: clause(),
        left: outcomes(),
        entered: outcomes(),
        caught: Some([3, 2, 1]),
    };
    let cell = Cell { value: Value::Integer(3), status: Status::Ok, n: None, conversion: None };
    let both = Moved::Values(Box::new([cell.clone(), cell]));
    let kpi = |moved| KpiMove { name: "mqls".into(), title: None, moved, within: None };
    let flip = || vec![Flip { what: "x".into(), before: "kept".into(), after: "broken".into() }];
    let stages = Ok(vec![("won".to_owned(), [1.5, 2.0])]);
    Effect {
        stages: vec![("mql".into(), Ok(movement)), ("sql".into(), Err("no data".into()))],
        kpis: vec![kpi(both), kpi(Moved::NotEvaluated("no data".into()))],
        plans: vec![PlanMove { name: "p".into(), label: "p".into(), stages }],
        agreements: flip(),
        tests: flip(),
    }
}

fn shown(effect: Result<&Effect, String>) -> Json {
    let (base, head) = (model(BASE), model(&BASE.replace(">= 10", ">= 20")));
    let changes = compared(Some(&base), Some(&head), jiff::civil::date(2026, 10, 31));
    let asked = Asked { party: "sales".into(), name: "stage.mql".into(), given: false };
    let near = vec![Near {
        clause: "leads.size >= 20".into(),
        holds: true,
        seen: vec![("leads.size".into(), Value::Missing)],
        key: Value::Text("L1".into()),
    }];
    let report = ReviewReport {
        changes: ChangeReport {
            project: "shop",
            language: "en",
            base: &Compared::default(),
            head: &Compared::default(),
            changes: &changes,
        },
        model: &head,
        as_of: jiff::civil::date(2026, 10, 31),
        period: "last 12 months",
        effect,
        gate: &Gate { blocked: vec!["kpi.x".into()], asked: vec![asked] },
        leads: Some(Leads { near: &[("mql".into(), near)], salt: None, published: false }),
        files: Files { sources: &Sources::default(), folder: "" },
    };
    serde_json::from_str(&review(&report, "json", Style::default())).unwrap()
}

/// Compares a value with a schema: keys, presence and types, both ways.
fn fits(value: &Json, schema: &Json, root: &Json, path: &str) {
    let named = |schema: &Json| schema["$ref"].as_str().map(|it| it.replace("#/$defs/", ""));
    if let Some(name) = named(schema) {
        return fits(value, &root["$defs"][&name], root, path);
    }
    if let Some(some) = schema["anyOf"].as_array() {
        let chosen = some.iter().find(|it| match named(it) {
            Some(name) if value.is_object() => {
                let known = &root["$defs"][&name]["properties"];
                value.as_object().unwrap().keys().eq(known.as_object().unwrap().keys())
            }
            _ => value.is_null() == (it["type"] == "null"),
        });
        return fits(value, chosen.unwrap_or_else(|| panic!("{path}: {value}")), root, path);
    }
    let word = match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(number) if number.is_f64() => "number",
        Json::Number(_) => "integer",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    };
    let types: Vec<&str> = match &schema["type"] {
        Json::Array(types) => types.iter().filter_map(Json::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    assert!(types.contains(&word), "{path}: {value} is none of {types:?}");
    match value {
        Json::Array(items) => {
            items.iter().for_each(|it| fits(it, &schema["items"], root, &format!("{path}[]")));
        }
        Json::Object(map) => {
            let known = schema["properties"].as_object().unwrap();
            assert!(map.keys().eq(known.keys()), "{path}: {:?} {:?}", map.keys(), known.keys());
            for (key, value) in map {
                assert!(known[key]["description"].is_string(), "{path}.{key} says nothing");
                fits(value, &known[key], root, &format!("{path}.{key}"));
            }
        }
        _ => {}
    }
}

#[test]
fn a_review_is_as_its_schema_says() {
    let schema: Json = serde_json::from_str(&review_schema()).unwrap();
    let found = effect();
    for effect in [Ok(&found), Err("no data".to_owned())] {
        let shown = shown(effect);
        fits(&shown, &schema, &schema, "review");
        assert!(!shown["not_evaluated"].as_array().unwrap().is_empty());
    }
    let required = schema["$defs"]["Review"]["required"].as_array().unwrap();
    assert!(required.contains(&"not_evaluated".into()));
}

#[test]
fn so_is_what_stands_for_it_where_a_side_has_errors() {
    let schema: Json = serde_json::from_str(&review_schema()).unwrap();
    let names = [("stage.mql".to_owned(), Text::Edited), ("kpi.x".to_owned(), Text::Added)];
    let differing = Differing { names: &names, broken: &["main"], project: "shop", language: "en" };
    let shown: Json = serde_json::from_str(&differing_names(&differing, "json").unwrap()).unwrap();
    fits(&shown, &schema, &schema, "review");
    assert_eq!(shown["differing"][1]["text"], "added");
}
