//! The words and cells of a gap that a terminal and a document share.

use crate::gap::{ChannelSplit, Factor, GapReport, Leads, Line, Maturity, Method, Named};
use crate::report::decimal::Digits;
use crate::report::number::places;
use crate::report::words::Words;

/// A report with the words of its language.
pub(super) struct Texts<'r> {
    report: &'r GapReport,
    pub(super) words: &'static Words,
}

/// A table: titles, rows, and the first column of numbers.
pub(super) struct Rows {
    pub(super) titles: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// A table of amounts, each row with its name.
pub(in crate::report) struct Amounts {
    pub(in crate::report) titles: Vec<String>,
    pub(in crate::report) rows: Vec<(String, Vec<i128>)>,
}

/// Volumes may be off by this much of themselves before they count as one more.
const NOISE: f64 = 1e-9;

impl<'r> Texts<'r> {
    pub(super) fn of(report: &'r GapReport) -> Self {
        Self { report, words: Words::of(&report.about.language) }
    }

    pub(super) fn say(&self, japanese: impl Into<String>, english: impl Into<String>) -> String {
        if self.words.japanese { japanese.into() } else { english.into() }
    }

    pub(super) fn title(&self) -> String {
        let label = &self.report.about.plan.label;
        self.say(format!("{label} 計画との差"), format!("{label}: gap to plan"))
    }

    /// Facts above the numbers: word and text.
    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let about = &self.report.about;
        let method = match about.method {
            Method::LogMean => self.say("対数平均（LMDI-I）", "logarithmic means (LMDI-I)"),
            Method::Shapley => self.say("シャープレイ値", "Shapley values"),
        };
        let split = if self.words.japanese { "割り当て" } else { "split by" };
        vec![
            (self.words.as_of, format!("{} ({})", about.as_of, about.time_zone)),
            (self.words.period, about.period.clone()),
            (split, method),
        ]
    }

    /// One row per part, then the total.
    pub(super) fn parts(&self) -> Rows {
        let titles = [
            self.say("要因", "part"),
            self.say("計画", "plan"),
            self.say("実績", "actual"),
            self.say("売上への影響", "effect on revenue"),
            self.say("差に占める割合", "share of gap"),
        ];
        let row = |line: &Line| {
            vec![
                self.part(line.factor),
                self.value(line.factor, line.plan, true),
                self.value(line.factor, line.actual, false),
                self.effect(line.effect),
                share(line.share),
            ]
        };
        let report = self.report;
        let total = vec![
            format!("{} ({})", self.words.total, self.say("売上", "revenue")),
            self.money(report.planned),
            self.money(report.actual),
            self.effect(report.split.gap),
            share((report.split.gap != 0).then_some(1.0)),
        ];
        Rows {
            titles: titles.to_vec(),
            rows: report.lines.iter().map(row).chain([total]).collect(),
        }
    }

    /// One row per channel with its parts; none where there is one alone.
    pub(super) fn channels(&self) -> Option<Rows> {
        let Amounts { titles, rows } = self.by_channel()?;
        let row = |(name, amounts): (String, Vec<i128>)| {
            let amounts = amounts.into_iter().map(|amount| self.signed(amount));
            [name].into_iter().chain(amounts).collect()
        };
        Some(Rows { titles, rows: rows.into_iter().map(row).collect() })
    }

    /// The same, in units of money.
    pub(super) fn by_channel(&self) -> Option<Amounts> {
        let split = &self.report.split;
        if self.report.about.by.is_none() && split.channels.len() < 2 {
            return None;
        }
        let leads = self.say("リード", "leads");
        let by = self.report.about.by.as_ref().map_or(leads, |by| by.label.clone());
        let mut titles = vec![format!("{by} ({})", self.report.about.money.currency)];
        let lines = &self.report.lines;
        titles.extend(lines.iter().map(|line| self.part(line.factor)));
        titles.push(self.words.total.to_owned());
        let row = |name: &str, parts: &[(Factor, i128)], gap: i128| {
            let shown = |factor| lines.iter().any(|line| line.factor == factor);
            let parts = parts.iter().filter(|(factor, _)| shown(*factor));
            (name.to_owned(), parts.map(|(_, amount)| *amount).chain([gap]).collect::<Vec<_>>())
        };
        let channel = |it: &ChannelSplit| row(&self.leads(it.leads, &it.name), &it.parts, it.gap);
        let total = row(self.words.total, &split.parts, split.gap);
        let rows = split.channels.iter().filter(|it| it.has_parts());
        Some(Amounts { titles, rows: rows.map(channel).chain([total]).collect() })
    }

