//! Plans in words.
//!
//! `about` asks for the sentence and the facts, `stage` for what was written and understood,
//! `lineage` for what a plan rests on.

use super::about::Facts;
use super::item::Item;
use super::phrases::Phrases;
use crate::expression::Decimal;
use crate::model::{Model, PlanId, RateFrom, RevenuePlan, Shares, Worth};

impl Phrases<'_> {
    /// What is to be reached, and through what.
    pub(super) fn plan_reading(&self, id: PlanId) -> String {
        let plan = &self.model.plans[id.0];
        let kpi = &self.model.kpis[plan.kpi.0].about.label;
        let funnel = &self.model.funnels[plan.funnel.0].about.label;
        let amount = money(self.model, plan.amount);
        match self.japanese {
            true => format!(
                "{}の{kpi} {amount} から、{funnel}の各段階で毎月必要な件数を逆算する",
                plan.written_period
            ),
            false => format!(
                "what each stage of {funnel} owes per month for {kpi} of {amount} in {}",
                plan.written_period
            ),
        }
    }
}

impl Facts<'_, '_> {
    pub(super) fn plan(&mut self, id: PlanId) {
        let model = self.phrases.model;
        let plan = &model.plans[id.0];
        let (first, last) = (plan.period.start, plan.period.last());
        self.add("period", "期間", format!("{} ({first}..{last})", plan.written_period));
        let target = format!("{} {}", model.kpis[plan.kpi.0].about.name, money(model, plan.amount));
        self.add("target", "目標", target);
        self.add("funnel", "ファネル", model.funnels[plan.funnel.0].about.name.clone());
        self.add("value", "1件の金額", worth(model, plan));
        for (step, rate) in steps(model, id).iter().zip(&plan.rates) {
            self.add("rate", "率", format!("{step}: {}", from(model, &rate.value)));
        }
        if let Some(within) = plan.within {
            self.add("within", "期限", within.to_string());
        }
        if let Some(split) = &plan.split {
            let shares = match &split.shares {
                Shares::Measured(period) => format!("measured {period}"),
                Shares::Written(shares) => shares
                    .iter()
                    .map(|(name, share)| format!("{name} {share}%"))
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            let by = &model.dimensions[split.by.0].about.name;
            self.add("split", "内訳", format!("{by}: {shares}"));
        }
        if let Some(cost) = plan.cost {
            self.add("cost", "費用", format!("kpi.{}", model.kpis[cost.0].about.name));
        }
        let stages = &model.funnels[plan.funnel.0].stages;
        for (stage, limit) in stages.iter().zip(&plan.capacity) {
            if let Some(limit) = limit {
                let name = &model.stages[stage.0].about.name;
                self.add("capacity", "上限", format!("{name} {limit} per month"));
            }
        }
        for (name, amount) in &plan.committed {
            self.add("committed", "確定", format!("{name} {}", money(model, *amount)));
        }
    }
}

/// What a plan rests on.
pub(super) fn inputs(model: &Model, id: PlanId) -> Vec<Item> {
    let plan = &model.plans[id.0];
    let mut found = vec![Item::Kpi(plan.kpi), Item::Funnel(plan.funnel)];
    if let Worth::Kpi(kpi) = plan.value {
        found.push(Item::Kpi(kpi));
    }
    found.extend(plan.cost.map(Item::Kpi));
    found.extend(plan.split.as_ref().map(|split| Item::Dimension(split.by)));
    found.extend(plan.rates.iter().filter_map(|rate| match rate.value {
        RateFrom::Agreed(agreement, _) => Some(Item::Agreement(agreement)),
        _ => None,
    }));
    found
}

/// What was understood: target, worth, then a line for every step.
pub(super) fn plan_expression(model: &Model, id: PlanId) -> String {
    let plan = &model.plans[id.0];
    let kpi = &model.kpis[plan.kpi.0].about.name;
    let (amount, worth) = (money(model, plan.amount), worth(model, plan));
    let mut text = format!("kpi.{kpi} = {amount} in {}\nvalue = {worth}\n", plan.written_period);
    for (step, rate) in steps(model, id).iter().zip(&plan.rates) {
        text.push_str(&format!("{step} = {}\n", from(model, &rate.value)));
    }
    text
}

fn steps(model: &Model, id: PlanId) -> Vec<String> {
    let name = |stage: crate::model::StageId| model.stages[stage.0].about.name.clone();
    model.steps(id).into_iter().map(|(a, b)| format!("{} -> {}", name(a), name(b))).collect()
}

fn from(model: &Model, rate: &RateFrom) -> String {
    match rate {
        RateFrom::Written(percent) => format!("{percent}%"),
        RateFrom::Agreed(id, _) => {
            let agreement = &model.agreements[id.0];
            format!("agreement.{} ({})", agreement.about.name, agreement.expect.written)
        }
        RateFrom::Measured(period) => format!("measured {period}"),
    }
}

fn worth(model: &Model, plan: &RevenuePlan) -> String {
    match plan.value {
        Worth::Kpi(kpi) => format!("kpi.{}", model.kpis[kpi.0].about.name),
        Worth::Written(amount) => money(model, amount),
    }
}

fn money(model: &Model, amount: Decimal) -> String {
    format!("{amount} {}", model.project.currency)
}
