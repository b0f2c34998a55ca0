//! What is told about one lead agrees with the naive reading, and with itself. Comes after
//! `compare`.

use super::compare::{moment, shown};
use super::model::Project;
use super::stages::{Journey, journeys};
use super::{random, written};
use crate::agreement::random::runner;
use crate::workspace::Workspace;
use proptest::prelude::prop_assert;
use serde_json::{Value, json};

/// Leads of a project that are asked about.
const LEADS: usize = 3;

fn told(workspace: &Workspace, project: &Project, lead: &str) -> Result<Value, String> {
    let as_of = project.as_of.to_string();
    let ran = workspace.kpi(&["explain", "--lead", lead, "--format", "json", "--as-of", &as_of]);
    match ran.code {
        0 => serde_json::from_str(&ran.stdout).map_err(|error| error.to_string()),
        _ => Err(ran.stderr),
    }
}

/// A condition and its parts say the same.
fn agrees(clause: &Value) -> bool {
    let parts: Vec<&Value> = clause["parts"].as_array().into_iter().flatten().collect();
    let part = |part: &&Value| part["holds"] == true;
    let own = clause["holds"] == true;
    parts.iter().all(|part| agrees(part))
        && match clause["form"].as_str() {
            Some("all" | "criterion") => own == parts.iter().all(part),
            Some("any") => own == parts.iter().any(part),
            Some("not") => own != part(&parts[0]),
            form => form == Some("test") && parts.is_empty(),
        }
}

/// What is wrong with what is told of a journey, if anything.
fn differs(project: &Project, journey: &Journey<'_>, told: &Value, last: bool) -> Option<String> {
    for (number, stage) in project.stages.iter().enumerate() {
        let told = &told["stages"][number];
        let entry = journey.entries[number].map(|entry| {
            let at = moment(project, entry.at);
            let (backfilled, earlier) = (entry.backfilled, entry.recorded_earlier);
            json!({ "at": at, "backfilled": backfilled, "recorded_earlier": earlier })
        });
        let wrong = |what: &str| Some(format!("{what}: stage_{number} {entry:?} not {told:#}"));
        if told["entered"] != entry.clone().unwrap_or(Value::Null) {
            return wrong("another entry");
        }
        if stage.conditions().is_empty() {
            continue;
        }
        let condition = &told["condition"];
        if !agrees(condition) {
            return wrong("parts that do not add up");
        }
        let waits = number > 0 && journey.entries[number - 1].is_none();
        let expected = match &journey.entries[number] {
            Some(entry) if !entry.backfilled => Some(true),
            // a cycle that is over is looked at as of the run, when its next one has begun
            None if last && !waits => Some(false),
            _ => None,
        };
        if expected.is_some_and(|expected| condition["holds"] != expected) {
            return wrong("a condition that does not explain it");
        }
        let ways = told["missing"]["ways"].as_array().map(Vec::len);
        if expected == Some(false) && ways == Some(0) {
            return wrong("no way to enter");
        }
    }
    None
}

#[test]
fn what_is_told_of_a_lead_is_what_happened() {
    runner(20)
        .run(&random::numbers_of_a_case(), |(model, data)| {
            let (project, _) = random::case(model, data);
            let workspace = Workspace::empty();
            written::write(&project, &workspace);
            let journeys = journeys(&project);
            let key = |journey: &Journey<'_>| journey.subject.text("lead_id").unwrap().to_owned();
            let mut leads: Vec<String> = journeys.iter().map(key).collect();
            leads.dedup();
            for lead in leads.iter().take(LEADS) {
                let own: Vec<_> = journeys.iter().filter(|it| key(it) == *lead).collect();
                let told = told(&workspace, &project, lead);
                if own.iter().any(|journey| journey.skipped) {
                    prop_assert!(told.is_err_and(|said| said.contains("skipped-stage")));
                    continue;
                }
                let told = match told {
                    Ok(told) => told,
                    Err(said) => {
                        prop_assert!(false, "{lead}: {said}\n{}", shown(&project));
                        return Ok(());
                    }
                };
                let cycles = told["funnels"][0]["cycles"].as_array().unwrap();
                prop_assert!(cycles.len() == own.len(), "{told:#}\n{}", shown(&project));
                for (at, (journey, told)) in own.iter().zip(cycles).enumerate() {
                    let wrong = differs(&project, journey, told, at + 1 == own.len());
                    let wrong = wrong.unwrap_or_default();
                    prop_assert!(wrong.is_empty(), "{lead}: {wrong}\n{}", shown(&project));
                }
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
