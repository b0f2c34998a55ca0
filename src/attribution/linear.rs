//! `linear`

use super::{Gives, Method};

/// Gives each touch the same.
pub(super) const LINEAR: Method =
    Method { name: "linear", summary: "Gives each touch the same.", gives: Gives::Touches };

/// Weighs the touches of a path.
pub(super) fn weigh(touches: usize) -> Vec<u64> {
    vec![1; touches]
}
