//! An independent oracle: SQL written by hand from the meaning of the shipped definitions gives the
//! same numbers as the product, cell by cell; small models give the numbers derived by hand.
//!
//! `shipped.py` needs python3 with the package duckdb; `GYAKUSAN_PYTHON` names another interpreter.

mod semantics;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::workspace::Workspace;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Definitions that use no stage, so that SQL can follow them.
const PLAIN: &str = include_str!("plain.toml");

/// What is asked of both sides.
#[derive(Default, Clone, Copy)]
struct Question<'a> {
    as_of: &'a str,
    by: &'a str,
    /// As the product reads it, and its first and last day.
    period: Option<(&'a str, &'a str)>,
    /// As the product reads it, as SQL over the oracle's tables, and the tables it reaches.
    filter: Option<(&'a str, &'a str, &'a str)>,
}

const MONTHS: Option<(&str, &str)> = Some(("2025-01..2026-10", "2025-01-01..2026-10-31"));
const IT: (&str, &str, &str) =
    ("leads.industry = 'IT'", "lead_industry = 'IT'", "leads,touches,page_views,activities,deals");

/// An interpreter that can import duckdb; nothing, said aloud, where there is none.
fn python() -> Option<&'static str> {
    static FOUND: OnceLock<Option<String>> = OnceLock::new();
    FOUND
        .get_or_init(|| {
            let named = std::env::var("GYAKUSAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
            let probe = Command::new(&named).args(["-c", "import duckdb"]).output();
            if probe.is_ok_and(|output| output.status.success()) {
                return Some(named);
            }
            let complaint =
                format!("`{named}` has no duckdb; install it: {named} -m pip install duckdb");
            let required = std::env::var_os("GYAKUSAN_REQUIRE_ALL").is_some_and(|all| all == "1");
            assert!(!required, "all tests are required, but {complaint}");
            // past the capture of the test runner, so that it is seen
            let mut stderr = std::io::stderr();
            writeln!(stderr, "skipped: {complaint}").unwrap();
            None
        })
        .as_deref()
}

/// Kpi, total, groups and first day: what names a cell on both sides.
type Place = (String, bool, Vec<String>, String);

/// Value, status, n, and the four counts of a conversion, as texts.
#[derive(Debug)]
struct Cell {
    value: Option<String>,
    exact: bool,
    status: String,
    counts: Vec<Option<String>>,
}

const COUNTS: [&str; 5] = ["n", "converted", "lost", "open", "early"];

fn expected(
    python: &str,
    project: &Path,
    question: Question<'_>,
) -> (Value, BTreeMap<Place, Cell>) {
    let mut command = Command::new(python);
    command.arg(Path::new(ROOT).join("tests/oracle/shipped.py")).arg(project);
    command.arg("--holidays").arg(Path::new(ROOT).join("src/calendar/holidays_japan.rs"));
    command.args(["--as-of", question.as_of, "--by", question.by]);
    if let Some((_, days)) = question.period {
        command.args(["--period", days]);
    }
    if let Some((_, sql, tables)) = question.filter {
        command.args(["--where-sql", sql, "--where-tables", tables]);
    }
    let output =
        command.env("PYTHONUTF8", "1").env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let lines = answer["lines"].as_array().unwrap().iter().map(|line| {
        let group = line["group"].as_array().unwrap().iter().filter_map(text).collect();
        let place = (
            text(&line["kpi"]).unwrap(),
            line["total"] == true,
            group,
            text(&line["first"]).unwrap(),
        );
        let counts = COUNTS.iter().map(|name| line[*name].as_u64().map(|n| n.to_string()));
        let cell = Cell {
            value: text(&line["value"]),
            exact: line["exact"] == true,
            status: text(&line["status"]).unwrap(),
            counts: counts.collect(),
        };
        (place, cell)
    });
    (answer.clone(), lines.collect())
}

