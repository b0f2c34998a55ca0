//! Parts without a drawing: tables of texts, signs of interest, definitions.

use rust_xlsxwriter::XlsxError;

use super::entry::{self, Entry};
use super::sheet::Sheet;
use crate::digest::Interest;
use crate::explain::{self, Item};
use crate::report::digest::Texts;
use crate::report::digest::back::in_force;
use crate::report::digest::performance::{split_title, split_titles};
use crate::report::page::{Block, Branch, Grid, Section};
use crate::table::Table;

/// A part as it reads in documents.
pub(super) fn section(sheet: &mut Sheet, section: &Section) -> Result<(), XlsxError> {
    section.lead.iter().try_for_each(|lead| sheet.say(lead))?;
    section.blocks.iter().try_for_each(|it| block(sheet, it))
}

fn block(sheet: &mut Sheet, block: &Block) -> Result<(), XlsxError> {
    match block {
        Block::Heading(heading) => sheet.heading(&heading.text()),
        Block::Subheading(text) => sheet.heading(text),
        Block::Facts(facts) => facts.iter().try_for_each(|(word, fact)| {
            sheet.entries(&[Entry::quiet(word.as_str()), fact.clone().into()])
        }),
        Block::Grid(it) => grid(sheet, it),
        Block::Figure(it) => {
            grid(sheet, &it.grid)?;
            sheet.notes(&it.notes)
        }
        Block::Lines(lines) => lines.iter().try_for_each(|line| sheet.say(&line.clone().into())),
        Block::Tree(it) => Branch::lines(it).into_iter().try_for_each(|(depth, line)| {
            sheet.say(&format!("{}{line}", "  ".repeat(depth)).into())
        }),
        Block::Sentence(text) => sheet.say(text),
        Block::Notes(_, notes) => sheet.notes(notes),
        // A report holds its tables as grids.
        Block::Table(_) => Ok(()),
    }
}

/// A table of texts.
pub(super) fn grid(sheet: &mut Sheet, grid: &Grid) -> Result<(), XlsxError> {
    sheet.gap();
    let rows: Vec<Vec<Entry>> =
        grid.rows.iter().map(|row| row.iter().cloned().map(Entry::from).collect()).collect();
    sheet.table(&grid.titles, &rows)?;
    Ok(())
}

/// KPIs that show interest, alone and split.
pub(super) fn interest(
    texts: &Texts<'_>,
    sheet: &mut Sheet,
    interest: &Interest,
) -> Result<(), XlsxError> {
    sheet.gap();
    let titles = [texts.word("指標", "KPI"), texts.word("値", "value")];
    let number = |it: &crate::diagnose::Number| {
        vec![it.title.title.label.clone().into(), entry::cell(texts, &it.cell, &it.title)]
    };
    let rows: Vec<Vec<Entry>> = interest.numbers.iter().map(number).collect();
    sheet.table(&titles, &rows)?;
    for seen in &interest.seen {
        match &seen.table {
            Ok(table) => {
                sheet.heading(&split_title(texts, table, seen.groups))?;
                split(texts, sheet, table)?;
            }
            Err(why) => {
                sheet.heading(&seen.text)?;
                sheet.notes(std::slice::from_ref(why))?;
            }
        }
    }
    Ok(())
}

fn split(texts: &Texts<'_>, sheet: &mut Sheet, table: &Table) -> Result<(), XlsxError> {
    let row = |line: &crate::table::Line| {
        let cells = line.cells.iter().zip(&table.kpis);
        let cells = cells.map(|(cell, kpi)| entry::cell(texts, cell, kpi));
        line.group.iter().cloned().map(Entry::from).chain(cells).collect()
    };
    let rows: Vec<Vec<Entry>> = table.lines.iter().map(row).collect();
    sheet.table(&split_titles(table), &rows)?;
    Ok(())
}

/// Every definition with what it means and who answers for it.
pub(super) fn definitions(texts: &Texts<'_>, sheet: &mut Sheet) -> Result<(), XlsxError> {
    let model = texts.model;
    let rows: Vec<Vec<Entry>> =
        explain::definitions(model).filter_map(|item| definition(texts, item)).collect();
    sheet.say(&in_force(texts, rows.len()).into())?;
    sheet.gap();
    let titles = [
        texts.word("言葉", "word"),
        texts.word("名前", "name"),
        texts.word("意味", "means"),
        texts.word("別物", "is not"),
        texts.word("計算・条件", "in words"),
        texts.word("責任者", "owner"),
        texts.word("合意した相手", "accepted by"),
        texts.word("状態", "status"),
        texts.word("識別子", "identified by"),
    ];
    sheet.table(&titles, &rows)?;
    Ok(())
}

fn definition(texts: &Texts<'_>, item: Item) -> Option<Vec<Entry>> {
    let about = item.about(texts.model)?;
    let name = item.name(texts.model);
    let text = |text: &Option<String>| Entry::from(text.clone().unwrap_or_default());
    let meaning = texts.digest.meanings.get(&name);
    Some(vec![
        Entry::strong(about.label.as_str()),
        name.into(),
        text(&about.means),
        text(&about.is_not),
        explain::reading(texts.model, item).into(),
        text(&about.owner),
        text(&about.accepted_by),
        about.standing.status.map_or(Entry::Empty, |status| status.word().to_owned().into()),
        Entry::quiet(meaning.map_or("", |it| it.whole.as_str())),
    ])
}
