//! The sentence and the facts of an explanation.

use super::fact::{Fact, Facts};
use super::item::Item;
use super::phrases::{Phrases, spaced};
use crate::dataset::{ColumnType, Encoding, Format};
use crate::model::{About, ColumnId, DeclaredUnit, DimensionId, Good, Kpi, Source, SourceId};
use crate::types::{Kind, Unit};

/// What sort of thing it is.
pub(super) fn sort(phrases: &Phrases<'_>, item: Item) -> &'static str {
    match item {
        Item::Kpi(_) => phrases.say("KPI", "指標"),
        Item::Criterion(_) => phrases.say("criterion", "条件"),
        Item::Dimension(_) => phrases.say("dimension", "切り口"),
        Item::Score(_) => phrases.say("score", "スコア"),
        Item::Stage(_) => phrases.say("stage", "ステージ"),
        Item::Funnel(_) => phrases.say("funnel", "ファネル"),
        Item::Diagnosis(_) => phrases.say("diagnosis", "診断"),
        Item::Attribution(_) => phrases.say("attribution", "貢献の配分"),
        Item::Agreement(_) => phrases.say("agreement", "合意"),
        Item::Plan(_) => phrases.say("plan", "計画"),
        Item::Source(_) => phrases.say("source", "データ"),
        Item::Column(..) => phrases.say("column", "列"),
    }
}

/// What it means: as the definition says, else as its formula says.
pub(super) fn sentence(phrases: &Phrases<'_>, item: Item) -> String {
    match about(phrases, item).and_then(|about| about.means.clone()) {
        Some(means) => means,
        None => reading(phrases, item),
    }
}

fn about<'a>(phrases: &Phrases<'a>, item: Item) -> Option<&'a About> {
    item.about(phrases.model)
}

/// What the formula says.
pub(super) fn reading(phrases: &Phrases<'_>, item: Item) -> String {
    let model = phrases.model;
    match item {
        Item::Kpi(id) => phrases.value(&model.kpis[id.0].formula, None),
        Item::Criterion(id) => {
            let criterion = &model.criteria[id.0];
            let condition = phrases.condition(&criterion.when, Some(criterion.of));
            let of = &model.source(criterion.of).name;
            if phrases.japanese {
                spaced(&condition, of)
            } else {
                format!("{of} for which {condition}")
            }
        }
        Item::Dimension(id) => {
            let values = model.dimensions[id.0].of.iter().map(|value| {
                let of = &model.source(value.source).name;
                let value = phrases.value(&value.value, Some(value.source));
                if phrases.japanese {
                    format!("{of} では {value}")
                } else {
                    format!("of {of}: {value}")
                }
            });
            values.collect::<Vec<_>>().join(phrases.say("; ", "、"))
        }
        Item::Score(id) => phrases.score_reading(id),
        Item::Stage(id) => phrases.stage_reading(id),
        Item::Funnel(id) => phrases.funnel_reading(id),
        Item::Attribution(id) => phrases.attribution_reading(id),
        Item::Diagnosis(id) => model.diagnoses[id.0].reads.clone(),
        Item::Agreement(id) => phrases.agreement_reading(id),
        Item::Plan(id) => phrases.plan_reading(id),
        Item::Source(id) => source_reading(phrases, model.source(id)),
        Item::Column(id, column) => {
            let source = model.source(id);
            let (kind, file) = (column_type(source, column), &source.dataset.path);
            let header = header(source, column);
            if phrases.japanese {
                format!("{file} の列「{header}」を {kind} として読む")
            } else {
                format!("the column `{header}` of {file}, read as {kind}")
            }
        }
    }
}

