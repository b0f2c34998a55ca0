//! Every example is a whole project: it checks without findings, and it runs.

use std::path::Path;

use crate::workspace::{ROOT, Workspace};

fn names() -> Vec<String> {
    let entries = std::fs::read_dir(Path::new(ROOT).join("examples")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn examples_check_without_findings() {
    assert!(!names().is_empty());
    for name in names() {
        let example = Workspace::example(&name);
        let ran = example.kpi(&["check"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{name}: {}", ran.stderr);
        let ran = example.kpi(&["check", "--data"]);
        assert_eq!(ran.code, 0, "{name}: {}{}", ran.stdout, ran.stderr);
        assert!(!ran.stdout.contains("error["), "{name}: {}", ran.stdout);
    }
}

#[test]
fn examples_run() {
    for name in names() {
        let example = Workspace::example(&name);
        for words in [vec!["run"], vec!["run", "--by", "month", "--period", "last 6 months"]] {
            let ran = example.kpi(&words);
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{name}");
            assert!(ran.stdout.lines().count() > 10, "{name}: {}", ran.stdout);
        }
    }
}

#[test]
fn a_new_project_is_the_example() {
    let folder = Workspace::empty();
    let ran = folder.kpi(&["init", "b2b"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let example = Workspace::example("b2b");
    let words = ["run", "win_rate", "--by", "channel", "--format", "csv"];
    let new = folder.kpi(&[&["-C", "b2b"], words.as_slice()].concat());
    assert_eq!(new, example.kpi(&words));
    assert_eq!(folder.kpi(&["-C", "b2b", "check", "--data"]).code, 0);
}
