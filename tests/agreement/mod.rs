//! Agreement: every engine gives the rows that a naive reading of the plan gives.
//!
//! `naive` (with `windows`) is the oracle, `oracle` tests it; `data`, `scalars` and `plans` make random questions
//! out of `choices`, `random` asks them.

pub(crate) mod choices;
mod data;
mod engine;
mod naive;
mod oracle;
mod plans;
pub(crate) mod random;
mod scalars;
mod windows;
