//! `first`

use super::{AggregateFunction, Form, Function, Takes};

/// Gives the value of the earliest row by the time of its source, ties broken by the key.
pub(super) const FIRST: Function = Function {
    name: "first",
    signature: "first(x)",
    summary: "Gives the value of the earliest row by the time of its source, ties broken by the key.",
    example: "first(touches.channel)",
    form: Form::Aggregate { function: AggregateFunction::First, takes: Takes::Value },
};
