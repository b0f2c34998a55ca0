//! Where the rates of a plan come from: written, agreed, measured. Used by `plan`.

use super::plan_parts::{Parts, percent};
use super::{names, unknown};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document};
use crate::expression::{Decimal, Duration};
use crate::model::{Agreement, Measure, Promise, RateFrom, StageId};
use crate::source::{Span, Spanned};

/// A step of the plan at hand.
struct Step {
    way: [StageId; 2],
    /// How long it may take; none is ever.
    within: Option<Duration>,
}

impl Parts<'_> {
    /// One source of a rate for every step.
    pub(super) fn rates(
        &mut self,
        body: &document::Plan,
        stages: &[StageId],
        span: Span,
    ) -> Option<Vec<Spanned<RateFrom>>> {
        let ways: Vec<[StageId; 2]> = stages.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        let steps: Vec<String> = ways.iter().map(|way| self.step_name(way)).collect();
        let within = body.within.as_ref().and_then(|within| within.value);
        // What is written is `Some`, and within it nothing where it is reported.
        let mut rest: Option<Option<Spanned<RateFrom>>> = None;
        let mut found: Vec<Option<Option<Spanned<RateFrom>>>> = vec![None; steps.len()];
        let mut sound = true;
        for (key, text) in &body.rates {
            let spaced = key.value.replace("->", " -> ");
            let plain = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
            if plain == "measured" {
                let from = self.measured(&text.value, text.span);
                rest = Some(from.map(|from| Spanned::new(from, text.span)));
                continue;
            }
            let Some(step) = steps.iter().position(|step| *step == plain) else {
                let message = format!("`{}` is no step of the funnel", key.value);
                let help = format!("the steps are {}", names::listed(&steps));
                self.bad(key.span, message, &help);
                sound = false;
                continue;
            };
            if found[step].is_some() {
                let message = format!("`{plain}` has two rates");
                self.bad(key.span, message, "leave one of them");
                sound = false;
                continue;
            }
            let rate = self.rate(text, &Step { way: ways[step], within });
            found[step] = Some(rate.map(|from| Spanned::new(from, text.span)));
        }
        let filled: Vec<_> = found.into_iter().map(|rate| rate.or_else(|| rest.clone())).collect();
        if let Some(step) = filled.iter().position(Option::is_none)
            && sound
        {
            let message = format!("the step `{}` has no rate", steps[step]);
            let help =
                "write `rates = { measured = \"last 12 months\" }`, or a rate for every step";
            self.bad(span, message, help);
        }
        filled.into_iter().map(Option::flatten).collect::<Option<_>>().filter(|_| sound)
    }

    fn step_name(&self, way: &[StageId; 2]) -> String {
        way.map(|stage| self.model.stages[stage.0].about.name.as_str()).join(" -> ")
    }

    fn rate(&mut self, text: &Spanned<String>, step: &Step) -> Option<RateFrom> {
        let written = text.value.trim();
        if let Some(name) = written.strip_prefix("agreement.") {
            return self.agreed(name, text.span, step);
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
        self.contradicts(rate, text, step);
        Some(RateFrom::Written(rate))
    }

    /// The rate that teams agreed on for a step.
    fn agreed(&mut self, name: &str, span: Span, step: &Step) -> Option<RateFrom> {
        let Some(id) = self.model.agreement_named(name) else {
            let lost = |it: &Document| it.agreements.iter().any(|it| it.name.value == name);
            if !self.documents.iter().any(lost) {
                let names = self.model.agreements.iter().map(|it| it.about.name.as_str());
                self.diagnostics.push(unknown("agreement", name, span, names));
            }
            return None;
        };
        let agreement = &self.model.agreements[id.0];
        if let Some(problem) = self.misfit(agreement, span, step) {
            self.diagnostics.push(problem);
            return None;
        }
        agreement.agreed_rate().map(|rate| RateFrom::Agreed(id, rate))
    }

    /// Why a plan cannot count on an agreement in a step: it is no rate, that of something else, or
    /// one that is not to be reached but kept below.
    fn misfit(&self, agreement: &Agreement, span: Span, step: &Step) -> Option<Diagnostic> {
        let name = &agreement.about.name;
        let example = "name an agreement whose `expect` is like `30% ± 5pt` or `>= 30%`";
        let bad = |message: String| Diagnostic::error("bad-value", span, message);
        let promised = match &agreement.promise {
            Promise::Measured(part) if agreement.expect.measure == Measure::Rate => &part.written,
            _ => {
                let found = bad(format!("`{name}` is no agreement on a rate"));
                let found = found.also(agreement.expect_span, "this is promised");
                return Some(found.help(example));
            }
        };
        if self.model.promised_way(agreement).is_none_or(|way| way != step.way) {
            let step = self.step_name(&step.way);
            let found = bad(format!("`{name}` promises `{promised}`, the step is `{step}`"));
            let found = found.also(promised.span, "this is promised");
            return Some(
                found.help("name an agreement on this step for all entries, or write the rate"),
            );
        }
        if !agreement.is_floor() {
            let found = bad(format!("`{name}` says what a rate stays below, not what it reaches"));
            let found = found.also(agreement.expect_span, "an upper bound");
            return Some(found.help(example));
        }
        None
    }

    /// Reports a written rate that lies outside of what teams agreed on for the step.
    fn contradicts(&mut self, percent: Decimal, text: &Spanned<String>, step: &Step) {
        let scale = percent.scale.saturating_add(2);
        let rate = Decimal { units: percent.units, scale };
        for agreement in &self.model.agreements {
            let same = self.model.promised_way(agreement).is_some_and(|way| way == step.way);
            if !same || agreement.expect.measure != Measure::Rate || agreement.expect.holds(rate) {
                continue;
            }
            let (name, expect) = (&agreement.about.name, &agreement.expect.written);
            let written = text.value.trim();
            let message = format!("the plan counts on {written}, `{name}` promises `{expect}`");
            let agreed = self.model.promised_windows(agreement).first().copied().flatten();
            let mut help = match agreement.is_floor() {
                true => format!("write `agreement.{name}`, or change what was agreed"),
                false => "write another rate, or change what was agreed".to_owned(),
            };
            if step.within != agreed {
                let [own, agreed] = [step.within, agreed].map(window);
                help.push_str(&format!(
                    "; their windows differ: {own} in the plan, {agreed} agreed"
                ));
            }
            self.diagnostics.push(
                Diagnostic::warning("contradicting-rate", text.span, message)
                    .label("written here")
                    .also(agreement.expect_span, "agreed here")
                    .help(help),
            );
        }
    }
}

fn window(within: Option<Duration>) -> String {
    within.map_or_else(|| "ever".to_owned(), |within| within.to_string())
}
