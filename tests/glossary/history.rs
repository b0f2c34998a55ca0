//! What changed when, on every page.

use super::{between, made, pages};
use crate::report::{FUNNEL, small};
use crate::workspace::Workspace;

fn commit(workspace: &Workspace, message: &str) {
    let line =
        format!("git init -q . ; git add kpi.toml kpi-definitions && git commit -qm '{message}'");
    let ran = workspace.shell(&line);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

/// Subject and nature of each row.
fn rows(page: &str) -> Vec<Vec<String>> {
    let section = between(page, "<section id=\"history\"", "</section>")[0];
    let cells = |row: &str| {
        let cells = row.split("<td").skip(1).map(|cell| {
            let text = cell.split_once('>').unwrap().1.split("</td>").next().unwrap();
            text.rsplit_once("\">").map_or(text, |(_, text)| text).replace("</a>", "")
        });
        cells.collect::<Vec<_>>()
    };
    section.split("<tr>").skip(1).map(cells).filter(|cells| !cells.is_empty()).collect()
}

#[test]
fn every_page_says_what_kpi_log_says() {
    let workspace = small(FUNNEL);
    commit(&workspace, "first");
    let edit = |from: &str, to: &str, message: &str| {
        let text = workspace.read("kpi-definitions/a.toml").replace(from, to);
        workspace.write("kpi-definitions/a.toml", text);
        commit(&workspace, message);
    };
    edit("at = \"leads.at\"", "at = \"leads.won_on\"", "another moment");
    edit("[stage.won]", "# a comment\n[stage.won]", "a comment");
    edit("missing = \"none\"", "missing = \"unknown\"", "another word");
    made(&workspace, "site");
    let pages = pages(&workspace, "site");
    for name in ["stage.cv", "stage.won", "funnel.f", "dimension.channel"] {
        let log = workspace.kpi(&["log", name, "--format", "json"]).stdout;
        let log: serde_json::Value = serde_json::from_str(&log).unwrap();
        let text = |it: &serde_json::Value| it.as_str().unwrap_or_default().to_owned();
        let logged: Vec<Vec<String>> = log["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| [2, 3, 4, 1].map(|at| text(&row[at])).to_vec())
            .collect();
        assert!(!logged.is_empty());
        assert_eq!(rows(&pages[&format!("{name}.html")]), logged, "{name}");
    }
    let moved = &rows(&pages["stage.won.html"])[0];
    assert_eq!((moved[1].as_str(), moved[2].as_str()), ("stage.cv", "another moment"));
    assert_eq!(rows(&pages["source.leads.html"]).len(), 1);
}

#[test]
fn without_git_a_sentence_says_so() {
    for (language, sentence) in [
        ("en", "There is no record of changes: the project lies in no git repository."),
        ("ja", "変更の記録はありません: プロジェクトの git リポジトリがありません。"),
    ] {
        let workspace = small(FUNNEL);
        let project = workspace.read("kpi.toml").replace("\"en\"", &format!("\"{language}\""));
        workspace.write("kpi.toml", project);
        made(&workspace, "site");
        let pages = pages(&workspace, "site");
        assert!(pages["stage.cv.html"].contains(sentence), "{}", pages["stage.cv.html"]);
    }
}

#[test]
fn a_repository_without_commits_and_a_definition_without_one_are_told() {
    let workspace = small(FUNNEL);
    assert_eq!(workspace.shell("git init -q .").code, 0);
    made(&workspace, "site");
    assert!(pages(&workspace, "site")["stage.cv.html"].contains("There is no record of changes: "));
    commit(&workspace, "first");
    workspace.write("kpi-definitions/b.toml", "[kpi.leads]\nformula = \"count(leads)\"\n");
    made(&workspace, "site");
    let pages = pages(&workspace, "site");
    assert!(pages["kpi.leads.html"].contains("No commit changed its meaning."));
    assert_eq!(rows(&pages["stage.cv.html"])[0][2], "first");
}

#[test]
fn a_long_history_is_cut_and_that_is_said() {
    let workspace = small("");
    commit(&workspace, "first");
    let line = "for at in $(seq 1 205); do printf '[kpi.leads]\\nformula = \"count(leads) + %s\"\\n' $at > kpi-definitions/a.toml && git commit -qam \"change $at\" || exit 1; done";
    assert_eq!(workspace.shell(line).code, 0);
    made(&workspace, "site");
    let page = pages(&workspace, "site").remove("kpi.leads.html").unwrap();
    assert!(page.contains("Only the latest 200 commits"));
    let rows = rows(&page);
    let subjects = [rows[0][2].as_str(), rows[199][2].as_str()];
    assert_eq!((rows.len(), subjects), (200, ["change 205", "change 6"]));
}
