//! Gyakusan (逆算): KPI definitions that marketing and sales share, checked and evaluated.
//!
//! ```text
//! files -> load -> Sources -> document (parse, habits) -> resolve -> Model -> check
//!                                                            |
//!                              Query ----------------------- lower -> Plan -> engine -> Rows
//!                                                                                        |
//!                                     report <- Table <- answer (evaluate) --------------+
//! ```
//!
//! The modules below stand in import order: each uses only those above it.

// text
pub mod source;

pub mod diagnostic;

pub mod codes;

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

pub mod statistics;

pub mod attribution;

pub mod backward;

pub mod gap;

pub mod model;

pub mod resolve;

pub mod check;

// how to compute it
pub mod query;

pub mod lower;

pub mod table;

pub mod engine;

pub mod answer;

// uses of a model
pub mod hash;

pub mod run;

pub mod list;

pub mod leads;

pub mod calibrate;

pub mod outlook;

pub mod verify;

pub mod credit;

pub mod diagnose;

pub mod explain;

pub mod fingerprint;

pub mod change;

pub mod approval;

pub mod pseudonym;

pub mod why;

pub mod retirement;

pub mod suppression;

pub mod examine;

pub mod trial;

pub mod effect;

pub mod digest;

pub mod fix;

pub mod write;

pub mod sample;

pub mod report;

pub mod init;

// the outside
pub mod load;

pub mod revision;

pub mod commands;

use diagnostic::Diagnostics;
use model::Model;
use source::Sources;

/// Reads and checks definitions; gives a model even where some are wrong.
pub fn analyse(sources: &Sources) -> (Model, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let documents: Vec<document::Document> =
        sources.iter().map(|(file, _)| document::read(file, sources, &mut diagnostics)).collect();
    let model = resolve::resolve(&documents, &mut diagnostics);
    check::check(&model, &mut diagnostics);
    (model, diagnostics)
}

/// Reads and checks definitions; refuses errors. Warnings come with the model.
pub fn compile(sources: &Sources) -> Result<(Model, Diagnostics), Diagnostics> {
    let (model, diagnostics) = analyse(sources);
    if diagnostics.has_errors() { Err(diagnostics) } else { Ok((model, diagnostics)) }
}
