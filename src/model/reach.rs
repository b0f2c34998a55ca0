//! Dimensions as seen from a row of any source, and stages that a KPI looks at.

use std::collections::BTreeSet;

use super::{
    CriterionId, DimensionId, Formula, KpiId, Model, Node, Path, ScoreId, SourceId, StageId, paths,
    visit,
};
use crate::types::Kind;
use jiff::civil::Date;

/// Wraps an expression on a row of the last source into the links that lead there.
pub fn along(path: &Path, inner: Formula) -> Formula {
    path.iter().rev().fold(inner, |inner, (column, to)| {
        if inner.kind == Kind::Poison {
            return inner;
        }
        let (kind, span) = (inner.kind.clone(), inner.span);
        Formula::new(Node::Walk(*column, *to, Box::new(inner)), kind, span)
    })
}

/// Gives a dimension on a row of a source: its own value there, else that of the nearest source
/// that links reach in one way. The error says what is in the way.
pub fn dimension_on(model: &Model, id: DimensionId, source: SourceId) -> Result<Formula, String> {
    let dimension = &model.dimensions[id.0];
    let name = &dimension.about.name;
    let origin = &model.source(source).name;
    let mut best: Option<(usize, usize, Path)> = None;
    let mut ties = 0;
    for (index, value) in dimension.of.iter().enumerate() {
        let mut ways = paths(&model.sources, source, value.source);
        if ways.len() > 1 {
            let to = &model.source(value.source).name;
            return Err(format!(
                "dimension `{name}` is reached from `{origin}` through `{to}` in {} ways",
                ways.len()
            ));
        }
        let Some(way) = ways.pop() else { continue };
        match &best {
            Some((length, ..)) if *length < way.len() => {}
            Some((length, ..)) if *length == way.len() => ties += 1,
            _ => {
                ties = 0;
                best = Some((way.len(), index, way));
            }
        }
    }
    let Some((_, index, way)) = best.filter(|_| ties == 0) else {
        let how = if ties > 0 { "reached in several ways" } else { "not reached" };
        return Err(format!("dimension `{name}` is {how} from `{origin}`"));
    };
    let value = &dimension.of[index].value;
    let inner = Formula::new(Node::Dimension(id, index), value.kind.clone(), value.span);
    Ok(along(&way, inner))
}

/// Lists the days from which on entries that a KPI looks at follow another definition, stage by stage.
pub fn breaks_of(model: &Model, kpi: KpiId) -> impl Iterator<Item = (StageId, Date)> {
    breaks_in(model, stages_of(model, kpi))
}

/// The same of some stages.
pub fn breaks_in(
    model: &Model,
    stages: impl IntoIterator<Item = StageId>,
) -> impl Iterator<Item = (StageId, Date)> {
    let days =
        |id: StageId| model.stages[id.0].versions.breaks().into_iter().map(move |day| (id, day));
    stages.into_iter().flat_map(days)
}

/// Lists the stages whose entries a KPI looks at, with those before them in their funnels, which they
/// wait for.
pub fn stages_of(model: &Model, kpi: KpiId) -> BTreeSet<StageId> {
    let mut look = Look { model, entered: BTreeSet::new(), stages: BTreeSet::new() };
    look.enter(Named::Kpi(kpi));
    let mut stages = look.stages;
    for id in stages.clone() {
        let stage = &model.stages[id.0];
        stages.extend(&model.funnels[stage.funnel.0].stages[..stage.position]);
    }
    stages
}

/// What a formula names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Kpi(KpiId),
    Criterion(CriterionId),
    Dimension(DimensionId, usize),
    Score(ScoreId),
}

/// Looks for stages in all that a KPI names.
struct Look<'m> {
    model: &'m Model,
    entered: BTreeSet<Named>,
    stages: BTreeSet<StageId>,
}

impl Look<'_> {
    fn enter(&mut self, named: Named) {
        if !self.entered.insert(named) {
            return;
        }
        let model = self.model;
        match named {
            Named::Kpi(id) => self.formula(&model.kpis[id.0].formula, None),
            Named::Criterion(id) => {
                let criterion = &model.criteria[id.0];
                self.formula(&criterion.when, Some(criterion.of));
            }
            Named::Dimension(id, at) => {
                let of = &model.dimensions[id.0].of[at];
                self.formula(&of.value, Some(of.source));
            }
            Named::Score(id) => {
                let rules = &model.scores[id.0].rules;
                rules.iter().for_each(|rule| self.formula(&rule.when, Some(rule.source)));
            }
        }
    }

    fn formula(&mut self, formula: &Formula, source: Option<SourceId>) {
        let (model, mut named) = (self.model, Vec::new());
        visit(model, formula, source, &mut |part, at| match &part.node {
            Node::Kpi(id) | Node::Planned(id) => named.push(Named::Kpi(*id)),
            Node::Criterion(id) => named.push(Named::Criterion(*id)),
            Node::Dimension(id, of) => named.push(Named::Dimension(*id, *of)),
            Node::Score(id) => named.push(Named::Score(*id)),
            Node::Aggregate(aggregate) => self.stages.extend(aggregate.set.stage),
            Node::Conversion(conversion) => self.stages.extend(conversion.from.stage),
            Node::Column(id) => self.stages.extend(at.and_then(|at| model.stage_of(at, *id))),
            _ => {}
        });
        named.into_iter().for_each(|it| self.enter(it));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture;

    #[test]
    fn stages_are_found_behind_criteria_dimensions_and_kpis() {
        let text = r#"
[funnel.f]
of = "leads"
stages = ["cv", "won"]
skips = "backfill"
[stage.cv]
at = "leads.at"
[stage.won]
when = "n > 1"
[criterion.good]
of = "leads"
when = "won.at is not missing"
[dimension.early]
of = { leads = "if won.at is missing then 'no' else 'yes'" }
[kpi.plain]
formula = "count(leads)"
[kpi.filtered]
formula = "count(leads where criterion.good)"
[kpi.shared]
formula = "kpi.filtered / kpi.plain"
[kpi.split]
formula = "count(leads where dimension.early = 'yes')"
"#;
        let model = fixture::model(text);
        let stages: Vec<usize> =
            (0..model.kpis.len()).map(|at| stages_of(&model, KpiId(at)).len()).collect();
        assert_eq!(stages, [0, 2, 2, 2]);
    }
}
