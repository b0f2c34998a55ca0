//! `kpi gap`: the worked plan against what happened, and the example against the other commands.

use super::{DEFINITIONS, workspace};
use crate::workspace::Workspace;
use serde_json::{Value, json};

/// The leads of `tests/outlook/mod.rs`, then those of April and May: 12 and 15 CV, 3 and 8 of them
/// MQL, of which 1 and 2 are won a month later for 900,000 and 1,000,000 each. `late` more leads of
/// June are good at once.
pub(super) fn happened(late: usize) -> Workspace {
    let workspace = workspace(false, DEFINITIONS);
    let mut leads = String::from("lead_id,created_at,good_at\n");
    let mut month = |name: &str, day: &str, count: usize, good: usize| {
        for lead in 0..count {
            let at = if lead < good { format!("{day} 11:00") } else { String::new() };
            leads += &format!("{name}{lead},{day} 10:00,{at}\n");
        }
    };
    month("L", "2025-10-05", 10, 5);
    month("A", "2026-04-05", 12, 3);
    month("M", "2026-05-05", 15, 8);
    month("J", "2026-06-05", late, late);
    workspace.write("leads.csv", &leads);
    let deals = "deal_id,lead_id,created_at,amount\nD1,L0,2025-11-05 11:00,1000000\n\
                 D2,L1,2025-11-05 11:00,1000000\nD3,A0,2026-05-05 11:00,900000\n\
                 D4,M0,2026-06-05 11:00,1000000\nD5,M1,2026-06-05 11:00,1000000\n";
    workspace.write("deals.csv", deals);
    workspace
}

fn gap(workspace: &Workspace, words: &[&str]) -> Value {
    let ran = workspace.kpi(&[&["gap", "--format", "json"], words].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn part<'v>(gap: &'v Value, name: &str) -> &'v Value {
    gap["parts"].as_array().unwrap().iter().find(|part| part["part"] == name).unwrap()
}

/// L = -3,100,000 / ln(2.9 / 6) = 4,263,813.225; its products with ln(27 / 30), ln(11 / 13.5),
/// ln(7.5 / 11) and ln(29 / 30), as `docs/gap.md` works them out.
#[test]
fn the_worked_plan_against_what_happened() {
    let found = gap(&happened(0), &["--as-of", "2026-06-30"]);
    assert_eq!((&found["planned"], &found["actual"]), (&json!(6_000_000), &json!(2_900_000)));
    let effects: Vec<(&str, i64)> = found["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| (part["part"].as_str().unwrap(), part["effect"].as_i64().unwrap()))
        .collect();
    let expected = [
        ("volume", -449_238),
        ("cv -> mql", -873_205),
        ("mql -> won", -1_633_007),
        ("deal_size", -144_550),
    ];
    assert_eq!(effects, expected);
    assert_eq!(part(&found, "volume")["actual"], json!(27.0));
    assert_eq!(found["outside"], json!(0));
    let sentence = found["bottleneck"]["sentence"].as_str().unwrap();
    assert_eq!(sentence, "the missed MQL -> won rate costs -1,633,007 JPY");
}

/// Five leads of June cannot be won within the period: no rate is to blame for that.
#[test]
fn leads_that_come_too_late_are_timing() {
    let found = gap(&happened(5), &["--as-of", "2026-06-30"]);
    let in_time = part(&found, "timing")["actual"].as_f64().unwrap();
    assert!((in_time - 11.0 / 16.0).abs() < 1e-12);
    let rate = part(&found, "mql -> won")["actual"].as_f64().unwrap();
    assert!((rate - 3.0 / 11.0).abs() < 1e-12);
    assert!(part(&found, "volume")["effect"].as_i64().unwrap() > 0);
    assert!(part(&found, "timing")["effect"].as_i64().unwrap() < 0);
}

/// Money without a lead that the plan knows is in neither side.
#[test]
fn revenue_beside_the_funnel_is_said() {
    let workspace = happened(0);
    let deals = workspace.read("deals.csv");
    workspace.write("deals.csv", deals + "D6,A11,2026-06-07 11:00,500000\n");
    let found = gap(&workspace, &["--as-of", "2026-06-30"]);
    assert_eq!((&found["actual"], &found["outside"]), (&json!(2_900_000), &json!(500_000)));
}

#[test]
fn months_that_are_not_over_are_left_out_and_others_refused() {
    let workspace = happened(0);
    let found = gap(&workspace, &["--as-of", "2026-06-29"]);
    assert_eq!(found["period"], json!("2026-04-01..2026-05-31"));
    for (period, said) in [
        ("2026-07", "not within the plan"),
        ("2026-06", "no month of `2026-06` is over"),
        ("2026-W20", "not made of whole months"),
    ] {
        let ran = workspace.kpi(&["gap", "--as-of", "2026-06-29", "--period", period]);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}

/// Months whose rows are not there yet are no months without revenue.
#[test]
fn data_that_has_not_arrived_is_no_gap() {
    let workspace = happened(0);
    let kept: String = workspace
        .read("deals.csv")
        .lines()
        .take(4)
        .fold(String::new(), |all, line| all + line + "\n");
    workspace.write("deals.csv", kept);
    let ran = workspace.kpi(&["gap", "--as-of", "2026-06-30"]);
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert!(
        ran.stderr.contains("the data of `revenue` for 2026-06 has not arrived"),
        "{}",
        ran.stderr
    );
}

/// Entries, revenue and the planned side are those that `kpi run` and `kpi plan` give.
#[test]
fn it_tells_the_story_of_the_other_commands() {
    let workspace = Workspace::example("b2b");
    for (period, eve, months) in [
        ("2026-04..2026-10", "2026-03-31", 7),
        ("2026-07..2026-09", "2026-06-30", 3),
        ("2026-05", "2026-04-30", 1),
    ] {
        let found = gap(&workspace, &["--period", period]);
        let words = ["run", "cv_count", "new_revenue", "--period", period, "--format", "json"];
        let run: Value = serde_json::from_str(&workspace.kpi(&words).stdout).unwrap();
        let cell = |kpi: &str| run["lines"][0]["cells"][kpi]["value"].as_f64().unwrap();
        assert_eq!(part(&found, "volume")["actual"].as_f64().unwrap(), cell("cv_count"));
        let held = found["actual"].as_f64().unwrap() + found["outside"].as_f64().unwrap();
        assert_eq!(held, cell("new_revenue"));
        let words = ["plan", "--as-of", eve, "--draws", "0", "--format", "json"];
        let plan: Value = serde_json::from_str(&workspace.kpi(&words).stdout).unwrap();
        let rows = plan["plans"][0]["lists"][0]["rows"].as_array().unwrap();
        let planned: f64 = rows[..months]
            .iter()
            .map(|row| row.as_array().unwrap().last().unwrap().as_str().unwrap())
            .map(|money| money.parse::<f64>().unwrap())
            .sum();
        assert!((planned - found["planned"].as_f64().unwrap()).abs() <= 10.0);
        let of = |list: &Value| -> i64 {
            list.as_array().unwrap().iter().map(|part| part["effect"].as_i64().unwrap()).sum()
        };
        assert_eq!(of(&found["parts"]), found["gap"].as_i64().unwrap());
        let shapley = gap(&workspace, &["--period", period, "--method", "shapley"]);
        assert_eq!(shapley["gap"], found["gap"]);
        assert_eq!(of(&shapley["parts"]), of(&found["parts"]));
    }
}
