//! Formulas on one row -> scalars over the columns of a frame.

use super::frame::Frame;
use super::{Lowering, Typed};
use crate::expression::{Duration, DurationUnit};
use crate::functions::Form;
use crate::model::{Formula, Node, Operator};
use crate::plan::{Arithmetic, Scalar, ShiftUnit, Value, ValueType};

impl Lowering<'_> {
    pub(super) fn row(&mut self, frame: &mut Frame, formula: &Formula) -> Typed {
        match &formula.node {
            Node::Literal(value) => literal(value),
            Node::Column(column) => self.column(frame, *column),
            Node::Walk(link, to, inner) => self.walked(frame, formula, *link, *to, inner),
            Node::Criterion(id) => {
                let when = self.model.criteria[id.0].when.clone();
                self.row(frame, &when)
            }
            Node::Dimension(id, index) => {
                let value = self.model.dimensions[id.0].of[*index].value.clone();
                self.row(frame, &value)
            }
            Node::Aggregate(aggregate) => self.gather(frame, aggregate),
            Node::Operator(operator, parts) => self.operator(frame, *operator, parts),
            Node::Call(function, parts) => {
                let lowered: Vec<Typed> = parts.iter().map(|part| self.row(frame, part)).collect();
                self.note_business(frame, &formula.node, &lowered);
                self.call(function, lowered)
            }
            Node::In(inner, values) => {
                let inner = self.row(frame, inner);
                boolean(Scalar::In(Box::new(inner.scalar), values.clone()))
            }
            Node::Text(test, inner, pattern) => {
                let inner = self.row(frame, inner);
                boolean(Scalar::Text(*test, Box::new(inner.scalar), pattern.clone()))
            }
            Node::Shift(inner, length, sign) => {
                let inner = self.row(frame, inner);
                self.shift(frame, inner, length, *sign)
            }
            Node::Score(id) => self.score(frame, *id),
            Node::InForce(from, to) => self.in_force(*from, *to),
            Node::Journey(funnel, inner) => self.on_own_journey(frame, *funnel, inner),
            Node::Duration(_)
            | Node::Kpi(_)
            | Node::Planned(_)
            | Node::Conversion(_)
            | Node::OtherPeriod(..)
            | Node::Poison => missing(ValueType::Integer),
        }
    }

    fn operator(&mut self, frame: &mut Frame, operator: Operator, parts: &[Formula]) -> Typed {
        let parts: Vec<Typed> = parts.iter().map(|part| self.row(frame, part)).collect();
        operate(operator, parts)
    }

    pub(super) fn call(
        &self,
        function: &'static crate::functions::Function,
        parts: Vec<Typed>,
    ) -> Typed {
        let Form::Scalar { lower, .. } = &function.form else {
            return missing(ValueType::Integer);
        };
        let first = parts.first().map_or(ValueType::Integer, |part| part.kind);
        let common = parts.iter().fold(first, |kind, part| wider(kind, part.kind));
        let digits = parts.get(1).map(|part| part.scalar.clone());
        let scalar = lower(
            parts.into_iter().map(|part| part.scalar).collect(),
            self.model.calendar.as_ref(),
        );
        let kind = match (function.name, &digits) {
            ("business days", _) => ValueType::Integer,
            ("fold", _) => ValueType::Text,
            ("round", Some(Scalar::Literal(Value::Integer(digits), _))) => {
                ValueType::Decimal { scale: (*digits).clamp(0, 12) as u8 }
            }
            ("round", _) => ValueType::Decimal { scale: 0 },
            _ => common,
        };
        Typed { scalar, kind }
    }

    /// A moment moved by a length of time on the local calendar.
    pub(super) fn shift(
        &mut self,
        frame: &mut Frame,
        moment: Typed,
        length: &Duration,
        sign: i8,
    ) -> Typed {
        match moved(moment.clone(), length, sign) {
            Some(moved) => moved,
            None => {
                let amount = i64::from(length.amount) * i64::from(sign);
                self.business_shift(frame, moment, amount)
            }
        }
    }

    fn business_shift(&mut self, frame: &mut Frame, moment: Typed, amount: i64) -> Typed {
        let Some(calendar) = &self.model.calendar else {
            return missing(ValueType::Date);
        };
        frame.business.push(moment.scalar.clone());
        let scalar = Scalar::BusinessShift(Box::new(moment.scalar), amount, calendar.clone());
        Typed { scalar, kind: ValueType::Date }
    }

    fn note_business(&self, frame: &mut Frame, node: &Node, parts: &[Typed]) {
        if let Node::Call(function, _) = node
            && function.name == "business days"
        {
            frame.business.extend(parts.iter().map(|part| part.scalar.clone()));
        }
    }
}

/// A moment moved by a length of time; nothing for business days, which need a calendar.
pub(super) fn moved(moment: Typed, length: &Duration, sign: i8) -> Option<Typed> {
    let amount = i64::from(length.amount) * i64::from(sign);
    let Typed { scalar, kind } = moment;
    let inner = Box::new(scalar);
    let (inner, amount, unit, kind) = match length.unit {
        DurationUnit::Minutes | DurationUnit::Hours => {
            let hours = length.unit == DurationUnit::Hours;
            let micros = if hours { 3_600_000_000 } else { 60_000_000 };
            let instant = match kind {
                ValueType::Date => Box::new(Scalar::StartOfDay(inner)),
                _ => inner,
            };
            let amount = amount.saturating_mul(micros);
            (instant, amount, ShiftUnit::Microseconds, ValueType::Datetime)
        }
        DurationUnit::Days => (inner, amount, ShiftUnit::Days, kind),
        DurationUnit::Weeks => (inner, amount * 7, ShiftUnit::Days, kind),
        DurationUnit::Months => (inner, amount, ShiftUnit::Months, kind),
        DurationUnit::Quarters => (inner, amount * 3, ShiftUnit::Months, kind),
        DurationUnit::Years => (inner, amount * 12, ShiftUnit::Months, kind),
        DurationUnit::BusinessDays => return None,
    };
    Some(Typed { scalar: Scalar::Shift(inner, amount, unit), kind })
}

