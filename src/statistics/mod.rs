//! Numbers about numbers: intervals, agreement, hits, survival. Pure, each with its source.
//!
//! Knows no model and no engine. Whatever has no answer is `None`; no result is infinite or not a
//! number. Comes before `attribution`; `examine` and `answer` may use it.

mod confusion;
mod kappa;
mod maturity;
mod survival;
mod wilson;

pub use confusion::Confusion;
pub use kappa::{Agreement, Reading};
pub use maturity::{Waiting, expected_final_rate};
pub use survival::{Observation, Step, Survival};
pub use wilson::{Interval, Z_95, wilson};

/// Gives a quotient of counts; `None` of nothing.
fn quotient(numerator: u128, denominator: u128) -> Option<f64> {
    (denominator > 0).then(|| numerator as f64 / denominator as f64)
}
