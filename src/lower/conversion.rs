//! Conversions: every entry is open, converted or lost.
//!
//! An entry is mature when the last moment of its windows is not after the as-of day; it is
//! converted when every step came in time, both ends included.

use super::branch::{DraftMeasure, How};
use super::frame::Frame;
use super::kpi::{NoClock, Reading};
use super::moments::{Upper, compare, day};
use super::row::{all, always, boolean, literal, missing};
use super::{Leaf, Lowering, Origins, Slot, Typed};
use crate::expression::{Duration, DurationUnit};
use crate::functions::ConversionFunction;
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

/// Entries of a conversion, open, converted or lost.
struct Entries {
    branch: usize,
    flag: Scalar,
    has_clock: Scalar,
    mature: Scalar,
    converted: Scalar,
    times: Times,
}

/// Spans of an entry from its start.
struct Times {
    /// To the right side.
    taken: Typed,
    /// To as of.
    age: Typed,
    /// To the end of its window, if it has one.
    window: Option<Typed>,
}

impl Entries {
    /// How long an entry was watched, and whether it converted then.
    fn watched(&self) -> Vec<Typed> {
        let Times { taken, age, window } = &self.times;
        let either = |condition: &Scalar, then: &Typed, other: Typed| Typed {
            scalar: Scalar::Case(
                Box::new(condition.clone()),
                Box::new(then.scalar.clone()),
                Box::new(other.scalar),
            ),
            kind: ValueType::Duration,
        };
        let unconverted = match window {
            Some(window) => either(&self.mature, window, age.clone()),
            None => age.clone(),
        };
        vec![either(&self.converted, taken, unconverted), boolean(self.converted.clone())]
    }
}

impl Lowering<'_> {
    pub(super) fn conversion(
        &mut self,
        conversion: &Conversion,
        transforms: &[OtherPeriod],
    ) -> Leaf {
        let set = &conversion.from;
        let (clock, start, flag, progress) = self.with_rows(set, |this, frame| {
            let clock =
                this.clock(frame, set, None).unwrap_or_else(|| missing(ValueType::Datetime));
            let upper = Upper::Row(Vec::new());
            let flag = this.set_conditions(frame, set, Some(&clock), &upper);
            let start = if conversion.whole_days { day(clock.clone()) } else { clock.clone() };
            let progress = this.progress(frame, conversion, start.clone());
            (clock, start, all(flag), progress)
        });
        let mature = self.mature(&progress);
        let entries = Entries {
            branch: self.branch((set.source, set.stage), Some(clock.clone()), transforms),
            has_clock: self.has(&clock),
            converted: all(progress.in_time.clone()),
            mature,
            flag,
            times: self.times(&start, &progress),
        };
        let no_clock = vec![entries.flag.clone(), not(&entries.has_clock)];
        let no_clock = self.entries_by(&entries, no_clock, How::Core(Aggregation::Count));
        let (reading, count) = self.reading(conversion.function, &entries);
        let no_clock = NoClock::Everywhere(no_clock);
        let origins = Origins::of_conversion(self.model, conversion);
        Leaf { reading, count, no_clock, source: set.source, origins }
    }

    /// Whether the entry of a row is lost: its windows are over and it did not convert.
    pub(super) fn lost(
        &mut self,
        frame: &mut Frame,
        conversion: &Conversion,
        clock: &Typed,
    ) -> Scalar {
        let start = if conversion.whole_days { day(clock.clone()) } else { clock.clone() };
        let progress = self.progress(frame, conversion, start);
        all(vec![self.has(clock), self.mature(&progress), not(&all(progress.in_time))])
    }

    fn progress(&mut self, frame: &mut Frame, conversion: &Conversion, at: Typed) -> Progress {
        let mut progress = Progress { at, in_time: Vec::new(), deadline: None };
        for index in 0..conversion.steps.len() {
            progress = self.step(frame, conversion, index, progress);
        }
        progress
    }

    fn mature(&self, progress: &Progress) -> Scalar {
        let deadline = progress.deadline.as_ref();
        deadline.map_or_else(always, |last| self.not_after_as_of(last))
    }

    /// What is read, and the number of entries it rests on.
    fn reading(
        &mut self,
        function: Option<ConversionFunction>,
        entries: &Entries,
    ) -> (Reading, Slot) {
        let Entries { mature, converted, .. } = entries;
        let mut count =
            |more: &[Scalar]| self.of_entries(entries, more, How::Core(Aggregation::Count));
        let mature_rows = count(std::slice::from_ref(mature));
        let converted_rows = count(&[mature.clone(), converted.clone()]);
        if function == Some(ConversionFunction::SurvivalMedian) {
            let watched = self.of_entries(entries, &[], How::Tally(entries.watched()));
            return (Reading::SurvivalMedian { converted: converted_rows, watched }, mature_rows);
        }
        let open = count(&[not(mature)]);
        let early = count(&[not(mature), converted.clone()]);
        if function.is_none() {
            return (Reading::Conversion(converted_rows, mature_rows, open, early), mature_rows);
        }
        let all_rows = count(&[]);
        let Times { age, window, .. } = &entries.times;
        let ages = [Some(age.clone()), window.clone()].into_iter().flatten().collect();
        let still = [not(mature), not(converted)];
        let waiting = self.of_entries(entries, &still, How::Tally(ages));
        let history = self.of_entries(entries, &[], How::History(entries.watched()));
        let parts = [converted_rows, mature_rows, open, early];
        (Reading::ExpectedRate { parts, waiting, history }, all_rows)
    }

    /// A measure of the entries that fulfil more conditions.
    fn of_entries(&mut self, entries: &Entries, more: &[Scalar], how: How) -> Slot {
        let own = [entries.flag.clone(), entries.has_clock.clone()];
        self.entries_by(entries, [&own, more].concat(), how)
    }

    fn entries_by(&mut self, entries: &Entries, conditions: Vec<Scalar>, how: How) -> Slot {
        let argument = literal(&Value::Boolean(true));
        self.measure(entries.branch, DraftMeasure { how, flag: all(conditions), argument })
    }

    /// Spans of an entry in whole local days: as of is the end of a day.
    fn times(&self, start: &Typed, progress: &Progress) -> Times {
        let start = day(start.clone());
        let since = |moment: Typed| Typed {
            scalar: Scalar::Difference(
                Box::new(day(moment).scalar),
                Box::new(start.scalar.clone()),
            ),
            kind: ValueType::Duration,
        };
        Times {
            taken: since(progress.at.clone()),
            age: since(literal(&Value::Date(self.query.as_of))),
            window: progress.deadline.clone().map(since),
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

fn not(condition: &Scalar) -> Scalar {
    Scalar::Not(Box::new(condition.clone()))
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
