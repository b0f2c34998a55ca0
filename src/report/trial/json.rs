//! Test results for programs.

use serde_json::{Value as Json, json};

use super::TrialReport;
use super::words::Words;
use crate::diagnostic::spot;
use crate::trial::{Changed, Covered, Outcome, Tried, Verdict};

pub(super) fn render(report: &TrialReport) -> String {
    let words = Words::new(report.model);
    let tests: Vec<Json> = report.tried.iter().map(|tried| test(tried, report, &words)).collect();
    let mut document = json!({ "tests": tests });
    if let Some(covered) = report.coverage {
        let all: Vec<Json> = covered.iter().map(|it| condition(it, report)).collect();
        document["coverage"] = all.into();
    }
    if let Some(mutation) = report.mutation {
        let survivors = mutation.survivors.iter();
        let survivors: Vec<Json> = survivors.map(|it| survivor(it, report)).collect();
        document["mutation"] = json!({ "tried": mutation.tried, "survivors": survivors });
    }
    format!("{document:#}\n")
}

fn condition(covered: &Covered, report: &TrialReport) -> Json {
    let boundary = covered.boundary.iter().map(|(text, seen)| (text.clone(), (*seen).into()));
    let boundary: serde_json::Map<String, Json> = boundary.collect();
    json!({
        "of": covered.of,
        "place": spot(covered.span, report.sources),
        "text": covered.text,
        "in_force": covered.in_force,
        "seen_true": covered.seen_true,
        "seen_false": covered.seen_false,
        "deciding": covered.deciding,
        "boundary": boundary,
    })
}

fn survivor(changed: &Changed, report: &TrialReport) -> Json {
    json!({
        "of": changed.of,
        "place": spot(changed.span, report.sources),
        "text": changed.whole,
        "from": changed.from,
        "to": changed.to,
    })
}

fn test(tried: &Tried, report: &TrialReport, words: &Words) -> Json {
    let (outcome, messages, leads) = match &tried.outcome {
        Outcome::Pass => ("pass", Vec::new(), Vec::new()),
        Outcome::Fail(failure) => {
            let reasons = failure.mismatches.iter().flat_map(|(_, reasons)| reasons);
            let leads = reasons.map(|reason| {
                json!({
                    "key": words.moment(&reason.key),
                    "as_of": words.moment(&reason.as_of),
                    "condition": reason.verdict.as_ref().map(|it| clause(it, words)),
                })
            });
            ("fail", words.failures(failure), leads.collect())
        }
        Outcome::Error(found) => {
            let messages = found.iter().map(|found| found.message.clone()).collect();
            ("error", messages, Vec::new())
        }
    };
    json!({
        "name": tried.test.name,
        "place": spot(tried.test.span, report.sources),
        "as_of": tried.test.as_of.to_string(),
        "agreed_by": tried.test.agreed_by,
        "outcome": outcome,
        "messages": messages,
        "leads": leads,
    })
}

fn clause(verdict: &Verdict, words: &Words) -> Json {
    let seen = verdict.seen.iter().map(|(text, value)| (text.clone(), words.moment(value).into()));
    let seen: serde_json::Map<String, Json> = seen.collect();
    let parts: Vec<Json> = verdict.parts.iter().map(|part| clause(part, words)).collect();
    json!({ "text": verdict.text, "holds": verdict.holds, "seen": seen, "parts": parts })
}
