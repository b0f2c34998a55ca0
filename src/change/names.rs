//! Which definitions differ as text, for files that do not read.
//!
//! Under `change`: headers are found line by line, without reading TOML.

use std::collections::BTreeMap;

use crate::source::Sources;

/// What happened to the text of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// Its header is new.
    Added,
    /// Its header is gone.
    Removed,
    /// Its lines differ.
    Edited,
}

/// Lists the definitions whose text differs, by name.
pub fn names(base: &Sources, head: &Sources) -> Vec<(String, Text)> {
    let (old, new) = (written(base), written(head));
    let mut found = Vec::new();
    for name in old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))) {
        let text = match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) if old == new => continue,
            (Some(_), Some(_)) => Text::Edited,
            (Some(_), None) => Text::Removed,
            (None, _) => Text::Added,
        };
        found.push((name.clone(), text));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// Lines below the header of each definition.
fn written(sources: &Sources) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, file) in sources.iter() {
        let mut current = None;
        for line in file.text.lines().map(str::trim) {
            if let Some(name) = header(line) {
                all.entry(name.clone()).or_default();
                current = Some(name);
            }
            let counts = !line.is_empty() && !line.starts_with('#');
            if let Some(lines) = current.as_ref().filter(|_| counts).and_then(|it| all.get_mut(it))
            {
                lines.push(line.to_owned());
            }
        }
    }
    all
}

/// `kpi.win_rate` of `[kpi.win_rate]`, `score.x` of `[[score.x.rule]]`.
fn header(line: &str) -> Option<String> {
    let inner = line.strip_prefix('[')?;
    let inner = inner.strip_prefix('[').unwrap_or(inner);
    // The bracket may be what is missing.
    let inner = inner.split_once(']').map_or(inner, |(inner, _)| inner);
    let mut parts = inner.split('.').map(|part| part.trim().trim_matches(['"', '\'']));
    let kind = parts.next().filter(|kind| !kind.is_empty())?;
    let plain = kind.chars().all(|letter| letter.is_ascii_lowercase());
    plain.then(|| match parts.next() {
        Some(name) => format!("{kind}.{name}"),
        None => kind.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Text, names};
    use crate::source::Sources;

    #[test]
    fn text_that_does_not_read_still_has_names() {
        let sources = |text: &str| {
            let mut sources = Sources::default();
            sources.add("kpi-definitions/a.toml", text);
            sources
        };
        let base = sources(
            "[kpi.a]\r\nformula = \"count(\r\n[kpi.受注率]\nformula = 1 # x\n[score.s]\n[[score.s.rule]]\n",
        );
        let head = sources(
            "# words\n[kpi.受注率]\n\n  formula = 1 # x\n[kpi.b\n[score.s]\n[[score.s.rule]]\npoints = 1\n",
        );
        let found = names(&base, &head);
        let found: Vec<(&str, Text)> =
            found.iter().map(|(name, it)| (name.as_str(), *it)).collect();
        let expected =
            [("kpi.a", Text::Removed), ("kpi.b", Text::Added), ("score.s", Text::Edited)];
        assert_eq!(found, expected);
    }
}
