//! What the definitions mean: names are ids, every expression is typed.
//!
//! Made by `resolve`, read by everything that uses a model (`explain`, `lower`, ...). Engines never
//! see it.

mod about;
mod agreement;
mod attribution;
mod diagnosis;
mod display;
#[cfg(test)]
mod fixture;
mod funnel;
mod gathered;
mod governance;
mod materiality;
mod paths;
mod plan;
mod reach;
mod report;
mod tree;
mod trial;
mod visit;

pub use about::{About, Standing, Status};
pub use agreement::{Agreement, AgreementId, Band, Measure, Promise};
pub use attribution::{Attribution, AttributionId, Part};
pub use diagnosis::{Diagnosis, DiagnosisId, LookAt};
pub use display::Shown;
pub(crate) use display::days;
pub use funnel::{
    Cycle, Entry, Funnel, FunnelId, JourneyColumn, Rule, Score, ScoreId, Skips, Stage, StageId,
    Step as ScoreStep, Versions,
};
pub use gathered::{Aggregate, Conversion, OtherPeriod, Set, Step, Target, Window};
pub use governance::Suppression;
pub use materiality::Materiality;
pub use paths::{Path, paths};
pub use plan::{PlanId, RateFrom, RevenuePlan, Shares, Split, Worth};
pub use reach::{along, breaks_in, breaks_of, dimension_on, stages_of};
pub use report::{Part as ReportPart, Report};
pub use tree::Tree;
pub use trial::{Because, Expectation, Expected, Test};
pub use visit::{visit, visit_mut};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::dataset::Dataset;
use crate::expression::{Duration, Expression};
use crate::functions::Function;
use crate::period;
use crate::plan::{BusinessCalendar, Comparison, TextTest, Value};
use crate::source::Span;
use crate::types::Kind;
use jiff::civil::Date;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub usize);
    )*};
}
use ids;

ids! {
    /// Index into [`Model::sources`].
    SourceId,
    /// Index into [`Source::columns`].
    ColumnId,
    /// Index into [`Model::criteria`].
    CriterionId,
    /// Index into [`Model::dimensions`].
    DimensionId,
    /// Index into [`Model::kpis`].
    KpiId
}

/// All definitions of a project.
#[derive(Debug, Clone)]
pub struct Model {
    /// Settings of `[project]`.
    pub project: Project,
    /// The business calendar (`[calendar.business]`, or the only one), if declared.
    pub calendar: Option<Arc<BusinessCalendar>>,
    /// Sources, sorted by name.
    pub sources: Vec<Source>,
    /// Criteria, sorted by name.
    pub criteria: Vec<Criterion>,
    /// Dimensions, sorted by name.
    pub dimensions: Vec<Dimension>,
    /// KPIs in the order written, files sorted by name.
    pub kpis: Vec<Kpi>,
    /// Funnels, in the order written.
    pub funnels: Vec<Funnel>,
    /// Stages of all funnels, in the order of their funnel.
    pub stages: Vec<Stage>,
    /// Scores, in the order written.
    pub scores: Vec<Score>,
    /// Attributions, in the order written.
    pub attributions: Vec<Attribution>,
    /// Plans, in the order written.
    pub plans: Vec<RevenuePlan>,
    /// Diagnoses, in the order written.
    pub diagnoses: Vec<Diagnosis>,
    /// Agreements, in the order written.
    pub agreements: Vec<Agreement>,
    /// Reports, in the order written.
    pub reports: Vec<Report>,
    /// Tests of definitions, in the order written.
    pub tests: Vec<Test>,
    /// Teams with what a forge calls them, sorted.
    pub teams: BTreeMap<String, String>,
    /// Known findings.
    pub suppressions: Vec<Suppression>,
}

