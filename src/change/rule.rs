//! What can happen to a definition: a table of rules.
//!
//! Under `change`. Every rule has a pair of definitions under `tests/diff` that triggers it.

/// What a change is in itself, whoever inherits it and whoever has to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nature {
    /// It is gone.
    Removed,
    /// Rows leave and rows enter.
    Shifted,
    /// Rows can only leave.
    Tightened,
    /// Rows can only enter.
    Loosened,
    /// It is computed in another way.
    Recomputed,
    /// It cannot be told from the definition.
    Undetermined,
    /// Another number is aimed at.
    Retargeted,
    /// Somebody else answers for it.
    Reassigned,
    /// It has another name.
    Renamed,
    /// It is new.
    Additive,
    /// Its words.
    Descriptive,
}

impl Nature {
    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Nature::Removed => "removed",
            Nature::Shifted => "shifted",
            Nature::Tightened => "tightened",
            Nature::Loosened => "loosened",
            Nature::Recomputed => "recomputed",
            Nature::Undetermined => "undetermined",
            Nature::Retargeted => "retargeted",
            Nature::Reassigned => "reassigned",
            Nature::Renamed => "renamed",
            Nature::Additive => "additive",
            Nature::Descriptive => "descriptive",
        }
    }

    /// The word in Japanese.
    pub fn japanese(self) -> &'static str {
        match self {
            Nature::Removed => "削除",
            Nature::Shifted => "入れ替わり",
            Nature::Tightened => "厳しくなる",
            Nature::Loosened => "緩くなる",
            Nature::Recomputed => "計算の変更",
            Nature::Undetermined => "定義からは決まらない",
            Nature::Retargeted => "目標の変更",
            Nature::Reassigned => "担当の変更",
            Nature::Renamed => "改名",
            Nature::Additive => "追加",
            Nature::Descriptive => "説明の変更",
        }
    }

    /// Tells whether it can change a number.
    pub fn moves_numbers(self) -> bool {
        self <= Nature::Retargeted
    }
}

/// One thing that can happen to a definition.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case name.
    pub id: &'static str,
    /// What it is in itself.
    pub nature: Nature,
    /// Kinds of definitions it is about; all where empty.
    kinds: &'static [&'static str],
    /// Keys that trigger it, with those inside them; none where something else does.
    keys: &'static [&'static str],
    /// What it says, in Japanese.
    pub japanese: &'static str,
    /// What it says, in English.
    pub english: &'static str,
}

const fn rule(
    id: &'static str,
    nature: Nature,
    [kinds, keys]: [&'static [&'static str]; 2],
    japanese: &'static str,
    english: &'static str,
) -> Rule {
    Rule { id, nature, kinds, keys, japanese, english }
}

const NONE: [&[&str]; 2] = [&[], &[]];

