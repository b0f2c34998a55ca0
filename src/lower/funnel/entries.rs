//! Entries of one stage, added to the journeys so far.

use std::sync::Arc;

use super::cycles::present;
use super::{Draft, column};
use crate::lower::frame::{Frame, Scans};
use crate::lower::journey::{BEGIN, INDEX, NEXT, START, TIME, in_span};
use crate::lower::moments::compare;
use crate::lower::row::{all, only_where};
use crate::lower::{Lowering, Typed, shared};
use crate::model::{Funnel, JourneyColumn, Node, Skips};
use crate::plan::{Comparison, Relation, Scalar, Value, ValueType};

/// The moment a stage is entered at, before it is judged.
pub(super) const REACHED: &str = "!reached";
/// It was recorded before the subject's own time.
const EARLIER: &str = "!earlier";
/// A subject skipped a stage although no one may.
pub(super) const SKIPPED: &str = "!skipped";

fn no() -> Scalar {
    Scalar::Literal(Value::Boolean(false), ValueType::Boolean)
}

impl Lowering<'_> {
    /// Journeys with the recorded moment of a stage.
    pub(super) fn recorded(
        &self,
        draft: &Draft,
        scans: &Scans,
        frame: &Frame,
        moment: &Typed,
        position: usize,
    ) -> Arc<Relation> {
        let funnel = &self.model.funnels[draft.id.0];
        let kind = moment.kind;
        let typed = |name: &str| Typed { scalar: column(name), kind };
        let mut conditions = vec![self.not_after_as_of(moment)];
        let stage = &self.model.stages[funnel.stages[position].0];
        let gathered = matches!(stage.entry.formula().node, Node::Aggregate(_));
        if funnel.cycle.is_some() && !gathered {
            conditions.push(in_span(moment, &typed(START), &typed(NEXT)));
        }
        let time = typed(TIME);
        let earlier = compare(Comparison::Less, moment.clone(), time.clone());
        let moved = Scalar::Case(
            Box::new(earlier.clone()),
            Box::new(time.scalar),
            Box::new(moment.scalar.clone()),
        );
        if funnel.skips == Skips::Exclude && position > 0 {
            let before = typed(&self.entry_name(funnel, position - 1));
            let moved = Typed { scalar: moved.clone(), kind };
            conditions.push(compare(Comparison::GreaterOrEqual, moved, before));
        }
        let condition = all(conditions);
        let reached = only_where(condition.clone(), Typed { scalar: moved, kind });
        let columns = vec![
            (REACHED.to_owned(), reached),
            (EARLIER.to_owned(), all(vec![condition, earlier])),
        ];
        shared(Relation::Extend { input: scans.relation(self.model, frame), columns })
    }

    /// An entry at a recorded moment; earlier stages that it skips are entered with it.
    pub(super) fn enter_at(
        &self,
        funnel: &Funnel,
        reached: &Arc<Relation>,
        position: usize,
    ) -> Arc<Relation> {
        let kind = self.entry_kind(funnel);
        let name = |column| self.journey_name(funnel, column);
        let moment = Typed { scalar: column(REACHED), kind };
        let mut columns = self.kept(funnel, position);
        let mut skips = Vec::new();
        for earlier in 0..position {
            let entry = Typed { scalar: column(&name(JourneyColumn::Entry(earlier))), kind };
            let missing = Scalar::IsMissing(Box::new(entry.scalar.clone()));
            let later = compare(Comparison::Less, moment.clone(), entry);
            let skipped = all(vec![present(&moment.scalar), Scalar::Or(vec![missing, later])]);
            skips.push(skipped.clone());
            let replacing = [
                (JourneyColumn::Entry(earlier), column(REACHED)),
                (
                    JourneyColumn::Backfilled(earlier),
                    Scalar::Literal(Value::Boolean(true), ValueType::Boolean),
                ),
                (JourneyColumn::RecordedEarlier(earlier), column(EARLIER)),
            ];
            for (of, value) in replacing {
                let own = Box::new(column(&name(of)));
                let scalar = Scalar::Case(Box::new(skipped.clone()), Box::new(value), own);
                set(&mut columns, &name(of), scalar);
            }
        }
        if funnel.skips == Skips::Error {
            let before = if position > 0 { vec![column(SKIPPED)] } else { Vec::new() };
            set(&mut columns, SKIPPED, Scalar::Or([before, skips].concat()));
        }
        columns.extend([
            (name(JourneyColumn::Entry(position)), column(REACHED)),
            (name(JourneyColumn::Backfilled(position)), no()),
            (name(JourneyColumn::RecordedEarlier(position)), column(EARLIER)),
        ]);
        shared(Relation::Project { input: reached.clone(), columns })
    }

    /// An entry at the first moment a condition holds.
    pub(super) fn enter_when(
        &self,
        funnel: &Funnel,
        reached: &Arc<Relation>,
        position: usize,
    ) -> Arc<Relation> {
        let name = |column| self.journey_name(funnel, column);
        let mut columns = self.kept(funnel, position);
        if funnel.skips == Skips::Error && position == 0 {
            columns.push((SKIPPED.to_owned(), no()));
        }
        columns.extend([
            (name(JourneyColumn::Entry(position)), column(REACHED)),
            (name(JourneyColumn::Backfilled(position)), no()),
            (name(JourneyColumn::RecordedEarlier(position)), no()),
        ]);
        shared(Relation::Project { input: reached.clone(), columns })
    }

    /// What the journeys hold before a stage.
    fn kept(&self, funnel: &Funnel, position: usize) -> Vec<(String, Scalar)> {
        let mut names: Vec<String> = [INDEX, TIME, BEGIN, START, NEXT].map(str::to_owned).to_vec();
        let stored = &self.model.source(funnel.journeys).columns;
        let before = JourneyColumn::Entry(position).index();
        names.extend(stored[..before].iter().map(|column| column.name.clone()));
        if funnel.skips == Skips::Error && position > 0 {
            names.push(SKIPPED.to_owned());
        }
        names.into_iter().map(|name| (name.clone(), Scalar::Column(name))).collect()
    }

    fn entry_kind(&self, funnel: &Funnel) -> ValueType {
        if funnel.whole_days { ValueType::Date } else { ValueType::Datetime }
    }
}

fn set(columns: &mut Vec<(String, Scalar)>, name: &str, value: Scalar) {
    match columns.iter_mut().find(|(other, _)| other == name) {
        Some((_, scalar)) => *scalar = value,
        None => columns.push((name.to_owned(), value)),
    }
}
