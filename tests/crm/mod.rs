//! A public data set of real-world shape gives the numbers that were published for it.
//!
//! The data is no part of the repository: `GYAKUSAN_SHARED` names the folder that holds
//! `data/maven_crm`, else it is looked for beside the repository.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crm");

/// The folder of the data; nothing, said aloud, where it is absent and need not be there.
fn data() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("GYAKUSAN_SHARED").map_or_else(beside, PathBuf::from);
    let data = shared.join("data/maven_crm");
    if data.join("sales_pipeline.csv").is_file() {
        return Some(data);
    }
    let required = std::env::var_os("GYAKUSAN_REQUIRE_ALL").is_some_and(|all| all == "1");
    assert!(!required, "no data in {}, but all tests are required", data.display());
    // Not `eprintln`, which a test that passes swallows.
    let line = format!("skipped: no data in {}\n", data.display());
    let _ = std::io::stderr().write_all(line.as_bytes());
    None
}

/// A copy of the definitions with the data in it; `edit` changes the text of `kpi.toml`.
fn project(edit: impl Fn(String) -> String) -> Option<TempDir> {
    let data = data()?;
    let folder = tempfile::tempdir().unwrap();
    let copy = |from: &Path, to: PathBuf| {
        std::fs::create_dir_all(&to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            std::fs::write(to.join(path.file_name().unwrap()), std::fs::read(&path).unwrap())
                .unwrap();
        }
    };
    copy(&data, folder.path().join("data"));
    copy(&Path::new(HERE).join("kpi-definitions"), folder.path().join("kpi-definitions"));
    let settings = std::fs::read_to_string(Path::new(HERE).join("kpi.toml")).unwrap();
    std::fs::write(folder.path().join("kpi.toml"), edit(settings)).unwrap();
    Some(folder)
}

fn kpi(project: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kpi"))
        .arg("--project")
        .arg(project.path())
        .args(arguments)
        .output()
        .unwrap()
}

