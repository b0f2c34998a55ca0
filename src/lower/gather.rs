//! Aggregates over the rows below a row.

use super::frame::{Below, Frame, Picked};
use super::row::{all, boolean, literal, missing, only_where};
use super::{Lowering, Typed};
use crate::diagnostic::Diagnostic;
use crate::functions::AggregateFunction as A;
use crate::model::{Aggregate, Formula, Node, Path, Set, SourceId, along};
use crate::plan::{Aggregation, Arithmetic, Comparison, Direction, Scalar, Value, ValueType};
use crate::source::Span;
use crate::types::Kind;

impl Lowering<'_> {
    pub(super) fn gather(&mut self, frame: &mut Frame, aggregate: &Aggregate) -> Typed {
        let at = self.below(frame, aggregate.set.source, &aggregate.path);
        let mut below = frame.below.remove(at);
        let prefix = format!("#{at}");
        let value = self.gather_in(&mut below, &prefix, aggregate);
        frame.below.insert(at, below);
        frame.columns.extend(self.model.source(frame.source).key);
        value
    }

    /// The lower rows of a source along a path, made where they are new.
    fn below(&mut self, frame: &mut Frame, source: SourceId, path: &Path) -> usize {
        let known = frame.below.iter().position(|b| b.source == source && b.path == *path);
        if let Some(at) = known {
            return at;
        }
        let mut lower = Frame::new(source);
        let key = match path.split_last() {
            Some(((link, to), way)) => {
                let kind = self.model.source(*to).columns[0].kind.clone();
                let span = self.model.source(*to).span;
                let key = along(&way.to_vec(), Formula::new(Node::Column(*link), kind, span));
                self.row(&mut lower, &key).scalar
            }
            None => missing(ValueType::Text).scalar,
        };
        frame.below.push(Below {
            source,
            path: path.clone(),
            frame: lower,
            key,
            measures: Vec::new(),
            picks: Vec::new(),
        });
        frame.below.len() - 1
    }

    fn gather_in(&mut self, below: &mut Below, prefix: &str, aggregate: &Aggregate) -> Typed {
        let argument =
            aggregate.argument.as_ref().map(|argument| self.row(&mut below.frame, argument));
        let moment = moment_argument(aggregate);
        let clock =
            self.clock(&mut below.frame, &aggregate.set, argument.as_ref().filter(|_| moment));
        let path = below.path.clone();
        let mut flag = self.set_conditions(&mut below.frame, &aggregate.set, clock.as_ref(), &path);
        if let Some(clock) = &clock {
            flag.push(self.has(clock));
        }
        let flag = all(flag);
        let ordered = matches!(aggregate.function, A::First | A::Last);
        match (&argument, clock) {
            (Some(value), Some(clock)) if ordered && !moment => {
                self.picked(below, prefix, aggregate, flag, value.clone(), clock)
            }
            _ => self.measured(below, prefix, aggregate, flag, argument),
        }
    }

    fn picked(
        &mut self,
        below: &mut Below,
        prefix: &str,
        aggregate: &Aggregate,
        flag: Scalar,
        value: Typed,
        clock: Typed,
    ) -> Typed {
        let mut order = vec![clock];
        if let Some(key) = self.model.source(below.source).key {
            order.push(self.column(&mut below.frame, key));
        }
        let direction = direction(aggregate.function);
        let kind = value.kind;
        let name =
            below.pick(prefix, Picked { name: String::new(), flag, order, direction, value });
        Typed { scalar: Scalar::Column(name), kind }
    }

    fn measured(
        &mut self,
        below: &mut Below,
        prefix: &str,
        aggregate: &Aggregate,
        flag: Scalar,
        argument: Option<Typed>,
    ) -> Typed {
        let rows = only_where(flag.clone(), literal(&Value::Boolean(true)));
        let value = argument.map(summable);
        let kind = value.as_ref().map_or(ValueType::Integer, |value| value.kind);
        let chosen = value.map_or_else(|| rows.clone(), |value| only_where(flag, value));
        let mut column = |aggregation, argument: &Scalar| {
            Box::new(Scalar::Column(below.measure(prefix, aggregation, argument.clone())))
        };
        let zero = |column: Box<Scalar>| {
            Scalar::Coalesce(vec![*column, literal(&Value::Integer(0)).scalar])
        };
        let some = |count: Scalar| {
            let zero = Box::new(literal(&Value::Integer(0)).scalar);
            boolean(Scalar::Compare(Comparison::Greater, Box::new(count), zero))
        };
        match aggregate.function {
            A::Count => {
                Typed { scalar: zero(column(Aggregation::Count, &rows)), kind: ValueType::Integer }
            }
            A::CountDistinct => {
                let count = column(Aggregation::CountDistinct, &chosen);
                Typed { scalar: zero(count), kind: ValueType::Integer }
            }
            A::Any => some(zero(column(Aggregation::Count, &rows))),
            A::None => {
                let any = some(zero(column(Aggregation::Count, &rows)));
                boolean(Scalar::Not(Box::new(any.scalar)))
            }
            A::Sum => {
                let kind = sum_type(kind);
                let nothing = literal(&zero_of(kind)).scalar;
                let sum = column(Aggregation::Sum, &chosen);
                Typed { scalar: Scalar::Coalesce(vec![*sum, nothing]), kind }
            }
            A::Average => {
                let sum = column(Aggregation::Sum, &chosen);
                let count = column(Aggregation::Count, &chosen);
                let scalar = Scalar::Arithmetic(Arithmetic::Divide, sum, count);
                Typed { scalar, kind: ValueType::Float }
            }
            A::Minimum | A::First => Typed { scalar: *column(Aggregation::Minimum, &chosen), kind },
            A::Maximum | A::Last => Typed { scalar: *column(Aggregation::Maximum, &chosen), kind },
            A::Percentile(50) => {
                let low = column(Aggregation::QuantileLower(0.5), &chosen);
                let high = column(Aggregation::QuantileUpper(0.5), &chosen);
                let both = Box::new(Scalar::Arithmetic(Arithmetic::Add, low, high));
                let two = Box::new(literal(&Value::Integer(2)).scalar);
                let scalar = Scalar::Arithmetic(Arithmetic::Divide, both, two);
                Typed { scalar, kind: ValueType::Float }
            }
            A::Percentile(_) => self.no_percentile(aggregate.set.source),
        }
    }

    fn no_percentile(&mut self, source: SourceId) -> Typed {
        let name = &self.model.source(source).name;
        let message = format!("percentiles of the rows of `{name}` below a row are not available");
        let span: Span = self.model.source(source).span;
        self.fail(
            Diagnostic::error("unsupported-yet", span, message)
                .help("use `median`, or take the percentile in the formula of the KPI"),
        );
        missing(ValueType::Float)
    }

    /// The clock of a set on its rows: `at`, else a moment argument, else the time of the source.
    pub(super) fn clock(
        &mut self,
        frame: &mut Frame,
        set: &Set,
        argument: Option<&Typed>,
    ) -> Option<Typed> {
        match (&set.clock, argument) {
            (Some(clock), _) => Some(self.row(frame, clock)),
            (None, Some(argument)) => Some(argument.clone()),
            (None, None) => self.time(frame),
        }
    }

    /// Filters and windows of a set on its rows; `path` leads to the row that windows speak of.
    pub(super) fn set_conditions(
        &mut self,
        frame: &mut Frame,
        set: &Set,
        clock: Option<&Typed>,
        path: &Path,
    ) -> Vec<Scalar> {
        let mut conditions: Vec<Scalar> =
            set.filters.iter().map(|filter| self.row(frame, filter).scalar).collect();
        if let Some(clock) = clock {
            let hidden = set.clock.as_ref().is_some_and(|at| self.hides_itself(frame, at));
            if set.clock.is_some() && !hidden {
                let missing = Scalar::IsMissing(Box::new(clock.scalar.clone()));
                conditions.push(Scalar::Or(vec![missing, self.not_after_as_of(clock)]));
            }
            for window in &set.windows {
                conditions.push(self.window(frame, clock, window, path));
            }
        }
        conditions
    }
}

