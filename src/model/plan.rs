//! Plans as understood: a revenue target and what it is derived backward through.

use super::{About, AgreementId, DimensionId, FunnelId, KpiId, StageId};
use crate::expression::{Decimal, Duration};
use crate::period;
use crate::source::{Span, Spanned};

/// A plan derived backward from revenue.
#[derive(Debug, Clone)]
pub struct RevenuePlan {
    /// Words.
    pub about: About,
    /// Whole months.
    pub period: period::Span,
    /// The period as written.
    pub written_period: String,
    /// The KPI the target is about.
    pub kpi: KpiId,
    /// The target, in the currency of the project; above zero.
    pub amount: Decimal,
    /// Percent of the target for every month of the period, 100 in all; even months without.
    pub by_month: Option<Vec<Decimal>>,
    /// The funnel; its last stage brings the revenue.
    pub funnel: FunnelId,
    /// What one entry into the last stage brings.
    pub value: Worth,
    /// For every step from stage to stage, where its rate comes from.
    pub rates: Vec<Spanned<RateFrom>>,
    /// How long a step may take where it is measured; none is ever.
    pub within: Option<Duration>,
    /// Channels with rates and costs of their own.
    pub split: Option<Split>,
    /// Cost of one entry into the first stage.
    pub cost: Option<KpiId>,
    /// What a team can take per month, stage by stage in the order of the funnel.
    pub capacity: Vec<Option<u32>>,
    /// Revenue that is sure to come and counts toward the target, in words and money.
    pub committed: Vec<(String, Decimal)>,
}

/// What one entry into the last stage brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Written money.
    Written(Decimal),
    /// A KPI over the span the rates are measured over.
    Kpi(KpiId),
}

/// Where the rate of a step comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RateFrom {
    /// Percent, above 0 unless the plan cannot be fulfilled, at most 100.
    Written(Decimal),
    /// That of an agreement on the step, as a share.
    Agreed(AgreementId, Decimal),
    /// The period that is measured, as written; relative ones are counted from as of.
    Measured(String),
}

/// A split into channels.
#[derive(Debug, Clone)]
pub struct Split {
    /// The dimension.
    pub by: DimensionId,
    /// Its place.
    pub span: Span,
    /// How many entries of the first stage each brings.
    pub shares: Shares,
}

/// Shares of channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shares {
    /// Those of this period.
    Measured(String),
    /// Channel and percent, 100 in all.
    Written(Vec<(String, Decimal)>),
}

super::ids! {
    /// Index into [`super::Model::plans`].
    PlanId
}

impl super::Model {
    /// Finds a plan by name.
    pub fn plan_named(&self, name: &str) -> Option<PlanId> {
        self.plans.iter().position(|item| item.about.name == name).map(PlanId)
    }

    /// Gives the steps of a plan: from stage, to stage.
    pub fn steps(&self, plan: PlanId) -> Vec<(StageId, StageId)> {
        let stages = &self.funnels[self.plans[plan.0].funnel.0].stages;
        stages.windows(2).map(|pair| (pair[0], pair[1])).collect()
    }
}
