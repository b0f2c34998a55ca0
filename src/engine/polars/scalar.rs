//! Scalars of the plan as typed polars expressions.
//!
//! Keeps the type and the number of digits of every value, since exactness depends on both. Used by
//! `lower`; arithmetic beyond polars is in `number` and `calendar`.

use std::sync::Arc;

use polars::prelude::*;

use super::calendar::{self, Workdays};
use super::error::{failure, too_large};
use super::number;
use super::types::{Field, PRECISION, any_value, data_type, digits, literal};
use crate::diagnostic::Diagnostic;
use crate::engine::business::Business;
use crate::engine::zone::Zone;
use crate::plan::{
    Arithmetic, BusinessCalendar, Comparison, Scalar, ShiftUnit, TextTest, Value, ValueType,
};

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
    fn new(expr: Expr, kind: ValueType) -> Self {
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

    fn scale(&self) -> u8 {
        match self.kind {
            ValueType::Decimal { scale } => scale,
            _ => 0,
        }
    }

    fn is_exact(&self) -> bool {
        matches!(self.kind, ValueType::Integer | ValueType::Decimal { .. })
    }

    fn is_number(&self) -> bool {
        self.is_exact() || self.kind == ValueType::Float
    }

    fn float(&self) -> Expr {
        match self.kind {
            ValueType::Float => self.expr.clone(),
            ValueType::Duration => self.expr.clone().to_physical().cast(DataType::Float64),
            _ => self.expr.clone().cast(DataType::Float64),
        }
    }
}

/// Translates scalars over the columns of one input.
pub(super) struct Scalars<'a> {
    pub(super) fields: &'a [Field],
    pub(super) zone: &'a Arc<Zone>,
}

type Result<T> = std::result::Result<T, Diagnostic>;

