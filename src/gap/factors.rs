//! The factors of one channel on both sides.

use super::side::{Channel, Leads};

/// A factor on both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub(super) plan: f64,
    pub(super) actual: f64,
}

/// Gives the factors in the order of the funnel: volume, mix, timing, rates, deal size.
///
/// What comes after the first empty stage of a side is not known there (0 of 0). It is taken to be
/// what it is on the other side, so it has no part in the gap; where neither side knows it, nothing
/// depends on it. Rates before the stage of open leads are 1 on both sides.
pub(super) fn pairs(
    leads: Leads,
    plan: Option<&Channel>,
    actual: Option<&Channel>,
    volumes: Pair,
    stages: usize,
) -> Vec<Pair> {
    let plan = known(leads, plan, volumes.plan, stages);
    let actual = known(leads, actual, volumes.actual, stages);
    let pair = |(plan, actual): (Option<f64>, Option<f64>)| Pair {
        plan: plan.or(actual).unwrap_or(1.0),
        actual: actual.or(plan).unwrap_or(1.0),
    };
    plan.into_iter().zip(actual).map(pair).collect()
}

/// The factors of one side; none where it is 0 of 0.
fn known(leads: Leads, channel: Option<&Channel>, volume: f64, stages: usize) -> Vec<Option<f64>> {
    let count = |stage: usize| channel.map_or(0.0, |it| it.count(stage));
    let ratio = |of: f64, to: f64| (to > 0.0).then(|| of / to);
    let rate = |step: usize| match step < leads.stage() {
        true => Some(1.0),
        false => ratio(count(step + 1), channel.map_or(0.0, |it| it.due(step))),
    };
    let mut factors = vec![Some(volume), ratio(count(leads.stage()), volume)];
    factors.push(channel.and_then(Channel::in_time));
    factors.extend((1..stages).map(|stage| rate(stage - 1)));
    let revenue = channel.map_or(0.0, |it| it.revenue as f64);
    factors.push(ratio(revenue, count(stages - 1)));
    factors
}
