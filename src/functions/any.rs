//! `any`

use super::{AggregateFunction, Form, Function, Takes};

/// Tells whether the set has a row.
pub(super) const ANY: Function = Function {
    name: "any",
    signature: "any(set)",
    summary: "Tells whether the set has a row.",
    example: "any(touches where kind = 'お問い合わせ')",
    form: Form::Aggregate { function: AggregateFunction::Any, takes: Takes::Set },
};
