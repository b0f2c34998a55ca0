//! A subject that comes back is credited apart; where days meet moments, whole days count.

use super::project::{attribution, project, rows};

#[test]
fn each_cycle_has_its_own_touches() {
    let workspace = project(&attribution("model = \"linear\""));
    let definitions = workspace.read("kpi-definitions/a.toml");
    let cycle = "skips = \"backfill\"\ncycle = { restarts_at = \"touches\", dormant = \"10 days\", quiet_in = [\"touches\"] }";
    workspace.write("kpi-definitions/a.toml", definitions.replace("skips = \"backfill\"", cycle));
    // A's touch of 04-20 comes 13 days after that of 04-07: a cycle of its own, in which the deal
    // of 05-10 is won after seo alone. B's touch of 05-01 09:00 starts a second cycle, too, in which
    // its entry of that moment lies. So: A1 ads, seo, seo, webinar; A2 seo; B2 direct; C none.
    let found = rows(&workspace, &[]);
    let credit = |channel: &str| found[channel][0].as_str();
    assert_eq!(credit("total"), "4");
    assert_eq!(credit("ads"), "0.25");
    assert_eq!(credit("seo"), "1.5");
    assert_eq!(credit("webinar"), "0.25");
    assert_eq!(credit("direct"), "1");
    assert_eq!(credit("(no touch)"), "1");
}

#[test]
fn days_meet_moments() {
    let workspace = project(&attribution("model = \"linear\"\nlook_back = \"30 days\""));
    let settings = workspace.read("kpi.toml");
    workspace.write(
        "kpi.toml",
        settings.replace("closed_at = { type = \"datetime\" }", "closed_at = { type = \"date\" }"),
    );
    let deals = workspace.read("deals.csv");
    let deals = deals.replace(" 12:00,", ",").replace("05-01 09:00", "05-01");
    workspace.write(
        "deals.csv",
        deals.replace("05-03 10:00", "05-03").replace("30 10:00,lost", "30,lost"),
    );
    // B: the whole of 04-01 is 30 days before 05-01, so both ads count, and direct of that day.
    let found = rows(&workspace, &[]);
    assert_eq!(found["ads"][0], "0.916666667");
    assert_eq!(found["direct"][0], "0.333333333");
    assert_eq!(found["total"][0], "3");
}
