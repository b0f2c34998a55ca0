//! What rows add to running sums, and at which moments.
//!
//! A row counts from its moment on. What it gives changes in steps as it ages (a window ends, a
//! score decays), and where its columns become known: at each such moment the difference is added.

use std::sync::Arc;

use super::column;
use super::cycles::present;
use super::replay::{Replay, WHEN, not_before};
use crate::expression::Duration;
use crate::lower::frame::{Frame, Scans};
use crate::lower::journey::{INDEX, NEXT, Place};
use crate::lower::moments::compare;
use crate::lower::onto::Changes;
use crate::lower::row::{all, always, missing, only_where};
use crate::lower::view::{Sight, View, end_of};
use crate::lower::{Lowering, Typed, shared};
use crate::model::{
    Aggregate, ColumnId, Formula, Node, Path, Rule, ScoreStep, SourceId, Window, along,
};
use crate::plan::{Arithmetic, Comparison, Relation, Scalar, Value, ValueType, WindowFunction};

/// Rows whose changes are replayed.
pub(super) struct Part {
    pub(super) frame: Frame,
    /// What the journey must fulfil for its rows to matter: one of these, all in one of them.
    pub(super) guards: Vec<Vec<Scalar>>,
    /// Where they stand; none for the journeys themselves.
    pub(super) place: Option<Place>,
    /// The links from a journey to rows that keep versions: one row for each of them.
    versions: Option<Path>,
    index: Typed,
    begin: Typed,
    next: Option<Typed>,
}

/// Something that is added up along the changes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counter {
    pub(super) part: usize,
    pub(super) kind: ValueType,
    pub(super) function: WindowFunction,
    pub(super) changes: Vec<Change>,
}

/// What rows for which the flag is true add at a moment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub(super) moment: Typed,
    pub(super) flag: Scalar,
    pub(super) value: Scalar,
}

impl Counter {
    /// How its running value is computed from a column.
    pub(super) fn running(&self, name: String) -> WindowFunction {
        match self.function {
            WindowFunction::RunningMinimum(_) => WindowFunction::RunningMinimum(name),
            WindowFunction::RunningMaximum(_) => WindowFunction::RunningMaximum(name),
            _ => WindowFunction::RunningSum(name),
        }
    }
}

/// What a row gives while it counts.
struct Given {
    value: Option<Typed>,
    steps: Vec<ScoreStep>,
}

