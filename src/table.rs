//! A result: cells with value, status and numbers of entries, free of any engine.
//!
//! Filled by `answer`, shown by `report`.

use crate::model::DeclaredUnit;
use crate::plan::Value;
use crate::types::Kind;

/// Answers to one query.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What was asked.
    pub header: Header,
    /// Labels of the dimensions.
    pub dimensions: Vec<Title>,
    /// The KPIs, one per column of cells.
    pub kpis: Vec<KpiTitle>,
    /// Groups and periods, sorted.
    pub lines: Vec<Line>,
    /// Everything together; absent where there is one line only.
    pub total: Option<Vec<Cell>>,
    /// What a reader must know beside the numbers.
    pub notes: Vec<Note>,
}

impl Table {
    /// Gives the values of the first line, each with its KPI; nothing where there is no line.
    pub fn into_first_line(self) -> impl Iterator<Item = (KpiTitle, Cell)> {
        let cells = self.lines.into_iter().next().map_or_else(Vec::new, |line| line.cells);
        self.kpis.into_iter().zip(cells)
    }
}

/// What was asked, of what, as of when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Name of the project.
    pub project: String,
    /// `ja` or `en`.
    pub language: String,
    /// The last day whose rows exist.
    pub as_of: String,
    /// The zone that cuts days.
    pub time_zone: String,
    /// The period asked for, with its first and last day; all rows without one.
    pub period: Option<PeriodTitle>,
    /// The word of `--by` that cuts time.
    pub by_period: Option<String>,
    /// Where fiscal years or weeks start, if the question speaks of them.
    pub calendar: Option<String>,
    /// The condition of `--where`.
    pub filter: Option<String>,
    /// Semantic hash of the definitions: equal where the same numbers are meant.
    pub definitions: String,
}

/// A name and what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// Name in the definitions.
    pub name: String,
    /// Label.
    pub label: String,
}

/// A column of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct KpiTitle {
    /// Name and label.
    pub title: Title,
    /// What its values are.
    pub kind: Kind,
    /// How they are shown.
    pub unit: Option<DeclaredUnit>,
    /// Below this many entries a value is insufficient.
    pub minimum: Option<u64>,
    /// It divides counts of different rows: may exceed 100 %.
    pub period_ratio: bool,
    /// It looks at rows below or windows as of the run.
    pub as_of_run: bool,
    /// A conversion without window.
    pub so_far: bool,
    /// Printed because another KPI names it.
    pub companion_of: Option<String>,
}

/// One group in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// A label for each dimension.
    pub group: Vec<String>,
    /// The period.
    pub period: Option<PeriodTitle>,
    /// A cell for each KPI.
    pub cells: Vec<Cell>,
}

/// A period as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodTitle {
    /// `2026-04`
    pub label: String,
    /// First day.
    pub first: String,
    /// Last day.
    pub last: String,
    /// It ends after as of.
    pub unfinished: bool,
    /// Only a part of it was asked for.
    pub partial: bool,
    /// A stage that is counted is defined anew within it; in tables of KPIs only.
    pub changed: bool,
}

/// One number.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The value; missing unless the status is `ok` or `insufficient`.
    pub value: Value,
    /// Whether it can be used.
    pub status: Status,
    /// Entries the value rests on.
    pub n: Option<i64>,
    /// How the entries of a conversion ended.
    pub conversion: Option<Outcome>,
}

/// Whether a value can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Yes.
    Ok,
    /// There is none: a zero denominator, or nothing to take a mean of.
    Undefined,
    /// No window is over yet.
    Immature,
    /// Fewer entries than the minimum.
    Insufficient,
    /// The data of the period has not arrived.
    MissingInput,
}

impl Status {
    /// The word in machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Undefined => "undefined",
            Status::Immature => "immature",
            Status::Insufficient => "insufficient",
            Status::MissingInput => "missing_input",
        }
    }
}

/// Entries of a conversion; n = converted + lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// In time.
    pub converted: i64,
    /// Window over.
    pub lost: i64,
    /// Window not over as of the run, converted already or not.
    pub open: i64,
    /// Open ones that have converted.
    pub early: i64,
}

/// Something to know beside the numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Kebab-case name.
    pub code: &'static str,
    /// The sentence.
    pub text: String,
    /// How many rows it speaks of.
    pub count: Option<i64>,
}
