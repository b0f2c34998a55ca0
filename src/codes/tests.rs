use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{ALL, CodeDoc, find, names, text, types};
use crate::source::Sources;

/// Codes that no file of this tree names yet.
const LATER: [&str; 1] = ["already-exists"];

const PRELUDE: &str = r#"
[project]
name = "p"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
[source.companies]
path = "companies.csv"
key = "company_id"
columns = { company_id = { type = "text" }, employees = { type = "integer" } }
[source.leads]
path = "leads.csv"
key = "lead_id"
time = "created_at"
[source.leads.columns]
lead_id = { type = "text" }
created_at = { type = "datetime" }
company_id = { type = "text", links = "companies" }
industry = { type = "text", missing = [""] }
[source.deals]
path = "deals.csv"
key = "deal_id"
time = "created_at"
[source.deals.columns]
deal_id = { type = "text" }
lead_id = { type = "text", links = "leads" }
created_at = { type = "datetime" }
closed_at = { type = "datetime" }
status = { type = "text" }
amount = { type = "money" }
[source.touches]
path = "touches.csv"
key = "touch_id"
time = "at"
[source.touches.columns]
touch_id = { type = "text" }
lead_id = { type = "text", links = "leads" }
at = { type = "datetime" }
kind = { type = "text" }
[source.spend]
path = "spend.csv"
time = "day"
columns = { day = { type = "date" }, channel = { type = "text" }, amount = { type = "money" } }
"#;

/// Examples that are cut short, stand in another file or show a rare case.
const NOT_RUN: [&str; 7] = [
    "not-yet-effective",
    "too-complex",
    "misplaced-table",
    "ambiguous-name",
    "ambiguous-link",
    "no-calendar",
    "contradicting-rate",
];

fn codes_of(example: &str) -> BTreeSet<&'static str> {
    let mut sources = Sources::default();
    let settings = ["[project]", "[source."].iter().any(|word| example.contains(word));
    let prelude = if settings { "" } else { PRELUDE };
    sources.add("kpi.toml", prelude);
    let name = if settings { "sub/kpi.toml" } else { "kpi-definitions/a.toml" };
    sources.add(name, example);
    let (_, diagnostics) = crate::analyse(&sources);
    diagnostics.iter().map(|found| found.code).collect()
}

#[test]
fn examples_cause_their_finding_and_the_repair_ends_it() {
    let docs = [text::ALL, names::ALL, types::ALL].into_iter().flatten();
    let mut wrong = Vec::new();
    for doc in docs.filter(|doc| !NOT_RUN.contains(&doc.code)) {
        if !codes_of(doc.example).contains(doc.code) {
            wrong.push(format!("{}: example gives {:?}", doc.code, codes_of(doc.example)));
        }
        if codes_of(doc.repaired).contains(doc.code) {
            wrong.push(format!("{}: not repaired", doc.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("codes") {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn codes_and_findings_are_tied() {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
    let text: String = paths
        .iter()
        .filter(|path| !path.ends_with("tests.rs"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let made =
        regex::Regex::new(r#"Diagnostic::(?:error|warning|general)\(\s*"([a-z-]+)""#).unwrap();
    for found in made.captures_iter(&text) {
        assert!(find(&found[1]).is_some(), "`{}` has no entry", &found[1]);
    }
    for doc in ALL.iter().filter(|doc| !LATER.contains(&doc.code)) {
        assert!(text.contains(&format!("\"{}\"", doc.code)), "`{}` is never made", doc.code);
    }
}

#[test]
fn entries_are_complete_and_single() {
    let codes: BTreeSet<&str> = ALL.iter().map(|doc| doc.code).collect();
    assert_eq!(codes.len(), ALL.len());
    let whole = |doc: &&&CodeDoc| !doc.summary.is_empty() && doc.explanation.ends_with('.');
    assert_eq!(ALL.iter().filter(whole).count(), ALL.len());
    let shown = find("fan-out").unwrap().to_string();
    assert!(shown.starts_with("fan-out: one row reaches many rows\n\n"));
    assert!(shown.contains("\nExample:\n\n    [kpi.rate]\n"));
}
