//! `abs`

use super::{Form, Function, arity, take};
use crate::plan::Scalar;
use crate::types::Kind;

/// Gives a number without its sign.
pub(super) const ABSOLUTE: Function = Function {
    name: "abs",
    signature: "abs(x)",
    summary: "Gives a number without its sign.",
    example: "avg(abs(deals.amount))",
    form: Form::Scalar { check, lower: |arguments, _| lower(arguments) },
};

fn check(arguments: &[Kind]) -> Result<Kind, String> {
    arity::<1>(arguments, "one number")?;
    match &arguments[0] {
        kind @ (Kind::Number(_) | Kind::Poison) => Ok(kind.clone()),
        other => Err(format!("takes a number, not {other}")),
    }
}

fn lower(arguments: Vec<Scalar>) -> Scalar {
    let [value] = take(arguments);
    Scalar::Absolute(Box::new(value))
}
