//! Words of changes in Japanese and English.

use super::{ChangeReport, Compared};
use crate::change::{Change, Consequence, Finding, Level, Nature, Proof, Reason, Text};

/// Says things in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) japanese: bool,
}

impl Words {
    pub(super) fn of(report: &ChangeReport<'_>) -> Self {
        Self { japanese: report.language != "en" }
    }

    pub(super) fn say(self, japanese: &'static str, english: &'static str) -> &'static str {
        if self.japanese { japanese } else { english }
    }

    pub(super) fn title(self) -> &'static str {
        self.say("定義の変更", "changes of meaning")
    }

    pub(super) fn nothing(self) -> &'static str {
        self.say("意味の変更はありません。", "Nothing changed in meaning.")
    }

    fn side(self, side: &Compared) -> String {
        let name = side.name.clone();
        let name = name.unwrap_or_else(|| self.say("作業ツリー", "working tree").to_owned());
        let absent = self.say("定義なし", "no definitions");
        match (&side.moved_from, side.absent) {
            (_, true) => format!("{name} ({absent})"),
            (Some(folder), _) => {
                let folder = if folder.is_empty() { "./" } else { folder };
                format!("{name} ({folder})")
            }
            (None, false) => name,
        }
    }

    /// What is compared, and counts.
    pub(super) fn facts(self, report: &ChangeReport<'_>) -> Vec<(&'static str, String)> {
        let compared = format!("{} → {}", self.side(report.base), self.side(report.head));
        let mut facts = vec![(self.say("比較", "compared"), compared)];
        if !report.changes.is_empty() {
            facts.push((self.say("変更", "changed"), self.counted(report.changes)));
            facts.push((self.say("必要なこと", "to do"), self.asked(report.changes)));
        }
        facts
    }

    /// What happened to the text of a definition.
    pub(super) fn text(self, text: Text) -> &'static str {
        match text {
            Text::Added => self.say("追加", "added"),
            Text::Removed => self.say("削除", "removed"),
            Text::Edited => self.say("変更", "edited"),
        }
    }

    /// How many definitions changed, by nature.
    fn counted(self, changes: &[Change]) -> String {
        let mut natures: Vec<Nature> = changes.iter().map(main_nature).collect();
        natures.sort();
        let mut parts: Vec<(Nature, usize)> = Vec::new();
        for nature in natures {
            match parts.last_mut() {
                Some((known, count)) if *known == nature => *count += 1,
                _ => parts.push((nature, 1)),
            }
        }
        let parts =
            parts.into_iter().map(|(nature, count)| format!("{} {count}", self.nature(nature)));
        parts.collect::<Vec<_>>().join(self.say("、", ", "))
    }

    /// How many ask for what.
    fn asked(self, changes: &[Change]) -> String {
        let levels = [Level::Block, Level::Approve, Level::Notify, Level::None];
        let count = |level| changes.iter().filter(|it| it.consequence.level == level).count();
        let parts = levels.into_iter().filter(|level| count(*level) > 0);
        let parts = parts.map(|level| format!("{} {}", self.level(level), count(level)));
        parts.collect::<Vec<_>>().join(self.say("、", ", "))
    }

    pub(super) fn nature(self, nature: Nature) -> &'static str {
        if self.japanese { nature.japanese() } else { nature.word() }
    }

    /// `緩くなる(証明済み)`
    pub(super) fn natured(self, finding: &Finding) -> String {
        let nature = self.nature(finding.rule.nature);
        match finding.proof.as_ref().is_some_and(|proof| proof.proved) {
            true => self.proved(nature),
            false => nature.to_owned(),
        }
    }

    pub(super) fn proved(self, nature: &str) -> String {
        if self.japanese { format!("{nature}(証明済み)") } else { format!("{nature} (proved)") }
    }

    /// Made-up rows, and what stays open.
    pub(super) fn proof(self, proof: &Proof) -> Vec<(&'static str, String)> {
        let and = |values: &[String]| values.join(" and ");
        let mut lines = Vec::new();
        let sure = proof.opaque.is_empty();
        if !proof.leaves.is_empty() {
            let word = match sure {
                true => self.say("外れる例", "leaves, for example"),
                false => self.say("外れる例(あれば)", "leaves, if there is one"),
            };
            lines.push((word, and(&proof.leaves)));
        }
        if !proof.enters.is_empty() {
            let word = match sure {
                true => self.say("入る例", "enters, for example"),
                false => self.say("入る例(あれば)", "enters, if there is one"),
            };
            lines.push((word, and(&proof.enters)));
        }
        if !proof.proved {
            let many = self.say("場合が多すぎて確かめきれない", "too many cases to tell");
            let hangs = match proof.opaque.is_empty() {
                true => many.to_owned(),
                false => proof.opaque.join("; "),
            };
            lines.push((self.say("定義からは分からない値", "hangs on"), hangs));
        }
        lines
    }

    pub(super) fn level(self, level: Level) -> &'static str {
        match (level, self.japanese) {
            (Level::None, true) => "なし",
            (Level::Notify, true) => "連絡",
            (Level::Approve, true) => "承認",
            (Level::Block, true) => "不可",
            (level, false) => level.word(),
        }
    }

    /// What has to be done, by whom and why.
    pub(super) fn consequence(self, consequence: &Consequence) -> String {
        let nobody = self.say("担当の記載なし", "nobody is named");
        let who = match (consequence.who.as_slice(), consequence.level) {
            (_, Level::None) => String::new(),
            ([], _) => format!(" [{nobody}]"),
            (who, _) => format!(" [{}]", who.join(", ")),
        };
        let (level, reason) = (self.level(consequence.level), self.reason(consequence.reason));
        format!("{level}{who}: {reason}")
    }

    /// Why that is to be done.
    pub(super) fn reason(self, reason: Reason) -> &'static str {
        match reason {
            Reason::Draft => self.say("すべて下書き", "all of it is a draft"),
            Reason::NotAgreed => {
                self.say("合意済みの定義には及ばない", "nothing it reaches is agreed on")
            }
            Reason::Agreed => self.say("合意済みの定義", "it is agreed on"),
            Reason::InheritedByAgreed => {
                self.say("合意済みの定義が引き継ぐ", "what inherits it is agreed on")
            }
            Reason::WordsOnly => self.say("数字は変わらない", "no number can move"),
            Reason::RemovedWhileAgreed => self.say(
                "合意済み。先に status = \"deprecated\" にして replaced_by と until を書く",
                "it is agreed on; first make it status = \"deprecated\" with replaced_by and until",
            ),
            Reason::RemovedTooEarly => {
                self.say("廃止予定の日(until)がまだ来ていない", "its last day (until) is not over")
            }
            Reason::Retired => self.say("廃止済み", "it was deprecated"),
        }
    }

    pub(super) fn kind(self, kind: &'static str) -> &'static str {
        match (kind, self.japanese) {
            ("kpi", true) => "指標",
            ("plan", true) => "計画",
            ("agreement", true) => "合意",
            ("diagnosis", true) => "診断",
            ("stage", true) => "段階",
            ("attribution", true) => "貢献の配分",
            ("kpi", false) => "KPIs",
            ("plan", false) => "plans",
            ("agreement", false) => "agreements",
            ("diagnosis", false) => "diagnoses",
            ("attribution", false) => "attributions",
            (kind, _) => kind,
        }
    }
}

/// The gravest nature of a change.
fn main_nature(change: &Change) -> Nature {
    let natures = change.findings.iter().map(|finding| finding.rule.nature);
    natures.min().unwrap_or(Nature::Descriptive)
}
