//! Diagnoses: conditions on KPIs, the word `plan`, what to look at; against a finished model.

use super::definitions::about;
use super::{Resolver, Scope, unknown};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{self, Definition, Document};
use crate::expression::{Expression, Node as Written};
use crate::model::{
    Diagnosis, DimensionId, Formula, KpiId, LookAt, Model, Node, SourceId, dimension_on, visit,
};
use crate::plan::Comparison;
use crate::source::{Span, Spanned};

/// Understands every diagnosis; what does not fit is reported and left out.
pub(super) fn resolve(
    documents: &[Document],
    model: &Model,
    diagnostics: &mut Diagnostics,
) -> Vec<Diagnosis> {
    let mut found: Vec<Diagnosis> = Vec::new();
    for definition in documents.iter().flat_map(|document| &document.diagnoses) {
        if found.iter().any(|it| it.about.name == definition.name.value) {
            continue;
        }
        let mut resolver = Resolver::new(model.clone(), diagnostics);
        resolver.in_diagnosis = true;
        found.extend(resolver.diagnosis(definition));
    }
    found
}

/// The word for the planned value of the KPI on the other side of a comparison.
pub(super) fn is_plan(written: &Expression) -> bool {
    matches!(&written.node, Written::Name(parts) if matches!(parts.as_slice(), [one] if one.value == "plan"))
}

impl Resolver<'_> {
    fn diagnosis(&mut self, definition: &Definition<document::Diagnosis>) -> Option<Diagnosis> {
        let (span, body) = (definition.name.span, &definition.body);
        if body.when.is_none() {
            self.required(span, "when", "when = \"kpi.win_rate < previous(kpi.win_rate)\"");
        }
        if body.reads.is_none() {
            self.required(span, "reads", "reads = \"提案の質を疑う\"");
        }
        let when = body.when.as_ref().map(|written| self.diagnosed(written));
        let looks: Vec<Option<LookAt>> = body.look_at.iter().map(|it| self.look_at(it)).collect();
        let minimum = body.minimum.as_ref().and_then(|minimum| self.minimum(minimum));
        let when = when.filter(|when| !when.kind.is_poison())?;
        Some(Diagnosis {
            about: about(&definition.name, &definition.about),
            written: body.when.clone()?,
            when,
            reads: body.reads.as_ref()?.value.clone(),
            looks: looks.into_iter().collect::<Option<_>>()?,
            minimum,
        })
    }

    fn diagnosed(&mut self, written: &Expression) -> Formula {
        let when = self.boolean(written, Scope::Formula);
        let mut kpis = 0;
        visit(&self.model, &when, None, &mut |formula, _| {
            kpis += usize::from(matches!(formula.node, Node::Kpi(_) | Node::Poison));
        });
        if kpis > 0 || when.kind.is_poison() {
            return when;
        }
        let message = "this condition looks at no KPI";
        self.fail(
            Diagnostic::error("bad-value", written.span, message)
                .label("no `kpi.` in it")
                .help("compare a KPI, as in `kpi.win_rate < previous(kpi.win_rate)`"),
        )
    }

    /// A comparison with `plan`; nothing where neither side is it.
    pub(super) fn with_plan(
        &mut self,
        comparison: Comparison,
        (left, right): (&Expression, &Expression),
        span: Span,
        scope: Scope,
    ) -> Option<Formula> {
        let (planned, measured) = match (is_plan(left), is_plan(right)) {
            (false, false) => return None,
            (true, _) => (left, right),
            (false, true) => (right, left),
        };
        if !self.in_diagnosis || is_plan(measured) {
            return Some(self.stray_plan(planned.span));
        }
        let measured = self.expression(measured, scope);
        let id = match measured.node {
            Node::Poison => return Some(Formula::poison(span)),
            Node::Kpi(id) => id,
            _ => return Some(self.stray_plan(planned.span)),
        };
        let plan = Formula::new(Node::Planned(id), measured.kind.clone(), planned.span);
        let sides = if is_plan(left) { (plan, measured) } else { (measured, plan) };
        Some(self.comparison(comparison, sides.0, sides.1, span))
    }

    /// `plan` where it means nothing.
    pub(super) fn stray_plan(&mut self, span: Span) -> Formula {
        let (message, help) = if self.in_diagnosis {
            (
                "`plan` is compared with one KPI",
                "write `kpi.NAME >= plan`, the KPI alone on its side",
            )
        } else {
            (
                "`plan` means something in a diagnosis only",
                "write it in the `when` of a `[diagnosis.NAME]`",
            )
        };
        self.fail(
            Diagnostic::error("misplaced-plan", span, message).label("no plan here").help(help),
        )
    }

    pub(super) fn look_at(&mut self, written: &document::LookAt) -> Option<LookAt> {
        let kpi = self.model.kpi_named(&written.kpi.value);
        if kpi.is_none() {
            let names = self.kpi_names();
            let names = names.iter().map(String::as_str);
            let diagnostic = unknown("KPI", &written.kpi.value, written.kpi.span, names);
            self.diagnostics.push(diagnostic);
        }
        let mut sources = Vec::new();
        kpi.into_iter().for_each(|id| sets(&self.model, id, &mut sources));
        let by: Vec<Option<DimensionId>> =
            written.by.iter().map(|name| self.look_by(name, &sources)).collect();
        let before = self.diagnostics.iter().count();
        for source in &sources {
            if let Some(filter) = &written.filter
                && self.diagnostics.iter().count() == before
            {
                self.condition(filter, Scope::Row(*source));
            }
        }
        let by = by.into_iter().collect::<Option<Vec<_>>>()?;
        let (text, filter) = (written.text.clone(), written.filter.clone());
        Some(LookAt { text, kpi: kpi?, by, filter })
    }

    fn look_by(&mut self, name: &Spanned<String>, sources: &[SourceId]) -> Option<DimensionId> {
        let Some(id) = self.model.dimension_named(&name.value) else {
            let names: Vec<String> =
                self.model.dimensions.iter().map(|it| it.about.name.clone()).collect();
            let names = names.iter().map(String::as_str);
            self.diagnostics.push(unknown("dimension", &name.value, name.span, names));
            return None;
        };
        let reached = |source: &SourceId| dimension_on(&self.model, id, *source);
        if let Some((source, message)) =
            sources.iter().find_map(|source| reached(source).err().map(|text| (*source, text)))
        {
            let set = &self.model.source(source).name;
            let help = format!(
                "add `{set} = \"..\"` to `of` of dimension `{}`, or look by another",
                name.value
            );
            let error = Diagnostic::error("unreachable", name.span, message);
            self.diagnostics.push(error.label("does not reach the KPI").help(help));
            return None;
        }
        Some(id)
    }
}

/// The sources whose rows a KPI gathers.
fn sets(model: &Model, id: KpiId, found: &mut Vec<SourceId>) {
    let mut inner = Vec::new();
    let mut add = |source| {
        if !found.contains(&source) {
            found.push(source);
        }
    };
    visit(model, &model.kpis[id.0].formula, None, &mut |formula, source| match &formula.node {
        Node::Aggregate(aggregate) if source.is_none() => add(aggregate.set.source),
        Node::Conversion(conversion) => add(conversion.from.source),
        Node::Kpi(id) => inner.push(*id),
        _ => {}
    });
    inner.into_iter().for_each(|id| sets(model, id, found));
}
