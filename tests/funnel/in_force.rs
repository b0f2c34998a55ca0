//! A stage whose definition changes on 2027-01-01 in Tokyo; worked by hand.

use crate::workspace::Workspace;

const SETTINGS: &str = r#"[project]
name = "ef"
language = "en"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
as_of = 2027-03-31
[source.leads]
path = "leads.csv"
key = "lead_id"
time = "created_at"
columns = { lead_id = { type = "text" }, created_at = { type = "datetime" }, size = { type = "integer" } }
[source.views]
path = "views.csv"
key = "view_id"
time = "at"
columns = { view_id = { type = "text" }, lead_id = { type = "text", links = "leads" }, at = { type = "datetime" } }
"#;

const DEFINITIONS: &str = r#"[funnel.f]
of = "leads"
skips = "exclude"
stages = ["cv", "mql"]
[stage.cv]
at = "leads.created_at"
[stage.mql]
when = "count(views in last 30 days) >= 2"
effective_from = 2027-01-01
restates = false
[[stage.mql.before]]
when = "count(views in last 30 days) >= 1 and leads.size >= 10"
[kpi.mqls]
formula = "count(mql)"
"#;

/// A fulfils the earlier definition, F in its last second; B and C the later one alone, B before the day
/// and C after it; D one half of the later, E the later
/// until December 21, when its views leave the window.
const LEADS: &str = "\
lead_id,created_at,size\n\
A,2026-12-01T00:00:00Z,20\n\
B,2026-12-01T00:00:00Z,5\n\
C,2026-12-20T00:00:00Z,5\n\
D,2027-01-05T00:00:00Z,20\n\
E,2026-12-01T00:00:00Z,5\n\
F,2026-12-31T14:00:00Z,50\n";

const VIEWS: &str = "\
view_id,lead_id,at\n\
1,A,2026-12-10T00:00:00Z\n\
2,B,2026-12-20T00:00:00Z\n\
3,B,2026-12-25T00:00:00Z\n\
4,C,2026-12-28T00:00:00Z\n\
5,C,2027-01-02T00:00:00Z\n\
6,D,2027-01-06T00:00:00Z\n\
7,E,2026-11-20T00:00:00Z\n\
8,E,2026-11-21T00:00:00Z\n\
9,F,2026-12-31T14:59:59Z\n";

fn project(definitions: &str) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("kpi.toml", SETTINGS);
    workspace.write("kpi-definitions/a.toml", definitions);
    workspace.write("leads.csv", LEADS);
    workspace.write("views.csv", VIEWS);
    workspace
}

fn entries(definitions: &str) -> Vec<(String, String)> {
    let ran = project(definitions).kpi(&["leads", "mql", "--format", "csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let pair = |line: &str| {
        let mut cells = line.split(',').map(str::to_owned);
        Some((cells.next()?, cells.next()?))
    };
    ran.stdout.lines().skip(1).filter_map(pair).collect()
}

fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let at = |time: &str| format!("{time}+09:00");
    pairs.iter().map(|(lead, time)| ((*lead).to_owned(), at(time))).collect()
}

#[test]
fn earlier_entries_keep_the_earlier_definition() {
    let found = [
        ("A", "2026-12-10T09:00:00"),
        ("B", "2027-01-01T00:00:00"),
        ("C", "2027-01-02T09:00:00"),
        ("F", "2026-12-31T23:59:59"),
    ];
    assert_eq!(entries(DEFINITIONS), expected(&found));
}

#[test]
fn a_definition_that_restates_holds_for_all_days() {
    let restated = DEFINITIONS.replace("restates = false", "restates = true");
    let found = [
        ("B", "2026-12-25T09:00:00"),
        ("C", "2027-01-02T09:00:00"),
        ("E", "2026-12-01T09:00:00"),
    ];
    assert_eq!(entries(&restated), expected(&found));
    let (head, _) = DEFINITIONS.split_once("effective_from").unwrap();
    let (_, tail) = DEFINITIONS.split_once("[kpi.mqls]").unwrap();
    assert_eq!(entries(&format!("{head}[kpi.mqls]{tail}")), expected(&found));
}

#[test]
fn results_that_cross_the_day_say_so() {
    let workspace = project(DEFINITIONS);
    let note = "mql: another definition from 2027-01-01 on; earlier entries keep theirs";
    for (period, crosses) in [
        ("2026-12..2027-01", true),
        ("2026-12-31..2027-01-01", true),
        ("2027-01", false),
        ("2026-12", false),
    ] {
        let ran = workspace.kpi(&["run", "mqls", "--period", period]);
        assert_eq!(ran.stdout.contains(note), crosses, "{period}: {}", ran.stdout);
    }
    let before = workspace.kpi(&["run", "mqls", "--as-of", "2026-12-31"]);
    assert!(!before.stdout.contains(note), "{}", before.stdout);
}

#[test]
fn three_definitions_follow_each_other() {
    let third = DEFINITIONS.replace("effective_from = 2027-01-01", "effective_from = 2027-01-02")
        + "\n[[stage.mql.before]]\nwhen = \"false\"\neffective_from = 2026-12-31\n";
    let found =
        [("A", "2026-12-10T09:00:00"), ("B", "2027-01-02T00:00:00"), ("C", "2027-01-02T09:00:00")];
    assert_eq!(entries(&third), expected(&found));
}
