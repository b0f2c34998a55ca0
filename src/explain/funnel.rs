//! Funnels, stages and scores in words.
//!
//! `about` asks for sentences and facts, `stage` for what was written and understood.

use std::fmt::Write;

use super::fact::Facts;
use super::phrases::{Phrases, spaced};
use crate::model::{
    Cycle, Entry, Formula, FunnelId, Model, Rule, Score, ScoreId, Skips, SourceId, StageId, Tree,
};
use crate::plan::Value;
use crate::types::Kind;

impl Phrases<'_> {
    /// A stage by its label.
    pub(super) fn stage_name(&self, id: StageId) -> String {
        self.named(&self.model.stages[id.0].about, "stage")
    }

    /// How a stage is entered.
    pub(super) fn stage_reading(&self, id: StageId) -> String {
        let stage = &self.model.stages[id.0];
        let funnel = &self.model.funnels[stage.funnel.0];
        let of = Some(funnel.of);
        let before = stage.position.checked_sub(1).and_then(|before| funnel.stages.get(before));
        let before = before.map(|before| self.stage_name(*before));
        match (&stage.entry, self.japanese) {
            (Entry::At(moment), true) => spaced(&self.value(moment, of), "に入る"),
            (Entry::At(moment), false) => format!("entered at {}", self.value(moment, of)),
            (Entry::When(condition), true) => {
                let condition = self.condition(condition, of);
                let from = before.map(|before| spaced(&before, "に入った時点以降で、"));
                let from = from.unwrap_or_default();
                format!("{from}次が初めて成り立った時点で入る：{condition}")
            }
            (Entry::When(condition), false) => {
                let condition = self.condition(condition, of);
                let from = before.map(|before| format!(", not before the entry into {before},"));
                let from = from.unwrap_or_default();
                format!("entered at the first moment{from} at which {condition}")
            }
        }
    }

    /// What a funnel is.
    pub(super) fn funnel_reading(&self, id: FunnelId) -> String {
        let funnel = &self.model.funnels[id.0];
        let of = &self.model.source(funnel.of).name;
        let stages: Vec<String> = funnel.stages.iter().map(|id| self.stage_name(*id)).collect();
        let stages = stages.join(" → ");
        if self.japanese {
            format!("{of} の1行を1件とし、{stages} の順に進む")
        } else {
            format!("one for every row of {of}, through {stages}")
        }
    }

    /// What a score adds up.
    pub(super) fn score_reading(&self, id: ScoreId) -> String {
        let score = &self.model.scores[id.0];
        let rules: Vec<String> = score.rules.iter().map(|rule| self.rule(score, rule)).collect();
        let points = |units: i64| self.points(score, units);
        if self.japanese {
            let mut text = format!("{} の合計", rules.join("、"));
            match (score.floor, score.cap) {
                (None, None) => {}
                (floor, cap) => {
                    let floor = floor.map(|floor| format!("{}以上", points(floor)));
                    let cap = cap.map(|cap| format!("{}以下", points(cap)));
                    let bounds: Vec<String> = floor.into_iter().chain(cap).collect();
                    let _ = write!(text, "（{}）", bounds.join("、"));
                }
            }
            return text;
        }
        let mut text = format!("the sum of {}", rules.join("; "));
        if let Some(floor) = score.floor {
            let _ = write!(text, "; at least {}", points(floor));
        }
        if let Some(cap) = score.cap {
            let _ = write!(text, "; at most {}", points(cap));
        }
        text
    }

    /// A rule: `10 points for every row of page_views for which ..`.
    pub(super) fn rule(&self, score: &Score, rule: &Rule) -> String {
        let when = self.condition(&rule.when, Some(rule.source));
        let own = rule.source == score.of;
        let source = &self.model.source(rule.source).name;
        let first = rule.steps.first().map_or(0, |step| step.points);
        let points = self.points(score, first);
        let cap = rule.cap.map(|cap| self.points(score, cap));
        if self.japanese {
            let cap = cap.map(|cap| format!("、合わせて{cap}まで")).unwrap_or_default();
            let each = if own { String::new() } else { " 1行につき".to_owned() };
            let rows = if own { format!("{when}なら") } else { spaced(&when, source) };
            return spaced(&rows, &format!("{each}{points}{}{cap}", self.fading(score, rule)));
        }
        let cap = cap.map(|cap| format!(", at most {cap} together")).unwrap_or_default();
        let rows = match own {
            true => format!("if {when}"),
            false => format!("for every row of {source} for which {when}"),
        };
        format!("{points} {rows}{}{cap}", self.fading(score, rule))
    }

    /// How points fade: all steps where they are few.
    fn fading(&self, score: &Score, rule: &Rule) -> String {
        let after = |step: &crate::model::ScoreStep| step.after.map(|after| self.duration(after));
        let steps: Vec<(String, i64)> =
            rule.steps.iter().filter_map(|step| Some((after(step)?, step.points))).collect();
        let Some((last, _)) = steps.last() else { return String::new() };
        let next = steps.first().filter(|_| steps.len() > 1);
        match (next, self.japanese) {
            (Some((after, points)), true) => {
                let points = self.points(score, *points);
                format!("（{after}後に{points}と段階的に減り、{last}後に0点）")
            }
            (None, true) => format!("（{last}後に0点）"),
            (Some((after, points)), false) => {
                let points = self.points(score, *points);
                format!(" ({points} after {after} and so on, none after {last})")
            }
            (None, false) => format!(" (none after {last})"),
        }
    }

    fn points(&self, score: &Score, units: i64) -> String {
        let value = Value::Decimal { units: i128::from(units), scale: score.scale };
        let number = self.literal(&value, &Kind::plain());
        let number = match number.split_once('.') {
            Some((whole, fraction)) => match fraction.trim_end_matches('0') {
                "" => whole.to_owned(),
                fraction => format!("{whole}.{fraction}"),
            },
            None => number,
        };
        if self.japanese { format!("{number}点") } else { format!("{number} points") }
    }

    fn skips(&self, skips: Skips) -> &'static str {
        match skips {
            Skips::Backfill => self.say(
                "backfill: earlier stages count as entered at that moment and are flagged",
                "backfill：飛ばされた前のステージも、その時点で入ったとみなし、印を付ける",
            ),
            Skips::Exclude => self.say(
                "exclude: only what follows the entry into the previous stage counts",
                "exclude：前のステージに入った時点以降だけを見る",
            ),
            Skips::Error => self.say(
                "error: the run fails and lists the subjects",
                "error：実行を止め、該当する行を挙げる",
            ),
        }
    }

    fn cycle(&self, cycle: &Cycle) -> String {
        let restarts = &self.model.source(cycle.restarts_at).name;
        let quiet: Vec<&str> = cycle
            .quiet_in
            .iter()
            .map(|(source, _)| self.model.source(*source).name.as_str())
            .collect();
        let (length, quiet) = (self.duration(cycle.dormant), quiet.join(", "));
        if self.japanese {
            format!("{quiet} が{length}以上途絶えたあとの {restarts} から、新しい周回が始まる")
        } else {
            format!("starts again at a row of {restarts} after {length} without {quiet}")
        }
    }
}

