//! Attributions in words.
//!
//! `about` asks for the sentence and the facts, `stage` for what was written and understood.

use std::fmt::Write;

use super::fact::Facts;
use super::phrases::Phrases;
use crate::attribution::{At, Model as Method, Repeats};
use crate::model::{Attribution, AttributionId, Formula, Model, Part, SourceId, Tree};

/// Thousandths of a percent.
const PERCENT: f64 = 1_000.0;

impl Phrases<'_> {
    /// What an attribution does.
    pub(super) fn attribution_reading(&self, id: AttributionId) -> String {
        let attribution = &self.model.attributions[id.0];
        let (stage, name) = (self.stage_name(attribution.stage), attribution.model.method().name);
        let touches = &self.model.source(attribution.touches).name;
        if self.japanese {
            format!("{stage} 1件ごとの貢献を、それまでの {touches} に分ける（モデル：{name}）")
        } else {
            format!(
                "the credit for each entry into {stage}, shared by the {touches} up to it ({name})"
            )
        }
    }
}

impl Facts<'_, '_> {
    pub(super) fn attribution(&mut self, id: AttributionId) {
        let phrases = self.phrases;
        let model = phrases.model;
        let attribution = &model.attributions[id.0];
        self.add("stage", "ステージ", model.stages[attribution.stage.0].about.name.clone());
        self.add("touches", "接点", model.source(attribution.touches).name.clone());
        self.written("channel", "配分先", &attribution.channel.written);
        if let Some(value) = &attribution.value {
            self.written("value", "金額", &value.written);
        }
        let method = attribution.model.method();
        self.add("model", "モデル", format!("{}: {}", method.name, method.summary));
        for (word, number) in numbers(model, attribution) {
            self.add(word, word, number);
        }
        if let Some(direct) = &attribution.direct {
            self.written("direct", "直接", &direct.written);
        }
        let all = phrases.say("all touches before", "それまでのすべての接点").to_owned();
        let look_back = attribution.look_back.map(|length| length.to_string());
        self.add("look back", "遡る期間", look_back.unwrap_or(all));
        self.add(
            "repeats",
            "同じ配分先の連続",
            match attribution.repeats {
                Repeats::AsIs => phrases.say("as is", "そのまま (as is)"),
                Repeats::Collapse => phrases.say("collapse", "1つにまとめる (collapse)"),
            },
        );
        let (open, close) = if phrases.japanese { ("「", "」") } else { ("\"", "\"") };
        let missing = format!("{open}{}{close}", attribution.missing);
        self.add("missing", "値なしの表示", missing);
        if attribution.whole_days {
            self.add("moments", "時点", phrases.say("whole local days", "日付単位"));
        }
    }
}

/// Written numbers of the model.
fn numbers(model: &Model, attribution: &Attribution) -> Vec<(&'static str, String)> {
    let percent = |weight: u32| format!("{}%", f64::from(weight) / PERCENT);
    let named = |parts: &[(&str, u32)]| {
        let part = |(name, weight): &(&str, u32)| format!("{name} {}", percent(*weight));
        parts.iter().map(part).collect::<Vec<_>>().join(", ")
    };
    match &attribution.model {
        Method::Position(position) => {
            let [first, middle, last] = position.more;
            let [former, latter] = position.two;
            vec![
                ("weights", named(&[("first", first), ("middle", middle), ("last", last)])),
                ("two", named(&[("first", former), ("last", latter)])),
            ]
        }
        Method::TimeDecay(decay) => {
            let hours = decay.half_life / 3_600_000_000;
            let text = match hours % 24 {
                0 => format!("{} days", hours / 24),
                _ => format!("{} minutes", decay.half_life / 60_000_000),
            };
            vec![("half_life", text)]
        }
        Method::WShaped(shape) => {
            let name = |at: At| match at {
                At::First => "first",
                At::Last => "last",
                At::Moment(index) => attribution
                    .anchors
                    .get(index)
                    .map_or("?", |stage| model.stages[stage.0].about.name.as_str()),
            };
            let mut parts: Vec<(&str, u32)> =
                shape.anchors.iter().map(|anchor| (name(anchor.at), anchor.weight)).collect();
            parts.push(("rest", shape.rest));
            vec![("weights", named(&parts))]
        }
        Method::First
        | Method::Last
        | Method::LastNonDirect
        | Method::Linear
        | Method::Markov
        | Method::Shapley => Vec::new(),
    }
}

/// The expressions of an attribution with their keys and the source whose row they speak of.
pub(super) fn parts(model: &Model, id: AttributionId) -> Vec<(&'static str, &Part, SourceId)> {
    let held = &model.attributions[id.0];
    let (journeys, _) = model.entries(held.stage);
    let mut parts = vec![("channel", &held.channel, held.touches)];
    parts.extend(held.value.as_ref().map(|part| ("value", part, journeys)));
    parts.extend(held.direct.as_ref().map(|part| ("direct", part, held.touches)));
    parts
}

/// What was written, part by part.
pub(super) fn attribution_expression(model: &Model, id: AttributionId) -> String {
    parts(model, id).into_iter().fold(String::new(), |mut text, (key, part, _)| {
        let _ = writeln!(text, "{key}: {}", part.written);
        text
    })
}

/// What was understood, part by part.
pub(super) fn attribution_tree(model: &Model, id: AttributionId) -> String {
    let tree = |formula: &Formula, source| {
        super::stage::indented(&Tree { model, formula, source: Some(source) }.to_string())
    };
    parts(model, id).into_iter().fold(String::new(), |mut text, (key, part, source)| {
        let _ = writeln!(text, "{key}:");
        text.push_str(&tree(&part.formula, source));
        text
    })
}
