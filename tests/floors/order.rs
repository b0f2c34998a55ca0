//! A module uses only modules above it in `src/lib.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, rust};

/// Uses against the order, with the reason they stay.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

fn modules() -> Vec<String> {
    let library = rust("src").into_iter().find(|file| file.path == "src/lib.rs").unwrap();
    let declared = library.text.lines().filter_map(|line| line.strip_prefix("pub mod "));
    declared.map(|name| name.trim_end_matches(';').to_owned()).collect()
}

/// Modules named by `crate::x` or in `use crate::{x, y::z}`.
fn named(file: &File) -> BTreeSet<String> {
    let single = regex::Regex::new(r"\bcrate::([a-z_]+)").unwrap();
    let group = regex::Regex::new(r"\bcrate::\{([^;]*)\};").unwrap();
    let code = file.code();
    let mut named: BTreeSet<String> =
        single.captures_iter(&code).map(|found| found[1].to_owned()).collect();
    for found in group.captures_iter(&code) {
        let mut depth = 0;
        let outer: String = found[1]
            .chars()
            .filter(|character| {
                depth += i32::from(*character == '{') - i32::from(*character == '}');
                depth == 0
            })
            .collect();
        let parts = outer.split(',').map(|part| part.trim().split("::").next().unwrap());
        named.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
    }
    named
}

/// Which module uses which, tests aside.
fn uses() -> BTreeMap<String, BTreeSet<String>> {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let outside = ["src/lib.rs", "src/main.rs"];
    for file in rust("src") {
        if !file.is_test() && !outside.contains(&file.path.as_str()) {
            uses.entry(file.module().to_owned()).or_default().extend(named(&file));
        }
    }
    uses
}

#[test]
fn modules_use_only_those_above_them() {
    let modules = modules();
    assert!(modules.len() > 20);
    let place = |name: &str| modules.iter().position(|module| module == name);
    let mut wrong = Vec::new();
    assert!(uses()["lower"].contains("model") && uses()["run"].contains("engine"));
    for (module, used) in uses() {
        assert!(place(&module).is_some(), "`{module}` is not declared in lib.rs");
        for other in used.iter().filter(|other| **other != module) {
            let below = place(other).is_some_and(|other| Some(other) >= place(&module));
            let known = EXCEPTIONS.iter().any(|(from, to, _)| (*from, *to) == (&module, other));
            if below && !known {
                wrong.push(format!("`{module}` uses `{other}`, which stands below it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn those_who_must_not_see_each_other_do_not() {
    let uses = uses();
    for (blind, unseen) in [
        ("engine", ["model", "resolve", "check", "query", "lower", "document"].as_slice()),
        ("functions", &["engine", "model", "resolve", "lower"]),
        ("plan", &["model", "expression", "source", "document", "resolve"]),
        ("report", &["engine", "resolve", "lower", "document"]),
        ("evaluate", &["model", "engine", "resolve", "lower"]),
    ] {
        for other in unseen {
            assert!(!uses[blind].contains(*other), "`{blind}` sees `{other}`");
        }
    }
}

#[test]
fn definitions_and_data_are_read_in_one_place_each() {
    let reads = regex::Regex::new(r"fs::(read|read_to_string)\b|File::open").unwrap();
    let readers: BTreeSet<String> = rust("src")
        .iter()
        .filter(|file| !file.is_test() && reads.is_match(&file.code()))
        .map(|file| file.module().to_owned())
        .collect();
    assert_eq!(readers.into_iter().collect::<Vec<_>>(), ["engine", "load"]);
}