/// Every rule; of those that a key triggers, the first that fits is taken.
pub static RULES: &[Rule] = &[
    rule("definition-added", Nature::Additive, NONE, "新しい定義", "a new definition"),
    rule("definition-removed", Nature::Removed, NONE, "定義がなくなる", "the definition is gone"),
    rule("definition-renamed", Nature::Renamed, NONE, "名前が変わる", "it has another name"),
    rule(
        "condition-tightened",
        Nature::Tightened,
        NONE,
        "外れるだけで、新しく入るものはない",
        "rows can only leave",
    ),
    rule(
        "condition-loosened",
        Nature::Loosened,
        NONE,
        "入るだけで、外れるものはない",
        "rows can only enter",
    ),
    rule(
        "condition-shifted",
        Nature::Shifted,
        NONE,
        "外れるものも、入るものもある",
        "some rows leave, others enter",
    ),
    rule(
        "condition-undetermined",
        Nature::Undetermined,
        NONE,
        "定義だけからは向きが決まらない",
        "the definition alone does not tell which rows leave or enter",
    ),
    rule(
        "filter-tightened",
        Nature::Tightened,
        NONE,
        "数える行が減るだけ",
        "it counts fewer rows, never others",
    ),
    rule(
        "filter-loosened",
        Nature::Loosened,
        NONE,
        "数える行が増えるだけ",
        "it counts more rows and all those of before",
    ),
    rule("filter-shifted", Nature::Shifted, NONE, "数える行が入れ替わる", "it counts other rows"),
    rule("window-changed", Nature::Recomputed, NONE, "期限が変わる", "another window"),
    rule("column-added", Nature::Additive, NONE, "新しい列", "a new column"),
    rule("column-removed", Nature::Removed, NONE, "列がなくなる", "a column is gone"),
    rule(
        "words-changed",
        Nature::Descriptive,
        [
            &[],
            &[
                "label",
                "means",
                "is_not",
                "reads",
                "look_at",
                "companions",
                "good",
                "review_by",
                "name",
                "language",
            ],
        ],
        "言葉が変わる(数字は変わらない)",
        "other words, the same numbers",
    ),
    rule(
        "materiality-changed",
        Nature::Descriptive,
        [&["kpi"], &["materiality"]],
        "動いても問題にしない幅が変わる(数字は変わらない)",
        "how far it may move before that matters; the same numbers",
    ),
    rule(
        "test-added",
        Nature::Descriptive,
        NONE,
        "新しいテスト(数字は変わらない)",
        "a new test; the same numbers",
    ),
    rule(
        "test-removed",
        Nature::Descriptive,
        NONE,
        "テストがなくなる(数字は変わらない)",
        "a test is gone; the same numbers",
    ),
    rule(
        "test-renamed",
        Nature::Renamed,
        NONE,
        "テストの名前が変わる(数字は変わらない)",
        "the same test has another name; the same numbers",
    ),
    rule(
        "test-changed",
        Nature::Descriptive,
        [&["test"], &["as_of", "agreed_by", "given", "expect", "because"]],
        "テストが変わる(数字は変わらない)",
        "another case or another expectation; the same numbers",
    ),
    rule(
        "status-changed",
        Nature::Descriptive,
        [&[], &["status", "replaced_by", "until"]],
        "状態が変わる",
        "another status",
    ),
    rule(
        "privacy-changed",
        Nature::Descriptive,
        [&["project"], &["publish_leads"]],
        "公開されるリードの範囲が変わる",
        "keys of leads may be read by others, or no longer",
    ),
    rule(
        "owner-changed",
        Nature::Reassigned,
        [&[], &["owner", "accepted_by", "between"]],
        "担当または合意者が変わる",
        "somebody else owns or accepts it",
    ),
    rule(
        "project-changed",
        Nature::Recomputed,
        [&["project"], &["time_zone", "currency", "fiscal_year_starts", "week_starts", "as_of"]],
        "期間や金額の区切り方が変わる",
        "periods or money are cut in another way",
    ),
    rule(
        "calendar-changed",
        Nature::Recomputed,
        [&["calendar"], &["weekend", "closed", "hours"]],
        "営業日が変わる",
        "other business days",
    ),
    rule(
        "source-changed",
        Nature::Recomputed,
        [&["source"], &["key", "time", "known_at", "history", "columns"]],
        "データの読み方が変わる",
        "its rows are read in another way",
    ),
    rule(
        "subject-changed",
        Nature::Recomputed,
        [&["criterion"], &["of"]],
        "別の行についての条件になる",
        "a condition on other rows",
    ),
    rule(
        "entry-changed",
        Nature::Recomputed,
        [&["stage"], &["at", "when"]],
        "入る時刻の決め方が変わる",
        "another moment of entry",
    ),
    rule(
        "funnel-changed",
        Nature::Recomputed,
        [&["funnel", "stage"], &["of", "stages", "skips", "cycle", "funnel"]],
        "段階の並びや飛ばし方が変わる",
        "other stages, skips or cycles",
    ),
    rule(
        "score-changed",
        Nature::Recomputed,
        [&["score"], &["of", "cap", "floor", "rule"]],
        "点の付け方が変わる",
        "other points",
    ),
    rule(
        "dimension-changed",
        Nature::Recomputed,
        [&["dimension"], &["of", "missing"]],
        "分け方が変わる",
        "rows fall into other groups",
    ),
    rule(
        "attribution-changed",
        Nature::Recomputed,
        [
            &["attribution"],
            &[
                "stage",
                "touches",
                "channel",
                "value",
                "direct",
                "model",
                "look_back",
                "repeats",
                "missing",
            ],
        ],
        "貢献の配り方が変わる",
        "credit is split in another way",
    ),
    rule("unit-changed", Nature::Recomputed, [&["kpi"], &["unit"]], "単位が変わる", "another unit"),
    rule(
        "minimum-changed",
        Nature::Recomputed,
        [&["kpi", "diagnosis", "agreement"], &["minimum"]],
        "判定に必要な件数が変わる",
        "another number of entries is enough",
    ),
    rule(
        "formula-changed",
        Nature::Recomputed,
        [&["kpi"], &["formula"]],
        "計算式が変わる",
        "another formula",
    ),
    rule(
        "diagnosis-changed",
        Nature::Recomputed,
        [&["diagnosis"], &["when"]],
        "当てはまる条件が変わる",
        "it holds under other conditions",
    ),
    rule(
        "promise-changed",
        Nature::Recomputed,
        [&["agreement"], &["promise", "fresh", "by"]],
        "約束の測り方が変わる",
        "the promise is measured in another way",
    ),
    rule(
        "band-changed",
        Nature::Retargeted,
        [&["agreement"], &["expect"]],
        "約束の範囲が変わる",
        "another band is promised",
    ),
    rule(
        "target-changed",
        Nature::Retargeted,
        [&["plan"], &["target", "period", "committed"]],
        "計画の目標が変わる",
        "the plan aims at another number",
    ),
    rule(
        "plan-changed",
        Nature::Recomputed,
        [&["plan"], &["funnel", "value", "rates", "within", "split", "cost", "capacity"]],
        "計画の逆算のしかたが変わる",
        "the plan is derived in another way",
    ),
];

impl Rule {
    /// Finds a rule by its id; the ids used in this module are all there.
    pub(super) fn named(id: &str) -> &'static Rule {
        RULES.iter().find(|rule| rule.id == id).unwrap_or(&RULES[0])
    }

    /// Finds the rule that a key of a definition triggers.
    pub(super) fn of(kind: &str, key: &str) -> &'static Rule {
        let outer = key.split_once('.').map_or(key, |(outer, _)| outer);
        let fits = |rule: &&Rule| {
            (rule.kinds.is_empty() || rule.kinds.contains(&kind)) && rule.keys.contains(&outer)
        };
        RULES.iter().find(fits).unwrap_or(Rule::named("words-changed"))
    }

    /// What it says.
    pub fn says(&self, japanese: bool) -> &'static str {
        if japanese { self.japanese } else { self.english }
    }
}
