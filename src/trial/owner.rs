//! Definitions that decide a test, and what else they rest on. Comes first in `trial`.

use std::collections::BTreeSet;

use super::versions::joins;
use crate::expression::Expression;
use crate::model::{
    CriterionId, Entry, Expected, Formula, Model, Node, ScoreId, Shown, SourceId, StageId, visit,
};

/// A definition that holds a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// `at` or `when` of a stage.
    Stage(StageId),
    /// `when` of a criterion.
    Criterion(CriterionId),
    /// `when` of a rule of a score, by its place.
    Rule(ScoreId, usize),
}

impl Owner {
    /// Its name with its kind: `stage.mql`.
    pub fn name(self, model: &Model) -> String {
        match self {
            Owner::Stage(id) => format!("stage.{}", model.stages[id.0].about.name),
            Owner::Criterion(id) => format!("criterion.{}", model.criteria[id.0].about.name),
            Owner::Rule(id, _) => format!("score.{}", model.scores[id.0].about.name),
        }
    }

    /// As written.
    pub fn written(self, model: &Model) -> &Expression {
        match self {
            Owner::Stage(id) => &model.stages[id.0].written,
            Owner::Criterion(id) => &model.criteria[id.0].written,
            Owner::Rule(id, rule) => &model.scores[id.0].rules[rule].written,
        }
    }

    /// As understood.
    pub(super) fn formula(self, model: &Model) -> &Formula {
        match self {
            Owner::Stage(id) => model.stages[id.0].entry.formula(),
            Owner::Criterion(id) => &model.criteria[id.0].when,
            Owner::Rule(id, rule) => &model.scores[id.0].rules[rule].when,
        }
    }

    pub(super) fn formula_mut(self, model: &mut Model) -> &mut Formula {
        match self {
            Owner::Stage(id) => match &mut model.stages[id.0].entry {
                Entry::At(formula) | Entry::When(formula) => formula,
            },
            Owner::Criterion(id) => &mut model.criteria[id.0].when,
            Owner::Rule(id, rule) => &mut model.scores[id.0].rules[rule].when,
        }
    }

    /// The source whose row it speaks of.
    pub(super) fn source(self, model: &Model) -> SourceId {
        match self {
            Owner::Stage(id) => model.funnels[model.stages[id.0].funnel.0].of,
            Owner::Criterion(id) => model.criteria[id.0].of,
            Owner::Rule(id, rule) => model.scores[id.0].rules[rule].source,
        }
    }

    /// The text of a part of it: as written where it stands there, else in full.
    pub(super) fn text(self, model: &Model, part: &Formula, source: Option<SourceId>) -> String {
        match self.written(model).at(part.span) {
            Some(written) if !joins(part) => written.to_string(),
            _ => Shown { model, formula: part, source }.to_string(),
        }
    }
}

/// Lists the definitions that can change what a test expects: for a stage those of its whole funnel,
/// as earlier stages open and later ones backfill it.
pub(super) fn deciding(model: &Model, expected: Expected) -> BTreeSet<Owner> {
    let mut found = BTreeSet::new();
    match expected {
        Expected::Criterion(id) => add(model, Owner::Criterion(id), &mut found),
        Expected::Stage(id) => {
            for stage in &model.funnels[model.stages[id.0].funnel.0].stages {
                add(model, Owner::Stage(*stage), &mut found);
            }
        }
    }
    found
}

/// Lists the definitions that a test of this is about: itself and what it uses.
pub(super) fn used(model: &Model, expected: Expected) -> BTreeSet<Owner> {
    let mut found = BTreeSet::new();
    let owner = match expected {
        Expected::Criterion(id) => Owner::Criterion(id),
        Expected::Stage(id) => Owner::Stage(id),
    };
    add(model, owner, &mut found);
    found
}

fn add(model: &Model, owner: Owner, found: &mut BTreeSet<Owner>) {
    if found.insert(owner) {
        uses(model, owner.formula(model), owner.source(model), found);
    }
}

fn uses(model: &Model, formula: &Formula, source: SourceId, found: &mut BTreeSet<Owner>) {
    visit(model, formula, Some(source), &mut |part, _| match &part.node {
        Node::Criterion(id) => add(model, Owner::Criterion(*id), found),
        Node::Score(id) => {
            for rule in 0..model.scores[id.0].rules.len() {
                add(model, Owner::Rule(*id, rule), found);
            }
        }
        Node::Dimension(id, index) => {
            let value = &model.dimensions[id.0].of[*index];
            uses(model, &value.value, value.source, found);
        }
        Node::Aggregate(aggregate) => {
            if let Some(stage) = aggregate.set.stage {
                add(model, Owner::Stage(stage), found);
            }
        }
        _ => {}
    });
}
