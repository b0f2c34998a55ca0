//! Attributions: the credited stage, the touches below its subject, what is credited.
//!
//! `weights` reads the numbers of the model.

use super::definitions::about;
use super::expression::article;
use super::{Resolver, Scope, whole_days};
use crate::attribution::{ALL, Repeats};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Definition};
use crate::expression::{Duration, DurationUnit, Expression};
use crate::model::{Attribution, AttributionId, Formula, FunnelId, Part, Path, SourceId, StageId};
use crate::source::{Span, Spanned};
use crate::types::Kind;

impl Resolver<'_> {
    /// Registers an attribution whose stage and touches are known; all else is reported.
    pub(super) fn register_attribution(&mut self, definition: &Definition<document::Attribution>) {
        let (span, body) = (definition.name.span, &definition.body);
        let stage = self.credited(&body.stage, span);
        let channel = body.channel.clone();
        if channel.is_none() {
            self.required(span, "channel", "channel = \"touches.channel\"");
        }
        let touches = match &body.touches {
            Some(name) => self.touches(name, stage),
            None => self.required(span, "touches", "touches = \"touches\"").and(None),
        };
        let model = self.credit_model(body, span, stage);
        let look_back = body.look_back.as_ref().and_then(|it| self.look_back(it.value?, it.span));
        let repeats = self.repeats(&body.repeats);
        let (Some(stage), Some(channel), Some((touches, path)), Some((model, anchors))) =
            (stage, channel, touches, model)
        else {
            return;
        };
        let part = |written: &Expression| Part {
            written: written.clone(),
            formula: Formula::poison(written.span),
        };
        let fallback = if self.model.project.language == "ja" { "(なし)" } else { "(missing)" };
        let (value, direct) = (body.value.as_ref().map(part), body.direct.as_ref().map(part));
        let written = [Some(&channel), body.value.as_ref(), body.direct.as_ref()];
        let written = written.into_iter().flatten().cloned().collect();
        let id = self.model.attributions.len();
        self.item(&definition.name, "attribution", id, written);
        self.model.attributions.push(Attribution {
            about: about(&definition.name, &definition.about),
            whole_days: self.in_days(stage, touches),
            channel: part(&channel),
            missing: body.missing.as_ref().map_or(fallback, |label| &label.value).into(),
            stage,
            touches,
            path,
            value,
            direct,
            model,
            anchors,
            look_back,
            repeats,
        });
    }

    /// Understands the expressions of an attribution.
    pub(super) fn resolve_attribution(&mut self, id: AttributionId) {
        let held = self.model.attributions[id.0].clone();
        let (journeys, _) = self.model.entries(held.stage);
        let channel = self.expression(&held.channel.written, Scope::Row(held.touches));
        let channel = self.of_kind(channel, "channel", &Kind::Text);
        let direct = held.direct.as_ref();
        let direct = direct.map(|part| self.condition(&part.written, Scope::Row(held.touches)));
        let value = held.value.as_ref().map(|part| {
            let value = self.expression(&part.written, Scope::Row(journeys));
            let money = Kind::money(&self.model.project.currency);
            self.of_kind(value, "value", &money)
        });
        let held = &mut self.model.attributions[id.0];
        held.channel.formula = channel;
        if let (Some(part), Some(formula)) = (&mut held.direct, direct) {
            part.formula = formula;
        }
        if let (Some(part), Some(formula)) = (&mut held.value, value) {
            part.formula = formula;
        }
    }

    /// An attribution is no value: `count(won where attribution.linear = ..)`.
    pub(super) fn attribution_as_name(&mut self, name: &Spanned<String>, span: Span) -> Formula {
        let message = format!(
            "`attribution.{}` splits an entry over several channels, it has no value for one",
            name.value
        );
        self.fail(Diagnostic::error("wrong-arguments", span, message).label("not a value").help(
            format!("leave it out here, and group with `kpi run --by attribution.{}`", name.value),
        ))
    }

    fn credited(&mut self, written: &Option<Spanned<String>>, span: Span) -> Option<StageId> {
        let Some(name) = written else {
            return self.required(span, "stage", "stage = \"won\"").and(None);
        };
        self.stage_of(name)
    }

    /// A stage by its name; reports one that is not there.
    pub(super) fn stage_of(&mut self, name: &Spanned<String>) -> Option<StageId> {
        let found = self.model.stage_named(&name.value);
        if found.is_none() && !self.lost.contains(&name.value) {
            let names = self.model.stages.iter().map(|stage| stage.about.name.as_str());
            let diagnostic = super::unknown("stage", &name.value, name.span, names);
            self.diagnostics.push(diagnostic);
        }
        found
    }

    /// The source of touches: below the subject, with a time.
    fn touches(
        &mut self,
        name: &Spanned<String>,
        stage: Option<StageId>,
    ) -> Option<(SourceId, Path)> {
        let Some(stage) = stage else { return self.source_of(name).and(None) };
        let of = self.model.funnels[self.model.stages[stage.0].funnel.0].of;
        let found = self.activity(name, of)?;
        if found.0 == of {
            let message = format!("a row of `{}` is no touch of itself", name.value);
            self.diagnostics.push(
                Diagnostic::error("bad-value", name.span, message)
                    .help("name a source of rows below it, such as `touches`"),
            );
            return None;
        }
        Some(found)
    }

    fn in_days(&self, stage: StageId, touches: SourceId) -> bool {
        let FunnelId(funnel) = self.model.stages[stage.0].funnel;
        self.model.funnels[funnel].whole_days || whole_days::dated(&self.model, touches)
    }

    fn of_kind(&mut self, formula: Formula, key: &str, wanted: &Kind) -> Formula {
        let money = |kind: &Kind| matches!(kind, Kind::Number(unit) if unit.is_money());
        let fits = formula.kind == *wanted || money(wanted) && money(&formula.kind);
        if fits || formula.kind.is_poison() {
            return formula;
        }
        let message = format!("`{key}` is {}, this is {}", article(wanted), article(&formula.kind));
        let help = match wanted {
            Kind::Text => "write a column of a touch, as in `touches.channel`",
            _ => "write what one entry is worth, as in `sum(deals.amount where status = 'won')`",
        };
        let diagnostic = Diagnostic::error("type-mismatch", formula.span, message);
        self.fail(diagnostic.label(formula.kind.to_string()).help(help))
    }

    fn look_back(&mut self, length: Duration, span: Span) -> Option<Duration> {
        let short = [DurationUnit::BusinessDays, DurationUnit::Hours, DurationUnit::Minutes]
            .contains(&length.unit);
        if length.amount > 0 && !short {
            return Some(length);
        }
        let message = format!("`{length}` is no time to look back");
        self.diagnostics.push(
            Diagnostic::error("bad-value", span, message)
                .help("write days, weeks, months or years, as in `look_back = \"90 days\"`"),
        );
        None
    }

    fn repeats(&mut self, written: &Option<Spanned<String>>) -> Repeats {
        match written.as_ref().map(|word| (word.value.as_str(), word.span)) {
            None | Some(("as is", _)) => Repeats::AsIs,
            Some(("collapse", _)) => Repeats::Collapse,
            Some((other, span)) => {
                let message = format!("`{other}` is no way to treat repeated channels");
                self.diagnostics.push(
                    Diagnostic::error("bad-value", span, message)
                        .help("write `repeats = \"as is\"` or `repeats = \"collapse\"`"),
                );
                Repeats::AsIs
            }
        }
    }

    /// Reports a model that is not there.
    pub(super) fn no_model(&mut self, written: &Spanned<String>) {
        let names: Vec<String> = ALL.iter().map(|method| method.name.to_owned()).collect();
        let near = crate::suggest::nearest(&written.value, ALL.iter().map(|method| method.name));
        let help = crate::suggest::did_you_mean(&near)
            .unwrap_or_else(|| format!("write {}", super::names::listed(&names)));
        let message = format!("there is no model of attribution `{}`", written.value);
        self.diagnostics.push(Diagnostic::error("bad-value", written.span, message).help(help));
    }
}
