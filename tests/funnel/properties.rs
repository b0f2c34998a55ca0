//! What holds of every answer of the program about a funnel. Comes after `compare`.

use super::compare::{leads, leads_printed, run_printed, shown};
use super::entries::{Question, cells};
use super::model::{Kpi, Project, SOURCES, Value};
use super::stages::journeys;
use super::{random, written};
use crate::agreement::random::runner;
use crate::workspace::Workspace;
use jiff::civil::date;
use proptest::prelude::prop_assert;
use proptest::test_runner::TestCaseError;
use serde_json::json;
use std::collections::BTreeMap;

/// Asks about random projects, and about each of them changed; `same` holds of both answers.
fn holds(change: impl Fn(&mut Project), same: impl Fn(&Answer, &Answer) -> bool) {
    let compare = |answer: fn(&Project, &Question) -> Answer, cases| {
        runner(cases)
            .run(&random::numbers_of_a_case(), |(model, data)| {
                let (project, question) = random::case(model, data);
                let mut changed = project.clone();
                change(&mut changed);
                let (before, after) = (answer(&project, &question), answer(&changed, &question));
                let told = || format!("{before:#?}\nbecomes {after:#?}\n{}", shown(&project));
                prop_assert!(same(&before, &after), "{}", told());
                let fails = journeys(&project).iter().any(|journey| journey.skipped);
                prop_assert!(fails || before.run.is_ok(), "{}", told());
                Ok(())
            })
            .unwrap_or_else(|failure| panic!("{failure}"));
    };
    compare(read, 150);
    compare(printed, 15);
}

/// All that is printed about a project: the leads of every stage, the lines, the totals.
#[derive(Debug, PartialEq)]
struct Answer {
    leads: Vec<String>,
    run: Result<serde_json::Value, String>,
}

/// The answer of the naive reading.
fn read(project: &Project, question: &Question) -> Answer {
    let journeys = journeys(project);
    let cells = project.kpis.iter().map(|kpi| cells(project, &journeys, kpi, question));
    let (lines, totals): (Vec<_>, Vec<_>) = cells.unzip();
    let stages = 0..project.stages.len();
    Answer {
        leads: stages.map(|stage| leads(project, &journeys, stage)).collect(),
        run: Ok(json!({ "lines": format!("{lines:?}"), "total": format!("{totals:?}") })),
    }
}

/// The answer of the program.
fn printed(project: &Project, question: &Question) -> Answer {
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

#[test]
fn rows_known_later_change_nothing() {
    holds(forget_what_comes_later, |before, after| before == after);
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
    holds(reverse, |before, after| before == after);
}

#[test]
fn a_renamed_channel_changes_no_total() {
    holds(rename, |before, after| {
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
            let monthly = printed(&project, &by(asked.clone(), 1));
            let quarterly = printed(&project, &by(asked, 3));
            if journeys(&project).iter().any(|journey| journey.skipped) {
                return Ok(());
            }
            let (monthly, quarterly) = (monthly.run.unwrap(), quarterly.run.unwrap());
            let same = counts(&monthly) == counts(&quarterly)
                && shares(&project, &monthly)
                && shares(&project, &quarterly);
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

/// Whether every rate is between 0 and 1 and over its mature entries, or over all where the open count.
fn shares(project: &Project, answer: &serde_json::Value) -> bool {
    let kpis = || project.kpis.iter().enumerate().map(|(number, kpi)| (written::kpi(number), kpi));
    lines(answer).iter().flat_map(|line| kpis().map(|(name, kpi)| (&line["cells"][name], kpi))).all(
        |(cell, kpi)| {
            let count = |name: &str| cell[name].as_u64().unwrap();
            let over = match kpi {
                Kpi::Count { .. } | Kpi::Median { .. } => return true,
                Kpi::Conversion { .. } => count("converted") + count("lost"),
                Kpi::SurvivalMedian { .. } | Kpi::ExpectedRate { .. } => {
                    count("converted") + count("lost") + count("open")
                }
            };
            let value = cell["value"].as_f64();
            let is_share = value.is_none_or(|value| (0.0..=1.0).contains(&value));
            let is_time = matches!(kpi, Kpi::SurvivalMedian { .. });
            (is_share || is_time) && count("n") == over && count("early") <= count("open")
        },
    )
}
