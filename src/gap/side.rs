//! A plan or what happened: entries into each stage and revenue, by channel.

use std::collections::BTreeMap;

use super::trouble::{Trouble, Which};

/// Plan or actual. Without channels to tell apart, one with any name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Side {
    /// In any order; one that a side lacks has no entries there.
    pub channels: Vec<Channel>,
}

/// Which leads a channel holds; those of one kind share a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leads {
    /// Those that entered the first stage within the period.
    New,
    /// Those that were in this stage (from 0) when the period began.
    Open(usize),
}

/// One channel of a side.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Which leads.
    pub leads: Leads,
    /// Its label, the same on both sides.
    pub name: String,
    /// Entries into each stage, from that of the leads to the last; plans may have broken ones.
    pub counts: Vec<f64>,
    /// Share of the conversions of each step that falls within the period, given when its entries
    /// came and how long the plan says it takes; 1 is all of them.
    pub timing: Vec<f64>,
    /// What the entries into the last stage brought, in whole minor units of money.
    pub revenue: i128,
}

/// A side as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    /// New entries into the first stage.
    pub volume: f64,
    /// Share of the conversions of new entries that falls within the period.
    pub timing: Option<f64>,
    /// New entries into the next stage per entry into this one that had its time, by step.
    pub rates: Vec<Option<f64>>,
    /// Entries into the last stage.
    pub last: f64,
    /// In whole minor units of money.
    pub revenue: i128,
}

/// Entries beyond these bounds (but 0) would make products of rates overflow.
const COUNTS: std::ops::RangeInclusive<f64> = 1e-15..=1e18;

/// Revenue beyond this could not be summed over channels without care.
const MOST_REVENUE: i128 = 1_000_000_000_000_000_000_000_000_000_000;

/// What tells the channels of a side apart.
pub(super) type Key<'n> = (Leads, &'n str);

impl Leads {
    /// Gives the stage, from 0, at which they are counted.
    pub fn stage(self) -> usize {
        match self {
            Self::New => 0,
            Self::Open(stage) => stage,
        }
    }
}

impl Side {
    /// Gives the sums over all channels of a funnel with so many stages.
    pub fn totals(&self, stages: usize) -> Totals {
        // Sorted, as sums of floats depend on the order.
        let mut channels: Vec<&Channel> = self.channels.iter().collect();
        channels.sort_by(|a, b| a.key().cmp(&b.key()));
        let new = || channels.iter().filter(|it| it.leads == Leads::New);
        let ratio = |of: f64, to: f64| (to > 0.0).then(|| of / to);
        let rate = |step: usize| {
            let (made, could) = new().fold((0.0, 0.0), |(made, could), it| {
                (made + it.count(step + 1), could + it.due(step))
            });
            ratio(made, could)
        };
        let timed = || new().filter_map(|it| Some((it.count(0), it.in_time()?)));
        let in_time: f64 = timed().map(|(count, share)| count * share).sum();
        Totals {
            volume: new().map(|it| it.count(0)).sum(),
            timing: ratio(in_time, timed().map(|(count, _)| count).sum()),
            rates: (1..stages).map(|stage| rate(stage - 1)).collect(),
            last: channels.iter().filter_map(|it| it.counts.last()).sum(),
            revenue: channels.iter().fold(0, |sum: i128, it| sum.saturating_add(it.revenue)),
        }
    }

    /// Gives the entries that leads of a kind begin with.
    pub(super) fn volume(&self, leads: Leads) -> f64 {
        let mut channels: Vec<&Channel> =
            self.channels.iter().filter(|it| it.leads == leads).collect();
        channels.sort_by(|a, b| a.name.cmp(&b.name));
        channels.iter().map(|it| it.count(leads.stage())).sum()
    }

    /// Gives the channels by name, all of them usable with so many stages.
    pub(super) fn checked(
        &self,
        which: Which,
        stages: usize,
    ) -> Result<BTreeMap<Key<'_>, &Channel>, Trouble> {
        let mut found = BTreeMap::new();
        for it in &self.channels {
            it.check(which, stages)?;
            if found.insert(it.key(), it).is_some() {
                return Err(Trouble::Twice { which, channel: it.name.clone() });
            }
        }
        Ok(found)
    }
}

impl Channel {
    pub(super) fn key(&self) -> Key<'_> {
        (self.leads, &self.name)
    }

    /// Gives the entries into a stage; 0 before that of the leads.
    pub(super) fn count(&self, stage: usize) -> f64 {
        let at = stage.checked_sub(self.leads.stage());
        at.and_then(|at| self.counts.get(at)).map_or(0.0, |count| *count)
    }

    /// Gives the share of the conversions of a step that falls within the period; all of them before
    /// the stage of the leads.
    pub(super) fn timing(&self, step: usize) -> f64 {
        let at = step.checked_sub(self.leads.stage());
        at.and_then(|at| self.timing.get(at)).map_or(1.0, |share| *share)
    }

    /// Gives the entries into a stage that had their time for the step after it.
    pub(super) fn due(&self, step: usize) -> f64 {
        self.count(step) * self.timing(step)
    }

    /// Gives the share of all that follows that falls within the period; none where a stage without
    /// entries hides it.
    pub(super) fn in_time(&self) -> Option<f64> {
        let mut share = 1.0;
        for (count, timing) in self.counts.iter().zip(&self.timing) {
            if share == 0.0 {
                break;
            }
            if *count == 0.0 {
                return None;
            }
            share *= timing;
        }
        Some(share)
    }

    fn check(&self, which: Which, stages: usize) -> Result<(), Trouble> {
        let (channel, from) = (|| self.name.clone(), self.leads.stage());
        if self.counts.len() + from != stages || self.timing.len() + 1 != self.counts.len() {
            return Err(Trouble::Stages { which, channel: channel() });
        }
        let unusable = |count: &f64| *count != 0.0 && !COUNTS.contains(count);
        let mut numbers = self.counts.iter().zip(self.timing.iter().chain([&1.0]));
        if let Some(stage) = numbers.position(|(count, share)| unusable(count) || unusable(share)) {
            return Err(Trouble::Count { which, channel: channel(), stage: from + stage });
        }
        if !(0..=MOST_REVENUE).contains(&self.revenue) {
            return Err(Trouble::Revenue { which, channel: channel() });
        }
        let after = self.counts.iter().skip(1).map(|count| *count > 0.0);
        let after = after.chain([self.revenue > 0]);
        let due = self.counts.iter().zip(self.timing.iter().chain([&1.0]));
        let from_nothing =
            |((count, share), after): ((&f64, &f64), bool)| count * share == 0.0 && after;
        match due.zip(after).position(from_nothing) {
            Some(stage) => {
                Err(Trouble::FromNothing { which, channel: channel(), stage: from + stage })
            }
            None => Ok(()),
        }
    }
}
