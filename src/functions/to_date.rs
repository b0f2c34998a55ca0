//! `to date`

use super::{Form, Function, OtherPeriodForm};

/// Evaluates a KPI from the start of the unit to the end of the period.
pub(super) const TO_DATE: Function = Function {
    name: "to date",
    signature: "to date(kpi.x, fiscal year)",
    summary: "Evaluates a KPI from the start of the unit to the end of the period.",
    example: "to date(kpi.new_revenue, fiscal year)",
    form: Form::OtherPeriod(OtherPeriodForm::ToDate),
};
