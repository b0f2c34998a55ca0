//! Everything a report says, measured once: a model, a period, an as-of day, an engine.
//!
//! Uses what the single commands use, so a report agrees with them. Each part either has content or
//! says why it is absent. Comes after `outlook`, `verify`, `diagnose`, `change`; `report` shows it.

mod ask;
mod channels;
mod funnel;
mod goal;
mod interest;
mod measure;
mod state;
mod targets;
mod trends;

pub use channels::Channels;
pub use funnel::{Funnel, Step};
pub use goal::{Goal, Prospect};
pub use interest::{Interest, Seen};
pub use measure::{Ask, measure, period};
pub use state::{Approvals, SourceState};
pub use targets::{Target, number};
pub use trends::{Break, Trend, Trends};

use std::collections::BTreeMap;

use crate::change::Change;
use crate::diagnose::{Finding, Number};
use crate::diagnostic::Diagnostic;
use crate::gap::GapReport;
use crate::model::ReportPart;
use crate::period::Span;
use crate::query::Asked;
use crate::verify::Verdict;
use jiff::civil::Date;

/// A report, free of words and formats.
#[derive(Debug, Clone)]
pub struct Digest {
    /// The days it covers.
    pub period: Asked,
    /// The same days of the year before.
    pub year_before: Span,
    /// The last day whose rows exist.
    pub as_of: Date,
    /// The period goes on after that.
    pub unfinished: bool,
    /// Semantic hash of the definitions.
    pub definitions: String,
    /// What each definition means, by full name.
    pub meanings: BTreeMap<String, Meaning>,
    /// Whether the teams agreed to what the report rests on.
    pub approvals: Approvals,
    /// What each source holds.
    pub sources: Vec<SourceState>,
    /// The target of the plan, if there is one.
    pub goal: Result<Goal, Absent>,
    /// In the order chosen.
    pub parts: Vec<(ReportPart, Result<Content, Absent>)>,
}

/// What a part holds.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "named as the parts")]
pub enum Content {
    Targets(Vec<Target>),
    Funnel(Funnel),
    Gap(Box<GapReport>),
    Trends(Trends),
    Channels(Box<Channels>),
    Agreements(Vec<Verdict>),
    Diagnoses(Asked, Vec<Finding>),
    Interest(Interest),
    Changes(Past),
    Data(Vec<Diagnostic>),
    /// Nothing is measured: the model says it all.
    Definitions,
    Glossary,
}

/// Fingerprints of a definition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Of what it says itself.
    pub own: String,
    /// With all it rests on.
    pub whole: String,
}

/// What changed in meaning since an earlier commit.
#[derive(Debug, Clone)]
pub struct Past {
    /// The commit: first digits of its id, its day, the first line of its message.
    pub commit: (String, String, String),
    /// Definitions that changed.
    pub changes: Vec<Change>,
}

/// Why a part has no content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absent {
    /// No plan covers the period.
    NoPlan,
    /// No funnel is defined.
    NoFunnel,
    /// Nothing tells channels apart.
    NoChannels,
    /// There is nothing of the kind among the definitions.
    NotDefined,
    /// The report names nothing to show.
    NothingNamed,
    /// It could not be found out; the reason.
    Because(String),
}

/// Numbers of one row, by KPI.
pub type Numbers = Vec<Number>;
