//! `business days`

use std::sync::Arc;

use super::{Form, Function, arity, take};
use crate::plan::{BusinessCalendar, Scalar, Value, ValueType};
use crate::types::Kind;

/// Counts business days from the day of one moment to the day of another.
pub(super) const BUSINESS_DAYS: Function = Function {
    name: "business days",
    signature: "business days(from, to)",
    summary: "Counts business days from the day of one moment to the day of another.",
    example: "avg(business days(deals.created_at, deals.closed_at))",
    form: Form::Scalar { check, lower },
};

fn check(arguments: &[Kind]) -> Result<Kind, String> {
    arity::<2>(arguments, "two moments")?;
    match arguments.iter().find(|kind| !kind.is_moment() && !kind.is_poison()) {
        Some(other) => Err(format!("takes dates or datetimes, not {other}")),
        None => Ok(Kind::plain()),
    }
}

fn lower(arguments: Vec<Scalar>, calendar: Option<&Arc<BusinessCalendar>>) -> Scalar {
    let [from, to] = take(arguments);
    match calendar {
        Some(calendar) => Scalar::BusinessDays(Box::new(from), Box::new(to), calendar.clone()),
        None => Scalar::Literal(Value::Missing, ValueType::Integer),
    }
}
