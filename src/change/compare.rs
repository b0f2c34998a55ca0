//! Two versions of one definition: which keys differ, and which rules that triggers.
//!
//! Under `change`.

use super::{Change, Edit, Finding, Parts, Rule, conditions, consequence, reach};
use crate::fingerprint::{Definition, Fact, Subject};
use jiff::civil::Date;

/// Compares two versions; at least one is there. Nothing where they mean the same.
pub(super) fn pair(
    base: Option<&Parts<'_>>,
    head: Option<&Parts<'_>>,
    old: Option<&Definition>,
    new: Option<&Definition>,
    before: Option<&str>,
    today: Date,
) -> Option<Change> {
    let shown = new.or(old)?;
    let is_test = matches!(shown.subject, Subject::Test(_));
    let findings = match (old, new) {
        (Some(old), Some(new)) => {
            let rule = if is_test { "test-renamed" } else { "definition-renamed" };
            let mut findings = renamed(rule, before, &new.name);
            findings.extend(differing(base, head, old, new));
            findings
        }
        (None, _) if is_test => whole("test-added", shown, true),
        (_, None) if is_test => whole("test-removed", shown, false),
        (None, _) => whole("definition-added", shown, true),
        (_, None) => whole("definition-removed", shown, false),
    };
    if findings.is_empty() {
        return None;
    }
    let about = new.zip(head).or(old.zip(base)).and_then(|(it, of)| it.subject.about(of.model));
    let label = about.map(|about| about.label.clone()).filter(|label| *label != shown.name);
    let span = new.zip(head).and_then(|(it, head)| it.subject.span(head.model));
    let reach = reach::reach(base, head, old, new, &findings);
    let consequence = consequence::consequence(base, head, old, new, &findings, &reach, today);
    let name = shown.name.clone();
    Some(Change { kind: shown.kind, name, label, span, findings, reach, consequence })
}

fn renamed(rule: &str, before: Option<&str>, name: &str) -> Vec<Finding> {
    let edit = |old: &str| Edit {
        key: "name".to_owned(),
        old: Some(old.to_owned()),
        new: Some(name.to_owned()),
    };
    let rule = Rule::named(rule);
    before.map(|old| Finding { rule, edits: vec![edit(old)], proof: None }).into_iter().collect()
}

/// All keys of a definition that is new or gone.
fn whole(id: &str, definition: &Definition, new: bool) -> Vec<Finding> {
    let edit = |fact: &Fact| {
        let text = Some(fact.shown.clone());
        let (old, new) = if new { (None, text) } else { (text, None) };
        Edit { key: fact.key.clone(), old, new }
    };
    let edits = definition.facts.iter().map(edit).collect();
    vec![Finding { rule: Rule::named(id), edits, proof: None }]
}

fn differing(
    base: Option<&Parts<'_>>,
    head: Option<&Parts<'_>>,
    old: &Definition,
    new: &Definition,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut put = |finding: Finding| match findings.iter_mut().find(|it| it.rule == finding.rule) {
        Some(known) => known.edits.extend(finding.edits),
        None => findings.push(finding),
    };
    let sides = base.zip(head);
    let condition = sides.map(|(base, head)| conditions::compared(base, head, old, new));
    for edit in edits(old, new) {
        let decided = condition.as_ref().filter(|it| it.keys.contains(&edit.key.as_str()));
        match decided {
            Some(decided) => {
                if let Some((rule, proof)) = &decided.found {
                    put(Finding { rule, edits: vec![edit], proof: proof.clone() });
                }
            }
            None => {
                let rule = rule_of(old.kind, &edit);
                put(Finding { rule, edits: vec![edit], proof: None });
            }
        }
    }
    findings.sort_by_key(|finding| finding.rule.nature);
    findings
}

fn rule_of(kind: &str, edit: &Edit) -> &'static Rule {
    match (kind, edit.key.starts_with("columns."), &edit.old, &edit.new) {
        ("source", true, None, _) => Rule::named("column-added"),
        ("source", true, _, None) => Rule::named("column-removed"),
        _ => Rule::of(kind, &edit.key),
    }
}

/// The keys whose meaning differs, in the order of the later definition.
fn edits(old: &Definition, new: &Definition) -> Vec<Edit> {
    let find = |definition: &Definition, key: &str| -> Option<Fact> {
        definition.facts.iter().find(|fact| fact.key == key).cloned()
    };
    let gone = old.facts.iter().filter(|fact| find(new, &fact.key).is_none());
    let keys = new.facts.iter().chain(gone).map(|fact| fact.key.as_str());
    keys.filter_map(|key| {
        let (old, new) = (find(old, key), find(new, key));
        let meaning = |fact: &Option<Fact>| fact.as_ref().map(|fact| fact.meaning.clone());
        if meaning(&old) == meaning(&new) {
            return None;
        }
        let text = |own: &Option<Fact>, other: &Option<Fact>| {
            own.as_ref().map(|own| own_lines(own, other.as_ref()))
        };
        let (before, after) = (text(&old, &new), text(&new, &old));
        Some(Edit { key: key.to_owned(), old: before, new: after })
    })
    .collect()
}

/// Of a list, the lines that the other does not have.
fn own_lines(own: &Fact, other: Option<&Fact>) -> String {
    let Some(other) = other else { return own.shown.clone() };
    let (meaning, shown): (Vec<&str>, Vec<&str>) =
        (own.meaning.lines().collect(), own.shown.lines().collect());
    let list = meaning.len() > 1 || other.meaning.lines().count() > 1;
    if !list || meaning.len() != shown.len() {
        return own.shown.clone();
    }
    let others: Vec<&str> = other.meaning.lines().collect();
    let own = meaning.iter().zip(shown).filter(|(meaning, _)| !others.contains(meaning));
    own.map(|(_, shown)| shown).collect::<Vec<_>>().join("\n")
}