fn source_reading(phrases: &Phrases<'_>, source: &Source) -> String {
    let name = |id: ColumnId| &source.column(id).name;
    let mut text = if phrases.japanese {
        format!("{} の1行を1件とし", source.dataset.path)
    } else {
        format!("one for every row of {}", source.dataset.path)
    };
    if let Some(key) = source.key.map(name) {
        text.push_str(&if phrases.japanese {
            format!("、{key} で見分け")
        } else {
            format!(", told apart by {key}")
        });
    }
    text.push_str(&match (source.time.map(name), phrases.japanese) {
        (Some(time), true) => format!("、{time} を日付とする"),
        (Some(time), false) => format!(", dated by {time}"),
        (None, true) => "、日付を持たない".to_owned(),
        (None, false) => ", without a date".to_owned(),
    });
    text
}

/// Everything else there is to say in a line each.
pub(super) fn facts(phrases: &Phrases<'_>, item: Item) -> Vec<Fact> {
    let mut facts = Facts { phrases, found: Vec::new() };
    let model = phrases.model;
    match item {
        Item::Kpi(id) => {
            facts.written("formula", "定義式", &model.kpis[id.0].written);
            facts.reading(item);
            facts.kpi(&model.kpis[id.0]);
        }
        Item::Criterion(id) => {
            let criterion = &model.criteria[id.0];
            facts.add("of", "対象", model.source(criterion.of).name.clone());
            facts.written("when", "条件式", &criterion.written);
            facts.reading(item);
        }
        Item::Score(id) => {
            facts.score(id);
            facts.reading(item);
        }
        Item::Stage(id) => {
            facts.stage(id);
            facts.reading(item);
        }
        Item::Funnel(id) => {
            facts.funnel(id);
            facts.reading(item);
        }
        Item::Dimension(id) => facts.dimension(id),
        Item::Diagnosis(id) => {
            let diagnosis = &model.diagnoses[id.0];
            facts.written("when", "条件式", &diagnosis.written);
            facts.add("reads", "読み", diagnosis.reads.clone());
            let looks: Vec<&str> = diagnosis.looks.iter().map(|it| it.text.as_str()).collect();
            facts.add("look at", "見るところ", looks.join(" / "));
        }
        Item::Attribution(id) => {
            facts.attribution(id);
            facts.reading(item);
        }
        Item::Agreement(id) => {
            facts.agreement(id);
            facts.reading(item);
        }
        Item::Plan(id) => {
            facts.plan(id);
            facts.reading(item);
        }
        Item::Source(id) => facts.source(model.source(id)),
        Item::Column(id, column) => facts.column(model.source(id), column),
    }
    if let Some(about) = about(phrases, item) {
        facts.maybe("is not", "別物", about.is_not.clone());
        facts.maybe("owner", "責任者", about.owner.clone());
        facts.maybe("accepted by", "合意", about.accepted_by.clone());
        let standing = &about.standing;
        facts.maybe("status", "状態", standing.status.map(|it| it.word().to_owned()));
        facts.maybe("replaced by", "後継", standing.replaced_by.clone());
        facts.maybe("until", "期限", standing.until.map(|day| day.to_string()));
    }
    facts.found
}

impl Facts<'_, '_> {
    /// What the formula says, where the sentence is somebody's own words.
    fn reading(&mut self, item: Item) {
        if about(self.phrases, item).is_some_and(|about| about.means.is_some()) {
            self.add("in words", "計算", reading(self.phrases, item));
        }
    }

    fn kpi(&mut self, kpi: &Kpi) {
        let phrases = self.phrases;
        self.add("unit", "単位", unit(phrases, kpi));
        self.maybe(
            "good",
            "望ましい方向",
            kpi.good.map(|good| match good {
                Good::Up => phrases.say("up", "高いほど良い").to_owned(),
                Good::Down => phrases.say("down", "低いほど良い").to_owned(),
            }),
        );
        self.maybe(
            "minimum",
            "最少件数",
            kpi.minimum.map(|minimum| match phrases.japanese {
                true => format!("n が {minimum} 未満なら「件数不足」"),
                false => format!("fewer than {minimum} are shown as insufficient"),
            }),
        );
        self.maybe(
            "materiality",
            "変動の許容幅",
            kpi.materiality.map(|within| match phrases.japanese {
                true => format!("定義の変更で {within} まで動いても問題にしない"),
                false => format!("moves up to {within} by a change of definitions do not matter"),
            }),
        );
        let companions: Vec<String> =
            kpi.companions.iter().map(|id| titled(phrases, Item::Kpi(*id))).collect();
        if !companions.is_empty() {
            self.add("companions", "併記", companions.join(", "));
        }
    }

