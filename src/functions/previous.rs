//! `previous`

use super::{Form, Function, OtherPeriodForm};

/// Evaluates a KPI over the span of equal length just before.
pub(super) const PREVIOUS: Function = Function {
    name: "previous",
    signature: "previous(kpi.x)",
    summary: "Evaluates a KPI over the span of equal length just before.",
    example: "kpi.new_revenue - previous(kpi.new_revenue)",
    form: Form::OtherPeriod(OtherPeriodForm::Previous),
};
