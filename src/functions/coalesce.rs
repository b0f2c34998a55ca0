//! `coalesce`

use super::{Form, Function};
use crate::plan::Scalar;
use crate::types::Kind;

/// Gives the first of its arguments that is not missing.
pub(super) const COALESCE: Function = Function {
    name: "coalesce",
    signature: "coalesce(a, b, ..)",
    summary: "Gives the first of its arguments that is not missing.",
    example: "count(leads where coalesce(leads.industry, companies.industry) = 'IT')",
    form: Form::Scalar { check, lower: |arguments, _| Scalar::Coalesce(arguments) },
};

fn check(arguments: &[Kind]) -> Result<Kind, String> {
    let Some((first, rest)) = arguments.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return Err("takes two or more values".into());
    };
    rest.iter().try_fold(first.clone(), |kind, other| {
        kind.joined(other)
            .ok_or_else(|| format!("takes values of one kind, not {kind} and {other}"))
    })
}