impl Lowering<'_> {
    /// Rows of an aggregate, counted or (`of_argument`) with the value of its argument.
    pub(super) fn contributed(
        &mut self,
        replay: &mut Replay,
        aggregate: &Aggregate,
        place: &Place,
        window: Option<Duration>,
        of_argument: bool,
        function: WindowFunction,
    ) -> Typed {
        let part = self.part(replay, aggregate.set.source, Some(place.clone()), None);
        let frame = &mut replay.parts[part].frame;
        let argument = aggregate.argument.as_ref().filter(|_| of_argument);
        if let Some(argument) = argument
            && Changes::of(self.model, aggregate.set.source, argument).any()
            && !crate::lower::gather::moment_argument(aggregate)
        {
            return self.cannot_replay(argument.span, "a value that is known later");
        }
        let value = argument.map(|argument| self.row(frame, argument));
        let summed = matches!(function, WindowFunction::RunningSum(_));
        let value =
            value.map(|value| if summed { crate::lower::gather::summable(value) } else { value });
        let mut steps = vec![ScoreStep { after: None, points: 1 }];
        steps.extend(window.map(|after| ScoreStep { after: Some(after), points: 0 }));
        let given = Given { value, steps };
        self.counter(replay, part, &aggregate.set.filters, &aggregate.set.windows, given, function)
    }

    /// The number of values of an argument.
    pub(super) fn contributed_values(
        &mut self,
        replay: &mut Replay,
        aggregate: &Aggregate,
        place: &Place,
    ) -> Typed {
        let mut counted = aggregate.clone();
        if let Some(argument) = counted.argument.take() {
            let (kind, span) = (crate::types::Kind::Boolean, argument.span);
            let missing = Formula::new(
                Node::Operator(crate::model::Operator::IsMissing, vec![argument]),
                kind.clone(),
                span,
            );
            let present = Node::Operator(crate::model::Operator::Not, vec![missing]);
            counted.set.filters.push(Formula::new(present, kind, span));
        }
        let function = WindowFunction::RunningSum(String::new());
        self.contributed(replay, &counted, place, None, false, function)
    }

    /// Points of the rows of a rule.
    pub(super) fn contributed_points(
        &mut self,
        replay: &mut Replay,
        rule: &Rule,
        place: &Place,
    ) -> Typed {
        let part = self.part(replay, rule.source, Some(place.clone()), None);
        let given = Given { value: None, steps: rule.steps.clone() };
        let function = WindowFunction::RunningSum(String::new());
        self.counter(replay, part, std::slice::from_ref(&rule.when), &[], given, function)
    }

    /// The number 1 while a condition on columns of the journey holds that become known.
    pub(super) fn turned(&mut self, replay: &mut Replay, formula: &Formula) -> Typed {
        let part = self.part(replay, replay.start.source, None, None);
        let given = Given { value: None, steps: vec![ScoreStep { after: None, points: 1 }] };
        let function = WindowFunction::RunningSum(String::new());
        self.counter(replay, part, std::slice::from_ref(formula), &[], given, function)
    }

    pub(super) fn part(
        &mut self,
        replay: &mut Replay,
        source: SourceId,
        place: Option<Place>,
        versions: Option<Path>,
    ) -> usize {
        let same = |part: &Part| {
            (part.frame.source, &part.place, &part.versions) == (source, &place, &versions)
        };
        if let Some(at) = replay.parts.iter().position(same) {
            replay.parts[at].guards.push(replay.guard.clone());
            return at;
        }
        let mut frame = Frame::new(source);
        let cyclic = self.model.funnels[replay.funnel.0].cycle.is_some();
        let mut bring = |this: &mut Self, name: &str, kind| match &place {
            Some(place) => this.of_journey(&mut frame, place, name, kind),
            None => Typed { scalar: column(name), kind },
        };
        let index = bring(self, INDEX, ValueType::Integer);
        let begin = bring(self, &replay.begin, replay.kind);
        let next = cyclic.then(|| bring(self, NEXT, replay.kind));
        let guards = vec![replay.guard.clone()];
        replay.parts.push(Part { frame, guards, place, versions, index, begin, next });
        replay.parts.len() - 1
    }

    fn counter(
        &mut self,
        replay: &mut Replay,
        part: usize,
        filters: &[Formula],
        windows: &[Window],
        given: Given,
        function: WindowFunction,
    ) -> Typed {
        let Part { frame, place, begin, .. } = &mut replay.parts[part];
        let clock = place.as_ref().map_or_else(|| Some(begin.clone()), |place| place.clock.clone());
        let kind = replay.kind;
        let clock = clock.unwrap_or_else(|| missing(kind));
        let place = place.clone();
        let mut fixed = vec![self.has(&clock)];
        for window in windows.iter().filter(|window| window.bound().is_some()) {
            let Some(place) = &place else { continue };
            let upper = crate::lower::moments::Upper::Journey(place.clone(), View::Stored);
            fixed.push(self.window(frame, &clock, window, &upper));
        }
        let arrival = self.arrival(frame, &clock, kind);
        let mut known = Vec::new();
        for filter in filters {
            self.known_moments(frame, filter, &mut known);
        }
        let rows = Counted { arrival, clock, fixed, filters, known, given };
        let changes = self.changes(frame, &rows);
        let fits = match rows.known.is_empty() {
            true => self.holds(frame, &rows, &rows.clock, false),
            false => always(),
        };
        let below = self.of_subject(frame, place.as_ref());
        frame.use_rows(fits, below);
        let sum = rows.given.value.as_ref().map_or(ValueType::Integer, |value| value.kind);
        replay.counted(Counter { part, kind: sum, function, changes })
    }

    /// The moment a row came, or became known.
    fn arrival(&mut self, frame: &mut Frame, clock: &Typed, kind: ValueType) -> Typed {
        let day = |moment: Typed| match kind {
            ValueType::Date => crate::lower::moments::day(moment),
            _ => moment,
        };
        let clock = day(clock.clone());
        let Some(known) = self.model.source(frame.source).known_at else { return clock };
        let known = day(self.column(frame, known));
        let later = compare(Comparison::Greater, known.clone(), clock.clone());
        let kind = clock.kind;
        let scalar = Scalar::Case(Box::new(later), Box::new(known.scalar), Box::new(clock.scalar));
        Typed { scalar, kind }
    }

    /// The moments at which columns of a condition become known.
    fn known_moments(&mut self, frame: &mut Frame, filter: &Formula, found: &mut Vec<Typed>) {
        let changes = Changes::of(self.model, frame.source, filter);
        if changes.rows {
            self.cannot_replay(filter.span, "a condition on rows below gathered rows");
            return;
        }
        if changes.versions {
            self.cannot_replay(filter.span, "a source with history behind gathered rows");
            return;
        }
        if !changes.columns {
            return;
        }
        let flat = crate::lower::onto::onto(self.model, frame.source, &Vec::new(), filter);
        let mut paths: Vec<(Path, SourceId, ColumnId, Formula)> = Vec::new();
        leaves(&flat, &mut |leaf| {
            let (path, end) = end_of(leaf);
            let source = path.last().map_or(frame.source, |(_, to)| *to);
            if let Node::Column(id) = end.node {
                paths.push((path, source, id, end.clone()));
            }
        });
        for (path, source, id, end) in paths {
            let held = self.model.source(source);
            let Some(moment) = self.tells(held, id) else { continue };
            let kind = held.column(moment).kind.clone();
            let formula = along(&path, Formula::new(Node::Column(moment), kind, end.span));
            let moment = self.seen(View::Stored, |this| this.row(frame, &formula));
            if !found.contains(&moment) {
                found.push(moment);
            }
        }
    }

    fn changes(&mut self, frame: &mut Frame, rows: &Counted) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut before = 0;
        for step in &rows.given.steps {
            let moment = match &step.after {
                None => rows.arrival.clone(),
                Some(after) => {
                    at_start(self.shift(frame, rows.clock.clone(), after, 1), &rows.clock)
                }
            };
            // a row that became known after it left gives nothing
            let mut fixed = rows.fixed.clone();
            if step.after.is_some() && rows.arrival != rows.clock {
                fixed.push(compare(Comparison::Greater, moment.clone(), rows.arrival.clone()));
            }
            let strict = step.after.is_some();
            let seen = self.holds(frame, rows, &moment, strict);
            let value = rows.given.times(step.points - before);
            before = step.points;
            changes.push(Change { flag: all([fixed, vec![seen]].concat()), moment, value });
        }
        for (at, moment) in rows.known.iter().enumerate() {
            changes.extend(self.turns(frame, rows, at, moment));
        }
        changes
    }

    /// The conditions as seen at a moment, or right before it.
    fn holds(&mut self, frame: &mut Frame, rows: &Counted, moment: &Typed, strict: bool) -> Scalar {
        let sight = Sight { moment: moment.clone(), strict, entry: None, masked: false };
        let view = if rows.known.is_empty() { View::Stored } else { View::At(sight) };
        self.seen(view, |this| {
            all(rows.filters.iter().map(|filter| this.row(frame, filter).scalar).collect())
        })
    }

    /// What changes where a column becomes known while the row counts: it begins or ceases to fit.
    fn turns(
        &mut self,
        frame: &mut Frame,
        rows: &Counted,
        at: usize,
        moment: &Typed,
    ) -> Vec<Change> {
        let mut fixed = rows.fixed.clone();
        fixed.push(compare(Comparison::Greater, moment.clone(), rows.arrival.clone()));
        for other in &rows.known[..at] {
            let same = compare(Comparison::Equal, moment.clone(), other.clone());
            fixed.push(Scalar::Not(Box::new(same)));
        }
        let after = self.holds(frame, rows, moment, false);
        let before = self.holds(frame, rows, moment, true);
        let not = |condition: &Scalar| Scalar::Not(Box::new(condition.clone()));
        let begins = all(vec![after.clone(), not(&before)]);
        let ceases = all(vec![before, not(&after)]);
        let mut changes = Vec::new();
        for (index, step) in rows.given.steps.iter().enumerate() {
            let mut span = fixed.clone();
            if let Some(from) = &step.after {
                let from = self.shift(frame, rows.clock.clone(), from, 1);
                span.push(compare(Comparison::LessOrEqual, from, moment.clone()));
            }
            if let Some(next) = rows.given.steps.get(index + 1).and_then(|next| next.after) {
                let next = self.shift(frame, rows.clock.clone(), &next, 1);
                span.push(compare(Comparison::Greater, next, moment.clone()));
            }
            if step.points == 0 {
                continue;
            }
            for (turn, sign) in [(&begins, 1), (&ceases, -1)] {
                let flag = all([span.clone(), vec![turn.clone()]].concat());
                let value = rows.given.times(step.points * sign);
                changes.push(Change { moment: moment.clone(), flag, value });
            }
        }
        changes
    }

    /// The changes of one part: a relation for every moment.
    pub(super) fn emit_part(
        &self,
        scans: &Scans,
        replay: &Replay,
        part: &Part,
        inputs: &mut Vec<Arc<Relation>>,
    ) {
        let number = replay.parts.iter().position(|other| std::ptr::eq(other, part));
        let own = |counter: &&Counter| Some(counter.part) == number;
        let mut moments: Vec<&Typed> = Vec::new();
        for change in replay.counters.iter().filter(own).flat_map(|counter| &counter.changes) {
            if !moments.contains(&&change.moment) {
                moments.push(&change.moment);
            }
        }
        let rows = scans.relation(self.model, &part.frame);
        for moment in moments {
            // several changes of one counter at one moment exclude each other or are kept apart
            let depth = replay
                .counters
                .iter()
                .filter(own)
                .map(|counter| counter.changes.iter().filter(|c| c.moment == *moment).count())
                .max();
            for layer in 0..depth.unwrap_or(0) {
                inputs.push(self.emit_layer(replay, part, number, moment, layer, &rows));
            }
        }
    }

    fn emit_layer(
        &self,
        replay: &Replay,
        part: &Part,
        number: Option<usize>,
        moment: &Typed,
        layer: usize,
        rows: &Arc<Relation>,
    ) -> Arc<Relation> {
        let moment = match replay.kind {
            ValueType::Date => crate::lower::moments::day(moment.clone()),
            _ => moment.clone(),
        };
        let mut columns = vec![
            (INDEX.to_owned(), part.index.scalar.clone()),
            (WHEN.to_owned(), not_before(&moment, &part.begin)),
        ];
        columns.extend(self.no_fixed(replay));
        let mut flags = Vec::new();
        for (at, counter) in replay.counters.iter().enumerate() {
            let in_day = |change: &&Change| match replay.kind {
                ValueType::Date => crate::lower::moments::day(change.moment.clone()) == moment,
                _ => change.moment == moment,
            };
            let own = Some(counter.part) == number;
            let change = counter.changes.iter().filter(in_day).nth(layer).filter(|_| own);
            let value = match change {
                None => missing(counter.kind).scalar,
                Some(change) => {
                    flags.push(change.flag.clone());
                    let value = Typed { scalar: change.value.clone(), kind: counter.kind };
                    only_where(change.flag.clone(), value)
                }
            };
            columns.push((format!("!c{at}"), value));
        }
        let mut conditions =
            vec![present(&part.begin.scalar), self.not_after_as_of(&moment), Scalar::Or(flags)];
        if let Some(next) = &part.next {
            let last = Scalar::IsMissing(Box::new(next.scalar.clone()));
            let before = compare(Comparison::Less, moment.clone(), next.clone());
            conditions.push(Scalar::Or(vec![last, before]));
        }
        let input = shared(Relation::Filter { input: rows.clone(), condition: all(conditions) });
        shared(Relation::Project { input, columns })
    }
}

