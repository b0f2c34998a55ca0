//! A table with a drawing of its numbers, free of formats: terminals and documents show the table.

use super::Grid;

/// Rows, each with a mark, or charts above them.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// What is seen, in a sentence.
    pub about: String,
    /// The numbers.
    pub grid: Grid,
    /// One for every row; empty where nothing is drawn in rows.
    pub marks: Vec<Option<Mark>>,
    /// The marks stand before this column.
    pub before: usize,
    /// Signs in use, with their meaning.
    pub legend: Vec<(Sign, String)>,
    /// Drawn above the rows.
    pub charts: Vec<Chart>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// How a value is drawn; told apart by pattern, not by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// What happened: solid.
    Actual,
    /// The year before: lighter.
    Before,
    /// What was planned: outlined.
    Plan,
    /// What is expected or not decided: hatched.
    Forecast,
    /// What was lost: lighter, with an outline.
    Lost,
    /// What adds.
    More,
    /// What takes away.
    Less,
    /// A planned value as a line.
    Line,
    /// A definition means something else from here on: a dashed upright.
    Break,
}

/// A drawing within a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// Actual, plan and year before, as shares of the plan.
    Bullet {
        /// What happened.
        actual: Option<f64>,
        /// What was planned.
        plan: Option<f64>,
        /// The year before.
        before: Option<f64>,
        /// What is expected beyond what happened: up to here.
        forecast: Option<f64>,
    },
    /// Parts beside each other, from the left.
    Parts(Vec<(Sign, f64)>),
    /// From one value to another.
    Between(Sign, f64, f64),
}

/// Columns over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What is seen, in a sentence.
    pub about: String,
    /// What the digits count; may be empty.
    pub unit: String,
    /// In the order of time.
    pub columns: Vec<Column>,
}

/// One column of a chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// Digits below it.
    pub label: String,
    /// Digits below that, where a year begins.
    pub year: Option<String>,
    /// Its height; none where there is no value.
    pub value: Option<f64>,
    /// Digits above it.
    pub text: String,
    /// What was planned.
    pub plan: Option<f64>,
    /// The period is not over.
    pub unfinished: bool,
    /// The definition means something else from here on.
    pub breaks: bool,
}

impl Mark {
    /// From nothing to a value.
    pub fn whole(sign: Sign, value: f64) -> Self {
        Self::Between(sign, 0.0, value)
    }

    /// From one running total to the next.
    pub fn between(from: f64, to: f64) -> Self {
        Self::Between(if to < from { Sign::Less } else { Sign::More }, from, to)
    }
}
