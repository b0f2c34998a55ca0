//! One TOML file: definitions as they are written.
//!
//! Names are not looked up here and nothing is defaulted; `resolve` does both. The only module that
//! names the TOML reader. Comes after `parse`, which reads the expressions inside the strings.

mod about;
mod agreement;
mod attribution;
mod canonical;
mod diagnosis;
mod fields;
mod funnel;
mod governance;
mod kinds;
mod name;
mod plan;
mod read;
mod report;
mod source;
mod syntax;
#[cfg(test)]
mod tests;
mod trial;

pub use about::About;
pub use canonical::canonical;
pub use read::read;

use crate::expression::{Decimal, Duration, Expression};
use crate::source::{Span, Spanned};

/// Everything one file defines, in the order written.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// `[project]`; only in `kpi.toml`.
    pub project: Option<Project>,
    /// `[calendar.NAME]`; only in `kpi.toml`.
    pub calendars: Vec<Definition<Calendar>>,
    /// `[source.NAME]`; only in `kpi.toml`.
    pub sources: Vec<Definition<Source>>,
    /// `[funnel.NAME]`
    pub funnels: Vec<Definition<Funnel>>,
    /// `[stage.NAME]`
    pub stages: Vec<Definition<Stage>>,
    /// `[score.NAME]`
    pub scores: Vec<Definition<Score>>,
    /// `[criterion.NAME]`
    pub criteria: Vec<Definition<Criterion>>,
    /// `[dimension.NAME]`
    pub dimensions: Vec<Definition<Dimension>>,
    /// `[attribution.NAME]`
    pub attributions: Vec<Definition<Attribution>>,
    /// `[kpi.NAME]`
    pub kpis: Vec<Definition<Kpi>>,
    /// `[plan.NAME]`
    pub plans: Vec<Definition<Plan>>,
    /// `[diagnosis.NAME]`
    pub diagnoses: Vec<Definition<Diagnosis>>,
    /// `[agreement.NAME]`
    pub agreements: Vec<Definition<Agreement>>,
    /// `[report.NAME]`
    pub reports: Vec<Definition<Report>>,
    /// `[[test]]`
    pub tests: Vec<Test>,
    /// `[teams]`: team and handle; only in `kpi.toml`.
    pub teams: Vec<(Spanned<String>, Spanned<String>)>,
    /// `[[suppress]]`
    pub suppressions: Vec<Suppress>,
}

/// `[[suppress]]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Suppress {
    pub span: Span,
    pub code: Option<Spanned<String>>,
    pub name: Option<Spanned<String>>,
    pub reason: Option<Spanned<String>>,
    /// A date, written as TOML date or as text.
    pub until: Option<Spanned<String>>,
}

/// A named table.
#[derive(Debug, Clone)]
pub struct Definition<T> {
    /// The name after NFKC, with its place.
    pub name: Spanned<String>,
    /// The words every definition may carry.
    pub about: About,
    /// What it defines.
    pub body: T,
}

/// `[project]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Project {
    pub header: Span,
    pub name: Option<Spanned<String>>,
    pub language: Option<Spanned<String>>,
    pub time_zone: Option<Spanned<String>>,
    pub currency: Option<Spanned<String>>,
    pub fiscal_year_starts: Option<Spanned<i64>>,
    pub week_starts: Option<Spanned<String>>,
    /// A date, written as TOML date or as text.
    pub as_of: Option<Spanned<String>>,
    pub publish_leads: Option<Spanned<bool>>,
}

/// `[calendar.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Calendar {
    pub weekend: Option<Vec<Spanned<String>>>,
    pub holidays: Option<Spanned<String>>,
    pub closed: Vec<Spanned<String>>,
    pub hours: Option<Spanned<String>>,
}

/// `[source.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Source {
    pub path: Option<Spanned<String>>,
    pub format: Option<Spanned<String>>,
    pub encoding: Option<Spanned<String>>,
    pub separator: Option<Spanned<String>>,
    pub sheet: Option<Spanned<String>>,
    pub key: Option<Spanned<String>>,
    pub time: Option<Spanned<String>>,
    pub known_at: Option<Spanned<String>>,
    pub history: Option<(Spanned<String>, Spanned<String>)>,
    pub columns: Vec<Definition<Column>>,
}

