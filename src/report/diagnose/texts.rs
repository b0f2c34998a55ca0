//! Texts that the formats for people share.

use super::super::layout::cell;
use super::super::words::Words;
use super::Diagnosed;
use crate::diagnose::{Compared, Finding, Look, Number, Verdict};
use crate::model::Diagnosis;
use crate::period::Zone;
use crate::table::Table;

/// Words and clock of one report.
pub(super) struct Texts {
    pub(super) words: &'static Words,
    zone: Zone,
}

impl Texts {
    pub(super) fn of(shown: &Diagnosed<'_>) -> Self {
        let project = &shown.model.project;
        let zone = Zone::named(&project.time_zone).unwrap_or_default();
        Self { words: Words::of(&project.language), zone }
    }

    pub(super) fn say(&self, japanese: &'static str, english: &'static str) -> &'static str {
        if self.words.japanese { japanese } else { english }
    }

    pub(super) fn title(&self) -> &'static str {
        self.say("診断", "diagnoses")
    }

    /// Word and text.
    pub(super) fn facts(&self, shown: &Diagnosed<'_>) -> Vec<(&'static str, String)> {
        let span = shown.period.span;
        let project = &shown.model.project;
        let holding = shown.findings.iter().filter(|it| it.verdict == Verdict::Holds).count();
        vec![
            (self.words.as_of, format!("{} ({})", shown.as_of, project.time_zone)),
            (
                self.words.period,
                format!("{} ({} .. {})", shown.period.label, span.start, span.last()),
            ),
            (self.words.definitions, shown.definitions.to_owned()),
            (self.verdict(Verdict::Holds), format!("{holding} / {}", shown.findings.len())),
        ]
    }

    pub(super) fn verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Holds => self.say("当てはまる", "holds"),
            Verdict::DoesNotHold => self.say("当てはまらない", "does not hold"),
            Verdict::TooEarly => self.say("判定には早い", "too early"),
            Verdict::NotEnoughData => self.say("データ不足", "not enough data"),
            Verdict::NotEvaluated => self.say("判定していない", "not evaluated"),
        }
    }

    /// What a diagnosis that holds says: word and text.
    pub(super) fn reading(&self, diagnosis: &Diagnosis) -> Vec<(&'static str, String)> {
        let mut facts = vec![(self.say("読み", "reads"), diagnosis.reads.clone())];
        let about = &diagnosis.about;
        facts.extend(about.means.clone().map(|means| (self.say("意味", "means"), means)));
        facts.extend(about.owner.clone().map(|owner| (self.say("担当", "owner"), owner)));
        let written = diagnosis.written.to_string();
        facts.push((self.say("条件", "when"), written));
        let minimum = match diagnosis.minimum {
            Some(minimum) => format!("n >= {minimum}"),
            None => self.say("各指標の minimum", "that of each KPI").to_owned(),
        };
        facts.push((self.say("最低件数", "minimum"), minimum));
        facts
    }

    pub(super) fn columns(&self) -> [String; 5] {
        let titles = [
            self.say("指標", "KPI"),
            self.say("実績", "actual"),
            "",
            self.say("比べる値", "compared with"),
            self.say("成立", "true"),
        ];
        titles.map(str::to_owned)
    }

    /// One row for every comparison.
    pub(super) fn rows(&self, finding: &Finding) -> Vec<Vec<String>> {
        let row = |it: &Compared| {
            vec![
                it.left.title.title.label.clone(),
                self.number(&it.left),
                it.comparison.sign().to_owned(),
                self.named(&it.right),
                self.yes(it.holds).to_owned(),
            ]
        };
        finding.comparisons.iter().map(row).collect()
    }

    /// One line for every comparison.
    pub(super) fn lines(&self, finding: &Finding) -> Vec<String> {
        let line = |it: &Compared| {
            let (left, right) = (self.named(&it.left), self.named(&it.right));
            format!("{left} {} {right}: {}", it.comparison.sign(), self.yes(it.holds))
        };
        finding.comparisons.iter().map(line).collect()
    }

    fn yes(&self, holds: Option<bool>) -> &'static str {
        match holds {
            Some(true) => self.say("はい", "yes"),
            Some(false) => self.say("いいえ", "no"),
            None => "–",
        }
    }

    fn number(&self, number: &Number) -> String {
        cell(&number.cell, &number.title, self.words, &self.zone).to_string()
    }

    /// Label and value; of a constant the value.
    fn named(&self, number: &Number) -> String {
        let (label, value) = (&number.title.title.label, self.number(number));
        if label.is_empty() { value } else { format!("{label} {value}") }
    }

    /// The heading of something to look at next, by labels.
    pub(super) fn next(&self, table: &Table, groups: usize) -> String {
        let kpi = table.kpis.first().map_or("", |kpi| kpi.title.label.as_str());
        let by: Vec<&str> = table.dimensions.iter().map(|it| it.label.as_str()).collect();
        let shown = table.lines.len();
        let cut = match (shown < groups, self.words.japanese) {
            (false, _) => String::new(),
            (true, true) => format!(" ({groups} 件中 {shown} 件)"),
            (true, false) => format!(" ({shown} of {groups})"),
        };
        match (by.is_empty(), self.words.japanese) {
            (true, true) => format!("次に見る: {kpi}"),
            (true, false) => format!("Look next at {kpi}"),
            (false, true) => format!("次に見る: {kpi}({}別){cut}", by.join("・")),
            (false, false) => format!("Look next at {kpi} by {}{cut}", by.join(", ")),
        }
    }

    /// The heading of something looked at.
    pub(super) fn look(&self, look: &Look) -> String {
        let shown = look.table.as_ref().map_or(0, |table| table.lines.len());
        if shown == look.groups {
            return look.text.clone();
        }
        let groups = look.groups;
        if self.words.japanese {
            format!("{} ({groups} 組のうち n の多い {shown} 組)", look.text)
        } else {
            format!("{} ({shown} of {groups}, by n)", look.text)
        }
    }
}
