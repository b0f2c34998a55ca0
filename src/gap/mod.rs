//! The gap between planned and actual revenue, split exactly over what makes revenue.
//!
//! Revenue is the sum over channels of volume x mix x timing x rates x deal size. Numbers only: a
//! [`Side`] of entries and money for the plan, one for what happened. Comes after `backward`; whoever measures
//! calls [`split`] and [`GapReport::new`], `report` shows it. Formulas: `docs/gap.md`.

mod factors;
mod log_mean;
#[cfg(test)]
mod orders;
mod outcome;
#[cfg(test)]
mod properties;
mod shapley;
mod shared;
mod side;
mod split;
#[cfg(test)]
mod tests;
mod trouble;

pub use outcome::{About, Bottleneck, GapReport, Line, Maturity, Money, Named};
pub use shared::shared;
pub use side::{Channel, Leads, Side, Totals};
pub use split::{ChannelSplit, Split, split};
pub use trouble::{Trouble, Which};

/// What revenue is a product of; in the order of the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// Entries into the first stage, all channels.
    Volume,
    /// The share of a channel in them.
    Mix,
    /// The share of what follows from the entries that falls within the period, given when they came.
    Timing,
    /// Entries into the next stage per entry into this one that had its time, from 0.
    Rate(usize),
    /// Revenue per entry into the last stage.
    DealSize,
}

impl Factor {
    /// Gives every factor of a funnel with so many stages, in its order.
    pub fn all(stages: usize) -> Vec<Self> {
        let rates = (1..stages).map(|step| Self::Rate(step - 1));
        [Self::Volume, Self::Mix, Self::Timing]
            .into_iter()
            .chain(rates)
            .chain([Self::DealSize])
            .collect()
    }
}

/// How a gap is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// By logarithmic means (LMDI-I).
    #[default]
    LogMean,
    /// By the mean over every order in which plan could be replaced by actual.
    Shapley,
}

impl Method {
    /// Every method, by the word for it.
    pub const ALL: [(&'static str, Self); 2] =
        [("log-mean", Self::LogMean), ("shapley", Self::Shapley)];

    /// Gives the word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::LogMean => "log-mean",
            Self::Shapley => "shapley",
        }
    }
}

/// Most factors that [`Method::Shapley`] takes: funnels of up to six stages.
pub const MOST_FACTORS: usize = 9;
