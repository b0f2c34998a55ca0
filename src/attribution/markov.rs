//! `markov`

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use super::path::Kept;
use super::{Gives, Method, Trouble};

/// Gives channels what would be lost without them, by a chain of all paths.
pub(super) const MARKOV: Method = Method {
    name: "markov",
    summary: "Gives channels what would be lost without them, by a chain of all paths.",
    gives: Gives::Channels,
};

/// The most channels; exact numbers of 100 take a second, and twice as many 30 times as long.
pub const MOST_CHANNELS: usize = 100;

/// Gives the removal effect of each channel, exactly: the share of conversions that would be lost if
/// every path ended without conversion where it came to the channel. Each is in 0..1; together they
/// may be more than 1.
///
/// The chain is of order 1: from the start to the first touch, from touch to touch, from the last
/// touch to conversion or to none, with the shares counted in all paths. One path counts once,
/// whatever its entry is worth; paths without touches would change no share and are left out.
/// A channel touched twice in a row goes to itself, which changes nothing either.
///
/// With `A = D - C` (`C` the counted steps between channels, `D` their sums with the last steps),
/// `b = A⁻¹ r` is the chance of conversion after a touch (`r` last steps that convert) and
/// `s A⁻¹ᵢ / A⁻¹ᵢᵢ` that of ever coming to `i` from the starts `s`; so the effect of `i` is
/// `(s A⁻¹)ᵢ bᵢ / (A⁻¹ᵢᵢ s b)`.
///
/// E. Anderl, I. Becker, F. von Wangenheim, J. H. Schumann, "Mapping the customer journey",
/// International Journal of Research in Marketing 33 (2016), 457-474; the inverse: J. G. Kemeny,
/// J. L. Snell, "Finite Markov chains" (1960), chapter 3.
pub(super) fn effects(paths: &[(&[Kept], bool)]) -> Result<BTreeMap<u32, BigRational>, Trouble> {
    let chain = Chain::count(paths);
    let found = chain.channels.len();
    if found > MOST_CHANNELS {
        return Err(Trouble::Channels { found, most: MOST_CHANNELS });
    }
    let inverse = adjugate(&chain.left);
    let times = |counts: &[u64], cells: &mut dyn Iterator<Item = &BigInt>| -> BigInt {
        counts.iter().zip(cells).filter(|(count, _)| **count > 0).map(|(n, it)| it * *n).sum()
    };
    let converts: Vec<BigInt> =
        inverse.iter().map(|row| times(&chain.converted, &mut row.iter())).collect();
    let all = times(&chain.started, &mut converts.iter());
    if all.is_zero() {
        return Ok(BTreeMap::new());
    }
    let effect = |(at, channel): (usize, &u32)| {
        let visits = times(&chain.started, &mut inverse.iter().map(|row| &row[at]));
        (*channel, BigRational::new(visits * &converts[at], &inverse[at][at] * &all))
    };
    Ok(chain.channels.iter().enumerate().map(effect).collect())
}

/// Steps as counted.
struct Chain {
    /// Ascending; the other fields go by index.
    channels: Vec<u32>,
    /// Paths that start here.
    started: Vec<u64>,
    /// Paths that convert from here.
    converted: Vec<u64>,
    /// All steps away on the diagonal, less the steps between channels.
    left: Vec<Vec<i64>>,
}

impl Chain {
    fn count(paths: &[(&[Kept], bool)]) -> Self {
        let touches = paths.iter().flat_map(|(touches, _)| touches.iter());
        let channels: BTreeSet<u32> = touches.map(|it| it.touch.channel).collect();
        let numbers: BTreeMap<u32, usize> =
            channels.iter().enumerate().map(|(number, channel)| (*channel, number)).collect();
        let channels: Vec<u32> = channels.into_iter().collect();
        let size = channels.len();
        let mut chain =
            Self { channels, started: vec![0; size], converted: vec![0; size], left: Vec::new() };
        // The effect of too many channels is refused; their square is not worth the memory.
        if size > MOST_CHANNELS {
            return chain;
        }
        chain.left = vec![vec![0; size]; size];
        for (touches, converted) in paths {
            let at: Vec<usize> = touches.iter().map(|it| numbers[&it.touch.channel]).collect();
            let (Some(first), Some(last)) = (at.first(), at.last()) else { continue };
            chain.started[*first] += 1;
            chain.converted[*last] += u64::from(*converted);
            chain.left[*last][*last] += 1;
            for step in at.windows(2) {
                chain.left[step[0]][step[0]] += 1;
                chain.left[step[0]][step[1]] -= 1;
            }
        }
        chain
    }
}

/// Gives the inverse times the determinant, by elimination without fractions (E. H. Bareiss,
/// Mathematics of Computation 22 (1968), 565-578).
///
/// Needs no other pivots than the diagonal: every path ends, so each leading part of the matrix is
/// a chain that ends, and its determinant is above 0.
fn adjugate(matrix: &[Vec<i64>]) -> Vec<Vec<BigInt>> {
    let size = matrix.len();
    let mut rows: Vec<Vec<BigInt>> = matrix
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let unit = (0..size).map(|column| i64::from(column == at));
            row.iter().copied().chain(unit).map(BigInt::from).collect()
        })
        .collect();
    let mut before = BigInt::from(1);
    for at in 0..size {
        let pivots = std::mem::take(&mut rows[at]);
        let pivot = pivots[at].clone();
        for row in rows.iter_mut().filter(|row| !row.is_empty()) {
            let factor = row[at].clone();
            for (cell, above) in row.iter_mut().zip(&pivots) {
                if !cell.is_zero() || !(factor.is_zero() || above.is_zero()) {
                    *cell = (&pivot * &*cell - &factor * above) / &before;
                }
            }
        }
        rows[at] = pivots;
        before = pivot;
    }
    rows.into_iter().map(|mut row| row.split_off(size)).collect()
}
