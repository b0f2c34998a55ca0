//! What can be explained: definitions, sources and their columns, found by name.

use crate::model::{
    About, AgreementId, AttributionId, ColumnId, CriterionId, DiagnosisId, DimensionId, FunnelId,
    KpiId, Model, PlanId, ScoreId, SourceId, StageId, Status,
};
use crate::suggest;

/// Something with a name in a model; in the order of lineage, columns first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A source as a set of rows.
    Source(SourceId),
    /// A column of a source.
    Column(SourceId, ColumnId),
    /// A criterion.
    Criterion(CriterionId),
    /// A score.
    Score(ScoreId),
    /// A stage of a funnel.
    Stage(StageId),
    /// A funnel.
    Funnel(FunnelId),
    /// A dimension.
    Dimension(DimensionId),
    /// An attribution.
    Attribution(AttributionId),
    /// A KPI.
    Kpi(KpiId),
    /// A diagnosis.
    Diagnosis(DiagnosisId),
    /// An agreement.
    Agreement(AgreementId),
    /// A plan.
    Plan(PlanId),
}

impl Item {
    /// Gives the name in full: `kpi.win_rate`, `criterion.icp`, `leads`, `leads.industry`.
    pub fn name(self, model: &Model) -> String {
        match self {
            Item::Source(id) => model.source(id).name.clone(),
            Item::Column(id, column) => {
                let source = model.source(id);
                format!("{}.{}", source.name, source.column(column).name)
            }
            Item::Criterion(id) => format!("criterion.{}", model.criteria[id.0].about.name),
            Item::Score(id) => format!("score.{}", model.scores[id.0].about.name),
            Item::Stage(id) => format!("stage.{}", model.stages[id.0].about.name),
            Item::Funnel(id) => format!("funnel.{}", model.funnels[id.0].about.name),
            Item::Dimension(id) => format!("dimension.{}", model.dimensions[id.0].about.name),
            Item::Attribution(id) => {
                format!("attribution.{}", model.attributions[id.0].about.name)
            }
            Item::Diagnosis(id) => format!("diagnosis.{}", model.diagnoses[id.0].about.name),
            Item::Kpi(id) => format!("kpi.{}", model.kpis[id.0].about.name),
            Item::Agreement(id) => format!("agreement.{}", model.agreements[id.0].about.name),
            Item::Plan(id) => format!("plan.{}", model.plans[id.0].about.name),
        }
    }

    /// Gives the kind of a definition, as in the header of its table; `source` also for columns.
    pub fn kind(self) -> &'static str {
        match self {
            Item::Source(_) | Item::Column(..) => "source",
            Item::Criterion(_) => "criterion",
            Item::Score(_) => "score",
            Item::Stage(_) => "stage",
            Item::Funnel(_) => "funnel",
            Item::Dimension(_) => "dimension",
            Item::Attribution(_) => "attribution",
            Item::Kpi(_) => "kpi",
            Item::Plan(_) => "plan",
            Item::Diagnosis(_) => "diagnosis",
            Item::Agreement(_) => "agreement",
        }
    }

    /// Gives how far people have come with it, where that is said.
    pub fn status(self, model: &Model) -> Option<Status> {
        self.about(model).and_then(|about| about.standing.status)
    }

    /// Gives the words of a definition.
    pub fn about(self, model: &Model) -> Option<&About> {
        Some(match self {
            Item::Source(_) | Item::Column(..) => return None,
            Item::Criterion(id) => &model.criteria[id.0].about,
            Item::Score(id) => &model.scores[id.0].about,
            Item::Stage(id) => &model.stages[id.0].about,
            Item::Funnel(id) => &model.funnels[id.0].about,
            Item::Dimension(id) => &model.dimensions[id.0].about,
            Item::Attribution(id) => &model.attributions[id.0].about,
            Item::Kpi(id) => &model.kpis[id.0].about,
            Item::Diagnosis(id) => &model.diagnoses[id.0].about,
            Item::Agreement(id) => &model.agreements[id.0].about,
            Item::Plan(id) => &model.plans[id.0].about,
        })
    }

    /// Gives the label of a definition that has one of its own.
    pub fn label(self, model: &Model) -> Option<&str> {
        let about = self.about(model)?;
        (about.label != about.name).then_some(about.label.as_str())
    }

    /// Tells whether it is a definition, not a source or column.
    pub fn is_definition(self) -> bool {
        !matches!(self, Item::Source(_) | Item::Column(..))
    }
}

