//! Names of definitions inside expressions: `kpi.x`, `criterion.x`, `dimension.x`.

use super::definitions::NO_SOURCE;
use super::{Resolver, Scope};
use crate::diagnostic::Diagnostic;
use crate::model::{CriterionId, DimensionId, Formula, KpiId, Node, SourceId, along};
use crate::source::{Span, Spanned};

impl Resolver<'_> {
    pub(super) fn kpi_names(&self) -> Vec<String> {
        self.model.kpis.iter().map(|kpi| kpi.about.name.clone()).collect()
    }

    pub(super) fn criterion_source(&self, name: &str) -> Option<SourceId> {
        let found = self.model.criteria.iter().find(|criterion| criterion.about.name == name)?;
        (found.of != NO_SOURCE).then_some(found.of)
    }

    pub(super) fn score_source(&self, name: &str) -> Option<SourceId> {
        let found = self.model.scores.iter().find(|score| score.about.name == name)?;
        (found.of != NO_SOURCE).then_some(found.of)
    }

    pub(super) fn kpi_reference(
        &mut self,
        name: &Spanned<String>,
        span: Span,
        scope: Scope,
    ) -> Formula {
        let Some(index) = self.demand("kpi", name, span) else {
            return Formula::poison(span);
        };
        if scope != Scope::Formula {
            let message =
                format!("`kpi.{}` is a number of many rows, one row has none", name.value);
            return self.fail(
                Diagnostic::error("mixed-levels", span, message)
                    .label("a KPI on a row")
                    .help("use it in the formula of a KPI"),
            );
        }
        let kind = self.model.kpis[index].formula.kind.clone();
        if kind.is_poison() {
            return Formula::poison(span);
        }
        Formula::new(Node::Kpi(KpiId(index)), kind, span)
    }

    pub(super) fn criterion_reference(
        &mut self,
        name: &Spanned<String>,
        span: Span,
        scope: Scope,
    ) -> Formula {
        let Some(index) = self.demand("criterion", name, span) else {
            return Formula::poison(span);
        };
        let criterion = &self.model.criteria[index];
        let of = criterion.of;
        if of == NO_SOURCE || criterion.when.kind.is_poison() {
            return Formula::poison(span);
        }
        let Scope::Row(source) = scope else {
            let message = format!("`criterion.{}` holds for a row, a KPI needs many", name.value);
            let of = &self.model.source(of).name;
            let help = format!("write `count({of} where criterion.{})`", name.value);
            return self.fail(
                Diagnostic::error("mixed-levels", span, message)
                    .label("needs an aggregate")
                    .help(help),
            );
        };
        let kind = criterion.when.kind.clone();
        match self.way(source, of, span, "..") {
            Some(path) => {
                along(&path, Formula::new(Node::Criterion(CriterionId(index)), kind, span))
            }
            None => Formula::poison(span),
        }
    }

    pub(super) fn dimension_reference(
        &mut self,
        name: &Spanned<String>,
        span: Span,
        scope: Scope,
    ) -> Formula {
        let Some(index) = self.demand("dimension", name, span) else {
            return Formula::poison(span);
        };
        let Scope::Row(source) = scope else {
            let message =
                format!("`dimension.{}` has a value for a row, a KPI needs many", name.value);
            return self.fail(
                Diagnostic::error("mixed-levels", span, message).label("needs an aggregate").help(
                    format!(
                        "write `where dimension.{} = ..`, or group with `--by {}`",
                        name.value, name.value
                    ),
                ),
            );
        };
        match crate::model::dimension_on(&self.model, DimensionId(index), source) {
            Ok(formula) => Formula { span, ..formula },
            Err(message) => self.fail(
                Diagnostic::error("unreachable", span, message).label("not reachable").help(
                    format!(
                        "add `{} = \"..\"` to `of` of dimension `{}`",
                        self.model.source(source).name,
                        name.value
                    ),
                ),
            ),
        }
    }
}
