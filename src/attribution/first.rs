//! `first`

use super::{Gives, Method};

/// Gives everything to the earliest touch.
pub(super) const FIRST: Method = Method {
    name: "first",
    summary: "Gives everything to the earliest touch.",
    gives: Gives::Touches,
};

/// Weighs the touches of a path.
pub(super) fn weigh(touches: usize) -> Vec<u64> {
    (0..touches).map(|at| u64::from(at == 0)).collect()
}
