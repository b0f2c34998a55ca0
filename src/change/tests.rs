//! Reach and consequence of changes.

use super::{Change, Level, Nature, Reason, changes};
use crate::model::Model;
use crate::source::Sources;
use jiff::civil::date;

const SETTINGS: &str = r#"
[project]
name = "p"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
[source.leads]
path = "l.csv"
key = "id"
time = "at"
[source.leads.columns]
id = { type = "text" }
at = { type = "datetime" }
size = { type = "integer" }
[source.touches]
path = "t.csv"
key = "id"
time = "at"
[source.touches.columns]
id = { type = "text" }
lead = { type = "text", links = "leads" }
at = { type = "datetime" }
kind = { type = "text" }
[source.deals]
path = "d.csv"
key = "id"
time = "at"
[source.deals.columns]
id = { type = "text" }
lead = { type = "text", links = "leads" }
at = { type = "datetime" }
amount = { type = "money" }
"#;

const DEFINITIONS: &str = r#"
[criterion.form]
of = "touches"
owner = "marketing"
when = "kind = 'form'"
[funnel.f]
of = "leads"
stages = ["cv", "won"]
skips = "backfill"
[stage.cv]
owner = "marketing"
accepted_by = "sales"
at = "first(touches.at where criterion.form)"
[stage.won]
owner = "sales"
at = "first(deals.at)"
[kpi.cvs]
owner = "marketing"
formula = "count(cv)"
[kpi.size]
owner = "research"
formula = "avg(leads.size)"
[kpi.revenue]
owner = "inside sales"
formula = "sum(deals.amount)"
[plan.p]
period = "fiscal 2026"
target = { kpi = "revenue", amount = "1_000_000 JPY" }
funnel = "f"
value = "100_000 JPY"
rates = { measured = "last 12 months" }
[agreement.enough]
owner = "marketing"
between = ["marketing", "inside sales"]
promise = "kpi.cvs"
expect = ">= 10"
by = "month"
"#;

fn model(text: &str) -> Model {
    let mut sources = Sources::default();
    sources.add("kpi.toml", SETTINGS);
    sources.add("kpi-definitions/a.toml", text);
    let (model, diagnostics) = crate::analyse(&sources);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    model
}

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(DEFINITIONS.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    })
}

