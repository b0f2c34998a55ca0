//! `rolling`

use super::{Form, Function, OtherPeriodForm};

/// Evaluates a KPI over the span of that length that ends with the period.
pub(super) const ROLLING: Function = Function {
    name: "rolling",
    signature: "rolling(kpi.x, 3 months)",
    summary: "Evaluates a KPI over the span of that length that ends with the period.",
    example: "rolling(kpi.win_rate, 3 months)",
    form: Form::OtherPeriod(OtherPeriodForm::Rolling),
};
