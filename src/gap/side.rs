//! A plan or what happened: entries into each stage and revenue, by channel.

use std::collections::BTreeMap;

use super::trouble::{Trouble, Which};

/// Plan or actual. Without channels to tell apart, one with any name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Side {
    /// In any order; one that a side lacks has no entries there.
    pub channels: Vec<Channel>,
}

/// One channel of a side.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Its label, the same on both sides.
    pub name: String,
    /// Entries into each stage, first to last; plans may have broken ones.
    pub counts: Vec<f64>,
    /// What the entries into the last stage brought, in whole minor units of money.
    pub revenue: i128,
}

/// A side as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    /// Entries into each stage.
    pub counts: Vec<f64>,
    /// In whole minor units of money.
    pub revenue: i128,
}

/// Entries beyond these bounds (but 0) would make products of rates overflow.
const COUNTS: std::ops::RangeInclusive<f64> = 1e-15..=1e18;

/// Revenue beyond this could not be summed over channels without care.
const MOST_REVENUE: i128 = 1_000_000_000_000_000_000_000_000_000_000;

impl Side {
    /// Gives the sums over all channels; empty counts without channels.
    pub fn totals(&self) -> Totals {
        let stages = self.channels.first().map_or(0, |channel| channel.counts.len());
        // Sorted, as sums of floats depend on the order.
        let mut channels: Vec<&Channel> = self.channels.iter().collect();
        channels.sort_by(|a, b| a.name.cmp(&b.name));
        let count = |stage: usize| channels.iter().filter_map(|it| it.counts.get(stage)).sum();
        Totals {
            counts: (0..stages).map(count).collect(),
            revenue: channels.iter().fold(0, |sum: i128, it| sum.saturating_add(it.revenue)),
        }
    }

    /// Gives the channels by name, all of them usable with so many stages.
    pub(super) fn checked(
        &self,
        which: Which,
        stages: usize,
    ) -> Result<BTreeMap<&str, &Channel>, Trouble> {
        let mut found = BTreeMap::new();
        for it in &self.channels {
            it.check(which, stages)?;
            if found.insert(it.name.as_str(), it).is_some() {
                return Err(Trouble::Twice { which, channel: it.name.clone() });
            }
        }
        Ok(found)
    }
}

impl Channel {
    fn check(&self, which: Which, stages: usize) -> Result<(), Trouble> {
        let channel = || self.name.clone();
        if self.counts.len() != stages {
            return Err(Trouble::Stages { which, channel: channel() });
        }
        let unusable = |count: &f64| *count != 0.0 && !COUNTS.contains(count);
        if let Some(stage) = self.counts.iter().position(unusable) {
            return Err(Trouble::Count { which, channel: channel(), stage });
        }
        if !(0..=MOST_REVENUE).contains(&self.revenue) {
            return Err(Trouble::Revenue { which, channel: channel() });
        }
        let after = self.counts.iter().skip(1).map(|count| *count > 0.0);
        let after = after.chain([self.revenue > 0]);
        let from_nothing = |(count, after): (&f64, bool)| *count == 0.0 && after;
        match self.counts.iter().zip(after).position(from_nothing) {
            Some(stage) => Err(Trouble::FromNothing { which, channel: channel(), stage }),
            None => Ok(()),
        }
    }
}
