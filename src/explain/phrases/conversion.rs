//! Conversions in words: their rate, how long they take, what they will come to.

use super::{Phrases, spaced};
use crate::functions::ConversionFunction;
use crate::model::{Aggregate, Conversion, Formula, Node, SourceId, Step, Target};

impl Phrases<'_> {
    /// A cohort conversion in one sentence.
    pub(super) fn conversion(&self, conversion: &Conversion) -> String {
        match conversion.function {
            None => self.rate(conversion),
            Some(ConversionFunction::SurvivalMedian) => self.survival_median(conversion),
            Some(ConversionFunction::ExpectedRate) => self.expected_rate(conversion),
        }
    }

    /// How long it takes, with those that still wait.
    fn survival_median(&self, conversion: &Conversion) -> String {
        let from = self.set(&conversion.from, None);
        let source = conversion.from.source;
        let targets = conversion.steps.iter().map(|step| self.step_target(step, source));
        let to = targets.collect::<Vec<_>>().join(", ");
        if self.japanese {
            let from = spaced("期間内の", &spaced(&from, "の半数が"));
            let days = spaced(&spaced(&from, &to), "に至るまでの日数");
            return format!(
                "{days}（カプラン・マイヤー法。まだ至っていないものも、時点までの日数だけ数に入れる）"
            );
        }
        format!(
            "the days until half of the {from} in the period are followed by {to}; those not followed \
             yet count for the days up to as of (Kaplan-Meier)"
        )
    }

    /// The rate with those that still wait, each by its chance.
    fn expected_rate(&self, conversion: &Conversion) -> String {
        let from = self.set(&conversion.from, None);
        let source = conversion.from.source;
        let steps = conversion.steps.iter().map(|step| self.step(step, source));
        let share = steps.collect::<Vec<_>>().join(", ");
        if self.japanese {
            let from = spaced("期間内の", &spaced(&from, "のうち"));
            let share = format!("{from}、{share}割合の最終的な見込み");
            return format!(
                "{share}（未確定のものは、経過日数から見て期限までに至る確率で数える。確率は時点までのすべての実績から、\
                 カプラン・マイヤー法で求める）"
            );
        }
        format!(
            "of the {from} in the period, the share expected to be {share} in the end; an open one \
             counts with its chance, given its age, to convert in its window, as told by all up to as of \
             (Kaplan-Meier)"
        )
    }

    /// The share of entries that came in time.
    fn rate(&self, conversion: &Conversion) -> String {
        let from = self.set(&conversion.from, None);
        let source = conversion.from.source;
        let steps: Vec<String> =
            conversion.steps.iter().map(|step| self.step(step, source)).collect();
        let open = conversion.steps.iter().all(|step| step.within.is_some());
        let days = if conversion.whole_days {
            self.say(", by whole days", "（日付単位）")
        } else {
            ""
        };
        if self.japanese {
            let rule = if open {
                "期限がまだ来ていないものは未確定とし、分母に入れない"
            } else {
                "期限なし、すべてを分母に入れる"
            };
            let from = spaced("期間内の", &spaced(&from, "のうち"));
            return format!("{from}、{}割合{days}（{rule}）", steps.join("、さらにそこから"));
        }
        let rule = if open {
            "one whose window is not over is open and not counted"
        } else {
            "there is no window, so every one counts"
        };
        format!("of the {from} in the period, the share {}{days}; {rule}", steps.join(", then "))
    }

    fn step(&self, step: &Step, source: SourceId) -> String {
        let target = self.step_target(step, source);
        match (&step.within, self.japanese) {
            (Some(within), true) => {
                let within = format!("{}以内に", self.duration(*within));
                spaced(&within, &spaced(&target, "に至った"))
            }
            (None, true) => spaced("これまでに", &spaced(&target, "に至った")),
            (Some(within), false) => format!("followed within {within} by {target}"),
            (None, false) => format!("followed at any time by {target}"),
        }
    }

    /// What a step leads to.
    fn step_target(&self, step: &Step, source: SourceId) -> String {
        match &step.target {
            Target::Moment(moment) => match self.entered(moment, source) {
                Some(stage) => stage,
                None => self.value(moment, Some(source)),
            },
            Target::First(first) => self.target(first, source),
        }
    }

    /// The stage whose entry a moment is.
    fn entered(&self, moment: &Formula, source: SourceId) -> Option<String> {
        let stage = match &moment.node {
            Node::Column(column) => self.model.stage_of(source, *column),
            Node::Journey(id, inner) => match inner.node {
                Node::Column(column) => {
                    self.model.stage_of(self.model.funnels[id.0].journeys, column)
                }
                _ => None,
            },
            _ => None,
        };
        stage.map(|stage| self.stage_name(stage))
    }

    fn target(&self, first: &Aggregate, source: SourceId) -> String {
        let rows = self.rows(&first.set, Some(source));
        if self.by_entry(&first.set) {
            return rows;
        }
        let argument = first.argument.as_ref();
        let moment = argument.map(|moment| self.value(moment, Some(first.set.source)));
        match (moment, self.japanese) {
            (Some(moment), true) => format!("{rows}（{}）", spaced(&moment, "の時点")),
            (Some(moment), false) => format!("{rows} (by {moment})"),
            (None, _) => rows,
        }
    }
}
