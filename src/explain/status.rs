//! What the words beside a number mean: why a cell has no value, or not yet one to rely on.
//!
//! The words are those of `report` and of machine formats; a test there holds both together.

use std::fmt;

/// A word of a table in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusDoc {
    /// In machine formats.
    pub word: &'static str,
    /// As shown, in Japanese and English.
    pub labels: [&'static str; 2],
    /// What it means, in Japanese and English.
    pub texts: [&'static str; 2],
}

/// Every word.
pub const STATUSES: [StatusDoc; 10] = [
    StatusDoc {
        word: "ok",
        labels: ["確定", "ok"],
        texts: [
            "値をそのまま使えます。表では何も付きません。",
            "The value can be used. Tables show nothing beside it.",
        ],
    },
    StatusDoc {
        word: "undefined",
        labels: ["分母なし", "undefined"],
        texts: [
            "分母が 0 か、平均などを取る行が 1 つもないので、値がありません。0 とも無限大とも表示しません。期間や条件を広げると値が出ることがあります。",
            "There is no value: the denominator is zero, or there is no row to take a mean of. It is never shown as 0 or infinity. A longer period or a wider condition may give one.",
        ],
    },
    StatusDoc {
        word: "immature",
        labels: ["未確定", "immature"],
        texts: [
            "期限(within ..)がまだ 1 件も終わっていないので、率を出せません。早く転換したものだけを数えると高く見えるためです。期限が過ぎれば値が出ます。",
            "No window (`within ..`) is over yet, so there is no rate: counting only those who converted early would flatter it. The value comes when the windows are over.",
        ],
    },
    StatusDoc {
        word: "insufficient",
        labels: ["件数不足", "insufficient"],
        texts: [
            "もとになる件数 n が、定義の `minimum` より少ないという印です。値は出ますが、偶然で大きく動くので、判断には期間をまとめてください。",
            "The value rests on fewer entries (n) than the `minimum` of the definition. It is shown, but chance moves it a lot: take longer periods together before deciding.",
        ],
    },
    StatusDoc {
        word: "missing_input",
        labels: ["データ未着", "no data yet"],
        texts: [
            "元データの最新の行がこの期間の始まりより前で、この期間に指標の行もないため、まだデータが届いていないとみなします。0 件ではありません。データを取り込み直すと値が出ます。",
            "The newest row of a source lies before the start of the period and the KPI has no row in it, so its data is taken as not arrived. It is not a true zero. Load newer data.",
        ],
    },
    StatusDoc {
        word: "under_half",
        labels: ["半数未満", "under half"],
        texts: [
            "転換した人がまだ半数に届かないので、「半数が転換するまでの日数」がありません。",
            "Fewer than half have converted, so there is no number of days until half have.",
        ],
    },
    StatusDoc {
        word: "kept",
        labels: ["守られた", "kept"],
        texts: [
            "この期間の合意は守られました。これから変わることはありません。",
            "The agreement was kept in this period; nothing can change that any more.",
        ],
    },
    StatusDoc {
        word: "broken",
        labels: ["破られた", "broken"],
        texts: [
            "この期間の値は約束の範囲の外です。`kpi verify` は該当するリードも示します。",
            "The value of this period lies outside what was promised. `kpi verify` names the leads, too.",
        ],
    },
    StatusDoc {
        word: "too_early",
        labels: ["まだ言えない", "too early"],
        texts: [
            "期間の途中か、期限の終わっていないものがあり、結果がまだ変わりえます。",
            "The period is not over, or open entries can still change what comes out.",
        ],
    },
    StatusDoc {
        word: "not_enough_data",
        labels: ["データ不足", "not enough data"],
        texts: [
            "件数が `minimum` に届かない、対象がない、またはデータが届いていないため、守られたかどうかを言えません。",
            "Too few entries, nothing to measure, or data that has not arrived: it cannot be said whether the agreement was kept.",
        ],
    },
];

/// A word explained in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusText {
    doc: &'static StatusDoc,
    japanese: bool,
}

/// Finds a word as shown in tables of either language or in machine formats; explains it in the
/// language it was written in, else in that of the project.
pub fn status(word: &str, project_is_japanese: bool) -> Option<StatusText> {
    let same = |other: &str| other.to_lowercase() == word.trim().to_lowercase();
    let spoken = |doc: &StatusDoc| doc.labels.into_iter().any(same) || same(doc.word);
    let doc = STATUSES.iter().find(|doc| spoken(doc))?;
    let japanese = match () {
        () if same(doc.labels[0]) => true,
        () if same(doc.labels[1]) && doc.labels[1] != doc.word => false,
        () => project_is_japanese,
    };
    Some(StatusText { doc, japanese })
}

impl StatusText {
    /// What it is called in machine formats, as shown, and what it means.
    pub fn parts(&self) -> (&'static str, &'static str, &'static str) {
        let language = usize::from(!self.japanese);
        (self.doc.word, self.doc.labels[language], self.doc.texts[language])
    }
}

impl fmt::Display for StatusText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, label, text) = self.parts();
        let label = if label == word { label.to_owned() } else { format!("{label} ({word})") };
        writeln!(f, "{label}\n\n{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_both_languages() {
        let said = |word, japanese| status(word, japanese).map(|it| it.to_string());
        assert!(said("件数不足", false).unwrap().contains("(insufficient)\n\nもとになる"));
        assert!(said("Missing_Input", false).unwrap().starts_with("no data yet (missing_input)"));
        assert!(said("missing_input", true).unwrap().starts_with("データ未着"));
        assert!(said("no data yet", true).unwrap().contains("newest row"));
        assert_eq!(said("win_rate", true), None);
    }
}
