//! `last_non_direct`

use super::path::Kept;
use super::{Gives, Method};

/// Gives everything to the latest touch that is not direct, else to the latest.
pub(super) const LAST_NON_DIRECT: Method = Method {
    name: "last_non_direct",
    summary: "Gives everything to the latest touch that is not direct, else to the latest.",
    gives: Gives::Touches,
};

/// Weighs the touches of a path.
pub(super) fn weigh(touches: &[Kept]) -> Vec<u64> {
    let brought = touches.iter().rposition(|it| !it.touch.direct);
    let chosen = brought.or_else(|| touches.len().checked_sub(1));
    (0..touches.len()).map(|at| u64::from(Some(at) == chosen)).collect()
}
