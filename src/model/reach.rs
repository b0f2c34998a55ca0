//! Dimensions as seen from a row of any source, and stages that a KPI looks at.

use std::collections::BTreeSet;

use super::{DimensionId, Formula, KpiId, Model, Node, Path, SourceId, StageId, paths, visit};
use crate::types::Kind;

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

/// Lists the stages whose entries a KPI looks at, also through criteria and dimensions, with those
/// before them in their funnels, which they wait for.
pub fn stages_of(model: &Model, kpi: KpiId) -> BTreeSet<StageId> {
    let mut look = Look { model, kpis: BTreeSet::new(), stages: BTreeSet::new() };
    look.at_kpi(kpi);
    let mut stages = look.stages;
    for id in stages.clone() {
        let stage = &model.stages[id.0];
        stages.extend(&model.funnels[stage.funnel.0].stages[..stage.position]);
    }
    stages
}

struct Look<'m> {
    model: &'m Model,
    kpis: BTreeSet<KpiId>,
    stages: BTreeSet<StageId>,
}

impl Look<'_> {
    fn at_kpi(&mut self, id: KpiId) {
        if self.kpis.insert(id) {
            self.at(&self.model.kpis[id.0].formula, None);
        }
    }

    /// Looks at a formula and into what it refers to; definitions that refer to themselves are errors.
    fn at(&mut self, formula: &Formula, source: Option<SourceId>) {
        let model = self.model;
        visit(model, formula, source, &mut |part, at| match &part.node {
            Node::Kpi(id) | Node::Planned(id) => self.at_kpi(*id),
            Node::Criterion(id) => {
                let criterion = &model.criteria[id.0];
                self.at(&criterion.when, Some(criterion.of));
            }
            Node::Dimension(id, index) => {
                let of = &model.dimensions[id.0].of[*index];
                self.at(&of.value, Some(of.source));
            }
            Node::Aggregate(aggregate) => self.stages.extend(aggregate.set.stage),
            Node::Conversion(conversion) => self.stages.extend(conversion.from.stage),
            Node::Column(id) => self.stages.extend(at.and_then(|at| model.stage_of(at, *id))),
            _ => {}
        });
    }
}
