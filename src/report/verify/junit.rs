//! Verdicts as JUnit XML, which build servers read: one case for every agreement and period.

use std::fmt::Write;

use super::VerifyReport;
use super::words::Words;
use crate::report::trial::junit::escaped;
use crate::verify::{Judged, Reason, State, Verdict};

/// What became of a case.
enum Outcome {
    Pass,
    Failure(String),
    Error(String),
    Skipped(String),
}

struct Case {
    name: String,
    class: String,
    outcome: Outcome,
}

pub(super) fn render(report: &VerifyReport) -> String {
    let words = Words::new(report.model);
    let cases: Vec<Case> =
        report.verdicts.iter().flat_map(|verdict| of(report, verdict, &words)).collect();
    let count =
        |wanted: fn(&Outcome) -> bool| cases.iter().filter(|case| wanted(&case.outcome)).count();
    let numbers = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
        cases.len(),
        count(|outcome| matches!(outcome, Outcome::Failure(_))),
        count(|outcome| matches!(outcome, Outcome::Error(_))),
        count(|outcome| matches!(outcome, Outcome::Skipped(_))),
    );
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites>");
    let project = escaped(&report.model.project.name);
    let _ = writeln!(out, "  <testsuite name=\"{project}\" {numbers}>");
    for case in &cases {
        written(&mut out, case);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn written(out: &mut String, case: &Case) {
    let (name, class) = (escaped(&case.name), escaped(&case.class));
    let _ = write!(out, "    <testcase name=\"{name}\" classname=\"{class}\"");
    let (element, message) = match &case.outcome {
        Outcome::Pass => {
            out.push_str("/>\n");
            return;
        }
        Outcome::Failure(message) => ("failure", message),
        Outcome::Error(message) => ("error", message),
        Outcome::Skipped(message) => ("skipped", message),
    };
    let _ = writeln!(out, "><{element} message=\"{}\"/></testcase>", escaped(message));
}

fn of(report: &VerifyReport, verdict: &Verdict, words: &Words) -> Vec<Case> {
    let agreement = report.agreement(verdict);
    let about = &agreement.about;
    let class = report.sources.file(about.span.file).name.clone();
    let case = |what: &str, outcome| Case {
        name: format!("agreement.{} {what}", about.name),
        class: class.clone(),
        outcome,
    };
    let mut cases = Vec::new();
    if verdict.trouble.is_some() {
        let message = words.trouble(report, verdict).join("\n");
        cases.push(case("", Outcome::Error(message)));
    }
    for judged in &verdict.periods {
        let value = words.value(verdict, judged, agreement);
        let outcome = outcome(judged, &value, &agreement.expect.written, words);
        cases.push(case(&judged.period.label, outcome));
    }
    if let Some(review) = verdict.review {
        let passed = words.say("見直し期限が過ぎている", "the day of review has passed");
        let outcome = match review.passed {
            true => Outcome::Failure(format!("{passed}: {}", review.by)),
            false => Outcome::Pass,
        };
        cases.push(case("review", outcome));
    }
    cases
}

fn outcome(judged: &Judged, value: &str, expect: &str, words: &Words) -> Outcome {
    let reason = || judged.reason.map_or(String::new(), |reason| words.reason(reason).to_owned());
    match (judged.state, judged.reason) {
        (State::Kept, _) => Outcome::Pass,
        (State::Broken, _) if judged.period.changed => {
            Outcome::Failure(format!("{value} ({expect}) {}", words.common.changed))
        }
        (State::Broken, _) => Outcome::Failure(format!("{value} ({expect})")),
        (State::NotEnough, Some(Reason::MissingInput)) => Outcome::Error(reason()),
        (State::TooEarly | State::NotEnough, _) => Outcome::Skipped(reason()),
    }
}
