//! The split by logarithmic means.

use super::factors::Pair;

/// Gives what each factor of a product adds to its change from plan to actual.
///
/// Additive LMDI-I: the change `R1 - R0` of a product of factors `x` is the sum over them of
/// `L(R1, R0) ln(x1 / x0)`, where `L(a, b) = (a - b) / (ln a - ln b)` and `L(a, a) = a`. No remainder,
/// no order. If the product is 0 on one side only, the limits: a factor that is 0 there takes the
/// whole change, several of them equal parts, which is the limit where they vanish at one speed.
///
/// B. W. Ang, "The LMDI approach to decomposition analysis: a practical guide", Energy Policy 33
/// (2005), 867-871; zeros: B. W. Ang, N. Liu, "Handling zero values in the logarithmic mean Divisia
/// index decomposition approach", Energy Policy 35 (2007), 238-246.
pub(super) fn effects(pairs: &[Pair], product: Pair) -> Vec<f64> {
    let Pair { plan, actual } = product;
    if plan > 0.0 && actual > 0.0 {
        let weight = log_mean(actual, plan);
        return pairs.iter().map(|it| weight * log_ratio(it.actual, it.plan)).collect();
    }
    let vanished =
        |it: &Pair| (plan == 0.0 && it.plan == 0.0) || (actual == 0.0 && it.actual == 0.0);
    let all = pairs.iter().filter(|it| vanished(it)).count();
    let each = if plan == actual || all == 0 { 0.0 } else { (actual - plan) / all as f64 };
    pairs.iter().map(|it| if vanished(it) { each } else { 0.0 }).collect()
}

/// The logarithmic mean of two numbers above 0.
///
/// As `sqrt(ab) sinh(t) / t` with `t = ln(a / b) / 2`, which loses nothing where `a` is near `b`.
pub(super) fn log_mean(a: f64, b: f64) -> f64 {
    let half = log_ratio(a, b).abs() / 2.0;
    let middle = a.sqrt() * b.sqrt();
    if half == 0.0 { middle } else { middle * (half.sinh() / half) }
}

/// `ln(to / from)`; exactly the negative with both exchanged.
fn log_ratio(to: f64, from: f64) -> f64 {
    if to >= from { (to / from).ln() } else { -(from / to).ln() }
}
