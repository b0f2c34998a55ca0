//! Input that is too large, too deep or too binary for a case of its own.

use std::io::Cursor;
use std::time::{Duration, Instant};

use polars::prelude::{CsvReader, ParquetWriter, SerReader};

use super::{Case, folder};
use crate::workspace::{Ran, Workspace, files};

/// Stores a CSV text as Parquet, its types inferred.
pub(super) fn parquet(text: &str) -> Vec<u8> {
    let mut frame = CsvReader::new(Cursor::new(text.as_bytes())).finish().unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    bytes
}

fn project(definitions: &str) -> Workspace {
    let base = folder().join("base.txt");
    let mut case = Case::parse(&std::fs::read_to_string(base).unwrap());
    let definitions = (String::new(), definitions.to_owned());
    case.files.insert("kpi-definitions/a.toml".to_owned(), definitions);
    case.write()
}

/// What a formula gives, within the time any reader of a message would wait.
fn quick(formula: &str) -> Ran {
    let workspace = project(&format!("[kpi.a]\nformula = \"\"\"{formula}\"\"\"\n"));
    let started = Instant::now();
    let ran = workspace.kpi(&["check"]);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert!(ran.stdout.len() < 4_000, "a message of {} bytes", ran.stdout.len());
    ran
}

#[test]
fn expressions_that_are_too_deep_are_refused() {
    let nested = |open: &str, close: &str| {
        format!("count(leads where {}true{})", open.repeat(1_000), close.repeat(1_000))
    };
    for formula in [
        nested("(", ")"),
        nested("not ", ""),
        nested("coalesce(", ", 1)"),
        nested("if true then ", " else true"),
        nested("- ", ""),
        nested("any(leads where ", ")"),
    ] {
        let ran = quick(&formula);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert!(ran.stdout.contains("error["), "{}", ran.stdout);
    }
}

#[test]
fn expressions_that_are_too_long_are_refused() {
    let million = |part: &str| part.repeat(1_000_000 / part.len());
    for formula in [
        format!("1{}", million(" + 1")),
        format!("count(leads where industry in ['x'{}])", million(", 'x'")),
        format!("count(leads where industry = '{}')", million("x")),
        million("("),
        million("'"),
        million("x"),
        million("9"),
    ] {
        let ran = quick(&formula);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert!(ran.stdout.contains("[too-complex]"), "{}", ran.stdout);
    }
}

#[test]
fn a_bad_value_far_down_is_named_with_its_place() {
    let workspace = project("[kpi.points]\nformula = \"sum(companies.employees)\"\n");
    let mut text = "company_id,employees\n".to_owned();
    for row in 2..=6_000 {
        text += &format!("C{row},{}\n", if row == 5_001 { "many" } else { "10" });
    }
    workspace.write("data/companies.csv", text);
    for (words, code) in [(["check", "--data"], 1), (["run", "points"], 3)] {
        let ran = workspace.kpi(&words);
        let said = ran.stdout + &ran.stderr;
        assert_eq!(ran.code, code, "{said}");
        assert!(said.contains("error[bad-cell]: `many` is not number"), "{said}");
        assert!(said.contains("data/companies.csv:5001 (column `employees`)"), "{said}");
    }
}

#[test]
fn many_bad_values_are_cut_and_counted() {
    let workspace = project("[kpi.points]\nformula = \"sum(companies.employees)\"\n");
    let rows: String = (0..500).map(|row| format!("C{row},many\n")).collect();
    workspace.write("data/companies.csv", format!("company_id,employees\n{rows}"));
    let ran = workspace.kpi(&["run", "points"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("497 more values"), "{}", ran.stderr);
}

#[test]
fn a_division_by_zero_is_undefined() {
    let workspace = project(
        "[kpi.a]\nformula = \"sum(spend.amount) / count(leads where industry = 'none')\"\n\
         [kpi.b]\nformula = \"count(leads where industry = 'none') / count(leads where industry = 'none')\"\n\
         [kpi.c]\nformula = \"1 + sum(deals.amount) / sum(deals.amount where status = 'none')\"\n",
    );
    let ran = workspace.kpi(&["run", "a", "b", "c", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let table: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(ran.stdout.matches("\"undefined\"").count(), 3, "{table:#}");
    let csv = workspace.kpi(&["run", "a", "b", "c", "--format", "csv"]).stdout;
    for word in ["inf", "NaN", "nan"] {
        assert!(!csv.contains(word), "{csv}");
    }
}

#[test]
fn an_old_report_stays_where_a_new_one_cannot_be_made() {
    let workspace = project(
        "[kpi.leads]\nformula = \"count(leads)\"\n[kpi.sum]\nformula = \"sum(deals.amount)\"\n",
    );
    workspace.write("report.csv", "the old report\n");
    workspace.write("data/deals.csv", "deal_id\n");
    for words in [
        ["run", "sum", "--out", "report.csv"],
        ["run", "nothing", "--out", "report.csv"],
        ["run", "leads", "--out", "report.csv/new.csv"],
    ] {
        let ran = workspace.kpi(&words);
        assert!(ran.code >= 2, "{words:?}: {}", ran.stderr);
        assert_eq!(workspace.read("report.csv"), "the old report\n");
    }
    assert_eq!(files(workspace.path()).iter().filter(|path| path.extension().is_none()).count(), 0);
    let ran = workspace.kpi(&["run", "leads", "--format", "csv", "--out", "report.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(workspace.read("report.csv").contains("leads"));
}

#[test]
fn repairs_change_the_spelling_and_nothing_else() {
    let written = "# 見出し: そのまま == \r\n\r\n[kpi.\"受注\"]   # 末尾 && \r\nlabel = '受注 == && ＝'\r\n\
                   formula = \"count(deals where status == 'won' && amount >= 1_000 JPY)\" # a <> b\r\n\
                   [kpi.long]\r\nformula = '''\r\n  count(leads where industry ＝ '製造'   # 注 ==\r\n\
                   \t|| industry == 'IT')\r\n'''\r\n";
    let repaired = written
        .replacen("status == 'won' && amount >= 1_000", "status = 'won' and amount >= 1_000", 1)
        .replacen("industry ＝ '製造'", "industry = '製造'", 1)
        .replacen("|| industry == 'IT'", "or industry = 'IT'", 1);
    let workspace = project(written);
    let first = workspace.kpi(&["check", "--fix"]);
    assert_eq!(workspace.read("kpi-definitions/a.toml"), repaired, "{}", first.stdout);
    assert_eq!(first.code, 0, "{}", first.stdout);
    let again = workspace.kpi(&["check", "--fix"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""));
    assert_eq!(workspace.read("kpi-definitions/a.toml"), repaired);
}