/// Cells of a table as the product writes it.
fn answered(project: &Path, kpis: &[&str], question: Question<'_>) -> BTreeMap<Place, Cell> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kpi"));
    command.arg("-C").arg(project).arg("run").args(kpis);
    command.args(["--format", "csv", "--as-of", question.as_of]);
    if !question.by.is_empty() {
        command.args(["--by", question.by]);
    }
    if let Some((period, _)) = question.period {
        command.args(["--period", period]);
    }
    if let Some((condition, ..)) = question.filter {
        command.args(["--where", condition]);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut rows = records(&String::from_utf8(output.stdout).unwrap()).into_iter();
    let header = rows.next().unwrap();
    let dimensions = header.iter().position(|name| name == "period" || name == "total").unwrap();
    let dimensions = dimensions.min(header.iter().position(|name| name == "kpi").unwrap());
    let cells = rows.map(|row| {
        let field = |name: &str| {
            let at = header.iter().position(|column| column == name);
            at.map_or("", |at| row[at].as_str())
        };
        let given = |name: &str| Some(field(name).to_owned()).filter(|text| !text.is_empty());
        let total = field("total") == "true";
        let group = if total { vec![] } else { row[..dimensions].to_vec() };
        let place = (field("kpi").to_owned(), total, group, field("period_first").to_owned());
        let cell = Cell {
            value: given("value"),
            exact: false,
            status: field("status").to_owned(),
            counts: COUNTS.iter().map(|name| given(name)).collect(),
        };
        (place, cell)
    });
    cells.collect()
}

/// Records of CSV text with quoted fields.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (vec![], vec![], String::new());
    let (mut quoted, mut letters) = (false, text.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            '\r' if !quoted => {}
            _ => field.push(letter),
        }
    }
    records
}

/// Exact values by their digits, ratios within 1e-12 of them.
fn same_value(ours: &Cell, theirs: &Cell) -> bool {
    match (&ours.value, &theirs.value) {
        (None, None) => true,
        (Some(a), Some(b)) if ours.exact => a == b,
        (Some(a), Some(b)) => {
            let (a, b): (f64, f64) = (a.parse().unwrap(), b.parse().unwrap());
            (a - b).abs() <= 1e-12 * a.abs().max(1.0)
        }
        _ => false,
    }
}

