//! Tests of definitions: rows that stand in the definitions, and who is expected in which stage.
//!
//! Uses `run` with the engine in memory; no data files are opened. `coverage` says which conditions
//! the tests have seen, `mutate` which changes of definitions none of them notices.

mod because;
mod boundary;
mod change;
mod coverage;
mod edit;
mod given;
mod judge;
mod mutants;
mod mutate;
mod owner;
mod question;
mod reasons;
mod run;
mod tables;
mod tree;
mod versions;

pub use because::Idle;
pub use boundary::{Boundary, Near, boundary, near};
pub use coverage::{Covered, coverage};
pub use given::Given;
pub use judge::Mismatch;
pub use mutants::Changed;
pub use mutate::{Mutation, mutate};
pub use owner::Owner;
pub use reasons::Reason;
pub use run::{Failure, Outcome, Tried, run_tests};
pub use tree::Verdict;
