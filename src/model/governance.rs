//! Known findings, and where teams are reached.

use crate::source::Span;
use jiff::civil::Date;

/// A warning that is known, and until when that is all right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Where it stands.
    pub span: Span,
    /// Code of the warning.
    pub code: String,
    /// Full name of the definition that it is about, `kpi.cpa`; any without.
    pub name: Option<String>,
    /// Why it is all right.
    pub reason: String,
    /// The last day on which it is.
    pub until: Date,
}
