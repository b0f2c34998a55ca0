//! All definitions, resolved on demand; duplicates and circles are found here.

use std::collections::BTreeMap;

use super::{Resolver, Scope};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document};
use crate::expression::{Expression, Node as Written};
use crate::model::{
    About, AttributionId, Criterion, Dimension, DimensionValue, Formula, Good, Kpi, Materiality,
    ScoreId, SourceId, StageId,
};
use crate::source::{Span, Spanned};

/// What is written, and how far each definition has come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    written: Vec<Item>,
    /// Definitions being resolved, outermost first: index and the place of the reference.
    active: Vec<(usize, Span)>,
    done: Vec<bool>,
}

/// Names that are taken: place and kind of the definition.
pub(super) type Seen = BTreeMap<String, (Span, &'static str)>;

#[derive(Debug, Clone)]
struct Item {
    name: Spanned<String>,
    kind: &'static str,
    index: usize,
    expressions: Vec<Expression>,
}

impl Resolver<'_> {
    /// Registers every definition, then resolves each.
    pub(super) fn define(&mut self, documents: &[Document]) {
        self.register(documents);
        self.progress.done = vec![false; self.progress.written.len()];
        for item in 0..self.progress.written.len() {
            let span = self.progress.written[item].name.span;
            self.resolve_item(item, span);
        }
        self.finish_kpis(documents);
    }

    fn register(&mut self, documents: &[Document]) {
        let mut seen = Seen::new();
        self.register_funnels(documents, &mut seen);
        self.register_named(documents, &mut seen);
        self.register_cycle();
    }

    fn register_named(&mut self, documents: &[Document], seen: &mut Seen) {
        for document in documents {
            for definition in &document.scores {
                if self.is_new(seen, &definition.name, "score") {
                    self.register_score(definition);
                }
            }
            for definition in &document.criteria {
                if self.is_new(seen, &definition.name, "criterion") {
                    self.register_criterion(definition);
                }
            }
            for definition in &document.dimensions {
                if self.is_new(seen, &definition.name, "dimension") {
                    self.register_dimension(definition);
                }
            }
            for definition in &document.attributions {
                if self.is_new(seen, &definition.name, "attribution") {
                    self.register_attribution(definition);
                }
            }
            for definition in &document.kpis {
                if self.is_new(seen, &definition.name, "kpi") {
                    self.register_kpi(definition);
                }
            }
            for definition in &document.plans {
                self.is_new(seen, &definition.name, "plan");
            }
            for definition in &document.diagnoses {
                self.is_new(seen, &definition.name, "diagnosis");
            }
            for definition in &document.agreements {
                self.is_new(seen, &definition.name, "agreement");
            }
        }
    }

    pub(super) fn is_new(
        &mut self,
        seen: &mut Seen,
        name: &Spanned<String>,
        kind: &'static str,
    ) -> bool {
        let Some((first, other)) = seen.get(&name.value) else {
            seen.insert(name.value.clone(), (name.span, kind));
            return true;
        };
        let message = match kind == *other {
            true => format!("`{kind}.{}` is defined twice", name.value),
            false => format!("`{}` is defined twice, as {other} and as {kind}", name.value),
        };
        self.diagnostics.push(
            Diagnostic::error("duplicate-name", name.span, message)
                .label("second definition")
                .also(*first, "first definition")
                .help("rename one, or delete it; every name has one meaning"),
        );
        false
    }

    fn register_criterion(&mut self, definition: &document::Definition<document::Criterion>) {
        let span = definition.name.span;
        let of = match &definition.body.of {
            Some(of) => self.source_of(of),
            None => self.required(span, "of", "of = \"leads\"").and(None),
        };
        let when =
            definition.body.when.clone().or_else(|| {
                self.required(span, "when", "when = \"leads.industry = 'IT'\"").and(None)
            });
        let written = when.unwrap_or(Expression { node: Written::Poison, span });
        let index = self.model.criteria.len();
        self.item(&definition.name, "criterion", index, vec![written.clone()]);
        self.model.criteria.push(Criterion {
            about: about(&definition.name, &definition.about),
            of: of.unwrap_or(NO_SOURCE),
            written,
            when: Formula::poison(span),
        });
    }

    fn register_dimension(&mut self, definition: &document::Definition<document::Dimension>) {
        let span = definition.name.span;
        if definition.body.of.is_empty() {
            self.required(span, "of", "of = { leads = \"leads.channel\" }");
        }
        let mut of = Vec::new();
        for (name, written) in &definition.body.of {
            if let Some(source) = self.source_of(name) {
                let value = Formula::poison(written.span);
                of.push(DimensionValue { source, written: written.clone(), value });
            }
        }
        let index = self.model.dimensions.len();
        let expressions = of.iter().map(|value| value.written.clone()).collect();
        self.item(&definition.name, "dimension", index, expressions);
        let fallback = if self.model.project.language == "ja" { "(なし)" } else { "(missing)" };
        self.model.dimensions.push(Dimension {
            about: about(&definition.name, &definition.about),
            of,
            missing: definition.body.missing.as_ref().map_or(fallback, |label| &label.value).into(),
        });
    }

    fn register_kpi(&mut self, definition: &document::Definition<document::Kpi>) {
        let span = definition.name.span;
        let body = &definition.body;
        let written = body
            .formula
            .clone()
            .or_else(|| self.required(span, "formula", "formula = \"count(leads)\"").and(None));
        let written = written.unwrap_or(Expression { node: Written::Poison, span });
        let index = self.model.kpis.len();
        self.item(&definition.name, "kpi", index, vec![written.clone()]);
        let kpi = Kpi {
            about: about(&definition.name, &definition.about),
            written,
            formula: Formula::poison(span),
            unit: body.unit.as_ref().and_then(|unit| self.unit(unit)),
            good: body.good.as_ref().and_then(|good| self.good(good)),
            minimum: body.minimum.as_ref().and_then(|minimum| self.minimum(minimum)),
            materiality: None,
            companions: Vec::new(),
        };
        self.model.kpis.push(kpi);
    }

    pub(super) fn item(
        &mut self,
        name: &Spanned<String>,
        kind: &'static str,
        index: usize,
        expressions: Vec<Expression>,
    ) {
        self.progress.written.push(Item { name: name.clone(), kind, index, expressions });
    }

    pub(super) fn required(&mut self, span: Span, key: &str, example: &str) -> Option<()> {
        self.diagnostics.push(
            Diagnostic::error("missing-key", span, format!("the key `{key}` is needed"))
                .label(format!("needs `{key}`"))
                .help(format!("write `{example}`")),
        );
        Some(())
    }

    pub(super) fn source_of(&mut self, name: &Spanned<String>) -> Option<SourceId> {
        let found = self.source_named(&name.value);
        if found.is_none() {
            let diagnostic = self.unknown_source("source", name);
            self.diagnostics.push(diagnostic);
        }
        found
    }

    fn good(&mut self, written: &Spanned<String>) -> Option<Good> {
        match written.value.as_str() {
            "up" => Some(Good::Up),
            "down" => Some(Good::Down),
            other => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "bad-value",
                        written.span,
                        format!("`{other}` is no direction"),
                    )
                    .help("write `good = \"up\"` or `good = \"down\"`"),
                );
                None
            }
        }
    }

    pub(super) fn minimum(&mut self, written: &Spanned<i64>) -> Option<u64> {
        let minimum = u64::try_from(written.value).ok();
        if minimum.is_none() {
            self.diagnostics.push(
                Diagnostic::error("bad-value", written.span, "`minimum` is a number of entries")
                    .help("write 0 or more"),
            );
        }
        minimum
    }

    fn materiality(&mut self, written: &Spanned<String>, rate: bool) -> Option<Materiality> {
        let problem = |(message, help): super::expect::Trouble| {
            Diagnostic::error("bad-value", written.span, message).help(help)
        };
        let found = super::expect::materiality(&written.value, rate).map_err(problem);
        found.map_err(|problem| self.diagnostics.push(problem)).ok()
    }

    /// What needs all formulas: units, materiality and companions.
    fn finish_kpis(&mut self, documents: &[Document]) {
        for definition in documents.iter().flat_map(|document| &document.kpis) {
            let Some(owner) = self.model.kpi_named(&definition.name.value) else {
                continue;
            };
            if let Some(unit) = &definition.body.unit {
                let kind = self.model.kpis[owner.0].formula.kind.clone();
                self.check_unit(unit, &kind);
            }
            if let Some(written) = &definition.body.materiality {
                let rate = self.model.kpis[owner.0].is_rate();
                self.model.kpis[owner.0].materiality = self.materiality(written, rate);
            }
            for name in &definition.body.companions {
                match self.model.kpi_named(&name.value) {
                    Some(id) => self.model.kpis[owner.0].companions.push(id),
                    None => {
                        let names = self.kpi_names();
                        let names = names.iter().map(String::as_str);
                        let diagnostic = super::unknown("KPI", &name.value, name.span, names);
                        self.diagnostics.push(diagnostic);
                    }
                }
            }
        }
    }

    /// Resolves one definition unless that is done; reports a circle and gives false in one.
    fn resolve_item(&mut self, item: usize, reference: Span) -> bool {
        if self.progress.done.get(item).copied().unwrap_or(true) {
            return true;
        }
        if let Some(start) = self.progress.active.iter().position(|(active, _)| *active == item) {
            self.report_circle(start, reference);
            return false;
        }
        self.progress.active.push((item, reference));
        let Item { kind, index, expressions, .. } = self.progress.written[item].clone();
        let outer = std::mem::take(&mut self.mixed_moments);
        match kind {
            "stage" => self.resolve_stage(StageId(index), &expressions),
            "score" => self.resolve_score(ScoreId(index), &expressions),
            "attribution" => self.resolve_attribution(AttributionId(index)),
            "criterion" => {
                let of = self.model.criteria[index].of;
                if of != NO_SOURCE {
                    let when = self.condition(&expressions[0], Scope::Row(of));
                    self.model.criteria[index].when = when;
                }
            }
            "dimension" => {
                for (position, written) in expressions.iter().enumerate() {
                    let source = self.model.dimensions[index].of[position].source;
                    let value = self.expression(written, Scope::Row(source));
                    self.model.dimensions[index].of[position].value = value;
                }
            }
            _ => {
                let formula = self.expression(&expressions[0], Scope::Formula);
                self.model.kpis[index].formula = formula;
            }
        }
        self.mixed_moments = outer;
        self.progress.active.pop();
        self.progress.done[item] = true;
        true
    }

    /// One message with every edge of the circle.
    fn report_circle(&mut self, start: usize, closing: Span) {
        let circle: Vec<(usize, Span)> = self.progress.active[start..].to_vec();
        let title = |item: usize| {
            let item = &self.progress.written[item];
            format!("{}.{}", item.kind, item.name.value)
        };
        let mut names: Vec<String> = circle.iter().map(|(item, _)| title(*item)).collect();
        names.push(names[0].clone());
        let mut diagnostic = Diagnostic::error(
            "circular-definition",
            closing,
            format!("definitions go in a circle: {}", names.join(" -> ")),
        )
        .label(format!("leads back to `{}`", names[0]))
        .help("write one of them without the others");
        for (step, (item, span)) in circle.iter().enumerate().skip(1) {
            diagnostic = diagnostic
                .also(*span, format!("{}: `{}` needs `{}`", step, names[step - 1], title(*item)));
        }
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn demand(
        &mut self,
        kind: &str,
        name: &Spanned<String>,
        span: Span,
    ) -> Option<usize> {
        let found = self
            .progress
            .written
            .iter()
            .position(|item| item.kind == kind && item.name.value == name.value);
        match found {
            Some(item) => self.resolve_item(item, span).then(|| self.progress.written[item].index),
            None => self.finished(kind, name),
        }
    }

    /// A definition of a model that was made before.
    fn finished(&mut self, kind: &str, name: &Spanned<String>) -> Option<usize> {
        let model = &self.model;
        let names: Vec<String> = match kind {
            "criterion" => model.criteria.iter().map(|item| item.about.name.clone()).collect(),
            "dimension" => model.dimensions.iter().map(|item| item.about.name.clone()).collect(),
            "score" => model.scores.iter().map(|item| item.about.name.clone()).collect(),
            _ => self.kpi_names(),
        };
        let found = names.iter().position(|candidate| *candidate == name.value);
        if found.is_none() {
            let what = if kind == "kpi" { "KPI" } else { kind };
            let diagnostic =
                super::unknown(what, &name.value, name.span, names.iter().map(String::as_str));
            self.diagnostics.push(diagnostic);
        }
        found
    }
}

/// Stands for the source of a criterion whose `of` is unknown.
pub(super) const NO_SOURCE: SourceId = SourceId(usize::MAX);

pub(super) fn about(name: &Spanned<String>, about: &document::About) -> About {
    let text = |part: &Option<Spanned<String>>| part.as_ref().map(|part| part.value.clone());
    About {
        name: name.value.clone(),
        span: name.span,
        label: text(&about.label).unwrap_or_else(|| name.value.clone()),
        means: text(&about.means),
        is_not: text(&about.is_not),
        owner: text(&about.owner),
        accepted_by: text(&about.accepted_by),
        standing: super::standing::standing(about),
    }
}
