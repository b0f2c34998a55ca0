//! Measured rates that nothing can be said about, with their place in the plan. For `kpi plan`,
//! beside the tables.

use super::{Basis, Origin};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Model, PlanId};

/// Says which rates are unknown, as no entry of their period is old enough. One that is known to be
/// zero is no such case.
pub fn unmeasured(model: &Model, plan: PlanId, basis: &Basis) -> Diagnostics {
    let mut found = Diagnostics::default();
    let steps = model.steps(plan).into_iter().zip(&model.plans[plan.0].rates);
    for ((way, written), rate) in steps.zip(&basis.rates) {
        let Origin::Counted { period, counts, .. } = &rate.origin else { continue };
        if counts.mature() > 0 {
            continue;
        }
        let [from, to] = [way.0, way.1].map(|stage| &model.stages[stage.0].about.name);
        let (what, help) = match counts.open {
            0 => ("no entry".to_owned(), "measure over a period with entries, or write the rate"),
            open => (
                format!("{open} open and no other entry"),
                "measure over an earlier period, shorten `within`, or write the rate",
            ),
        };
        let message = format!("`{from} -> {to}` has {what} in `{period}`: its rate is unknown");
        let found_here = Diagnostic::warning("no-history", written.span, message);
        found.push(found_here.label("measured here").help(help));
    }
    found
}
