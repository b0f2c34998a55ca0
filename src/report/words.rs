//! Words of reports in Japanese and English.

use crate::table::Status;

/// The words of one language.
pub(super) struct Words {
    pub(super) japanese: bool,
    pub(super) as_of: &'static str,
    pub(super) period: &'static str,
    pub(super) all_rows: &'static str,
    pub(super) calendar: &'static str,
    pub(super) condition: &'static str,
    pub(super) definitions: &'static str,
    pub(super) total: &'static str,
    pub(super) value: &'static str,
    pub(super) remarks: &'static str,
    pub(super) unfinished: &'static str,
    pub(super) partial: &'static str,
    pub(super) changed: &'static str,
    pub(super) notes: &'static str,
    pub(super) period_ratio: &'static str,
    pub(super) so_far: &'static str,
    pub(super) as_of_run: &'static str,
    pub(super) no_lines: &'static str,
}

const JAPANESE: Words = Words {
    japanese: true,
    as_of: "時点",
    period: "期間",
    all_rows: "すべての行",
    calendar: "暦",
    condition: "条件",
    definitions: "定義",
    total: "合計",
    value: "値",
    remarks: "備考",
    unfinished: "* 期間の途中（時点が期間の終わりより前）",
    partial: "~ 期間の一部のみ",
    changed: "^ 期間の途中で定義が変わる",
    notes: "注記",
    period_ratio: "期間比（別の行どうしの割り算、100 % を超えうる）",
    so_far: "期限なし（これまで）",
    as_of_run: "絞り込みは実行時点で判定",
    no_lines: "該当する行がありません",
};

const ENGLISH: Words = Words {
    japanese: false,
    as_of: "as of",
    period: "period",
    all_rows: "all rows",
    calendar: "calendar",
    condition: "where",
    definitions: "definitions",
    total: "total",
    value: "value",
    remarks: "remarks",
    unfinished: "* unfinished: as of lies before its end",
    partial: "~ only a part of it was asked for",
    changed: "^ a definition changes within it",
    notes: "notes",
    period_ratio: "period ratio: two sets of rows, may exceed 100 %",
    so_far: "no window: so far",
    as_of_run: "filters seen as of the run",
    no_lines: "no rows",
};

impl Words {
    pub(super) fn of(language: &str) -> &'static Words {
        if language == "en" { &ENGLISH } else { &JAPANESE }
    }

    pub(super) fn status(&self, status: Status) -> &'static str {
        match (status, self.japanese) {
            (Status::Ok, _) => "",
            (Status::Undefined, true) => "分母なし",
            (Status::Undefined, false) => "undefined",
            (Status::Immature, true) => "未確定",
            (Status::Immature, false) => "immature",
            (Status::Insufficient, true) => "件数不足",
            (Status::Insufficient, false) => "insufficient",
            (Status::MissingInput, true) => "データ未着",
            (Status::MissingInput, false) => "no data yet",
        }
    }

    /// No survival median: fewer than half have converted.
    pub(super) fn under_half(&self) -> &'static str {
        if self.japanese { "半数未満" } else { "under half" }
    }

    /// Entries whose window is not over.
    pub(super) fn open(&self, number: &str) -> String {
        if self.japanese { format!("未確定{number}") } else { format!("{number} open") }
    }

    /// Those of them that have converted.
    pub(super) fn early(&self, number: &str) -> String {
        if self.japanese {
            format!("うち転換済み{number}")
        } else {
            format!("{number} of them converted")
        }
    }

    /// A unit of time.
    pub(super) fn time(&self, unit: &'static str) -> &'static str {
        match (unit, self.japanese) {
            ("days", true) => "日",
            ("hours", true) => "時間",
            ("minutes", true) => "分",
            (unit, _) => unit,
        }
    }

    pub(super) fn companion_of(&self, name: &str) -> String {
        if self.japanese { format!("{name} に併記") } else { format!("companion of {name}") }
    }

    pub(super) fn minimum(&self, minimum: u64) -> String {
        if self.japanese {
            format!("n < {minimum} は件数不足")
        } else {
            format!("insufficient below n = {minimum}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain;

    #[test]
    fn words_beside_a_number_are_explained() {
        let all = [Status::Undefined, Status::Immature, Status::Insufficient, Status::MissingInput];
        for words in [&JAPANESE, &ENGLISH] {
            for status in all {
                let found = explain::status(words.status(status), words.japanese);
                let parts = found.map(|it| it.parts()).unwrap();
                assert_eq!((parts.0, parts.1), (status.word(), words.status(status)));
            }
            assert!(explain::status(words.under_half(), words.japanese).is_some());
        }
    }
}