impl Model {
    /// Gives a source.
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.0]
    }

    /// Finds a source by name.
    pub fn source_named(&self, name: &str) -> Option<SourceId> {
        self.sources.iter().position(|source| source.name == name).map(SourceId)
    }

    /// Finds a dimension by name.
    pub fn dimension_named(&self, name: &str) -> Option<DimensionId> {
        self.dimensions.iter().position(|item| item.about.name == name).map(DimensionId)
    }

    /// Finds a stage by name.
    pub fn stage_named(&self, name: &str) -> Option<StageId> {
        self.stages.iter().position(|item| item.about.name == name).map(StageId)
    }

    /// Finds an attribution by name.
    pub fn attribution_named(&self, name: &str) -> Option<AttributionId> {
        self.attributions.iter().position(|item| item.about.name == name).map(AttributionId)
    }

    /// Finds a criterion by name.
    pub fn criterion_named(&self, name: &str) -> Option<CriterionId> {
        self.criteria.iter().position(|item| item.about.name == name).map(CriterionId)
    }

    /// Finds a KPI by name.
    pub fn kpi_named(&self, name: &str) -> Option<KpiId> {
        self.kpis.iter().position(|item| item.about.name == name).map(KpiId)
    }
}

/// Settings of the whole project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Name shown in headers.
    pub name: String,
    /// `ja` or `en`.
    pub language: String,
    /// IANA name of the zone that cuts days.
    pub time_zone: String,
    /// ISO 4217 code of money without one of its own.
    pub currency: String,
    /// Start of fiscal years and weeks.
    pub settings: period::Settings,
    /// As of, where the project fixes it.
    pub as_of: Option<Date>,
    /// Reviews for pull requests may hold keys of leads.
    pub publish_leads: bool,
}

/// A source of rows.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// How it is stored.
    pub dataset: Arc<Dataset>,
    /// Meaning of the columns, in the order of the dataset.
    pub columns: Vec<Column>,
    /// What identifies a row; sources without links to them may go without.
    pub key: Option<ColumnId>,
    /// The moment a row came into being.
    pub time: Option<ColumnId>,
    /// The moment a row became known.
    pub known_at: Option<ColumnId>,
    /// Columns that bound the validity of a version: from, to.
    pub history: Option<(ColumnId, ColumnId)>,
    /// Its rows are the journeys of this funnel; the dataset then is of no file.
    pub funnel: Option<FunnelId>,
}

impl Source {
    /// Finds a column by name.
    pub fn column_named(&self, name: &str) -> Option<ColumnId> {
        self.columns.iter().position(|column| column.name == name).map(ColumnId)
    }

    /// Gives a column.
    pub fn column(&self, id: ColumnId) -> &Column {
        &self.columns[id.0]
    }

    /// Lists links: column and the source it leads to.
    pub fn links(&self) -> impl Iterator<Item = (ColumnId, SourceId)> {
        let link = |(index, column): (usize, &Column)| column.links.map(|to| (ColumnId(index), to));
        self.columns.iter().enumerate().filter_map(link)
    }
}

/// A column of a source.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// What its values are.
    pub kind: Kind,
    /// The source whose key it holds.
    pub links: Option<SourceId>,
    /// The column that tells from when on its value is known.
    pub known_from: Option<ColumnId>,
    /// The value before that moment.
    pub until_then: Option<String>,
    /// It tells who somebody is; shown only where asked for.
    pub pii: bool,
    /// Texts declared to mean "missing".
    pub declares_missing: bool,
}

/// A named condition on rows of a source.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Words.
    pub about: About,
    /// Rows of which source.
    pub of: SourceId,
    /// As written.
    pub written: Expression,
    /// As understood.
    pub when: Formula,
}

/// A way to group.
#[derive(Debug, Clone)]
pub struct Dimension {
    /// Words.
    pub about: About,
    /// Its value on rows of some sources; others reach it through links.
    pub of: Vec<DimensionValue>,
    /// Label of rows without a value.
    pub missing: String,
}

/// The value of a dimension on rows of one source.
#[derive(Debug, Clone)]
pub struct DimensionValue {
    /// Rows of which source.
    pub source: SourceId,
    /// As written.
    pub written: Expression,
    /// As understood.
    pub value: Formula,
}

