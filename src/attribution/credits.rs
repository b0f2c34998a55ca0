//! Paths and a model -> credits.

use super::path::{Kept, Path, Repeats, kept};
use super::shares::{exact, weights};
use super::split::split;
use super::{Gives, Model, Trouble, first, last, last_non_direct, linear};

/// Units of one entry, where entries and not money are split.
pub const ENTRY: i128 = 1_000_000_000;

/// A part of what an entry is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credit {
    /// Index of the path.
    pub path: usize,
    /// Who gets it.
    pub to: Recipient,
    /// In the units of [`Path::value`].
    pub units: i128,
}

/// Who gets a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recipient {
    /// One touch.
    Touch {
        /// Its index in the path as given.
        touch: usize,
        /// Its channel.
        channel: u32,
    },
    /// A channel, for all its touches in the path.
    Channel(u32),
    /// Nobody: no touch counts.
    Nobody,
}

impl Recipient {
    /// Gives the channel, if any.
    pub fn channel(self) -> Option<u32> {
        match self {
            Self::Touch { channel, .. } | Self::Channel(channel) => Some(channel),
            Self::Nobody => None,
        }
    }
}

/// Splits what each entry is worth.
///
/// The credits of a path add up to its value, exactly, and come in the order of paths and touches
/// (of channels: of their first touch). Those without weight are left out. A path without touches
/// that count gives one credit to [`Recipient::Nobody`]; a path without entry gives none, but
/// models that learn from all paths learn from it.
pub fn credits(model: &Model, repeats: Repeats, paths: &[Path]) -> Result<Vec<Credit>, Trouble> {
    model.check()?;
    let seen: Result<Vec<Vec<Kept>>, Trouble> =
        paths.iter().enumerate().map(|(number, path)| kept(number, path, repeats)).collect();
    let seen = seen?;
    let channels = weights(&exact(model, paths, &seen)?);
    let mut credits = Vec::new();
    for (number, (path, seen)) in paths.iter().zip(&seen).enumerate() {
        let Some(value) = path.value else { continue };
        let (recipients, weights) = match model.method().gives {
            Gives::Touches => (touches(seen), weigh(model, number, path, seen)?),
            Gives::Channels => {
                let own = own_channels(seen);
                let weights = own.iter().map(|it| channels.get(it).copied().unwrap_or(0)).collect();
                (own.into_iter().map(Recipient::Channel).collect(), weights)
            }
        };
        give(number, value, &recipients, &weights, &mut credits);
    }
    Ok(credits)
}

fn give(
    path: usize,
    value: i128,
    recipients: &[Recipient],
    weights: &[u64],
    credits: &mut Vec<Credit>,
) {
    let Some(parts) = split(value, weights) else {
        credits.push(Credit { path, to: Recipient::Nobody, units: value });
        return;
    };
    let weighty = recipients.iter().zip(parts).zip(weights).filter(|(_, weight)| **weight > 0);
    credits.extend(weighty.map(|((to, units), _)| Credit { path, to: *to, units }));
}

fn touches(seen: &[Kept]) -> Vec<Recipient> {
    let touch = |it: &Kept| Recipient::Touch { touch: it.index, channel: it.touch.channel };
    seen.iter().map(touch).collect()
}

/// Gives each channel once, by its first touch.
fn own_channels(seen: &[Kept]) -> Vec<u32> {
    let mut known = std::collections::BTreeSet::new();
    seen.iter().map(|it| it.touch.channel).filter(|channel| known.insert(*channel)).collect()
}

fn weigh(model: &Model, number: usize, path: &Path, seen: &[Kept]) -> Result<Vec<u64>, Trouble> {
    Ok(match model {
        Model::First => first::weigh(seen.len()),
        Model::Last => last::weigh(seen.len()),
        Model::LastNonDirect => last_non_direct::weigh(seen),
        Model::Linear => linear::weigh(seen.len()),
        Model::Position(position) => position.weigh(seen.len()),
        Model::TimeDecay(decay) => decay.weigh(seen),
        Model::WShaped(shape) => shape.weigh(number, path, seen)?,
        // By channel, see above.
        Model::Markov | Model::Shapley => Vec::new(),
    })
}
