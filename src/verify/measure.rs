//! Promises run as KPIs: one query for all agreements that share their periods.

use super::exact::Exact;
use super::judge::span;
use crate::answer::{self, Break};
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::expression::PeriodUnit;
use crate::functions::AggregateFunction;
use crate::model::{About, Agreement, Formula, Kpi, KpiId, Model, Node, Operator};
use crate::plan::Value;
use crate::query::{Asked, Query};
use crate::run;
use crate::table::{Cell, KpiTitle, PeriodTitle, Table};

/// A model with the promises of some agreements among its KPIs.
pub(super) struct Synthetic {
    /// The model.
    pub(super) model: Model,
    kpis: Vec<KpiId>,
    /// By agreement: its promise, and the two sides of it where it is a quotient; indices into
    /// `kpis`.
    columns: Vec<(usize, Option<(usize, usize)>)>,
}

/// The cells of one agreement, period by period.
pub(super) struct Measured {
    /// How they are shown.
    pub(super) title: KpiTitle,
    /// Cells with their exact values.
    pub(super) cells: Vec<(PeriodTitle, Cell, Option<Exact>)>,
    /// Days from which on it looks at entries by another definition.
    pub(super) breaks: Vec<Break>,
}

impl Synthetic {
    pub(super) fn new(model: &Model, promises: &[(&Agreement, &Formula)]) -> Self {
        let mut synthetic = Self { model: model.clone(), kpis: Vec::new(), columns: Vec::new() };
        for (agreement, formula) in promises {
            let main = synthetic.push(agreement, formula, agreement.minimum);
            let sides = match &model.behind(formula).node {
                Node::Operator(Operator::Divide, sides) if sides.iter().all(is_exact) => {
                    let mut side = |side| synthetic.push(agreement, side, None);
                    Some((side(&sides[0]), side(&sides[1])))
                }
                _ => None,
            };
            synthetic.columns.push((main, sides));
        }
        synthetic
    }

    fn push(&mut self, agreement: &Agreement, formula: &Formula, minimum: Option<u64>) -> usize {
        let unit = match &formula.node {
            Node::Kpi(id) => self.model.kpis[id.0].unit.clone(),
            _ => None,
        };
        self.kpis.push(KpiId(self.model.kpis.len()));
        self.model.kpis.push(promised(&agreement.about, agreement, formula, minimum, unit));
        self.kpis.len() - 1
    }

    /// Runs all promises.
    pub(super) fn measure(
        &self,
        by: PeriodUnit,
        asked: &Asked,
        as_of: jiff::civil::Date,
        engine: &dyn Engine,
    ) -> Result<Vec<Measured>, Diagnostics> {
        let mut query = Query::of(Vec::new(), Some(asked.clone()), as_of);
        query.kpis.clone_from(&self.kpis);
        query.named.clone_from(&self.kpis);
        query.by_period = Some(by);
        let table = run::run(&self.model, &query, engine, "")?;
        let own = |columns: &(usize, Option<(usize, usize)>)| {
            let breaks = answer::breaks(&self.model, &query, self.kpis[columns.0]);
            of(&table, *columns, breaks)
        };
        Ok(self.columns.iter().map(own).collect())
    }
}

fn promised(
    about: &About,
    agreement: &Agreement,
    formula: &Formula,
    minimum: Option<u64>,
    unit: Option<crate::model::DeclaredUnit>,
) -> Kpi {
    let written = match &agreement.promise {
        crate::model::Promise::Measured(part) => part.written.clone(),
        crate::model::Promise::Fresh(_) => crate::expression::Expression {
            node: crate::expression::Node::Poison,
            span: about.span,
        },
    };
    Kpi { written, unit, minimum, ..Kpi::unwritten(about.clone(), formula.clone()) }
}

fn of(
    table: &Table,
    (main, sides): (usize, Option<(usize, usize)>),
    breaks: Vec<Break>,
) -> Measured {
    let exact = |cells: &[Cell]| {
        let quotient = sides
            .and_then(|(top, bottom)| Exact::quotient(&cells[top].value, &cells[bottom].value));
        quotient.or_else(|| Exact::of(&cells[main].value))
    };
    let cells = table.lines.iter().filter_map(|line| {
        let cell = line.cells[main].clone();
        let exact = (cell.value != Value::Missing).then(|| exact(&line.cells)).flatten();
        let period = line.period.clone()?;
        let changed = span(&period).is_some_and(|span| answer::changed(&breaks, span));
        Some((PeriodTitle { changed, ..period }, cell, exact))
    });
    Measured { title: table.kpis[main].clone(), cells: cells.collect(), breaks }
}

/// Counts and sums, and what they add up to.
fn is_exact(formula: &Formula) -> bool {
    match &formula.node {
        Node::Literal(_) => true,
        Node::Aggregate(aggregate) => !matches!(
            aggregate.function,
            AggregateFunction::Average | AggregateFunction::Percentile(_)
        ),
        Node::Operator(Operator::Add | Operator::Subtract | Operator::Multiply, parts) => {
            parts.iter().all(is_exact)
        }
        _ => false,
    }
}
