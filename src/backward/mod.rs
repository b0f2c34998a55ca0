//! Backward from revenue: how much of each stage a target needs, month by month.
//!
//! Numbers only; `outlook` measures them, commands print them. Volumes are unrounded inside and
//! rounded up once where they are shown. Months are counted from 0, the first that can still be
//! planned.
//!
//! A step from stage to stage converts a share of its entries (its *rate*) and spreads those over the
//! months that follow (its *lag*). So the entries of a month at a later stage are a sum over earlier
//! months, and revenue is what entries into the last stage bring. Going backward, the wanted revenue
//! of every month is put back by the lag of the whole way; what of it would come too late for the
//! period is made up for by one factor on all months, so that going forward again gives the target
//! exactly, and any smaller factor gives less.

mod capacity;
mod chance;
mod flow;
mod pipeline;

pub use capacity::{Served, needed, serve};
pub use chance::{Chance, Draws, OpenGroup, Share, simulate};
pub use flow::{Channel, Forward, Problem, Required, Step, Unreachable, forward, require};
pub use pipeline::{Cohort, expected};
