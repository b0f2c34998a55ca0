//! What any engine may have to say about a plan. Comes before the engines.

use crate::diagnostic::Diagnostic;

/// Makes the diagnostic of a number that does not fit.
pub(super) fn too_large(what: &str) -> Diagnostic {
    Diagnostic::general("overflow", format!("a number is too large: {what}"))
        .help("check the data for values that are far too large")
}

/// Makes the diagnostic of an engine that failed.
pub(super) fn failure(reason: &str) -> Diagnostic {
    Diagnostic::general("engine-failure", format!("the data engine failed: {reason}"))
        .help("please report this with the definition that causes it")
}
