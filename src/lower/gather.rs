//! Aggregates over the rows below a row.

use super::frame::{Below, Frame, Picked};
use super::journey::{INDEX, Place, TIME};
use super::moments::{Upper, compare};
use super::onto::Changes;
use super::row::{all, always, boolean, literal, missing, only_where};
use super::view::{Sight, View};
use super::{Lowering, Typed};
use crate::diagnostic::Diagnostic;
use crate::functions::AggregateFunction as A;
use crate::model::{Aggregate, ColumnId, Formula, FunnelId, Node, Path, Set, SourceId, Window};
use crate::plan::{Aggregation, Arithmetic, Comparison, Direction, Scalar, Value, ValueType};
use crate::source::Span;
use crate::types::Kind;

/// What is gathered of rows below.
pub(super) struct Gathered {
    pub(super) flag: Scalar,
    argument: Option<Typed>,
    clock: Option<Typed>,
}

impl Lowering<'_> {
    pub(super) fn gather(&mut self, frame: &mut Frame, aggregate: &Aggregate) -> Typed {
        let on_journey = self.model.source(frame.source).funnel.is_some();
        if on_journey != aggregate.journey.is_some() {
            let span = self.model.source(aggregate.set.source).span;
            return self.not_by_then(&Formula::poison(span));
        }
        if aggregate.path.is_empty() && aggregate.set.source == frame.source {
            return self.own_entry(frame, aggregate);
        }
        if self.settles(aggregate) {
            return self.settled(frame, aggregate);
        }
        self.with_below(frame, aggregate, |this, below, prefix| {
            let gathered = this.gathered(below, aggregate);
            this.value_of(below, prefix, aggregate, gathered)
        })
    }

    /// The entry of the journey itself, where it fulfils the filters.
    fn own_entry(&mut self, frame: &mut Frame, aggregate: &Aggregate) -> Typed {
        let clock = self.seen(View::Stored, |this| this.clock(frame, &aggregate.set, None));
        let clock = clock.unwrap_or_else(|| missing(ValueType::Datetime));
        let upper = Upper::Row(Vec::new());
        let flag = all(self.set_conditions(frame, &aggregate.set, Some(&clock), &upper));
        let kind = clock.kind;
        Typed { scalar: only_where(flag, clock), kind }
    }

    /// Works on the lower rows that an aggregate gathers.
    fn with_below<T>(
        &mut self,
        frame: &mut Frame,
        aggregate: &Aggregate,
        work: impl FnOnce(&mut Self, &mut Below, &str) -> T,
    ) -> T {
        let place = aggregate.journey.map(|funnel| self.place_of(aggregate, funnel));
        let at = self.below(frame, aggregate.set.source, &aggregate.path, place);
        let mut below = frame.below.remove(at);
        let result = work(self, &mut below, &format!("#{at}"));
        frame.below.insert(at, below);
        frame.columns.extend(self.model.source(frame.source).key);
        result
    }

    /// Where the rows of an aggregate stand: by their clock, whenever it became known.
    pub(super) fn place_of(&mut self, aggregate: &Aggregate, funnel: FunnelId) -> Place {
        let mut probe = Frame::new(aggregate.set.source);
        let clock = self.seen(View::Stored, |this| {
            let argument = aggregate.argument.as_ref().filter(|_| moment_argument(aggregate));
            let argument = argument.map(|argument| this.row(&mut probe, argument));
            this.clock(&mut probe, &aggregate.set, argument.as_ref())
        });
        Place { funnel, path: aggregate.path.clone(), clock }
    }

    /// The lower rows of a source along a path, made where they are new.
    pub(super) fn below(
        &mut self,
        frame: &mut Frame,
        source: SourceId,
        path: &Path,
        place: Option<Place>,
    ) -> usize {
        let same = |b: &Below| b.source == source && b.path == *path && b.place == place;
        if let Some(at) = frame.below.iter().position(same) {
            return at;
        }
        let mut lower = Frame::new(source);
        let key = match &place {
            Some(place) => {
                let key = self.of_journey(&mut lower, place, INDEX, ValueType::Integer).scalar;
                lower.tours.iter_mut().for_each(|tour| tour.wanted = Some(Vec::new()));
                key
            }
            None => self.subject_key(&mut lower, path),
        };
        let path = path.clone();
        let (measures, picks) = (Vec::new(), Vec::new());
        frame.below.push(Below { source, path, place, frame: lower, key, measures, picks });
        frame.below.len() - 1
    }

    /// Which lower rows count, seen as the row at hand is.
    fn gathered(&mut self, below: &mut Below, aggregate: &Aggregate) -> Gathered {
        self.gathered_with(below, aggregate, |_, _| ()).0
    }

    /// The same, with more that is looked at on the lower rows.
    pub(super) fn gathered_with<T>(
        &mut self,
        below: &mut Below,
        aggregate: &Aggregate,
        more: impl FnOnce(&mut Self, &mut Frame) -> T,
    ) -> (Gathered, T) {
        let Some(place) = below.place.clone() else {
            let upper = Upper::Row(below.path.clone());
            let gathered = self.gathered_in(below, aggregate, &upper);
            return (gathered, more(self, &mut below.frame));
        };
        let outer = self.view.clone();
        let upper = Upper::Journey(place.clone(), outer.clone());
        let view = match &outer {
            View::At(Sight { entry: Some(entry), strict, masked, .. }) => {
                let entry = self.entry_column(place.funnel, *entry);
                let moment = self
                    .seen(View::Stored, |this| this.on_journey(&mut below.frame, &place, &entry));
                View::At(Sight { moment, strict: *strict, entry: None, masked: *masked })
            }
            View::At(sight) => View::At(sight.clone()),
            View::Own { .. } => match place.clock.clone() {
                Some(moment) => {
                    View::At(Sight { moment, strict: false, entry: None, masked: false })
                }
                None => View::AsOf,
            },
            other => other.clone(),
        };
        let (mut gathered, more) = self.seen(view, |this| {
            let gathered = this.gathered_in(below, aggregate, &upper);
            (gathered, more(this, &mut below.frame))
        });
        if let (View::Own { from }, Some(clock)) = (&outer, &place.clock) {
            let mut flags = vec![gathered.flag, self.not_after_as_of(clock)];
            flags.extend(from.as_ref().map(|from| self.not_before(below, &place, clock, from)));
            gathered.flag = all(flags);
        }
        (gathered, more)
    }

    fn entry_column(&self, funnel: FunnelId, entry: ColumnId) -> Formula {
        let source = self.model.source(self.model.funnels[funnel.0].journeys);
        Formula::new(Node::Column(entry), source.column(entry).kind.clone(), source.span)
    }

    /// A row counts from the entry into an earlier stage on; one from before the subject counts at
    /// the subject's own time.
    fn not_before(
        &mut self,
        below: &mut Below,
        place: &Place,
        clock: &Typed,
        from: &str,
    ) -> Scalar {
        let kind = self.moment_kind(place.funnel);
        let from = self.of_journey(&mut below.frame, place, from, kind);
        let time = self.of_journey(&mut below.frame, place, TIME, kind);
        Scalar::Or(vec![
            compare(Comparison::GreaterOrEqual, clock.clone(), from.clone()),
            compare(Comparison::Equal, from, time),
        ])
    }

    fn gathered_in(&mut self, below: &mut Below, aggregate: &Aggregate, upper: &Upper) -> Gathered {
        let frame = &mut below.frame;
        let argument = aggregate.argument.as_ref().map(|argument| self.row(frame, argument));
        let moment = moment_argument(aggregate);
        let clock = match &below.place {
            Some(place) => place.clock.clone(),
            None => self.clock(frame, &aggregate.set, argument.as_ref().filter(|_| moment)),
        };
        let mut flag = self.set_conditions(frame, &aggregate.set, clock.as_ref(), upper);
        self.note_use(frame, &aggregate.set, below.place.as_ref());
        if let Some(clock) = &clock {
            flag.push(self.has(clock));
            if below.place.is_some() {
                flag.push(self.passed(clock));
            }
        }
        if let (View::At(_), Some(known)) = (&self.view, self.model.source(frame.source).known_at) {
            let known = self.column(frame, known);
            flag.push(Scalar::Or(vec![
                Scalar::IsMissing(Box::new(known.scalar.clone())),
                self.passed(&known),
            ]));
        }
        Gathered { flag: all(flag), argument, clock }
    }

    /// Rows that the filters leave out need not be looked at, where these stay the same.
    fn note_use(&mut self, frame: &mut Frame, set: &Set, place: Option<&Place>) {
        let stays = |formula: &Formula| !Changes::of(self.model, set.source, formula).any();
        let fits = match set.filters.iter().all(stays) && set.stage.is_none() {
            true => self.seen(View::Stored, |this| {
                all(set.filters.iter().map(|filter| this.row(frame, filter).scalar).collect())
            }),
            false => always(),
        };
        let below = self.of_subject(frame, place);
        frame.use_rows(fits, below);
    }

    fn value_of(
        &mut self,
        below: &mut Below,
        prefix: &str,
        aggregate: &Aggregate,
        gathered: Gathered,
    ) -> Typed {
        let Gathered { flag, argument, clock } = gathered;
        let ordered = matches!(aggregate.function, A::First | A::Last);
        match (&argument, clock) {
            (Some(value), Some(clock)) if ordered && !moment_argument(aggregate) => {
                self.picked(below, prefix, aggregate, flag, value.clone(), clock)
            }
            _ => self.measured(below, prefix, aggregate, flag, argument),
        }
    }

    /// Whether the first row that counts decides, whatever comes after it: then the rows need not be
    /// gone through again for every moment they are seen at.
    fn settles(&self, aggregate: &Aggregate) -> bool {
        let View::At(Sight { entry: Some(_), .. }) = &self.view else { return false };
        let source = aggregate.set.source;
        let first = match aggregate.function {
            A::Any | A::None => true,
            A::First => aggregate.set.clock.is_none() || !moment_argument(aggregate),
            _ => false,
        };
        let from_on = |window: &Window| matches!(window, Window::After(_) | Window::Since(_));
        let stays = |formula: &Formula| !Changes::of(self.model, source, formula).any();
        let held = self.model.source(source);
        first
            && held.known_at.is_none()
            && (aggregate.set.clock.is_some() || held.time.is_some())
            && aggregate.set.windows.iter().all(from_on)
            && aggregate.set.filters.iter().chain(&aggregate.argument).all(stays)
    }

    /// The value by the first row that counts, where that has come.
    fn settled(&mut self, frame: &mut Frame, aggregate: &Aggregate) -> Typed {
        let (value, moment) = self.seen(View::Stored, |this| {
            this.with_below(frame, aggregate, |this, below, prefix| {
                let Gathered { flag, argument, clock } = this.gathered(below, aggregate);
                let clock = clock.unwrap_or_else(|| missing(ValueType::Datetime));
                match argument.filter(|_| !moment_argument(aggregate)) {
                    Some(value) => {
                        let pick = |this: &mut Self, below: &mut Below, value| {
                            let clock = clock.clone();
                            this.picked(below, prefix, aggregate, flag.clone(), value, clock)
                        };
                        (pick(this, below, value), pick(this, below, clock.clone()))
                    }
                    None => {
                        let chosen = only_where(flag, clock.clone());
                        let name = below.measure(prefix, Aggregation::Minimum, chosen);
                        let first = Typed { scalar: Scalar::Column(name), kind: clock.kind };
                        (first.clone(), first)
                    }
                }
            })
        });
        let come = self.passed(&moment);
        match aggregate.function {
            A::Any => boolean(come),
            A::None => boolean(Scalar::Not(Box::new(come))),
            _ => Typed { kind: value.kind, scalar: only_where(come, value) },
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

    /// Filters and windows of a set on its rows; windows speak of the upper row. Filters of entries
    /// see them at their own moment.
    pub(super) fn set_conditions(
        &mut self,
        frame: &mut Frame,
        set: &Set,
        clock: Option<&Typed>,
        upper: &Upper,
    ) -> Vec<Scalar> {
        let view = if set.stage.is_some() { self.view_of(set, true) } else { self.view.clone() };
        let mut conditions: Vec<Scalar> = self.seen(view, |this| {
            set.filters.iter().map(|filter| this.row(frame, filter).scalar).collect()
        });
        conditions.extend(self.entered(frame, set));
        if let Some(clock) = clock {
            let hidden = set.clock.as_ref().is_some_and(|at| self.hides_itself(frame, at));
            if set.clock.is_some() && !hidden {
                let missing = Scalar::IsMissing(Box::new(clock.scalar.clone()));
                conditions.push(Scalar::Or(vec![missing, self.passed(clock)]));
            }
            for window in &set.windows {
                conditions.push(self.window(frame, clock, window, upper));
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