/// Lists every definition.
pub fn definitions(model: &Model) -> impl Iterator<Item = Item> {
    let criteria = (0..model.criteria.len()).map(|index| Item::Criterion(CriterionId(index)));
    let scores = (0..model.scores.len()).map(|index| Item::Score(ScoreId(index)));
    let stages = (0..model.stages.len()).map(|index| Item::Stage(StageId(index)));
    let funnels = (0..model.funnels.len()).map(|index| Item::Funnel(FunnelId(index)));
    let dimensions = (0..model.dimensions.len()).map(|index| Item::Dimension(DimensionId(index)));
    let attributions =
        (0..model.attributions.len()).map(|index| Item::Attribution(AttributionId(index)));
    let diagnoses = (0..model.diagnoses.len()).map(|index| Item::Diagnosis(DiagnosisId(index)));
    let plans = (0..model.plans.len()).map(|at| Item::Plan(PlanId(at)));
    let agreements = (0..model.agreements.len()).map(|at| Item::Agreement(AgreementId(at)));
    let kpis = (0..model.kpis.len()).map(|index| Item::Kpi(KpiId(index)));
    criteria
        .chain(scores)
        .chain(stages)
        .chain(funnels)
        .chain(dimensions)
        .chain(attributions)
        .chain(kpis)
        .chain(diagnoses)
        .chain(agreements)
        .chain(plans)
}

/// Finds by `kpi.x`, `criterion.x`, .., a bare `x`, a source or `source.column`; else by a label that
/// only one definition has. A bare name that is a definition and a source means the definition; a column
/// of a stage means the stage.
pub fn find(model: &Model, name: &str) -> Option<Item> {
    named(model, name).or_else(|| {
        let same = |label: &str| suggest::folded(label) == suggest::folded(name.trim());
        let mut found = definitions(model).filter(|item| item.label(model).is_some_and(same));
        found.next().filter(|_| found.next().is_none())
    })
}

fn named(model: &Model, name: &str) -> Option<Item> {
    let of_kind = |kind: &str, name: &str| {
        let full = format!("{kind}.{name}");
        definitions(model).find(|item| item.name(model) == full)
    };
    let source =
        |name: &str| model.source_named(name).filter(|id| model.source(*id).funnel.is_none());
    let kinds = [
        "kpi",
        "criterion",
        "dimension",
        "score",
        "stage",
        "funnel",
        "attribution",
        "agreement",
        "plan",
        "diagnosis",
    ];
    let whole = kinds.into_iter().find_map(|kind| of_kind(kind, name));
    let whole = whole.or_else(|| source(name).map(Item::Source));
    if whole.is_some() {
        return whole;
    }
    let (first, rest) = name.split_once('.')?;
    let qualified = match first {
        "source" => source(rest).map(Item::Source),
        kind => of_kind(kind, rest),
    };
    let stage = || match rest {
        "at" | "cycle" | "backfilled" | "recorded_earlier" => of_kind("stage", first),
        _ => None,
    };
    qualified.or_else(stage).or_else(|| {
        let source = source(first)?;
        let column = model.source(source).column_named(rest)?;
        Some(Item::Column(source, column))
    })
}

/// Lists every name that [`find`] knows, each in one form: definitions bare, then sources and columns.
pub fn names(model: &Model) -> Vec<String> {
    let bare = |item: Item| {
        let name = item.name(model);
        name.split_once('.').map_or(name.clone(), |(_, bare)| bare.to_owned())
    };
    let mut names: Vec<String> = definitions(model).map(bare).collect();
    for source in model.sources.iter().filter(|source| source.funnel.is_none()) {
        names.push(source.name.clone());
        names.extend(source.columns.iter().map(|it| format!("{}.{}", source.name, it.name)));
    }
    names
}
