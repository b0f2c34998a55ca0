//! The rules of wording, over all cases and snapshots.

use gyakusan::source::Sources;

use super::{cases, folder};
use crate::workspace::files;

/// Tells what is wrong with a message or help.
fn flaw(text: &str) -> Option<&'static str> {
    let first = text.chars().next()?;
    match () {
        () if first.is_uppercase() && first.is_ascii() && !text.starts_with("TOML") => {
            Some("starts with an upper case letter")
        }
        () if text.ends_with(['.', '。']) && !text.ends_with("..") => {
            Some("ends with a full stop")
        }
        () if text.contains("  ") => Some("has two spaces"),
        () if text.matches('`').count() % 2 == 1 => Some("has an odd number of backticks"),
        () => None,
    }
}

#[test]
fn messages_and_help_keep_the_rules() {
    let head = regex::Regex::new(r"^(?:error|warning)\[[a-z-]+\]: (.*)$").unwrap();
    let help = regex::Regex::new(r"^ *= help: (.*)$").unwrap();
    let mut flaws = Vec::new();
    for path in files(&folder()) {
        if path.extension() != Some("snap".as_ref()) {
            continue;
        }
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            let Some(found) = head.captures(line).or_else(|| help.captures(line)) else { continue };
            if let Some(flaw) = flaw(&found[1]) {
                flaws.push(format!("{}: {flaw}: {line}", path.file_name().unwrap().display()));
            }
        }
    }
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
}

#[test]
fn labels_have_at_most_five_words() {
    let mut flaws = Vec::new();
    for (name, case) in cases() {
        let mut sources = Sources::default();
        for (file, (form, text)) in &case.files {
            if form.is_empty() && file.ends_with(".toml") {
                sources.add(file, text.as_str());
            }
        }
        let (_, diagnostics) = gyakusan::analyse(&sources);
        for found in diagnostics.iter() {
            let others = found.labels.iter().map(|label| &label.text);
            for label in others.chain([&found.label]) {
                let long = label.split_whitespace().count() > 5;
                if long || flaw(label).is_some() {
                    flaws.push(format!("{name}: {}: {label}", found.code));
                }
            }
        }
    }
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
}
