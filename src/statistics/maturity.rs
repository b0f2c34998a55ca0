//! What a cohort will have come to once all its entries had their time.

use super::Survival;

/// Entries whose window is not over and that have not converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiting {
    /// How long they are open.
    pub age: i64,
    /// How long their window is.
    pub window: i64,
    /// How many.
    pub entries: u64,
}

/// Gives the rate that a young cohort is expected to end with.
///
/// With `F = 1 - S` of `history` (share converted up to an age) and the window `D`: a waiting entry of
/// age `a` still converts with the probability `(F(D) - F(a)) / (1 - F(a))`, that of converting by
/// `D` for those who had not at `a`. The result is `(converted + sum of these) / n`, where `n` is
/// `converted`, `lost` and the waiting entries. All in the unit of `history`.
///
/// - A waiting entry of age `D` or more cannot convert in its window: it adds 0.
/// - Where nobody in `history` stayed open up to `a` the quotient is 0/0: it adds 0, since nothing
///   speaks for a conversion after that age.
/// - `None` of an empty cohort, if an age is below 0, or if `history` was not watched up to the `D` of
///   an entry whose chance it tells.
///
/// That conversions are as quick and as many as in `history` is assumed, not known. The probability
/// is that of a conditional survival (`S(D) / S(a)`) of the estimate of Kaplan and Meier; for the
/// same thought on counts see the chain ladder method, T. Mack, ASTIN Bulletin 23 (1993), 213-225.
pub fn expected_final_rate(
    history: &Survival,
    converted: u64,
    lost: u64,
    waiting: &[Waiting],
) -> Option<f64> {
    let counts = waiting.iter().map(|it| it.entries);
    let entries: u128 = counts.chain([converted, lost]).map(u128::from).sum();
    if entries == 0 || waiting.iter().any(|it| it.age < 0) {
        return None;
    }
    let mut young: Vec<Waiting> = waiting.iter().copied().filter(|it| it.age < it.window).collect();
    // Sums of floats depend on their order; ascending ages make it one.
    young.sort_unstable();
    let mut expected = 0.0;
    for same in young {
        let at_end = history.at(same.window)?;
        let still_open = history.at(same.age)?;
        if still_open > 0.0 {
            expected += same.entries as f64 * ((still_open - at_end) / still_open);
        }
    }
    Some(((converted as f64 + expected) / entries as f64).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Observation;

    /// Ten entries: two convert on day 1, two on day 5, one on day 20, the rest never in 30 days.
    fn history() -> Survival {
        let days = [(1, true), (1, true), (5, true), (5, true), (20, true)];
        let never = [(30, false); 5];
        let all: Vec<Observation> = days
            .into_iter()
            .chain(never)
            .map(|(time, event)| Observation { time, event })
            .collect();
        Survival::of(&all).unwrap()
    }

    fn waiting(open: &[i64], window: i64) -> Vec<Waiting> {
        open.iter().map(|age| Waiting { age: *age, window, entries: 1 }).collect()
    }

    fn rate(converted: u64, open: &[i64], window: i64) -> Option<f64> {
        expected_final_rate(&history(), converted, 0, &waiting(open, window))
    }

    #[test]
    fn agrees_with_hand_computed_rates() {
        let near = |rate: Option<f64>, hand: f64| (rate.unwrap() - hand).abs() < 1e-12;
        // Fresh entries end as history did.
        assert!(near(rate(0, &[0; 4], 30), 0.5));
        // Age 3: S = 0.8, S(30) = 0.5, so 3/8 each; age 10: S = 0.6, so 1/6.
        assert!(near(rate(0, &[3], 30), 0.375));
        assert!(near(rate(3, &[10, 3], 30), (3.0 + 1.0 / 6.0 + 0.375) / 5.0));
        // A window of 10 days ends with S = 0.6: 1/4 at age 3.
        assert!(near(rate(0, &[3], 10), 0.25));
        // The age of the window and more: over.
        assert!(near(rate(1, &[10, 11, 400], 10), 0.25));
        assert!(near(rate(4, &[], 30), 1.0));
        // Lost ones and several of one age, windows of their own.
        let two = [
            Waiting { age: 10, window: 30, entries: 3 },
            Waiting { age: 3, window: 10, entries: 1 },
        ];
        assert!(near(expected_final_rate(&history(), 1, 5, &two), (1.0 + 0.5 + 0.25) / 10.0));
    }

    #[test]
    fn without_a_basis_there_is_none() {
        assert_eq!(rate(0, &[], 30), None);
        assert_eq!(rate(1, &[-1], 30), None);
        assert_eq!(rate(1, &[3], 31), None);
    }

    #[test]
    fn an_age_at_which_nobody_was_open_adds_nothing() {
        let all = [1, 2].map(|time| Observation { time, event: true });
        let all = Survival::of(&all).unwrap();
        assert_eq!(expected_final_rate(&all, 1, 0, &waiting(&[2], 30)), Some(0.5));
        assert_eq!(expected_final_rate(&all, 1, 0, &waiting(&[1], 30)), Some(1.0));
    }
}
