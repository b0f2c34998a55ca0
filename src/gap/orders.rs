//! Orders of factors: one after another changes the culprit, the mean over all orders does not.

use proptest::prelude::*;

use super::factors::Pair;
use super::{log_mean, shapley};

/// Replaces plan by actual, factor by factor in this order.
fn waterfall(pairs: &[Pair], order: &[usize]) -> Vec<f64> {
    let mut at: Vec<f64> = pairs.iter().map(|pair| pair.plan).collect();
    let mut effects = vec![0.0; pairs.len()];
    for factor in order {
        let before: f64 = at.iter().product();
        at[*factor] = pairs[*factor].actual;
        effects[*factor] = at.iter().product::<f64>() - before;
    }
    effects
}

fn orders(of: &[usize]) -> Vec<Vec<usize>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let first = |first: &usize| {
        let rest: Vec<usize> = of.iter().copied().filter(|it| it != first).collect();
        orders(&rest).into_iter().map(move |rest| [vec![*first], rest].concat()).collect::<Vec<_>>()
    };
    of.iter().flat_map(first).collect()
}

fn product(pairs: &[Pair]) -> Pair {
    Pair {
        plan: pairs.iter().map(|pair| pair.plan).product(),
        actual: pairs.iter().map(|pair| pair.actual).product(),
    }
}

fn worst(effects: &[f64]) -> usize {
    let least = |best: usize, at: usize| if effects[at] < effects[best] { at } else { best };
    (0..effects.len()).fold(0, least)
}

#[test]
fn a_waterfall_names_whom_it_replaces_first() {
    let half = Pair { plan: 0.30, actual: 0.15 };
    let less = Pair { plan: 0.20, actual: 0.09 };
    let pairs = [Pair { plan: 1_000.0, actual: 1_000.0 }, half, less];
    assert_eq!(worst(&waterfall(&pairs, &[0, 1, 2])), 1);
    assert_eq!(worst(&waterfall(&pairs, &[2, 1, 0])), 2);
    let turned: Vec<Pair> = pairs.iter().rev().copied().collect();
    assert_eq!(worst(&log_mean::effects(&pairs, product(&pairs))), 2);
    assert_eq!(worst(&log_mean::effects(&turned, product(&turned))), 0);
    assert_eq!(worst(&shapley::effects(&pairs)), 2);
    assert_eq!(worst(&shapley::effects(&turned)), 0);
}

fn pair() -> impl Strategy<Value = Pair> {
    let value = || prop_oneof![9 => 0.01_f64..10.0, 1 => Just(0.0)];
    (value(), value()).prop_map(|(plan, actual)| Pair { plan, actual })
}

fn near(a: f64, b: f64, whole: Pair) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + whole.plan.abs() + whole.actual.abs())
}

fn up_to(actual: f64) -> Pair {
    Pair { plan: 0.0, actual }
}

/// `sinh(t) / t`
fn sinhc(t: f64) -> f64 {
    if t.abs() < 1e-4 { 1.0 + t * t / 6.0 } else { t.sinh() / t }
}

proptest! {
    #[test]
    fn shapley_is_the_mean_over_all_orders(pairs in prop::collection::vec(pair(), 1..6)) {
        let every = orders(&(0..pairs.len()).collect::<Vec<_>>());
        let found = shapley::effects(&pairs);
        let largest = pairs.iter().map(|pair| pair.plan.max(pair.actual).max(1.0)).product();
        for (factor, effect) in found.iter().enumerate() {
            let sum: f64 = every.iter().map(|order| waterfall(&pairs, order)[factor]).sum();
            let mean = sum / every.len() as f64;
            prop_assert!(near(*effect, mean, up_to(largest)));
        }
    }

    #[test]
    fn the_order_of_factors_does_not_matter(
        pairs in prop::collection::vec(pair(), 5),
        order in Just(vec![0_usize, 1, 2, 3, 4]).prop_shuffle()
    ) {
        let turned: Vec<Pair> = order.iter().map(|at| pairs[*at]).collect();
        let whole = product(&pairs);
        // Products in another order differ by rounding, which must not decide between 0 and not.
        let found = log_mean::effects(&pairs, whole);
        let other = log_mean::effects(&turned, whole);
        let largest = pairs.iter().map(|pair| pair.plan.max(pair.actual).max(1.0)).product();
        let (one, two) = (shapley::effects(&pairs), shapley::effects(&turned));
        for (place, at) in order.iter().enumerate() {
            prop_assert!(near(found[*at], other[place], whole));
            prop_assert!(near(one[*at], two[place], up_to(largest)));
        }
    }

    #[test]
    fn log_mean_parts_add_up_and_take_the_sign_of_their_factor(
        pairs in prop::collection::vec(pair(), 1..8)
    ) {
        let whole = product(&pairs);
        let found = log_mean::effects(&pairs, whole);
        let sum: f64 = found.iter().sum();
        prop_assert!(near(sum, whole.actual - whole.plan, whole));
        for (effect, pair) in found.iter().zip(&pairs) {
            prop_assert!(effect.is_finite());
            prop_assert!(effect * (pair.actual - pair.plan) >= 0.0);
        }
    }

    /// With `a`, `b` half the sum and half the difference of the logarithms of both changes, the
    /// methods differ by `G b (sinhc b - sinhc a)`, where `G` is the geometric mean of the products;
    /// so by at most `G m^3 cosh(m) / 6`, where `m` is the larger size.
    #[test]
    fn with_two_factors_the_methods_differ_by_a_known_amount(
        values in prop::array::uniform4(0.5_f64..2.0)
    ) {
        let pairs = [
            Pair { plan: values[0], actual: values[1] },
            Pair { plan: values[2], actual: values[3] },
        ];
        let whole = product(&pairs);
        let (first, second) = ((values[1] / values[0]).ln(), (values[3] / values[2]).ln());
        let (a, b) = ((first + second) / 2.0, (first - second) / 2.0);
        let middle = (whole.plan * whole.actual).sqrt();
        let difference = shapley::effects(&pairs)[0] - log_mean::effects(&pairs, whole)[0];
        prop_assert!(near(difference, middle * b * (sinhc(b) - sinhc(a)), whole));
        let most = a.abs().max(b.abs());
        prop_assert!(difference.abs() <= middle * most.powi(3) * most.cosh() / 6.0 + 1e-12);
    }

    #[test]
    fn with_two_factors_off_by_a_fifth_the_methods_agree_to_a_thousandth(
        changes in prop::array::uniform2(1.0 / 1.2_f64..1.2)
    ) {
        let pairs = changes.map(|actual| Pair { plan: 1.0, actual });
        let whole = product(&pairs);
        let difference = shapley::effects(&pairs)[0] - log_mean::effects(&pairs, whole)[0];
        prop_assert!(difference.abs() <= 0.001_1 * (whole.plan * whole.actual).sqrt());
    }
}
