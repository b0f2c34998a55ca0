//! `same period last year`

use super::{Form, Function, OtherPeriodForm};

/// Evaluates a KPI over the same span a year earlier.
pub(super) const SAME_PERIOD_LAST_YEAR: Function = Function {
    name: "same period last year",
    signature: "same period last year(kpi.x)",
    summary: "Evaluates a KPI over the same span a year earlier.",
    example: "kpi.new_revenue / same period last year(kpi.new_revenue)",
    form: Form::OtherPeriod(OtherPeriodForm::SamePeriodLastYear),
};
