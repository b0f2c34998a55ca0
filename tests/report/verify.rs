//! A report is measured again and compared.

use super::{FUNNEL, made, small};

#[test]
fn a_report_that_still_holds_says_so() {
    let workspace = small(FUNNEL);
    made(&workspace, &["--period", "2026-05", "--out", "a.html", "--out", "a.json"]);
    for file in ["a.html", "a.json"] {
        let ran = workspace.kpi(&["report", "--verify", file]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.starts_with("same: "), "{}", ran.stdout);
    }
    workspace.write(
        "kpi-definitions/a.toml",
        FUNNEL
            .replace("Signed up", "Registered")
            .replace("\n[stage.won]", "\n# a comment\n[stage.won]"),
    );
    let ran = workspace.kpi(&["report", "--verify", "a.html"]);
    assert_eq!(
        (ran.code, ran.stdout.lines().count()),
        (0, 1),
        "words are no numbers: {}",
        ran.stdout
    );
    let rows = workspace.read("data/leads.csv");
    workspace.write("data/leads.csv", format!("{rows}D,2026-12-01,SEO,\n"));
    let ran = workspace.kpi(&["report", "--verify", "a.html"]);
    assert_eq!(ran.code, 0, "rows after as of do not count: {}", ran.stdout);
    assert!(ran.stdout.contains("files that changed, with as many rows up to as of: leads"));
}

#[test]
fn other_data_and_other_definitions_are_told_apart() {
    let workspace = small(FUNNEL);
    made(&workspace, &["--period", "FY2026", "--out", "a.html"]);
    let rows = workspace.read("data/leads.csv");
    workspace.write("data/leads.csv", format!("{rows}D,2026-05-01,SEO,\n"));
    let ran = workspace.kpi(&["report", "--verify", "a.html"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains("targets › count(cv) › actual › value: 2 → 3 (data)"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("data that changed: leads") && !ran.stdout.contains("definitions that")
    );
    workspace.write("data/leads.csv", rows);
    workspace.write(
        "kpi-definitions/a.toml",
        FUNNEL.replace("at = \"leads.won_on\"", "at = \"leads.at\""),
    );
    let ran = workspace.kpi(&["report", "--verify", "a.html"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.contains("(definition)") && !ran.stdout.contains("(data)"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("definitions that changed: stage.won"), "{}", ran.stdout);
}

#[test]
fn what_is_no_report_cannot_be_checked() {
    let workspace = small(FUNNEL);
    made(&workspace, &["--out", "a.md"]);
    workspace.write("b.html", "<html></html>");
    for file in ["a.md", "b.html", "c.html", "data"] {
        let ran = workspace.kpi(&["report", "--verify", file]);
        assert_eq!(ran.code, 3, "{file}");
        assert!(ran.stderr.contains("error[unreadable-report]"), "{}", ran.stderr);
    }
}