    /// The part that costs most, in one sentence.
    pub(super) fn bottleneck(&self) -> Option<String> {
        let found = self.report.bottleneck.as_ref()?;
        let (japanese, english) = match found.factor {
            Factor::Mix => {
                let by = self.report.about.by.as_ref().map_or("", |by| by.label.as_str());
                (format!("{by}構成の変化"), format!("the shift in the mix of {by}"))
            }
            Factor::Volume => {
                let stage = self.stage(0);
                (format!("{stage}数の未達"), format!("the missed number of {stage}"))
            }
            Factor::Timing => {
                let stage = self.stage(0);
                (format!("{stage}の時期の遅れ"), format!("the late arrival of {stage}"))
            }
            part @ (Factor::Rate(_) | Factor::DealSize) => {
                let part = self.part(part);
                (format!("{part}の未達"), format!("the missed {part}"))
            }
        };
        let (yen, amount) = (self.yen(found.amount), self.money(found.amount));
        let mut japanese = format!("{japanese}が売上 {yen}");
        let mut english = format!("{english} costs {amount}");
        if let Some((leads, name, part)) = &found.channel {
            let channel = self.leads(*leads, name);
            japanese.push_str(&format!("（最大は {channel} {}）", self.yen(*part)));
            english.push_str(&format!(" (most of all {channel}, {})", self.money(*part)));
        }
        Some(self.say(japanese, english))
    }

    /// The sentence, or that there is nothing to say it of.
    pub(super) fn verdict(&self) -> String {
        let reached = || self.say("売上は計画を下回っていない", "revenue is not short of the plan");
        self.bottleneck().unwrap_or_else(reached)
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let about = &self.report.about;
        let maturity = match &about.maturity {
            Maturity::Equal { until } => self.say(
                format!("計画も実績も {until} までに実現するはずの分だけを比べている"),
                format!("plan and actual both hold only what was due by {until}"),
            ),
            Maturity::Open { entries } => {
                let entries = Digits::new(i128::from(*entries), 0).text(true);
                self.say(
                    format!("未確定{entries}件を含む: 差はこれから縮まりうる"),
                    format!("{entries} entries are open: the gap may still shrink"),
                )
            }
        };
        let mut notes = vec![maturity];
        notes.extend(about.notes.iter().cloned());
        if self.report.split.channels.iter().any(|it| it.leads != Leads::New) {
            notes.push(self.say(
                "表の率は期間中の新規リードのもの。影響額は期首に進行中だったリードも含む",
                "rates are those of new leads, effects those of leads open before, too",
            ));
        }
        let above = |line: &Line| matches!(line.factor, Factor::Rate(_)) && line.actual > Some(1.0);
        if self.report.lines.iter().any(above) {
            notes.push(self.say(
                "100% を超える率は、計画の所要期間より早く進んだことを示す",
                "a rate above 100% means that leads went on faster than the plan expects",
            ));
        }
        notes.extend(self.late());
        notes.extend(self.without_parts());
        if about.outside != 0 {
            let amount = self.money(about.outside);
            notes.push(self.say(
                format!("計画したリードからではない売上 {amount} は、どちらにも含まない"),
                format!("neither side holds {amount} of revenue from other than planned leads"),
            ));
        }
        notes
    }

    /// Where most of what new leads are planned to bring falls after the period.
    fn late(&self) -> Option<String> {
        let timing = self.report.lines.iter().find(|line| line.factor == Factor::Timing)?;
        let after = 1.0 - timing.plan.filter(|in_time| *in_time < 0.5)?;
        let (stage, after) = (self.stage(0), share(Some(after)));
        Some(self.say(
            format!("計画では、期間中の{stage}がもたらす受注の {after} は期間の後になる"),
            format!("by the plan, {after} of what {stage} of the period bring comes after it"),
        ))
    }

