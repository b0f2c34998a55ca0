//! What a condition looks at: a column, or something opaque with a value.
//!
//! Under `direction`.

use crate::model::{Formula, SourceId};
use crate::types::Kind;

/// A value of a row, equal in both conditions where the keys are equal.
#[derive(Debug, Clone)]
pub(super) struct Variable<'a> {
    /// The way to it, its name, and the fingerprint of what it is.
    pub(super) key: String,
    /// For people.
    pub(super) shown: String,
    pub(super) kind: Kind,
    pub(super) values: Values,
    /// A column: any value may occur.
    pub(super) plain: bool,
    pub(super) may_miss: bool,
    /// Texts that never occur.
    pub(super) never: Vec<String>,
    /// The rows it gathers, where fewer rows give no greater value.
    pub(super) rows: Option<Rows<'a>>,
}

/// Sorts of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    Text,
    Boolean,
    /// Numbers and moments, in steps of `10^-digits` where they have steps.
    Ordered {
        digits: Option<u8>,
        low: Option<Units>,
        high: Option<Units>,
    },
}

/// An exact number: units and digits after the point.
pub(super) type Units = (i128, u8);

/// Rows below, gathered by `any` or `count`.
#[derive(Debug, Clone)]
pub(super) struct Rows<'a> {
    /// All but the filters.
    pub(super) frame: String,
    pub(super) side: super::Side<'a>,
    pub(super) filters: Vec<Formula>,
    pub(super) of: SourceId,
}