fn change(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<Change> {
    let (base, head) = (model(&edited(before)), model(&edited(after)));
    changes(Some(&base), Some(&head), date(2026, 10, 31))
}

#[test]
fn a_criterion_reaches_its_stage_and_what_counts_it() {
    let found = change(&[], &[("kind = 'form'", "kind in ['form', 'webinar']")]);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(one.full_name(), "criterion.form");
    assert_eq!(one.findings[0].rule.nature, Nature::Loosened);
    let path = |name: &str| {
        one.reach.reached.iter().find(|it| it.name == name).map(|it| it.path.join(" > "))
    };
    assert_eq!(path("cvs").unwrap(), "criterion.form > stage.cv > kpi.cvs");
    assert_eq!(path("enough").unwrap(), "criterion.form > stage.cv > kpi.cvs > agreement.enough");
    assert_eq!(path("p").unwrap(), "criterion.form > stage.cv > funnel.f > plan.p");
    assert_eq!(path("size"), None);
    let stage = one.reach.reached.iter().find(|it| it.name == "cv").unwrap();
    assert_eq!(stage.nature, Some(Nature::Loosened));
    assert_eq!(one.consequence.level, Level::Notify);
    assert_eq!(one.consequence.who, ["inside sales", "marketing", "sales"]);
}

#[test]
fn what_is_agreed_on_needs_all_who_agreed() {
    let wider = ("kind = 'form'", "kind in ['form', 'webinar']");
    let agreed = ("accepted_by = \"sales\"", "accepted_by = \"sales\"\nstatus = \"agreed\"");
    let found = change(&[agreed], &[agreed, wider]);
    assert_eq!(found[0].consequence.level, Level::Approve);
    assert_eq!(found[0].consequence.reason, Reason::InheritedByAgreed);
    assert_eq!(found[0].consequence.who, ["marketing", "sales"]);
    let words = change(&[agreed], &[agreed, ("[stage.cv]", "[stage.cv]\nlabel = \"CV\"")]);
    assert_eq!(words[0].consequence.level, Level::Notify);
    let lower = ("accepted_by = \"sales\"", "accepted_by = \"sales\"\nstatus = \"draft\"");
    assert_eq!(change(&[agreed], &[lower])[0].consequence.level, Level::Approve);
}

#[test]
fn a_draft_that_nobody_uses_is_free() {
    let draft = ("owner = \"research\"", "owner = \"research\"\nstatus = \"draft\"");
    let found = change(&[draft], &[draft, ("avg(leads.size)", "max(leads.size)")]);
    assert_eq!(found[0].consequence.level, Level::None);
    assert!(found[0].reach.reached.is_empty());
}

#[test]
fn a_definition_goes_after_it_was_deprecated() {
    let gone = ("[kpi.size]\nowner = \"research\"\nformula = \"avg(leads.size)\"\n", "");
    let with = |status: &str| {
        let text = format!("owner = \"research\"\n{status}");
        change(&[("owner = \"research\"", &text)], &[gone])[0].consequence.clone()
    };
    assert_eq!(with("status = \"agreed\"").level, Level::Block);
    let until = |day: &str| with(&format!("status = \"deprecated\"\nuntil = {day}"));
    assert_eq!(until("2026-10-31").reason, Reason::RemovedTooEarly);
    assert_eq!(until("2026-10-30").reason, Reason::Retired);
    assert_eq!(with("").level, Level::Notify);
}

#[test]
fn a_stage_with_another_name_is_the_same_stage() {
    let after = edited(&[
        ("[stage.cv]", "[stage.lead]\nrenamed_from = \"cv\""),
        ("[\"cv\", \"won\"]", "[\"lead\", \"won\"]"),
        ("count(cv)", "count(lead)"),
    ]);
    let (base, head) = (model(DEFINITIONS), model(&after));
    let found = changes(Some(&base), Some(&head), date(2026, 10, 31));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(one.findings[0].rule.nature, Nature::Renamed);
    assert_eq!(one.findings[0].edits[0].old.as_deref(), Some("cv"));
    assert_eq!(found[0].findings.len(), 1);
}

#[test]
fn without_one_side_everything_is_new_or_gone() {
    let model = model(DEFINITIONS);
    let natures = |found: Vec<Change>| {
        let mut all: Vec<Nature> =
            found.iter().flat_map(|it| &it.findings).map(|it| it.rule.nature).collect();
        all.dedup();
        all
    };
    assert_eq!(natures(changes(None, Some(&model), date(2026, 1, 1))), [Nature::Additive]);
    assert_eq!(natures(changes(Some(&model), None, date(2026, 1, 1))), [Nature::Removed]);
    assert!(changes(Some(&model), Some(&model), date(2026, 1, 1)).is_empty());
}

#[test]
fn a_proof_for_a_stage_counts_the_stages_around_it() {
    let when = ("at = \"first(deals.at)\"", "when = \"leads.size >= 10\"");
    let tight = ("at = \"first(deals.at)\"", "when = \"leads.size >= 20\"");
    let wider = ("kind = 'form'", "kind in ['form', 'webinar']");
    let nature = |found: &[Change], kind: &str| {
        let one = found.iter().find(|it| it.kind == kind).unwrap();
        one.findings[0].rule.nature
    };
    assert_eq!(nature(&change(&[when], &[tight]), "stage"), Nature::Tightened);
    let both = change(&[when], &[tight, wider]);
    assert_eq!(nature(&both, "stage"), Nature::Undetermined);
    assert_eq!(nature(&both, "criterion"), Nature::Loosened);
    // The later stage waits for the earlier one.
    let found = change(&[when], &[when, wider]);
    let later = found[0].reach.reached.iter().find(|it| it.name == "won").unwrap();
    assert_eq!(later.nature, Some(Nature::Loosened));
    // A recorded later stage fills in an earlier one.
    let recorded = ("first(deals.at)", "first(deals.at where amount > 5 JPY)");
    let narrow = ("kind in ['form', 'webinar']", "kind = 'form'");
    let base = edited(&[wider, recorded]);
    let head = base.replace(narrow.0, narrow.1).replace(" where amount > 5 JPY", "");
    let found = changes(Some(&model(&base)), Some(&model(&head)), date(2026, 10, 31));
    let criterion = found.iter().find(|it| it.kind == "criterion").unwrap();
    let stage = criterion.reach.reached.iter().find(|it| it.name == "cv").unwrap();
    assert_eq!(stage.nature, None);
}

#[test]
fn definitions_of_a_stage_are_compared_day_by_day() {
    let model = |stage: &str| {
        let mut sources = Sources::default();
        sources.add("kpi.toml", SETTINGS);
        let funnel = "[funnel.g]\nof = 'leads'\nstages = ['s']\nskips = 'backfill'\n[stage.s]\n";
        sources.add("kpi-definitions/a.toml", format!("{funnel}{stage}"));
        let (model, found) = crate::analyse(&sources);
        assert!(!found.has_errors(), "{found:?}");
        model
    };
    let always = |size: u8| model(&format!("when = 'leads.size >= {size}'"));
    let anew = |size: u8, day: &str, before: u8| {
        model(&format!(
            "when = 'leads.size >= {size}'\neffective_from = {day}\nrestates = false\n\
             [[stage.s.before]]\nwhen = 'leads.size >= {before}'"
        ))
    };
    let rules = |base: &Model, head: &Model| -> Vec<&str> {
        let found = changes(Some(base), Some(head), date(2026, 10, 31));
        found.iter().flat_map(|change| &change.findings).map(|it| it.rule.id).collect()
    };
    let new_year = anew(20, "2027-01-01", 10);
    assert_eq!(rules(&always(10), &new_year), ["condition-tightened"]);
    assert_eq!(rules(&new_year, &always(20)), ["condition-tightened"]);
    assert_eq!(rules(&new_year, &anew(20, "2027-02-01", 10)), ["condition-loosened"]);
    assert_eq!(rules(&always(15), &new_year), ["condition-shifted"]);
    assert_eq!(rules(&new_year, &new_year.clone()), Vec::<&str>::new());
}
