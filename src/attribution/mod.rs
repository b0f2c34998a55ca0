//! Credit for what was reached, split over the touches before it.
//!
//! Paths in, credits out; knows channels by number only. One model per file, [`ALL`] lists them.
//! Comes after `statistics`; whoever has touches and entries calls [`credits`].

mod credits;
mod first;
mod last;
mod last_non_direct;
mod linear;
mod markov;
mod path;
mod position;
#[cfg(test)]
mod properties;
mod shapley;
mod shares;
mod split;
#[cfg(test)]
mod tests;
mod time_decay;
mod trouble;
mod w_shaped;

pub use credits::{Credit, ENTRY, Recipient, credits};
pub use markov::MOST_CHANNELS;
pub use path::{Path, Repeats, Touch};
pub use position::Position;
pub use shares::shares;
pub use time_decay::TimeDecay;
pub use trouble::Trouble;
pub use w_shaped::{Anchor, At, WShaped};

/// Every kind of model, sorted by name.
pub const ALL: &[&Method] = &[
    &first::FIRST,
    &last::LAST,
    &last_non_direct::LAST_NON_DIRECT,
    &linear::LINEAR,
    &markov::MARKOV,
    &position::POSITION,
    &shapley::SHAPLEY,
    &time_decay::TIME_DECAY,
    &w_shaped::W_SHAPED,
];

/// A kind of model, for those who write and read definitions.
#[derive(Debug, PartialEq, Eq)]
pub struct Method {
    /// As written.
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Who gets credit.
    pub gives: Gives,
}

/// Who gets credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Single touches, by rule, each path on its own.
    Touches,
    /// Channels, as learnt from all paths together.
    Channels,
}

/// A model with its written numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each has its file")]
pub enum Model {
    First,
    Last,
    LastNonDirect,
    Linear,
    Markov,
    Position(Position),
    Shapley,
    TimeDecay(TimeDecay),
    WShaped(WShaped),
}

impl Model {
    /// Gives the kind of this model.
    pub fn method(&self) -> &'static Method {
        match self {
            Self::First => &first::FIRST,
            Self::Last => &last::LAST,
            Self::LastNonDirect => &last_non_direct::LAST_NON_DIRECT,
            Self::Linear => &linear::LINEAR,
            Self::Markov => &markov::MARKOV,
            Self::Position(_) => &position::POSITION,
            Self::Shapley => &shapley::SHAPLEY,
            Self::TimeDecay(_) => &time_decay::TIME_DECAY,
            Self::WShaped(_) => &w_shaped::W_SHAPED,
        }
    }

    /// Tells what is wrong with the written numbers.
    pub fn check(&self) -> Result<(), Trouble> {
        match self {
            Self::Position(position) => position.check(),
            Self::TimeDecay(decay) => decay.check(),
            Self::WShaped(shape) => shape.check(),
            Self::First
            | Self::Last
            | Self::LastNonDirect
            | Self::Linear
            | Self::Markov
            | Self::Shapley => Ok(()),
        }
    }
}
