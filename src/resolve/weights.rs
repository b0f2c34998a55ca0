//! The model of an attribution with its written numbers.

use super::Resolver;
use crate::attribution::{Anchor, At, Model, Position, TimeDecay, WShaped};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Weights};
use crate::expression::{Decimal, Duration, DurationUnit};
use crate::model::StageId;
use crate::source::{Span, Spanned};

/// A model and the stages whose entries its moments are.
type Found = (Model, Vec<StageId>);

/// Weights are kept in thousandths of a percent.
const DIGITS: u8 = 3;
const WHOLE: u32 = 100_000;

const POSITION: &str = "weights = { first = \"40%\", middle = \"20%\", last = \"40%\" }";
const TWO: &str = "two = { first = \"50%\", last = \"50%\" }";
const W_SHAPED: &str =
    "weights = { first = \"30%\", mql = \"30%\", last = \"30%\", rest = \"10%\" }";

impl Resolver<'_> {
    /// The model of an attribution; keys that do not go with it are reported.
    pub(super) fn credit_model(
        &mut self,
        body: &document::Attribution,
        span: Span,
        stage: Option<StageId>,
    ) -> Option<Found> {
        let Some(word) = &body.model else {
            return self.required(span, "model", "model = \"linear\"").and(None);
        };
        let plain = |model: Model| Some((model, Vec::new()));
        let found = match word.value.as_str() {
            "first" => plain(Model::First),
            "last" => plain(Model::Last),
            "linear" => plain(Model::Linear),
            "markov" => plain(Model::Markov),
            "shapley" => plain(Model::Shapley),
            "last_non_direct" => {
                if body.direct.is_none() {
                    self.required(span, "direct", "direct = \"touches.channel = 'direct'\"");
                }
                plain(Model::LastNonDirect)
            }
            "position" => self.position(body, span).and_then(plain),
            "time_decay" => self.time_decay(body, span).and_then(plain),
            "w_shaped" => self.w_shaped(body, span, stage),
            _ => {
                self.no_model(word);
                return None;
            }
        };
        self.unfit(body, word);
        found
    }

    /// Keys that belong to other models.
    fn unfit(&mut self, body: &document::Attribution, word: &Spanned<String>) {
        let keys: [(&str, Option<Span>, &[&str]); 4] = [
            ("direct", body.direct.as_ref().map(|it| it.span), &["last_non_direct"]),
            ("weights", body.weights.as_ref().map(|it| it.span), &["position", "w_shaped"]),
            ("two", body.two.as_ref().map(|it| it.span), &["position"]),
            ("half_life", body.half_life.as_ref().map(|it| it.span), &["time_decay"]),
        ];
        for (key, place, models) in keys {
            let Some(place) = place.filter(|_| !models.contains(&word.value.as_str())) else {
                continue;
            };
            let message = format!("the model `{}` does not look at `{key}`", word.value);
            let models: Vec<String> = models.iter().map(|it| (*it).to_owned()).collect();
            let models = super::names::listed(&models);
            self.diagnostics.push(
                Diagnostic::error("unknown-key", place, message)
                    .also(word.span, "the model")
                    .help(format!("leave `{key}` out; it goes with {models}")),
            );
        }
    }

    fn position(&mut self, body: &document::Attribution, span: Span) -> Option<Model> {
        let more = match &body.weights {
            Some(weights) => self.parts(weights, &["first", "middle", "last"], POSITION),
            None => self.required(span, "weights", POSITION).and(None),
        };
        let two = match &body.two {
            Some(weights) => self.parts(weights, &["first", "last"], TWO),
            None => self.required(span, "two", TWO).and(None),
        };
        match (more?.as_slice(), two?.as_slice()) {
            (&[first, middle, last], &[former, latter]) => Some(Model::Position(Position {
                one: [WHOLE],
                two: [former, latter],
                more: [first, middle, last],
            })),
            _ => None,
        }
    }

    /// Weights of exactly these names.
    fn parts(&mut self, weights: &Weights, names: &[&str], example: &str) -> Option<Vec<u32>> {
        let known = self.whole(weights)?;
        let mut fits = true;
        for (name, _) in &weights.parts {
            if !names.contains(&name.value.as_str()) {
                let message = format!("`{}` gets no weight here", name.value);
                self.diagnostics.push(
                    Diagnostic::error("unknown-key", name.span, message)
                        .help(format!("write `{example}`")),
                );
                fits = false;
            }
        }
        let mut found = Vec::new();
        for name in names {
            match known.iter().find(|(known, _)| known.value == *name) {
                Some((_, weight)) => found.push(*weight),
                None if fits => {
                    self.required(weights.span, name, example);
                    fits = false;
                }
                None => {}
            }
        }
        fits.then_some(found)
    }

    /// Weights that add up to 100 %.
    fn whole<'w>(&mut self, weights: &'w Weights) -> Option<Vec<(&'w Spanned<String>, u32)>> {
        let mut found = Vec::new();
        for (name, share) in &weights.parts {
            let share_of = share.value?;
            match in_thousandths(share_of) {
                Some(weight) => found.push((name, weight)),
                None => {
                    let message = format!("the weight of `{}` cannot be this", name.value);
                    self.diagnostics.push(
                        Diagnostic::error("bad-value", share.span, message)
                            .help("write 0% to 100%, with at most three digits after the point"),
                    );
                    return None;
                }
            }
        }
        let sum: u32 = found.iter().map(|(_, weight)| weight).sum();
        if sum == WHOLE {
            return Some(found);
        }
        let sum = Decimal { units: i128::from(sum), scale: DIGITS };
        let message = format!("the weights add up to {}%, not to 100%", plain(sum));
        self.diagnostics.push(
            Diagnostic::error("bad-value", weights.span, message)
                .label("not a whole")
                .help("write weights that add up to 100%"),
        );
        None
    }

    fn time_decay(&mut self, body: &document::Attribution, span: Span) -> Option<Model> {
        let Some(half_life) = &body.half_life else {
            return self.required(span, "half_life", "half_life = \"7 days\"").and(None);
        };
        let length = half_life.value?;
        let found = micros(&length).filter(|micros| *micros > 0);
        if found.is_none() {
            let message = format!("`{length}` is no half-life");
            self.diagnostics.push(
                Diagnostic::error("bad-value", half_life.span, message)
                    .help("write hours, days or weeks above 0, as in `half_life = \"7 days\"`"),
            );
        }
        Some(Model::TimeDecay(TimeDecay { half_life: found? }))
    }

    fn w_shaped(
        &mut self,
        body: &document::Attribution,
        span: Span,
        stage: Option<StageId>,
    ) -> Option<Found> {
        let Some(weights) = &body.weights else {
            return self.required(span, "weights", W_SHAPED).and(None);
        };
        let known = self.whole(weights)?;
        let (mut anchors, mut stages, mut rest) = (Vec::new(), Vec::new(), 0);
        let mut fits = true;
        for (name, weight) in known {
            let at = match name.value.as_str() {
                "rest" => {
                    rest = weight;
                    continue;
                }
                "first" => At::First,
                "last" => At::Last,
                _ => match self.anchor(name, stage) {
                    Some(anchor) => {
                        stages.push(anchor);
                        At::Moment(stages.len() - 1)
                    }
                    None => {
                        fits = false;
                        continue;
                    }
                },
            };
            if weight == 0 {
                let message = format!("`{}` has weight 0", name.value);
                self.diagnostics.push(
                    Diagnostic::error("bad-value", name.span, message)
                        .help("leave it out, or give it a weight above 0%"),
                );
                fits = false;
            }
            anchors.push(Anchor { at, weight });
        }
        if anchors.is_empty() && fits {
            let message = "no touch stands out here";
            self.diagnostics.push(
                Diagnostic::error("bad-value", weights.span, message)
                    .help(format!("write `{W_SHAPED}`, or `model = \"linear\"`")),
            );
            fits = false;
        }
        fits.then_some((Model::WShaped(WShaped { anchors, rest }), stages))
    }

    /// A stage of the same funnel, not after the credited one.
    fn anchor(&mut self, name: &Spanned<String>, credited: Option<StageId>) -> Option<StageId> {
        let found = self.stage_of(name)?;
        let credited = credited?;
        let (anchor, stage) = (&self.model.stages[found.0], &self.model.stages[credited.0]);
        if anchor.funnel == stage.funnel && anchor.position <= stage.position {
            return Some(found);
        }
        let message = match anchor.funnel == stage.funnel {
            true => format!("`{}` comes after `{}`", name.value, stage.about.name),
            false => format!("`{}` is a stage of another funnel", name.value),
        };
        let help = format!("name stages up to `{}`, `first`, `last` or `rest`", stage.about.name);
        self.diagnostics
            .push(Diagnostic::error("bad-value", name.span, message).label("no anchor").help(help));
        None
    }
}

/// A percentage from 0 to 100 in thousandths.
fn in_thousandths(share: Decimal) -> Option<u32> {
    let units = super::decay::in_units(share, DIGITS)?;
    u32::try_from(units).ok().filter(|units| *units <= WHOLE)
}

fn plain(number: Decimal) -> String {
    let text = crate::expression::Literal::Number(number).to_string();
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// A length of time that is the same everywhere, in microseconds; none of months.
fn micros(length: &Duration) -> Option<i64> {
    let seconds = match length.unit {
        DurationUnit::Minutes => 60,
        DurationUnit::Hours => 3_600,
        DurationUnit::Days => 86_400,
        DurationUnit::Weeks => 7 * 86_400,
        _ => return None,
    };
    i64::from(length.amount).checked_mul(seconds * 1_000_000)
}
