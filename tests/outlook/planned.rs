//! Planned values in diagnoses: those of the plan that `docs/plan.md` works through.

use super::DEFINITIONS;
use super::gap::happened;
use crate::workspace::ROOT;
use serde_json::Value;

const DIAGNOSES: &str = r#"
[kpi.cvs]
formula = "count(cv)"
[kpi.good]
formula = "count(mql)"
[kpi.same]
formula = "kpi.good"
[kpi.rate]
formula = "cv -> mql within 60 days"
[kpi.whole]
formula = "cv -> mql within 60 days -> won within 60 days"
[kpi.quick]
formula = "cv -> mql within 7 days"
[kpi.direct]
formula = "cv -> won within 60 days"
[kpi.some]
formula = "count(cv where lead_id != 'A0')"
[kpi.recent]
formula = "count(cv in last 30 days)"
[kpi.later]
formula = "count(cv at mql.at)"
[kpi.distinct]
formula = "count(distinct leads.lead_id over cv)"
[diagnosis.short]
when = "kpi.cvs < plan and kpi.same < plan and kpi.revenue >= plan"
reads = "-"
[diagnosis.rates]
when = "kpi.rate < plan and kpi.whole < plan"
reads = "-"
[diagnosis.windows]
when = "kpi.quick < plan or kpi.direct < plan"
reads = "-"
[diagnosis.unknown]
when = "kpi.some < plan or kpi.recent < plan or kpi.later < plan or kpi.distinct < plan"
reads = "-"
"#;

fn judged(name: &str, period: &str) -> Value {
    judged_by(DEFINITIONS, name, period)
}

fn judged_by(definitions: &str, name: &str, period: &str) -> Value {
    let workspace = happened(0);
    workspace.write("kpi-definitions/a.toml", format!("{definitions}{DIAGNOSES}"));
    let words = ["diagnose", name, "--period", period, "--as-of", "2026-06-30", "--format", "json"];
    let ran = workspace.kpi(&words);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    found["diagnoses"][0].clone()
}

fn right(found: &Value) -> Vec<f64> {
    let sides = found["comparisons"].as_array().unwrap().iter();
    sides.map(|it| it["right"]["value"].as_f64().unwrap()).collect()
}

#[test]
fn entries_revenue_and_rates_are_those_of_the_plan() {
    let found = judged("short", "2026-04");
    assert_eq!(found["verdict"], "holds", "{found:#}");
    assert_eq!(right(&found), [15.0, 7.5, 0.0]);
    assert_eq!(found["comparisons"][0]["right"]["label"], "plan spring as of 2026-03-31");
    let found = judged("rates", "2026-04");
    assert_eq!(right(&found), [0.5, 0.2]);
}

/// Entries that are filtered, dated otherwise or counted by something else are not those of the plan.
#[test]
fn only_all_entries_by_their_own_moment_are_planned() {
    let found = judged("unknown", "2026-04");
    assert_eq!(found["verdict"], "not_evaluated");
    let why = ["some", "recent", "later", "distinct"]
        .map(|name| format!("{name}: plan spring has no value for it"));
    assert_eq!(found["why"], serde_json::json!(why), "{found:#}");
}

/// A rate of 7 days lies below one of 60 days, whoever works well: only a written rate is for both.
#[test]
fn a_measured_rate_is_compared_with_one_of_the_same_window_only() {
    let found = judged("windows", "2026-04");
    assert_eq!(found["verdict"], "not_evaluated");
    let why = ["quick", "direct"]
        .map(|name| format!("{name}: plan spring counts on another window, 60 days"));
    assert_eq!(found["why"], serde_json::json!(why), "{found:#}");
    let rates = "rates = { \"cv -> mql\" = \"50%\", \"mql -> won\" = \"40%\" }";
    let written = DEFINITIONS.replace("rates = { measured = \"2025-10\" }", rates);
    assert_eq!(right(&judged_by(&written, "windows", "2026-04")), [0.5, 0.2]);
    let ever = "rates = { measured = \"2025-10\" }\nwithin = \"60 days\"";
    let without = DEFINITIONS.replace(ever, "rates = { measured = \"2025-10\" }");
    let why = judged_by(&without, "windows", "2026-04")["why"][0].as_str().unwrap().to_owned();
    assert_eq!(why, "quick: plan spring counts on rates without a window");
}

#[test]
fn a_value_the_plan_does_not_have_is_not_evaluated() {
    for (name, period, why) in [
        ("unknown", "2026-04", "plan spring has no value for it"),
        ("short", "2026-03", "no plan covers 2026-03"),
        ("short", "2026-03..2026-04", "no plan covers 2026-03..2026-04"),
        ("short", "2026-W16", "plan spring is made of whole months, 2026-W16 is not"),
        ("short", "2026-06", "plan spring as of 2026-05-31: infeasible: what starts now"),
    ] {
        let found = judged(name, period);
        assert_eq!(found["verdict"], "not_evaluated");
        assert!(found["why"].to_string().contains(why), "{found:#}");
    }
}