/// Rows that count, and what they give.
struct Counted<'a> {
    /// When they came, or became known.
    arrival: Typed,
    /// Their moment, from which they age.
    clock: Typed,
    fixed: Vec<Scalar>,
    filters: &'a [Formula],
    known: Vec<Typed>,
    given: Given,
}

impl Given {
    fn times(&self, factor: i64) -> Scalar {
        let zero = || Box::new(Scalar::Literal(Value::Integer(0), ValueType::Integer));
        match &self.value {
            None => Scalar::Literal(Value::Integer(factor), ValueType::Integer),
            Some(value) if factor < 0 => {
                Scalar::Arithmetic(Arithmetic::Subtract, zero(), Box::new(value.scalar.clone()))
            }
            Some(value) => value.scalar.clone(),
        }
    }
}

/// A day that was reached from a moment in business days begins at its start.
fn at_start(day: Typed, from: &Typed) -> Typed {
    if day.kind == from.kind {
        return day;
    }
    Typed { scalar: Scalar::StartOfDay(Box::new(day.scalar)), kind: from.kind }
}

/// Visits the columns of a formula, with the links around them.
pub(super) fn leaves(formula: &Formula, see: &mut dyn FnMut(&Formula)) {
    match &formula.node {
        Node::Column(_) | Node::Walk(..) => see(formula),
        Node::Operator(_, parts) | Node::Call(_, parts) => {
            parts.iter().for_each(|part| leaves(part, see));
        }
        Node::In(inner, _) | Node::Text(_, inner, _) | Node::Shift(inner, ..) => {
            leaves(inner, see);
        }
        _ => {}
    }
}
