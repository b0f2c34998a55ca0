//! Where the rates of a plan come from: written, agreed, measured. Used by `plan`.

use super::plan_parts::{Parts, percent};
use super::unknown;
use crate::diagnostic::Diagnostic;
use crate::document::Pair;
use crate::expression::Decimal;
use crate::model::{Measure, RateFrom, StageId};
use crate::source::{Span, Spanned};

impl Parts<'_> {
    /// One source of a rate for every step.
    pub(super) fn rates(
        &mut self,
        written: &[Pair],
        stages: &[StageId],
        span: Span,
    ) -> Option<Vec<Spanned<RateFrom>>> {
        let name = |id: &StageId| self.model.stages[id.0].about.name.clone();
        let steps: Vec<String> = stages
            .windows(2)
            .map(|pair| format!("{} -> {}", name(&pair[0]), name(&pair[1])))
            .collect();
        let mut rest: Option<Spanned<RateFrom>> = None;
        let mut found: Vec<Option<Spanned<RateFrom>>> = vec![None; steps.len()];
        for (key, text) in written {
            let spaced = key.value.replace("->", " -> ");
            let plain = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
            if plain == "measured" {
                rest =
                    self.measured(&text.value, text.span).map(|from| Spanned::new(from, text.span));
                continue;
            }
            match steps.iter().position(|step| *step == plain) {
                Some(step) => {
                    let way = [stages[step], stages[step + 1]];
                    let rate = self.rate(text, way)?;
                    found[step] = Some(Spanned::new(rate, text.span));
                }
                None => {
                    let message = format!("`{}` is no step of the funnel", key.value);
                    let help = format!("the steps are {}", super::names::listed(&steps));
                    self.bad(key.span, message, &help);
                    return None;
                }
            }
        }
        let filled: Vec<Option<Spanned<RateFrom>>> =
            found.into_iter().map(|rate| rate.or_else(|| rest.clone())).collect();
        if let Some(step) = filled.iter().position(Option::is_none) {
            let message = format!("the step `{}` has no rate", steps[step]);
            let help =
                "write `rates = { measured = \"last 12 months\" }`, or a rate for every step";
            self.bad(span, message, help);
        }
        filled.into_iter().collect()
    }

    fn rate(&mut self, text: &Spanned<String>, way: [StageId; 2]) -> Option<RateFrom> {
        let written = text.value.trim();
        if let Some(name) = written.strip_prefix("agreement.") {
            return self.agreed(name, text.span, way);
        }
        if let Some(period) = written.strip_prefix("measured ") {
            return self.measured(period, text.span);
        }
        let Some(rate) = percent(written) else {
            let message = format!("`{written}` is no rate");
            let help = "write `30%`, `agreement.NAME` or `measured last 12 months`";
            self.bad(text.span, message, help);
            return None;
        };
        if rate.units > 100 * 10i128.pow(u32::from(rate.scale)) {
            self.bad(text.span, "a rate is at most 100%", "write a share between 0% and 100%");
            return None;
        }
        self.contradicts(rate, text.span, way);
        Some(RateFrom::Written(rate))
    }

    /// The rate that teams agreed on for a step.
    fn agreed(&mut self, name: &str, span: Span, way: [StageId; 2]) -> Option<RateFrom> {
        let Some(id) = self.model.agreement_named(name) else {
            let names = self.model.agreements.iter().map(|it| it.about.name.as_str());
            self.diagnostics.push(unknown("agreement", name, span, names));
            return None;
        };
        let agreement = &self.model.agreements[id.0];
        let Some(rate) = agreement.agreed_rate().filter(|_| agreement.is_floor()) else {
            let message = format!("`{name}` is no agreement on a rate to reach");
            self.bad(span, message, "name one whose `expect` is like `30% ± 5pt` or `>= 30%`");
            return None;
        };
        if self.model.promised_way(agreement).is_none_or(|promised| promised != way) {
            let [from, to] = way.map(|stage| self.model.stages[stage.0].about.name.as_str());
            let message = format!("`{name}` promises something else than {from} -> {to}");
            self.diagnostics.push(
                Diagnostic::error("bad-value", span, message)
                    .also(agreement.about.span, "the agreement")
                    .help("name an agreement on this step, or write the rate"),
            );
            return None;
        }
        Some(RateFrom::Agreed(id, rate))
    }

    /// Reports a written rate that lies outside of what teams agreed on for the step.
    fn contradicts(&mut self, percent: Decimal, span: Span, way: [StageId; 2]) {
        let scale = percent.scale.saturating_add(2);
        let rate = Decimal { units: percent.units, scale };
        for agreement in &self.model.agreements {
            let same = self.model.promised_way(agreement).is_some_and(|promised| promised == way);
            if !same || agreement.expect.measure != Measure::Rate || agreement.expect.holds(rate) {
                continue;
            }
            let (name, expect) = (&agreement.about.name, &agreement.expect.written);
            let message = format!("the plan counts on another rate than `{name}`, `{expect}`");
            self.diagnostics.push(
                Diagnostic::warning("contradicting-rate", span, message)
                    .label("written here")
                    .also(agreement.about.span, "agreed here")
                    .help(format!("write `agreement.{name}`, or change what was agreed")),
            );
        }
    }
}
