//! Questions of a report: KPIs of the model, and those that nobody wrote down.
//!
//! The latter are written in the language of definitions and resolved as such, so they mean what a
//! definition of the same words means.

use crate::diagnose::Number;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::expression::PeriodUnit;
use crate::functions::AggregateFunction;
use crate::model::{About, DimensionId, Kpi, KpiId, Model, Node, StageId};
use crate::parse;
use crate::period::Span;
use crate::query::{Asked, Query};
use crate::resolve;
use crate::run;
use crate::source::{FileId, Span as Place};
use crate::table::Table;
use jiff::civil::Date;

/// A model that grows with what is asked of it.
pub(super) struct Asking<'a> {
    pub(super) model: Model,
    pub(super) as_of: Date,
    pub(super) engine: &'a dyn Engine,
    pub(super) definitions: &'a str,
    /// KPIs of the model that was given.
    written: usize,
}

impl<'a> Asking<'a> {
    pub(super) fn new(
        model: &Model,
        as_of: Date,
        engine: &'a dyn Engine,
        definitions: &'a str,
    ) -> Self {
        Self { model: model.clone(), as_of, engine, definitions, written: model.kpis.len() }
    }

    /// The KPIs that somebody wrote down.
    pub(super) fn written(&self) -> impl Iterator<Item = KpiId> + use<> {
        (0..self.written).map(KpiId)
    }

    /// Adds a KPI that nobody wrote down.
    pub(super) fn invented(
        &mut self,
        name: &str,
        label: &str,
        formula: &str,
    ) -> Result<KpiId, Diagnostics> {
        if let Some(id) = self.model.kpi_named(name) {
            return Ok(id);
        }
        let mut problems = Diagnostics::default();
        let written = parse::parse_plain(FileId(0), formula, &mut problems);
        let formula = resolve::resolve_formula(&self.model, &written, &mut problems);
        if problems.has_errors() || formula.kind.is_poison() {
            return Err(problems);
        }
        let about = About::unwritten(name, label, Place::new(FileId(0), 0..0));
        self.model.kpis.push(Kpi { written, ..Kpi::unwritten(about, formula) });
        Ok(KpiId(self.model.kpis.len() - 1))
    }

    /// The KPI that counts the entries into a stage: a written one where there is one.
    pub(super) fn count_of(&mut self, stage: StageId) -> Result<KpiId, Diagnostics> {
        let model = &self.model;
        let counts = |kpi: &Kpi| match &model.behind(&kpi.formula).node {
            Node::Aggregate(it) if it.function == AggregateFunction::Count => {
                it.argument.is_none() && model.all_entries(&it.set) == Some(stage)
            }
            _ => false,
        };
        if let Some(found) = model.kpis[..self.written].iter().position(counts) {
            return Ok(KpiId(found));
        }
        let about = &model.stages[stage.0].about;
        let (name, label) = (about.name.clone(), about.label.clone());
        self.invented(&format!("count({name})"), &label, &format!("count({name})"))
    }

    /// A query of KPIs that stand alone.
    pub(super) fn query(&self, kpis: &[KpiId], period: Option<Asked>) -> Query {
        Query::of(kpis.to_vec(), period, self.as_of)
    }

    /// Why a KPI cannot be part of a query.
    pub(super) fn obstacle(&self, query: &Query, id: KpiId) -> Option<Diagnostic> {
        run::obstacle(&self.model, query, id)
    }

    pub(super) fn table(&self, query: &Query) -> Result<Table, Diagnostics> {
        run::run(&self.model, query, self.engine, self.definitions)
    }

    /// Values over a span, in the order of the KPIs.
    pub(super) fn values(&self, kpis: &[KpiId], span: Span) -> Result<Vec<Number>, Diagnostics> {
        if kpis.is_empty() {
            return Ok(Vec::new());
        }
        let asked = Asked { span, label: span.to_string() };
        self.all(&self.query(kpis, Some(asked)))
    }

    /// The values of a query with one line.
    pub(super) fn all(&self, query: &Query) -> Result<Vec<Number>, Diagnostics> {
        let table = self.table(query)?;
        Ok(table.into_first_line().map(|(title, cell)| Number { title, cell }).collect())
    }

    /// By month over a span.
    pub(super) fn months(&self, kpis: &[KpiId], span: Span) -> Result<Table, Diagnostics> {
        let asked = Asked { span, label: span.to_string() };
        let query = self.query(kpis, Some(asked));
        self.table(&Query { by_period: Some(PeriodUnit::Month), ..query })
    }

    /// By a dimension over a period.
    pub(super) fn by(&self, kpis: &[KpiId], by: DimensionId, period: &Asked) -> Query {
        Query { by: vec![by], ..self.query(kpis, Some(period.clone())) }
    }
}
