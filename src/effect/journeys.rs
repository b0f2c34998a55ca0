//! The journeys of a stage's funnel in one model as a relation, with the money they brought.

use std::sync::Arc;

use super::Ask;
use super::lacking::Operand;
use super::relations::{column, filtered, is_missing, literal, not, or, projected};
use crate::diagnostic::Diagnostics;
use crate::leads::entry_column;
use crate::lower::{Listed, Listing, Narrowed};
use crate::model::{
    Aggregate, ColumnId, Formula, FunnelId, JourneyColumn, Model, Set, StageId, along,
};
use crate::outlook::{linked_sum, rows};
use crate::plan::{Relation, Scalar, Value, ValueType};
use crate::query::Query;
use crate::run;
use crate::types::Kind;

/// The key of a journey.
pub(super) const KEY: [&str; 2] = ["subject", "cycle"];

/// Journeys of one funnel.
pub(super) struct Journeys<'a> {
    pub(super) model: &'a Model,
    pub(super) stage: StageId,
    /// The rows and their checks.
    pub(super) listed: Listed,
    /// One row for each: [`KEY`], and with the name of the side before them `.number`, `.own` (its own
    /// condition or record put it into the stage), `.entered` (also where a later stage filled that
    /// in), `.at`, `.reached` (position of its last stage), `.lacks0`, .. (an operand is missing).
    pub(super) rows: Arc<Relation>,
    /// `number`, `amount` of what counts as money: the target of a plan of the funnel.
    pub(super) money: Option<Arc<Relation>>,
}

impl<'a> Journeys<'a> {
    /// Lowers the journeys of the funnel of a stage.
    pub(super) fn new<'o>(
        ask: &Ask<'_>,
        model: &'a Model,
        stage: StageId,
        side: &str,
        operands: impl Iterator<Item = &'o Operand>,
    ) -> Result<Self, Diagnostics> {
        let held = &model.stages[stage.0];
        let funnel = &model.funnels[held.funnel.0];
        let mut columns = vec![JourneyColumn::Subject, JourneyColumn::Cycle];
        for position in 0..funnel.stages.len() {
            columns.extend([JourneyColumn::Entry(position), JourneyColumn::Backfilled(position)]);
        }
        let mut values: Vec<_> =
            columns.iter().map(|column| entry_column(model, stage, *column)).collect();
        let own = values.len();
        let subject = vec![(ColumnId(JourneyColumn::Subject.index()), funnel.of)];
        values.extend(operands.map(|it| along(&subject, it.formula.clone())));
        let lacks = values.len() - own;
        let sum = sum(model, held.funnel);
        let whole = whole(model, held.funnel, values);
        let listings: Vec<Listing> =
            [whole].into_iter().chain(sum.map(|sum| rows(model, held.funnel, sum))).collect();
        let query = Query { period: None, ..ask.query(Vec::new()) };
        let listed = run::listed(model, &query, &listings, &Narrowed::default())?;
        let outputs = &listed.plan.outputs;
        let rows = named(&outputs[0].relation, side, held.position, funnel.stages.len(), lacks);
        let money = sum.map(|_| money(&outputs[1].relation));
        Ok(Self { model, stage, listed, rows, money })
    }

    /// Gives the position of the stage in the funnel.
    pub(super) fn position(&self) -> usize {
        self.model.stages[self.stage.0].position
    }

    /// Gives what the moment of entry is.
    pub(super) fn entry_kind(&self) -> Kind {
        entry_column(self.model, self.stage, JourneyColumn::Entry(self.position())).kind
    }

    /// Gives the labels of the stages.
    pub(super) fn stages(&self) -> Vec<&'a str> {
        let stages = &self.model.funnels[self.model.stages[self.stage.0].funnel.0].stages;
        stages.iter().map(|id| self.model.stages[id.0].about.label.as_str()).collect()
    }
}

fn whole(model: &Model, funnel: FunnelId, values: Vec<Formula>) -> Listing {
    let set = Set::all_of(model.funnels[funnel.0].journeys);
    Listing { set, values, at_entry: false, journey: Some(funnel), whole: true }
}

fn named(
    rows: &Arc<Relation>,
    side: &str,
    position: usize,
    stages: usize,
    lacks: usize,
) -> Arc<Relation> {
    let value = |at: usize| column(&format!("v{at}"));
    let entered = |position: usize| not(is_missing(value(2 + 2 * position)));
    let filled = or(value(3 + 2 * position), Value::Boolean(false), ValueType::Boolean);
    let own = Scalar::And(vec![entered(position), not(filled)]);
    let number = |number: usize| {
        literal(Value::Integer(i64::try_from(number).unwrap_or(i64::MAX)), ValueType::Integer)
    };
    let reached = (1..stages).fold(number(0), |before, position| {
        Scalar::Case(Box::new(entered(position)), Box::new(number(position)), Box::new(before))
    });
    let mut columns = vec![
        (KEY[0].to_owned(), value(0)),
        (KEY[1].to_owned(), or(value(1), Value::Integer(1), ValueType::Integer)),
    ];
    let facts = [
        ("number", column("journey")),
        ("own", own),
        ("entered", entered(position)),
        ("at", value(2 + 2 * position)),
        ("reached", reached),
    ];
    columns.extend(facts.map(|(name, scalar)| (format!("{side}.{name}"), scalar)));
    columns.extend(
        (0..lacks).map(|at| (format!("{side}.lacks{at}"), is_missing(value(2 + 2 * stages + at)))),
    );
    projected(rows, columns)
}

fn money(rows: &Arc<Relation>) -> Arc<Relation> {
    let names = [("number", "journey"), ("amount", "v1")];
    let columns = names.map(|(name, from)| (name.to_owned(), column(from)));
    let dated = filtered(rows, not(is_missing(column("v0"))));
    projected(&dated, columns.to_vec())
}

/// The money that counts: the target of the first plan of the funnel, where rows make it up.
fn sum(model: &Model, funnel: FunnelId) -> Option<&Aggregate> {
    linked_sum(model, model.plans.iter().find(|plan| plan.funnel == funnel)?)
}
