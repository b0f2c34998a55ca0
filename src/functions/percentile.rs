//! `pNN`

use super::{AggregateFunction, Form, Function, Takes};

/// Gives the value below which NN percent lie, interpolated linearly; missing of nothing.
pub(super) const PERCENTILE: Function = Function {
    name: "pNN",
    signature: "p1(x) to p99(x)",
    summary: "Gives the value below which NN percent lie, interpolated linearly; missing of nothing.",
    example: "p90(deals.closed_at - deals.created_at)",
    form: Form::Aggregate { function: AggregateFunction::Percentile(50), takes: Takes::Number },
};
