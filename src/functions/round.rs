//! `round`

use super::{Form, Function, take};
use crate::plan::{Scalar, Value};
use crate::types::Kind;

/// Rounds a number half away from zero.
pub(super) const ROUND: Function = Function {
    name: "round",
    signature: "round(x) or round(x, digits)",
    summary: "Rounds a number half away from zero, to whole ones or to so many digits.",
    example: "round(avg(deals.amount))",
    form: Form::Scalar { check, lower: |arguments, _| lower(arguments) },
};

fn check(arguments: &[Kind]) -> Result<Kind, String> {
    match arguments {
        [kind @ (Kind::Number(_) | Kind::Poison)] => Ok(kind.clone()),
        [kind @ (Kind::Number(_) | Kind::Poison), Kind::Number(unit)] if unit.is_plain() => {
            Ok(kind.clone())
        }
        _ => Err("takes a number and, at most, how many digits".into()),
    }
}

fn lower(arguments: Vec<Scalar>) -> Scalar {
    let digits = match arguments.get(1) {
        Some(Scalar::Literal(Value::Decimal { units, .. }, _)) => (*units).clamp(0, 12) as u8,
        Some(Scalar::Literal(Value::Integer(digits), _)) => (*digits).clamp(0, 12) as u8,
        _ => 0,
    };
    let [value] = take(arguments);
    Scalar::Round(Box::new(value), digits)
}
