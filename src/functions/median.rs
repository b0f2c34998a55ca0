//! `median`

use super::{AggregateFunction, Form, Function, Takes};

/// Gives the middle value, interpolated between two; missing of nothing.
pub(super) const MEDIAN: Function = Function {
    name: "median",
    signature: "median(x)",
    summary: "Gives the middle value, interpolated between two; missing of nothing.",
    example: "median(deals.closed_at - deals.created_at)",
    form: Form::Aggregate { function: AggregateFunction::Percentile(50), takes: Takes::Number },
};
