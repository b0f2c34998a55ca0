//! Rates, lags, shares and open leads, counted from journeys.

use std::collections::BTreeMap;

use super::history::{History, Way};
use crate::backward::{Cohort, Share, Step};
use crate::expression::DurationUnit;
use crate::model::AgreementId;
use crate::period::{self, Span, Zone};
use crate::statistics::{Interval, Observation, Survival, Z_95, wilson};
use jiff::civil::Date;

/// The rate of a step, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// 0 to 1.
    pub value: f64,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a rate comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// Written in the plan, or tried out.
    Written,
    /// What teams agreed on.
    Agreed(AgreementId),
    /// Counted; too few of the channel give the numbers of all channels.
    Counted {
        /// The period as written.
        period: String,
        /// Entries that converted in time, of those whose window is over.
        counts: Measured,
        /// The channel alone has no mature entry, so all channels are counted.
        of_all: bool,
    },
}

/// Mature entries of a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measured {
    /// In time.
    pub converted: u64,
    /// Not in time.
    pub lost: u64,
    /// Window not over.
    pub open: u64,
}

impl Measured {
    /// Entries whose window is over.
    pub fn mature(&self) -> u64 {
        self.converted + self.lost
    }

    /// The 95 % interval of Wilson.
    pub fn interval(&self) -> Option<Interval> {
        wilson(self.converted, self.mature(), Z_95)
    }
}

impl Rate {
    /// For drawing: counted rates are not known for sure.
    pub fn share(&self) -> Share {
        match &self.origin {
            Origin::Counted { counts, .. } => Share::Counted(counts.converted, counts.lost),
            _ => Share::Fixed(self.value),
        }
    }
}

/// The moment after the as-of day, and the day.
#[derive(Debug, Clone, Copy)]
pub(super) struct AsOf {
    pub(super) day: Date,
    pub(super) end: i64,
}

impl AsOf {
    pub(super) fn new(day: Date, zone: &Zone) -> Self {
        Self { day, end: zone.end_of_day_micros(day) }
    }
}

impl Way {
    /// How far the step is, for an entry on a day of `cohort`.
    fn outcome(&self, step: usize, cohort: Span, as_of: AsOf) -> Option<Outcome> {
        let (start, day) = self.entries[step].filter(|(_, day)| cohort.contains(*day))?;
        let end = self.ends.get(step).copied().flatten();
        let target = self.entries[step + 1].filter(|(at, _)| *at >= start);
        let in_time = target.filter(|(at, _)| end.is_none_or(|end| *at <= end));
        match end.is_some_and(|end| end >= as_of.end) {
            true => Some(Outcome::Open),
            false => Some(
                in_time.map_or(Outcome::Lost, |(_, there)| Outcome::Converted(months(day, there))),
            ),
        }
    }
}

enum Outcome {
    Open,
    Lost,
    /// So many months later.
    Converted(usize),
}

/// Months from one day to a later one, by the calendar.
pub(super) fn months(from: Date, to: Date) -> usize {
    let number = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    usize::try_from(number(to) - number(from)).unwrap_or(0)
}

/// Counts of a step and its lags in months.
#[derive(Debug, Clone, Default)]
pub(super) struct Counted {
    pub(super) counts: Measured,
    lags: BTreeMap<usize, u64>,
}

impl Counted {
    /// Share of the conversions 0, 1, .. months later; at once where there are none.
    pub(super) fn lag(&self) -> Vec<f64> {
        let all: u64 = self.lags.values().sum();
        let Some((last, _)) = self.lags.last_key_value().filter(|_| all > 0) else {
            return vec![1.0];
        };
        let share = |month: usize| self.lags.get(&month).copied().unwrap_or(0) as f64 / all as f64;
        (0..=*last).map(share).collect()
    }

    pub(super) fn rate(&self) -> f64 {
        match self.counts.mature() {
            0 => 0.0,
            mature => self.counts.converted as f64 / mature as f64,
        }
    }
}

