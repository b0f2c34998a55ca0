//! `position`

use super::trouble::Trouble;
use super::{Gives, Method};

/// Gives the first, the last and the touches between them what is written.
pub(super) const POSITION: Method = Method {
    name: "position",
    summary: "Gives the first, the last and the touches between them what is written.",
    gives: Gives::Touches,
};

/// Written weights by position; only their ratio counts, so percent do as well as parts.
///
/// Nothing is derived: what one and two touches get is written too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// For a single touch.
    pub one: [u32; 1],
    /// For the first and the last of two.
    pub two: [u32; 2],
    /// For the first, for all in the middle together in equal parts, and for the last.
    pub more: [u32; 3],
}

impl Position {
    /// Tells what is wrong with the written numbers.
    pub(super) fn check(self) -> Result<(), Trouble> {
        for (weights, of) in [
            (&self.one[..], "one touch"),
            (&self.two[..], "two touches"),
            (&self.more[..], "more touches"),
        ] {
            if weights.iter().all(|weight| *weight == 0) {
                return Err(Trouble::NoWeight { of });
            }
        }
        Ok(())
    }

    /// Weighs the touches of a path.
    pub(super) fn weigh(self, touches: usize) -> Vec<u64> {
        match touches {
            0 => Vec::new(),
            1 => self.one.map(u64::from).to_vec(),
            2 => self.two.map(u64::from).to_vec(),
            _ => {
                // In units of one middle touch's part, so that equal parts stay integers.
                let between = touches - 2;
                let [first, middle, last] = self.more.map(u64::from);
                let mut weights = vec![middle; touches];
                weights[0] = first * between as u64;
                weights[touches - 1] = last * between as u64;
                weights
            }
        }
    }
}
