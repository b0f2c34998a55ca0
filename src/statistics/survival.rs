//! How long it takes until something happens, where not all was watched to the end.

/// How long one case was watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    /// In any one unit, microseconds or days, from its start.
    pub time: i64,
    /// It happened then; otherwise it had not happened up to then, and what followed is unknown.
    pub event: bool,
}

/// A time at which it happened to some.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// When.
    pub time: i64,
    /// Cases still watched just before.
    pub at_risk: u64,
    /// To how many of them it happened.
    pub events: u64,
    /// Share to whom it has not happened at this time.
    pub survival: f64,
}

/// The Kaplan-Meier estimate of `S(t)`, the share to whom it has not happened up to `t`.
///
/// `S(t)` is the product of `(n - d) / n` over the times up to and with `t`, with `d` of the `n`
/// cases still watched. A case whose watching ends at such a time still counts as watched at it.
///
/// E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", Journal of the
/// American Statistical Association 53 (1958), 457-481.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    steps: Vec<Step>,
    /// The longest that any case was watched.
    longest: i64,
}

/// Products of quotients miss an exact half by some last digits.
const ROUNDING: f64 = 1e-12;

impl Survival {
    /// Estimates from observations in any order; `None` of none, or if a time is below 0.
    pub fn of(observations: &[Observation]) -> Option<Self> {
        Self::of_counted(observations.iter().map(|observation| (*observation, 1)))
    }

    /// The same from observations with how often each was made.
    pub fn of_counted(counted: impl IntoIterator<Item = (Observation, u64)>) -> Option<Self> {
        let mut sorted: Vec<(Observation, u64)> =
            counted.into_iter().filter(|(_, count)| *count > 0).collect();
        sorted.sort_unstable_by_key(|(it, _)| it.time);
        let longest = sorted.last()?.0.time;
        if sorted.first()?.0.time < 0 {
            return None;
        }
        let mut at_risk: u64 = sorted.iter().map(|(_, count)| count).sum();
        // As long as nobody leaves unseen, factors cancel: one quotient instead of a long product.
        let (mut before, mut whole) = (1.0, at_risk);
        let mut survival = 1.0;
        let mut steps = Vec::new();
        for same in sorted.chunk_by(|left, right| left.0.time == right.0.time) {
            let events: u64 = same.iter().filter(|(it, _)| it.event).map(|(_, count)| count).sum();
            let left = at_risk - events;
            if events > 0 {
                survival = before * (left as f64 / whole as f64);
                steps.push(Step { time: same[0].0.time, at_risk, events, survival });
            }
            at_risk -= same.iter().map(|(_, count)| count).sum::<u64>();
            if at_risk < left {
                (before, whole) = (survival, at_risk);
            }
        }
        Some(Self { steps, longest })
    }

    /// Gives the times at which it happened, ascending.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Gives `S(time)`, what happens at `time` included.
    ///
    /// `None` beyond the longest observation, unless it has happened to all by then: nothing is
    /// known of it.
    pub fn at(&self, time: i64) -> Option<f64> {
        let passed = self.steps.partition_point(|step| step.time <= time);
        let survival = passed.checked_sub(1).map_or(1.0, |last| self.steps[last].survival);
        (time <= self.longest || survival == 0.0).then_some(survival)
    }

    /// Gives the earliest time with `S` at or below one half; `None` if it stays above.
    ///
    /// Unlike a median of plain numbers it is never put between two times.
    pub fn median(&self) -> Option<i64> {
        self.steps.iter().find(|step| step.survival <= 0.5 + ROUNDING).map(|step| step.time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn estimate(events: &[i64], censored: &[i64]) -> Survival {
        let happened = events.iter().map(|&time| Observation { time, event: true });
        let unknown = censored.iter().map(|&time| Observation { time, event: false });
        Survival::of(&happened.chain(unknown).collect::<Vec<_>>()).unwrap()
    }

    /// Weeks of remission of E. J. Freireich et al., Blood 21 (1963), 699-716, the usual example.
    const CENSORED: [i64; 12] = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];

    #[test]
    fn agrees_with_the_published_curve() {
        let it = estimate(&[6, 6, 6, 7, 10, 13, 16, 22, 23], &CENSORED);
        let shown: Vec<(i64, u64, u64, String)> = it
            .steps()
            .iter()
            .map(|step| (step.time, step.at_risk, step.events, format!("{:.4}", step.survival)))
            .collect();
        let published = [
            (6, 21, 3, "0.8571"),
            (7, 17, 1, "0.8067"),
            (10, 15, 1, "0.7529"),
            (13, 12, 1, "0.6902"),
            (16, 11, 1, "0.6275"),
            (22, 7, 1, "0.5378"),
            (23, 6, 1, "0.4482"),
        ];
        let published = published.map(|(time, n, d, share)| (time, n, d, share.to_owned()));
        assert_eq!(shown, published);
        assert_eq!(it.median(), Some(23));
        assert_eq!(it.at(35), it.at(23));
        assert_eq!(it.at(36), None);
        assert_eq!((it.at(-1), it.at(5)), (Some(1.0), Some(1.0)));
    }

    #[test]
    fn all_watched_to_the_end_is_a_plain_share() {
        let placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
        let it = estimate(&placebo, &[]);
        assert_eq!(it.median(), Some(8));
        assert_eq!(it.at(8), Some(8.0 / 21.0));
        assert_eq!((it.at(23), it.at(1_000)), (Some(0.0), Some(0.0)));
    }

    #[test]
    fn a_half_counts_and_more_does_not() {
        assert_eq!(estimate(&[3, 5], &[]).median(), Some(3));
        assert_eq!(estimate(&[3], &[4, 4]).median(), None);
        assert_eq!(estimate(&[], &[4]).median(), None);
        // 2/3 * 3/4 in thirds and quarters
        assert_eq!(estimate(&[1, 1, 3], &[2, 2, 4, 4, 4]).median(), None);
        assert_eq!(estimate(&[1, 1, 3], &[4, 4, 4]).median(), Some(3));
    }

    #[test]
    fn nothing_and_negative_times_give_none() {
        assert_eq!(Survival::of(&[]), None);
        assert_eq!(Survival::of(&[Observation { time: -1, event: true }]), None);
    }

    proptest! {
        #[test]
        fn is_the_product_whatever_the_order(
            mut all in prop::collection::vec((0_i64..40, any::<bool>()), 1..60)
        ) {
            let read = |all: &[(i64, bool)]| {
                let it = all.iter().map(|&(time, event)| Observation { time, event });
                Survival::of(&it.collect::<Vec<_>>()).unwrap()
            };
            let it = read(&all);
            let longest = all.iter().map(|case| case.0).max().unwrap();
            for time in 0..=longest {
                let product: f64 = (0..=time)
                    .map(|at| {
                        let n = all.iter().filter(|case| case.0 >= at).count() as f64;
                        let d = all.iter().filter(|case| **case == (at, true)).count() as f64;
                        (n - d) / n
                    })
                    .product();
                prop_assert!((it.at(time).unwrap() - product).abs() < 1e-12);
            }
            let twice = all.iter().map(|&(time, event)| (Observation { time, event }, 2));
            let doubled = read(&[all.clone(), all.clone()].concat());
            prop_assert_eq!(Survival::of_counted(twice).unwrap(), doubled);
            all.reverse();
            prop_assert_eq!(read(&all), it);
        }
    }
}
