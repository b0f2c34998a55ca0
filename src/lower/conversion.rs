//! Conversions: every entry is open, converted or lost.
//!
//! An entry is mature when the last moment of its windows is not after the as-of day; it is
//! converted when every step came in time, both ends included.

use super::branch::{DraftMeasure, How};
use super::frame::Frame;
use super::kpi::{NoClock, Reading};
use super::moments::{Upper, compare, day};
use super::row::{all, always, literal, missing};
use super::{Leaf, Lowering, Typed};
use crate::expression::{Duration, DurationUnit};
use crate::model::{Conversion, Formula, Model, Node, Operator, OtherPeriod, Target, Window};
use crate::plan::{Aggregation, Comparison, Scalar, ShiftUnit, Value, ValueType};
use crate::types::Kind;

/// What is known of an entry after some steps.
struct Progress {
    /// The entry of the step before.
    at: Typed,
    /// Every step so far came in time.
    in_time: Vec<Scalar>,
    /// The last moment of all windows from the first entry; none before the first step.
    deadline: Option<Typed>,
}

impl Lowering<'_> {
    pub(super) fn conversion(
        &mut self,
        conversion: &Conversion,
        transforms: &[OtherPeriod],
    ) -> Leaf {
        let set = &conversion.from;
        let (clock, flag, progress) = self.with_rows(set, |this, frame| {
            let clock =
                this.clock(frame, set, None).unwrap_or_else(|| missing(ValueType::Datetime));
            let upper = Upper::Row(Vec::new());
            let flag = this.set_conditions(frame, set, Some(&clock), &upper);
            let at = if conversion.whole_days { day(clock.clone()) } else { clock.clone() };
            let mut progress = Progress { at, in_time: Vec::new(), deadline: None };
            for index in 0..conversion.steps.len() {
                progress = this.step(frame, conversion, index, progress);
            }
            (clock, all(flag), progress)
        });
        let has_clock = self.has(&clock);
        let mature = progress.deadline.map_or_else(always, |last| self.not_after_as_of(&last));
        let converted = all(progress.in_time);
        let branch = self.branch((set.source, set.stage), Some(clock), transforms);
        let mut count = |conditions: Vec<Scalar>| {
            let argument = literal(&Value::Boolean(true));
            let how = How::Core(Aggregation::Count);
            self.measure(branch, DraftMeasure { how, flag: all(conditions), argument })
        };
        let not = |condition: &Scalar| Scalar::Not(Box::new(condition.clone()));
        let mut entered =
            |more: &[Scalar]| count([&[flag.clone(), has_clock.clone()], more].concat());
        let mature_rows = entered(std::slice::from_ref(&mature));
        let converted_rows = entered(&[mature.clone(), converted.clone()]);
        let open = entered(&[not(&mature)]);
        let early = entered(&[not(&mature), converted]);
        let no_clock = count(vec![flag, not(&has_clock)]);
        Leaf {
            reading: Reading::Conversion(converted_rows, mature_rows, open, early),
            count: mature_rows,
            no_clock: NoClock::Everywhere(no_clock),
            source: set.source,
        }
    }

    fn step(
        &mut self,
        frame: &mut Frame,
        conversion: &Conversion,
        index: usize,
        before: Progress,
    ) -> Progress {
        let reached = self.row(frame, &entry(self.model, conversion, index + 1));
        let mut in_time = before.in_time;
        in_time.push(self.has(&reached));
        in_time.push(compare(Comparison::GreaterOrEqual, reached.clone(), before.at.clone()));
        in_time.push(self.not_after_as_of(&reached));
        let Some(within) = conversion.steps[index].within else {
            return Progress { at: reached, in_time, deadline: before.deadline };
        };
        let last = self.shift(frame, before.at.clone(), &within, 1);
        in_time.push(self.not_later(&reached, last, &within));
        let from = before.deadline.unwrap_or(before.at);
        let deadline = Some(self.shift(frame, from, &within, 1));
        Progress { at: reached, in_time, deadline }
    }

    /// A moment is not after the last moment of a window: for business days their closing time.
    fn not_later(&self, reached: &Typed, last: Typed, within: &Duration) -> Scalar {
        let closing = self.model.calendar.as_ref().and_then(|calendar| calendar.closing_minute);
        let business = within.unit == DurationUnit::BusinessDays;
        let Some(minute) = closing.filter(|_| business && reached.kind == ValueType::Datetime)
        else {
            return compare(Comparison::LessOrEqual, reached.clone(), last);
        };
        let start = Box::new(Scalar::StartOfDay(Box::new(last.scalar)));
        let micros = i64::from(minute) * 60_000_000;
        let close = Scalar::Shift(start, micros, ShiftUnit::Microseconds);
        let close = Typed { scalar: close, kind: ValueType::Datetime };
        compare(Comparison::LessOrEqual, reached.clone(), close)
    }
}

/// The moment of the entry after so many steps, on the row of the first entry.
fn entry(model: &Model, conversion: &Conversion, steps: usize) -> Formula {
    let Some(last) = steps.checked_sub(1) else {
        return start(model, conversion);
    };
    match &conversion.steps[last].target {
        Target::Moment(formula) => formula.clone(),
        Target::First(aggregate) => {
            let mut aggregate = aggregate.clone();
            aggregate.set.windows.push(Window::Since(entry(model, conversion, last)));
            let argument = aggregate.argument.as_ref();
            let kind = argument.map_or(Kind::Datetime, |argument| argument.kind.clone());
            let span = argument.map_or(model.source(conversion.from.source).span, |it| it.span);
            Formula::new(Node::Aggregate(aggregate), kind, span)
        }
    }
}

/// The moment of the first entry: the clock of its set.
fn start(model: &Model, conversion: &Conversion) -> Formula {
    let source = model.source(conversion.from.source);
    let clock = match (&conversion.from.clock, source.time) {
        (Some(clock), _) => clock.clone(),
        (None, Some(time)) => {
            Formula::new(Node::Column(time), source.column(time).kind.clone(), source.span)
        }
        (None, None) => Formula::poison(source.span),
    };
    if conversion.whole_days && clock.kind == Kind::Datetime {
        let span = clock.span;
        return Formula::new(Node::Operator(Operator::LocalDate, vec![clock]), Kind::Date, span);
    }
    clock
}
