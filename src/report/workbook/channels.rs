//! KPIs by channel, with the share of each in the total as formulas.

use rust_xlsxwriter::{Chart, ConditionalFormatDataBar, XlsxError};

use super::draw::{self, Look};
use super::entry::{self, Entry, SHARE};
use super::sheet::{Sheet, letter};
use crate::digest::Channels;
use crate::report::digest::Texts;
use crate::report::digest::channels::{notes, titles};
use crate::table::Cell;

pub(super) fn channels(
    texts: &Texts<'_>,
    sheet: &mut Sheet,
    channels: &Channels,
) -> Result<(), XlsxError> {
    let table = &channels.table;
    let by = &texts.model.dimensions[channels.by.0].about.label;
    if table.lines.is_empty() {
        return sheet.notes(&[texts.words.no_lines.to_owned()]);
    }
    let heading = texts.say(format!("{by}ごとの成果"), format!("Results by {by}"));
    sheet.heading(&(heading + &texts.cut(table.lines.len(), channels.groups)))?;
    let titles = titles(texts, channels);
    // the total stands one row below the last, and is counted anew: it is no sum
    let total_row = sheet.below_titles() as usize + table.lines.len() + 1;
    let whole = table.total.as_ref().unwrap_or(&table.lines[0].cells);
    let row = |name: Entry, cells: &[Cell]| {
        let mut row = vec![name];
        for (at, cell) in cells.iter().enumerate() {
            let own = entry::cell(texts, cell, &table.kpis[at]);
            let all = entry::cell(texts, &whole[at], &table.kpis[at]);
            let column = letter(row.len());
            let share = match (own.number(), all.number()) {
                (Some(part), Some(all)) if all > 0.0 && table.total.is_some() => Entry::Formula(
                    format!("={column}{{row}}/{column}${total_row}"),
                    part / all,
                    SHARE.to_owned(),
                ),
                _ => Entry::none(),
            };
            row.push(own);
            row.extend(channels.shared.contains(&at).then_some(share));
        }
        row
    };
    let rows: Vec<Vec<Entry>> =
        table.lines.iter().map(|line| row(line.group.join(" / ").into(), &line.cells)).collect();
    let total = table.total.as_ref().map(|it| row(Entry::strong(texts.words.total), it));
    let place = sheet.table(&titles, &rows)?;
    if let Some(total) = total {
        sheet.entries(&total)?;
    }
    sheet.notes(&notes(texts, channels))?;
    sheet.out.add_conditional_format(
        place.first,
        1,
        place.last,
        1,
        &ConditionalFormatDataBar::new().set_fill_color(0x00c3_ccd3).set_solid_fill(true),
    )?;
    let mut chart = Chart::new_bar();
    chart.title().set_name(&titles[1]);
    chart.legend().set_hidden();
    chart.y_axis().set_reverse();
    draw::series(&mut chart, sheet, place, (0, 1), (&titles[1], Look::Actual));
    draw::place(
        sheet,
        &mut chart,
        &texts.say(format!("{by}ごとの{}", titles[1]), format!("{} by {by}", titles[1])),
    )
}