/// A number people look at.
#[derive(Debug, Clone)]
pub struct Kpi {
    /// Words.
    pub about: About,
    /// As written.
    pub written: Expression,
    /// As understood.
    pub formula: Formula,
    /// Declared unit.
    pub unit: Option<DeclaredUnit>,
    /// Which direction is good.
    pub good: Option<Good>,
    /// Fewer entries than this are insufficient.
    pub minimum: Option<u64>,
    /// How far its value may move before that matters in a review; any move does without.
    pub materiality: Option<Materiality>,
    /// Printed next to it, always.
    pub companions: Vec<KpiId>,
}

impl Kpi {
    /// A KPI that nobody wrote down, without unit and minimum.
    pub fn unwritten(about: About, formula: Formula) -> Self {
        let written = Expression { node: crate::expression::Node::Poison, span: formula.span };
        Self {
            about,
            written,
            formula,
            unit: None,
            good: None,
            minimum: None,
            materiality: None,
            companions: Vec::new(),
        }
    }
}

/// Units a KPI may be shown in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeclaredUnit {
    /// Times 100 with `%`.
    Percent,
    /// As it is.
    Ratio,
    /// A whole number of things.
    Count,
    /// A plain number.
    Number,
    /// A duration in minutes, hours or days; holds microseconds of one.
    Time(String, i64),
    /// Money, alone or per thing.
    Money(String),
}

/// Which direction is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "words of the language")]
pub enum Good {
    Up,
    Down,
}

/// An expression as understood.
#[derive(Debug, Clone)]
pub struct Formula {
    /// What it is.
    pub node: Node,
    /// What it gives.
    pub kind: Kind,
    /// Where it was written.
    pub span: Span,
}

/// Forms of understood expressions. On the row level they speak of one row of some source.
#[derive(Debug, Clone)]
pub enum Node {
    /// A constant.
    Literal(Value),
    /// A length of time; meets a moment or a duration before it is computed.
    Duration(Duration),
    /// A column of the row at hand.
    Column(ColumnId),
    /// The inner expression on the row that a link of the row at hand leads to.
    Walk(ColumnId, SourceId, Box<Formula>),
    /// A criterion on the row at hand.
    Criterion(CriterionId),
    /// A dimension on the row at hand (index into [`Dimension::of`]).
    Dimension(DimensionId, usize),
    /// Points of the row at hand.
    Score(ScoreId),
    /// The inner expression on the journey that the row at hand belongs to: from a subject its first,
    /// from a row below the one in whose span the row's moment lies.
    Journey(FunnelId, Box<Formula>),
    /// Another KPI.
    Kpi(KpiId),
    /// The planned value of a KPI; in diagnoses only, a constant before it is computed.
    Planned(KpiId),
    /// Rows gathered: on the row level those below the row at hand, else those of the cell.
    Aggregate(Box<Aggregate>),
    /// A cohort conversion.
    Conversion(Box<Conversion>),
    /// The inner expression over another span than the cell's.
    OtherPeriod(OtherPeriod, Box<Formula>),
    /// A function of the library.
    Call(&'static Function, Vec<Formula>),
    /// An operator.
    Operator(Operator, Vec<Formula>),
    /// The first is one of the values.
    In(Box<Formula>, Vec<Value>),
    /// A test of text against a constant.
    Text(TextTest, Box<Formula>, String),
    /// A moment moved by a length of time; `-1` moves back.
    Shift(Box<Formula>, Duration, i8),
    /// The moment looked at is on the first local day or later, and before the second: the days on which
    /// one of several definitions is in force.
    InForce(Option<Date>, Option<Date>),
    /// What could not be understood.
    Poison,
}

/// Operators after names are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the operator itself")]
pub enum Operator {
    Or,
    And,
    Not,
    Compare(Comparison),
    IsMissing,
    Add,
    Subtract,
    Multiply,
    Divide,
    /// The difference of two moments.
    Difference,
    /// Condition, then, otherwise.
    If,
    /// The local calendar day of a datetime.
    LocalDate,
}

impl Formula {
    /// Makes a typed expression.
    pub fn new(node: Node, kind: Kind, span: Span) -> Self {
        Self { node, kind, span }
    }

    /// Makes what silences everything it touches.
    pub fn poison(span: Span) -> Self {
        Self::new(Node::Poison, Kind::Poison, span)
    }
}
