//! Directions of single changes.

use super::{Condition, Direction, Side, Why, direction};
use crate::fingerprint::{Digests, definitions};
use crate::model::{Criterion, Model};
use crate::source::Sources;

const SETTINGS: &str = r#"
[project]
name = "small"
time_zone = "Asia/Tokyo"
currency = "JPY"
[source.companies]
path = "c.csv"
key = "id"
columns = { id = { type = "text" }, employees = { type = "integer" }, sales = { type = "money" } }
[source.leads]
path = "l.csv"
key = "id"
time = "at"
[source.leads.columns]
id = { type = "text" }
at = { type = "datetime" }
day = { type = "date" }
company = { type = "text", links = "companies" }
industry = { type = "text", missing = ["-"] }
size = { type = "integer" }
share = { type = "number" }
open = { type = "boolean" }
[source.touches]
path = "t.csv"
key = "id"
time = "at"
[source.touches.columns]
id = { type = "text" }
lead = { type = "text", links = "leads" }
at = { type = "datetime" }
kind = { type = "text" }
[score.interest]
of = "leads"
cap = 100
floor = 0
[[score.interest.rule]]
when = "touches.kind = 'web'"
points = 10
"#;

pub(super) fn model(more: &str) -> Model {
    let mut sources = Sources::default();
    sources.add("kpi.toml", SETTINGS);
    sources.add("kpi-definitions/a.toml", more);
    let (model, diagnostics) = crate::analyse(&sources);
    assert!(!diagnostics.has_errors(), "{more}: {diagnostics:?}");
    model
}

pub(super) fn between<'m>(
    base: (&'m Model, &'m Criterion),
    head: (&'m Model, &'m Criterion),
) -> Direction {
    let digests = [base.0, head.0].map(|model| Digests::of(model, &definitions(model)));
    let condition = |(model, criterion): (&'m Model, &'m Criterion), digests| Condition {
        side: Side { model, digests },
        parts: std::slice::from_ref(&criterion.when),
        of: criterion.of,
    };
    direction(condition(base, &digests[0]), condition(head, &digests[1]))
}

fn change(base: &str, head: &str) -> Direction {
    let made = |when: &str| {
        let named = "[criterion.web]\nof = \"touches\"\nwhen = \"kind in ['web', 'call']\"\n\
                     [criterion.narrow]\nof = \"touches\"\nwhen = \"kind = 'web'\"\n\
                     [criterion.large]\nof = \"companies\"\nwhen = \"employees >= 100\"\n";
        model(&format!("[criterion.c]\nof = \"leads\"\nwhen = \"\"\"{when}\"\"\"\n{named}"))
    };
    let (base, head) = (made(base), made(head));
    let criterion = |model: &Model| model.criteria[model.criterion_named("c").unwrap().0].clone();
    between((&base, &criterion(&base)), (&head, &criterion(&head)))
}

fn tightened(base: &str, head: &str) -> String {
    match change(base, head) {
        Direction::Tightened(Some(example)) => {
            assert!(matches!(change(head, base), Direction::Loosened(_)), "{base} | {head}");
            example.values.join(", ")
        }
        other => panic!("{base} | {head}: {other:?}"),
    }
}

#[test]
fn tighter_conditions_are_proved_with_a_row() {
    let cases = [
        ("size >= 10", "size >= 20", "leads.size = 10"),
        ("size >= 10", "size > 10", "leads.size = 10"),
        ("size >= 10 or size is missing", "size >= 10", "leads.size is missing"),
        ("industry in ['a', 'b']", "industry = 'a'", "leads.industry = 'b'"),
        ("not (industry = 'a')", "industry != 'a'", "leads.industry is missing"),
        ("size >= 10", "size >= 10 and companies.employees >= 50", ""),
        ("score.interest >= 40", "score.interest >= 60 and companies.employees >= 50", ""),
        ("any(touches where kind in ['web', 'call'])", "any(touches where kind = 'web')", ""),
        ("any(touches where criterion.web)", "any(touches where criterion.narrow)", ""),
        (
            "count(touches where criterion.web) >= 2",
            "count(touches where criterion.narrow) >= 3",
            "",
        ),
        ("none(touches where kind = 'web')", "none(touches where kind in ['web', 'call'])", ""),
        ("companies.sales >= 5 JPY", "companies.sales > 5 JPY", "companies.sales = 5 JPY"),
        ("day < 2026-04-01", "day < 2026-03-31", "leads.day = 2026-03-31"),
        ("criterion.large or open", "criterion.large and open", ""),
    ];
    for (base, head, row) in cases {
        let found = tightened(base, head);
        assert!(row.is_empty() || found == row, "{base} | {head}: {found}");
    }
}

