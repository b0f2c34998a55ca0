//! `none`

use super::{AggregateFunction, Form, Function, Takes};

/// Tells whether the set has no row.
pub(super) const NONE: Function = Function {
    name: "none",
    signature: "none(set)",
    summary: "Tells whether the set has no row.",
    example: "none(activities where kind = '訪問')",
    form: Form::Aggregate { function: AggregateFunction::None, takes: Takes::Set },
};
