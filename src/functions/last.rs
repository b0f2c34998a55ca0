//! `last`

use super::{AggregateFunction, Form, Function, Takes};

/// Gives the value of the latest row by the time of its source, ties broken by the key.
pub(super) const LAST: Function = Function {
    name: "last",
    signature: "last(x)",
    summary: "Gives the value of the latest row by the time of its source, ties broken by the key.",
    example: "last(activities.outcome)",
    form: Form::Aggregate { function: AggregateFunction::Last, takes: Takes::Value },
};
