//! The Wilson score interval of a rate.

/// The quantile of the normal distribution for an interval of 95 %, two-sided.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// Bounds within which a rate may well lie.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the two bounds")]
pub struct Interval {
    pub lower: f64,
    pub upper: f64,
}

/// Gives the score interval of `successes` in `trials`, without correction for continuity.
///
/// With `p = successes / trials` and `n = trials`:
/// `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)`. It never leaves 0..1.
/// `None` without trials, with more successes than trials, or where `z` is not above 0.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
/// the American Statistical Association 22 (1927), 209-212.
pub fn wilson(successes: u64, trials: u64, z: f64) -> Option<Interval> {
    let square = z * z;
    if trials == 0 || successes > trials || z.is_nan() || z <= 0.0 || !square.is_finite() {
        return None;
    }
    let (n, hits, misses) = (trials as f64, successes as f64, (trials - successes) as f64);
    // The formula above, multiplied by n: products of counts lose less than differences of rates.
    let middle = hits + square / 2.0;
    let half = z * (hits * misses / n + square / 4.0).sqrt();
    let whole = n + square;
    let lower = if successes == 0 { 0.0 } else { (middle - half) / whole };
    let upper = if successes == trials { 1.0 } else { (middle + half) / whole };
    let interval = Interval { lower: lower.clamp(0.0, 1.0), upper: upper.clamp(0.0, 1.0) };
    (interval.lower.is_finite() && interval.upper.is_finite()).then_some(interval)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
    #[test]
    fn agrees_with_the_table_of_newcombe() {
        for (successes, trials, lower, upper) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = wilson(successes, trials, Z_95).unwrap();
            assert!((interval.lower - lower).abs() < 0.000_05, "{interval:?}");
            assert!((interval.upper - upper).abs() < 0.000_05, "{interval:?}");
        }
    }

    #[test]
    fn ends_are_exact() {
        assert_eq!(wilson(0, 7, Z_95).unwrap().lower, 0.0);
        assert_eq!(wilson(7, 7, Z_95).unwrap().upper, 1.0);
        // z = 1, one of one: (1 + 1/2 - 1/2) / 2
        assert_eq!(wilson(1, 1, 1.0).unwrap().lower, 0.5);
    }

    #[test]
    fn without_an_answer_there_is_none() {
        assert_eq!(wilson(0, 0, Z_95), None);
        assert_eq!(wilson(2, 1, Z_95), None);
        for z in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e200] {
            assert_eq!(wilson(1, 2, z), None, "{z}");
        }
    }

    proptest! {
        #[test]
        fn holds_the_rate_and_is_the_mirror_of_its_complement(
            trials in 1_u64..=u64::MAX, part in 0.0_f64..=1.0, z in 1e-3_f64..1e3
        ) {
            let successes = ((trials as f64 * part) as u64).min(trials);
            let it = wilson(successes, trials, z).unwrap();
            let rate = successes as f64 / trials as f64;
            prop_assert!(it.lower <= rate + 1e-12 && rate <= it.upper + 1e-12);
            let other = wilson(trials - successes, trials, z).unwrap();
            prop_assert!((it.lower - (1.0 - other.upper)).abs() < 1e-9);
        }
    }
}
