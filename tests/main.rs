//! The integration tests, one binary.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agreement;
mod crm;
mod oracle;
