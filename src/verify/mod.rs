//! Agreements against data: kept, broken, too early to say, not enough data.
//!
//! A promise is run as a KPI that nobody wrote down, so its statuses, maturity and periods mean what
//! they mean for KPIs. Whether a value lies in its band is decided on decimals. Comes after `run`;
//! `report` shows the verdicts.

mod breaches;
mod decide;
mod exact;
mod fresh;
mod judge;
mod measure;
mod periods;
mod verdict;

pub use judge::{judged, verify};
pub use periods::asked;
pub use verdict::{Breaches, Judged, Reason, Review, State, Verdict};
