//! Days on which definitions change within what a plan measures and plans.

use std::collections::BTreeSet;

use super::basis::measured_since;
use super::table::Sheet;
use crate::answer;
use crate::model::{StageId, breaks_in, stages_of};
use crate::query::Query;

impl Sheet<'_> {
    /// The fact that names them; none where there are none.
    pub(super) fn breaks(&self, query: &Query) -> Option<(String, String)> {
        let plan = &self.model.plans[self.plan.0];
        let own = &self.model.funnels[plan.funnel.0].stages;
        let mut stages: BTreeSet<StageId> = own.iter().copied().collect();
        let kpis = [Some(plan.kpi), plan.cost].into_iter().flatten();
        stages.extend(kpis.flat_map(|kpi| stages_of(self.model, kpi)));
        let first = measured_since(self.model, plan, query.as_of);
        let days = breaks_in(self.model, stages);
        let within = days.filter(|(_, day)| first < *day && *day <= plan.period.last());
        let texts: Vec<String> = within.map(|it| answer::break_note(self.model, it).text).collect();
        let word = self.say("定義の切り替わり", "definitions change");
        (!texts.is_empty()).then(|| (word, texts.join("; ")))
    }
}
