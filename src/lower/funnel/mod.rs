//! Funnels -> one row for every journey: a subject in a cycle, with its entries into the stages.
//!
//! The journeys of a funnel are built stage by stage: each stage looks at rows below the journey as
//! it is known so far, and adds the moment of its entry. What comes out stands for the source of
//! journeys; KPIs read it like any other.

mod contributions;
mod cycles;
mod entries;
mod guard;
mod in_force;
mod replay;
mod versions;
mod waiting;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::frame::{Frame, Scans};
use super::onto::onto;
use super::view::View;
use super::{Audit, Lowering, Typed, shared};
use crate::model::{ColumnId, Entry, Funnel, FunnelId, JourneyColumn, Skips};
use crate::plan::{Output, Relation, Scalar};
use replay::Replay;

/// What it takes to build the journeys of a funnel.
pub(super) struct Draft {
    id: FunnelId,
    /// Subjects with their key and moment.
    subjects: Frame,
    time: Typed,
    activity: Vec<cycles::Activity>,
    stages: Vec<Drafted>,
    waiting: Vec<waiting::Waiting>,
}

/// How a stage is entered, lowered.
enum Drafted {
    /// At a moment of the journey.
    At(Box<Frame>, Typed),
    /// At the first moment a condition holds.
    When(Box<Replay>),
}

impl Draft {
    /// The rows it reads.
    pub(super) fn frames(&self) -> Vec<&Frame> {
        let mut frames = vec![&self.subjects];
        frames.extend(self.waiting.iter().map(|waiting| &waiting.frame));
        frames.extend(self.activity.iter().map(|activity| &activity.frame));
        for stage in &self.stages {
            match stage {
                Drafted::At(frame, _) => frames.push(frame),
                Drafted::When(replay) => frames.extend(replay.frames()),
            }
        }
        frames
    }
}

impl Lowering<'_> {
    /// Drafts every funnel whose journeys are read.
    pub(super) fn draft_funnels(&mut self) {
        let mut wanted: BTreeSet<FunnelId> = BTreeSet::new();
        for frame in self.frames.values() {
            frame.visit(&mut |frame| wanted.extend(self.model.source(frame.source).funnel));
        }
        for id in wanted {
            let draft = self.seen(View::Stored, |this| this.draft(id));
            self.funnels.insert(id, draft);
        }
    }

    fn draft(&mut self, id: FunnelId) -> Draft {
        let funnel = self.model.funnels[id.0].clone();
        let mut subjects = Frame::new(funnel.of);
        subjects.columns.extend(self.model.source(funnel.of).key);
        let time = self.time(&mut subjects).map(|time| self.in_kind(&funnel, time));
        let kind = self.moment_kind(id);
        let time = time.unwrap_or_else(|| super::row::missing(kind));
        let activity = self.activity(id);
        let mut stages = Vec::new();
        for position in 0..funnel.stages.len() {
            stages.push(self.drafted(&funnel, id, position));
        }
        let waiting = self.waiting(&funnel);
        Draft { id, subjects, time, activity, stages, waiting }
    }

    fn drafted(&mut self, funnel: &Funnel, id: FunnelId, position: usize) -> Drafted {
        let stage = self.model.stages[funnel.stages[position].0].clone();
        let path = vec![(ColumnId(0), funnel.of)];
        let formula = onto(self.model, funnel.journeys, &path, stage.entry.formula());
        match &stage.entry {
            Entry::At(_) => {
                let from = (funnel.skips == Skips::Exclude && position > 0)
                    .then(|| self.entry_name(funnel, position - 1));
                let mut frame = Frame::new(funnel.journeys);
                let view = View::Own { from };
                let moment = self.seen(view, |this| this.row(&mut frame, &formula));
                let moment = self.in_kind(funnel, moment);
                Drafted::At(Box::new(frame), moment)
            }
            Entry::When(_) => Drafted::When(Box::new(self.replay(id, position, &formula))),
        }
    }

    /// A moment in the kind of all moments of the funnel.
    fn in_kind(&self, funnel: &Funnel, moment: Typed) -> Typed {
        if funnel.whole_days { super::moments::day(moment) } else { moment }
    }

    fn entry_name(&self, funnel: &Funnel, position: usize) -> String {
        self.journey_name(funnel, JourneyColumn::Entry(position))
    }

    fn journey_name(&self, funnel: &Funnel, column: JourneyColumn) -> String {
        self.model.source(funnel.journeys).columns[column.index()].name.clone()
    }

    /// Builds the journeys of every funnel and hands them to the scans.
    pub(super) fn emit_funnels(
        &self,
        scans: &mut Scans,
        outputs: &mut Vec<Output>,
        audits: &mut Vec<Audit>,
    ) {
        for draft in self.funnels.values() {
            let funnel = &self.model.funnels[draft.id.0];
            let mut journeys = self.unentered(draft, scans);
            scans.set(funnel.journeys, journeys.clone());
            for (position, stage) in draft.stages.iter().enumerate() {
                let reached = match stage {
                    Drafted::At(frame, moment) => {
                        self.recorded(draft, scans, frame, moment, position)
                    }
                    Drafted::When(replay) => self.replayed_entries(scans, replay, &journeys),
                };
                journeys = match stage {
                    Drafted::At(..) => self.enter_at(funnel, &reached, position),
                    Drafted::When(_) => self.enter_when(funnel, &reached, position),
                };
                scans.set(funnel.journeys, journeys.clone());
            }
            self.emit_waiting(draft, scans, outputs, audits);
            if funnel.skips == Skips::Error {
                let relation = self.skipped(funnel, &journeys);
                let name = format!("{} skipped", funnel.about.name);
                let output = super::audit::push(outputs, name, relation);
                audits.push(Audit::Skipped { funnel: draft.id, output });
            }
        }
    }

    fn skipped(&self, funnel: &Funnel, journeys: &Arc<Relation>) -> Relation {
        let subject = self.journey_name(funnel, JourneyColumn::Subject);
        let condition = column(entries::SKIPPED);
        let input = shared(Relation::Filter { input: journeys.clone(), condition });
        Relation::Project { input, columns: vec![(subject.clone(), column(&subject))] }
    }
}

fn column(name: &str) -> Scalar {
    Scalar::Column(name.to_owned())
}
