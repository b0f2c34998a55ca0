//! A plan against its data: rates, lags and open leads measured, then calculated backward.
//!
//! `history` reads the journeys of the funnel, `measure` counts them, `basis` holds all that was
//! measured, `outlook` asks `backward`,
//! `change` tries other numbers, `table` shows them.

mod basis;
mod change;
mod history;
mod measure;
mod money;
mod outlook;

pub use basis::{Basis, ChannelBasis, basis};
pub use change::Change;
pub use history::{History, Way, history};
pub use measure::{Measured, Origin, Rate};
pub use outlook::{DRAWS, Outlook, Sensitivity, outlook};
