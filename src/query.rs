//! What is asked: which KPIs, by what, over which period, as of when.
//!
//! Made by commands, read by `lower`.

use crate::expression::{Expression, PeriodUnit};
use crate::model::{AttributionId, DimensionId, KpiId};
use crate::period::Span;
use jiff::civil::Date;

/// One question to a model.
#[derive(Debug, Clone)]
pub struct Query {
    /// KPIs in the order of the columns.
    pub kpis: Vec<KpiId>,
    /// Those of `kpis` that were asked for by name; the others accompany one of them.
    pub named: Vec<KpiId>,
    /// Groups.
    pub by: Vec<DimensionId>,
    /// The attribution by which the KPIs are split; its channels come before the groups.
    pub credit: Option<AttributionId>,
    /// Cells of time.
    pub by_period: Option<PeriodUnit>,
    /// The days asked for; all rows without one.
    pub period: Option<Asked>,
    /// The last day whose rows exist.
    pub as_of: Date,
    /// A condition every set must fulfil, with the text shown in headers.
    pub filter: Option<Expression>,
}

impl Query {
    /// Asks for KPIs by name, as they are: no groups, no periods, no condition.
    pub fn of(kpis: Vec<KpiId>, period: Option<Asked>, as_of: Date) -> Self {
        Self {
            named: kpis.clone(),
            kpis,
            by: Vec::new(),
            credit: None,
            by_period: None,
            period,
            as_of,
            filter: None,
        }
    }
}

/// A period as asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its days.
    pub span: Span,
    /// As shown.
    pub label: String,
}
