//! Names become ids and every expression gets its kind: documents -> model.
//!
//! Definitions are resolved on demand, so that one that is used before it is written is known, and
//! a circle is found. Trouble becomes a diagnostic and a poison node that silences what it touches.

mod aggregate;
mod agreement;
mod attribution;
mod conversion;
mod cycle;
mod decay;
mod definitions;
mod diagnosis;
mod expect;
mod expression;
mod funnel;
#[cfg(test)]
mod funnel_tests;
mod governance;
mod journeys;
mod names;
mod operators;
mod percent;
mod plan;
mod plan_parts;
mod plan_rates;
mod project;
mod references;
mod report;
mod score;
mod set;
mod sources;
mod stage;
mod standing;
mod survival;
mod trial;
mod typed;
mod units;
mod versions;
mod weights;
mod whole_days;

pub use names::RESERVED;

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::expression::Expression;
use crate::model::{Formula, Model, SourceId};
use crate::source::{Span, Spanned};
use crate::suggest;
use definitions::Progress;

/// Makes a model of everything written; reports what does not fit.
pub fn resolve(documents: &[Document], diagnostics: &mut Diagnostics) -> Model {
    let project = project::resolve(documents, diagnostics);
    let calendar = project::calendar(documents, diagnostics);
    let sources = sources::resolve(documents, &project, diagnostics);
    let model = Model {
        project,
        calendar,
        sources,
        criteria: Vec::new(),
        dimensions: Vec::new(),
        kpis: Vec::new(),
        funnels: Vec::new(),
        stages: Vec::new(),
        scores: Vec::new(),
        attributions: Vec::new(),
        plans: Vec::new(),
        diagnoses: Vec::new(),
        agreements: Vec::new(),
        reports: Vec::new(),
        tests: Vec::new(),
        teams: project::teams(documents),
        suppressions: Vec::new(),
    };
    let mut whole_days = BTreeSet::new();
    loop {
        // Kinds of entries follow from what the stages look at, so these are understood first.
        let mut found = Diagnostics::default();
        let mut resolver = Resolver::new(model.clone(), &mut found);
        resolver.whole_days.clone_from(&whole_days);
        resolver.define(documents);
        let lost = resolver.lost;
        let mut resolved = resolver.model;
        let days = whole_days::funnels(&resolved);
        if days.is_subset(&whole_days) {
            diagnostics.extend(found.iter().cloned());
            resolved.agreements = agreement::resolve(documents, &resolved, lost, diagnostics);
            resolved.plans = plan::resolve(documents, &resolved, diagnostics);
            resolved.diagnoses = diagnosis::resolve(documents, &resolved, diagnostics);
            resolved.reports = report::resolve(documents, &resolved, diagnostics);
            resolved.tests = trial::resolve(documents, &resolved, diagnostics);
            resolved.suppressions = governance::resolve(documents, diagnostics);
            standing::check(documents, diagnostics);
            return resolved;
        }
        whole_days.extend(days);
    }
}

/// Resolves a condition on the rows of a source against a finished model.
pub fn resolve_condition(
    model: &Model,
    source: SourceId,
    written: &Expression,
    diagnostics: &mut Diagnostics,
) -> Formula {
    let mut resolver = Resolver::new(model.clone(), diagnostics);
    resolver.condition(written, Scope::Row(source))
}

/// Resolves the formula of a KPI that nobody wrote down against a finished model.
pub fn resolve_formula(
    model: &Model,
    written: &Expression,
    diagnostics: &mut Diagnostics,
) -> Formula {
    let mut resolver = Resolver::new(model.clone(), diagnostics);
    resolver.expression(written, Scope::Formula)
}

/// What an expression speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A KPI: groups of rows.
    Formula,
    /// One row of a source.
    Row(SourceId),
}

/// The model so far and what is being worked on.
pub(crate) struct Resolver<'a> {
    model: Model,
    progress: Progress,
    diagnostics: &'a mut Diagnostics,
    /// A date met a datetime in the condition at hand.
    mixed_moments: bool,
    /// The condition of a diagnosis is at hand, where `plan` is known.
    in_diagnosis: bool,
    /// Funnels that work in whole days.
    whole_days: BTreeSet<String>,
    /// Stages that cannot be used, which is reported; their names are silent.
    lost: BTreeSet<String>,
}

impl<'a> Resolver<'a> {
    fn new(model: Model, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            model,
            progress: Progress::default(),
            diagnostics,
            mixed_moments: false,
            in_diagnosis: false,
            whole_days: BTreeSet::new(),
            lost: BTreeSet::new(),
        }
    }

    /// Reports and gives poison.
    fn fail(&mut self, diagnostic: Diagnostic) -> Formula {
        let span = diagnostic.span;
        self.diagnostics.push(diagnostic);
        span.map_or_else(
            || Formula::poison(Span::new(crate::source::FileId(0), 0..0)),
            Formula::poison,
        )
    }

    /// Makes an error for the name of a source that does not exist.
    fn unknown_source(&self, what: &str, name: &Spanned<String>) -> Diagnostic {
        let model = &self.model;
        if let Some(funnel) = model.funnels.iter().find(|it| it.about.name == name.value) {
            let stages: Vec<String> =
                funnel.stages.iter().map(|id| model.stages[id.0].about.name.clone()).collect();
            let message =
                format!("`{}` is a funnel, its rows are entries into its stages", name.value);
            return Diagnostic::error("unknown-name", name.span, message)
                .label("not a set")
                .help(format!("write {}", names::listed(&stages)));
        }
        let sources = model.sources.iter().filter(|source| source.funnel.is_none());
        let known = sources.map(|source| source.name.as_str());
        let stages = model.stages.iter().map(|stage| stage.about.name.as_str());
        unknown(what, &name.value, name.span, known.chain(stages))
    }

    /// A source that is declared; the journeys of a funnel are not named.
    fn source_named(&self, name: &str) -> Option<SourceId> {
        self.model.source_named(name).filter(|id| self.model.source(*id).funnel.is_none())
    }
}

/// Makes an error for a name that does not exist, with near ones.
fn unknown<'n>(
    what: &str,
    name: &str,
    span: Span,
    candidates: impl IntoIterator<Item = &'n str>,
) -> Diagnostic {
    let near = suggest::nearest(name, candidates);
    let found = Diagnostic::error("unknown-name", span, format!("there is no {what} `{name}`"))
        .label("not defined");
    match suggest::did_you_mean(&near) {
        Some(help) => found.help(help),
        None => found.help(format!("define the {what}, or use one that exists")),
    }
}
