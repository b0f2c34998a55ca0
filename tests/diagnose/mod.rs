//! `kpi diagnose` on leads counted by hand.

use gyakusan::diagnose::{self, Ask, Verdict};
use gyakusan::engine::Polars;
use gyakusan::model::DiagnosisId;
use gyakusan::outlook::{Planned, Unplanned};
use gyakusan::plan::Value;

use crate::workspace::Workspace;

const SETTINGS: &str = r#"
[project]
name = "diagnose"
language = "en"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
as_of = 2026-03-31
[source.leads]
path = "leads.csv"
key = "lead_id"
time = "created_at"
[source.leads.columns]
lead_id = { type = "text" }
created_at = { type = "datetime" }
channel = { type = "text" }
[source.deals]
path = "deals.csv"
key = "deal_id"
time = "created_at"
[source.deals.columns]
deal_id = { type = "text" }
lead_id = { type = "text", links = "leads" }
created_at = { type = "datetime" }
"#;

const DEFINITIONS: &str = r#"
[dimension.channel]
of = { leads = "leads.channel" }
[kpi.leads]
formula = "count(leads)"
[kpi.rate]
formula = "leads -> first(deals.created_at) within 30 days"
unit = "percent"
[kpi.slow]
formula = "leads -> first(deals.created_at) within 90 days"
unit = "percent"
[kpi.forever]
formula = "leads -> first(deals.created_at) within ever"
unit = "percent"
[diagnosis.shrinking]
when = "kpi.leads < previous(kpi.leads)"
reads = "fewer leads"
[diagnosis.weaker]
when = "kpi.leads >= previous(kpi.leads) and kpi.rate < previous(kpi.rate)"
reads = "worse leads"
look_at = ["rate by channel", "leads where channel = 'SEO'"]
[diagnosis.early]
when = "kpi.leads >= previous(kpi.leads) or kpi.slow < previous(kpi.slow)"
reads = "-"
[diagnosis.few]
when = "kpi.rate < previous(kpi.rate)"
minimum = 3
reads = "-"
[diagnosis.young]
when = "kpi.leads > same period last year(kpi.leads)"
reads = "-"
[diagnosis.planned]
when = "kpi.leads >= plan and kpi.rate < plan"
reads = "-"
[diagnosis.endless]
when = "kpi.forever < previous(kpi.forever)"
reads = "-"
"#;

/// January: A and B, both win. February: C wins, D, E and F do not. March: G.
const LEADS: &str = "\
lead_id,created_at,channel
A,2026-01-05 00:00,SEO
B,2026-01-10 00:00,SEO
C,2026-02-05 00:00,SEO
D,2026-02-10 00:00,SEO
E,2026-02-15 00:00,Ads
F,2026-02-20 00:00,
G,2026-03-05 00:00,SEO
";

const DEALS: &str = "\
deal_id,lead_id,created_at
1,A,2026-01-20 00:00
2,B,2026-01-20 00:00
3,C,2026-02-20 00:00
";

fn project() -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("kpi.toml", SETTINGS);
    workspace.write("kpi-definitions/d.toml", DEFINITIONS);
    workspace.write("leads.csv", LEADS);
    workspace.write("deals.csv", DEALS);
    workspace
}

