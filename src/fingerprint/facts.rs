//! Definitions key by key.
//!
//! Under `fingerprint`; `formulas` has those that are made of expressions.

use super::settings::{fact, words};
use super::{Definition, Fact, Subject, formulas};
use crate::explain::Item;
use crate::expression::Decimal;
use crate::model::{
    About, FunnelId, Good, KpiId, Model, PlanId, RateFrom, Shares, Skips, Status, Worth,
};

/// Takes a definition apart.
pub(super) fn definition(model: &Model, item: Item) -> Definition {
    let mut facts = match item {
        Item::Criterion(id) => formulas::criterion(model, &model.criteria[id.0]),
        Item::Score(id) => formulas::score(model, &model.scores[id.0]),
        Item::Stage(id) => formulas::stage(model, &model.stages[id.0]),
        Item::Funnel(id) => funnel(model, id),
        Item::Dimension(id) => formulas::dimension(model, &model.dimensions[id.0]),
        Item::Attribution(id) => formulas::attribution(model, &model.attributions[id.0]),
        Item::Kpi(id) => kpi(model, id),
        Item::Plan(id) => plan(model, id),
        Item::Diagnosis(id) => formulas::diagnosis(model, &model.diagnoses[id.0]),
        Item::Agreement(id) => formulas::agreement(model, &model.agreements[id.0]),
        Item::Source(_) | Item::Column(..) => Vec::new(),
    };
    let about = item.about(model);
    facts.extend(about.into_iter().flat_map(written));
    let name = about.map_or_else(|| item.name(model), |about| about.name.clone());
    Definition { subject: Subject::Item(item), kind: item.kind(), name, facts }
}

/// Words, owners and status.
fn written(about: &About) -> Vec<Fact> {
    let standing = &about.standing;
    let label = Some(&about.label).filter(|label| **label != about.name);
    let texts = [
        ("label", label.cloned()),
        ("means", about.means.clone()),
        ("is_not", about.is_not.clone()),
        ("owner", about.owner.clone()),
        ("accepted_by", about.accepted_by.clone()),
        ("status", standing.status.map(Status::word).map(str::to_owned)),
        ("replaced_by", standing.replaced_by.clone()),
        ("until", standing.until.map(|day| day.to_string())),
    ];
    texts.into_iter().filter_map(|(key, text)| Some(words(key, text?))).collect()
}

fn funnel(model: &Model, id: FunnelId) -> Vec<Fact> {
    let funnel = &model.funnels[id.0];
    let stages: Vec<&str> =
        funnel.stages.iter().map(|id| model.stages[id.0].about.name.as_str()).collect();
    let skips = match funnel.skips {
        Skips::Backfill => "backfill",
        Skips::Exclude => "exclude",
        Skips::Error => "error",
    };
    let mut facts = vec![
        fact("of", &model.source(funnel.of).name),
        fact("stages", stages.join(", ")),
        fact("skips", skips),
    ];
    if let Some(cycle) = &funnel.cycle {
        let mut quiet: Vec<&str> =
            cycle.quiet_in.iter().map(|(source, _)| model.source(*source).name.as_str()).collect();
        quiet.sort_unstable();
        quiet.dedup();
        let starts = &model.source(cycle.restarts_at).name;
        let (dormant, quiet) = (cycle.dormant, quiet.join(", "));
        facts.push(fact(
            "cycle",
            format!("restarts_at = {starts}, dormant = {dormant}, quiet_in = {quiet}"),
        ));
    }
    facts
}

fn kpi(model: &Model, id: KpiId) -> Vec<Fact> {
    let kpi = &model.kpis[id.0];
    let mut facts = vec![formulas::expression(model, "formula", &kpi.written, &kpi.formula, None)];
    let unit = kpi.unit.as_ref().map(|unit| format!("{unit:?}").to_lowercase());
    facts.extend(unit.map(|unit| fact("unit", unit)));
    facts.extend(kpi.minimum.map(|minimum| fact("minimum", minimum.to_string())));
    facts.extend(kpi.materiality.map(|it| words("materiality", it.to_string())));
    let good = kpi.good.map(|good| if good == Good::Up { "up" } else { "down" });
    facts.extend(good.map(|good| words("good", good)));
    let mut beside: Vec<&str> =
        kpi.companions.iter().map(|id| model.kpis[id.0].about.name.as_str()).collect();
    beside.sort_unstable();
    if !beside.is_empty() {
        facts.push(words("companions", beside.join(", ")));
    }
    facts
}

fn plan(model: &Model, id: PlanId) -> Vec<Fact> {
    let plan = &model.plans[id.0];
    let kpi = |id: KpiId| format!("kpi.{}", model.kpis[id.0].about.name);
    let money = |amount: &Decimal| format!("{} {}", plain(amount), model.project.currency);
    let percents = |all: &[Decimal]| {
        all.iter().map(|it| format!("{}%", plain(it))).collect::<Vec<_>>().join(", ")
    };
    let mut facts = vec![
        fact("period", &plan.written_period),
        fact("target.kpi", kpi(plan.kpi)),
        fact("target.amount", money(&plan.amount)),
    ];
    facts.extend(plan.by_month.as_ref().map(|all| fact("target.by_month", percents(all))));
    let committed = plan.committed.iter().map(|(words, sum)| format!("{words}: {}", money(sum)));
    let committed = committed.collect::<Vec<_>>().join("\n");
    facts.extend((!committed.is_empty()).then(|| fact("committed", committed)));
    facts.push(fact("funnel", &model.funnels[plan.funnel.0].about.name));
    let value = match &plan.value {
        Worth::Written(amount) => money(amount),
        Worth::Kpi(id) => kpi(*id),
    };
    facts.push(fact("value", value));
    for ((from, to), rate) in model.steps(id).into_iter().zip(&plan.rates) {
        let name = |id: crate::model::StageId| &model.stages[id.0].about.name;
        let text = match &rate.value {
            RateFrom::Written(percent) => format!("{}%", plain(percent)),
            RateFrom::Agreed(id, _) => format!("agreement.{}", model.agreements[id.0].about.name),
            RateFrom::Measured(period) => format!("measured {period}"),
        };
        facts.push(fact(&format!("rates.{} -> {}", name(from), name(to)), text));
    }
    facts.extend(plan.within.map(|within| fact("within", within.to_string())));
    if let Some(split) = &plan.split {
        facts.push(fact("split.by", &model.dimensions[split.by.0].about.name));
        facts.push(fact("split.shares", shares(&split.shares)));
    }
    facts.extend(plan.cost.map(|id| fact("cost", kpi(id))));
    for (stage, most) in model.funnels[plan.funnel.0].stages.iter().zip(&plan.capacity) {
        let key = format!("capacity.{}", model.stages[stage.0].about.name);
        facts.extend(most.map(|most| fact(&key, format!("{most} per month"))));
    }
    facts
}

fn shares(shares: &Shares) -> String {
    match shares {
        Shares::Measured(period) => format!("measured {period}"),
        Shares::Written(all) => {
            let all = all.iter().map(|(channel, share)| format!("{channel} {}%", plain(share)));
            all.collect::<Vec<_>>().join("\n")
        }
    }
}

/// Without superfluous zeros.
pub(super) fn plain(number: &Decimal) -> String {
    let (mut units, mut scale) = (number.units, number.scale);
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    Decimal { units, scale }.to_string()
}