/// `NAME = { type = .. }` in `[source.X.columns]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Column {
    /// The key `type`.
    pub kind: Option<Spanned<String>>,
    pub from: Option<Spanned<String>>,
    pub format: Option<Spanned<String>>,
    pub links: Option<Spanned<String>>,
    pub missing: Option<Vec<Spanned<String>>>,
    /// Pairs old, new in the order of the old text.
    pub replace: Vec<(String, String)>,
    pub empty: Option<Spanned<String>>,
    pub bad_values: Option<Spanned<String>>,
    pub known_from: Option<Spanned<String>>,
    pub pii: Option<Spanned<bool>>,
    pub until_then: Option<Spanned<String>>,
    pub scale: Option<Spanned<i64>>,
    pub currency: Option<Spanned<String>>,
}

/// `[funnel.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Funnel {
    pub of: Option<Spanned<String>>,
    /// Empty where it was not understood, which is reported; so in `quiet_in`.
    pub stages: Option<Vec<Spanned<String>>>,
    pub skips: Option<Spanned<String>>,
    pub cycle: Option<Cycle>,
}

/// `cycle = { restarts_at = .., dormant = .., quiet_in = .. }`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Cycle {
    pub span: Span,
    pub restarts_at: Option<Spanned<String>>,
    /// Nothing within where it was not understood, which is reported; so in the structs below.
    pub dormant: Option<Spanned<Option<Duration>>>,
    pub quiet_in: Option<Vec<Spanned<String>>>,
}

/// `[stage.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Stage {
    pub at: Option<Expression>,
    pub when: Option<Expression>,
    /// A date, written as TOML date or as text.
    pub effective_from: Option<Spanned<String>>,
    pub restates: Option<Spanned<bool>>,
    pub before: Vec<Before>,
}

/// `[[stage.NAME.before]]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Before {
    pub span: Span,
    pub when: Option<Expression>,
    pub effective_from: Option<Spanned<String>>,
}

/// `[score.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Score {
    pub of: Option<Spanned<String>>,
    pub cap: Option<Spanned<Option<Decimal>>>,
    pub floor: Option<Spanned<Option<Decimal>>>,
    /// `[[score.NAME.rule]]`; nothing where the key is absent.
    pub rules: Option<Vec<Rule>>,
}

/// `[[score.NAME.rule]]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Rule {
    pub span: Span,
    pub when: Option<Expression>,
    pub points: Option<Spanned<Option<Decimal>>>,
    pub cap: Option<Spanned<Option<Decimal>>>,
    pub decay: Option<Decay>,
    pub window: Option<Spanned<Option<Duration>>>,
}

/// `decay = { lose = "50%", every = "30 days", for = "180 days" }`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Decay {
    pub span: Span,
    /// The number before the percent sign.
    pub lose: Option<Spanned<Option<Decimal>>>,
    pub every: Option<Spanned<Option<Duration>>>,
    /// The key `for`.
    pub lasts: Option<Spanned<Option<Duration>>>,
}

/// `[criterion.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Criterion {
    pub of: Option<Spanned<String>>,
    pub when: Option<Expression>,
}

/// `[dimension.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Dimension {
    /// Source name and the value on a row of it; empty when the key is absent.
    pub of: Vec<(Spanned<String>, Expression)>,
    pub missing: Option<Spanned<String>>,
}

/// `[kpi.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Kpi {
    pub formula: Option<Expression>,
    pub unit: Option<Spanned<String>>,
    pub good: Option<Spanned<String>>,
    pub minimum: Option<Spanned<i64>>,
    pub materiality: Option<Spanned<String>>,
    pub companions: Vec<Spanned<String>>,
}

/// `[attribution.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Attribution {
    pub stage: Option<Spanned<String>>,
    pub touches: Option<Spanned<String>>,
    pub channel: Option<Expression>,
    pub value: Option<Expression>,
    pub model: Option<Spanned<String>>,
    pub direct: Option<Expression>,
    pub weights: Option<Weights>,
    pub two: Option<Weights>,
    pub half_life: Option<Spanned<Option<Duration>>>,
    pub look_back: Option<Spanned<Option<Duration>>>,
    pub repeats: Option<Spanned<String>>,
    pub missing: Option<Spanned<String>>,
}

/// `weights = { first = "40%", middle = "20%", last = "40%" }`
#[derive(Debug, Clone)]
pub struct Weights {
    /// The whole table.
    pub span: Span,
    /// Who, and the number before the percent sign; sorted by name.
    pub parts: Vec<(Spanned<String>, Spanned<Option<Decimal>>)>,
}

/// A key with its text, both with their places.
pub type Pair = (Spanned<String>, Spanned<String>);

