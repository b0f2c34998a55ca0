//! Scalars of the plan as typed polars expressions.
//!
//! Keeps the type and the number of digits of every value, since exactness depends on both. Used by
//! `lower`; arithmetic beyond polars is in `number` and `calendar`.

use std::sync::Arc;

use polars::prelude::*;

use super::arithmetic::{Typed, absolute, arithmetic, round, unified};
use super::calendar::{self, Workdays};
use super::error::failure;
use super::number;
use super::types::{Field, any_value, data_type, digits, literal};
use crate::diagnostic::Diagnostic;
use crate::engine::business::Business;
use crate::engine::zone::Zone;
use crate::plan::{BusinessCalendar, Comparison, Scalar, ShiftUnit, TextTest, Value, ValueType};

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
            Scalar::Literal(value, kind) => {
                Ok(Typed { expr: literal(value, *kind), kind: *kind, digits: digits(value) })
            }
            Scalar::Not(inner) => boolean(self.scalar(inner)?.expr.not()),
            Scalar::And(all) => boolean(self.joined(all, true, Self::exact)?),
            Scalar::Or(any) => boolean(self.joined(any, false, Self::exact)?),
            Scalar::Compare(..) | Scalar::In(..) | Scalar::Text(..) => {
                boolean(self.condition(scalar)?.fill_null(lit(false)))
            }
            Scalar::IsMissing(inner) => boolean(self.scalar(inner)?.expr.is_null()),
            Scalar::Arithmetic(operation, left, right) => {
                arithmetic(*operation, &self.scalar(left)?, &self.scalar(right)?)
            }
            Scalar::Case(condition, then, otherwise) => self.case(condition, then, otherwise),
            Scalar::Coalesce(list) => {
                let list: Vec<Typed> =
                    list.iter().map(|item| self.scalar(item)).collect::<Result<_>>()?;
                let (list, unified) = unified(&list)?;
                Ok(Typed { expr: coalesce(&list), ..unified })
            }
            Scalar::Fold(text) => Ok(Typed::new(fold(self.scalar(text)?.expr), ValueType::Text)),
            Scalar::Fingerprint(inner) => {
                Ok(Typed::new(fingerprint(self.scalar(inner)?.expr), ValueType::Integer))
            }
            Scalar::Absolute(inner) => Ok(absolute(self.scalar(inner)?)),
            Scalar::Round(inner, scale) => Ok(round(self.scalar(inner)?, *scale)),
            moment => self.moment(moment),
        }
    }

    fn case(&self, condition: &Scalar, then: &Scalar, otherwise: &Scalar) -> Result<Typed> {
        let (sides, unified) = unified(&[self.scalar(then)?, self.scalar(otherwise)?])?;
        let [bound, value] = &sides[..] else {
            return Err(failure("a choice has two sides"));
        };
        // a value that is bounded again and again would be computed twice for each bound
        if let Scalar::Compare(comparison, left, right) = condition
            && let Comparison::Greater | Comparison::Less = comparison
            && (&**left, &**right) == (otherwise, then)
            && unified.is_number()
        {
            let is_upper = *comparison == Comparison::Greater;
            let (value, bound) = (value.clone(), bound.clone());
            let expr = number::bounded(value, bound, data_type(unified.kind), is_upper);
            return Ok(Typed { expr, ..unified });
        }
        let condition = self.condition(condition)?;
        let (then, otherwise) = (bound, value);
        let choice = when(condition).then(then.clone());
        Ok(Typed { expr: choice.otherwise(otherwise.clone()), ..unified })
    }

    fn exact(&self, scalar: &Scalar) -> Result<Expr> {
        Ok(self.scalar(scalar)?.expr)
    }

    fn column(&self, name: &str) -> Result<Typed> {
        let field = self.fields.iter().find(|field| field.name == name);
        let field = field.ok_or_else(|| failure(&format!("the plan names no column `{name}`")))?;
        Ok(Typed { expr: col(name), kind: field.kind, digits: field.digits })
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

    fn moment(&self, scalar: &Scalar) -> Result<Typed> {
        let zone = self.zone.clone();
        let (expr, kind) = match scalar {
            Scalar::LocalDate(inner) => return self.local_date(inner),
            Scalar::Shift(inner, by, unit) => return self.shift(inner, *by, *unit),
            Scalar::StartOfDay(inner) => {
                let day = self.local_date(inner)?.expr;
                (calendar::start_of_day(day, zone), ValueType::Datetime)
            }
            Scalar::Difference(end, start) => {
                let (end, start) = (self.scalar(end)?, self.scalar(start)?);
                if end.kind != start.kind {
                    return Err(failure("a difference of a date and a datetime"));
                }
                let are_days = end.kind == ValueType::Date;
                let expr = calendar::difference(end.expr, start.expr, are_days);
                (expr, ValueType::Duration)
            }
            Scalar::BusinessShift(inner, by, days) => {
                let expr = self.scalar(inner)?.expr;
                let expr = calendar::business_shift(expr, *by, self.workdays(days));
                (expr, ValueType::Date)
            }
            Scalar::BusinessDays(from, to, days) => {
                let (from, to) = (self.scalar(from)?.expr, self.scalar(to)?.expr);
                let expr = calendar::business_days(from, to, self.workdays(days));
                (expr, ValueType::Integer)
            }
            _ => return Err(failure("a scalar that the engine does not know")),
        };
        Ok(Typed::new(expr, kind))
    }

    fn local_date(&self, inner: &Scalar) -> Result<Typed> {
        let inner = self.scalar(inner)?;
        let expr = match inner.kind {
            ValueType::Date => inner.expr,
            _ => calendar::local_date(inner.expr, self.zone.clone()),
        };
        Ok(Typed::new(expr, ValueType::Date))
    }

    fn shift(&self, inner: &Scalar, by: i64, unit: ShiftUnit) -> Result<Typed> {
        let inner = self.scalar(inner)?;
        let expr = match inner.kind {
            ValueType::Date if unit == ShiftUnit::Microseconds => {
                return Err(failure("a date is moved by microseconds"));
            }
            ValueType::Date => calendar::shift_date(inner.expr, by, unit),
            _ => calendar::shift_datetime(inner.expr, by, unit, self.zone.clone()),
        };
        Ok(Typed::new(expr, inner.kind))
    }

    fn workdays(&self, calendar: &BusinessCalendar) -> Workdays {
        Workdays { table: Arc::new(Business::new(calendar)), zone: self.zone.clone() }
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

/// NFKC, then every letter to upper and lower case, which is what case folding compares by.
/// Hashes with a fixed seed, so that a run is like the next.
fn fingerprint(value: Expr) -> Expr {
    number::unary(value, DataType::Int64, "fingerprint", |series| {
        let mut hashes = Vec::with_capacity(series.len());
        series.vec_hash(PlSeedableRandomStateQuality::fixed(), &mut hashes)?;
        let present = series.is_not_null();
        let values = hashes.into_iter().zip(present.iter()).map(|(hash, present)| {
            present.unwrap_or(false).then(|| i64::from_ne_bytes(hash.to_ne_bytes()))
        });
        Ok(Int64Chunked::from_iter_options(series.name().clone(), values).into_series())
    })
}

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
