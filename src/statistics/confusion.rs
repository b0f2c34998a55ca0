//! How well a yes or no foretold what happened.

use super::quotient;

/// Foretold against happened. There is no F score: it weighs misses against false alarms by a
/// number nobody wrote down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Confusion {
    /// Foretold, and it happened.
    pub true_positive: u64,
    /// Foretold, but it did not happen.
    pub false_positive: u64,
    /// Not foretold, but it happened.
    pub false_negative: u64,
    /// Not foretold, and it did not happen.
    pub true_negative: u64,
}

impl Confusion {
    /// Counts one case.
    pub fn add(&mut self, foretold: bool, happened: bool) {
        match (foretold, happened) {
            (true, true) => self.true_positive += 1,
            (true, false) => self.false_positive += 1,
            (false, true) => self.false_negative += 1,
            (false, false) => self.true_negative += 1,
        }
    }

    /// Gives all cases.
    pub fn cases(self) -> u128 {
        self.foretold() + u128::from(self.false_negative) + u128::from(self.true_negative)
    }

    /// Gives the cases foretold.
    pub fn foretold(self) -> u128 {
        u128::from(self.true_positive) + u128::from(self.false_positive)
    }

    /// Gives the cases in which it happened.
    pub fn happened(self) -> u128 {
        u128::from(self.true_positive) + u128::from(self.false_negative)
    }

    /// Gives how many of the foretold happened, `tp / (tp + fp)`; `None` if nothing was foretold.
    ///
    /// A. Kent et al., "Machine literature searching VIII", American Documentation 6 (1955), 93-101.
    pub fn precision(self) -> Option<f64> {
        quotient(u128::from(self.true_positive), self.foretold())
    }

    /// Gives how many of those that happened were foretold, `tp / (tp + fn)`; `None` if nothing
    /// happened. Source as of [`Confusion::precision`].
    pub fn recall(self) -> Option<f64> {
        quotient(u128::from(self.true_positive), self.happened())
    }

    /// Gives how often it happens at all, `(tp + fn) / n`; `None` without cases.
    pub fn base_rate(self) -> Option<f64> {
        quotient(self.happened(), self.cases())
    }

    /// Gives how many times the base rate the precision is; 1 is no better than chance.
    ///
    /// `None` if nothing was foretold or nothing happened. S. Brin, R. Motwani, J. D. Ullman, S. Tsur,
    /// "Dynamic itemset counting and implication rules for market basket data", SIGMOD 1997 (there
    /// called interest).
    pub fn lift(self) -> Option<f64> {
        let base = self.base_rate().filter(|base| *base > 0.0)?;
        Some(self.precision()? / base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_hand_computed_numbers() {
        let it = Confusion {
            true_positive: 30,
            false_positive: 10,
            false_negative: 20,
            true_negative: 140,
        };
        assert_eq!((it.cases(), it.foretold(), it.happened()), (200, 40, 50));
        assert_eq!(it.precision(), Some(0.75));
        assert_eq!(it.recall(), Some(0.6));
        assert_eq!(it.base_rate(), Some(0.25));
        assert_eq!(it.lift(), Some(3.0));
    }

    #[test]
    fn cases_are_counted_where_they_belong() {
        let mut it = Confusion::default();
        for (foretold, happened) in [(true, true), (true, false), (false, true), (false, false)] {
            it.add(foretold, happened);
        }
        let one =
            Confusion { true_positive: 1, false_positive: 1, false_negative: 1, true_negative: 1 };
        assert_eq!(it, one);
        assert_eq!(it.lift(), Some(1.0));
    }

    #[test]
    fn nothing_gives_none() {
        let nothing = Confusion::default();
        assert_eq!(
            (nothing.precision(), nothing.recall(), nothing.base_rate()),
            (None, None, None)
        );
        let never = Confusion { false_positive: 3, true_negative: 4, ..nothing };
        assert_eq!((never.precision(), never.recall(), never.lift()), (Some(0.0), None, None));
        let silent = Confusion { false_negative: 3, true_negative: 4, ..nothing };
        assert_eq!((silent.precision(), silent.recall(), silent.lift()), (None, Some(0.0), None));
        let largest = Confusion { true_positive: u64::MAX, false_positive: u64::MAX, ..nothing };
        assert_eq!(largest.precision(), Some(0.5));
    }
}
