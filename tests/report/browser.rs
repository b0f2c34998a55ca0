//! Reports in a real browser: Chromium, driven by `tests/browser/check.mjs`.
//!
//! Needs node, `npm ci --prefix tests/browser`, Chromium (`GYAKUSAN_CHROMIUM` names another program than
//! `chromium`), fonts for Japanese and poppler's `pdftotext`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{FUNNEL, made, small};
use crate::workspace::{ROOT, Workspace};

pub(crate) fn chromium() -> String {
    let named = std::env::var("GYAKUSAN_CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    let found = Command::new("sh").args(["-c", "command -v -- \"$0\"", &named]).output();
    let found = found.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned());
    found.ok().filter(|path| !path.is_empty()).unwrap_or(named)
}

/// What is missing, if anything.
fn missing() -> Option<String> {
    let runs = |program: &str, word: &str| {
        Command::new(program).arg(word).output().is_ok_and(|output| output.status.success())
    };
    let driver = Path::new(ROOT).join("tests/browser/node_modules/playwright-core");
    match () {
        () if !runs(&chromium(), "--version") => Some(format!("`{}` does not run", chromium())),
        () if !runs("node", "--version") => Some("`node` does not run".to_owned()),
        () if !driver.exists() => {
            Some("`npm ci --prefix tests/browser` has not been run".to_owned())
        }
        () if !runs("pdftotext", "-v") => Some("`pdftotext` of poppler does not run".to_owned()),
        () => None,
    }
}

/// Tells whether there is a browser; where there is none, that is said past the capture of the tests.
pub(crate) fn can_run() -> bool {
    let Some(complaint) = missing() else { return true };
    let required = std::env::var_os("GYAKUSAN_REQUIRE_ALL").is_some_and(|all| all == "1");
    assert!(!required, "all tests are required, but {complaint}");
    let mut stderr = std::io::stderr();
    writeln!(stderr, "skipped: no browser: {complaint}").unwrap();
    false
}

fn checked(folder: &Path, reports: &[PathBuf]) {
    let output = Command::new("node")
        .arg(Path::new(ROOT).join("tests/browser/check.mjs"))
        .arg(chromium())
        .arg(folder)
        .args(reports)
        .output()
        .unwrap();
    let [found, trouble] =
        [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
    assert!(output.status.success() && found.is_empty(), "{found}{trouble}");
}

#[test]
fn reviews_are_silent_fit_and_pass_the_audit() {
    if !can_run() {
        return;
    }
    let folder = Workspace::empty();
    checked(folder.path(), &super::review::pages(&folder));
    let (pages, text) = printed(&folder.path().join("review.pdf"));
    assert!((2..=8).contains(&pages), "{pages} pages");
    for words in ["定義の変更のレビュー", "データへの影響", "変更が及ぶ定義"]
    {
        assert!(text.contains(words), "{words}");
    }
}

fn printed(pdf: &Path) -> (usize, String) {
    let output = Command::new("pdftotext").args(["-layout"]).arg(pdf).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (text.matches('\u{c}').count(), text)
}

#[test]
fn reports_are_silent_fit_and_pass_the_audit() {
    if !can_run() {
        return;
    }
    let example = Workspace::example("b2b");
    made(&example, &["--out", "b2b.html"]);
    let wide = small(&format!("{FUNNEL}[report.r]\nby = \"channel\"\n"));
    let row =
        |at: usize| format!("L{at},2026-05-01,{}{at},\n", "とても長い名前のチャネル".repeat(3));
    let rows: String = (0..40).map(row).collect();
    wide.write("data/leads.csv", format!("lead_id,at,channel,won_on\n{rows}"));
    made(&wide, &["--out", "wide.html"]);
    let empty = small("");
    made(&empty, &["--out", "empty.html"]);
    let reports = [
        example.path().join("b2b.html"),
        wide.path().join("wide.html"),
        empty.path().join("empty.html"),
    ];
    checked(example.path(), &reports);
    let (pages, text) = printed(&example.path().join("b2b.pdf"));
    assert!((8..=24).contains(&pages), "{pages} pages");
    for words in ["月次KPIレポート", "目標と実績", "計画との差のわけ", "受注貢献率", "言葉の意味"]
    {
        assert!(text.contains(words), "{words}");
    }
    let (pages, _) = printed(&example.path().join("empty.pdf"));
    assert!(pages <= 3, "{pages} pages of nothing");
}
