//! Typed expressions and arithmetic on them.
//!
//! Type and digits of the operands decide the form: integers and decimals stay exact, whatever meets
//! a float becomes one. Used by `scalar`; the functions over columns are in `number`.

use polars::prelude::{DataType, Expr, NULL, lit, when};

use super::error::{failure, too_large};
use super::number;
use super::types::{PRECISION, data_type};
use crate::diagnostic::Diagnostic;
use crate::plan::{Arithmetic, ValueType};

type Result<T> = std::result::Result<T, Diagnostic>;

/// Scales above this leave too few digits before the point.
const MOST_SCALE: u8 = 30;

/// An expression, its type, and the digits that its integer or units may have.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) expr: Expr,
    pub(super) kind: ValueType,
    pub(super) digits: u8,
}

impl Typed {
    /// Puts an expression and its type together.
    pub(super) fn new(expr: Expr, kind: ValueType) -> Self {
        let digits = 19;
        Self { expr, kind, digits }
    }

    /// Rescales an integer or decimal to a decimal of a scale that is not smaller.
    pub(super) fn at_scale(&self, scale: u8) -> Expr {
        let kind = DataType::Decimal(PRECISION, usize::from(scale));
        match self.kind {
            ValueType::Decimal { scale: own } if own == scale => self.expr.clone(),
            ValueType::Duration => self.expr.clone().to_physical().strict_cast(kind),
            _ => self.expr.clone().strict_cast(kind),
        }
    }

    fn at_scale_digits(&self, scale: u8) -> u8 {
        (self.digits + scale - self.scale()).min(PRECISION as u8)
    }

    pub(super) fn scale(&self) -> u8 {
        match self.kind {
            ValueType::Decimal { scale } => scale,
            _ => 0,
        }
    }

    pub(super) fn is_exact(&self) -> bool {
        matches!(self.kind, ValueType::Integer | ValueType::Decimal { .. })
    }

    pub(super) fn is_number(&self) -> bool {
        self.is_exact() || self.kind == ValueType::Float
    }

    pub(super) fn float(&self) -> Expr {
        match self.kind {
            ValueType::Float => self.expr.clone(),
            ValueType::Duration => self.expr.clone().to_physical().cast(DataType::Float64),
            _ => self.expr.clone().cast(DataType::Float64),
        }
    }
}

/// Translates arithmetic.
pub(super) fn arithmetic(operation: Arithmetic, left: &Typed, right: &Typed) -> Result<Typed> {
    if left.is_exact() && right.is_exact() && operation != Arithmetic::Divide {
        return exact_arithmetic(operation, left, right);
    }
    let is_duration = |typed: &Typed| typed.kind == ValueType::Duration;
    let is_moment = left.kind == ValueType::Datetime && is_duration(right);
    if operation == Arithmetic::Divide {
        return divide(left, right);
    }
    if is_moment || is_duration(left) && is_duration(right) {
        let (first, second) = (left.expr.clone(), right.expr.clone());
        let expr = match operation {
            Arithmetic::Add => first + second,
            Arithmetic::Subtract => first - second,
            _ => return Err(failure("durations are multiplied")),
        };
        return Ok(Typed::new(expr, left.kind));
    }
    if operation == Arithmetic::Multiply && (is_duration(left) || is_duration(right)) {
        let (duration, factor) = if is_duration(left) { (left, right) } else { (right, left) };
        if factor.is_exact() {
            let (scale, factor) = (factor.scale(), factor.at_scale(factor.scale()));
            let expr = number::scaled_duration(duration.expr.clone(), factor, scale);
            return Ok(Typed::new(expr, ValueType::Duration));
        }
    }
    let are_numbers = [left, right].iter().all(|side| side.is_number() || is_duration(side));
    if !are_numbers {
        return Err(failure("arithmetic on values that are not numbers"));
    }
    let (left, right) = (left.float(), right.float());
    let expr = match operation {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        _ => left * right,
    };
    Ok(Typed::new(expr, ValueType::Float))
}

fn divide(left: &Typed, right: &Typed) -> Result<Typed> {
    let is_exact = |side: &Typed| side.is_exact() || side.kind == ValueType::Duration;
    if is_exact(left) && is_exact(right) {
        let scale = left.scale().max(right.scale());
        let expr = number::quotient(left.at_scale(scale), right.at_scale(scale));
        return Ok(Typed::new(expr, ValueType::Float));
    }
    if ![left, right].iter().all(|side| is_exact(side) || side.is_number()) {
        return Err(failure("a division of values that are not numbers"));
    }
    let (left, right) = (left.float(), right.float());
    let quotient = left / right.clone();
    let expr = when(right.neq(lit(0.0))).then(quotient).otherwise(lit(NULL));
    Ok(Typed::new(expr, ValueType::Float))
}

