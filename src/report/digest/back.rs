//! What the numbers rest on: changes of definitions, data, definitions in words, glossary.

use super::Texts;
use crate::change::Change;
use crate::diagnostic::{Diagnostic, Severity};
use crate::digest::{Past, SourceState};
use crate::explain::{self, Item};
use crate::report::page::{Block, Grid, Text, Tone};
use crate::report::{change, number};

type Part = (Option<Text>, Vec<Block>);

fn grid(titles: Vec<&str>, rows: Vec<Vec<Text>>, numbers: Vec<usize>) -> Block {
    let titles = titles.into_iter().map(str::to_owned).collect();
    Block::Grid(Grid { titles, rows, numbers, names: None })
}

/// What changed in meaning.
pub(super) fn changes(texts: &Texts<'_>, past: &Past) -> Part {
    let (commit, day, subject) = &past.commit;
    let count = past.changes.len();
    let lead = match count {
        0 => texts.say(
            format!("{day} の定義({commit} {subject})から、意味の変わったものはありません。"),
            format!("No definition means something else than on {day} ({commit} {subject})."),
        ),
        count => texts.say(
            format!("{day} の定義({commit} {subject})から、{count} 件の意味が変わりました。"),
            format!("{count} definitions changed in meaning since {day} ({commit} {subject})."),
        ),
    };
    let most = texts.shown.report.top;
    let language = &texts.model.project.language;
    let row = |it: &Change| {
        let reached = match it.reach.everything {
            true => texts.word("すべての数字", "every number"),
            false => it.reach.reached.len().to_string(),
        };
        vec![
            Text::from(it.label.clone().unwrap_or_default()),
            Text::toned(it.full_name(), Tone::Quiet),
            change::nature(it, language).into(),
            reached.into(),
            change::level(it.consequence.level, language).to_owned().into(),
        ]
    };
    let rows: Vec<Vec<Text>> = past.changes.iter().take(most).map(row).collect();
    if rows.is_empty() {
        return (Some(lead.into()), Vec::new());
    }
    let lead = format!("{lead} {}", texts.cut(rows.len(), count)).trim().to_owned();
    let titles = vec![
        texts.say("定義", "definition"),
        texts.say("名前", "name"),
        texts.say("性質", "nature"),
        texts.say("影響を受ける定義", "definitions reached"),
        texts.say("必要なこと", "to do"),
    ];
    (Some(lead.into()), vec![grid(titles, rows, vec![3])])
}

/// What the data is like.
pub(super) fn data(texts: &Texts<'_>, found: &[Diagnostic]) -> Part {
    let titles = vec![
        texts.say("データ", "source"),
        texts.say("行", "rows"),
        texts.say("最古", "oldest"),
        texts.say("最新", "newest"),
        texts.say("ファイルの指紋", "fingerprint of files"),
    ];
    let row = |it: &SourceState| {
        vec![
            Text::from(it.name.clone()),
            number::grouped(&it.rows).into(),
            texts.day(&it.oldest).into(),
            texts.day(&it.newest).into(),
            Text::toned(it.files.clone(), Tone::Quiet),
        ]
    };
    let rows = texts.digest.sources.iter().map(row).collect();
    let mut blocks = vec![grid(titles, rows, vec![1, 2, 3])];
    let most = texts.shown.report.top;
    let row = |it: &Diagnostic| {
        let severity = match it.severity {
            Severity::Error => Text::toned(texts.word("✗ 誤り", "✗ error"), Tone::Careful),
            _ => Text::from(texts.word("△ 注意", "△ warning")),
        };
        vec![severity, it.message.clone().into(), it.help.clone().unwrap_or_default().into()]
    };
    let rows: Vec<Vec<Text>> = found.iter().take(most).map(row).collect();
    let lead = match found.len() {
        0 => texts
            .word("データの検査で問題は見つかっていません。", "Checks of the data found nothing."),
        count => texts.say(
            format!("データの検査で {count} 件見つかりました。{}", texts.cut(rows.len(), count)),
            format!("Checks of the data found {count}. {}", texts.cut(rows.len(), count)),
        ),
    };
    if !rows.is_empty() {
        let titles = vec![
            texts.say("判定", "finding"),
            texts.say("内容", "what"),
            texts.say("対処", "way out"),
        ];
        blocks.push(grid(titles, rows, Vec::new()));
    }
    (Some(lead.trim().to_owned().into()), blocks)
}

/// Every definition in words.
pub(super) fn definitions(texts: &Texts<'_>) -> Part {
    let model = texts.model;
    let titles = vec![
        texts.say("定義", "definition"),
        texts.say("計算・条件", "in words"),
        texts.say("責任者 → 合意", "owner → accepted by"),
        texts.say("状態", "status"),
    ];
    let row = |item: Item| {
        let about = item.about(model)?;
        let teams: Vec<&str> = about.teams().collect();
        let status = about.standing.status.map_or("–", |status| status.word());
        let name = item.name(model);
        let open = texts.digest.approvals.open.contains(&name);
        let status = match open {
            true => Text::toned(
                texts.say(format!("{status} ✗ 未承認"), format!("{status} ✗ not approved")),
                Tone::Careful,
            ),
            false => status.to_owned().into(),
        };
        let label = match item.label(model) {
            Some(label) => format!("{label}\n{name}"),
            None => name,
        };
        Some(vec![
            label.into(),
            explain::reading(model, item).into(),
            teams.join(" → ").into(),
            status,
        ])
    };
    let rows: Vec<Vec<Text>> = explain::definitions(model).filter_map(row).collect();
    let lead = in_force(texts, rows.len());
    (Some(lead.into()), vec![grid(titles, rows, Vec::new())])
}

/// How many definitions are listed, and what identifies them.
pub(in crate::report) fn in_force(texts: &Texts<'_>, count: usize) -> String {
    texts.say(
        format!("この時点で効いている {} 件。識別子 {}。", count, texts.digest.definitions),
        format!("{} definitions in force, identified by {}.", count, texts.digest.definitions),
    )
}

/// What words mean, and what not.
pub(super) fn glossary(texts: &Texts<'_>) -> Part {
    let model = texts.model;
    let titles =
        vec![texts.say("言葉", "word"), texts.say("意味", "means"), texts.say("別物", "is not")];
    let row = |item: Item| {
        let about = item.about(model)?;
        let (means, is_not) = (about.means.clone(), about.is_not.clone());
        if means.is_none() && is_not.is_none() {
            return None;
        }
        let label = Text::toned(about.label.clone(), Tone::Strong);
        Some(vec![label, means.unwrap_or_default().into(), is_not.unwrap_or_default().into()])
    };
    let rows: Vec<Vec<Text>> = explain::definitions(model).filter_map(row).collect();
    match rows.is_empty() {
        true => {
            let text = texts.word(
                "`means` の書かれた定義がないため、ありません。",
                "Absent: no definition says what it `means`.",
            );
            (Some(Text::toned(text, Tone::Quiet)), Vec::new())
        }
        false => (None, vec![grid(titles, rows, Vec::new())]),
    }
}