/// The answer to `kpi run ARGUMENTS`.
fn answer(project: &TempDir, arguments: &[&str]) -> Value {
    let output = kpi(project, &[&["run"], arguments, &["--format", "json"]].concat());
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The value of a cell; its status is `ok`.
fn value(line: &Value, kpi: &str) -> f64 {
    let cell = &line["cells"][kpi];
    assert_eq!(cell["status"], "ok", "{kpi}: {line}");
    cell["value"].as_f64().unwrap_or_else(|| panic!("{kpi} is no number: {cell}"))
}

/// The line that fits.
fn line(answer: &Value, fits: impl Fn(&Value) -> bool) -> &Value {
    let lines = answer["lines"].as_array().unwrap();
    lines.iter().find(|line| fits(line)).unwrap_or_else(|| panic!("no such line in {answer}"))
}

/// Equal but for the last bit, which the JSON reader may miss.
fn same(value: f64, published: f64) -> bool {
    (value - published).abs() <= f64::EPSILON * published.abs()
}

fn rounded(value: f64, digits: usize) -> String {
    format!("{value:.digits$}")
}

#[test]
fn the_whole_table_gives_the_published_numbers() {
    let Some(project) = project(|text| text) else {
        return;
    };
    let answer = answer(&project, &[]);
    let [all] = answer["lines"].as_array().unwrap().as_slice() else {
        panic!("one line expected: {answer}");
    };
    let exact = [
        ("opportunities", 8800.0),
        ("distinct_ids", 8800.0),
        ("without_account", 1425.0),
        ("without_engage_date", 500.0),
        ("without_close_date", 2089.0),
        ("won", 4238.0),
        ("lost", 2473.0),
        ("engaging", 1589.0),
        ("prospecting", 500.0),
        ("won_amount", 10_005_534.0),
        ("win_rate", 4238.0 / 6711.0),
        ("win_rate_of_all", 4238.0 / 8800.0),
        ("days_to_win", 57.0),
        ("days_to_lose", 14.0),
        ("agents", 35.0),
        ("agents_without_deals", 5.0),
    ];
    for (kpi, published) in exact {
        let found = value(all, kpi);
        assert!(same(found, published), "{kpi}: {found}, not {published}");
    }
    assert_eq!(rounded(100.0 * value(all, "win_rate"), 4), "63.1501");
    assert_eq!(rounded(100.0 * value(all, "win_rate_of_all"), 4), "48.1591");
    assert_eq!(rounded(100.0 * value(all, "win_rate_by_list_price"), 4), "62.7646");
    assert_eq!(rounded(value(all, "mean_days_to_win"), 3), "51.782");
    assert_eq!(rounded(value(all, "mean_days_to_lose"), 4), "41.4792");
    assert_eq!(all["cells"]["win_rate"]["n"], 6711, "n is that of the denominator");
}

#[test]
fn quarters_of_the_close_date_give_the_published_numbers() {
    let Some(project) = project(|text| text) else {
        return;
    };
    let kpis = ["won", "lost", "won_amount", "win_rate"];
    let words = ["--by", "quarter", "--period", "2017-01..2017-12"];
    let answer = answer(&project, &[&kpis[..], &words[..]].concat());
    let published = [
        ("2017-Q1", 531.0, 116.0, 1_134_672.0, "82.0711"),
        ("2017-Q2", 1254.0, 778.0, 3_086_111.0, "61.7126"),
        ("2017-Q3", 1257.0, 790.0, 2_982_255.0, "61.4069"),
        ("2017-Q4", 1196.0, 789.0, 2_802_496.0, "60.2519"),
    ];
    assert_eq!(answer["lines"].as_array().unwrap().len(), published.len());
    for (quarter, won, lost, amount, rate) in published {
        let line = line(&answer, |line| line["period"]["label"] == quarter);
        assert_eq!(value(line, "won"), won, "{quarter}");
        assert_eq!(value(line, "lost"), lost, "{quarter}");
        assert_eq!(value(line, "won_amount"), amount, "{quarter}");
        assert_eq!(rounded(100.0 * value(line, "win_rate"), 4), rate, "{quarter}");
    }
    let total = &answer["total"];
    assert_eq!(total["won_amount"]["value"].as_f64(), Some(10_005_534.0));
    assert!(same(total["win_rate"]["value"].as_f64().unwrap(), 4238.0 / 6711.0));
}

#[test]
fn offices_and_managers_are_reached_through_the_agent() {
    let Some(project) = project(|text| text) else {
        return;
    };
    let answer = answer(&project, &["won", "won_amount", "--by", "office,manager"]);
    let published = [
        ("Central", "Melvin Marxen", 882.0, 2_251_930.0),
        ("West", "Summer Sewald", 828.0, 1_964_750.0),
        ("East", "Rocco Neubert", 691.0, 1_960_545.0),
        ("West", "Celia Rouche", 610.0, 1_603_897.0),
        ("East", "Cara Losch", 480.0, 1_130_049.0),
        ("Central", "Dustin Brinkmann", 747.0, 1_094_363.0),
    ];
    assert_eq!(answer["lines"].as_array().unwrap().len(), published.len());
    for (office, manager, won, amount) in published {
        let group =
            |line: &Value| line["group"]["office"] == office && line["group"]["manager"] == manager;
        let line = line(&answer, group);
        assert_eq!(value(line, "won"), won, "{manager}");
        assert_eq!(value(line, "won_amount"), amount, "{manager}");
    }
}

#[test]
fn products_are_counted_under_their_repaired_names() {
    let Some(project) = project(|text| text) else {
        return;
    };
    let answer = answer(&project, &["won", "lost", "won_amount", "--by", "product"]);
    let published = [
        ("GTX Pro", 729.0, 418.0, 3_510_578.0),
        ("GTX Plus Pro", 479.0, 266.0, 2_629_651.0),
        ("MG Advanced", 654.0, 430.0, 2_216_387.0),
        ("GTX Plus Basic", 653.0, 398.0, 705_275.0),
        ("GTX Basic", 915.0, 521.0, 499_263.0),
        ("GTK 500", 15.0, 10.0, 400_612.0),
        ("MG Special", 793.0, 430.0, 43_768.0),
    ];
    assert_eq!(answer["lines"].as_array().unwrap().len(), published.len());
    for (product, won, lost, amount) in published {
        let line = line(&answer, |line| line["group"]["product"] == product);
        assert_eq!(value(line, "won"), won, "{product}");
        assert_eq!(value(line, "lost"), lost, "{product}");
        assert_eq!(value(line, "won_amount"), amount, "{product}");
    }
}

#[test]
fn links_that_dangle_are_named_with_their_number() {
    let repair = r#", replace = { "GTXPro" = "GTX Pro" }"#;
    let unrepaired = |text: String| {
        assert!(text.contains(repair));
        text.replace(repair, "")
    };
    let (Some(project), Some(repaired)) = (project(unrepaired), project(|text| text)) else {
        return;
    };
    let report = |project: &TempDir| {
        let output = kpi(project, &["check", "--data"]);
        let texts = [output.stdout, output.stderr].concat();
        String::from_utf8(texts).unwrap()
    };
    let found = report(&project);
    assert!(found.contains("dangling-link"), "{found}");
    assert!(found.contains("1480 of 8800 rows of `sales_pipeline.product`"), "{found}");
    assert!(found.contains("`sales_pipeline.account` is missing in 1425 of 8800"), "{found}");
    let found = report(&repaired);
    assert!(!found.contains("dangling-link"), "{found}");

    let answer = answer(&project, &["won", "win_rate_by_list_price"]);
    let dangling = answer["notes"].as_array().unwrap().iter().find(|note| note["count"] == 1480);
    assert!(dangling.is_some(), "a run counts them too: {answer}");
}
