//! The split by Shapley values.

use super::factors::Pair;

/// Gives what each factor of a product adds to its change, as the mean over all orders in which the
/// factors could go from plan to actual one after another.
///
/// By the formula over subsets: `sum over S without x of |S|! (n - |S| - 1)! / n! (f(S + x) - f(S))`,
/// where `f(S)` is the product with the factors in `S` as they were and the others as planned.
///
/// L. S. Shapley, "A value for n-person games", Annals of Mathematics Studies 28 (1953), 307-317; on
/// such products: J. Albrecht, D. François, K. Schoors, "A Shapley decomposition of carbon emissions
/// without residuals", Energy Policy 30 (2002), 727-736.
pub(super) fn effects(pairs: &[Pair]) -> Vec<f64> {
    let all = (1_usize << pairs.len()) - 1;
    let products: Vec<f64> = (0..=all).map(|set| product(pairs, set)).collect();
    let effect = |factor: usize| {
        let (bit, others) = (1 << factor, all & !(1 << factor));
        let gain = |set: usize| products[set | bit] - products[set];
        // A set and its complement at once: exchanged sides then give exactly the negative.
        let pairs_of_sets = (0..=all).filter(|set| set & bit == 0 && *set <= others & !set);
        let term = |set: usize| {
            let other = others & !set;
            let both = if set == other { gain(set) } else { gain(set) + gain(other) };
            both * weight(set.count_ones() as usize, pairs.len())
        };
        pairs_of_sets.map(term).sum()
    };
    (0..pairs.len()).map(effect).collect()
}

fn product(pairs: &[Pair], actual: usize) -> f64 {
    let factor = |(at, it): (usize, &Pair)| if actual >> at & 1 == 1 { it.actual } else { it.plan };
    pairs.iter().enumerate().map(factor).product()
}

/// `size! (all - size - 1)! / all!`
fn weight(size: usize, all: usize) -> f64 {
    // 1 / (all * C(all - 1, size)); the same for the complement.
    let size = size.min(all - 1 - size);
    let choose = (0..size).fold(1, |choose, at| choose * (all - 1 - at) / (at + 1));
    1.0 / (all * choose) as f64
}
