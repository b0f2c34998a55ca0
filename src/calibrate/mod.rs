//! How well the definition of a stage foretells a later one, on leads whose window is over.
//!
//! The leads are the entries into the first stage of the funnel. One is *mature* when its window
//! (from that entry on) ends by as of; it is *foretold* when its journey entered the stage within
//! the window and not after the target, and was not filled in by a later stage; it *happened* when it entered the target within the window.
//! Clauses are seen at the entry into the stage, of journeys that never entered it as of the run.

mod ask;
mod count;
mod table;

pub use ask::{Ask, ask};
pub use count::{Counted, count};
pub use table::table;
