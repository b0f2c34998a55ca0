//! Notes beside the numbers, in the language of the project.

use super::audits::{Facts, Misfit};
use super::breaks::{Break, break_note};
use super::index::Index;
use crate::lower::{Lowered, NoClock};
use crate::model::{Model, StageId};
use crate::period::Zone;
use crate::plan::Value;
use crate::query::Query;
use crate::table::Note;

/// Rows that belong to no period, links that lead nowhere, values taken as missing.
pub(super) fn notes(
    model: &Model,
    query: &Query,
    lowered: &Lowered,
    index: &Index<'_>,
    facts: &Facts,
    breaks: &[Break],
) -> Vec<Note> {
    let japanese = model.project.language == "ja";
    let mut notes = without_clock(model, lowered, index, japanese);
    for (misfit, count) in &facts.misfits {
        notes.extend(misfit_note(model, *misfit, *count, japanese));
    }
    for (stage, count) in facts.waiting.iter().filter(|(_, count)| **count > 0) {
        notes.push(waiting_note(model, *stage, *count, japanese));
    }
    if query.by_period.is_some() {
        for kpi in lowered.kpis.iter().filter(|kpi| kpi.as_of_run) {
            let name = &model.kpis[kpi.id.0].about.name;
            let text = if japanese {
                format!("{name}: 期間別でも、絞り込みは実行時点（as of）の状態で判定しています")
            } else {
                format!("{name}: its filters are seen as of the run, also in earlier periods")
            };
            notes.push(Note { code: "as-of-run", text, count: None });
        }
    }
    notes.extend(breaks.iter().map(|it| break_note(model, *it)));
    notes.sort();
    notes.dedup();
    notes
}

fn without_clock(model: &Model, lowered: &Lowered, index: &Index<'_>, japanese: bool) -> Vec<Note> {
    let mut notes = Vec::new();
    for kpi in &lowered.kpis {
        for leaf in &kpi.leaves {
            let count = match leaf.no_clock {
                NoClock::Counted => 0,
                NoClock::InCell(slot) => index.count(slot, true),
                NoClock::Everywhere(slot) => index.count(slot, false),
            };
            if count == 0 {
                continue;
            }
            let name = &model.kpis[kpi.id.0].about.name;
            let source = &model.source(leaf.source).name;
            let text = if japanese {
                format!("{name}: {source} の {count} 行は日時がなく、どの期間にも入りません")
            } else {
                format!("{name}: {count} rows of {source} have no date and belong to no period")
            };
            notes.push(Note { code: "no-clock", text, count: Some(count) });
        }
    }
    notes
}

fn waiting_note(model: &Model, stage: StageId, count: i64, japanese: bool) -> Note {
    let held = &model.stages[stage.0];
    let name = &held.about.name;
    let stages = &model.funnels[held.funnel.0].stages;
    let before = &model.stages[stages[held.position.saturating_sub(1)].0].about.name;
    let text = if japanese {
        format!("{name}: 条件を満たしても、前の段階 {before} に入っていない {count} 件は数えません")
    } else {
        format!("{name}: {count} fulfil the condition, but never entered {before}; not counted")
    };
    Note { code: "waiting", text, count: Some(count) }
}

fn misfit_note(model: &Model, misfit: Misfit, count: i64, japanese: bool) -> Option<Note> {
    let (code, text) = match misfit {
        Misfit::Dangling(source, link) => {
            let held = model.source(source);
            let column = held.column(link);
            let target = column.links.map_or("?", |to| &model.source(to).name);
            let place = format!("{}.{}", held.name, column.name);
            let text = if japanese {
                format!(
                    "{place} の {count} 行は {target} にリンク先がありません（集計には残しています）"
                )
            } else {
                format!("{count} rows of {place} lead to no row of {target}; they are kept")
            };
            ("dangling-link", text)
        }
        Misfit::Value(source, column) => {
            let held = model.source(source);
            let place = format!("{}.{}", held.name, held.column(column).name);
            let text = if japanese {
                format!("{place} の {count} 個の値は型に合わず、欠損として扱いました")
            } else {
                format!("{count} values of {place} do not fit its type and are taken as missing")
            };
            ("bad-value-as-missing", text)
        }
        _ => return None,
    };
    Some(Note { code, text, count: Some(count) })
}

/// A value as a label.
pub(super) fn text(value: &Value, zone: &Zone) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Text(text) => text.clone(),
        Value::Datetime(micros) => zone.local_datetime_text(*micros),
        other => other.to_string(),
    }
}