    fn dimension(&mut self, id: DimensionId) {
        let (phrases, model) = (self.phrases, self.phrases.model);
        let dimension = &model.dimensions[id.0];
        for value in &dimension.of {
            let of = &model.source(value.source).name;
            self.written(&format!("of {of}"), &format!("{of} では"), &value.written);
        }
        self.reading(Item::Dimension(id));
        let reached: Vec<String> = (0..model.sources.len())
            .map(SourceId)
            .filter(|source| dimension.of.iter().all(|value| value.source != *source))
            .filter(|source| crate::model::dimension_on(model, id, *source).is_ok())
            .map(|source| model.source(source).name.clone())
            .collect();
        if !reached.is_empty() {
            self.add("through links", "リンク経由", reached.join(", "));
        }
        self.add(
            "missing",
            "値なしの表示",
            if phrases.japanese {
                format!("「{}」", dimension.missing)
            } else {
                format!("\"{}\"", dimension.missing)
            },
        );
    }

    fn source(&mut self, source: &Source) {
        let name = |id: ColumnId| source.column(id).name.clone();
        self.add("file", "ファイル", source.dataset.path.clone());
        self.add("format", "形式", format(&source.dataset.format));
        self.maybe("key", "キー", source.key.map(name));
        self.maybe("time", "時刻", source.time.map(name));
        self.maybe("known at", "判明時刻", source.known_at.map(name));
        let history = source.history.map(|(from, to)| format!("[{}, {})", name(from), name(to)));
        self.maybe("history", "履歴", history);
    }

    fn column(&mut self, source: &Source, id: ColumnId) {
        let (column, stored) = (source.column(id), source.dataset.column(&source.column(id).name));
        self.add("type", "型", column_type(source, id));
        self.add("file", "ファイル", source.dataset.path.clone());
        self.add("header", "見出し", header(source, id));
        let links = column.links.map(|to| self.phrases.model.source(to).name.clone());
        self.maybe("links to", "リンク先", links);
        let known = column.known_from.map(|from| source.column(from).name.clone());
        self.maybe("known from", "判明時刻", known);
        self.maybe("until then", "それまで", column.until_then.clone());
        let Some(stored) = stored else { return };
        self.maybe("format", "書式", stored.format.clone());
        if !stored.replace.is_empty() {
            let pairs = stored.replace.iter().map(|(from, to)| format!("'{from}' → '{to}'"));
            self.add("replace", "置き換え", pairs.collect::<Vec<_>>().join(", "));
        }
        if !stored.missing.is_empty() {
            let texts = stored.missing.iter().map(|text| format!("'{text}'"));
            self.add("missing", "値なしとみなす", texts.collect::<Vec<_>>().join(", "));
        }
        if stored.bad_is_missing {
            let text = self.phrases.say("missing, and counted", "値なしとし、件数を数える");
            self.add("bad values", "型に合わない値", text);
        }
    }
}

/// The short name of a definition with its label.
pub(super) fn titled(phrases: &Phrases<'_>, item: Item) -> String {
    let name = item.name(phrases.model);
    match item.label(phrases.model) {
        Some(label) if phrases.japanese => format!("{name}「{label}」"),
        Some(label) => format!("{name} \"{label}\""),
        None => name,
    }
}

