//! `fold`

use super::{Form, Function, arity, take};
use crate::plan::Scalar;
use crate::types::Kind;

/// Gives text after NFKC and case folding, for comparing dirty input.
pub(super) const FOLD: Function = Function {
    name: "fold",
    signature: "fold(text)",
    summary: "Gives text after NFKC and case folding, for comparing dirty input.",
    example: "count(leads where fold(leads.industry) = 'it')",
    form: Form::Scalar { check, lower: |arguments, _| lower(arguments) },
};

fn check(arguments: &[Kind]) -> Result<Kind, String> {
    arity::<1>(arguments, "one text")?;
    match &arguments[0] {
        Kind::Text | Kind::Poison => Ok(Kind::Text),
        other => Err(format!("takes a text, not {other}")),
    }
}

fn lower(arguments: Vec<Scalar>) -> Scalar {
    let [text] = take(arguments);
    Scalar::Fold(Box::new(text))
}
