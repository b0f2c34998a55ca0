//! Rows gathered into values, conversions, other spans of time.

use super::{ColumnId, Formula, FunnelId, SourceId, StageId};
use crate::expression::{Duration, PeriodUnit};
use crate::functions::{AggregateFunction, ConversionFunction};

/// Rows gathered into one value.
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// How.
    pub function: AggregateFunction,
    /// Which rows.
    pub set: Set,
    /// Of what, on a row of the set; absent for `count`, `any`, `none` of a set.
    pub argument: Option<Formula>,
    /// On the row level: the links from a row of the set to the row at hand; where that is a journey,
    /// to its subject.
    pub path: Vec<(ColumnId, SourceId)>,
    /// The row at hand is a journey of this funnel: only rows of its span are gathered.
    pub journey: Option<FunnelId>,
}

/// Rows of a source, filtered, with a clock.
#[derive(Debug, Clone)]
pub struct Set {
    /// Rows of what.
    pub source: SourceId,
    /// Entries into this stage: journeys that entered it; filters see them at that moment.
    pub stage: Option<StageId>,
    /// Conditions on the row, all true.
    pub filters: Vec<Formula>,
    /// `at ..`; else the time of the source.
    pub clock: Option<Formula>,
    /// Windows relative to the row at hand.
    pub windows: Vec<Window>,
}

impl Set {
    /// All rows of a source.
    pub fn all_of(source: SourceId) -> Self {
        Self { source, stage: None, filters: Vec::new(), clock: None, windows: Vec::new() }
    }
}

/// A bound on the moments of gathered rows. Formulas speak of the row at hand, not of the gathered.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "words of the language")]
pub enum Window {
    InLast(Duration),
    After(Formula),
    Since(Formula),
    Before(Formula),
    Until(Formula),
}

impl Window {
    /// The moment it is bounded by; none of `in last`.
    pub fn bound(&self) -> Option<&Formula> {
        match self {
            Window::InLast(_) => None,
            Window::After(bound)
            | Window::Since(bound)
            | Window::Before(bound)
            | Window::Until(bound) => Some(bound),
        }
    }
}

/// `a -> b within D -> ..`
#[derive(Debug, Clone)]
pub struct Conversion {
    /// What is asked of it; `None` is its rate.
    pub function: Option<ConversionFunction>,
    /// Entries.
    pub from: Set,
    /// Steps, at least one.
    pub steps: Vec<Step>,
    /// Dates and datetimes meet: whole local days throughout.
    pub whole_days: bool,
}

/// One step of a conversion.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where it leads.
    pub target: Target,
    /// `None` is `ever`.
    pub within: Option<Duration>,
}

/// What a step looks for.
#[derive(Debug, Clone)]
pub enum Target {
    /// A moment of the entry's row.
    Moment(Formula),
    /// The first such moment below the entry's row, from the start of the step on. Where rows of the
    /// set are those of the entry itself (a stage of the same journey with conditions), the path is
    /// empty.
    First(Box<Aggregate>),
}

/// Other spans than the cell's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OtherPeriod {
    /// The span of equal length just before.
    Previous,
    /// Twelve months earlier.
    SamePeriodLastYear,
    /// From the start of the unit on.
    ToDate(PeriodUnit),
    /// The span of this length that ends with the cell.
    Rolling(Duration),
}