    /// Channels that the table leaves out, as the gap has no part in them.
    fn without_parts(&self) -> Option<String> {
        let channels = &self.report.split.channels;
        let out: Vec<String> = channels
            .iter()
            .filter(|it| channels.len() > 1 && !it.has_parts())
            .map(|it| self.leads(it.leads, &it.name))
            .collect();
        let listed = out.join(if self.words.japanese { "、" } else { ", " });
        let said = || {
            self.say(format!("差への影響なし: {listed}"), format!("no part of the gap: {listed}"))
        };
        (!out.is_empty()).then(said)
    }

    /// What a part is called, by the labels of stages.
    pub(super) fn part(&self, factor: Factor) -> String {
        let about = &self.report.about;
        match factor {
            Factor::Volume => self.stage(0).to_owned(),
            Factor::Mix => {
                let by = about.by.as_ref().map_or("", |by| by.label.as_str());
                self.say(format!("{by}構成"), format!("mix of {by}"))
            }
            Factor::Timing => {
                let stage = self.stage(0);
                self.say(format!("{stage}の時期"), format!("timing of {stage}"))
            }
            Factor::Rate(step) => {
                let (from, to) = (self.stage(step), self.stage(step + 1));
                self.say(format!("{from}→{to}率"), format!("{from} -> {to} rate"))
            }
            Factor::DealSize => {
                let last = self.stage(about.stages.len().saturating_sub(1));
                self.say(format!("{last}単価"), format!("revenue per {last}"))
            }
        }
    }

    /// What the leads of a channel are called.
    fn leads(&self, leads: Leads, name: &str) -> String {
        match leads {
            Leads::New if self.report.about.by.is_none() => self.say("新規", "new"),
            Leads::New => name.to_owned(),
            Leads::Open(stage) => {
                let stage = self.stage(stage);
                self.say(format!("期首に{stage}"), format!("in {stage} before"))
            }
        }
    }

    fn stage(&self, at: usize) -> &'r str {
        self.report.about.stages.get(at).map_or("", |stage: &Named| &stage.label)
    }

    /// A factor for people; planned volumes are rounded up, as in plans.
    fn value(&self, factor: Factor, value: Option<f64>, planned: bool) -> String {
        let Some(value) = value else { return "–".to_owned() };
        let money = &self.report.about.money;
        match factor {
            Factor::Volume | Factor::Mix => {
                let up = (value - value * NOISE).ceil();
                let shown = if planned { up } else { value };
                Digits::shortest(shown).rounded(0).text(true)
            }
            Factor::Rate(_) | Factor::Timing => {
                format!("{}%", Digits::shortest(value).percent().rounded(1).text(true))
            }
            Factor::DealSize => {
                let value = value / 10_f64.powi(i32::from(money.scale));
                let value = Digits::shortest(value).rounded(places(&money.currency));
                format!("{} {}", value.text(true), money.currency)
            }
        }
    }

    fn effect(&self, units: i128) -> String {
        format!("{} {}", self.signed(units), self.report.about.money.currency)
    }

    fn signed(&self, units: i128) -> String {
        let sign = if units > 0 { "+" } else { "" };
        format!("{sign}{}", self.amount(units))
    }

    fn money(&self, units: i128) -> String {
        format!("{} {}", self.amount(units), self.report.about.money.currency)
    }

    /// An amount in a Japanese sentence.
    fn yen(&self, units: i128) -> String {
        match self.report.about.money.currency.as_str() {
            "JPY" => format!("{} 円", self.amount(units)),
            _ => self.money(units),
        }
    }

    /// All digits of a unit, so that parts are seen to add up.
    fn amount(&self, units: i128) -> String {
        let money = &self.report.about.money;
        let scale = usize::from(money.scale);
        Digits::new(units, scale).rounded(scale.max(places(&money.currency))).text(true)
    }
}

fn share(share: Option<f64>) -> String {
    share.map_or_else(
        || "–".to_owned(),
        |share| format!("{}%", Digits::shortest(share).percent().rounded(1).text(true)),
    )
}
