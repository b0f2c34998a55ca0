//! A review for programs: money as exact text, and what was not evaluated.

use serde_json::{Value as Json, json};

use super::ReviewReport;
use crate::effect::{Clause, Effect, Flip, KpiMove, Moved, Movement, Mover, Outcomes, PlanMove};
use crate::outlook::Exact;
use crate::report::change::document;
use crate::report::decimal::Digits;
use crate::report::number::text;
use crate::table::Cell;

pub(super) fn render(report: &ReviewReport<'_>) -> String {
    let mut whole = document(&report.changes);
    whole["as_of"] = report.as_of.to_string().into();
    whole["period"] = report.period.into();
    let (effect, not_evaluated) = match &report.effect {
        Ok(found) => (effect(found, report.leads), left_out(found)),
        Err(why) => (Json::Null, vec![json!({ "what": "effect on data", "why": why })]),
    };
    whole["effect"] = effect;
    whole["not_evaluated"] = not_evaluated.into();
    format!("{whole:#}\n")
}

fn effect(effect: &Effect, leads: bool) -> Json {
    let stage = |(name, found): &(String, Result<Movement, String>)| {
        let found = found.as_ref().ok()?;
        Some(movement(name, found, leads))
    };
    json!({
        "stages": Json::from_iter(effect.stages.iter().filter_map(stage)),
        "kpis": Json::from_iter(effect.kpis.iter().filter_map(kpi)),
        "plans": Json::from_iter(effect.plans.iter().filter_map(plan)),
        "agreements": Json::from_iter(effect.agreements.iter().map(flip)),
        "tests": Json::from_iter(effect.tests.iter().map(flip)),
    })
}

fn movement(name: &str, it: &Movement, leads: bool) -> Json {
    let side = |movers: &[Mover], clauses: &[Clause], outcomes: &Outcomes| {
        let clause = |it: &Clause| json!({ "clause": it.text, "decides": it.decides });
        let stage = |(label, count): &(String, u64)| json!({ "stage": label, "entries": count });
        let keys = leads.then(|| Json::from_iter(movers.iter().map(|it| it.subject.as_str())));
        json!({
            "entries": movers.len(),
            "decided_by": Json::from_iter(clauses.iter().map(clause)),
            "no_further": outcomes.nothing,
            "as_far_as": Json::from_iter(outcomes.stages.iter().map(stage)),
            "revenue": outcomes.money.map(money),
            "leads": keys,
        })
    };
    json!({
        "stage": name,
        "stay": it.stay,
        "stay_at_another_moment": it.moved,
        "leave": side(&it.leave, &it.leave_by, &it.left),
        "enter": side(&it.enter, &it.enter_by, &it.entered),
        "reached_the_last_stage": it.caught.map(|[all, before, after]| {
            json!({ "all": all, "caught_before": before, "caught_after": after })
        }),
    })
}

fn money(money: Exact) -> String {
    Digits::new(money.units, usize::from(money.scale)).text(false)
}

fn kpi(it: &KpiMove) -> Option<Json> {
    let Moved::Values(cells) = &it.moved else { return None };
    let cell = |cell: &Cell| {
        let shown = text(&cell.value);
        let value = if shown.is_empty() { Json::Null } else { shown.into() };
        json!({ "value": value, "status": cell.status.word(), "n": cell.n })
    };
    let [before, after] = cells.as_ref();
    let moves = before.value != after.value || before.status != after.status;
    Some(json!({ "kpi": it.name, "before": cell(before), "after": cell(after), "moves": moves }))
}

fn plan(it: &PlanMove) -> Option<Json> {
    let stages = it.stages.as_ref().ok()?;
    let stage = |(label, [before, after]): &(String, [f64; 2])| json!({ "stage": label, "before": before, "after": after });
    Some(json!({ "plan": it.name, "needed": Json::from_iter(stages.iter().map(stage)) }))
}

fn flip(it: &Flip) -> Json {
    json!({ "what": it.what, "before": it.before, "after": it.after })
}

/// What could not be evaluated, and why.
fn left_out(effect: &Effect) -> Vec<Json> {
    let one = |what: String, why: &str| json!({ "what": what, "why": why });
    let stages = effect
        .stages
        .iter()
        .filter_map(|(name, found)| Some(one(format!("stage.{name}"), found.as_ref().err()?)));
    let kpis = effect.kpis.iter().filter_map(|it| match &it.moved {
        Moved::NotEvaluated(why) => Some(one(format!("kpi.{}", it.name), why)),
        Moved::Values(_) => None,
    });
    let plans = effect
        .plans
        .iter()
        .filter_map(|it| Some(one(format!("plan.{}", it.name), it.stages.as_ref().err()?)));
    stages.chain(kpis).chain(plans).collect()
}
