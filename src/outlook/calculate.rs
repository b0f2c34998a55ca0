//! The plan itself: calculated backward from what was measured.

use super::basis::Basis;
use crate::backward::{
    Chance, Channel, Draws, Forward, OpenGroup, Problem, Required, Served, Share, Step,
    Unreachable, expected, forward, needed, require, serve, simulate,
};

/// Draws of the simulation unless another number is asked for.
pub const DRAWS: usize = 100_000;

/// A plan as calculated.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// What it rests on.
    pub basis: Basis,
    /// Expected entries of open leads, by stage and month.
    pub pipeline: Vec<Vec<f64>>,
    /// Money they bring within the period.
    pub open: f64,
    /// Money that new entries must bring.
    pub wanted: f64,
    /// The calculation as asked.
    pub problem: Problem,
    /// What it needs, or why nothing does.
    pub required: Result<Required, Unreachable>,
    /// With the limits of the teams, where there are some.
    pub served: Option<Served>,
    /// What each team must take per month, where it has a limit.
    pub needed: Vec<Option<u64>>,
    /// How likely it is.
    pub chance: Option<Chance>,
    /// Where the draws started, and how many.
    pub seed: u64,
    /// How many.
    pub draws: usize,
}

/// What one more point of a rate is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sensitivity {
    /// The step, from 0.
    pub step: usize,
    /// Money more from the same entries and the open leads.
    pub revenue: f64,
    /// Entries into the first stage that are no longer needed.
    pub saved: f64,
}

/// Calculates.
pub fn outlook(basis: &Basis, seed: u64, draws: usize) -> Outlook {
    let (pipeline, open) = open(basis);
    let wanted = (basis.target - basis.actual - basis.committed - open).max(0.0);
    let problem = problem(basis, wanted);
    let over = basis.months.is_empty() && wanted > 0.0;
    let required = if over { Err(Unreachable::Over) } else { require(&problem) };
    let limited = basis.capacity.iter().any(Option::is_some);
    let (mut served, mut need) = (None, vec![None; basis.capacity.len()]);
    if let (Ok(required), true) = (&required, limited) {
        served = Some(serve(&problem, &required.entries, &basis.capacity, &pipeline));
        for (stage, need) in need.iter_mut().enumerate() {
            if basis.capacity[stage].is_some() {
                let (entries, forward) = (&required.entries, &required.forward);
                *need = Some(needed(&problem, entries, forward, stage, &pipeline));
            }
        }
    }
    let chance = required
        .as_ref()
        .ok()
        .filter(|_| draws > 0)
        .map(|required| simulate(&drawn(basis, &pipeline, required, seed, draws)));
    Outlook {
        basis: basis.clone(),
        pipeline,
        open,
        wanted,
        problem,
        required,
        served,
        needed: need,
        chance,
        seed,
        draws,
    }
}

/// Expected entries of open leads, and their money within the period.
fn open(basis: &Basis) -> (Vec<Vec<f64>>, f64) {
    let steps: Vec<Step> = steps(&basis.rates, &basis.lags);
    let pipeline = expected(&basis.open, &steps, basis.months.len());
    let won = pipeline.last().map_or(0.0, |won| won.iter().skip(basis.from).sum());
    (pipeline, won * basis.worth)
}

fn steps(rates: &[super::Rate], lags: &[Vec<f64>]) -> Vec<Step> {
    rates.iter().zip(lags).map(|(rate, lag)| super::measure::step(rate, lag.clone())).collect()
}

fn problem(basis: &Basis, wanted: f64) -> Problem {
    let sum: f64 = basis.weights.iter().sum();
    let share = |weight: &f64| if sum > 0.0 { wanted * weight / sum } else { 0.0 };
    let mut months = vec![0.0; basis.from.min(basis.months.len())];
    months.extend(basis.weights.iter().map(share));
    if sum <= 0.0 && wanted > 0.0 {
        // Nothing is due any more, but something is missing: the last month is asked for all of it.
        if let Some(last) = months.last_mut() {
            *last = wanted;
        }
    }
    let channel = |it: &super::basis::ChannelBasis| Channel {
        name: it.name.clone(),
        share: it.share,
        steps: steps(&it.rates, &it.lags),
        cost: it.cost,
    };
    Problem {
        wanted: months,
        from: basis.from,
        worth: basis.worth,
        channels: basis.channels.iter().map(channel).collect(),
    }
}

fn drawn(
    basis: &Basis,
    pipeline: &[Vec<f64>],
    required: &Required,
    seed: u64,
    draws: usize,
) -> Draws {
    let entries: f64 = required.entries.iter().sum();
    let last = basis.rates.len();
    let channels =
        basis.channels.iter().zip(&required.forward.volumes).map(|(channel, volumes)| {
            let whole: f64 = channel.rates.iter().map(|rate| rate.value).product();
            let all = entries * channel.share * whole;
            let in_time: f64 = volumes[last].iter().skip(basis.from).sum();
            let rates: Vec<Share> = channel.rates.iter().map(super::Rate::share).collect();
            (channel.share, rates, if all > 0.0 { in_time / all } else { 0.0 })
        });
    Draws {
        channels: channels.collect(),
        open: groups(basis, pipeline),
        sizes: basis.sizes.clone(),
        entries,
        wanted: (basis.target - basis.actual - basis.committed).max(0.0),
        draws,
        seed,
    }
}

/// Open leads by stage, each with the mean chance to be won in time.
fn groups(basis: &Basis, pipeline: &[Vec<f64>]) -> Vec<OpenGroup> {
    let steps = steps(&basis.rates, &basis.lags);
    let mut groups = Vec::new();
    for stage in 0..pipeline.len() {
        let own: Vec<_> = basis.open.iter().filter(|it| it.stage == stage).cloned().collect();
        let leads: u64 = own.iter().map(|cohort| cohort.leads).sum();
        let won = expected(&own, &steps, basis.months.len());
        let won: f64 = won.last().map_or(0.0, |won| won.iter().skip(basis.from).sum());
        if leads > 0 {
            groups.push(OpenGroup { leads, chance: won / leads as f64 });
        }
    }
    groups
}

impl Outlook {
    /// Entries into a stage by month: those that follow from new leads, and those of open ones.
    pub fn volumes(&self, stage: usize) -> (Vec<f64>, Vec<f64>) {
        let new = self.required.as_ref().map(|required| required.forward.stage(stage));
        (new.unwrap_or_else(|_| vec![0.0; self.basis.months.len()]), self.pipeline[stage].clone())
    }

    /// What one more percentage point of each rate does.
    pub fn sensitivity(&self) -> Vec<Sensitivity> {
        let Ok(required) = &self.required else { return Vec::new() };
        let now = self.money(&self.basis, required);
        let more = |step: usize| {
            let rate = (self.basis.rates[step].value + 0.01).min(1.0);
            let basis = self.basis.with_rate(step, rate);
            let changed = outlook(&basis, self.seed, 0);
            let entries: f64 = required.entries.iter().sum();
            let then = changed.required.map_or(entries, |it| it.entries.iter().sum());
            let revenue = self.money(&basis, required) - now;
            Sensitivity { step, revenue, saved: entries - then }
        };
        (0..self.basis.rates.len()).map(more).collect()
    }

    /// Money of the required entries and the open leads under a basis.
    fn money(&self, basis: &Basis, required: &Required) -> f64 {
        let forward: Forward = forward(&problem(basis, self.wanted), &required.entries);
        forward.total() + open(basis).1
    }
}