#[test]
fn equal_conditions_are_proved_to_be_so() {
    let cases = [
        ("size > 3", "size >= 4"),
        ("day > 2026-03-31", "day >= 2026-04-01"),
        ("size >= 1 and size >= 2", "size >= 2"),
        ("industry = 'a' or industry = 'a' and open", "industry = 'a'"),
        ("industry in ['a', '-']", "industry = 'a'"),
        ("score.interest >= 0", "score.interest >= 0 or size = 1"),
        ("none(touches where kind = 'web')", "not any(touches where kind = 'web')"),
        ("count(touches) >= 1", "count(touches) > 0"),
        ("criterion.large", "companies.employees > 99"),
        ("if open then size > 1 else size > 2", "size > 2 or (size > 1 and open)"),
    ];
    for (base, head) in cases.map(|(base, head)| (fixed(base), fixed(head))) {
        assert_eq!(change(&base, &head), Direction::Same, "{base} | {head}");
    }
}

/// Mixing words needs parentheses.
fn fixed(when: &str) -> String {
    when.replace(
        "industry = 'a' or industry = 'a' and open",
        "industry = 'a' or (industry = 'a' and open)",
    )
}

#[test]
fn shifts_show_a_row_each_way_and_what_is_opaque_stays_open() {
    match change("size >= 10", "size < 20 and companies.employees >= 50") {
        Direction::Shifted { leaves, enters } => {
            assert_eq!(leaves.values, ["leads.size = 10", "companies.employees = 49"]);
            assert!(enters.values.contains(&"leads.size = 9".to_owned()), "{enters:?}");
        }
        other => panic!("{other:?}"),
    }
    let opaque = [
        ("score.interest >= 40", "score.interest >= 30 and size > 1"),
        ("any(touches where kind = 'web')", "any(touches where kind = 'call')"),
        ("industry starts with 'a'", "industry starts with 'ab'"),
    ];
    for (base, head) in opaque {
        let found = change(base, head);
        assert!(matches!(found, Direction::Unknown(Why::Opaque(_))), "{base} | {head}: {found:?}");
    }
}

#[test]
fn too_many_cases_are_said_to_be_so() {
    let odd = |sign: &str| {
        let parts: Vec<String> = (0..20)
            .map(|at| format!("((size = {at} or share = {at}) {sign} day > 2026-01-{:02})", at + 1))
            .collect();
        parts.join(" and ")
    };
    let wide: Vec<String> =
        (0..24).map(|at| format!("(size + {at} > share or share * {at} > size + 1)")).collect();
    let found = change(&wide.join(" and "), &wide[1..].join(" and ").replace("+ 1)", "+ 2)"));
    assert!(matches!(found, Direction::Unknown(_)), "{found:?}");
    assert!(matches!(change(&odd("or"), &odd("and")), Direction::Tightened(_)));
}

#[test]
fn what_a_score_counts_is_part_of_it() {
    let other = SETTINGS.replace("points = 10", "points = 20");
    let made = |settings: &str| {
        let mut sources = Sources::default();
        sources.add("kpi.toml", settings);
        sources.add(
            "kpi-definitions/a.toml",
            "[criterion.c]\nof = \"leads\"\nwhen = \"score.interest >= 40\"\n",
        );
        crate::analyse(&sources).0
    };
    let (base, head) = (made(SETTINGS), made(&other));
    let found = between((&base, &base.criteria[0]), (&head, &head.criteria[0]));
    assert!(matches!(found, Direction::Unknown(_)), "{found:?}");
    let same = between((&base, &base.criteria[0]), (&base, &base.criteria[0]));
    assert_eq!(same, Direction::Same);
}

#[test]
fn how_days_are_cut_is_part_of_a_moment() {
    let made = |settings: &str| {
        let mut sources = Sources::default();
        sources.add("kpi.toml", settings);
        sources.add(
            "kpi-definitions/a.toml",
            "[criterion.c]\nof = \"leads\"\nwhen = \"leads.at >= 2026-04-01\"\n",
        );
        crate::analyse(&sources).0
    };
    let (base, head) = (made(SETTINGS), made(&SETTINGS.replace("Asia/Tokyo", "UTC")));
    let found = between((&base, &base.criteria[0]), (&head, &head.criteria[0]));
    assert!(matches!(found, Direction::Unknown(Why::Opaque(_))), "{found:?}");
}
