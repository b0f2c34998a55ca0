//! The paths on which changes reach other definitions, as a Mermaid flowchart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::ReviewReport;
use crate::change::Change;
use crate::report::change::kind;

/// Arrows that are drawn at most.
const ARROWS: usize = 60;
/// Ends of one kind behind one definition that are named; more are counted.
const NAMED: usize = 2;

/// Makes a fenced block; empty where no change reaches anything.
pub(super) fn render(report: &ReviewReport<'_>) -> String {
    let mut chart = Chart::default();
    report.changes.changes.iter().for_each(|change| chart.add(change, report.changes.language));
    if chart.arrows.is_empty() {
        return String::new();
    }
    let mut out = String::from("```mermaid\nflowchart LR\n");
    let drawn: Vec<(String, String)> = chart.arrows.iter().take(ARROWS).cloned().collect();
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    for name in drawn.iter().flat_map(|(from, to)| [from, to]) {
        let next = ids.len();
        if !ids.contains_key(name.as_str()) {
            ids.insert(name, next);
            let label = name.split_once('\u{0}').map_or(name.as_str(), |(_, label)| label);
            let _ = writeln!(out, "  n{next}[\"{}\"]", quoted(label));
        }
    }
    for (from, to) in &drawn {
        let _ = writeln!(out, "  n{} --> n{}", ids[from.as_str()], ids[to.as_str()]);
    }
    let changed: Vec<String> =
        chart.changed.iter().filter_map(|it| Some(format!("n{}", ids.get(it.as_str())?))).collect();
    if !changed.is_empty() {
        let _ = writeln!(out, "  classDef changed stroke-width:3px");
        let _ = writeln!(out, "  class {} changed", changed.join(","));
    }
    out.push_str("```\n");
    let more = chart.arrows.len() - drawn.len();
    if more > 0 {
        let _ = match report.changes.language {
            "en" => writeln!(out, "\n{more} more arrows are left out."),
            _ => writeln!(out, "\nほか {more} 本の矢印は省略。"),
        };
    }
    out
}

#[derive(Default)]
struct Chart {
    changed: BTreeSet<String>,
    arrows: Vec<(String, String)>,
}

impl Chart {
    fn add(&mut self, change: &Change, language: &str) {
        let mut ends: BTreeMap<(String, &'static str), Vec<String>> = BTreeMap::new();
        for reached in &change.reach.reached {
            let Some((end, before)) = reached.path.split_last() else { continue };
            before.windows(2).for_each(|pair| self.arrow(pair[0].clone(), pair[1].clone()));
            if let Some(last) = before.last() {
                ends.entry((last.clone(), reached.kind)).or_default().push(end.clone());
            }
        }
        for ((from, of), names) in ends {
            let inner =
                |name: &String| change.reach.reached.iter().any(|it| passes(&it.path, name));
            let (inner, outer): (Vec<String>, Vec<String>) = names.into_iter().partition(inner);
            inner.into_iter().for_each(|name| self.arrow(from.clone(), name));
            match outer.len() <= NAMED {
                true => outer.into_iter().for_each(|name| self.arrow(from.clone(), name)),
                false => {
                    let label = format!("{} {}", kind(of, language), outer.len());
                    self.arrow(from.clone(), format!("{from}\u{0}{label}"));
                }
            }
        }
        if !change.reach.reached.is_empty() {
            self.changed.insert(change.full_name());
        }
    }

    fn arrow(&mut self, from: String, to: String) {
        let arrow = (from, to);
        if !self.arrows.contains(&arrow) {
            self.arrows.push(arrow);
        }
    }
}

/// Whether something else is reached through this definition.
fn passes(path: &[String], name: &String) -> bool {
    path.split_last().is_some_and(|(_, before)| before.contains(name))
}

fn quoted(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(plain).collect();
    text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;")
}
