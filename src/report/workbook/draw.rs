//! Native charts, in the notation of the report: actual solid, the year before lighter, the plan a
//! line, what is open hatched.

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLine, ChartPatternFill, ChartPatternFillType, ChartRange, ChartSeries,
    ChartSolidFill, Color, XlsxError,
};

use super::sheet::{Place, Sheet};

/// How a series is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) enum Look {
    Actual,
    Before,
    Open,
    More,
    Less,
    Unseen,
}

const SOLID: Color = Color::RGB(0x0033_424e);
const LIGHT: Color = Color::RGB(0x00c3_ccd3);
const EDGE: Color = Color::RGB(0x006d_7a85);
const GREEN: Color = Color::RGB(0x001f_7a5c);
const RED: Color = Color::RGB(0x00b4_412e);
const PAPER: Color = Color::RGB(0x00ff_ffff);

fn solid(colour: Color) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(colour));
    format
}

fn look(look: Look) -> ChartFormat {
    let mut edge = ChartLine::new();
    edge.set_color(EDGE).set_width(1);
    match look {
        Look::Actual => solid(SOLID),
        Look::Before => solid(LIGHT),
        Look::More => solid(GREEN),
        Look::Less => solid(RED),
        Look::Open => {
            let mut fill = ChartPatternFill::new();
            fill.set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards);
            fill.set_foreground_color(EDGE).set_background_color(PAPER);
            let mut format = ChartFormat::new();
            format.set_pattern_fill(&fill).set_border(&edge);
            format
        }
        Look::Unseen => {
            let mut format = ChartFormat::new();
            format.set_no_fill().set_no_border();
            format
        }
    }
}

/// Adds a column of a table to a chart: categories and values by column, its name and look.
pub(super) fn series(
    chart: &mut Chart,
    sheet: &Sheet,
    place: Place,
    (categories, values): (u16, u16),
    (name, shown): (&str, Look),
) {
    chart.push_series(drawn(sheet, place, (categories, values), name).set_format(&mut look(shown)));
}

/// The planned values as a line over the columns of a chart.
pub(super) fn line(sheet: &Sheet, place: Place, columns: (u16, u16), name: &str) -> Chart {
    let mut stroke = ChartLine::new();
    stroke.set_color(EDGE).set_width(1.5);
    let mut format = ChartFormat::new();
    format.set_line(&stroke);
    let mut chart = Chart::new_line();
    chart.push_series(drawn(sheet, place, columns, name).set_format(&mut format));
    chart
}

fn drawn(sheet: &Sheet, place: Place, (categories, values): (u16, u16), name: &str) -> ChartSeries {
    let sheet = sheet.out.name();
    let range =
        |column| ChartRange::new_from_range(&sheet, place.first, column, place.last, column);
    let mut series = ChartSeries::new();
    series.set_categories(&range(categories)).set_values(&range(values)).set_name(name).set_gap(60);
    series
}

/// Puts a chart below what is written, over the width of the page.
pub(super) fn place(sheet: &mut Sheet, chart: &mut Chart, about: &str) -> Result<(), XlsxError> {
    sheet.gap();
    at(sheet, chart, about, (0, WHOLE))?;
    sheet.row += ROWS;
    Ok(())
}

/// Puts a chart into a place from the left in pixels, with its width, without moving on.
pub(super) fn at(
    sheet: &mut Sheet,
    chart: &mut Chart,
    about: &str,
    (left, width): (u32, u32),
) -> Result<(), XlsxError> {
    chart.set_width(width).set_height(HEIGHT).set_alt_text(about);
    chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    sheet.out.insert_chart_with_offset(sheet.row, 0, chart, left, 0)?;
    Ok(())
}

/// Pixels of a chart over the page, and of one of two.
pub(super) const WHOLE: u32 = 760;
pub(super) const HALF: u32 = 400;

/// Pixels of its height, and the rows that it covers.
const HEIGHT: u32 = 280;
pub(super) const ROWS: u32 = 15;
