//! Random choices that are the same on every machine: integers only, one generator per subject.
//!
//! Every lead and every company has a generator of its own, so parts can be made in any order.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a generator is for; generators of different streams are independent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Company = 1,
    Lead = 2,
    Days = 3,
    Spend = 4,
}

/// A sequence of random choices.
#[derive(Debug)]
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    /// Starts the sequence of one subject.
    pub(super) fn new(seed: u64, stream: Stream, number: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&(stream as u64).to_le_bytes());
        key[16..24].copy_from_slice(&number.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Draws from `0..limit`.
    pub(super) fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(limit)) >> 32) as u32
    }

    /// Draws from `0..limit`, also where the limit is large.
    pub(super) fn below_large(&mut self, limit: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(limit)) >> 64) as u64
    }

    /// Draws from `low..=high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::from(self.below((high - low + 1) as u32))
    }

    /// Draws from `low..=high`, low values more often: the least of two.
    pub(super) fn early(&mut self, low: i64, high: i64) -> i64 {
        self.between(low, high).min(self.between(low, high))
    }

    /// Draws from `low..=high`, middle values more often: the mean of two.
    pub(super) fn middle(&mut self, low: i64, high: i64) -> i64 {
        (self.between(low, high) + self.between(low, high)) / 2
    }

    /// Tells true in `permille` of 1000 cases.
    pub(super) fn chance(&mut self, permille: u32) -> bool {
        self.below(1000) < permille
    }

    /// Picks a place in a list of weights.
    pub(super) fn pick(&mut self, weights: &[u32]) -> u8 {
        let mut left = self.below(weights.iter().sum());
        for (place, &weight) in weights.iter().enumerate() {
            if left < weight {
                return place as u8;
            }
            left -= weight;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generators_differ_by_seed_stream_and_number() {
        let first = |seed, stream, number| Draw::new(seed, stream, number).below_large(u64::MAX);
        let base = first(1, Stream::Lead, 7);
        assert_eq!(base, first(1, Stream::Lead, 7));
        assert_ne!(base, first(2, Stream::Lead, 7));
        assert_ne!(base, first(1, Stream::Company, 7));
        assert_ne!(base, first(1, Stream::Lead, 8));
    }

    #[test]
    fn draws_stay_in_range_and_follow_weights() {
        let mut draw = Draw::new(3, Stream::Lead, 1);
        let mut counts = [0; 3];
        for _ in 0..3000 {
            assert!((5..=9).contains(&draw.early(5, 9)));
            assert!((-3..=3).contains(&draw.middle(-3, 3)));
            counts[draw.pick(&[0, 1, 2]) as usize] += 1;
        }
        assert_eq!(counts[0], 0);
        assert!((850..1150).contains(&counts[1]), "{counts:?}");
    }
}
