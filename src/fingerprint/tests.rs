//! Equal meaning gives equal fingerprints, other meaning gives others.

use super::definitions;
use crate::source::Sources;

const SETTINGS: &str = r#"
[project]
name = "small"
time_zone = "Asia/Tokyo"
currency = "JPY"
[source.leads]
path = "data/leads.csv"
key = "id"
time = "at"
[source.leads.columns]
id = { type = "text" }
at = { type = "datetime" }
industry = { type = "text", missing = ["-", "?"] }
size = { type = "integer" }
[source.touches]
path = "data/touches.csv"
key = "id"
time = "at"
[source.touches.columns]
id = { type = "text" }
lead = { type = "text", links = "leads" }
at = { type = "datetime" }
kind = { type = "text" }
"#;

fn print(settings: &str, when: &str) -> String {
    let mut sources = Sources::default();
    sources.add("kpi.toml", settings);
    sources.add(
        "kpi-definitions/a.toml",
        format!("[criterion.c]\nof = \"leads\"\nwhen = \"\"\"{when}\"\"\"\n"),
    );
    let (model, diagnostics) = crate::analyse(&sources);
    assert!(!diagnostics.has_errors(), "{when}: {diagnostics:?}");
    let all = definitions(&model);
    all.iter().find(|it| it.kind == "criterion").unwrap().fingerprint()
}

#[test]
fn another_spelling_of_a_condition_is_the_same() {
    let same = [
        &[
            "size >= 10 and industry = 'IT'",
            "industry = 'IT' and size >= 10",
            "leads.industry = 'IT'   and\r\n (size >= 10 and industry = 'IT')",
            "not (not (10 <= size and industry in ['IT']))",
            "not (not (size >= 10) or not (industry = 'IT'))",
        ][..],
        &[
            "industry in ['a', 'b']",
            "industry = 'b' or industry = 'a'",
            "industry in ['b', 'a', 'b']",
            "industry in ['a'] or industry = 'b'",
        ],
        &["not (industry in ['a', 'b'])", "not (industry = 'b') and not (industry = 'a')"],
        &[
            "any(touches where kind = 'x' and touches.at >= 2026-01-01)",
            "any(touches where touches.at >= 2026-01-01 and kind = 'x')",
        ],
        &["size between 1 and 9", "size <= 9 and size >= 1"],
    ];
    let mut seen = Vec::new();
    for group in same {
        let prints: Vec<String> = group.iter().map(|when| print(SETTINGS, when)).collect();
        assert!(prints.iter().all(|it| *it == prints[0]), "{group:?}");
        seen.push(prints[0].clone());
    }
    let other = [
        "industry != 'IT'",
        "not (industry = 'IT')",
        "size > 10 and industry = 'IT'",
        "any(touches where kind = 'x')",
        "none(touches where kind = 'x')",
    ];
    seen.extend(other.iter().map(|when| print(SETTINGS, when)));
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all);
}

#[test]
fn paths_of_files_do_not_count() {
    let when = "size > 1";
    let moved = SETTINGS.replace("data/leads.csv", "elsewhere/*.csv");
    assert_eq!(print(SETTINGS, when), print(&moved, when));
    let prints = |settings: &str| {
        let mut sources = Sources::default();
        sources.add("kpi.toml", settings);
        let (model, _) = crate::analyse(&sources);
        definitions(&model).iter().map(super::Definition::fingerprint).collect::<Vec<_>>()
    };
    assert_eq!(prints(SETTINGS), prints(&moved));
    assert_eq!(prints(SETTINGS), prints(&SETTINGS.replace("[\"-\", \"?\"]", "[\"?\", \"-\"]")));
    assert_ne!(prints(SETTINGS), prints(&SETTINGS.replace("[\"-\", \"?\"]", "[\"-\"]")));
}
