//! Journeys before any stage: every subject, and a new cycle for each time it comes back.

use std::sync::Arc;

use super::{Draft, column};
use crate::lower::frame::{Frame, Scans};
use crate::lower::journey::{BEGIN, INDEX, NEXT, START, TIME};
use crate::lower::moments::compare;
use crate::lower::row::{all, always, moved, only_where};
use crate::lower::{Lowering, Typed, shared};
use crate::model::{FunnelId, JourneyColumn, Path, SourceId};
use crate::plan::{
    Aggregation, Comparison, Direction, JoinKind, Measure, Relation, Scalar, Value, ValueType,
    WindowFunction,
};

const QUIET: &str = "!quiet";
/// The place of a row among those of its instant: restarts come first.
const RANK: &str = "!rank";
const RESTARTS: i64 = 0;
const OWN: &str = "!own";
const AT: &str = "!at";
/// Number of a subject: sorted and grouped by faster than its key.
const NUMBER: &str = "!number";

/// Rows that tell of activity or start a cycle.
pub(super) struct Activity {
    pub(super) frame: Frame,
    key: Scalar,
    time: Typed,
    quiet: bool,
    restart: bool,
}

impl Lowering<'_> {
    pub(super) fn activity(&mut self, id: FunnelId) -> Vec<Activity> {
        let Some(cycle) = self.model.funnels[id.0].cycle.clone() else { return Vec::new() };
        let mut sources: Vec<(SourceId, Path)> = cycle.quiet_in.clone();
        if !sources.iter().any(|(source, _)| *source == cycle.restarts_at) {
            sources.push((cycle.restarts_at, cycle.path.clone()));
        }
        let kind = self.moment_kind(id);
        let mut found = Vec::new();
        for (source, path) in sources {
            let mut frame = Frame::new(source);
            let key = self.subject_key(&mut frame, &path);
            let time = self.time(&mut frame);
            let time = time.unwrap_or_else(|| crate::lower::row::missing(kind));
            let time = self.in_kind(&self.model.funnels[id.0], time);
            let quiet = cycle.quiet_in.iter().any(|(other, _)| *other == source);
            found.push(Activity { frame, key, time, quiet, restart: source == cycle.restarts_at });
        }
        found
    }

    /// The journeys of a funnel with none of its stages.
    pub(super) fn unentered(&self, draft: &Draft, scans: &Scans) -> Arc<Relation> {
        let funnel = &self.model.funnels[draft.id.0];
        let subject = self.journey_name(funnel, JourneyColumn::Subject);
        let cycle = self.journey_name(funnel, JourneyColumn::Cycle);
        let held = self.model.source(funnel.of);
        let key = held.key.map_or_else(String::new, |key| held.column(key).name.clone());
        let input = scans.relation(self.model, &draft.subjects);
        let columns =
            vec![(subject.clone(), column(&key)), (TIME.to_owned(), draft.time.scalar.clone())];
        let subjects = shared(Relation::Project { input, columns });
        let condition = self.looked_at(draft.id, &column(&subject));
        let subjects = shared(Relation::Filter { input: subjects, condition });
        let kind = draft.time.kind;
        let none = Scalar::Literal(Value::Missing, kind);
        let started = if funnel.cycle.is_none() {
            let one = Scalar::Literal(Value::Integer(1), ValueType::Integer);
            let named = |name: &str, scalar: Scalar| (name.to_owned(), scalar);
            let columns = vec![
                (cycle.clone(), one),
                named(BEGIN, column(TIME)),
                named(START, none.clone()),
                named(NEXT, none),
            ];
            shared(Relation::Extend { input: subjects, columns })
        } else {
            self.starts(draft, scans, &subjects, &subject, &cycle)
        };
        let order = [subject, cycle].map(|name| (name, Direction::Ascending)).to_vec();
        let columns = vec![(INDEX.to_owned(), WindowFunction::RowNumber)];
        shared(Relation::Window { input: started, by: Vec::new(), order, columns })
    }

    /// Subjects that have a key; only one where no other is asked for.
    fn looked_at(&self, id: FunnelId, key: &Scalar) -> Scalar {
        let Some((_, only)) = self.subject.as_ref().filter(|(funnel, _)| *funnel == id) else {
            return present(key);
        };
        let only = Box::new(crate::lower::row::literal(only).scalar);
        Scalar::Compare(Comparison::Equal, Box::new(key.clone()), only)
    }

    /// One row for every start of a cycle.
    fn starts(
        &self,
        draft: &Draft,
        scans: &Scans,
        subjects: &Arc<Relation>,
        subject: &str,
        cycle: &str,
    ) -> Arc<Relation> {
        let kind = draft.time.kind;
        let ascending = |name: &str| (name.to_owned(), Direction::Ascending);
        let order = || vec![ascending(AT)];
        // of an instant the restarts come first: the row before the first of them is an earlier one
        let early = || vec![ascending(AT), ascending(RANK)];
        let by = || vec![NUMBER.to_owned()];
        let subjects = shared(Relation::Window {
            input: subjects.clone(),
            by: Vec::new(),
            order: vec![(subject.to_owned(), Direction::Ascending)],
            columns: vec![(NUMBER.to_owned(), WindowFunction::RowNumber)],
        });
        let instants = self.instants(draft, scans, &subjects, subject);
        let latest = vec![
            (format!("{QUIET} latest"), WindowFunction::RunningMaximum(quiet_of(draft).to_owned())),
            (TIME.to_owned(), WindowFunction::RunningMaximum(OWN.to_owned())),
        ];
        let input =
            shared(Relation::Window { input: instants, by: by(), order: early(), columns: latest });
        let before =
            vec![(format!("{QUIET} before"), WindowFunction::Previous(format!("{QUIET} latest")))];
        let input = shared(Relation::Window { input, by: by(), order: early(), columns: before });
        let condition = self.comes_back(draft, kind);
        let input = shared(Relation::Filter { input, condition });
        let keep = [NUMBER, AT, TIME].map(|name| (name.to_owned(), column(name))).to_vec();
        let mut input = shared(Relation::Project { input, columns: keep });
        // a row that is no activity does not end the quiet time for others at its instant
        if draft.activity.iter().any(|activity| activity.restart && !activity.quiet) {
            let by = vec![NUMBER.to_owned(), AT.to_owned()];
            let measures = vec![Measure {
                name: TIME.to_owned(),
                aggregation: Aggregation::Maximum,
                argument: column(TIME),
            }];
            input = shared(Relation::Aggregate { input, by, measures });
        }
        let number = vec![(cycle.to_owned(), WindowFunction::RowNumber)];
        let input = shared(Relation::Window { input, by: by(), order: order(), columns: number });
        let next = vec![(NEXT.to_owned(), WindowFunction::Previous(AT.to_owned()))];
        let backwards = vec![(AT.to_owned(), Direction::Descending)];
        let input = shared(Relation::Window { input, by: by(), order: backwards, columns: next });
        let one = Box::new(Scalar::Literal(Value::Integer(1), ValueType::Integer));
        let later = Scalar::Compare(Comparison::Greater, Box::new(column(cycle)), one);
        let start = only_where(later, Typed { scalar: column(AT), kind });
        let named =
            vec![(subject.to_owned(), column(subject)), (NUMBER.to_owned(), column(NUMBER))];
        let right = shared(Relation::Project { input: subjects, columns: named });
        let on = vec![(NUMBER.to_owned(), NUMBER.to_owned())];
        let input = shared(Relation::Join { left: input, right, on, kind: JoinKind::Inner });
        let columns = vec![
            (subject.to_owned(), column(subject)),
            (TIME.to_owned(), column(TIME)),
            (cycle.to_owned(), column(cycle)),
            (BEGIN.to_owned(), column(AT)),
            (START.to_owned(), start),
            (NEXT.to_owned(), column(NEXT)),
        ];
        shared(Relation::Project { input, columns })
    }

    /// Everything that happened to a subject: itself and its activity.
    fn instants(
        &self,
        draft: &Draft,
        scans: &Scans,
        subjects: &Arc<Relation>,
        subject: &str,
    ) -> Arc<Relation> {
        let kind = draft.time.kind;
        let none = || Scalar::Literal(Value::Missing, kind);
        let named = |name: &str, scalar: Scalar| (name.to_owned(), scalar);
        let row = |key: Scalar, at: Scalar, quiet: bool, restart: bool, own: bool| {
            let or_none = |wanted| if wanted { at.clone() } else { none() };
            let rank = Value::Integer(if restart { RESTARTS } else { RESTARTS + 1 });
            let mut columns = vec![
                named(NUMBER, key),
                named(RANK, Scalar::Literal(rank, ValueType::Integer)),
                named(OWN, or_none(own)),
                named(AT, at.clone()),
            ];
            if quiet_of(draft) == QUIET {
                columns.push(named(QUIET, or_none(quiet)));
            }
            columns
        };
        let columns = row(column(NUMBER), column(TIME), true, false, true);
        let mut inputs = vec![shared(Relation::Project { input: subjects.clone(), columns })];
        let known = [subject, NUMBER].map(|name| (name.to_owned(), column(name))).to_vec();
        let known = shared(Relation::Project { input: subjects.clone(), columns: known });
        for activity in &draft.activity {
            let input = scans.relation(self.model, &activity.frame);
            let condition = all(vec![present(&activity.time.scalar), present(&activity.key)]);
            let input = shared(Relation::Filter { input, condition });
            let at = activity.time.scalar.clone();
            let columns = vec![named("!key", activity.key.clone()), named(AT, at)];
            let left = shared(Relation::Project { input, columns });
            let on = vec![("!key".to_owned(), subject.to_owned())];
            let (right, kind) = (known.clone(), JoinKind::Inner);
            let input = shared(Relation::Join { left, right, on, kind });
            let columns = row(column(NUMBER), column(AT), activity.quiet, activity.restart, false);
            inputs.push(shared(Relation::Project { input, columns }));
        }
        shared(Relation::Union { inputs })
    }

    /// The subject itself, or a row that starts a cycle long enough after the latest activity.
    fn comes_back(&self, draft: &Draft, kind: ValueType) -> Scalar {
        let Some(cycle) = &self.model.funnels[draft.id.0].cycle else { return always() };
        let typed = |name: &str| Typed { scalar: column(name), kind };
        let before = typed(&format!("{QUIET} before"));
        let Some(quiet_until) = moved(before, &cycle.dormant, 1) else { return always() };
        let rank = Box::new(Scalar::Literal(Value::Integer(RESTARTS), ValueType::Integer));
        // the subject's own row, also where it has no moment
        let first = Scalar::Or(vec![
            compare(Comparison::Equal, typed(AT), typed(OWN)),
            Scalar::IsMissing(Box::new(column(AT))),
        ]);
        let again = all(vec![
            Scalar::Compare(Comparison::Equal, Box::new(column(RANK)), rank),
            compare(Comparison::Greater, typed(AT), typed(TIME)),
            compare(Comparison::GreaterOrEqual, typed(AT), quiet_until),
        ]);
        Scalar::Or(vec![first, again])
    }
}

/// The column with the moments of activity: all moments, where every row is activity.
fn quiet_of(draft: &Draft) -> &'static str {
    if draft.activity.iter().all(|activity| activity.quiet) { AT } else { QUIET }
}

pub(super) fn present(scalar: &Scalar) -> Scalar {
    Scalar::Not(Box::new(Scalar::IsMissing(Box::new(scalar.clone()))))
}
