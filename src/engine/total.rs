//! A running total of 128-bit numbers. Comes before the engines.

/// A sum that may pass beyond 128 bits and come back, so that the order of the values is of no
/// matter.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Total {
    low: i128,
    wraps: i64,
}

impl Total {
    /// Adds a number.
    pub(super) fn add(&mut self, value: i128) {
        let (low, has_wrapped) = self.low.overflowing_add(value);
        self.low = low;
        if has_wrapped {
            self.wraps += if value < 0 { -1 } else { 1 };
        }
    }

    /// The sum, if it fits 128 bits.
    pub(super) fn units(&self) -> Option<i128> {
        (self.wraps == 0).then_some(self.low)
    }
}

#[cfg(test)]
mod tests {
    use super::Total;

    #[test]
    fn a_total_comes_back_from_beyond() {
        let mut total = Total::default();
        total.add(i128::MAX);
        total.add(2);
        assert_eq!(total.units(), None);
        total.add(-3);
        assert_eq!(total.units(), Some(i128::MAX - 1));
        total.add(i128::MIN);
        total.add(i128::MIN);
        assert_eq!(total.units(), None);
    }
}
