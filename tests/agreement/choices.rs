//! A list of numbers that stands for a random plan: shorter and smaller lists make simpler plans,
//! so that a failing one shrinks.

/// Numbers to be used up one by one; 0 for ever after.
pub(crate) struct Choices {
    numbers: std::vec::IntoIter<u16>,
}

impl Choices {
    pub(crate) fn new(numbers: Vec<u16>) -> Choices {
        Choices { numbers: numbers.into_iter() }
    }

    /// A number less than `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::from(self.numbers.next().unwrap_or(0)) % limit
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of a list.
    pub(crate) fn one_of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// A number of the span, the nearer to 0 the simpler.
    pub(crate) fn between(&mut self, least: i64, greatest: i64) -> i64 {
        let width = usize::try_from(greatest - least + 1).unwrap();
        let from_zero = self.below(width) as i64;
        if from_zero <= greatest { from_zero } else { greatest - from_zero }
    }

    /// The list in another order.
    pub(crate) fn shuffled<T>(&mut self, mut list: Vec<T>) -> Vec<T> {
        for last in (1..list.len()).rev() {
            let other = last - self.below(last + 1);
            list.swap(last, other);
        }
        list
    }
}
