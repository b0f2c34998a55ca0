//! The workbook: numbers of the report, formulas that hold, texts that stay texts.

use calamine::Data;

use super::sheets::{Cells, sheets};
use super::{FUNNEL, json, made, small};
use crate::workspace::Workspace;

fn find<'a>(sheets: &'a [(String, Cells)], name: &str) -> &'a Cells {
    &sheets.iter().find(|(it, _)| it == name).unwrap_or_else(|| panic!("no sheet {name}")).1
}

/// Files within a workbook whose path contains a word, with what they hold.
fn parts(workspace: &Workspace, name: &str, word: &str) -> Vec<(String, String)> {
    let file = std::fs::File::open(workspace.path().join(name)).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let names: Vec<String> = archive.file_names().map(|it| it.unwrap().into_owned()).collect();
    let mut found = Vec::new();
    for name in names.into_iter().filter(|it| it.contains(word)) {
        let text = std::io::read_to_string(archive.by_name(&name).unwrap()).unwrap();
        found.push((name, text));
    }
    found
}

#[test]
fn the_workbook_of_the_example_holds_the_numbers_of_the_report() {
    let example = Workspace::example("b2b");
    made(&example, &["--out", "a.xlsx", "--out", "a.json"]);
    let (book, report) = (sheets(&example, "a.xlsx"), json(&example, "a.json"));
    let names: Vec<&str> = book.iter().map(|(name, _)| name.as_str()).collect();
    let all = [
        "概要",
        "目標",
        "ファネル",
        "試算",
        "計画との差",
        "推移",
        "チャネル",
        "合意",
        "診断",
        "関心",
        "データ",
        "定義",
    ];
    assert_eq!(names, all);
    let targets = find(&book, "目標");
    for target in report["parts"]["targets"].as_array().unwrap() {
        let row = targets.row(target["label"].as_str().unwrap());
        let row = if target["name"] == "new_revenue" { row + 4 } else { row };
        let (actual, pace) = (target["actual"]["value"].as_f64(), target["pace"].as_f64());
        let actual = actual.or(target["actual"]["value"].as_str().and_then(|it| it.parse().ok()));
        assert_eq!(targets.number((row, 1)), actual.unwrap(), "{target}");
        assert!((targets.number((row, 3)) - pace.unwrap()).abs() < 1e-12, "{target}");
    }
    let funnel = find(&book, "ファネル");
    for stage in report["parts"]["funnel"]["stages"].as_array().unwrap() {
        let row = funnel.row(stage["label"].as_str().unwrap());
        assert_eq!(funnel.number((row, 1)), stage["entries"]["value"].as_f64().unwrap());
        if let (Some(rate), true) =
            (stage["rate"]["value"].as_f64(), stage["rate"]["status"] == "ok")
        {
            assert!((funnel.number((row, 5)) - rate).abs() < 1e-12, "{stage}");
        }
    }
    let listed = report["parts"]["definitions"].as_array().unwrap().len();
    let said = find(&book, "定義").values[&(1, 0)].to_string();
    assert!(said.starts_with(&format!("この時点で効いている {listed} 件。")), "{said}");
    let gap = find(&book, "計画との差");
    let last = gap.row("実績の売上");
    assert_eq!(gap.number((last, 3)), gap.number((gap.row("計画の売上"), 3)) + gap_of(&report));
}

fn gap_of(report: &serde_json::Value) -> f64 {
    let amount = &report["parts"]["gap"]["gap"];
    amount.as_str().and_then(|it| it.parse().ok()).or(amount.as_f64()).unwrap()
}

#[test]
fn every_formula_comes_to_the_number_beside_it() {
    let example = Workspace::example("b2b");
    made(&example, &["--out", "a.xlsx"]);
    let mut count = 0;
    for (name, cells) in sheets(&example, "a.xlsx") {
        for (at, formula) in &cells.formulas {
            let Some(Data::Float(shown)) = cells.values.get(at) else { panic!("{name} {at:?}") };
            let computed = cells.number(*at);
            let near = (computed - shown).abs() <= 1e-9 * shown.abs().max(1.0);
            assert!(near, "{name} {at:?} ={formula}: {computed}, shown {shown}");
            count += 1;
        }
    }
    assert!(count > 50, "{count} formulas");
}

