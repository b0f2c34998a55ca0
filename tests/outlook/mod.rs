//! `kpi plan` on the example that `docs/plan.md` works through by hand.

mod gap;
mod planned;

use crate::workspace::Workspace;
use serde_json::Value;

const SETTINGS: &str = r#"
[project]
name = "plan"
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
columns = { lead_id = { type = "text" }, created_at = { type = "datetime" }, good_at = { type = "datetime" } }
[source.deals]
path = "deals.csv"
key = "deal_id"
time = "created_at"
columns = { deal_id = { type = "text" }, lead_id = { type = "text", links = "leads" }, created_at = { type = "datetime" }, amount = { type = "money" } }
"#;

const DEFINITIONS: &str = r#"
[funnel.f]
of = "leads"
stages = ["cv", "mql", "won"]
skips = "exclude"
[stage.cv]
label = "CV"
at = "leads.created_at"
[stage.mql]
label = "MQL"
at = "leads.good_at"
[stage.won]
label = "won"
at = "first(deals.created_at)"
[kpi.revenue]
formula = "sum(deals.amount)"
[plan.spring]
period = "2026-04..2026-06"
target = { kpi = "revenue", amount = "6_000_000 JPY", by_month = ["0%", "50%", "50%"] }
funnel = "f"
value = "1_000_000 JPY"
rates = { measured = "2025-10" }
within = "60 days"
"#;

/// Ten leads of October; five are good at once, two of these are won a month later. One more lead
/// of March, if asked for, is good and waits.
fn workspace(open: bool, definitions: &str) -> Workspace {
    let workspace = Workspace::empty();
    let mut leads = String::from("lead_id,created_at,good_at\n");
    for lead in 0..10 {
        let good = if lead < 5 { "2025-10-05 11:00" } else { "" };
        leads += &format!("L{lead},2025-10-05 10:00,{good}\n");
    }
    if open {
        leads += "L10,2026-03-31 10:00,2026-03-31 11:00\n";
    }
    workspace.write("kpi.toml", SETTINGS);
    workspace.write("kpi-definitions/a.toml", definitions);
    workspace.write("leads.csv", &leads);
    let deals = "deal_id,lead_id,created_at,amount\nD1,L0,2025-11-05 11:00,1000000\n\
                 D2,L1,2025-11-05 11:00,1000000\n";
    workspace.write("deals.csv", deals);
    workspace
}

