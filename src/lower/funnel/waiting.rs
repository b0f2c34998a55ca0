//! Journeys that fulfil the condition of a stage, but never entered the stage before it.

use super::{Draft, column};
use crate::lower::frame::{Frame, Scans};
use crate::lower::onto::onto;
use crate::lower::view::View;
use crate::lower::{Audit, Lowering, shared};
use crate::model::{ColumnId, Entry, Funnel, JourneyColumn, StageId};
use crate::plan::{Aggregation, Measure, Output, Relation, Scalar};

/// Journeys that wait for the stage before a `when`.
pub(super) struct Waiting {
    stage: StageId,
    pub(super) frame: Frame,
    /// Journeys that never entered the stage before.
    outside: Scalar,
    condition: Scalar,
}

impl Lowering<'_> {
    /// Looks at the conditions of the stages that are asked for, as of the run.
    pub(super) fn waiting(&mut self, funnel: &Funnel) -> Vec<Waiting> {
        let mut found = Vec::new();
        let path = vec![(ColumnId(0), funnel.of)];
        for id in &funnel.stages {
            let stage = self.model.stages[id.0].clone();
            let asked = self.bases.keys().any(|(_, asked)| *asked == Some(*id));
            let (Entry::When(when), Some(before)) = (&stage.entry, stage.position.checked_sub(1))
            else {
                continue;
            };
            if !asked {
                continue;
            }
            let mut frame = Frame::new(funnel.journeys);
            let formula = onto(self.model, funnel.journeys, &path, when);
            let holds = self.seen(View::AsOf, |this| this.row(&mut frame, &formula)).scalar;
            let entry = self.journey_name(funnel, JourneyColumn::Entry(before));
            let outside = Scalar::IsMissing(Box::new(column(&entry)));
            found.push(Waiting { stage: *id, frame, outside, condition: holds });
        }
        found
    }

    pub(super) fn emit_waiting(
        &self,
        draft: &Draft,
        scans: &Scans,
        outputs: &mut Vec<Output>,
        audits: &mut Vec<Audit>,
    ) {
        for waiting in &draft.waiting {
            let journeys = waiting.frame.source;
            let Some(input) = scans.rows(journeys).cloned() else { continue };
            let condition = waiting.outside.clone();
            let mut outside = scans.clone();
            outside.set(journeys, shared(Relation::Filter { input, condition }));
            let input = outside.relation(self.model, &waiting.frame);
            let condition = waiting.condition.clone();
            let input = shared(Relation::Filter { input, condition });
            let count = Measure {
                name: "waiting".to_owned(),
                aggregation: Aggregation::Count,
                argument: crate::lower::row::always(),
            };
            let relation = Relation::Aggregate { input, by: Vec::new(), measures: vec![count] };
            let name = format!("{} waiting", self.model.stages[waiting.stage.0].about.name);
            let output = crate::lower::audit::push(outputs, name, relation);
            audits.push(Audit::Waiting { stage: waiting.stage, output });
        }
    }
}