/// The argument of `first` or `last` is itself a moment and takes the place of the clock.
pub(super) fn moment_argument(aggregate: &Aggregate) -> bool {
    let kind = aggregate.argument.as_ref().map(|argument| &argument.kind);
    let ordered = matches!(aggregate.function, A::First | A::Last);
    ordered && aggregate.set.clock.is_none() && kind.is_some_and(Kind::is_moment)
}

pub(super) fn direction(function: A) -> Direction {
    if function == A::Last { Direction::Descending } else { Direction::Ascending }
}

/// Floats are added as decimals of twelve digits, so that the order of rows does not matter.
pub(super) fn summable(value: Typed) -> Typed {
    match value.kind {
        ValueType::Float => Typed {
            scalar: Scalar::Round(Box::new(value.scalar), 12),
            kind: ValueType::Decimal { scale: 12 },
        },
        _ => value,
    }
}

/// The type of a sum.
pub(super) fn sum_type(kind: ValueType) -> ValueType {
    match kind {
        ValueType::Integer | ValueType::Duration => ValueType::Decimal { scale: 0 },
        other => other,
    }
}

/// The sum of nothing.
pub(super) fn zero_of(kind: ValueType) -> Value {
    match kind {
        ValueType::Decimal { scale } => Value::Decimal { units: 0, scale },
        _ => Value::Integer(0),
    }
}
