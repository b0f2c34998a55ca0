//! A split gap with all that a reader needs beside it.

use super::side::{Leads, Side, Totals};
use super::split::{ChannelSplit, Split, split};
use super::{Factor, Method, Trouble};

/// A name and what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as said")]
pub struct Named {
    pub name: String,
    pub label: String,
}

/// How whole units read as money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// ISO 4217.
    pub currency: String,
    /// Digits of a unit behind the point: 0 if units are yen, 2 if they are cents.
    pub scale: u8,
}

/// How far both sides had the same time to become revenue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Maturity {
    /// Both sides count what was to happen by the last day whose rows exist.
    Equal {
        /// The last day that both sides count.
        until: String,
    },
    /// Some entries still have time left; the gap holds what they may yet bring.
    Open {
        /// How many.
        entries: u64,
    },
}

/// The part that costs most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bottleneck {
    /// Which factor.
    pub factor: Factor,
    /// Below 0.
    pub amount: i128,
    /// The channel that loses most by it, if there are several, and its part; below 0.
    pub channel: Option<(Leads, String, i128)>,
}

/// A part with what it was to be and what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Which factor.
    pub factor: Factor,
    /// Over all channels; none where it is no one number (mix) or divides by 0. Volume, timing and rates
    /// are those of new leads. Deal sizes in units of money.
    pub plan: Option<f64>,
    /// The same of what happened.
    pub actual: Option<f64>,
    /// In units of money.
    pub effect: i128,
    /// Of the gap; none if there is no gap.
    pub share: Option<f64>,
}

/// What the one who measures knows beside the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The plan.
    pub plan: Named,
    /// The period compared, as a label.
    pub period: String,
    /// The last day whose rows exist.
    pub as_of: String,
    /// IANA name of the zone that cuts days.
    pub time_zone: String,
    /// `ja` or `en`.
    pub language: String,
    /// How money reads.
    pub money: Money,
    /// The stages of the funnel.
    pub stages: Vec<Named>,
    /// What tells channels apart; without, there is no mix.
    pub by: Option<Named>,
    /// How to split.
    pub method: Method,
    /// What both sides had time for.
    pub maturity: Maturity,
    /// Revenue of the period that no planned lead brought, in units of money; in neither side.
    pub outside: i128,
    /// Everything else a reader must know.
    pub notes: Vec<String>,
}

/// A gap, split; free of engines and models.
#[derive(Debug, Clone, PartialEq)]
pub struct GapReport {
    /// What is compared.
    pub about: About,
    /// Planned revenue in units of money.
    pub planned: i128,
    /// Actual revenue in units of money.
    pub actual: i128,
    /// The parts.
    pub split: Split,
    /// One for every part, in the order of the funnel; none for the mix where nothing tells channels
    /// apart, none for the timing where both sides have all the time there is.
    pub lines: Vec<Line>,
    /// The part that costs most, if revenue is short of the plan.
    pub bottleneck: Option<Bottleneck>,
}

/// Volume, mix, timing and deal size, less the step that stages have one more of.
const FACTORS_BESIDE_STAGES: usize = 3;

impl GapReport {
    /// Splits a gap and puts beside the parts what they come from.
    pub fn new(about: About, plan: &Side, actual: &Side) -> Result<Self, Trouble> {
        let split = split(plan, actual, about.method)?;
        let stages = split.parts.len() - FACTORS_BESIDE_STAGES;
        let (planned, happened) = (plan.totals(stages), actual.totals(stages));
        // Without the sign that a zero would get from a gap below 0.
        let share = |effect: i128| if effect == 0 { 0.0 } else { effect as f64 / split.gap as f64 };
        let line = |(factor, effect): &(Factor, i128)| Line {
            factor: *factor,
            plan: planned.value(*factor),
            actual: happened.value(*factor),
            effect: *effect,
            share: (split.gap != 0).then(|| share(*effect)),
        };
        let timely = [&planned, &happened].iter().all(|it| it.timing.is_none_or(|it| it == 1.0));
        let shown = |(factor, effect): &&(Factor, i128)| match factor {
            Factor::Mix => about.by.is_some(),
            Factor::Timing => !timely || *effect != 0,
            _ => true,
        };
        let lines = split.parts.iter().filter(shown).map(line).collect();
        let bottleneck = split.bottleneck();
        let (planned, actual) = (planned.revenue, happened.revenue);
        Ok(Self { about, planned, actual, split, lines, bottleneck })
    }
}

impl Totals {
    /// Gives a factor over all channels; none where it is no one number or divides by 0.
    fn value(&self, factor: Factor) -> Option<f64> {
        match factor {
            Factor::Volume => Some(self.volume),
            Factor::Mix => None,
            Factor::Timing => self.timing,
            Factor::Rate(step) => self.rates.get(step).copied().flatten(),
            Factor::DealSize => (self.last > 0.0).then(|| self.revenue as f64 / self.last),
        }
    }
}

impl Split {
    /// Gives the part that costs most, the first of equals; none unless the gap is below 0.
    pub fn bottleneck(&self) -> Option<Bottleneck> {
        if self.gap >= 0 {
            return None;
        }
        let (factor, amount) = *self.parts.iter().min_by_key(|(_, amount)| *amount)?;
        let part = |channel: &ChannelSplit| {
            let part = channel.parts.iter().find(|(it, _)| *it == factor);
            part.map(|(_, part)| (channel.leads, channel.name.clone(), *part))
        };
        let worst = self.channels.iter().filter_map(part).min_by_key(|(.., part)| *part);
        let channel = worst.filter(|(.., part)| self.channels.len() > 1 && *part < 0);
        Some(Bottleneck { factor, amount, channel })
    }
}
