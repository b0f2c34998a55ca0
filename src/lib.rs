//! Gyakusan: KPI definitions shared by marketing and sales, checked and evaluated.

// text
pub mod source;

pub mod diagnostic;

pub mod suggest;

// what was written
pub mod expression;

pub mod habits;

pub mod parse;

pub mod document;

// what it means
pub mod types;

pub mod dataset;

pub mod plan;

pub mod evaluate;

pub mod functions;

pub mod period;

pub mod calendar;

pub mod model;

pub mod resolve;

// how to compute it
pub mod query;

pub mod lower;

pub mod table;

pub mod engine;

pub mod answer;

// uses of a model
pub mod sample;

pub mod init;
