//! What became of an agreement, in words of the project's language.

use super::VerifyReport;
use crate::diagnostic::{OutputFormat, render as rendered};
use crate::model::{Agreement, Measure, Model, Promise};
use crate::period::Zone;
use crate::plan::Value;
use crate::report::number::{for_people, text};
use crate::report::words::Words as Common;
use crate::verify::{Judged, Reason, State, Verdict};

/// Words in one language.
pub(super) struct Words<'a> {
    model: &'a Model,
    pub(super) common: &'static Common,
    zone: Zone,
}

impl<'a> Words<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
        Self { model, common: Common::of(&model.project.language), zone }
    }

    pub(super) fn say(&self, japanese: &'static str, english: &'static str) -> &'static str {
        if self.common.japanese { japanese } else { english }
    }

    pub(super) fn state(&self, state: State) -> &'static str {
        match state {
            State::Kept => self.say("守られた", "kept"),
            State::Broken => self.say("破られた", "broken"),
            State::TooEarly => self.say("まだ言えない", "too early"),
            State::NotEnough => self.say("データ不足", "not enough data"),
        }
    }

    pub(super) fn reason(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::NotBegun => self.say("期間が始まっていない", "the period has not begun"),
            Reason::Unfinished => self.say("期間の途中", "the period is not over"),
            Reason::Open => self.say("未確定の件で変わりうる", "open ones can still decide"),
            Reason::Insufficient => self.say("件数不足", "fewer than the minimum"),
            Reason::Undefined => self.say("対象なし", "nothing to measure"),
            Reason::MissingInput => self.say("データ未着", "no data yet"),
        }
    }

    /// Who promises whom.
    pub(super) fn parties(&self, agreement: &Agreement) -> String {
        let between = &agreement.between;
        match &agreement.about.owner {
            Some(owner) => {
                let others: Vec<&str> =
                    between.iter().filter(|team| *team != owner).map(String::as_str).collect();
                format!("{owner} → {}", others.join(", "))
            }
            None => between.join(" ⇄ "),
        }
    }

    /// What was promised, as written.
    pub(super) fn promise(&self, agreement: &Agreement) -> String {
        match &agreement.promise {
            Promise::Measured(part) => part.written.to_string(),
            Promise::Fresh(source) => {
                let name = &self.model.source(*source).name;
                match self.common.japanese {
                    true => format!("{name} の最新行の古さ(期末時点)"),
                    false => format!("age of the newest row of {name}, at the end of the period"),
                }
            }
        }
    }

    /// What was measured, for people.
    pub(super) fn value(
        &self,
        verdict: &Verdict,
        judged: &Judged,
        agreement: &Agreement,
    ) -> String {
        let shown = for_people(&judged.value, &verdict.title, self.common, &self.zone);
        match &agreement.expect.measure {
            _ if judged.value == Value::Missing => shown,
            Measure::Days { business: true } => {
                format!("{shown}{}", self.say("営業日", " business days"))
            }
            Measure::Days { business: false } => format!("{shown}{}", self.say("日", " days")),
            _ => shown,
        }
    }

    /// The columns of one period: period, verdict, value, n, converted, lost, open, remarks.
    pub(super) fn row(
        &self,
        verdict: &Verdict,
        judged: &Judged,
        agreement: &Agreement,
    ) -> Vec<String> {
        let number = |number: Option<i64>| number.map_or_else(String::new, |it| it.to_string());
        let of = judged.conversion;
        let open = of.map(|of| of.open);
        let mut remarks: Vec<String> =
            judged.reason.iter().map(|reason| self.reason(*reason).to_owned()).collect();
        if let Some(pending) = judged.pending.filter(|pending| *pending > 0) {
            remarks.push(match self.common.japanese {
                true => format!("期限内で待ち {pending}"),
                false => format!("{pending} pending, still in time"),
            });
        }
        let mark = if judged.period.unfinished { "*" } else { "" };
        let changed = if judged.period.changed { "^" } else { "" };
        vec![
            format!("{}{mark}{changed}", judged.period.label),
            self.state(judged.state).to_owned(),
            self.value(verdict, judged, agreement),
            number(judged.n),
            number(of.map(|of| of.converted)),
            number(of.map(|of| of.lost)),
            number(open),
            remarks.join(self.say("、", ", ")),
        ]
    }

    pub(super) fn titles(&self) -> Vec<String> {
        let titles = match self.common.japanese {
            true => ["期間", "判定", "値", "n", "達成", "未達", "未確定", "備考"],
            false => ["period", "verdict", "value", "n", "converted", "lost", "open", "remarks"],
        };
        titles.map(str::to_owned).to_vec()
    }

    /// Facts below the name of an agreement: word and text.
    pub(super) fn facts(&self, verdict: &Verdict, agreement: &Agreement) -> Vec<(&str, String)> {
        let mut facts = vec![
            (self.say("だれから", "who"), self.parties(agreement)),
            (self.say("約束", "promise"), self.promise(agreement)),
            (self.say("期待", "expect"), agreement.expect.written.clone()),
        ];
        if let Some(minimum) = agreement.minimum {
            facts.push((self.say("最少件数", "minimum"), minimum.to_string()));
        }
        if let Some(review) = verdict.review {
            let passed = self.say("(期限切れ。見直してください)", " (passed: review it)");
            let mark = if review.passed { passed } else { "" };
            facts.push((self.say("見直し期限", "review by"), format!("{}{mark}", review.by)));
        }
        facts
    }

    /// Who was let down in each broken period: heading and keys.
    pub(super) fn breaches(&self, verdict: &Verdict) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for judged in &verdict.periods {
            let Some(breaches) = &judged.breaches else { continue };
            let keys: Vec<String> = breaches.keys.iter().map(text).collect();
            let (label, shown, of) = (&judged.period.label, keys.len(), breaches.of);
            let head = match self.common.japanese {
                true => format!("{label} 期限内に達成しなかった件({of}件中{shown}件)"),
                false => format!("{label} not in time ({shown} of {of})"),
            };
            found.push((head, keys.join(", ")));
        }
        found
    }

    /// Where it looks at entries by more than one definition, with the sign of such periods.
    pub(super) fn breaks(&self, verdict: &Verdict) -> Vec<String> {
        let marked = verdict.periods.iter().any(|judged| judged.period.changed);
        let sign = marked.then(|| self.common.changed.to_owned());
        sign.into_iter().chain(verdict.breaks.iter().map(|note| note.text.clone())).collect()
    }

    /// How many periods of each verdict there are, in one line.
    pub(super) fn summary(&self, report: &VerifyReport) -> String {
        let judged = || report.verdicts.iter().flat_map(|verdict| &verdict.periods);
        let states = [State::Kept, State::Broken, State::TooEarly, State::NotEnough];
        let mut parts: Vec<String> = states
            .into_iter()
            .map(|state| (state, judged().filter(|judged| judged.state == state).count()))
            .map(|(state, count)| format!("{} {count}", self.state(state)))
            .collect();
        let passed = report.verdicts.iter().filter_map(|verdict| verdict.review);
        let passed = passed.filter(|review| review.passed).count();
        if passed > 0 {
            parts.push(format!("{} {passed}", self.say("見直し期限切れ", "review passed")));
        }
        let failed = report.verdicts.iter().filter(|it| it.trouble.is_some()).count();
        if failed > 0 {
            parts.push(format!("{} {failed}", self.say("答えられない", "no answer")));
        }
        parts.join(" / ")
    }

    /// Why an agreement could not be answered, in lines.
    pub(super) fn trouble(&self, report: &VerifyReport, verdict: &Verdict) -> Vec<String> {
        let Some(problems) = &verdict.trouble else { return Vec::new() };
        let human = OutputFormat::Human { color: false };
        rendered(problems, report.sources, human).lines().map(str::to_owned).collect()
    }
}
