//! A plan against its data: rates, lags and open leads measured, then calculated backward.
//!
//! `history` reads the journeys of the funnel, `measure` counts them, `basis` holds all that was
//! measured, `outlook` asks `backward`, `change` tries other numbers, `table` shows them. For a gap
//! `followed` counts what became of leads, `sides` puts plan and actual beside each other, `compare`
//! asks `gap`. `planned` gives diagnoses what to compare with, `unmeasured` says which rate is unknown.

mod basis;
mod beside;
mod breaks;
mod calculate;
mod change;
mod compare;
mod detail;
mod followed;
mod history;
mod measure;
mod money;
mod planned;
mod sides;
mod table;
mod unmeasured;

pub use basis::{Basis, ChannelBasis, basis};
pub use beside::beside;
pub use calculate::{DRAWS, Outlook, Sensitivity, outlook};
pub use change::Change;
pub use compare::{GapAsk, finished, gap};
pub use history::{History, Way, history};
pub use measure::{Measured, Origin, Rate};
pub use money::{Exact, linked_sum, rows};
pub use planned::{Planned, Plans, Unplanned};
pub use table::{detail, obstacle, tables};
pub use unmeasured::unmeasured;