/// Counts a step over the entries of a period, of one channel or of all.
pub(super) fn count(
    history: &History,
    step: usize,
    cohort: Span,
    as_of: AsOf,
    channel: Option<usize>,
) -> Counted {
    let mut counted = Counted::default();
    for way in history.ways.iter().filter(|way| channel.is_none_or(|it| it == way.channel)) {
        match way.outcome(step, cohort, as_of) {
            None => {}
            Some(Outcome::Open) => counted.counts.open += 1,
            Some(Outcome::Lost) => counted.counts.lost += 1,
            Some(Outcome::Converted(later)) => {
                counted.counts.converted += 1;
                *counted.lags.entry(later).or_default() += 1;
            }
        }
    }
    counted
}

/// Shares of the channels among the entries into the first stage on days of a period.
pub(super) fn shares(history: &History, cohort: Span) -> Vec<f64> {
    let mut counts = vec![0u64; history.channels.len()];
    for way in &history.ways {
        if way.entries[0].is_some_and(|(_, day)| cohort.contains(day)) {
            counts[way.channel] += 1;
        }
    }
    let all: u64 = counts.iter().sum();
    counts.iter().map(|count| if all == 0 { 0.0 } else { *count as f64 / all as f64 }).collect()
}

/// Open leads: in a stage, in none after it, its window not over. What share of them goes on, in
/// which month from `first` on, is that of the Kaplan-Meier curve of the step over all entries up to
/// as of, given that it has not happened at their age in days.
pub(super) fn open(
    history: &History,
    steps: usize,
    as_of: AsOf,
    first: Date,
    months_left: usize,
) -> Vec<Cohort> {
    let mut cohorts = Vec::new();
    for step in 0..steps {
        let Some(curve) = curve(history, step, as_of) else { continue };
        let mut ages: BTreeMap<(i64, Option<i64>), u64> = BTreeMap::new();
        for way in &history.ways {
            let gone = way.entries[step + 1..].iter().any(Option::is_some);
            let end = way.ends.get(step).copied().flatten();
            if let Some((start, day)) = way.entries[step].filter(|_| !gone)
                && end.is_none_or(|end| end >= as_of.end)
            {
                let left = end.map(|end| (end - start).div_euclid(DAY));
                *ages.entry((days(day, as_of.day), left)).or_default() += 1;
            }
        }
        for ((age, last), leads) in ages {
            let next = chances(&curve, age, last, as_of.day, first, months_left);
            cohorts.push(Cohort { stage: step, leads, next });
        }
    }
    cohorts
}

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

fn days(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

/// How long the step takes, in days; entries that have not gone on are censored at as of.
fn curve(history: &History, step: usize, as_of: AsOf) -> Option<Survival> {
    let observations: Vec<Observation> = history
        .ways
        .iter()
        .filter_map(|way| {
            let (start, day) = way.entries[step]?;
            let there = way.entries[step + 1].filter(|(at, _)| *at >= start);
            let time = days(day, there.map_or(as_of.day, |(_, there)| there));
            Some(Observation { time, event: there.is_some() })
        })
        .collect();
    Survival::of(&observations)
}

/// Share that goes on in each month, of those at an age in days.
fn chances(
    curve: &Survival,
    age: i64,
    last: Option<i64>,
    as_of: Date,
    first: Date,
    months_left: usize,
) -> Vec<f64> {
    let mut next = vec![0.0; months_left];
    let Some(now) = curve.at(age).filter(|now| *now > 0.0) else { return next };
    let mut before = now;
    for step in curve.steps().iter().filter(|step| step.time > age) {
        let mass = (before - step.survival).max(0.0) / now;
        before = step.survival;
        let Some(day) = period::add(as_of, step.time - age, DurationUnit::Days) else { break };
        if last.is_some_and(|last| step.time > last) {
            break;
        }
        if let Some(sum) = next.get_mut(months(first, day)).filter(|_| day >= first) {
            *sum += mass;
        }
    }
    next
}

/// A step for calculating.
pub(super) fn step(rate: &Rate, lag: Vec<f64>) -> Step {
    Step { rate: rate.value, lag }
}
