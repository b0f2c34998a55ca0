//! Glossaries in a real browser: `tests/browser/site.mjs`.

use std::path::Path;
use std::process::Command;

use super::made;
use crate::report::browser::{can_run, chromium};
use crate::workspace::{ROOT, Workspace};

#[test]
fn pages_are_silent_fit_and_are_found() {
    if !can_run() {
        return;
    }
    let example = Workspace::example("b2b");
    made(&example, "site");
    let output = Command::new("node")
        .arg(Path::new(ROOT).join("tests/browser/site.mjs"))
        .arg(chromium())
        .arg(example.path().join("site"))
        .args(["ｓｑｌ化率 １４日", "SQL化率(14日以内)"])
        .args(["index.html", "kpi.sql_rate.html", "stage.mql.html", "source.leads.html"])
        .output()
        .unwrap();
    let [found, trouble] =
        [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
    assert!(output.status.success() && found.is_empty(), "{found}{trouble}");
}
