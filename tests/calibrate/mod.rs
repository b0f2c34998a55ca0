//! `kpi calibrate` on leads counted by hand.

use crate::workspace::Workspace;

const SETTINGS: &str = r#"
[project]
name = "calibrate"
language = "en"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
as_of = 2026-06-30
[source.leads]
path = "leads.csv"
key = "lead_id"
time = "created_at"
[source.leads.columns]
lead_id = { type = "text" }
created_at = { type = "datetime" }
size = { type = "integer" }
judged = { type = "text" }
[source.deals]
path = "deals.csv"
key = "deal_id"
time = "created_at"
[source.deals.columns]
deal_id = { type = "text" }
lead_id = { type = "text", links = "leads" }
created_at = { type = "datetime" }
"#;

const FUNNEL: &str = r#"
[funnel.f]
of = "leads"
stages = ["cv", "good", "won"]
skips = "exclude"
[stage.cv]
at = "leads.created_at"
[stage.good]
when = "leads.size >= 100"
[stage.won]
at = "first(deals.created_at)"
"#;

/// Large leads A to D: A, B and C win within 30 days, C exactly then; D wins a second later.
/// Small leads E and F: no win. G is large and wins, but its 30 days end after as of.
const LEADS: &str = "\
lead_id,created_at,size,judged
A,2026-01-01 00:00,100,yes
B,2026-01-01 00:00,500,yes
C,2026-01-01 00:00,200,no
D,2026-01-01 00:00,200,no
E,2026-01-01 00:00,99,no
F,2026-01-01 00:00,,yes
G,2026-06-15 00:00,100,yes
";

const DEALS: &str = "\
deal_id,lead_id,created_at
1,A,2026-01-05 00:00
2,B,2026-01-06 00:00
3,C,2026-01-31 00:00
4,D,2026-01-31 00:00:01
5,G,2026-06-16 00:00
";

fn calibrated(words: &[&str]) -> String {
    let workspace = Workspace::empty();
    workspace.write("kpi.toml", SETTINGS);
    workspace.write("kpi-definitions/f.toml", FUNNEL);
    workspace.write("leads.csv", LEADS);
    workspace.write("deals.csv", DEALS);
    let ran = workspace.kpi(&[&["calibrate", "good"], words].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

/// Of six mature leads four are large and three of these win: precision 3/4, recall 3/3, base rate
/// 3/6, so lift 1.5; the Wilson interval of 3 of 4 is 0.301 to 0.954.
#[test]
fn mature_leads_are_counted() {
    let printed = calibrated(&["--against", "won", "within", "30", "days", "--format", "csv"]);
    let expected = "\
what,fulfilled,converted,precision,low,high,recall,lift
good,4,3,0.75,0.301,0.954,1,1.5
leads.size >= 100,4,3,0.75,0.301,0.954,1,1.5
";
    assert_eq!(printed, expected);
    let printed = calibrated(&["--against", "won within 30 days"]);
    assert!(printed.contains("6 (open, left out: 1)"), "{printed}");
    assert!(printed.contains("3 / 1 / 0 / 2"), "{printed}");
}

/// Without a window D and G win too: 5 of 5 large leads, of 7 in all.
#[test]
fn ever_has_no_window() {
    let printed = calibrated(&["--against", "won within ever", "--format", "csv"]);
    assert!(printed.contains("\ngood,5,5,1,"), "{printed}");
}

/// Stage and person agree on A, B and E of six; chance alone gives 4/6 x 3/6 + 2/6 x 3/6 = 1/2, so
/// kappa is (1/2 - 1/2) / (1 - 1/2) = 0.
#[test]
fn people_are_compared_by_kappa() {
    let words = ["--against", "won within 30 days", "--human", "leads.judged = 'yes'"];
    let printed = calibrated(&words);
    assert!(printed.contains("agreement with people (Cohen's kappa): 0.000"), "{printed}");
}
