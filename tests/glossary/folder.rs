//! The folder is written whole or not at all, and nothing of others is lost.

use super::{MORE, made, pages};
use crate::report::{FUNNEL, small};
use crate::workspace::Workspace;

/// What must not have changed: names and contents.
fn state(workspace: &Workspace, folder: &str) -> Vec<(String, String)> {
    let all = crate::workspace::files(&workspace.path().join(folder)).into_iter();
    all.map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn pages_of_what_is_gone_go() {
    let workspace = small(&format!("{FUNNEL}{MORE}"));
    let ran = made(&workspace, "site");
    // Two stages, funnel, dimension, two KPIs, a source, the index.
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "wrote site (8 pages)\n"));
    assert!(pages(&workspace, "site").contains_key("kpi.wins.html"));
    workspace.write("kpi-definitions/a.toml", FUNNEL);
    made(&workspace, "site");
    let left = pages(&workspace, "site");
    assert_eq!(left.len(), 6);
    assert!(!left.contains_key("kpi.wins.html"));
}

#[test]
fn what_others_wrote_is_left_alone() {
    let workspace = small(FUNNEL);
    workspace.write("other/notes.txt", "mine");
    made(&workspace, "site");
    workspace.write("site/CNAME", "kpi.example.com");
    workspace.write("deep/.kpi-docs", "");
    workspace.write("deep/index.html/notes.txt", "mine");
    for (folder, foreign) in [("other", "notes.txt"), ("site", "CNAME"), ("deep", ".kpi-docs")] {
        let before = state(&workspace, folder);
        let ran = workspace.kpi(&["docs", "--out", folder]);
        assert_eq!(ran.code, 3, "{folder}");
        assert!(ran.stderr.contains("error[cannot-write]"), "{}", ran.stderr);
        assert!(ran.stderr.contains(&format!("it holds `{foreign}`")), "{}", ran.stderr);
        assert!(ran.stderr.contains("help: name another folder"), "{}", ran.stderr);
        assert_eq!(state(&workspace, folder), before);
    }
}

#[test]
fn an_empty_folder_is_taken_and_the_one_you_are_in_is_not() {
    let workspace = small(FUNNEL);
    std::fs::create_dir(workspace.path().join("empty")).unwrap();
    made(&workspace, "empty");
    let ran = workspace.shell("cd empty && kpi -C .. docs --out .");
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("it is the folder you are in"), "{}", ran.stderr);
    for (out, why) in [("kpi.toml", "it is a file"), ("none/site", "No such file")] {
        let ran = workspace.kpi(&["docs", "--out", out]);
        assert_eq!(ran.code, 3);
        assert!(ran.stderr.contains(why), "{}", ran.stderr);
    }
}

#[test]
fn broken_definitions_leave_the_old_pages() {
    let workspace = small(FUNNEL);
    made(&workspace, "site");
    let before = state(&workspace, "site");
    workspace.write("kpi-definitions/b.toml", "[kpi.x]\nformula = \"count(nothing)\"\n");
    let ran = workspace.kpi(&["docs", "--out", "site"]);
    assert_eq!(ran.code, workspace.kpi(&["report", "--out", "a.html"]).code);
    assert!(ran.stderr.contains("error[unknown-name]"), "{}", ran.stderr);
    assert_eq!(state(&workspace, "site"), before);
    workspace.write("kpi-definitions/b.toml", "");
    workspace.write("templates/docs.html", "{% for %}");
    let ran = workspace.kpi(&["docs", "--out", "site"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("error[bad-template]"), "{}", ran.stderr);
    assert_eq!(state(&workspace, "site"), before);
}
