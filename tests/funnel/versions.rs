//! Conditions on linked rows that keep versions; the expected moments are worked out by hand.

use crate::workspace::Workspace;

const SETTINGS: &str = r#"
[project]
name = "versions"
language = "en"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
as_of = 2026-10-31
[source.companies]
path = "companies.csv"
key = "company_id"
history = { from = "valid_from", to = "valid_to" }
[source.companies.columns]
company_id = { type = "text" }
valid_from = { type = "datetime" }
valid_to = { type = "datetime" }
employees = { type = "integer" }
industry = { type = "text" }
[source.leads]
path = "leads.csv"
key = "lead_id"
time = "created_at"
[source.leads.columns]
lead_id = { type = "text" }
created_at = { type = "datetime" }
company_id = { type = "text", links = "companies" }
[source.touches]
path = "touches.csv"
key = "touch_id"
time = "at"
[source.touches.columns]
touch_id = { type = "text" }
lead_id = { type = "text", links = "leads" }
at = { type = "datetime" }
kind = { type = "text" }
"#;

const COMPANIES: &str = "\
company_id,valid_from,valid_to,employees,industry
grows,2026-01-01 00:00,2026-03-01 00:00,10,IT
grows,2026-03-01 00:00,2026-05-01 00:00,200,IT
grows,2026-05-01 00:00,2026-06-01 00:00,50,IT
large,2026-01-01 00:00,,500,other
closes,2026-02-01 00:00,2026-04-01 00:00,500,IT
closes,2026-12-01 00:00,,900,IT
";

const LEADS: &str = "\
lead_id,created_at,company_id
A,2026-02-01 09:00,grows
B,2026-02-01 09:00,large
C,2026-02-10 09:00,closes
D,2026-05-10 09:00,closes
E,2026-05-10 09:00,unknown
F,2026-04-10 09:00,grows
";

const TOUCHES: &str = "\
touch_id,lead_id,at,kind
1,A,2026-02-02 10:00,y
2,B,2026-02-03 10:00,y
3,B,2026-07-03 10:00,x
4,C,2026-02-12 10:00,y
5,D,2026-05-12 10:00,y
6,E,2026-05-12 10:00,y
7,F,2026-04-12 10:00,y
";

/// A project with a stage of this condition, after the first touch.
fn written(when: &str) -> Workspace {
    let workspace = Workspace::empty();
    let funnel = "[funnel.f]\nof = \"leads\"\nstages = [\"cv\", \"s\"]\nskips = \"backfill\"\n";
    let stages = format!("[stage.cv]\nat = \"first(touches.at)\"\n[stage.s]\nwhen = \"{when}\"\n");
    workspace.write("kpi.toml", SETTINGS);
    workspace.write("kpi-definitions/f.toml", format!("{funnel}{stages}"));
    workspace.write("companies.csv", COMPANIES);
    workspace.write("leads.csv", LEADS);
    workspace.write("touches.csv", TOUCHES);
    workspace
}

/// The keys and days of the entries into a stage with this condition.
fn entries(when: &str) -> Vec<String> {
    let workspace = written(when);
    let ran = workspace.kpi(&["leads", "s", "--format", "csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let line = |line: &str| line[..12].to_owned();
    ran.stdout.lines().skip(1).map(line).collect()
}

#[test]
fn a_version_holds_from_its_start_until_its_end() {
    let large = entries("companies.employees >= 100");
    assert_eq!(large, ["A,2026-03-01", "B,2026-02-03", "C,2026-02-12", "F,2026-04-12"]);
    let small = entries("not (companies.employees >= 100)");
    let expected = ["A,2026-02-02", "C,2026-04-01", "D,2026-05-12", "E,2026-05-12", "F,2026-05-01"];
    assert_eq!(small, expected);
}

#[test]
fn outside_all_versions_there_is_no_row() {
    let gone = entries("companies.employees is missing");
    let expected = ["A,2026-06-01", "C,2026-04-01", "D,2026-05-12", "E,2026-05-12", "F,2026-06-01"];
    assert_eq!(gone, expected);
}

#[test]
fn versions_and_rows_meet_in_one_condition() {
    let either = "companies.employees >= 100 and (any(touches where kind = 'x') or companies.industry = 'IT')";
    assert_eq!(entries(either), ["A,2026-03-01", "B,2026-07-03", "C,2026-02-12", "F,2026-04-12"]);
}

#[test]
fn a_lead_is_explained_by_the_version_of_its_moment() {
    let workspace = written("companies.employees >= 100");
    let told = |lead: &str| {
        let ran = workspace.kpi(&["explain", "--lead", lead, "--format", "json"]);
        let told: serde_json::Value = serde_json::from_str(&ran.stdout).expect(&ran.stderr);
        let condition = &told["funnels"][0]["cycles"][0]["stages"][1]["condition"];
        (condition["holds"] == true, condition["seen"][0]["value"].as_i64())
    };
    assert_eq!(told("A"), (true, Some(200)));
    assert_eq!(told("C"), (true, Some(500)));
    assert_eq!(told("D"), (false, None));
}

#[test]
fn personal_data_is_shown_only_where_asked_for() {
    let workspace = written("companies.industry = 'IT' or any(touches where kind = 'y')");
    let column = "industry = { type = \"text\"";
    let marked = SETTINGS.replace(column, "industry = { type = \"text\", pii = true");
    workspace.write("kpi.toml", marked);
    let said =
        |words: &[&str]| workspace.kpi(&[&["explain", "--lead", "B"], words].concat()).stdout;
    assert!(said(&[]).contains("✗ companies.industry = 'IT'   (hidden, see --show-pii)"));
    assert!(said(&["--show-pii"]).contains("✗ companies.industry = 'IT'   (other)"));
    assert!(!said(&["--format", "json"]).contains("other"));
}
