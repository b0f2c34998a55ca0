//! The integration tests, one binary.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod workspace;

mod agreement;
mod attribution;
mod calibrate;
mod cli;
mod crm;
mod determinism;
mod diagnose;
mod diff;
mod documents;
mod effect;
mod errors;
mod examples;
mod floors;
mod funnel;
mod glossary;
mod oracle;
mod outlook;
mod report;
mod trial;
mod verify;
mod workflows;
