//! What holds of every answer of the program about a funnel. Comes after `compare`.

use super::compare::{leads_printed, run_printed, shown};
use super::entries::Question;
use super::model::{Project, SOURCES, Value};
use super::{random, written};
use crate::agreement::random::runner;
use crate::workspace::Workspace;
use jiff::civil::date;
use proptest::test_runner::TestCaseError;
use std::collections::BTreeMap;

/// Asks about random projects, and about each of them changed; `same` holds of both answers.
fn holds(
    change: impl Fn(&mut Project),
    question: impl Fn(Question) -> Question,
    same: impl Fn(&Answer, &Answer) -> bool,
) {
    runner(15)
        .run(&random::numbers_of_a_case(), |(model, data)| {
            let (project, asked) = random::case(model, data);
            let mut changed = project.clone();
            change(&mut changed);
            let before = answer(&project, &asked);
            let after = answer(&changed, &question(asked));
            let told = || format!("{before:#?}\nbecomes {after:#?}\n{}", shown(&project));
            if same(&before, &after) { Ok(()) } else { Err(TestCaseError::fail(told())) }
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// All that is printed about a project: the leads of every stage, the lines, the totals.
#[derive(Debug, PartialEq)]
struct Answer {
    leads: Vec<String>,
    run: Result<serde_json::Value, String>,
}

fn answer(project: &Project, question: &Question) -> Answer {
    let workspace = Workspace::empty();
    written::write(project, &workspace);
    let stages = 0..project.stages.len();
    // the folder has another name each time
    let folder = workspace.path().to_str().unwrap();
    let plain = |text: String| text.replace(folder, "");
    Answer {
        leads: stages.map(|stage| plain(leads_printed(&workspace, project, stage))).collect(),
        run: run_printed(&workspace, project, question).map_err(plain),
    }
}

fn unchanged(question: Question) -> Question {
    question
}

#[test]
fn rows_known_later_change_nothing() {
    holds(forget_what_comes_later, unchanged, |before, after| before == after);
}

/// Takes away what is not known as of the day of the project.
fn forget_what_comes_later(project: &mut Project) {
    let end = project.calendar.after(project.as_of);
    let later = |value: &Value| matches!(value, Value::Moment(moment) if *moment >= end);
    for source in &SOURCES {
        let Some(rows) = project.tables.get_mut(source.name) else {
            continue;
        };
        rows.retain(|row| source.time.is_none_or(|time| !later(&row.written(time))));
        for row in rows {
            if source.name == "deals" && later(&row.written("closed_at")) {
                row.values.retain(|column, _| !["closed_at", "status"].contains(column));
            }
        }
    }
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let reverse =
        |project: &mut Project| project.tables.values_mut().for_each(|rows| rows.reverse());
    holds(reverse, unchanged, |before, after| before == after);
}

#[test]
fn a_renamed_channel_changes_no_total() {
    holds(rename, unchanged, |before, after| {
        let total = |answer: &Answer| answer.run.as_ref().map(|run| run["total"].clone()).ok();
        before.leads == after.leads && total(before) == total(after)
    });
}

/// Renames a channel that no condition names.
fn rename(project: &mut Project) {
    for row in project.tables.get_mut("touches").into_iter().flatten() {
        if row.text("channel") == Some("ウェビナー") {
            row.values.insert("channel", Value::from("A webinar"));
        }
    }
}

#[test]
fn months_add_up_to_quarters_and_rates_are_shares() {
    let by = |question: Question, months| {
        let period = Some((date(2025, 10, 1), date(2026, 6, 30)));
        Question { months: Some(months), period, ..question }
    };
    runner(20)
        .run(&random::numbers_of_a_case(), |(model, data)| {
            let (project, asked) = random::case(model, data);
            let monthly = answer(&project, &by(asked.clone(), 1));
            let quarterly = answer(&project, &by(asked, 3));
            let (Ok(monthly), Ok(quarterly)) = (&monthly.run, &quarterly.run) else {
                return Ok(());
            };
            let same = counts(monthly) == counts(quarterly) && shares(monthly) && shares(quarterly);
            let told = || format!("{monthly:#?}\nand {quarterly:#?}\n{}", shown(&project));
            if same { Ok(()) } else { Err(TestCaseError::fail(told())) }
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

fn lines(answer: &serde_json::Value) -> &[serde_json::Value] {
    answer["lines"].as_array().unwrap()
}

/// The counts of every conversion and group over all lines.
fn counts(answer: &serde_json::Value) -> BTreeMap<(String, String, &str), u64> {
    let mut sums = BTreeMap::new();
    for line in lines(answer) {
        for (kpi, cell) in line["cells"].as_object().unwrap() {
            for name in ["converted", "lost", "open", "early"] {
                let key = (line["group"].to_string(), kpi.clone(), name);
                *sums.entry(key).or_insert(0) += cell[name].as_u64().unwrap_or(0);
            }
        }
    }
    sums
}

/// Whether every rate is between 0 and 1 and over its mature entries.
fn shares(answer: &serde_json::Value) -> bool {
    let cells = lines(answer).iter().flat_map(|line| line["cells"].as_object().unwrap().values());
    cells.filter(|cell| cell["converted"].is_u64()).all(|cell| {
        let count = |name: &str| cell[name].as_u64().unwrap();
        let share = cell["value"].as_f64().is_none_or(|value| (0.0..=1.0).contains(&value));
        share && count("n") == count("converted") + count("lost") && count("early") <= count("open")
    })
}
