//! Whether a text keeps to the small part of YAML that workflows are written in: maps and lists by indent,
//! texts on one line or in a block after `|`.

use std::collections::BTreeSet;

/// Lists the lines that do not fit, with the reason.
pub(super) fn faults(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Indents of the open maps, with their keys.
    let mut open: Vec<(usize, BTreeSet<String>)> = Vec::new();
    let (mut block, mut opens) = (None, true);
    for (at, line) in text.lines().enumerate() {
        let mut fault = |reason: &str| found.push(format!("{}: {reason}: {line}", at + 1));
        let indent = line.len() - line.trim_start().len();
        if block.is_some_and(|outer| line.is_empty() || indent > outer) {
            continue;
        }
        block = None;
        if line.trim().is_empty() || line.trim().starts_with('#') {
            continue;
        }
        if line.contains('\t') || indent % 2 == 1 || line.ends_with(' ') {
            fault("white space");
        }
        let (mut indent, mut rest) = (indent, line.trim_start());
        let item = rest.strip_prefix("- ");
        if let Some(inner) = item {
            open.retain(|(depth, _)| *depth <= indent);
            (indent, rest) = (indent + 2, inner);
        }
        open.retain(|(depth, _)| *depth <= indent);
        if rest == "|" {
            block = Some(indent - 2);
            continue;
        }
        let Some((key, value)) = entry(rest) else {
            if item.is_none() || !is_scalar(rest) {
                fault("neither key nor item");
            }
            continue;
        };
        if open.last().is_none_or(|(depth, _)| *depth < indent) {
            if !opens && item.is_none() {
                fault("deeper than what holds it");
            }
            open.push((indent, BTreeSet::new()));
        }
        if open.last_mut().is_some_and(|(_, keys)| !keys.insert(key.to_owned())) {
            fault("the same key twice");
        }
        opens = value.is_empty();
        block = (value == "|").then_some(indent);
        if !value.is_empty() && block.is_none() && !is_scalar(value) {
            fault("not a text on one line");
        }
    }
    found
}

fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_suffix(':').map(|key| (key, "")).or(line.split_once(": "))?;
    let plain = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    (!key.is_empty() && key.chars().all(plain)).then_some((key, value))
}

/// Plain text, quoted text or a list on one line.
fn is_scalar(value: &str) -> bool {
    let quoted = |sign: char| value.strip_prefix(sign).map(|rest| rest.strip_suffix(sign));
    match quoted('"').or(quoted('\'')) {
        Some(inner) => {
            inner.is_some_and(|it| !it.replace("\\\\", "").replace("\\\"", "").contains('"'))
        }
        None if value.starts_with('[') => value.ends_with(']'),
        None => {
            let plain = !value.starts_with(['{', '}', ']', '&', '*', '!', '|', '>', '%', '@', '`']);
            plain && !value.contains(": ") && !value.contains(" #")
        }
    }
}

#[test]
fn faults_are_found() {
    for bad in [
        "a:\n\tb: 1\n",
        "a: 1\na: 2\n",
        "a: b: c\n",
        "a: \"b\n",
        "a: 1\n  b: 2\n",
        "a:\n  b\n",
        "a: @b\n",
        "a: b # c\n",
        "a:\n - b: 1\n",
    ] {
        assert_ne!(faults(bad), Vec::<String>::new(), "{bad}");
    }
    let good = "a:\n  - b: 1\n    c: |\n      x: y: z\n\n      w\n  - b: [d, e]\n  - plain\n  - |\n    t: u: v\n# c\nf: \"g\\\"\"\n";
    assert_eq!(faults(good), Vec::<String>::new());
}
