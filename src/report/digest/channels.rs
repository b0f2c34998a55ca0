//! KPIs by channel, with the share of each channel in the total.

use super::Texts;
use super::performance::Part;
use crate::digest::{Channels, number};
use crate::report::page::{Block, Figure, Grid, Mark, Sign, Text, Tone};
use crate::table::KpiTitle;
use crate::types::Kind;

/// By channel.
pub(super) fn channels(texts: &Texts<'_>, channels: &Channels) -> Part {
    let table = &channels.table;
    let by = &texts.model.dimensions[channels.by.0].about.label;
    if table.lines.is_empty() {
        return (Some(Text::toned(texts.words.no_lines, Tone::Quiet)), Vec::new());
    }
    let titles = titles(texts, channels);
    let whole = table.total.as_ref().unwrap_or(&table.lines[0].cells);
    let row = |name: Text, cells: &[crate::table::Cell]| {
        let mut row = vec![name];
        for (at, cell) in cells.iter().enumerate() {
            row.push(texts.cell(cell, &table.kpis[at]));
            if channels.shared.contains(&at) {
                let all = number(&whole[at].value).filter(|all| *all > 0.0);
                let share =
                    all.zip(number(&cell.value)).map(|(all, part)| texts.percent(part / all));
                row.push(share.map_or_else(|| Text::toned("–", Tone::Quiet), Text::from));
            }
        }
        row
    };
    let mut rows: Vec<Vec<Text>> =
        table.lines.iter().map(|line| row(line.group.join(" / ").into(), &line.cells)).collect();
    let bar = |cells: &[crate::table::Cell]| {
        let value = cells.first().and_then(|cell| number(&cell.value));
        value.map(|value| Mark::Parts(vec![(Sign::Actual, value)]))
    };
    let mut marks: Vec<Option<Mark>> = table.lines.iter().map(|line| bar(&line.cells)).collect();
    if let Some(total) = &table.total {
        rows.push(row(Text::toned(texts.words.total, Tone::Strong), total));
        marks.push(None);
    }
    let numbers = (1..titles.len()).collect();
    let title = table.kpis.first().map_or_else(String::new, |kpi| kpi.title.label.clone());
    let figure = Figure {
        title: texts.say(format!("{by}ごとの成果"), format!("Results by {by}"))
            + &texts.cut(table.lines.len(), channels.groups),
        about: texts.say(
            format!("{by}ごとの数字。横棒は{title}"),
            format!("Numbers by {by}; bars show {title}"),
        ),
        grid: Grid { titles, rows, numbers, names: None },
        marks,
        before: 1,
        legend: Vec::new(),
        charts: Vec::new(),
        notes: notes(texts, channels),
    };
    (None, vec![Block::Figure(Box::new(figure))])
}

/// The dimension and the KPIs, each share behind what it is a part of.
pub(in crate::report) fn titles(texts: &Texts<'_>, channels: &Channels) -> Vec<String> {
    let mut titles = vec![texts.model.dimensions[channels.by.0].about.label.clone()];
    for (at, kpi) in channels.table.kpis.iter().enumerate() {
        titles.push(kpi.title.label.clone());
        titles.extend(channels.shared.contains(&at).then(|| contribution(texts, channels, kpi)));
    }
    titles
}

/// What the share of a channel in the total is called.
fn contribution(texts: &Texts<'_>, channels: &Channels, kpi: &KpiTitle) -> String {
    let Some(stage) = channels.last else {
        let label = &kpi.title.label;
        return texts.say(format!("{label}の構成比"), format!("share of {label}"));
    };
    let stage = &texts.model.stages[stage.0].about.label;
    match matches!(&kpi.kind, Kind::Number(unit) if unit.is_count()) {
        true => texts.say(format!("{stage}貢献率(件数)"), format!("share of {stage} (count)")),
        false => texts.say(format!("{stage}貢献率(金額)"), format!("share of {stage} (amount)")),
    }
}

/// What a reader must know of the columns.
pub(in crate::report) fn notes(texts: &Texts<'_>, channels: &Channels) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    if !channels.shared.is_empty() {
        notes.push(texts.word(
            "貢献率は、全体のうちそのチャネルが占める割合",
            "A share is the part of the channel in the total",
        ));
    }
    let left = channels.left_out.iter();
    notes.extend(left.map(|(label, why)| {
        texts.say(format!("{label}: この切り口では計算できない({why})"), format!("{label}: {why}"))
    }));
    notes
}
