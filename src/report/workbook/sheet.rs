//! Writes one sheet from the top down: texts, tables, charts, with the widths they need.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatUnderline, Formula, Table, TableColumn,
    TableStyle, Url, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::entry::Entry;
use crate::report::page::{Text, Tone};
use crate::report::terminal::harmless;

/// Columns are at least and at most this wide, in digits.
const NARROW: f64 = 9.0;
const WIDE: f64 = 56.0;

/// Width of a sign, and of the space beside a text, in digits.
const SIGN: f64 = 1.1;
const MARGIN: f64 = 2.0;

/// Height of a line and of the tallest row, in points.
const LINE: f64 = 13.5;
const TALLEST: f64 = 400.0;

/// Signs that a cell holds; what is longer is cut, and says so.
const LONGEST: usize = 16_000;

/// Signs of a title of a column.
const LONGEST_TITLE: usize = 200;

/// A sheet, written from the top down.
pub(super) struct Sheet {
    pub(super) out: Worksheet,
    font: &'static str,
    pub(super) row: u32,
    widths: BTreeMap<u16, f64>,
    /// Texts that may need more than one line: row, column, width of each line.
    long: Vec<(u32, u16, Vec<usize>)>,
    /// Columns of numbers of the last table.
    numbers: BTreeSet<usize>,
    frozen: bool,
}

/// Where the rows of a table stand, counted from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) first: u32,
    pub(super) last: u32,
}

/// A letter of a column; sheets here have fewer than 26 of those that formulas name.
pub(super) fn letter(column: usize) -> String {
    rust_xlsxwriter::utility::column_number_to_name(u16::try_from(column).unwrap_or(u16::MAX))
}

impl Sheet {
    pub(super) fn new(name: &str, font: &'static str) -> Result<Self, XlsxError> {
        let mut out = Worksheet::new();
        out.set_name(name)?;
        out.set_screen_gridlines(false);
        out.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        out.set_footer("&L&A&R&P / &N");
        Ok(Self {
            out,
            font,
            row: 0,
            widths: BTreeMap::new(),
            long: Vec::new(),
            numbers: BTreeSet::new(),
            frozen: false,
        })
    }

    /// The sheet with the widths and heights its texts need.
    pub(super) fn done(mut self) -> Result<Worksheet, XlsxError> {
        for (column, width) in &self.widths {
            self.out.set_column_width(*column, *width)?;
        }
        let mut heights = BTreeMap::new();
        for (row, column, lines) in &self.long {
            let width = self.widths.get(column).map_or(NARROW, |width| width - MARGIN);
            let lines: f64 = lines.iter().map(|line| (*line as f64 / width).ceil().max(1.0)).sum();
            let most: &mut f64 = heights.entry(*row).or_insert(1.0);
            *most = most.max(lines);
        }
        for (row, lines) in heights {
            self.out.set_row_height(row, (lines * LINE + 1.0).min(TALLEST))?;
        }
        Ok(self.out)
    }

    fn format(&self) -> Format {
        Format::new().set_font_name(self.font).set_font_size(10).set_align(FormatAlign::Top)
    }

    fn toned(&self, tone: Tone) -> Format {
        match tone {
            Tone::Plain => self.format(),
            Tone::Strong => self.format().set_bold(),
            Tone::Quiet => self.format().set_font_color(QUIET),
            Tone::Careful => self.format().set_font_color(CAREFUL),
        }
    }

