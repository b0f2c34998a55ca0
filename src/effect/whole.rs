//! Everything that a list of changes does to the data.

use super::{Ask, Flip, KpiMove, Moved, Movement, PlanMove};
use crate::change::Change;
use crate::engine::together;

/// What changes do.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// Stages whose own rule changed, with what happens to their entries or why it is not known.
    pub stages: Vec<(String, Result<Movement, String>)>,
    /// KPIs that changed or inherit a change, near ones first.
    pub kpis: Vec<KpiMove>,
    /// Plans of both models.
    pub plans: Vec<PlanMove>,
    /// Promises that turn out otherwise.
    pub agreements: Vec<Flip>,
    /// Tests that turn out otherwise.
    pub tests: Vec<Flip>,
}

impl Effect {
    /// Tells whether a stage, or every KPI, could not be evaluated: then the data gives no answer.
    pub fn is_unanswered(&self) -> bool {
        let lost = |it: &KpiMove| matches!(it.moved, Moved::NotEvaluated(_));
        let kpis = !self.kpis.is_empty() && self.kpis.iter().all(lost);
        kpis || self.stages.iter().any(|(_, found)| found.is_err())
    }
}

/// Evaluates both models for everything that changes reach.
pub fn effect(ask: &Ask<'_>, changes: &[Change]) -> Effect {
    if changes.iter().all(|change| !moves(change)) {
        return Effect::default();
    }
    let everything = changes.iter().any(|change| change.reach.everything);
    let reaches = |kind: &str| {
        let own = changes.iter().any(|change| moves(change) && change.kind == kind);
        let inherits =
            changes.iter().flat_map(|change| &change.reach.reached).any(|it| it.kind == kind);
        everything || own || inherits
    };
    let kpis = match everything {
        true => ask.head.kpis.iter().map(|kpi| kpi.about.name.clone()).collect(),
        false => kpis(changes),
    };
    let (plans, agreements) = (reaches("plan"), reaches("agreement"));
    let effect = together(ask.engine, |engine| {
        let ask = &Ask { engine, ..*ask };
        Effect {
            stages: stages(ask, changes),
            kpis: super::kpis(ask, &kpis),
            plans: if plans { super::plans(ask) } else { Vec::new() },
            agreements: if agreements { super::agreements(ask) } else { Vec::new() },
            tests: Vec::new(),
        }
    });
    Effect { tests: super::tests(ask), ..effect }
}

fn moves(change: &Change) -> bool {
    change.findings.iter().any(|finding| finding.rule.nature.moves_numbers())
}

/// The stages of both models whose own rule is another, directly or by a criterion or a score.
fn stages(ask: &Ask<'_>, changes: &[Change]) -> Vec<(String, Result<Movement, String>)> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
    };
    for change in changes.iter().filter(|change| moves(change)) {
        if change.kind == "stage" {
            add(&change.name);
        }
        for reached in change.reach.reached.iter().filter(|it| it.kind == "stage") {
            let before = &reached.path[..reached.path.len().saturating_sub(1)];
            let through = |word: &String| word.starts_with("stage.") || word.starts_with("funnel.");
            if !before.iter().any(through) {
                add(&reached.name);
            }
        }
    }
    let pair = |name: String| {
        let (base, head) = (ask.base.stage_named(&name)?, ask.head.stage_named(&name)?);
        let found = super::stage(ask, base, head).map_err(|found| found.messages());
        Some((name, found))
    };
    names.into_iter().filter_map(pair).collect()
}

/// KPIs that changed or inherit a change, each once.
fn kpis(changes: &[Change]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let own = changes.iter().filter(|change| moves(change) && change.kind == "kpi");
    let inherited = changes.iter().flat_map(|change| &change.reach.reached);
    let inherited = inherited.filter(|it| it.kind == "kpi").map(|it| &it.name);
    for name in own.map(|change| &change.name).chain(inherited) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}
