//! Definitions that are made of expressions, key by key.
//!
//! Under `fingerprint`: the meaning is the one spelling of the formula, what is shown the canonical
//! text of the expression.

use super::normal::spelled;
use super::settings::{fact, words};
use super::{Fact, Part, facts::plain};
use crate::expression::{Decimal, Expression};
use crate::model::{
    Agreement, Attribution, Criterion, Diagnosis, Dimension, Entry, Formula, Measure, Model,
    Part as Written, Promise, Score, ScoreStep, SourceId, Stage,
};
use crate::plan::Value;

/// One key with an expression.
pub(super) fn expression(
    model: &Model,
    key: &str,
    written: &Expression,
    formula: &Formula,
    source: Option<SourceId>,
) -> Fact {
    let meaning = spelled(model, formula, source);
    Fact { key: key.to_owned(), meaning, shown: written.to_string(), part: Part::Meaning }
}

pub(super) fn criterion(model: &Model, criterion: &Criterion) -> Vec<Fact> {
    let of = criterion.of;
    vec![
        fact("of", &model.source(of).name),
        expression(model, "when", &criterion.written, &criterion.when, Some(of)),
    ]
}

pub(super) fn dimension(model: &Model, dimension: &Dimension) -> Vec<Fact> {
    let mut facts: Vec<Fact> = dimension
        .of
        .iter()
        .map(|value| {
            let key = format!("of.{}", model.source(value.source).name);
            expression(model, &key, &value.written, &value.value, Some(value.source))
        })
        .collect();
    facts.push(fact("missing", &dimension.missing));
    facts
}

pub(super) fn stage(model: &Model, stage: &Stage) -> Vec<Fact> {
    let of = Some(model.funnels[stage.funnel.0].of);
    let key = if matches!(stage.entry, Entry::At(_)) { "at" } else { "when" };
    vec![
        fact("funnel", &model.funnels[stage.funnel.0].about.name),
        expression(model, key, &stage.written, stage.entry.formula(), of),
    ]
}

pub(super) fn score(model: &Model, score: &Score) -> Vec<Fact> {
    let number =
        |units: i64| Value::Decimal { units: i128::from(units), scale: score.scale }.to_string();
    let point = |step: &ScoreStep| match step.after {
        Some(after) => format!("{} after {after}", number(step.points)),
        None => number(step.points),
    };
    let mut rules: Vec<(String, String)> = score
        .rules
        .iter()
        .map(|rule| {
            let points: Vec<String> = rule.steps.iter().map(point).collect();
            let cap = rule.cap.map_or_else(String::new, |cap| format!(", cap {}", number(cap)));
            let points = format!("{}{cap}", points.join(", "));
            let of = &model.source(rule.source).name;
            let meaning = spelled(model, &rule.when, Some(rule.source));
            (format!("{of}: {meaning}: {points}"), format!("{}: {points}", rule.written))
        })
        .collect();
    rules.sort();
    let (meaning, shown): (Vec<String>, Vec<String>) = rules.into_iter().unzip();
    let mut facts: Vec<Fact> = Vec::new();
    let of = (score.of.0 < model.sources.len()).then(|| &model.source(score.of).name);
    facts.extend(of.map(|of| fact("of", of)));
    facts.extend(score.cap.map(|cap| fact("cap", number(cap))));
    facts.extend(score.floor.map(|floor| fact("floor", number(floor))));
    let key = "rule".to_owned();
    let (meaning, shown) = (meaning.join("\n"), shown.join("\n"));
    facts.push(Fact { key, meaning, shown, part: Part::Meaning });
    facts
}

pub(super) fn attribution(model: &Model, attribution: &Attribution) -> Vec<Fact> {
    let part = |key: &str, part: &Written, source| {
        expression(model, key, &part.written, &part.formula, Some(source))
    };
    let stage = |id: crate::model::StageId| model.stages[id.0].about.name.as_str();
    let anchors: Vec<&str> = attribution.anchors.iter().map(|id| stage(*id)).collect();
    let touches = attribution.touches;
    let (journeys, _) = model.entries(attribution.stage);
    let method = format!("{:?} {anchors:?}", attribution.model);
    let shown = match attribution.anchors.is_empty() {
        true => attribution.model.method().name.to_owned(),
        false => method.clone(),
    };
    let mut facts = vec![
        fact("stage", stage(attribution.stage)),
        fact("touches", &model.source(touches).name),
        part("channel", &attribution.channel, touches),
        Fact { shown, ..fact("model", method) },
        fact("repeats", format!("{:?}", attribution.repeats).to_lowercase()),
        fact("missing", &attribution.missing),
    ];
    facts.extend(attribution.value.as_ref().map(|value| part("value", value, journeys)));
    facts.extend(attribution.direct.as_ref().map(|direct| part("direct", direct, touches)));
    facts.extend(attribution.look_back.map(|length| fact("look_back", length.to_string())));
    facts
}

pub(super) fn diagnosis(model: &Model, diagnosis: &Diagnosis) -> Vec<Fact> {
    let mut facts = vec![expression(model, "when", &diagnosis.written, &diagnosis.when, None)];
    facts.extend(diagnosis.minimum.map(|minimum| fact("minimum", minimum.to_string())));
    facts.push(words("reads", &diagnosis.reads));
    let looks: Vec<&str> = diagnosis.looks.iter().map(|look| look.text.as_str()).collect();
    facts.extend((!looks.is_empty()).then(|| words("look_at", looks.join("\n"))));
    facts
}

pub(super) fn agreement(model: &Model, agreement: &Agreement) -> Vec<Fact> {
    let mut facts = vec![match &agreement.promise {
        Promise::Measured(part) => expression(model, "promise", &part.written, &part.formula, None),
        Promise::Fresh(source) => fact("fresh", &model.source(*source).name),
    }];
    let bound = |bound: Option<Decimal>| bound.as_ref().map_or_else(String::new, plain);
    let band = &agreement.expect;
    let measure = match &band.measure {
        Measure::Money(currency) => currency.clone(),
        other => format!("{other:?}"),
    };
    let meaning = format!("{} .. {} {measure}", bound(band.low), bound(band.high));
    facts.push(Fact { shown: band.written.clone(), ..fact("expect", meaning) });
    facts.push(fact("by", agreement.by.to_string()));
    facts.extend(agreement.minimum.map(|minimum| fact("minimum", minimum.to_string())));
    let mut between = agreement.between.clone();
    between.sort();
    facts.push(words("between", between.join(", ")));
    facts.extend(agreement.review_by.map(|day| words("review_by", day.to_string())));
    facts
}
