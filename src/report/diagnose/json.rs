//! For programs.

use serde_json::{Value as Json, json};

use super::super::json::{cell, table};
use super::super::number::unit_word;
use super::Diagnosed;
use crate::diagnose::{Finding, Look, Number};

pub(super) fn render(shown: &Diagnosed<'_>) -> String {
    format!("{:#}\n", document(shown))
}

/// The same as a value.
pub(super) fn document(shown: &Diagnosed<'_>) -> Json {
    let span = shown.period.span;
    let project = &shown.model.project;
    let findings: Vec<Json> = shown.findings.iter().map(|it| finding(shown, it)).collect();
    json!({
        "project": project.name,
        "as_of": shown.as_of.to_string(),
        "time_zone": project.time_zone,
        "period": {
            "label": shown.period.label,
            "first": span.start.to_string(),
            "last": span.last().to_string(),
        },
        "definitions": shown.definitions,
        "diagnoses": findings,
    })
}

fn finding(shown: &Diagnosed<'_>, finding: &Finding) -> Json {
    let diagnosis = &shown.model.diagnoses[finding.id.0];
    let compared = |it: &crate::diagnose::Compared| {
        json!({
            "left": number(&it.left),
            "sign": it.comparison.sign(),
            "right": number(&it.right),
            "holds": it.holds,
        })
    };
    json!({
        "name": diagnosis.about.name,
        "label": diagnosis.about.label,
        "verdict": finding.verdict.word(),
        "why": finding.why,
        "reads": diagnosis.reads,
        "when": diagnosis.written.to_string(),
        "minimum": diagnosis.minimum,
        "kpis": finding.kpis.iter().map(number).collect::<Vec<_>>(),
        "comparisons": finding.comparisons.iter().map(compared).collect::<Vec<_>>(),
        "look_at": finding.looks.iter().map(look).collect::<Vec<_>>(),
    })
}

fn number(number: &Number) -> Json {
    let title = &number.title;
    let mut found = json!({
        "name": title.title.name,
        "label": title.title.label,
        "unit": unit_word(title),
        "minimum": title.minimum,
    });
    if let (Json::Object(all), Json::Object(cell)) = (&mut found, cell_json(number)) {
        all.extend(cell);
    }
    found
}

fn cell_json(number: &Number) -> Json {
    serde_json::to_value(cell(&number.cell, &number.title)).unwrap_or_default()
}

fn look(look: &Look) -> Json {
    let (found, why) = match &look.table {
        Ok(found) => (table(found), Json::Null),
        Err(why) => (Json::Null, why.clone().into()),
    };
    json!({ "look_at": look.text, "groups": look.groups, "table": found, "why": why })
}
