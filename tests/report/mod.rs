//! Reports: the same bytes, nothing but text from outside, every part or why it is absent.

mod absent;
pub(crate) mod browser;
mod escaping;
mod excel;
mod review;
mod sheets;
mod verify;

use serde_json::Value as Json;

use crate::workspace::{Ran, Workspace};

/// Bytes of the report of the example, at most.
const LARGEST: usize = 300 * 1024;

/// Settings and data of a small project without definitions.
pub(crate) const PROJECT: &str = r#"
[project]
name = "small"
language = "en"
time_zone = "Asia/Tokyo"
currency = "JPY"
fiscal_year_starts = 4
week_starts = "monday"
as_of = 2026-10-31
[source.leads]
path = "data/leads.csv"
key = "lead_id"
time = "at"
columns = { lead_id = { type = "text" }, at = { type = "date" }, channel = { type = "text" }, won_on = { type = "date", known_from = "won_on" } }
"#;

/// A funnel over it.
pub(crate) const FUNNEL: &str = r#"
[funnel.f]
of = "leads"
stages = ["cv", "won"]
skips = "backfill"
[stage.cv]
label = "Signed up"
means = "left an address"
is_not = "no visit"
at = "leads.at"
[stage.won]
label = "Won"
at = "leads.won_on"
[dimension.channel]
of = { leads = "leads.channel" }
missing = "none"
"#;

/// A project of three leads.
pub(crate) fn small(definitions: &str) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("kpi.toml", PROJECT);
    workspace.write("kpi-definitions/a.toml", definitions);
    workspace.write(
        "data/leads.csv",
        "lead_id,at,channel,won_on\nA,2026-01-05,SEO,2026-02-01\nB,2026-05-05,Ads,\nC,2026-09-05,SEO,2026-09-30\n",
    );
    workspace
}

