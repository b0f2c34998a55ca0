//! `count`

use super::{AggregateFunction, Form, Function, Takes};

/// Counts rows, or the distinct values present.
pub(super) const COUNT: Function = Function {
    name: "count",
    signature: "count(set) or count(distinct x)",
    summary: "Counts rows, or the distinct values present.",
    example: "count(distinct touches.lead_id)",
    form: Form::Aggregate { function: AggregateFunction::Count, takes: Takes::Set },
};
