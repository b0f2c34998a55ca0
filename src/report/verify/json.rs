//! Verdicts for programs.

use serde_json::{Value as Json, json};

use super::VerifyReport;
use super::words::Words;
use crate::model::Measure;
use crate::plan::Value;
use crate::report::number::{for_programs, text, unit_word};
use crate::verify::{Judged, Verdict};

pub(super) fn render(report: &VerifyReport) -> String {
    format!("{:#}\n", document(report))
}

/// The same as a value.
pub(super) fn document(report: &VerifyReport) -> Json {
    let words = Words::new(report.model);
    let project = &report.model.project;
    let agreements: Vec<Json> =
        report.verdicts.iter().map(|verdict| one(report, verdict, &words)).collect();
    json!({
        "project": project.name,
        "as_of": report.as_of.to_string(),
        "time_zone": project.time_zone,
        "agreements": agreements,
    })
}

fn one(report: &VerifyReport, verdict: &Verdict, words: &Words) -> Json {
    let agreement = report.agreement(verdict);
    let unit = match &agreement.expect.measure {
        Measure::Days { business: true } => "business days".to_owned(),
        Measure::Days { business: false } => "days".to_owned(),
        _ => unit_word(&verdict.title),
    };
    let review = verdict
        .review
        .map(|review| json!({ "by": review.by.to_string(), "passed": review.passed }));
    let trouble: Option<Vec<Json>> = verdict.trouble.as_ref().map(|problems| {
        let found = problems.iter();
        found.map(|it| json!({ "code": it.code, "message": it.message })).collect()
    });
    json!({
        "name": agreement.about.name,
        "label": agreement.about.label,
        "between": agreement.between,
        "promised_by": agreement.about.owner,
        "promise": words.promise(agreement),
        "expect": agreement.expect.written,
        "minimum": agreement.minimum,
        "unit": unit,
        "review": review,
        "trouble": trouble,
        "notes": verdict.breaks.iter().map(|note| json!({ "code": note.code, "text": note.text })).collect::<Vec<_>>(),
        "periods": verdict.periods.iter().map(|it| period(verdict, it)).collect::<Vec<_>>(),
    })
}

fn period(verdict: &Verdict, judged: &Judged) -> Json {
    let of = judged.conversion;
    let breaches = judged.breaches.as_ref().map(|breaches| {
        json!({ "of": breaches.of, "keys": breaches.keys.iter().map(text).collect::<Vec<_>>() })
    });
    json!({
        "period": judged.period.label,
        "first": judged.period.first,
        "last": judged.period.last,
        "unfinished": judged.period.unfinished,
        "changed": judged.period.changed,
        "verdict": judged.state.word(),
        "reason": judged.reason.map(|reason| reason.word()),
        "value": number(&for_programs(&judged.value, &verdict.title)),
        "n": judged.n,
        "converted": of.map(|of| of.converted),
        "lost": of.map(|of| of.lost),
        "open": of.map(|of| of.open),
        "early": of.map(|of| of.early),
        "pending": judged.pending,
        "breaches": breaches,
    })
}

/// Numbers as numbers; exact decimals as text.
fn number(value: &Value) -> Json {
    match value {
        Value::Missing => Json::Null,
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        other => text(other).into(),
    }
}