/// Gives an operator on lowered parts; also used for the arithmetic of cells.
pub(super) fn operate(operator: Operator, parts: Vec<Typed>) -> Typed {
    let kinds: Vec<ValueType> = parts.iter().map(|part| part.kind).collect();
    let mut scalars = parts.into_iter().map(|part| part.scalar);
    let mut next =
        || Box::new(scalars.next().unwrap_or(Scalar::Literal(Value::Missing, ValueType::Integer)));
    let arithmetic = |kind: Arithmetic, a: Box<Scalar>, b: Box<Scalar>| Typed {
        scalar: Scalar::Arithmetic(kind, a, b),
        kind: result(kind, kinds[0], kinds[1]),
    };
    match operator {
        Operator::Or => boolean(Scalar::Or(vec![*next(), *next()])),
        Operator::And => boolean(Scalar::And(vec![*next(), *next()])),
        Operator::Not => boolean(Scalar::Not(next())),
        Operator::Compare(comparison) => boolean(Scalar::Compare(comparison, next(), next())),
        Operator::IsMissing => boolean(Scalar::IsMissing(next())),
        Operator::Add => arithmetic(Arithmetic::Add, next(), next()),
        Operator::Subtract => arithmetic(Arithmetic::Subtract, next(), next()),
        Operator::Multiply => arithmetic(Arithmetic::Multiply, next(), next()),
        Operator::Divide => arithmetic(Arithmetic::Divide, next(), next()),
        Operator::Difference => {
            Typed { scalar: Scalar::Difference(next(), next()), kind: ValueType::Duration }
        }
        Operator::If => {
            let kind = wider(kinds[1], kinds[2]);
            Typed { scalar: Scalar::Case(next(), next(), next()), kind }
        }
        Operator::LocalDate => Typed { scalar: Scalar::LocalDate(next()), kind: ValueType::Date },
    }
}

fn result(operation: Arithmetic, a: ValueType, b: ValueType) -> ValueType {
    use ValueType::{Decimal, Duration, Float, Integer};
    let scale = |kind| {
        if let Decimal { scale } = kind { scale } else { 0 }
    };
    match (operation, a, b) {
        (Arithmetic::Divide, ..) | (_, Float, _) | (_, _, Float) => Float,
        (_, Duration, _) | (_, _, Duration) => Duration,
        (_, Integer, Integer) => Integer,
        (Arithmetic::Multiply, ..) => Decimal { scale: scale(a).saturating_add(scale(b)) },
        _ => wider(a, b),
    }
}

/// Gives the numeric type that holds both; the first where they are not numbers.
fn wider(a: ValueType, b: ValueType) -> ValueType {
    use ValueType::{Decimal, Float, Integer};
    match (a, b) {
        (Float, Integer | Decimal { .. }) | (Integer | Decimal { .. }, Float) => Float,
        (Decimal { scale: a }, Decimal { scale: b }) => Decimal { scale: a.max(b) },
        (Integer, Decimal { scale }) | (Decimal { scale }, Integer) => Decimal { scale },
        _ => a,
    }
}

pub(super) fn literal(value: &Value) -> Typed {
    let kind = match value {
        Value::Missing | Value::Integer(_) => ValueType::Integer,
        Value::Text(_) => ValueType::Text,
        Value::Decimal { scale, .. } => ValueType::Decimal { scale: *scale },
        Value::Float(_) => ValueType::Float,
        Value::Boolean(_) => ValueType::Boolean,
        Value::Date(_) => ValueType::Date,
        Value::Datetime(_) => ValueType::Datetime,
        Value::Duration(_) => ValueType::Duration,
    };
    Typed { scalar: Scalar::Literal(value.clone(), kind), kind }
}

pub(super) fn missing(kind: ValueType) -> Typed {
    Typed { scalar: Scalar::Literal(Value::Missing, kind), kind }
}

pub(super) fn boolean(scalar: Scalar) -> Typed {
    Typed { scalar, kind: ValueType::Boolean }
}

/// True for every row.
pub(super) fn always() -> Scalar {
    Scalar::Literal(Value::Boolean(true), ValueType::Boolean)
}

/// Joins conditions with `and`; always true without any.
pub(super) fn all(mut conditions: Vec<Scalar>) -> Scalar {
    conditions.retain(|condition| *condition != always());
    match conditions.len() {
        0 => always(),
        1 => conditions.swap_remove(0),
        _ => Scalar::And(conditions),
    }
}

/// The value where the condition holds, else missing.
pub(super) fn only_where(condition: Scalar, value: Typed) -> Scalar {
    if condition == always() {
        return value.scalar;
    }
    let otherwise = Scalar::Literal(Value::Missing, value.kind);
    Scalar::Case(Box::new(condition), Box::new(value.scalar), Box::new(otherwise))
}
