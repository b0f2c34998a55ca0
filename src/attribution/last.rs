//! `last`

use super::{Gives, Method};

/// Gives everything to the latest touch.
pub(super) const LAST: Method = Method {
    name: "last",
    summary: "Gives everything to the latest touch.",
    gives: Gives::Touches,
};

/// Weighs the touches of a path.
pub(super) fn weigh(touches: usize) -> Vec<u64> {
    (1..=touches).map(|at| u64::from(at == touches)).collect()
}
