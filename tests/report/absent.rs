//! What a project does not have is said in its place, and the rest is there.

use super::{FUNNEL, json, made, small};
use crate::workspace::Workspace;

/// A project as HTML, Markdown and JSON; gives the parts that are absent.
fn absent(workspace: &Workspace, words: &[&str]) -> Vec<String> {
    made(workspace, &[words, &["--out", "a.html", "--out", "a.md", "--out", "a.json"]].concat());
    let report = json(workspace, "a.json");
    let parts = report["parts"].as_object().unwrap();
    let absent = parts.iter().filter(|(_, content)| content.get("absent").is_some());
    let names: Vec<String> = absent.map(|(name, _)| name.clone()).collect();
    let (html, markdown) = (workspace.read("a.html"), workspace.read("a.md"));
    super::closed(&html);
    assert_eq!(html.matches("Absent: ").count(), markdown.matches("Absent: ").count());
    assert!(html.matches("Absent: ").count() >= names.len(), "each says why");
    assert!(!html.contains("NaN") && !html.contains("inf\""), "no number is made up");
    names
}

const WITHOUT_PLAN: [&str; 6] =
    ["agreements", "changes", "channels", "diagnoses", "gap", "interest"];

#[test]
fn without_plan_or_funnel() {
    assert_eq!(absent(&small(FUNNEL), &[]), WITHOUT_PLAN);
    let bare = small("[kpi.leads]\nformula = \"count(leads)\"\n");
    let mut all: Vec<&str> = WITHOUT_PLAN.to_vec();
    all.insert(4, "funnel");
    assert_eq!(absent(&bare, &[]), all);
    assert!(bare.read("a.html").contains("no funnel is defined"));
}

#[test]
fn without_any_definition() {
    let mut all: Vec<&str> = WITHOUT_PLAN.to_vec();
    all.insert(4, "funnel");
    all.extend(["targets", "trends"]);
    assert_eq!(absent(&small(""), &[]), all);
}

#[test]
fn one_lead_no_lead_and_a_period_without_rows() {
    let workspace = small(&format!("{FUNNEL}[report.r]\nby = \"channel\"\n"));
    let without = ["agreements", "changes", "diagnoses", "gap", "interest"];
    assert_eq!(absent(&workspace, &["--period", "2020-01"]), without);
    workspace.write("data/leads.csv", "lead_id,at,channel,won_on\nA,2026-05-05,SEO,\n");
    assert_eq!(absent(&workspace, &[]), without);
    workspace.write("data/leads.csv", "lead_id,at,channel,won_on\n");
    assert_eq!(absent(&workspace, &[]), without);
    assert!(workspace.read("a.html").contains("no rows"));
}

#[test]
fn a_plan_that_says_nothing_of_the_period() {
    let plan = "[kpi.revenue]\nlabel = \"Revenue\"\nformula = \"sum(if leads.won_on is not missing then 1_000 JPY else 0 JPY over leads at leads.won_on)\"\n[plan.p]\nperiod = \"fiscal 2026\"\ntarget = { kpi = \"revenue\", amount = \"10_000 JPY\" }\nfunnel = \"f\"\nvalue = \"1_000 JPY\"\nrates = { \"cv -> won\" = \"50%\" }\n";
    let workspace = small(&format!("{FUNNEL}{plan}"));
    let parts = absent(&workspace, &["--period", "2025-05"]);
    assert!(parts.contains(&"gap".to_owned()));
    let html = workspace.read("a.html");
    assert!(html.contains("No target is defined by a plan"), "the plan is of another year");
    let parts = absent(&workspace, &["--period", "2026-H2"]);
    assert!(!parts.contains(&"targets".to_owned()), "{parts:?}");
}

#[test]
fn many_channels_are_cut_and_the_report_does_not_grow_with_leads() {
    let workspace = small(&format!("{FUNNEL}[report.r]\nby = \"channel\"\n"));
    let rows = |leads: usize, channels: usize| {
        let row = |at: usize| format!("L{at},2026-05-{:02},C{:02},\n", at % 28 + 1, at % channels);
        let rows: String = (0..leads).map(row).collect();
        format!("lead_id,at,channel,won_on\n{rows}")
    };
    workspace.write("data/leads.csv", rows(200, 40));
    absent(&workspace, &[]);
    let html = workspace.read("a.html");
    assert!(html.contains("(20 of 40)"), "what is cut is said");
    let report = json(&workspace, "a.json");
    assert_eq!(report["parts"]["channels"]["table"]["lines"].as_array().unwrap().len(), 20);
    workspace.write("data/leads.csv", rows(5_000, 40));
    absent(&workspace, &[]);
    let more = workspace.read("a.html").len();
    assert!(more < html.len() + 2_000, "{more} after {}", html.len());
}
