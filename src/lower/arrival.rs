//! Which sources tell whether the data of a KPI has arrived. Comes from the formula alone; `answer`
//! compares the newest row of each with the start of a cell, and looks for rows of the KPI in it.

use std::collections::BTreeSet;

use crate::model::{
    Aggregate, Conversion, Formula, Model, Node, Set, SourceId, StageId, Target, visit,
};

/// The sources whose rows a number is made of; not those that only filters look at.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// Of the rows that are counted: those of the set, and those its stage rests on.
    pub rows: BTreeSet<SourceId>,
    /// Of what the entries of a conversion lead to.
    pub targets: BTreeSet<SourceId>,
}

impl Origins {
    pub(super) fn of_aggregate(model: &Model, aggregate: &Aggregate) -> Self {
        Self { rows: found(model, |sources| sources.aggregate(aggregate)), ..Self::default() }
    }

    pub(super) fn of_conversion(model: &Model, conversion: &Conversion) -> Self {
        let from = &conversion.from;
        let targets = |sources: &mut Sources<'_>| {
            for step in &conversion.steps {
                match &step.target {
                    Target::Moment(moment) => sources.moment(moment, from.source),
                    Target::First(aggregate) => sources.aggregate(aggregate),
                }
            }
        };
        Self { rows: found(model, |sources| sources.set(from)), targets: found(model, targets) }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = SourceId> {
        self.rows.iter().chain(&self.targets).copied()
    }
}

fn found(model: &Model, look: impl FnOnce(&mut Sources<'_>)) -> BTreeSet<SourceId> {
    let mut sources = Sources { model, found: BTreeSet::new(), stages: BTreeSet::new() };
    look(&mut sources);
    sources.found
}

struct Sources<'m> {
    model: &'m Model,
    found: BTreeSet<SourceId>,
    stages: BTreeSet<StageId>,
}

impl Sources<'_> {
    fn aggregate(&mut self, aggregate: &Aggregate) {
        self.set(&aggregate.set);
        for part in aggregate.set.clock.iter().chain(&aggregate.argument) {
            self.moment(part, aggregate.set.source);
        }
    }

    fn set(&mut self, set: &Set) {
        self.found.insert(self.model.read_source(set.source));
        set.stage.into_iter().for_each(|stage| self.stage(stage));
    }

    /// The stages whose entries a value of a row of `source` is made of.
    fn moment(&mut self, value: &Formula, source: SourceId) {
        let model = self.model;
        visit(model, value, Some(source), &mut |formula, source| {
            if let (Node::Column(column), Some(source)) = (&formula.node, source) {
                model.stage_of(source, *column).into_iter().for_each(|stage| self.stage(stage));
            }
        });
    }

    /// A stage and those before it, which it waits for.
    fn stage(&mut self, stage: StageId) {
        let model = self.model;
        let Some(held) = model.stages.get(stage.0) else { return };
        let funnel = &model.funnels[held.funnel.0];
        self.found.extend(funnel.cycle.as_ref().map(|cycle| cycle.restarts_at));
        for stage in funnel.stages.iter().take(held.position + 1) {
            if self.stages.insert(*stage) {
                self.rows(model.stages[stage.0].entry.formula());
            }
        }
    }

    /// The sources whose rows a condition on a subject gathers.
    fn rows(&mut self, condition: &Formula) {
        let model = self.model;
        visit(model, condition, None, &mut |formula, _| match &formula.node {
            Node::Aggregate(aggregate) => {
                self.found.insert(model.read_source(aggregate.set.source));
            }
            Node::Criterion(id) => self.rows(&model.criteria[id.0].when),
            Node::Dimension(id, at) => {
                let value = model.dimensions[id.0].of.get(*at);
                value.into_iter().for_each(|value| self.rows(&value.value));
            }
            Node::Score(id) => {
                let rules = &model.scores[id.0].rules;
                self.found.extend(rules.iter().map(|rule| rule.source));
            }
            _ => {}
        });
    }
}
