//! The engine on polars.

pub mod write;