fn told(words: &[&str]) -> serde_json::Value {
    let ran = project().kpi(&[&["diagnose", "--format", "json"], words].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn verdict<'j>(told: &'j serde_json::Value, name: &str) -> (&'j str, String) {
    let found = told["diagnoses"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap();
    let why = found["why"].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
    (found["verdict"].as_str().unwrap(), why.collect::<Vec<_>>().join(" | "))
}

/// In February 4 leads after 2, of whom 1 of 4 wins after 2 of 2.
#[test]
fn every_verdict_occurs() {
    let told = told(&["--period", "2026-02"]);
    assert_eq!(told["diagnoses"][0]["name"], "weaker", "what holds comes first");
    let cases = [
        ("weaker", "holds", ""),
        ("shrinking", "does_not_hold", ""),
        ("early", "too_early", "slow: immature"),
        ("few", "not_enough_data", "rate(previous): n=2, needs 3"),
        ("young", "not_enough_data", "leads begins on 2026-01-05"),
        ("planned", "not_evaluated", "no plan covers 2026-02"),
        ("endless", "not_evaluated", "without a window"),
    ];
    for (name, wanted, part) in cases {
        let (found, why) = verdict(&told, name);
        assert_eq!(found, wanted, "{name}: {why}");
        assert!(why.contains(part), "{name}: {why}");
    }
}

#[test]
fn numbers_and_splits_are_those_counted_by_hand() {
    let told = told(&["weaker", "--period", "2026-02"]);
    let found = &told["diagnoses"][0];
    let side = |index: usize, side: &str| {
        let number = &found["comparisons"][index][side];
        (number["value"].as_f64().unwrap(), number["n"].as_i64().unwrap())
    };
    assert_eq!((side(0, "left"), side(0, "right")), ((4.0, 4), (2.0, 2)));
    assert_eq!((side(1, "left"), side(1, "right")), ((0.25, 4), (1.0, 2)));
    let split = &found["look_at"][0];
    assert_eq!(split["groups"], 3);
    let cell = |index: usize| {
        let line = &split["table"]["lines"][index];
        let cell = &line["cells"]["rate"];
        (line["group"]["channel"].as_str().unwrap().to_owned(), cell["converted"].clone())
    };
    assert_eq!(cell(0), ("SEO".to_owned(), 1.into()), "the group with the most entries");
    let filtered = &found["look_at"][1]["table"]["lines"][0]["cells"]["leads"];
    assert_eq!(filtered["value"], 2);
}

/// March is the last finished month at its last day, February the day before.
#[test]
fn the_last_finished_month_is_asked_for() {
    assert_eq!(told(&[])["period"]["label"], "2026-03");
    assert_eq!(told(&["--as-of", "2026-03-30"])["period"]["label"], "2026-02");
}

#[test]
fn an_unfinished_period_says_nothing() {
    for (period, last) in [("2026-03", "2026-03-31"), ("2026-04", "2026-04-30")] {
        let told = told(&["shrinking", "--period", period, "--as-of", "2026-03-30"]);
        let (found, why) = verdict(&told, "shrinking");
        assert_eq!((found, why), ("too_early", format!("the period ends on {last}")));
    }
}

#[test]
fn no_data_is_not_zero() {
    let told = told(&["shrinking", "--period", "2026-04", "--as-of", "2026-04-30"]);
    let (found, why) = verdict(&told, "shrinking");
    assert_eq!(found, "not_enough_data", "{why}");
    assert!(why.contains("has not arrived"), "{why}");
}

/// 4 leads where 4 were planned, and a quarter of them win where half were to.
#[test]
fn planned_values_stand_beside_the_measured() {
    let workspace = project();
    let sources = gyakusan::load::load(workspace.path()).unwrap();
    let (model, found) = gyakusan::compile(&sources).unwrap();
    assert!(!found.has_errors());
    let engine = Polars::new(workspace.path(), "Asia/Tokyo").unwrap();
    let leads = model.kpi_named("leads");
    let as_of = model.project.as_of.unwrap();
    let period = diagnose::last_month(&model, "2026-03-01".parse().unwrap());
    let id = model.diagnosis_named("planned").unwrap();
    let judged = |leads_planned: i64| {
        let planned = |kpi, _| -> Result<Planned, Unplanned> {
            let value = match Some(kpi) == leads {
                true => Value::Integer(leads_planned),
                false => Value::Decimal { units: 50, scale: 2 },
            };
            Ok(Planned { value, plan: "fy2025".to_owned(), as_of })
        };
        let diagnoses: &[DiagnosisId] = &[id];
        let ask = Ask { model: &model, diagnoses, period: &period, as_of, planned: &planned };
        diagnose::diagnose(&ask, &engine, "hash").unwrap().remove(0)
    };
    let finding = judged(4);
    assert_eq!(finding.verdict, Verdict::Holds, "{:?}", finding.why);
    let first = &finding.comparisons[0];
    assert_eq!(first.right.title.title.label, "plan fy2025 as of 2026-03-31");
    assert_eq!((&first.left.cell.value, first.holds), (&Value::Integer(4), Some(true)));
    assert_eq!(judged(5).verdict, Verdict::DoesNotHold);
}

#[test]
fn an_unknown_diagnosis_is_wrong_use() {
    let ran = project().kpi(&["diagnose", "weakr"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("did you mean `weaker`"), "{}", ran.stderr);
}
