//! `min`

use super::{AggregateFunction, Form, Function, Takes};

/// Gives the least value present; missing of nothing.
pub(super) const MINIMUM: Function = Function {
    name: "min",
    signature: "min(x)",
    summary: "Gives the least value present; missing of nothing.",
    example: "min(deals.created_at)",
    form: Form::Aggregate { function: AggregateFunction::Minimum, takes: Takes::Ordered },
};
