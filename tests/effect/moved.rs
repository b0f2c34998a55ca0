//! A number over time, where the project and its data lay elsewhere at the earlier revision.

use serde_json::Value as Json;

use super::SETTINGS;
use crate::workspace::Workspace;

const KPIS: &str = "[criterion.large]\nof = \"leads\"\nwhen = \"leads.employees >= 10\"\n\
                    [kpi.n]\nformula = \"count(leads where criterion.large)\"\n";
const DEALS: &str = "deal_id,lead_id,created_at,amount\n";
const LEADS: &str = "lead_id,created_at,employees,industry\nL1,2026-01-10,20,IT\nL2,2026-02-10,60,food\n\
                     L3,2026-02-11,20,food\nL4,2026-02-12,5,food\n";

fn shell(workspace: &Workspace, line: &str) {
    let ran = workspace.shell(line);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

/// 1 of 1 and 2 of 3 leads are large; by the later definition 1 of 3.
#[test]
fn a_project_and_data_that_moved_are_found() {
    let workspace = Workspace::empty();
    let settings = SETTINGS.replace("\"leads.csv\"", "\"old/leads.csv\"");
    workspace.write("KPI 定義/kpi.toml", settings);
    workspace.write("KPI 定義/kpi-definitions/a.toml", KPIS);
    shell(
        &workspace,
        "git init -q -b main . && git add -A && GIT_COMMITTER_DATE=2026-01-05T00:00:00Z git commit -qm one",
    );
    shell(&workspace, "git mv 'KPI 定義'/* .");
    workspace.write("kpi.toml", SETTINGS.replace("\"leads.csv\"", "\"data/leads.csv\""));
    workspace.write("kpi-definitions/a.toml", KPIS.replace(">= 10", ">= 50"));
    workspace.write("data/leads.csv", LEADS);
    workspace.write("deals.csv", DEALS);
    shell(&workspace, "git add -A && GIT_COMMITTER_DATE=2026-02-05T00:00:00Z git commit -qm two");
    let words = ["explain", "n", "--from", "2026-01", "--to", "2026-02", "--format", "json"];
    let ran = workspace.kpi(&words);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let found: Json = serde_json::from_str(&ran.stdout).unwrap();
    let moves = ["by_data", "by_definition", "together"].map(|key| found[key].as_str().unwrap());
    assert_eq!(moves, ["1", "-1", "0"]);
}
