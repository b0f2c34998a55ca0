//! `avg`

use super::{AggregateFunction, Form, Function, Takes};

/// Gives the mean of the values present; missing of nothing.
pub(super) const AVERAGE: Function = Function {
    name: "avg",
    signature: "avg(x)",
    summary: "Gives the mean of the values present; missing of nothing.",
    example: "avg(deals.amount where status = 'won')",
    form: Form::Aggregate { function: AggregateFunction::Average, takes: Takes::Number },
};
