//! A plan and what happened as the two sides of a gap: entries, timing and money by channel.

use std::collections::BTreeMap;

use super::Outlook;
use super::followed::{Followed, Happened};
use super::history::History;
use super::money;
use crate::backward::{Step, expected};
use crate::gap::{Channel, Leads, Side, shared};

/// Revenue that happened within the span, in whole minor units.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Revenue {
    /// By row, with the journey it belongs to.
    Rows(Vec<(Option<usize>, i128)>),
    /// All of it, where rows are not known.
    Total(i128),
}

/// What happened, as a side, and the money that belongs to neither side.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Actual {
    pub(super) side: Side,
    /// In whole minor units.
    pub(super) outside: i128,
}

/// Entries so few that they are the rest of a calculation.
const NOTHING: f64 = 1e-12;

/// The planned side over the first months of an outlook, which begins with the span.
pub(super) fn planned(outlook: &Outlook, length: usize, scale: u8) -> Side {
    let basis = &outlook.basis;
    let worth = Some((basis.worth, scale));
    let Ok(required) = &outlook.required else { return Side::default() };
    let channels = basis.channels.iter().zip(&required.forward.volumes);
    let new = channels.map(|(channel, volumes)| {
        let months: Vec<Vec<f64>> = volumes.iter().map(|stage| cut(stage, length)).collect();
        one(Leads::New, &channel.name, &months, &channel.lags, worth)
    });
    let steps: Vec<Step> = basis
        .rates
        .iter()
        .zip(&basis.lags)
        .map(|(rate, lag)| super::measure::step(rate, lag.clone()))
        .collect();
    let open = (0..steps.len()).filter_map(|stage| {
        let own: Vec<_> = basis.open.iter().filter(|it| it.stage == stage).cloned().collect();
        let leads: u64 = own.iter().map(|cohort| cohort.leads).sum();
        let mut months = expected(&own, &steps, basis.months.len()).split_off(stage);
        months = months.iter().map(|stage| cut(stage, length)).collect();
        months[0] = vec![0.0; length];
        months[0][0] = leads as f64;
        (leads > 0).then(|| one(Leads::Open(stage), "", &months, &basis.lags, worth))
    });
    Side { channels: new.chain(open).collect() }
}

/// The side of what happened; lags are the planned ones, so that timing is when entries came alone.
pub(super) fn happened(
    outlook: &Outlook,
    history: &History,
    found: &Happened,
    revenue: &Revenue,
) -> Actual {
    let earned = Money::of(found, revenue);
    let mut channels = Vec::new();
    let mut open: BTreeMap<Leads, (Followed, i128)> = BTreeMap::new();
    for ((leads, channel), followed) in &found.groups {
        let brought = earned.of.get(&(*leads, *channel)).copied().unwrap_or(0);
        if *leads != Leads::New {
            let (all, sum) = open.entry(*leads).or_default();
            all.add(followed);
            *sum += brought;
            continue;
        }
        let name = &history.channels[*channel];
        let planned = outlook.basis.channels.iter().find(|it| it.name == *name);
        let lags = planned.map_or(&outlook.basis.lags, |it| &it.lags);
        let side = one(*leads, name, &followed.entries, lags, None);
        channels.push(Channel { revenue: brought, ..side });
    }
    channels.extend(open.into_iter().map(|(leads, (followed, brought))| Channel {
        revenue: brought,
        ..one(leads, "", &followed.entries, &outlook.basis.lags, None)
    }));
    Actual { side: Side { channels }, outside: earned.outside }
}

fn cut(months: &[f64], length: usize) -> Vec<f64> {
    let some = |count: &f64| if *count < NOTHING { 0.0 } else { *count };
    months.iter().take(length).map(some).collect()
}

/// One channel of entries by stage and month; `worth` is the money of an entry into the last stage and
/// the digits of its units.
fn one(
    leads: Leads,
    name: &str,
    months: &[Vec<f64>],
    lags: &[Vec<f64>],
    worth: Option<(f64, u8)>,
) -> Channel {
    let counts: Vec<f64> = months.iter().map(|stage| stage.iter().sum()).collect();
    let from = leads.stage();
    let timing = |at: usize| {
        // How long open leads still take is in their planned rate: it depends on their age.
        let due = match leads {
            Leads::Open(_) if at == 0 => 1.0,
            _ => in_time(&months[at], &lags[from + at]),
        };
        // Faster than the plan thought possible: the rate is taken as it is.
        if due == 0.0 && counts[at + 1] > 0.0 { 1.0 } else { due }
    };
    let timing = (0..counts.len() - 1).map(timing).collect();
    let won = counts.last().copied().unwrap_or(0.0);
    let revenue = worth.map_or(0, |(worth, scale)| money::units(won * worth, scale));
    Channel { leads, name: name.to_owned(), counts, timing, revenue }
}

/// The share of the conversions of entries that falls within their months, by a lag in months.
fn in_time(months: &[f64], lag: &[f64]) -> f64 {
    let all: f64 = months.iter().sum();
    if all == 0.0 {
        return 1.0;
    }
    let within = |left: usize| lag.iter().take(left).sum::<f64>();
    let sum: f64 =
        months.iter().enumerate().map(|(month, count)| count * within(months.len() - month)).sum();
    if sum < NOTHING { 0.0 } else { (sum / all).min(1.0) }
}

impl Followed {
    fn add(&mut self, other: &Followed) {
        self.leads += other.leads;
        if self.entries.is_empty() {
            self.entries.clone_from(&other.entries);
            return;
        }
        for (own, other) in self.entries.iter_mut().zip(&other.entries) {
            own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
        }
    }

    fn won(&self) -> f64 {
        self.entries.last().map_or(0.0, |months| months.iter().sum())
    }
}

/// Revenue by group, and what belongs to none.
struct Money {
    of: BTreeMap<(Leads, usize), i128>,
    outside: i128,
}

impl Money {
    fn of(found: &Happened, revenue: &Revenue) -> Self {
        match revenue {
            Revenue::Rows(rows) => Self::by_row(found, rows),
            Revenue::Total(total) => Self::shared(found, *total),
        }
    }

    fn by_row(found: &Happened, rows: &[(Option<usize>, i128)]) -> Self {
        let mut money = Self { of: BTreeMap::new(), outside: 0 };
        for (way, amount) in rows {
            match way.and_then(|way| found.won.get(way).copied().flatten()) {
                Some(group) => *money.of.entry(group).or_default() += amount,
                None => money.outside += amount,
            }
        }
        money
    }

    /// Shares the revenue out over the entries into the last stage, evenly.
    fn shared(found: &Happened, total: i128) -> Self {
        let mut won: Vec<f64> = found.groups.values().map(Followed::won).collect();
        won.push(found.others as f64);
        let all: f64 = won.iter().sum();
        if all == 0.0 {
            return Self { of: BTreeMap::new(), outside: total };
        }
        let parts: Vec<f64> = won.iter().map(|won| total as f64 * won / all).collect();
        let parts = shared(total, &parts);
        let of = found.groups.keys().copied().zip(parts.iter().copied()).collect();
        Self { of, outside: parts.last().copied().unwrap_or(0) }
    }
}