fn planned(workspace: &Workspace, words: &[&str]) -> Value {
    let ran = workspace.kpi(&[&["plan", "--format", "json", "--draws", "500"], words].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    document["plans"][0]["lists"].clone()
}

#[test]
fn the_worked_example_is_what_the_program_says() {
    let lists = planned(&workspace(false, DEFINITIONS), &[]);
    let months = serde_json::json!([
        ["2026-04", 15, 8, 0, "0", "0"],
        ["2026-05", 15, 8, 3, "3000000", "3000000"],
        ["2026-06", 0, 0, 3, "3000000", "3000000"],
        ["total", 30, 15, 6, "6000000", "6000000"],
    ]);
    assert_eq!(lists[0]["rows"], months);
    assert_eq!(lists[0]["facts"]["last month for CV"], "2026-05");
    assert_eq!(lists[1]["rows"][0][1], "50.0%");
    assert_eq!(lists[1]["rows"][1][1], "40.0%");
    assert_eq!(lists[1]["rows"][1][6], "1");
}

#[test]
fn an_open_lead_brings_its_share_and_so_fewer_are_needed() {
    let lists = planned(&workspace(true, DEFINITIONS), &[]);
    // Kaplan-Meier: 2 of 5 after 31 days, the sixth is censored at day 0.
    assert_eq!(lists[0]["facts"]["from open leads"], "400,000 JPY");
    assert_eq!(lists[0]["facts"]["to be won anew"], "5,600,000 JPY");
    assert_eq!(lists[0]["facts"]["result"], "28 CV are needed");
}

#[test]
fn a_written_rate_a_limit_and_money_that_is_sure_change_the_plan() {
    let more = DEFINITIONS.replace(
        "within = \"60 days\"",
        "within = \"60 days\"\ncommitted = { renewals = \"2_000_000 JPY\" }\ncapacity = { mql = \"5 per month\" }",
    );
    let lists = planned(&workspace(false, &more), &[]);
    assert_eq!(lists[0]["facts"]["result"], "20 CV are needed");
    let capacity = lists.as_array().unwrap().iter().find(|list| list["title"] == "capacity");
    assert_eq!(capacity.unwrap()["rows"][0], serde_json::json!(["MQL", 5, 5, 0, 0]));
    let lists = planned(&workspace(false, &more), &["--set", "cv->mql=100%"]);
    let rows = lists[0]["rows"].as_array().unwrap();
    let cv = rows.iter().find(|row| row[0] == "CV").unwrap();
    assert_eq!(*cv, serde_json::json!(["CV", "20", "10"]));
}

/// The middle of a band, or its lower bound, whatever was measured.
#[test]
fn an_agreed_rate_is_taken_as_it_is_and_named() {
    let agreement = "[agreement.quality]\nlabel = \"CVの質\"\nbetween = [\"a\", \"b\"]\n\
        promise = \"cv -> mql within 30 days\"\nexpect = \"30% ± 5pt\"\nby = \"month\"\n";
    let definitions = DEFINITIONS
        .replace("[stage.cv]", "[stage.cv]\nowner = \"a\"\naccepted_by = \"b\"")
        .replace("{ measured", "{ \"cv->mql\" = \"agreement.quality\", measured")
        + agreement;
    let lists = planned(&workspace(false, &definitions), &[]);
    // Six deals, of 40 % of the MQL, of 30 % of the CV.
    assert_eq!(lists[0]["facts"]["result"], "50 CV are needed");
    let rate = serde_json::json!(["CV -> MQL", "30.0%", "agreed CVの質", null, null, null, "0"]);
    assert_eq!(lists[1]["rows"][0], rate);
    let floor = definitions.replace("30% ± 5pt", ">= 24%");
    let workspace = workspace(false, &floor);
    assert_eq!(planned(&workspace, &[])[1]["rows"][0][1], "24.0%");
    workspace.write("kpi.toml", SETTINGS.replace("\"en\"", "\"ja\""));
    assert_eq!(planned(&workspace, &[])[1]["rows"][0][2], "合意 CVの質");
}

#[test]
fn a_plan_that_no_number_fulfils_names_the_step() {
    let none = DEFINITIONS
        .replace("measured = \"2025-10\"", "measured = \"2025-10\", \"mql -> won\" = \"0%\"");
    let ran = workspace(false, &none).kpi(&["plan"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("infeasible: the rate of MQL -> won is zero"), "{}", ran.stdout);
    let late = workspace(false, DEFINITIONS);
    assert_eq!(late.kpi(&["plan", "--as-of", "2026-05-31"]).code, 3, "no deals have arrived");
    let deals = "deal_id,lead_id,created_at,amount\nD1,L0,2025-11-05 11:00,1000000\n\
                 D2,L9,2026-05-30 11:00,1000000\n";
    late.write("deals.csv", deals);
    let ran = late.kpi(&["plan", "--as-of", "2026-05-31"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("won after the end of the period"), "{}", ran.stdout);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let workspace = workspace(true, DEFINITIONS);
    let one = workspace.kpi(&["plan", "--draws", "500"]);
    let two = workspace.kpi(&["plan", "--draws", "500"]);
    assert_eq!(one.stdout, two.stdout);
    let other = workspace.kpi(&["plan", "--draws", "500", "--seed", "2"]);
    assert_ne!(one.stdout, other.stdout);
}

#[test]
fn a_period_that_is_over_has_no_month_to_plan() {
    let workspace = gap::happened(0);
    let ran = workspace.kpi(&["plan", "--as-of", "2026-07-31"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("the period is over"), "{}", ran.stdout);
}
