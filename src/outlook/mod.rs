//! A plan against its data: rates, lags and open leads measured, then calculated backward.
//!
//! `history` reads the journeys of the funnel, `measure` counts them, `basis` holds all that was
//! measured, `outlook` asks `backward`,
//! `change` tries other numbers, `table` shows them.

mod basis;
mod beside;
mod calculate;
mod change;
mod history;
mod measure;
mod money;
mod table;

pub use basis::{Basis, ChannelBasis, basis};
pub use beside::beside;
pub use calculate::{DRAWS, Outlook, Sensitivity, outlook};
pub use change::Change;
pub use history::{History, Way, history};
pub use measure::{Measured, Origin, Rate};
pub use table::{obstacle, tables};
