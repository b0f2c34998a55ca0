//! `max`

use super::{AggregateFunction, Form, Function, Takes};

/// Gives the greatest value present; missing of nothing.
pub(super) const MAXIMUM: Function = Function {
    name: "max",
    signature: "max(x)",
    summary: "Gives the greatest value present; missing of nothing.",
    example: "max(deals.amount)",
    form: Form::Aggregate { function: AggregateFunction::Maximum, takes: Takes::Ordered },
};
