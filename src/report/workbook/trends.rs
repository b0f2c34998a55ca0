//! Month by month: a table with a sparkline above every KPI, and a chart of each.

use rust_xlsxwriter::{Chart, ChartRange, Sparkline, SparklineType, XlsxError};

use super::draw::{self, Look};
use super::entry::{self, Entry};
use super::sheet::{Place, Sheet};
use crate::digest::{Trend, Trends};
use crate::plan::Value;
use crate::report::digest::Texts;

pub(super) fn trends(
    texts: &Texts<'_>,
    sheet: &mut Sheet,
    trends: &Trends,
) -> Result<(), XlsxError> {
    let columns = columns(trends);
    let broken = trends.series.iter().any(|it| !it.breaks.is_empty());
    let mut titles = vec![texts.word("月", "month")];
    for (trend, planned) in &columns {
        let label = &trend.title.title.label;
        titles.push(match planned {
            false => label.clone(),
            true => texts.say(format!("{label}(計画)"), format!("{label} (plan)")),
        });
    }
    if broken {
        titles.push(texts.word("定義の変わり目", "definition changes"));
    }
    sheet.gap();
    let sparks = sheet.row;
    sheet.out.set_row_height(sparks, SPARK)?;
    sheet.entries(&[Entry::quiet(texts.say("推移", "trend"))])?;
    let rows: Vec<Vec<Entry>> = (0..trends.months.len())
        .map(|at| {
            let mut row = vec![month(trends, at)];
            row.extend(columns.iter().map(|column| of(texts, *column, at)));
            if broken {
                row.push(breaks(trends, at));
            }
            row
        })
        .collect();
    let place = sheet.table(&titles, &rows)?;
    if rows.is_empty() {
        return Ok(());
    }
    for (at, (_, planned)) in columns.iter().enumerate() {
        if !planned {
            spark(sheet, sparks, place, column_of(at))?;
        }
    }
    let unfinished = trends.months.iter().any(|month| month.unfinished);
    sheet.notes(&Vec::from_iter(unfinished.then(|| texts.words.unfinished.to_owned())))?;
    charts(texts, sheet, &columns, (place, &titles, &rows))
}

/// Height of the row of sparklines in points.
const SPARK: f64 = 30.0;

/// A KPI, and whether its column holds planned values.
type Series<'a> = (&'a Trend, bool);

/// Every KPI, with its plan behind it where there is one.
fn columns(trends: &Trends) -> Vec<Series<'_>> {
    let both = |trend| {
        let planned = |trend: &Trend| trend.plan.iter().any(Option::is_some);
        [Some((trend, false)), planned(trend).then_some((trend, true))]
    };
    trends.series.iter().flat_map(both).flatten().collect()
}

fn column_of(at: usize) -> u16 {
    u16::try_from(at + 1).unwrap_or(u16::MAX)
}

fn month(trends: &Trends, at: usize) -> Entry {
    let month = &trends.months[at];
    let mark = if month.unfinished { "*" } else { "" };
    format!("{}{mark}", month.label).into()
}

fn of(texts: &Texts<'_>, (trend, planned): Series<'_>, at: usize) -> Entry {
    match (planned, trend.plan[at]) {
        (false, _) => entry::cell(texts, &trend.cells[at], &trend.title),
        (true, Some(plan)) => entry::planned(texts, &Value::Float(plan), &trend.title),
        (true, None) => Entry::Empty,
    }
}

fn breaks(trends: &Trends, at: usize) -> Entry {
    let here = trends.series.iter().flat_map(|it| &it.breaks).filter(|it| it.month == at);
    let mut names: Vec<&str> = here.map(|it| it.definition.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join("\n").into()
}

fn spark(sheet: &mut Sheet, row: u32, place: Place, column: u16) -> Result<(), XlsxError> {
    let name = sheet.out.name();
    let range = ChartRange::new_from_range(&name, place.first, column, place.last, column);
    let spark = Sparkline::new().set_range(&range).set_type(SparklineType::Column);
    sheet.out.add_sparkline(row, column, &spark.set_sparkline_color(0x0033_424e))?;
    Ok(())
}

/// One chart for every KPI, two beside each other.
fn charts(
    texts: &Texts<'_>,
    sheet: &mut Sheet,
    columns: &[Series<'_>],
    (place, titles, rows): (Place, &[String], &[Vec<Entry>]),
) -> Result<(), XlsxError> {
    sheet.gap();
    let (actual, plan) = (texts.say("実績", "actual"), texts.say("計画", "plan"));
    let drawn = columns.iter().enumerate().filter(|(_, (_, planned))| !planned);
    let mut left = true;
    for (at, (trend, _)) in drawn {
        let mut chart = Chart::new_column();
        chart.title().set_name(&trend.title.title.label);
        if let Some(pattern) = entry::pattern(rows, at + 1) {
            chart.y_axis().set_num_format(pattern);
        }
        let ends = (0, column_of(at));
        draw::series(&mut chart, sheet, place, ends, (actual, Look::Actual));
        match columns.get(at + 1) {
            Some((_, true)) => {
                chart.combine(&draw::line(sheet, place, (0, column_of(at + 1)), plan));
            }
            _ => {
                chart.legend().set_hidden();
            }
        }
        let from = if left { 0 } else { draw::HALF + 10 };
        draw::at(sheet, &mut chart, &titles[at + 1], (from, draw::HALF))?;
        sheet.row += if left { 0 } else { draw::ROWS };
        left = !left;
    }
    sheet.row += if left { 0 } else { draw::ROWS };
    Ok(())
}