fn made(workspace: &Workspace, words: &[&str]) -> Ran {
    let ran = workspace.kpi(&[&["report"], words].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran
}

fn json(workspace: &Workspace, name: &str) -> Json {
    serde_json::from_str(&workspace.read(name)).unwrap()
}

#[test]
fn the_report_of_the_example_is_small_closed_and_the_same_everywhere() {
    let example = Workspace::example("b2b");
    made(&example, &["--out", "a.html", "--out", "a.md", "--out", "a.xlsx", "--out", "a.json"]);
    let elsewhere = example.shell(
        "TZ=America/New_York LANG=de_DE.UTF-8 kpi report --out b.html --out b.md --out b.xlsx --out b.json",
    );
    assert_eq!(elsewhere.code, 0, "{}", elsewhere.stderr);
    for format in ["html", "md", "xlsx", "json"] {
        let file = |name: &str| example.path().join(format!("{name}.{format}"));
        let [one, other] = ["a", "b"].map(|name| std::fs::read(file(name)).unwrap());
        assert!(one == other, "{format} differs");
    }
    let html = example.read("a.html");
    assert!(html.len() <= LARGEST, "{} bytes", html.len());
    closed(&html);
    let report = json(&example, "a.json");
    for part in gyakusan::model::ReportPart::ALL {
        let content = &report["parts"][part.word()];
        let may_be_absent = part.word() == "changes";
        assert!(may_be_absent || content.get("absent").is_none(), "{}: {content}", part.word());
        assert!(html.contains(&format!("<section id=\"{}\"", part.word())));
    }
    assert!(html.contains("30 件中") || html.contains("24 件中 10 件"), "lists say what they cut");
}

/// Nothing runs, nothing comes from outside, no element has a style of its own.
fn closed(html: &str) {
    assert_eq!(html.matches("<script").count(), 1);
    assert!(html.contains("<script type=\"application/json\" id=\"numbers\">"));
    assert_eq!(html.matches("<style").count(), 1);
    for outside in [" style=", "http:", "https:", "<link", "<img", "<iframe", "@import", " onload="]
    {
        assert!(!html.contains(outside), "{outside}");
    }
    let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let hash = gyakusan::hash::base64_digest(style);
    let policy = format!("content=\"default-src 'none'; style-src 'sha256-{hash}'");
    assert!(html.contains(&policy), "the policy names the style");
}

#[test]
fn a_section_chooses_and_orders_the_parts() {
    let reports = "[report.short]\nlabel = \"短い報告\"\nparts = [\"glossary\", \"targets\"]\nlanguage = \"ja\"\nmonths = 3\n[report.other]\nparts = [\"trends\"]\nmonths = 3\n";
    let workspace = small(&format!("{FUNNEL}{reports}"));
    made(&workspace, &["short", "--out", "a.html"]);
    let html = workspace.read("a.html");
    assert!(html.contains("<html lang=\"ja\">") && html.contains("<h1>短い報告</h1>"));
    let place = |part: &str| html.find(&format!("<section id=\"{part}\"")).unwrap();
    assert!(place("glossary") < place("targets") && !html.contains("<section id=\"funnel\""));
    made(&workspace, &["report.other", "--out", "b.json"]);
    let report = json(&workspace, "b.json");
    assert_eq!(
        report["parts"]["trends"]["months"],
        serde_json::json!(["2026-08", "2026-09", "2026-10"])
    );
    assert_eq!(report["parts"].as_object().unwrap().len(), 1);
    let unknown = workspace.kpi(&["report", "shrt", "--out", "c.html"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("did you mean `short`?"), "{}", unknown.stderr);
}

#[test]
fn templates_of_the_project_take_the_place_of_the_built_in_ones() {
    let workspace = small(FUNNEL);
    workspace.write("templates/report.css", "body{color:teal}\n");
    made(&workspace, &["--out", "a.html"]);
    let html = workspace.read("a.html");
    assert!(html.contains("body{color:teal}") && !html.contains(".charts{"));
    closed(&html);
    workspace.write("templates/report.html", "<p>{{ title }} & {{ sections|length }}</p>");
    made(&workspace, &["--out", "a.html"]);
    assert_eq!(workspace.read("a.html"), "<p>KPI report & 12</p>");
}

#[test]
fn numbers_of_a_small_project_are_those_of_its_rows() {
    let workspace = small(FUNNEL);
    made(&workspace, &["--period", "FY2026", "--out", "a.json"]);
    let report = json(&workspace, "a.json");
    let targets = report["parts"]["targets"].as_array().unwrap();
    let counts = |name: &str, key: &str| {
        let found = targets.iter().find(|it| it["name"] == name).unwrap();
        found[key]["value"].clone()
    };
    assert_eq!(counts("count(cv)", "actual"), 2);
    assert_eq!(counts("count(won)", "actual"), 1);
    let stages = &report["parts"]["funnel"]["stages"];
    assert_eq!(stages[0]["rate"]["converted"], 1);
    assert_eq!(stages[0]["rate"]["value"], 0.5);
    assert_eq!(stages[0]["days"]["value"], 25);
    assert_eq!(report["data"]["leads"]["rows"], 3);
    assert_eq!(report["data"]["leads"]["newest"], "2026-09-05");
    assert!(report["period"]["unfinished"].as_bool().unwrap());
}

#[test]
fn what_changed_since_the_report_before_comes_from_git() {
    let workspace = small(FUNNEL);
    let commit = |day: &str, message: &str| {
        let line = format!(
            "git init -q . ; git add -A && GIT_COMMITTER_DATE={day} GIT_AUTHOR_DATE={day} git -c user.name=a -c user.email=a@b.c commit -qm {message}"
        );
        assert_eq!(workspace.shell(&line).code, 0);
    };
    commit("2026-08-31T20:00:00Z", "first");
    workspace.write(
        "kpi-definitions/a.toml",
        FUNNEL.replace("missing = \"none\"", "missing = \"unknown\""),
    );
    // midnight of Tokyo: the first moment of the month is no longer before it
    commit("2026-09-30T15:00:00Z", "second");
    made(&workspace, &["--out", "a.json", "--out", "a.md"]);
    let changes = &json(&workspace, "a.json")["parts"]["changes"];
    assert_eq!(changes["day"], "2026-09-01");
    assert_eq!(changes["changes"][0]["name"], "dimension.channel");
    assert!(workspace.read("a.md").contains("first)"), "the commit is named");
    made(&workspace, &["--period", "2026-05", "--out", "b.json"]);
    let early = &json(&workspace, "b.json")["parts"]["changes"];
    assert_eq!(early["absent"], "because", "no commit is that old");
}

/// The second commit was made on September 30 in Los Angeles, where it was October 1 in Tokyo.
#[test]
fn a_commit_counts_for_the_day_in_the_zone_of_the_project() {
    let workspace = small(FUNNEL);
    let commit = |moment: &str| {
        let line = format!(
            "git init -q . ; git add -A && GIT_COMMITTER_DATE={moment} git commit -qm {moment}"
        );
        assert_eq!(workspace.shell(&line).code, 0);
    };
    let call = |missing: &str| FUNNEL.replace("\"none\"", missing);
    commit("2026-09-10T12:00:00+0900");
    workspace.write("kpi-definitions/a.toml", call("\"unknown\""));
    commit("2026-09-30T15:30:00-0700");
    made(&workspace, &["--out", "a.json"]);
    let changes = &json(&workspace, "a.json")["parts"]["changes"];
    assert_eq!(changes["day"], "2026-09-10");
    assert_eq!(changes["changes"][0]["name"], "dimension.channel");
    workspace.write("kpi-definitions/b.toml", "[kpi.n]\nformula = \"count(leads)\"\n");
    commit("2026-10-01T02:00:00+1400");
    made(&workspace, &["--out", "b.json"]);
    let changes = &json(&workspace, "b.json")["parts"]["changes"];
    assert_eq!(changes["day"], "2026-09-30", "it was still September in Tokyo");
}

#[test]
fn trends_mark_the_month_in_which_a_definition_changes() {
    let earlier = "when = \"channel is not missing\"\nrestates = false\neffective_from = 2026-06-15\n[[stage.won.before]]\nwhen = \"channel = 'SEO'\"\n";
    let (head, tail) = FUNNEL.split_once("at = \"leads.won_on\"\n").unwrap();
    let definitions =
        format!("{head}{earlier}{tail}[report.r]\nparts = [\"trends\"]\nmonths = 6\n");
    let workspace = small(&definitions);
    made(&workspace, &["--out", "a.json", "--out", "a.html", "--out", "a.md", "--out", "a.xlsx"]);
    let report = json(&workspace, "a.json");
    for kpi in report["parts"]["trends"]["kpis"].as_array().unwrap() {
        let wanted = match kpi["name"].as_str().unwrap() {
            "count(won)" => serde_json::json!([{"month": "2026-06", "definition": "stage.won"}]),
            _ => serde_json::json!([]),
        };
        assert_eq!(kpi["breaks"], wanted, "{kpi}");
    }
    let html = workspace.read("a.html");
    assert_eq!(html.matches("<path class=\"break\"").count(), 2, "one drawn, one in the legend");
    let markdown = workspace.read("a.md");
    assert!(markdown.contains("| 2026-06^ |") && !markdown.contains("2026-07^"), "{markdown}");
    assert!(markdown.contains("stage.won is defined anew from 2026-06 on"), "{markdown}");
    let book = sheets::sheets(&workspace, "a.xlsx");
    let said = |it: &calamine::Data| *it == "stage.won";
    assert_eq!(book[1].1.values.values().filter(|it| said(it)).count(), 1);
}

#[test]
fn the_schema_names_every_key_of_the_document() {
    let workspace = small(FUNNEL);
    made(&workspace, &["--out", "a.json"]);
    let schema: Json = serde_json::from_str(&workspace.kpi(&["schema", "report"]).stdout).unwrap();
    let report = json(&workspace, "a.json");
    let keys = |it: &Json| it.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&report), keys(&schema["properties"]));
    let targets = &schema["$defs"]["Against"]["properties"];
    assert_eq!(keys(&report["parts"]["targets"][0]), keys(targets));
    let stages = &schema["$defs"]["Step"]["properties"];
    assert_eq!(keys(&report["parts"]["funnel"]["stages"][0]), keys(stages));
}
