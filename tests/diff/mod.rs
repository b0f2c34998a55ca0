//! Every rule of changes has a pair of definitions here that triggers it.
//!
//! A case is `ID.txt`: `~ A => B` lines change the settings of `base.txt` for the new side, `--- old`
//! and `--- new` are definitions beside those of `base.txt`.

use std::path::{Path, PathBuf};

use gyakusan::change::{Change, RULES, changes};
use gyakusan::model::Model;
use gyakusan::source::Sources;
use jiff::civil::date;

use crate::workspace::{ROOT, files};

fn folder() -> PathBuf {
    Path::new(ROOT).join("tests/diff")
}

fn model(settings: &str, shared: &str, own: &str, name: &str) -> Model {
    let mut sources = Sources::default();
    sources.add("kpi.toml", settings);
    sources.add("kpi-definitions/base.toml", shared);
    sources.add("kpi-definitions/case.toml", own);
    let (model, diagnostics) = gyakusan::analyse(&sources);
    let errors: Vec<&str> = diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert!(!diagnostics.has_errors(), "{name}: {errors:?}");
    model
}

/// The part of a case below a header.
fn section<'t>(text: &'t str, name: &str) -> &'t str {
    let Some((_, rest)) = text.split_once(&format!("--- {name}\n")) else { return "" };
    rest.split_once("--- ").map_or(rest, |(part, _)| part)
}

fn sides(name: &str) -> [Model; 2] {
    let read = |name: &str| std::fs::read_to_string(folder().join(format!("{name}.txt"))).unwrap();
    let (base, case) = (read("base"), read(name));
    let (settings, shared) =
        (section(&base, "kpi.toml"), section(&base, "kpi-definitions/base.toml"));
    let mut later = settings.to_owned();
    for line in case.lines().filter_map(|line| line.strip_prefix("~ ")) {
        let (old, new) = line.split_once(" => ").unwrap();
        let plain = |text: &str| text.replace("\\n", "\n");
        assert!(later.contains(&plain(old)), "{name}: {old}");
        later = later.replacen(&plain(old), &plain(new), 1);
    }
    let (old, new) = (section(&case, "old"), section(&case, "new"));
    [model(settings, shared, old, name), model(&later, shared, new, name)]
}

fn between(base: &Model, head: &Model) -> Vec<Change> {
    changes(Some(base), Some(head), date(2026, 10, 31))
}

fn ids(changes: &[Change]) -> Vec<&'static str> {
    changes.iter().flat_map(|change| &change.findings).map(|finding| finding.rule.id).collect()
}

#[test]
fn every_rule_has_a_pair_that_triggers_it_and_nothing_else() {
    let mut names: Vec<String> = files(&folder())
        .into_iter()
        .filter(|path| path.extension() == Some("txt".as_ref()))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "base")
        .collect();
    let mut rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    rules.sort();
    names.sort();
    assert_eq!(names, rules);
    for name in names {
        let [old, new] = sides(&name);
        let found = between(&old, &new);
        assert_eq!(ids(&found), [name.as_str()], "{found:#?}");
        for side in [&old, &new] {
            assert_eq!(ids(&between(side, side)), Vec::<&str>::new(), "{name}");
        }
    }
}

#[test]
fn a_change_back_is_the_opposite_of_the_change() {
    let opposites = [
        ("definition-added", "definition-removed"),
        ("condition-tightened", "condition-loosened"),
        ("filter-tightened", "filter-loosened"),
        ("column-added", "column-removed"),
        ("test-added", "test-removed"),
    ];
    for rule in RULES.iter().filter(|rule| rule.id != "definition-renamed") {
        let [old, new] = sides(rule.id);
        let back = between(&new, &old);
        let opposite = opposites.iter().find_map(|(one, other)| match rule.id {
            id if id == *one => Some(*other),
            id if id == *other => Some(*one),
            _ => None,
        });
        assert_eq!(ids(&back), [opposite.unwrap_or(rule.id)]);
        let there = between(&old, &new);
        let edits = |changes: &[Change]| {
            let mut edits = changes[0].findings[0].edits.clone();
            edits.sort_by(|a, b| a.key.cmp(&b.key));
            edits
        };
        for (one, other) in edits(&there).iter().zip(edits(&back)) {
            assert_eq!((&one.key, &one.old, &one.new), (&other.key, &other.new, &other.old));
        }
    }
}