#[test]
fn a_rate_that_is_tried_moves_what_follows() {
    let example = Workspace::example("b2b");
    made(&example, &["--out", "a.xlsx"]);
    let mut book = sheets(&example, "a.xlsx");
    let (_, trial) = book.iter_mut().find(|(name, _)| name == "試算").unwrap();
    let (mql, won, revenue) = (trial.row("MQL"), trial.row("受注"), trial.row("売上(試す率)"));
    let before = [(won, 4), (revenue, 1), (mql, 6), (mql - 1, 6)].map(|at| trial.number(at));
    let rate = trial.number((mql, 2));
    trial.values.insert((mql, 2), Data::Float(rate * 2.0));
    let after = [(won, 4), (revenue, 1), (mql, 6), (mql - 1, 6)].map(|at| trial.number(at));
    let times: Vec<f64> = before.iter().zip(after).map(|(before, after)| after / before).collect();
    for (found, wanted) in times.iter().zip([2.0, 2.0, 0.5, 0.5]) {
        assert!((found - wanted).abs() < 1e-9, "{times:?}");
    }
    assert_eq!(trial.number((won, 5)), after[0] - trial.number((won, 3)));
}

#[test]
fn tables_charts_and_sparklines_are_native() {
    let example = Workspace::example("b2b");
    made(&example, &["--out", "a.xlsx"]);
    assert!(parts(&example, "a.xlsx", "tables/table").len() > 10);
    let charts = parts(&example, "a.xlsx", "charts/chart");
    assert!(charts.len() > 8, "{}", charts.len());
    for (name, chart) in &charts {
        assert!(chart.contains("<c:f>") && chart.contains("<c:v>"), "{name} draws cells");
    }
    let sheets = parts(&example, "a.xlsx", "worksheets/sheet");
    assert!(sheets.iter().any(|(_, sheet)| sheet.contains("sparklineGroup")));
    let core = &parts(&example, "a.xlsx", "docProps/core")[0].1;
    assert!(core.contains("2026-10-31T00:00:00Z"), "the day of the file is as of: {core}");
    let drawings = parts(&example, "a.xlsx", "drawings/drawing");
    let described =
        |text: &str| text.matches("descr=\"").count() == text.matches("<xdr:graphicFrame").count();
    assert!(drawings.iter().all(|(_, text)| described(text)), "every chart is described");
}

#[test]
fn words_and_data_stay_text() {
    let nasty = "=HYPERLINK(\\\"http://x\\\") <b>&\u{202e} 𠮷野家";
    let workspace = small(&FUNNEL.replace("\"Signed up\"", &format!("\"{nasty}\"")));
    workspace.write(
        "data/leads.csv",
        "lead_id,at,channel,won_on\nA,2026-05-05,=1+1,\nB,2026-05-06,@SUM(A1),2026-06-01\nC,2026-05-06,=cmd|' /C calc'!A0,\n",
    );
    workspace.write("kpi-definitions/r.toml", "[report.r]\nby = \"channel\"\n");
    made(&workspace, &["--out", "a.xlsx"]);
    let book = sheets(&workspace, "a.xlsx");
    let channels = find(&book, "Channels");
    for channel in ["=1+1", "@SUM(A1)", "=cmd|' /C calc'!A0"] {
        assert!(channels.row(channel) > 0);
    }
    let funnel = find(&book, "Funnel");
    let label = "=HYPERLINK(\"http://x\") <b>&\u{fffd} 𠮷野家";
    assert!(funnel.row(label) > 0, "what turns the direction of reading is shown as such");
    for (name, cells) in &book {
        for (at, formula) in &cells.formulas {
            let allowed = |it: char| it.is_ascii_alphanumeric() || "$()+-*/,:.".contains(it);
            assert!(formula.chars().all(allowed), "{name} {at:?} {formula}");
        }
    }
}

#[test]
fn what_is_absent_is_said_in_the_overview() {
    for definitions in [FUNNEL, "", "[kpi.leads]\nformula = \"count(leads)\"\n"] {
        let workspace = small(definitions);
        for rows in ["A,2026-05-05,SEO,\n", ""] {
            workspace.write("data/leads.csv", format!("lead_id,at,channel,won_on\n{rows}"));
            made(&workspace, &["--period", "2026-05", "--out", "a.xlsx"]);
            let book = sheets(&workspace, "a.xlsx");
            let overview = find(&book, "Overview");
            let said = overview.values.values().map(ToString::to_string);
            let absent = said.filter(|it| it.contains("Absent: ")).count();
            assert!(absent >= 5, "{absent}");
            assert!(book.iter().all(|(name, _)| name != "Gap"));
        }
    }
}
