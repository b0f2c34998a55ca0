//! Why a period, a date or a zone cannot be read.

use std::fmt;

/// Trouble with a text about time, worded as diagnostics are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodError {
    /// Lower case, no full stop, the user's text in backticks.
    pub message: String,
    /// An action.
    pub help: String,
}

impl PeriodError {
    /// Makes an error.
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for PeriodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.help)
    }
}

impl std::error::Error for PeriodError {}