/// The header of a column in its file.
pub(super) fn header(source: &Source, id: ColumnId) -> String {
    let name = &source.column(id).name;
    source.dataset.column(name).map_or_else(|| name.clone(), |stored| stored.from.clone())
}

/// The type of a column in the words of `kpi.toml`.
pub(super) fn column_type(source: &Source, id: ColumnId) -> String {
    let column = source.column(id);
    let stored = source.dataset.column(&column.name).map(|stored| stored.kind);
    match (&column.kind, stored) {
        (Kind::Number(unit), _) if unit.is_money() => {
            format!("money ({})", unit.currency.as_deref().unwrap_or("?"))
        }
        (Kind::Number(_), Some(ColumnType::Integer)) => "integer".into(),
        (Kind::Number(_), _) => "number".into(),
        (Kind::Boolean, _) => "boolean".into(),
        (kind, _) => kind.to_string(),
    }
}

fn format(format: &Format) -> String {
    match format {
        Format::Csv { separator, encoding } => {
            let encoding = match encoding {
                Encoding::Utf8 => "utf-8",
                Encoding::ShiftJis => "shift_jis",
            };
            match separator {
                b',' => format!("csv, {encoding}"),
                b'\t' => format!("csv, {encoding}, tab"),
                other => format!("csv, {encoding}, `{}`", char::from(*other)),
            }
        }
        Format::Parquet => "parquet".into(),
        Format::NdJson => "ndjson".into(),
        Format::Arrow => "arrow".into(),
        Format::Excel { sheet: Some(sheet) } => format!("excel, {sheet}"),
        Format::Excel { sheet: None } => "excel".into(),
    }
}

/// The unit a KPI is shown in, and what the formula gives where that is not the same word.
fn unit(phrases: &Phrases<'_>, kpi: &Kpi) -> String {
    let inferred = match &kpi.formula.kind {
        Kind::Number(unit) => unit_words(phrases, unit),
        Kind::Date => phrases.say("date", "日付").to_owned(),
        Kind::Datetime => phrases.say("datetime", "日時").to_owned(),
        Kind::Boolean => phrases.say("true or false", "真偽").to_owned(),
        Kind::Text => phrases.say("text", "文字列").to_owned(),
        Kind::Poison => "?".to_owned(),
    };
    let declared = match &kpi.unit {
        Some(DeclaredUnit::Percent) => "%".to_owned(),
        Some(DeclaredUnit::Ratio) => phrases.say("ratio", "比率").to_owned(),
        Some(DeclaredUnit::Number) => phrases.say("number", "数").to_owned(),
        Some(DeclaredUnit::Time(word, _)) => match (word.as_str(), phrases.japanese) {
            ("minutes", true) => "分".to_owned(),
            ("hours", true) => "時間".to_owned(),
            ("days", true) => "日".to_owned(),
            (word, _) => word.to_owned(),
        },
        Some(DeclaredUnit::Count | DeclaredUnit::Money(_)) | None => return inferred,
    };
    if declared == inferred { declared } else { format!("{declared} ({inferred})") }
}

fn unit_words(phrases: &Phrases<'_>, unit: &Unit) -> String {
    if !phrases.japanese {
        return match &unit.thing {
            Some(thing) if unit.is_count() => format!("count of {thing}"),
            _ => unit.to_string(),
        };
    }
    let currency = unit.currency.as_deref().unwrap_or("?");
    match (unit.money, unit.things, unit.time) {
        (0, 0, 0) => if unit.ratio { "比率" } else { "数" }.to_owned(),
        (0, 1, 0) => match &unit.thing {
            Some(thing) => format!("件数（{thing}）"),
            None => "件数".to_owned(),
        },
        (1, 0, 0) => format!("金額（{currency}）"),
        (0, 0, 1) => "時間の長さ".to_owned(),
        (1, -1, 0) => {
            format!("{} 1件あたりの金額（{currency}）", unit.thing.as_deref().unwrap_or(""))
        }
        _ => unit.to_string(),
    }
}
