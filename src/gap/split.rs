//! The split itself, channel by channel, in whole units.

use super::factors::{Pair, pairs};
use super::shared::shared;
use super::side::{Channel, Key, Leads, Side};
use super::trouble::{Trouble, Which};
use super::{Factor, MOST_FACTORS, Method, log_mean, shapley};

/// A gap in parts, all in whole minor units of money; actual less plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The sum of the parts.
    pub gap: i128,
    /// Every factor in the order of the funnel; the sum of it over the channels.
    pub parts: Vec<(Factor, i128)>,
    /// Every channel of either side, by name.
    pub channels: Vec<ChannelSplit>,
}

/// The gap of one channel in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelSplit {
    /// Which leads.
    pub leads: Leads,
    /// Its label.
    pub name: String,
    /// The sum of its parts.
    pub gap: i128,
    /// Every factor in the order of the funnel.
    pub parts: Vec<(Factor, i128)>,
}

impl ChannelSplit {
    /// Tells whether any of its parts is not 0.
    pub fn has_parts(&self) -> bool {
        self.parts.iter().any(|(_, part)| *part != 0)
    }
}

impl Split {
    /// Gives the part of a factor; 0 for one the funnel does not have.
    pub fn part(&self, factor: Factor) -> i128 {
        self.parts.iter().find(|(it, _)| *it == factor).map_or(0, |(_, part)| *part)
    }
}

/// Splits the gap between two sides.
///
/// Parts add up to the gap to the last unit, over the factors as over the channels. Exchanged sides
/// give exactly the negative; the order of channels does not matter.
pub fn split(plan: &Side, actual: &Side, method: Method) -> Result<Split, Trouble> {
    let first = plan.channels.iter().chain(&actual.channels).next();
    let stages = first.map_or(0, |channel| channel.leads.stage() + channel.counts.len());
    if stages == 0 {
        return Err(Trouble::NoStage);
    }
    let factors = Factor::all(stages);
    if method == Method::Shapley && factors.len() > MOST_FACTORS {
        return Err(Trouble::Factors { found: factors.len(), most: MOST_FACTORS });
    }
    let planned = plan.checked(Which::Plan, stages)?;
    let happened = actual.checked(Which::Actual, stages)?;
    let mut keys: Vec<Key<'_>> = planned.keys().chain(happened.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let of_channel = |key: &Key<'_>| {
        let (leads, name) = *key;
        let sides = (planned.get(key).copied(), happened.get(key).copied());
        let volumes = Pair { plan: plan.volume(leads), actual: actual.volume(leads) };
        let pairs = pairs(leads, sides.0, sides.1, volumes, stages);
        let (gap, parts) = parts(sides, &pairs, method);
        let parts = factors.iter().copied().zip(parts).collect();
        ChannelSplit { leads, name: name.to_owned(), gap, parts }
    };
    let channels: Vec<ChannelSplit> = keys.iter().map(of_channel).collect();
    let sum = |at: usize| channels.iter().map(|channel| channel.parts[at].1).sum();
    Ok(Split {
        gap: channels.iter().map(|channel| channel.gap).sum(),
        parts: factors.iter().enumerate().map(|(at, factor)| (*factor, sum(at))).collect(),
        channels,
    })
}

/// The gap of one channel and its part for every factor.
fn parts(
    sides: (Option<&Channel>, Option<&Channel>),
    pairs: &[Pair],
    method: Method,
) -> (i128, Vec<i128>) {
    let revenue = |side: Option<&Channel>| side.map_or(0, |channel| channel.revenue);
    let (plan, actual) = (revenue(sides.0), revenue(sides.1));
    let effects = match method {
        Method::LogMean => {
            log_mean::effects(pairs, Pair { plan: plan as f64, actual: actual as f64 })
        }
        Method::Shapley => shapley::effects(pairs),
    };
    (actual - plan, shared(actual - plan, &effects))
}
