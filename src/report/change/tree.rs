//! The paths on which changes reach other definitions, as trees.

use std::collections::BTreeMap;

use super::ChangeReport;
use super::words::Words;
use crate::change::{Change, Reached};
use crate::report::page::Branch;

/// Gives a tree for every change that reaches others: definitions that others rest on with these
/// below them, the rest by kind.
pub(in crate::report) fn tree(report: &ChangeReport<'_>) -> Vec<Branch> {
    let words = Words::of(report);
    let reaching = report.changes.iter().filter(|it| !it.reach.reached.is_empty());
    reaching.map(|change| root(change, words)).collect()
}

fn root(change: &Change, words: Words) -> Branch {
    let reached: Vec<&Reached> = change.reach.reached.iter().collect();
    let known = |it: &&Reached| (format!("{}.{}", it.kind, it.name), it.label.clone());
    let mut labels: BTreeMap<String, String> = reached.iter().map(known).collect();
    let name = change.full_name();
    labels.extend(change.label.clone().map(|label| (name.clone(), label)));
    let below = below(&reached, 1, &labels, words);
    Branch { text: named(&name, &labels), below }
}

/// What hangs on the definition before this place of the paths.
fn below(
    reached: &[&Reached],
    place: usize,
    labels: &BTreeMap<String, String>,
    words: Words,
) -> Vec<Branch> {
    let mut names: Vec<&String> = Vec::new();
    for name in reached.iter().filter_map(|it| it.path.get(place)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let (mut ends, mut inner): (Vec<(&'static str, Vec<String>)>, Vec<Branch>) =
        (Vec::new(), Vec::new());
    for name in names {
        let through: Vec<&Reached> =
            reached.iter().filter(|it| it.path.get(place) == Some(name)).copied().collect();
        let own = through.iter().find(|it| it.path.len() == place + 1);
        let nature = own.and_then(|it| it.nature).map(|it| words.proved(words.nature(it)));
        match own.filter(|_| through.len() == 1 && nature.is_none()) {
            Some(end) => match ends.iter_mut().find(|(kind, _)| *kind == end.kind) {
                Some((_, labels)) => labels.push(end.label.clone()),
                None => ends.push((end.kind, vec![end.label.clone()])),
            },
            None => {
                let nature = nature.map_or_else(String::new, |it| format!(": {it}"));
                let text = format!("{}{nature}", named(name, labels));
                inner.push(Branch { text, below: below(&through, place + 1, labels, words) });
            }
        }
    }
    let end = |(kind, labels): (&'static str, Vec<String>)| {
        let (kind, count) = (words.kind(kind), labels.len());
        let text = format!("{kind} {count}: {}", labels.join(words.say("、", ", ")));
        Branch { text, below: Vec::new() }
    };
    ends.into_iter().map(end).chain(inner).collect()
}

fn named(name: &str, labels: &BTreeMap<String, String>) -> String {
    match labels.get(name).filter(|label| !name.ends_with(&format!(".{label}"))) {
        Some(label) => format!("{label} ({name})"),
        None => name.to_owned(),
    }
}
