//! `sum`

use super::{AggregateFunction, Form, Function, Takes};

/// Adds the values present exactly; 0 of nothing.
pub(super) const SUM: Function = Function {
    name: "sum",
    signature: "sum(x)",
    summary: "Adds the values present exactly; 0 of nothing.",
    example: "sum(deals.amount where status = 'won')",
    form: Form::Aggregate { function: AggregateFunction::Sum, takes: Takes::Number },
};
