//! Plans in words.
//!
//! `about` asks for the sentence and the facts, `stage` for what was written and understood,
//! `lineage` for what a plan rests on.

use super::fact::Facts;
use super::item::Item;
use super::phrases::Phrases;
use crate::expression::Decimal;
use crate::model::{KpiId, Model, PlanId, RateFrom, RevenuePlan, Shares, Split, StageId, Worth};

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
        if let Some(shares) = &plan.by_month {
            self.add("by month", "月の割合", percents(shares));
        }
        self.add("funnel", "ファネル", model.funnels[plan.funnel.0].about.name.clone());
        self.add("value", "1件の金額", worth(model, plan));
        for (step, rate) in steps(model, id).iter().zip(&plan.rates) {
            self.add("rate", "率", format!("{step}: {}", from(model, &rate.value)));
        }
        if let Some(within) = plan.within {
            self.add("within", "期限", within.to_string());
        }
        if let Some(split) = &plan.split {
            self.add("split", "内訳", channels(model, split));
        }
        if let Some(cost) = plan.cost {
            self.add("cost", "費用", format!("kpi.{}", model.kpis[cost.0].about.name));
        }
        for (stage, limit) in limits(model, plan) {
            self.add("capacity", "上限", format!("{stage} {limit} per month"));
        }
        for (name, amount) in &plan.committed {
            self.add("committed", "確定", format!("{name} {}", money(model, *amount)));
        }
    }
}

/// What a plan rests on.
pub(super) fn inputs(model: &Model, id: PlanId) -> Vec<Item> {
    let plan = &model.plans[id.0];
    let mut found = vec![Item::Funnel(plan.funnel)];
    found.extend(plan_kpis(plan).into_iter().map(Item::Kpi));
    found.extend(plan.split.as_ref().map(|split| Item::Dimension(split.by)));
    found.extend(plan.rates.iter().filter_map(|rate| match rate.value {
        RateFrom::Agreed(agreement, _) => Some(Item::Agreement(agreement)),
        _ => None,
    }));
    found
}

/// What was understood, in a line each.
pub(super) fn plan_expression(model: &Model, id: PlanId) -> String {
    let plan = &model.plans[id.0];
    let kpi = &model.kpis[plan.kpi.0].about.name;
    let (amount, worth) = (money(model, plan.amount), worth(model, plan));
    let mut text = format!("kpi.{kpi} = {amount} in {}\nvalue = {worth}\n", plan.written_period);
    let mut line = |key: &str, value: String| text.push_str(&format!("{key} = {value}\n"));
    if let Some(shares) = &plan.by_month {
        line("by month", percents(shares));
    }
    for (words, amount) in &plan.committed {
        line(&format!("committed {words}"), money(model, *amount));
    }
    line("funnel", model.funnels[plan.funnel.0].about.name.clone());
    for (step, rate) in steps(model, id).iter().zip(&plan.rates) {
        line(step, from(model, &rate.value));
    }
    if let Some(within) = plan.within {
        line("within", within.to_string());
    }
    if let Some(split) = &plan.split {
        line("split", channels(model, split));
    }
    if let Some(cost) = plan.cost {
        line("cost", format!("kpi.{}", model.kpis[cost.0].about.name));
    }
    for (stage, limit) in limits(model, plan) {
        line(&format!("capacity {stage}"), format!("{limit} per month"));
    }
    text
}

/// The KPIs that are measured over whole spans: target, value, cost.
pub(super) fn plan_kpis(plan: &RevenuePlan) -> Vec<KpiId> {
    let value = match plan.value {
        Worth::Kpi(kpi) => Some(kpi),
        Worth::Written(_) => None,
    };
    let mut kpis = vec![plan.kpi];
    for kpi in value.into_iter().chain(plan.cost) {
        if !kpis.contains(&kpi) {
            kpis.push(kpi);
        }
    }
    kpis
}

fn percents(shares: &[Decimal]) -> String {
    shares.iter().map(|share| format!("{share}%")).collect::<Vec<_>>().join(", ")
}

fn channels(model: &Model, split: &Split) -> String {
    let shares = match &split.shares {
        Shares::Measured(period) => format!("measured {period}"),
        Shares::Written(shares) => {
            let shares = shares.iter().map(|(name, share)| format!("{name} {share}%"));
            shares.collect::<Vec<_>>().join(", ")
        }
    };
    format!("{}: {shares}", model.dimensions[split.by.0].about.name)
}

fn limits<'m>(model: &'m Model, plan: &RevenuePlan) -> Vec<(&'m str, u32)> {
    let stages = model.funnels[plan.funnel.0].stages.iter();
    let name = |id: &StageId| model.stages[id.0].about.name.as_str();
    stages.zip(&plan.capacity).filter_map(|(id, limit)| Some((name(id), (*limit)?))).collect()
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
