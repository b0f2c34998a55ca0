//! From planned to actual revenue, as a waterfall whose steps are formulas.

use rust_xlsxwriter::{Chart, ChartType, XlsxError};

use super::draw::{self, Look};
use super::entry::{Entry, SHARE, TENTHS};
use super::sheet::Sheet;
use crate::gap::{Factor, GapReport, Line};
use crate::report::digest::Texts;
use crate::report::gap as gaps;
use crate::report::number::money_pattern;

pub(super) fn gap(
    texts: &Texts<'_>,
    sheet: &mut Sheet,
    report: &GapReport,
) -> Result<(), XlsxError> {
    sheet.say(&gaps::verdict(report))?;
    sheet.gap();
    let figure = gaps::waterfall(report);
    let drawn = [
        texts.word("図の土台", "base of the bar"),
        texts.word("図の全体", "whole bar"),
        texts.word("図の増", "added"),
        texts.word("図の減", "taken away"),
    ];
    let mut titles = figure.grid.titles.clone();
    titles.push(texts.word("ここまでの売上", "revenue so far"));
    titles.extend(drawn.clone());
    let steps = Steps::of(texts, sheet, report);
    let rows: Vec<Vec<Entry>> = (figure.grid.rows.iter().enumerate())
        .map(|(at, cells)| {
            let line = at.checked_sub(1).and_then(|at| report.lines.get(at));
            let named = [cells[0].clone().into(), steps.was(line, true), steps.was(line, false)];
            named.into_iter().chain(steps.row(at)).collect()
        })
        .collect();
    let place = sheet.table(&titles, &rows)?;
    sheet.notes(&gaps::notes(report))?;
    let mut chart = Chart::new(ChartType::ColumnStacked);
    chart.title().set_name(&figure.title);
    chart.legend().set_hidden();
    let looks = [Look::Unseen, Look::Actual, Look::More, Look::Less];
    for ((name, look), column) in drawn.iter().zip(looks).zip(5..) {
        draw::series(&mut chart, sheet, place, (0, column), (name, look));
    }
    chart.y_axis().set_num_format(&steps.pattern);
    draw::place(sheet, &mut chart, &figure.about)?;
    let Some(channels) = gaps::by_channel(report) else { return Ok(()) };
    sheet.gap();
    let row = |(name, amounts): (String, Vec<i128>)| {
        let amounts = amounts.into_iter().map(|units| steps.number(units));
        [Entry::from(name)].into_iter().chain(amounts).collect()
    };
    let rows: Vec<Vec<Entry>> = channels.rows.into_iter().map(row).collect();
    sheet.table(&channels.titles, &rows)?;
    Ok(())
}

/// Planned revenue, the effect of each part, actual revenue.
struct Steps {
    amounts: Vec<i128>,
    /// Digits of an amount behind the point.
    scale: u8,
    /// Row of the planned revenue, counted from 1.
    first: u32,
    pattern: String,
}

impl Steps {
    fn of(texts: &Texts<'_>, sheet: &Sheet, report: &GapReport) -> Self {
        let effects = report.lines.iter().map(|line| line.effect);
        let money = &report.about.money;
        Self {
            amounts: [report.planned].into_iter().chain(effects).chain([report.actual]).collect(),
            scale: money.scale,
            first: sheet.below_titles() + 1,
            pattern: money_pattern(&money.currency, texts.words),
        }
    }

    /// The amount, the running total, and the bar: base, whole, added, taken away.
    fn row(&self, at: usize) -> Vec<Entry> {
        let amount = self.amounts[at];
        let number = |units| self.number(units);
        let is = |formula: &str, units: i128| {
            Entry::Formula(formula.into(), self.money(units), self.pattern.clone())
        };
        let (first, last) = (self.first, at + 1 == self.amounts.len());
        if at == 0 || last {
            let whole = match last {
                true => {
                    is(&format!("=SUM(D{first}:D{})", u64::from(first) + at as u64 - 1), amount)
                }
                false => number(amount),
            };
            return vec![
                whole,
                is("=D{row}", amount),
                number(0),
                is("=D{row}", amount),
                number(0),
                number(0),
            ];
        }
        let so_far: i128 = self.amounts[..=at].iter().sum();
        vec![
            number(amount),
            is(&format!("=SUM(D{first}:D{{row}})"), so_far),
            is("=MIN(E{row},E{row}-D{row})", so_far.min(so_far - amount)),
            number(0),
            is("=MAX(0,D{row})", amount.max(0)),
            is("=MAX(0,-D{row})", (-amount).max(0)),
        ]
    }

    fn number(&self, units: i128) -> Entry {
        Entry::Number(self.money(units), self.pattern.clone())
    }

    /// What a part was to be, or was.
    fn was(&self, line: Option<&Line>, planned: bool) -> Entry {
        let value = line.map(|line| (line.factor, if planned { line.plan } else { line.actual }));
        match value {
            None => Entry::Empty,
            Some((_, None)) => Entry::none(),
            Some((Factor::Volume | Factor::Mix, Some(volume))) => {
                Entry::Number(volume, TENTHS.to_owned())
            }
            Some((Factor::Rate(_) | Factor::Timing, Some(share))) => {
                Entry::Number(share, SHARE.to_owned())
            }
            Some((Factor::DealSize, Some(units))) => {
                Entry::Number(units / 10f64.powi(i32::from(self.scale)), self.pattern.clone())
            }
        }
    }

    fn money(&self, units: i128) -> f64 {
        units as f64 / 10f64.powi(i32::from(self.scale))
    }
}