impl Scalars<'_> {
    /// Translates a condition of which missing counts as false wherever it ends up.
    pub(super) fn condition(&self, scalar: &Scalar) -> Result<Expr> {
        match scalar {
            Scalar::And(all) => self.joined(all, true, Self::condition),
            Scalar::Or(any) => self.joined(any, false, Self::condition),
            Scalar::Compare(comparison, left, right) => self.compare(*comparison, left, right),
            Scalar::In(value, list) => self.is_in(value, list),
            Scalar::Text(test, text, pattern) => self.text_test(*test, text, pattern),
            other => Ok(self.scalar(other)?.expr),
        }
    }

    /// Translates a scalar.
    pub(super) fn scalar(&self, scalar: &Scalar) -> Result<Typed> {
        let boolean = |expr| Ok(Typed::new(expr, ValueType::Boolean));
        match scalar {
            Scalar::Column(name) => self.column(name),
            Scalar::Literal(value, kind) => Ok(Typed {
                expr: literal(value, *kind),
                kind: *kind,
                digits: digits(value),
            }),
            Scalar::Not(inner) => boolean(self.scalar(inner)?.expr.not()),
            Scalar::And(all) => boolean(self.joined(all, true, Self::exact)?),
            Scalar::Or(any) => boolean(self.joined(any, false, Self::exact)?),
            Scalar::Compare(..) | Scalar::In(..) | Scalar::Text(..) => {
                boolean(self.condition(scalar)?.fill_null(lit(false)))
            }
            Scalar::IsMissing(inner) => boolean(self.scalar(inner)?.expr.is_null()),
            Scalar::Arithmetic(operation, left, right) => {
                self.arithmetic(*operation, &self.scalar(left)?, &self.scalar(right)?)
            }
            Scalar::Case(condition, then, otherwise) => {
                let condition = self.condition(condition)?;
                let pair = self.unified(&[self.scalar(then)?, self.scalar(otherwise)?])?;
                let [then, otherwise] = &pair.0[..] else {
                    return Err(failure("a choice has two sides"));
                };
                let expr = when(condition).then(then.clone()).otherwise(otherwise.clone());
                Ok(Typed { expr, ..pair.1 })
            }
            Scalar::Coalesce(list) => {
                let list: Vec<Typed> = list.iter().map(|item| self.scalar(item)).collect::<Result<_>>()?;
                let (list, unified) = self.unified(&list)?;
                Ok(Typed { expr: coalesce(&list), ..unified })
            }
            Scalar::Fold(text) => Ok(Typed::new(fold(self.scalar(text)?.expr), ValueType::Text)),
            Scalar::Absolute(inner) => Ok(absolute(self.scalar(inner)?)),
            Scalar::Round(inner, scale) => Ok(round(self.scalar(inner)?, *scale)),
            moment => self.moment(moment),
        }
    }

    fn exact(&self, scalar: &Scalar) -> Result<Expr> {
        Ok(self.scalar(scalar)?.expr)
    }

    fn column(&self, name: &str) -> Result<Typed> {
        let field = self.fields.iter().find(|field| field.name == name);
        let field = field.ok_or_else(|| failure(&format!("the plan names no column `{name}`")))?;
        Ok(Typed {
            expr: col(name),
            kind: field.kind,
            digits: field.digits,
        })
    }

    fn joined(
        &self,
        parts: &[Scalar],
        all: bool,
        lower: impl Fn(&Self, &Scalar) -> Result<Expr>,
    ) -> Result<Expr> {
        let parts = parts.iter().map(|part| lower(self, part)).collect::<Result<Vec<_>>>()?;
        let join = |left: Expr, right| if all { left.and(right) } else { left.or(right) };
        Ok(parts.into_iter().reduce(join).unwrap_or_else(|| lit(all)))
    }

    fn compare(&self, comparison: Comparison, left: &Scalar, right: &Scalar) -> Result<Expr> {
        let (left, right) = (self.scalar(left)?, self.scalar(right)?);
        let (left, right) = if left.kind == right.kind {
            (left.expr, right.expr)
        } else if left.is_exact() && right.is_exact() {
            let scale = left.scale().max(right.scale());
            (left.at_scale(scale), right.at_scale(scale))
        } else if left.is_number() && right.is_number() {
            (left.float(), right.float())
        } else {
            return Err(failure("values of different types are compared"));
        };
        Ok(match comparison {
            Comparison::Equal => left.eq(right),
            Comparison::NotEqual => left.neq(right),
            Comparison::Less => left.lt(right),
            Comparison::LessOrEqual => left.lt_eq(right),
            Comparison::Greater => left.gt(right),
            Comparison::GreaterOrEqual => left.gt_eq(right),
        })
    }

    fn is_in(&self, value: &Scalar, list: &[Value]) -> Result<Expr> {
        let value = self.scalar(value)?;
        let fitting = list.iter().filter_map(|item| fitting(item, value.kind));
        if matches!(value.kind, ValueType::Text | ValueType::Integer) && list.len() > 3 {
            let items: Vec<AnyValue> = fitting.map(|item| any_value(&item).into_static()).collect();
            let items = Series::from_any_values("".into(), &items, true)
                .and_then(|items| items.cast(&data_type(value.kind)))
                .map_err(|error| failure(&error.to_string()))?;
            return Ok(value.expr.is_in(lit(items).implode(true), false));
        }
        let equal = fitting.map(|item| value.expr.clone().eq(literal(&item, value.kind)));
        Ok(equal.reduce(Expr::or).unwrap_or_else(|| value.expr.is_null().and(lit(false))))
    }

    fn text_test(&self, test: TextTest, text: &Scalar, pattern: &str) -> Result<Expr> {
        let text = self.scalar(text)?.expr.str();
        Ok(match test {
            TextTest::Contains => text.contains_literal(lit(pattern)),
            TextTest::StartsWith => text.starts_with(lit(pattern)),
            TextTest::EndsWith => text.ends_with(lit(pattern)),
            TextTest::Matches => text.contains(lit(pattern), true),
        })
    }

    fn arithmetic(&self, operation: Arithmetic, left: &Typed, right: &Typed) -> Result<Typed> {
        if left.is_exact() && right.is_exact() && operation != Arithmetic::Divide {
            return exact_arithmetic(operation, left, right);
        }
        let is_duration = |typed: &Typed| typed.kind == ValueType::Duration;
        let is_moment = left.kind == ValueType::Datetime && is_duration(right);
        if operation == Arithmetic::Divide {
            return self.divide(left, right);
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

    fn divide(&self, left: &Typed, right: &Typed) -> Result<Typed> {
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
    fn unified(&self, list: &[Typed]) -> Result<(Vec<Expr>, Typed)> {
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

    fn moment(&self, scalar: &Scalar) -> Result<Typed> {
        let zone = self.zone.clone();
        let (expr, kind) = match scalar {
            Scalar::LocalDate(inner) => {
                let inner = self.scalar(inner)?;
                let expr = match inner.kind {
                    ValueType::Date => inner.expr,
                    _ => calendar::local_date(inner.expr, zone),
                };
                (expr, ValueType::Date)
            }
            Scalar::StartOfDay(inner) => {
                let inner = self.scalar(inner)?;
                let day = match inner.kind {
                    ValueType::Date => inner.expr,
                    _ => calendar::local_date(inner.expr, zone.clone()),
                };
                (calendar::start_of_day(day, zone), ValueType::Datetime)
            }
            Scalar::Shift(inner, by, unit) => {
                let inner = self.scalar(inner)?;
                let expr = match inner.kind {
                    ValueType::Date if *unit == ShiftUnit::Microseconds => {
                        return Err(failure("a date is moved by microseconds"));
                    }
                    ValueType::Date => calendar::shift_date(inner.expr, *by, *unit),
                    _ => calendar::shift_datetime(inner.expr, *by, *unit, zone),
                };
                (expr, inner.kind)
            }
            Scalar::Difference(end, start) => {
                let (end, start) = (self.scalar(end)?, self.scalar(start)?);
                if end.kind != start.kind {
                    return Err(failure("a difference of a date and a datetime"));
                }
                let are_days = end.kind == ValueType::Date;
                (calendar::difference(end.expr, start.expr, are_days), ValueType::Duration)
            }
            Scalar::BusinessShift(inner, by, days) => {
                let expr = self.scalar(inner)?.expr;
                (calendar::business_shift(expr, *by, self.workdays(days)), ValueType::Date)
            }
            Scalar::BusinessDays(from, to, days) => {
                let (from, to) = (self.scalar(from)?.expr, self.scalar(to)?.expr);
                (calendar::business_days(from, to, self.workdays(days)), ValueType::Integer)
            }
            _ => return Err(failure("a scalar that the engine does not know")),
        };
        Ok(Typed::new(expr, kind))
    }

    fn workdays(&self, calendar: &BusinessCalendar) -> Workdays {
        Workdays {
            table: Arc::new(Business::new(calendar)),
            zone: self.zone.clone(),
        }
    }
}

/// Adds, subtracts and multiplies integers and decimals without loss.
fn exact_arithmetic(operation: Arithmetic, left: &Typed, right: &Typed) -> Result<Typed> {
    let are_integers = left.kind == ValueType::Integer && right.kind == ValueType::Integer;
    if operation == Arithmetic::Multiply {
        let scale = left.scale() + right.scale();
        if scale > MOST_SCALE {
            return Err(too_large("a product has more than 30 digits after the point"));
        }
        let (first, second) = (left.at_scale(left.scale()), right.at_scale(right.scale()));
        let expr = number::product(first, second, scale);
        let digits = (left.digits + right.digits).min(PRECISION as u8);
        return Ok(narrowed(expr, scale, digits, are_integers));
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

/// Gives a decimal as such, or as the integer it is.
fn narrowed(expr: Expr, scale: u8, digits: u8, is_integer: bool) -> Typed {
    match is_integer {
        true => Typed {
            expr: expr.strict_cast(DataType::Int64),
            kind: ValueType::Integer,
            digits: digits.min(19),
        },
        false => Typed {
            expr,
            kind: ValueType::Decimal { scale },
            digits,
        },
    }
}

/// Gives a literal as a value of a type, if it can be one.
fn fitting(value: &Value, kind: ValueType) -> Option<Value> {
    let (units, scale) = match value {
        Value::Integer(value) => (i128::from(*value), 0),
        Value::Decimal { units, scale } => (*units, *scale),
        Value::Missing => return None,
        other => return Some(other.clone()),
    };
    match kind {
        ValueType::Integer => {
            let unit = 10_i128.checked_pow(u32::from(scale))?;
            let whole = (units % unit == 0).then_some(units / unit)?;
            Some(Value::Integer(i64::try_from(whole).ok()?))
        }
        ValueType::Decimal { scale: own } => {
            let up = 10_i128.checked_pow(u32::from(own.saturating_sub(scale)))?;
            let down = 10_i128.checked_pow(u32::from(scale.saturating_sub(own)))?;
            let fitting = (units % down == 0).then_some(units / down)?.checked_mul(up)?;
            Some(Value::Decimal { units: fitting, scale: own })
        }
        ValueType::Float => Some(Value::Float(units as f64 / 10_f64.powi(i32::from(scale)))),
        _ => None,
    }
}

fn absolute(inner: Typed) -> Typed {
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

fn round(inner: Typed, scale: u8) -> Typed {
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

/// NFKC, then every letter to upper and lower case, which is what case folding compares by.
fn fold(text: Expr) -> Expr {
    use unicode_normalization::UnicodeNormalization;
    number::unary(text, DataType::String, "fold", |series| {
        let folded = series.str()?.iter().map(|text| {
            let letters = text?.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
            Some(letters.nfkc().collect::<String>())
        });
        Ok(StringChunked::from_iter_options(series.name().clone(), folded).into_series())
    })
}