/// `[plan.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Plan {
    pub period: Option<Spanned<String>>,
    pub target: Option<PlanTarget>,
    pub funnel: Option<Spanned<String>>,
    pub value: Option<Expression>,
    /// Step, or `measured`, and where its rate comes from.
    pub rates: Vec<Pair>,
    pub within: Option<Spanned<Option<Duration>>>,
    pub split: Option<PlanSplit>,
    pub cost: Option<Expression>,
    /// Stage and what its team can take.
    pub capacity: Vec<Pair>,
    /// Words and money that is sure to come.
    pub committed: Vec<Pair>,
}

/// `target = { kpi = .., amount = .., by_month = [..] }`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct PlanTarget {
    pub span: Span,
    pub kpi: Option<Spanned<String>>,
    pub amount: Option<Expression>,
    /// Numbers before the percent signs.
    pub by_month: Option<Vec<Spanned<Option<Decimal>>>>,
}

/// `split = { by = .., shares = .. }`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct PlanSplit {
    pub span: Span,
    pub by: Option<Spanned<String>>,
    /// `shares = "measured .."`
    pub measured: Option<Spanned<String>>,
    /// `shares = { .. }`
    pub shares: Vec<Pair>,
}

/// `[diagnosis.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Diagnosis {
    pub when: Option<Expression>,
    pub reads: Option<Spanned<String>>,
    pub look_at: Vec<LookAt>,
    pub minimum: Option<Spanned<i64>>,
}

/// `KPI by DIMENSION, DIMENSION where ..`
#[derive(Debug, Clone)]
pub struct LookAt {
    /// The whole text.
    pub span: Span,
    /// As written, on one line.
    pub text: String,
    /// Name of a KPI.
    pub kpi: Spanned<String>,
    /// Names of dimensions.
    pub by: Vec<Spanned<String>>,
    /// What its rows fulfil.
    pub filter: Option<Expression>,
}

/// `[agreement.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Agreement {
    pub between: Option<Vec<Spanned<String>>>,
    pub promise: Option<Expression>,
    pub fresh: Option<Spanned<String>>,
    /// After NFKC.
    pub expect: Option<Spanned<String>>,
    pub by: Option<Spanned<String>>,
    pub minimum: Option<Spanned<i64>>,
    /// A date, written as TOML date or as text.
    pub review_by: Option<Spanned<String>>,
}

/// `[report.NAME]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Report {
    pub parts: Option<Vec<Spanned<String>>>,
    pub period: Option<Spanned<String>>,
    pub plan: Option<Spanned<String>>,
    pub language: Option<Spanned<String>>,
    pub months: Option<Spanned<i64>>,
    pub top: Option<Spanned<i64>>,
    pub targets: Option<Vec<Spanned<String>>>,
    pub trends: Option<Vec<Spanned<String>>>,
    pub by: Option<Spanned<String>>,
    pub channels: Option<Vec<Spanned<String>>>,
    pub interest: Vec<LookAt>,
}

/// `[[test]]`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "keys of the language")]
pub struct Test {
    pub span: Span,
    pub name: Option<Spanned<String>>,
    /// A date, written as TOML date or as text.
    pub as_of: Option<Spanned<String>>,
    pub agreed_by: Vec<Spanned<String>>,
    pub given: Vec<Given>,
    /// Nothing where the key is absent.
    pub expect: Option<Vec<Expect>>,
    pub because: Vec<Expression>,
}

/// A value with its place.
pub type Cell = Spanned<Written>;

/// Columns with their values, in the order written.
pub type GivenRow = Vec<(Spanned<String>, Cell)>;

/// `given.SOURCE = [{ .. }]`
#[derive(Debug, Clone)]
pub struct Given {
    /// Name of the source.
    pub source: Spanned<String>,
    /// Its rows.
    pub rows: Vec<GivenRow>,
}

/// `expect.STAGE = [..]` or `expect.STAGE = { KEY = moment }`
#[derive(Debug, Clone)]
pub struct Expect {
    /// Name of a stage or criterion.
    pub name: Spanned<String>,
    /// Keys of subjects, each with the moments of its entries; none where only the keys count.
    pub entries: Vec<(Cell, Option<Vec<Cell>>)>,
}

/// A plain value of TOML.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// In quotes.
    Text(String),
    /// Every digit; nothing where it cannot be kept exactly.
    Number(Option<Decimal>),
    /// `true` or `false`.
    Boolean(bool),
    /// A TOML date or datetime, as text.
    Moment(String),
    /// What could not be read; reported.
    Poison,
}