impl Facts<'_, '_> {
    pub(super) fn stage(&mut self, id: StageId) {
        let model = self.phrases.model;
        let stage = &model.stages[id.0];
        let funnel = &model.funnels[stage.funnel.0];
        let word = if matches!(stage.entry, Entry::At(_)) { "at" } else { "when" };
        self.written(word, word, &stage.written);
        let (name, place) = (&funnel.about.name, stage.position + 1);
        let count = funnel.stages.len();
        self.add("funnel", "ファネル", format!("{name} ({place}/{count})"));
    }

    pub(super) fn funnel(&mut self, id: FunnelId) {
        let phrases = self.phrases;
        let funnel = &phrases.model.funnels[id.0];
        self.add("of", "対象", phrases.model.source(funnel.of).name.clone());
        self.add("skips", "飛び越し", phrases.skips(funnel.skips));
        let cycle = funnel.cycle.as_ref().map(|cycle| phrases.cycle(cycle));
        let once = phrases.say("none, first entries only", "なし（最初の1回だけ）");
        self.add("cycle", "周回", cycle.unwrap_or_else(|| once.to_owned()));
        if funnel.whole_days {
            self.add("moments", "時点", phrases.say("whole local days", "日付単位"));
        }
    }

    pub(super) fn score(&mut self, id: ScoreId) {
        let phrases = self.phrases;
        let score = &phrases.model.scores[id.0];
        self.add("of", "対象", phrases.model.source(score.of).name.clone());
        for rule in &score.rules {
            self.written("rule", "規則", &rule.written);
        }
    }
}

/// What was written of a funnel, stage by stage.
pub(super) fn funnel_expression(model: &Model, id: FunnelId) -> String {
    let mut text = String::new();
    for stage in &model.funnels[id.0].stages {
        let stage = &model.stages[stage.0];
        let word = if matches!(stage.entry, Entry::At(_)) { "at" } else { "when" };
        let _ = writeln!(text, "{} {word}: {}", stage.about.name, stage.written);
    }
    text
}

/// What was understood of a stage, as a tree.
pub(super) fn stage_tree(model: &Model, id: StageId) -> String {
    let stage = &model.stages[id.0];
    let of = model.funnels[stage.funnel.0].of;
    let word = if matches!(stage.entry, Entry::At(_)) { "at" } else { "when" };
    format!("{} {word}:\n{}", stage.about.name, tree(model, stage.entry.formula(), of))
}

/// What was written of a score, rule by rule.
pub(super) fn score_expression(model: &Model, id: ScoreId) -> String {
    model.scores[id.0].rules.iter().map(|rule| format!("{}\n", rule.written)).collect()
}

/// What was understood of a score: rows, condition and points of each rule.
pub(super) fn score_tree(model: &Model, id: ScoreId) -> String {
    let score = &model.scores[id.0];
    let number = |units: i64| Value::Decimal { units: i128::from(units), scale: score.scale };
    let mut text = String::new();
    for rule in &score.rules {
        let _ = writeln!(text, "{}:", model.source(rule.source).name);
        text.push_str(&tree(model, &rule.when, rule.source));
        for step in &rule.steps {
            let after = step.after.map_or("at once".to_owned(), |after| format!("after {after}"));
            let _ = writeln!(text, "  {after}: {}", number(step.points));
        }
        if let Some(cap) = rule.cap {
            let _ = writeln!(text, "  cap: {}", number(cap));
        }
    }
    for (word, bound) in [("cap", score.cap), ("floor", score.floor)] {
        if let Some(bound) = bound {
            let _ = writeln!(text, "{word}: {}", number(bound));
        }
    }
    text
}

fn tree(model: &Model, formula: &Formula, source: SourceId) -> String {
    super::stage::indented(&Tree { model, formula, source: Some(source) }.to_string())
}