fn compare(project: &Path, question: Question<'_>) {
    let Some(python) = python() else {
        return;
    };
    let (head, expected) = expected(python, project, question);
    let kpis: Vec<&str> =
        head["kpis"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let answered = answered(project, &kpis, question);
    let mut differences = vec![];
    for (place, ours) in &expected {
        let Some(theirs) = answered.get(place) else {
            differences.push(format!("{place:?}: no such cell; expected {ours:?}"));
            continue;
        };
        let counts = ours.counts.iter().zip(&theirs.counts);
        let same = ours.status == theirs.status
            && same_value(ours, theirs)
            && counts.into_iter().all(|(ours, theirs)| ours.is_none() || ours == theirs);
        if !same {
            differences.push(format!("{place:?}:\n  expected {ours:?}\n  answered {theirs:?}"));
        }
    }
    for (place, theirs) in &answered {
        if kpis.contains(&place.0.as_str()) && !expected.contains_key(place) {
            differences.push(format!("{place:?}: not expected: {theirs:?}"));
        }
    }
    assert!(!expected.is_empty());
    let (all, shown) = (expected.len(), differences.len().min(40));
    assert!(
        differences.is_empty(),
        "{} of {all} cells differ:\n{}",
        differences.len(),
        differences[..shown].join("\n")
    );
}

/// The example with [`PLAIN`] beside its definitions.
fn example() -> Workspace {
    let example = Workspace::example("b2b");
    example.write("kpi-definitions/plain.toml", PLAIN);
    example
}

/// The example's definitions over a larger sample.
fn sampled(format: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let made = Command::new(env!("CARGO_BIN_EXE_kpi"))
        .args(["sample", "--leads", "5000", "--seed", "3", "--format", format, "--out"])
        .arg(&data)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let example = example();
    let definitions = folder.path().join("kpi-definitions");
    std::fs::create_dir(&definitions).unwrap();
    for entry in std::fs::read_dir(example.path().join("kpi-definitions")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read(&path).unwrap();
        std::fs::write(definitions.join(path.file_name().unwrap()), text).unwrap();
    }
    let settings = std::fs::read_to_string(example.path().join("kpi.toml")).unwrap();
    std::fs::write(
        folder.path().join("kpi.toml"),
        settings.replace(".csv\"", &format!(".{format}\"")),
    )
    .unwrap();
    folder
}

const LATEST: Question<'_> = Question { as_of: "2026-10-31", by: "", period: None, filter: None };

#[test]
fn every_row_of_the_example() {
    compare(example().path(), LATEST);
}

#[test]
fn the_example_by_channel() {
    compare(example().path(), Question { by: "channel", ..LATEST });
}

#[test]
fn the_example_by_month() {
    compare(example().path(), Question { by: "month", period: MONTHS, ..LATEST });
}

#[test]
fn the_example_by_channel_and_month() {
    compare(example().path(), Question { by: "channel,month", period: MONTHS, ..LATEST });
}

#[test]
fn the_example_by_fiscal_quarter() {
    let period = Some(("FY2025..FY2026", "2025-04-01..2027-03-31"));
    compare(example().path(), Question { by: "fiscal quarter", period, ..LATEST });
    compare(example().path(), Question { by: "industry,fiscal year", period, ..LATEST });
}

#[test]
fn the_example_by_weeks_that_the_period_cuts() {
    let period = Some(("2026-08-05..2026-10-20", "2026-08-05..2026-10-20"));
    compare(example().path(), Question { by: "week", period, ..LATEST });
}

#[test]
fn the_example_as_of_earlier_days() {
    for as_of in ["2025-07-31", "2026-02-15", "2026-04-01"] {
        compare(example().path(), Question { as_of, ..LATEST });
        compare(example().path(), Question { as_of, by: "month", period: MONTHS, ..LATEST });
    }
}

#[test]
fn the_example_by_what_only_some_tables_reach() {
    for by in ["product", "lost_reason", "deal_kind,product", "company_size", "prefecture,rep"] {
        compare(example().path(), Question { by, ..LATEST });
    }
    compare(example().path(), Question { by: "product,month", period: MONTHS, ..LATEST });
}

#[test]
fn the_example_where_a_condition_holds() {
    compare(example().path(), Question { filter: Some(IT), ..LATEST });
    let months = Question { by: "month", period: MONTHS, ..LATEST };
    compare(example().path(), Question { filter: Some(IT), ..months });
    let deals = ("deals.amount >= 1_000_000 JPY", "amount >= 1000000", "deals");
    compare(example().path(), Question { filter: Some(deals), ..months });
    let channel = ("dimension.channel in ['SEO', '広告']", "d_channel IN ('SEO', '広告')");
    let all = "leads,touches,page_views,activities,deals,spend";
    compare(example().path(), Question { filter: Some((channel.0, channel.1, all)), ..months });
}

#[test]
fn a_larger_sample_from_parquet() {
    let project = sampled("parquet");
    compare(project.path(), LATEST);
    compare(project.path(), Question { by: "channel,month", period: MONTHS, ..LATEST });
    compare(project.path(), Question { by: "rep,company_size", ..LATEST });
}

#[test]
fn a_larger_sample_from_csv_as_of_earlier_days() {
    let project = sampled("csv");
    for as_of in ["2026-03-20", "2025-12-29"] {
        compare(project.path(), Question { as_of, by: "month", period: MONTHS, ..LATEST });
        compare(project.path(), Question { as_of, by: "channel", ..LATEST });
    }
    let period = Some(("FY2025", "2025-04-01..2026-03-31"));
    let question = Question { by: "industry,fiscal quarter", period, ..LATEST };
    compare(project.path(), Question { filter: Some(IT), ..question });
}