const MONEY: &str = r#"
[kpi.size]
formula = "avg(deals.amount)"
[kpi.price]
formula = "sum(deals.amount) / count(cv)"
[diagnosis.money]
when = "kpi.size < plan and kpi.price > plan and kpi.revenue < plan"
reads = "-"
"#;

fn with_money(measured: &str) -> String {
    let value = "value = \"kpi.size\"\ncost = \"kpi.price\"";
    let definitions = DEFINITIONS.replace("value = \"1_000_000 JPY\"", value) + MONEY;
    definitions.replace("measured = \"2025-10\"", &format!("measured = \"{measured}\""))
}

/// Two deals of 1,000,000 JPY and ten CV; three deals are wanted in May and in June.
#[test]
fn deal_size_cost_and_target_are_those_of_the_plan() {
    let found = judged_by(&with_money("2025-10..2025-11"), "money", "2026-04..2026-06");
    assert_eq!(right(&found), [1_000_000.0, 200_000.0, 6_000_000.0], "{found:#}");
}

#[test]
fn what_a_plan_cannot_measure_is_no_failure() {
    let found = judged_by(&with_money("2025-08"), "money", "2026-04");
    assert_eq!(found["verdict"], "not_evaluated");
    let why = "plan spring as of 2026-03-31: `size` has no value from 2025-08-01 to 2025-08-31: undefined";
    assert_eq!(found["why"], serde_json::json!([why]));
}

#[test]
fn the_first_plan_that_has_a_value_counts() {
    let (rest, spring) = DEFINITIONS.split_once("[plan.spring]").unwrap();
    let hopeless =
        spring.replace("measured = \"2025-10\"", "measured = \"2025-10\", \"cv -> mql\" = \"0%\"");
    let two = format!("{rest}[plan.hopeless]{hopeless}[plan.spring]{spring}");
    let found = judged_by(&two, "short", "2026-04");
    assert_eq!(found["comparisons"][0]["right"]["label"], "plan spring as of 2026-03-31");
    let one = format!("{rest}[plan.hopeless]{hopeless}");
    let why = judged_by(&one, "unknown", "2026-04")["why"].clone();
    assert_eq!(why[0], "some: plan hopeless has no value for it");
    let why = judged_by(&one, "short", "2026-04")["why"].clone();
    let zero =
        "plan hopeless as of 2026-03-31: infeasible: the rate of CV -> MQL is zero or undefined";
    assert_eq!(why, serde_json::json!([zero]));
}

/// As of the end of March nobody knows what will be planned at the end of May.
#[test]
fn a_period_that_has_not_begun_is_early() {
    let workspace = happened(0);
    workspace.write("kpi-definitions/a.toml", format!("{DEFINITIONS}{DIAGNOSES}"));
    let ran = workspace.kpi(&["diagnose", "short", "--period", "2026-06", "--format", "json"]);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    let found = &found["diagnoses"][0];
    assert_eq!(found["verdict"], "too_early");
    assert_eq!(found["why"], serde_json::json!(["the period ends on 2026-06-30"]));
}

/// `GYAKUSAN_UPDATE=1` writes what is printed into the document.
#[test]
fn the_example_of_the_document_is_what_the_program_says() {
    let path = std::path::Path::new(ROOT).join("docs/diagnosis.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, example) = text.split_once("## By hand").unwrap();
    let shipped = std::path::Path::new(ROOT).join("kpi-definitions/diagnoses.toml");
    let shipped = std::fs::read_to_string(shipped).unwrap();
    let (definition, _) = before.split_once("```toml\n").unwrap().1.split_once("```").unwrap();
    assert!(shipped.contains(definition), "shown but not shipped:\n{definition}");
    let (_, rest) = example.split_once("```toml\n").unwrap();
    let (definitions, rest) = rest.split_once("```").unwrap();
    let command = rest.split_once("`kpi ").unwrap().1.split_once('`').unwrap().0;
    let (_, rest) = rest.split_once("```text\n").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    let workspace = happened(0);
    workspace.write("kpi-definitions/a.toml", format!("{DEFINITIONS}{definitions}"));
    let ran = workspace.kpi(&command.split_whitespace().collect::<Vec<_>>());
    if std::env::var_os("GYAKUSAN_UPDATE").is_some_and(|update| update == "1") {
        let now =
            example.replace(&format!("```text\n{shown}"), &format!("```text\n{}", ran.stdout));
        std::fs::write(&path, format!("{before}## By hand{now}")).unwrap();
    } else {
        assert_eq!(shown, ran.stdout, "GYAKUSAN_UPDATE=1 writes what is printed");
    }
}