    /// A line of its own that may run over the columns beside it.
    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.out.write_string_with_format(self.row, 0, cut(text, LONGEST), format)?;
        self.numbers.clear();
        self.row += 1;
        Ok(())
    }

    pub(super) fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        let format = self.format().set_bold().set_font_size(16);
        self.out.set_row_height(self.row, 26.0)?;
        self.line(text, &format)
    }

    pub(super) fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += u32::from(self.row > 0);
        let format = self.format().set_bold().set_font_size(12);
        self.out.set_row_height(self.row, 19.0)?;
        self.line(text, &format)
    }

    pub(super) fn say(&mut self, text: &Text) -> Result<(), XlsxError> {
        let format = self.toned(text.tone);
        self.line(&text.text, &format)
    }

    pub(super) fn notes(&mut self, notes: &[String]) -> Result<(), XlsxError> {
        notes.iter().try_for_each(|note| self.say(&Text::toned(note.as_str(), Tone::Quiet)))
    }

    pub(super) fn gap(&mut self) {
        self.numbers.clear();
        self.row += 1;
    }

    /// The row that the first row of the next table gets, counted from 0.
    pub(super) fn below_titles(&self) -> u32 {
        self.row + 1
    }

    /// A table that can be sorted and filtered; nothing where it has no rows.
    pub(super) fn table(
        &mut self,
        titles: &[String],
        rows: &[Vec<Entry>],
    ) -> Result<Place, XlsxError> {
        let first = self.below_titles();
        let last = first + u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1) - 1;
        if rows.is_empty() || titles.is_empty() {
            return Ok(Place { first, last });
        }
        let number = |at: &usize| rows.iter().any(|row| row[*at].number().is_some());
        self.numbers = (0..titles.len()).filter(number).collect();
        let titles = distinct(titles);
        for (at, title) in titles.iter().enumerate() {
            self.widen(at, &title.chars().take(TITLE_LINE).collect::<String>());
        }
        let column = |(at, title): (usize, String)| {
            let align =
                if self.numbers.contains(&at) { FormatAlign::Right } else { FormatAlign::Left };
            let format = self.format().set_bold().set_text_wrap().set_align(align);
            let format = format.set_border_bottom(FormatBorder::Thin);
            TableColumn::new().set_header(title).set_header_format(format)
        };
        let columns: Vec<TableColumn> = titles.into_iter().enumerate().map(column).collect();
        let right = u16::try_from(columns.len() - 1).unwrap_or(u16::MAX);
        let table = Table::new().set_columns(&columns).set_style(TableStyle::Light1);
        self.out.add_table(self.row, 0, last, right, &table)?;
        if !self.frozen {
            self.out.set_freeze_panes(self.row + 1, 1)?.set_repeat_rows(self.row, self.row)?;
            self.frozen = true;
        }
        self.row = first;
        for row in rows {
            self.entries(row)?;
        }
        Ok(Place { first, last })
    }

    /// One row of cells.
    pub(super) fn entries(&mut self, row: &[Entry]) -> Result<(), XlsxError> {
        for (at, entry) in row.iter().enumerate() {
            self.entry(at, entry)?;
        }
        self.row += 1;
        Ok(())
    }

    fn entry(&mut self, at: usize, entry: &Entry) -> Result<(), XlsxError> {
        let (row, column) = (self.row, u16::try_from(at).unwrap_or(u16::MAX));
        match entry {
            Entry::Empty => {}
            Entry::Text(text) => {
                self.widen(at, &text.text);
                let lines: Vec<usize> = text.text.lines().map(UnicodeWidthStr::width).collect();
                self.long.push((row, column, lines));
                let number = self.numbers.contains(&at);
                let align = if number { FormatAlign::Right } else { FormatAlign::Left };
                let format = self.toned(text.tone).set_text_wrap().set_align(align);
                let text = cut(&text.text, LONGEST);
                self.out.write_string_with_format(row, column, text, &format)?;
            }
            Entry::Number(number, pattern) => {
                self.widen(at, &digits(*number, pattern));
                let format = self.format().set_num_format(pattern);
                self.out.write_number_with_format(row, column, *number, &format)?;
            }
            Entry::Input(number, pattern) => {
                self.widen(at, &digits(*number, pattern));
                let format = self.format().set_num_format(pattern).set_font_color(INPUT);
                let format = format.set_background_color(TO_FILL).set_border(FormatBorder::Thin);
                self.out.write_number_with_format(row, column, *number, &format)?;
            }
            Entry::Formula(formula, result, pattern) => {
                self.widen(at, &digits(*result, pattern));
                let format = self.format().set_num_format(pattern);
                let formula = formula.replace("{row}", &(row + 1).to_string());
                let formula = Formula::new(formula).set_result(result.to_string());
                self.out.write_formula_with_format(row, column, formula, &format)?;
            }
        }
        Ok(())
    }

    /// A row whose first cell leads to another sheet.
    pub(super) fn link(&mut self, sheet: &str, about: &Text) -> Result<(), XlsxError> {
        let url = Url::new(format!("internal:'{sheet}'!A1")).set_text(sheet);
        let format = self.format().set_font_color(LINK).set_underline(FormatUnderline::Single);
        self.out.write_url_with_format(self.row, 0, url, &format)?;
        self.widen(0, sheet);
        self.entry(1, &Entry::from(about.clone()))?;
        self.row += 1;
        Ok(())
    }

    /// Makes a column as wide as the longest line of a text, within bounds.
    pub(super) fn widen(&mut self, column: usize, text: &str) {
        let longest = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        let width = (longest as f64 * SIGN + MARGIN).clamp(NARROW, WIDE);
        let known = self.widths.entry(u16::try_from(column).unwrap_or(u16::MAX)).or_insert(NARROW);
        *known = known.max(width);
    }
}

const A4: u8 = 9;

/// Signs of a title that stand in one line.
const TITLE_LINE: usize = 14;

const QUIET: Color = Color::RGB(0x0056_626c);
const CAREFUL: Color = Color::RGB(0x00a1_301f);
const LINK: Color = Color::RGB(0x001d_5a83);
const INPUT: Color = Color::RGB(0x001d_5a83);
const TO_FILL: Color = Color::RGB(0x00ff_f8e1);

/// About as many digits as a number is shown with.
fn digits(number: f64, pattern: &str) -> String {
    let whole = format!("{:.0}", number.abs()).len();
    let (marks, rest) = (whole.saturating_sub(1) / 3, pattern.trim_start_matches(['#', ',', '0']));
    "0".repeat(whole + marks + rest.width())
}

/// Titles as a table needs them: none empty, none twice whatever the case, none too long.
fn distinct(titles: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let one = |title: &String| {
        let short = cut(&harmless(title), LONGEST_TITLE);
        let short = if short.trim().is_empty() { "·".to_owned() } else { short };
        let mut names =
            std::iter::once(short.clone()).chain((2..).map(|at| format!("{short} ({at})")));
        let free = names.find(|name| seen.insert(name.to_lowercase()));
        free.unwrap_or(short)
    };
    titles.iter().map(one).collect()
}

/// A text without what could turn the direction of reading, and no longer than a cell holds.
fn cut(text: &str, most: usize) -> String {
    let clean: Vec<String> = text.split('\n').map(harmless).collect();
    let clean = clean.join("\n");
    match clean.chars().count() > most {
        true => clean.chars().take(most - 1).chain(['…']).collect(),
        false => clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_a_table_differ() {
        let titles = ["CV", "cv", "", " ", "cv (2)"].map(str::to_owned);
        assert_eq!(distinct(&titles), ["CV", "cv (2)", "·", "· (2)", "cv (2) (2)"]);
    }

    #[test]
    fn what_is_too_long_says_so() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("a\u{202e}b\nc", 9), "a\u{fffd}b\nc");
    }
}
