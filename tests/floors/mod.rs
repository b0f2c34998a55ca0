//! What the tree promises about itself: sizes, order of the modules, who sees what.

mod order;
mod sizes;

use std::path::Path;

use crate::workspace::{ROOT, files};

/// A Rust file: its path from the root and its text.
struct File {
    path: String,
    text: String,
}

impl File {
    /// The first part of the path below `src/`, without `.rs`.
    fn module(&self) -> &str {
        let path = self.path.strip_prefix("src/").unwrap();
        path.split('/').next().unwrap().trim_end_matches(".rs")
    }

    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap();
        name == "tests.rs" || name.ends_with("_tests.rs") || self.path.contains("/tests/")
    }

    /// The code without comments, and without what follows `#[cfg(test)] mod .. {`.
    fn code(&self) -> String {
        let end = self.text.find("#[cfg(test)]\nmod tests {").unwrap_or(self.text.len());
        let lines = self.text[..end].lines();
        let code = lines.filter(|line| !line.trim_start().starts_with("//"));
        code.map(|line| format!("{line}\n")).collect()
    }
}

fn rust(folder: &str) -> Vec<File> {
    let root = Path::new(ROOT);
    let paths = files(&root.join(folder)).into_iter();
    let rust = paths.filter(|path| path.extension() == Some("rs".as_ref()));
    rust.map(|path| File {
        path: path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"),
        text: std::fs::read_to_string(&path).unwrap(),
    })
    .collect()
}

#[test]
fn every_file_says_what_it_holds() {
    let silent: Vec<String> = rust("src")
        .into_iter()
        .filter(|file| !file.text.starts_with("//!") && !file.is_test())
        .map(|file| file.path)
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}

/// Crates and the only places that name them.
///
/// `jiff::civil` (plain dates) is for everybody. Normal forms of text, exact fractions and regular
/// expressions belong to several: to what is written, to what it means, and to the engine, which
/// has to agree with the meaning to the last digit.
const CRATES: [(&str, &[&str]); 29] = [
    ("annotate_snippets", &["src/diagnostic/human.rs"]),
    ("base64", &["src/hash.rs"]),
    ("calamine", &["src/engine/excel.rs"]),
    ("clap", &["src/commands/"]),
    ("clap_complete", &["src/commands/completions.rs"]),
    ("comfy_table", &["src/report/human.rs"]),
    ("encoding_rs", &["src/engine/csv.rs"]),
    ("getrandom", &["src/pseudonym.rs"]),
    ("glob", &["src/engine/files.rs"]),
    ("hmac", &["src/pseudonym.rs"]),
    ("indicatif", &["src/commands/progress.rs"]),
    ("jiff", &JIFF),
    ("minijinja", &["src/report/html/mod.rs"]),
    ("num_bigint", &FRACTIONS),
    ("num_rational", &FRACTIONS),
    ("num_traits", &FRACTIONS),
    ("pest", &["src/parse/"]),
    ("pest_derive", &["src/parse/"]),
    ("polars", &["src/engine/polars/", "src/engine/mod.rs"]),
    ("rand_chacha", &["src/sample/random.rs", "src/backward/chance.rs"]),
    ("rand_distr", &["src/backward/chance.rs"]),
    ("regex", &["src/evaluate/text.rs", "src/resolve/operators.rs"]),
    ("rust_xlsxwriter", &["src/report/workbook/"]),
    ("schemars", &["src/report/"]),
    ("sha2", &["src/hash.rs", "src/pseudonym.rs"]),
    // Names of time zones are compared by their parts, too.
    ("strsim", &["src/suggest.rs", "src/period/zone.rs"]),
    ("toml", &["src/document/"]),
    ("unicode_normalization", &NORMAL_FORMS),
    ("unicode_width", &["src/report/workbook/sheet.rs"]),
];

const JIFF: [&str; 7] = [
    "src/period/",
    "src/evaluate/moments.rs",
    "src/engine/parse.rs",
    "src/engine/zone.rs",
    "src/plan/scalar.rs",
    "src/report/number.rs",
    "src/sample/days.rs",
];
const FRACTIONS: [&str; 4] = [
    "src/evaluate/",
    "src/engine/polars/number.rs",
    "src/attribution/",
    "src/model/materiality.rs",
];
const NORMAL_FORMS: [&str; 6] = [
    "src/suggest.rs",
    "src/document/name.rs",
    "src/parse/build.rs",
    "src/evaluate/text.rs",
    "src/period/parse.rs",
    "src/engine/polars/scalar.rs",
];

#[test]
fn outside_crates_stay_where_they_belong() {
    let mut strays = Vec::new();
    for file in rust("src").iter().filter(|file| !file.is_test()) {
        let code = file.code().replace("jiff::civil", "").replace("self::", "");
        for (name, places) in CRATES {
            let used = regex::Regex::new(&format!(r"(^|[^:\w]){name}::")).unwrap().is_match(&code);
            let allowed = places.iter().any(|place| file.path.starts_with(place));
            if used && !allowed {
                strays.push(format!("{} names {name}", file.path));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

#[test]
fn every_dependency_has_a_place() {
    let manifest = std::fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let everywhere = ["serde", "serde_json", "tempfile"];
    for name in manifest["dependencies"].as_table().unwrap().keys() {
        let name = name.replace('-', "_");
        let known = CRATES.iter().any(|(known, _)| *known == name);
        assert!(known || everywhere.contains(&name.as_str()), "`{name}` has no place in CRATES");
    }
}

#[test]
fn only_commands_print() {
    let print = regex::Regex::new(r"\b(e?print(ln)?|dbg)!").unwrap();
    for file in rust("src").iter().filter(|file| !file.is_test() && file.module() != "commands") {
        assert!(!print.is_match(&file.code()), "{} prints", file.path);
    }
}
