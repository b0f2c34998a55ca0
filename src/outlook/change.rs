//! Other numbers to try: `cv -> mql = 35%`, `average_deal = 1_200_000`.

use super::basis::Basis;
use super::measure::{Origin, Rate};
use crate::diagnostic::Diagnostic;
use crate::model::{Model, PlanId, Worth};

/// One number that is tried instead of the plan's.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The rate of a step (from 0), 0 to 1; those of channels move in proportion.
    Rate(usize, f64),
    /// What one entry into the last stage brings.
    Worth(f64),
    /// The target.
    Target(f64),
    /// What the team of a stage takes per month.
    Capacity(usize, f64),
}

impl Change {
    /// Reads `NAME = VALUE` as written on the command line.
    pub fn read(model: &Model, plan: PlanId, text: &str) -> Result<Change, Diagnostic> {
        let held = &model.plans[plan.0];
        let steps = model.steps(plan);
        let name = |id: &crate::model::StageId| model.stages[id.0].about.name.clone();
        let step_names: Vec<String> =
            steps.iter().map(|(from, to)| format!("{} -> {}", name(from), name(to))).collect();
        let value = match held.value {
            Worth::Kpi(id) => model.kpis[id.0].about.name.clone(),
            Worth::Written(_) => "value".to_owned(),
        };
        let help = || {
            format!(
                "write `{} = 35%`, `{value} = 1_200_000`, `target = 480_000_000` or `capacity.STAGE = 60`",
                step_names.first().map_or("a -> b", String::as_str)
            )
        };
        let wrong =
            |message: String| Err(Diagnostic::general("bad-argument", message).help(help()));
        let Some((what, number)) = text.rsplit_once('=') else {
            return wrong(format!("`{text}` sets nothing"));
        };
        let what = what.replace("->", " -> ").split_whitespace().collect::<Vec<_>>().join(" ");
        let number = number.trim();
        if let Some(step) = step_names.iter().position(|step| *step == what) {
            let share = number.strip_suffix('%').and_then(positive).map(|percent| percent / 100.0);
            return match share.filter(|share| *share <= 1.0) {
                Some(share) => Ok(Change::Rate(step, share)),
                None => wrong(format!("`{number}` is no rate between 0% and 100%")),
            };
        }
        let currency = &model.project.currency;
        let plain = number.strip_suffix(currency.as_str()).unwrap_or(number);
        let plain = plain.strip_suffix("per month").unwrap_or(plain);
        let Some(amount) = positive(plain).filter(|amount| *amount > 0.0) else {
            return wrong(format!("`{number}` is no number above zero"));
        };
        let stages = &model.funnels[held.funnel.0].stages;
        let stage = what.strip_prefix("capacity.").unwrap_or(&what);
        match stages.iter().position(|id| name(id) == stage) {
            Some(stage) => Ok(Change::Capacity(stage, amount)),
            None if what == "target" => Ok(Change::Target(amount)),
            None if what == value || what == "value" || what == format!("kpi.{value}") => {
                Ok(Change::Worth(amount))
            }
            None => wrong(format!("the plan has no `{what}`")),
        }
    }
}

fn positive(text: &str) -> Option<f64> {
    let text = text.trim().replace('_', "");
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && text.len() < 25;
    if plain { text.parse().ok() } else { None }
}

impl Basis {
    /// Gives what the plan rests on, with one number changed.
    pub fn with(&self, change: &Change) -> Basis {
        let mut changed = self.clone();
        match change {
            Change::Rate(step, rate) => return self.with_rate(*step, *rate),
            Change::Worth(worth) => {
                let factor = if self.worth > 0.0 { worth / self.worth } else { 0.0 };
                changed.sizes.iter_mut().for_each(|size| *size *= factor);
                changed.worth = *worth;
            }
            Change::Target(target) => changed.target = *target,
            Change::Capacity(stage, limit) => changed.capacity[*stage] = Some(*limit),
        }
        changed
    }

    /// Gives the same with another rate of a step; those of the channels move in proportion.
    pub(super) fn with_rate(&self, step: usize, rate: f64) -> Basis {
        let mut changed = self.clone();
        let before = self.rates[step].value;
        changed.rates[step] = Rate { value: rate, origin: Origin::Written };
        for channel in &mut changed.channels {
            let own = channel.rates[step].value;
            let value = if before > 0.0 { (own * rate / before).min(1.0) } else { rate };
            channel.rates[step] = Rate { value, origin: Origin::Written };
        }
        changed
    }
}
