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
    let found =
        [("B", "2026-12-25T09:00:00"), ("C", "2027-01-02T09:00:00"), ("E", "2026-12-01T09:00:00")];
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

/// The criterion looks at the stage, the dimension and the KPIs at the criterion.
#[test]
fn so_do_results_that_look_at_the_stage_through_others() {
    let note = "mql: another definition from 2027-01-01 on; earlier entries keep theirs";
    let others = r#"[criterion.is_mql]
of = "leads"
when = "mql is not missing"
[dimension.kind]
of = { leads = "if criterion.is_mql then 'mql' else 'other'" }
missing = "-"
[kpi.by_criterion]
formula = "count(leads where criterion.is_mql)"
[kpi.by_dimension]
formula = "count(leads where dimension.kind = 'mql')"
[kpi.by_other]
formula = "kpi.by_criterion + 1"
[kpi.other]
formula = "count(leads)"
"#;
    let workspace = project(&format!("{DEFINITIONS}{others}"));
    for (kpi, crosses) in
        [("by_criterion", true), ("by_dimension", true), ("by_other", true), ("other", false)]
    {
        let ran = workspace.kpi(&["run", kpi, "--period", "2026-12..2027-01"]);
        assert_eq!(ran.code, 0, "{kpi}: {}", ran.stderr);
        assert_eq!(ran.stdout.contains(note), crosses, "{kpi}: {}", ran.stdout);
    }
}

/// One promise rests on the stage, the other does not.
#[test]
fn verdicts_that_cross_the_day_say_so() {
    let promise = |name: &str, promise: &str| {
        format!(
            "[agreement.{name}]\nlabel = \"{name}\"\nbetween = [\"a\", \"b\"]\npromise = \"{promise}\"\n\
             expect = \">= 100\"\nby = \"quarter\"\n"
        )
    };
    let later = DEFINITIONS.replace("2027-01-01", "2027-01-15");
    let later = later.replace("[stage.cv]", "[stage.cv]\nowner = \"a\"\naccepted_by = \"b\"");
    let promises = [promise("few", "count(mql)"), promise("raw", "count(leads)")].concat();
    let workspace = project(&format!("{later}{promises}"));
    let words = ["verify", "--period", "2026-10..2027-03", "--as-of", "2027-04-30", "--format"];
    let shown = |format: &str| {
        let ran = workspace.kpi(&[&words[..], &[format]].concat());
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        ran.stdout
    };
    let json: serde_json::Value = serde_json::from_str(&shown("json")).unwrap();
    let [few, raw] = [0, 1].map(|at| &json["agreements"][at]);
    let changed = |of: &serde_json::Value| [0, 1].map(|at| of["periods"][at]["changed"].clone());
    assert_eq!(
        (changed(few), changed(raw)),
        ([false.into(), true.into()], [false.into(), false.into()])
    );
    assert_eq!(few["notes"][0]["code"], "definition-break");
    assert_eq!(raw["notes"].as_array().unwrap().len(), 0);
    let note = "mql: another definition from 2027-01-15 on; earlier entries keep theirs";
    for format in ["human", "markdown"] {
        assert_eq!(shown(format).matches(note).count(), 1, "{}", shown(format));
        assert_eq!(shown(format).matches("2027-Q1^").count(), 1);
    }
    assert_eq!(shown("junit").matches("a definition changes within it").count(), 1);
}

#[test]
fn plans_that_cross_the_day_say_so() {
    let deals = "[source.deals]\npath = \"deals.csv\"\nkey = \"deal_id\"\ntime = \"at\"\n\
                columns = { deal_id = { type = \"text\" }, lead_id = { type = \"text\", links = \"leads\" }, at = { type = \"datetime\" }, amount = { type = \"money\" } }\n";
    let plan = "[kpi.revenue]\nformula = \"sum(deals.amount)\"\n\
                [plan.spring]\nperiod = \"2027-04..2027-06\"\ntarget = { kpi = \"revenue\", amount = \"1_000 JPY\" }\n\
                funnel = \"f\"\nvalue = \"10 JPY\"\nrates = { measured = \"PERIOD\" }\n";
    let note = "mql: another definition from 2027-01-01 on; earlier entries keep theirs";
    for (measured, crosses) in [("2026-12..2027-01", true), ("2027-01", false)] {
        let workspace = project(&format!("{DEFINITIONS}{}", plan.replace("PERIOD", measured)));
        workspace.write("kpi.toml", format!("{SETTINGS}{deals}"));
        workspace.write("deals.csv", "deal_id,lead_id,at,amount\nD1,A,2027-01-09T00:00:00Z,10\n");
        for format in ["human", "json", "markdown"] {
            let ran = workspace.kpi(&["plan", "--format", format]);
            assert!(ran.code <= 1, "{}", ran.stderr);
            assert_eq!(ran.stdout.contains(note), crosses, "{measured}: {}", ran.stdout);
        }
    }
}

#[test]
fn three_definitions_follow_each_other() {
    let third = DEFINITIONS.replace("effective_from = 2027-01-01", "effective_from = 2027-01-02")
        + "\n[[stage.mql.before]]\nwhen = \"false\"\neffective_from = 2026-12-31\n";
    let found =
        [("A", "2026-12-10T09:00:00"), ("B", "2027-01-02T00:00:00"), ("C", "2027-01-02T09:00:00")];
    assert_eq!(entries(&third), expected(&found));
}
