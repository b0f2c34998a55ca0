//! Errors of polars as diagnostics.
//!
//! The functions of this folder raise errors that begin with one of the marks below, so that a
//! number that grew too large is told from trouble with a file or with the engine.

use polars::prelude::{PolarsError, polars_err};

use crate::diagnostic::Diagnostic;
pub(super) use crate::engine::trouble::{failure, too_large};

/// Begins the message of a number that does not fit.
pub(super) const OVERFLOW: &str = "number overflow: ";
/// Begins the message of a day outside a business calendar.
pub(super) const CALENDAR: &str = "calendar range: ";

/// Makes the error of a number that does not fit.
pub(super) fn overflow(what: &str) -> PolarsError {
    polars_err!(ComputeError: "{OVERFLOW}{what}")
}

/// Makes the error of a day outside a business calendar.
pub(super) fn beyond_calendar(what: &str) -> PolarsError {
    polars_err!(ComputeError: "{CALENDAR}{what}")
}

/// Translates an error of a query.
pub(super) fn diagnostics(error: &PolarsError) -> Vec<Diagnostic> {
    vec![diagnostic(error)]
}

fn diagnostic(error: &PolarsError) -> Diagnostic {
    let text = error.to_string();
    let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    if let Some((_, what)) = text.split_once(CALENDAR) {
        return Diagnostic::general("beyond-calendar", first(what))
            .help("leave out earlier and later rows, or declare the calendar for these days");
    }
    if let Some((_, what)) = text.split_once(OVERFLOW) {
        return too_large(&first(what));
    }
    if text.contains("overflow") || text.contains("conversion from") {
        return too_large("a result has more than 38 digits or does not fit 64 bits");
    }
    match error {
        PolarsError::IO { .. } => Diagnostic::general(
            "unreadable-file",
            format!("a file cannot be read: {}", first(&text)),
        ),
        _ => failure(&first(&text)),
    }
}