/// Brings values to one type.
pub(super) fn unified(list: &[Typed]) -> Result<(Vec<Expr>, Typed)> {
    let Some(first) = list.first() else {
        return Err(failure("a choice among no values"));
    };
    let mut unified = first.clone();
    unified.digits = list.iter().map(|item| item.digits).max().unwrap_or(first.digits);
    if list.iter().all(|item| item.kind == first.kind) {
        return Ok((list.iter().map(|item| item.expr.clone()).collect(), unified));
    }
    if list.iter().all(Typed::is_exact) {
        let scale = list.iter().map(Typed::scale).max().unwrap_or_default();
        unified.kind = ValueType::Decimal { scale };
        unified.digits = list.iter().map(|item| item.at_scale_digits(scale)).max().unwrap_or(38);
        return Ok((list.iter().map(|item| item.at_scale(scale)).collect(), unified));
    }
    if list.iter().all(Typed::is_number) {
        unified.kind = ValueType::Float;
        return Ok((list.iter().map(Typed::float).collect(), unified));
    }
    Err(failure("a choice among values of different types"))
}

/// Adds, subtracts and multiplies integers and decimals without loss.
fn exact_arithmetic(operation: Arithmetic, left: &Typed, right: &Typed) -> Result<Typed> {
    let are_integers = left.kind == ValueType::Integer && right.kind == ValueType::Integer;
    if operation == Arithmetic::Multiply {
        return product(left, right, are_integers);
    }
    let scale = left.scale().max(right.scale());
    let digits = left.at_scale_digits(scale).max(right.at_scale_digits(scale)) + 1;
    let is_add = operation == Arithmetic::Add;
    if are_integers && digits <= 18 {
        let (first, second) = (left.expr.clone(), right.expr.clone());
        let expr = if is_add { first + second } else { first - second };
        return Ok(Typed { expr, kind: ValueType::Integer, digits });
    }
    let (first, second) = (left.at_scale(scale), right.at_scale(scale));
    let expr = if is_add { first + second } else { first - second };
    Ok(narrowed(expr, scale, digits.min(PRECISION as u8), are_integers))
}

fn product(left: &Typed, right: &Typed, are_integers: bool) -> Result<Typed> {
    let scale = left.scale() + right.scale();
    if scale > MOST_SCALE {
        return Err(too_large("a product has more than 30 digits after the point"));
    }
    let (first, second) = (left.at_scale(left.scale()), right.at_scale(right.scale()));
    let expr = number::product(first, second, scale);
    let digits = (left.digits + right.digits).min(PRECISION as u8);
    Ok(narrowed(expr, scale, digits, are_integers))
}

/// Gives a decimal as such, or as the integer it is.
fn narrowed(expr: Expr, scale: u8, digits: u8, is_integer: bool) -> Typed {
    match is_integer {
        true => Typed {
            expr: expr.strict_cast(DataType::Int64),
            kind: ValueType::Integer,
            digits: digits.min(19),
        },
        false => Typed { expr, kind: ValueType::Decimal { scale }, digits },
    }
}

/// Takes the sign off a number or duration.
pub(super) fn absolute(inner: Typed) -> Typed {
    let expr = match inner.kind {
        ValueType::Decimal { scale } => number::absolute_decimal(inner.expr, scale),
        ValueType::Duration => {
            let length = inner.expr.to_physical().abs();
            length.cast(data_type(ValueType::Duration))
        }
        _ => inner.expr.abs(),
    };
    Typed { expr, ..inner }
}

/// Rounds a number to a decimal.
pub(super) fn round(inner: Typed, scale: u8) -> Typed {
    let own = inner.scale();
    let (expr, digits) = match inner.kind {
        ValueType::Float => (number::round_float(inner.expr, scale), PRECISION as u8),
        ValueType::Decimal { .. } if own > scale => {
            let digits = inner.digits.saturating_sub(own - scale) + 1;
            (number::round_decimal(inner.expr, own, scale), digits)
        }
        _ => (inner.at_scale(scale), inner.at_scale_digits(scale)),
    };
    let kind = ValueType::Decimal { scale };
    Typed { expr, kind, digits }
}
