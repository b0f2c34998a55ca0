//! Gyakusan: KPI definitions shared by marketing and sales, checked and evaluated.

pub mod dataset;
pub mod diagnostic;
pub mod document;
pub mod engine;
pub mod expression;
pub mod plan;
pub mod source;
