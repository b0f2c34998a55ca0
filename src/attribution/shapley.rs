//! `shapley`

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;

use super::path::Kept;
use super::{Gives, Method};

/// Gives channels their Shapley value in the game of conversions by set of channels.
pub(super) const SHAPLEY: Method = Method {
    name: "shapley",
    summary: "Gives channels their Shapley value in the game of conversions by set of channels.",
    gives: Gives::Channels,
};

/// Gives each channel its Shapley value, exactly.
///
/// A coalition of channels is worth the entries whose touches all came through it; how often and in
/// which order does not matter, nor do paths without entry. For this game the sum over all
/// coalitions has a closed form: an entry with `k` channels adds `1/k` to each. So any number of
/// channels is exact.
///
/// L. S. Shapley, "A value for n-person games", Annals of Mathematics Studies 28 (1953), 307-317;
/// the closed form: K. Zhao, S. H. Mahboobi, S. R. Bagheri, "Shapley value methods for attribution
/// modeling in online advertising" (2018).
pub(super) fn values(converted: &[&[Kept]]) -> BTreeMap<u32, BigRational> {
    let mut counts: BTreeMap<(u32, usize), u64> = BTreeMap::new();
    for touches in converted {
        let channels: BTreeSet<u32> = touches.iter().map(|it| it.touch.channel).collect();
        for channel in &channels {
            *counts.entry((*channel, channels.len())).or_default() += 1;
        }
    }
    let mut values = BTreeMap::new();
    for ((channel, channels), count) in counts {
        let value = BigRational::new(BigInt::from(count), BigInt::from(channels));
        *values.entry(channel).or_insert_with(BigRational::default) += value;
    }
    values
}
