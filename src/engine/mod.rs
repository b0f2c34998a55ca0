//! Runs plans on data. Comes after `plan`.

pub mod polars;
