//! What each channel is worth, for the models that learn it from all paths.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use super::path::{Kept, Path, Repeats, kept};
use super::{Model, Trouble, markov, shapley};

/// Gives the shares of channels, which add up to 1; only of channels with any.
///
/// Empty for models that credit single touches, and where nothing led to an entry.
pub fn shares(
    model: &Model,
    repeats: Repeats,
    paths: &[Path],
) -> Result<BTreeMap<u32, f64>, Trouble> {
    let seen: Result<Vec<Vec<Kept>>, Trouble> =
        paths.iter().enumerate().map(|(number, path)| kept(number, path, repeats)).collect();
    let exact = exact(model, paths, &seen?)?;
    let float = |share: &BigRational| share.to_f64().filter(|share| share.is_finite());
    Ok(exact.iter().filter_map(|(channel, share)| Some((*channel, float(share)?))).collect())
}

/// Gives the shares as they are, of the touches seen of each path.
pub(super) fn exact(
    model: &Model,
    paths: &[Path],
    seen: &[Vec<Kept>],
) -> Result<BTreeMap<u32, BigRational>, Trouble> {
    let told = paths.iter().zip(seen).map(|(path, seen)| (seen.as_slice(), path.value.is_some()));
    let mut values = match model {
        Model::Markov => markov::effects(&told.collect::<Vec<_>>())?,
        Model::Shapley => {
            let converted = told.filter(|(_, converted)| *converted).map(|(seen, _)| seen);
            shapley::values(&converted.collect::<Vec<_>>())
        }
        _ => BTreeMap::new(),
    };
    values.retain(|_, value| !value.is_zero());
    let whole: BigRational = values.values().sum();
    for value in values.values_mut() {
        *value /= &whole;
    }
    Ok(values)
}

/// Binary digits of the weights by which an entry is split.
const DIGITS: u32 = 48;

/// Gives shares as integer weights, at least 1.
pub(super) fn weights(shares: &BTreeMap<u32, BigRational>) -> BTreeMap<u32, u64> {
    let scale = BigRational::from_integer((1_u64 << DIGITS).into());
    let weight = |share: &BigRational| (share * &scale).round().to_integer().to_u64();
    let weight = |share| weight(share).unwrap_or(0).max(1);
    shares.iter().map(|(channel, share)| (*channel, weight(share))).collect()
}
