//! What can be explained: definitions, sources and their columns, found by name.

use crate::model::{ColumnId, CriterionId, DimensionId, KpiId, Model, SourceId};

/// Something with a name in a model; in the order of lineage, columns first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A source as a set of rows.
    Source(SourceId),
    /// A column of a source.
    Column(SourceId, ColumnId),
    /// A criterion.
    Criterion(CriterionId),
    /// A dimension.
    Dimension(DimensionId),
    /// A KPI.
    Kpi(KpiId),
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
            Item::Dimension(id) => format!("dimension.{}", model.dimensions[id.0].about.name),
            Item::Kpi(id) => format!("kpi.{}", model.kpis[id.0].about.name),
        }
    }

    /// Gives the label of a definition that has one of its own.
    pub fn label(self, model: &Model) -> Option<&str> {
        let about = match self {
            Item::Source(_) | Item::Column(..) => return None,
            Item::Criterion(id) => &model.criteria[id.0].about,
            Item::Dimension(id) => &model.dimensions[id.0].about,
            Item::Kpi(id) => &model.kpis[id.0].about,
        };
        (about.label != about.name).then_some(about.label.as_str())
    }

    /// Tells whether it is a criterion, dimension or KPI.
    pub fn is_definition(self) -> bool {
        !matches!(self, Item::Source(_) | Item::Column(..))
    }
}

/// Lists every criterion, dimension and KPI.
pub(super) fn definitions(model: &Model) -> impl Iterator<Item = Item> {
    let criteria = (0..model.criteria.len()).map(|index| Item::Criterion(CriterionId(index)));
    let dimensions = (0..model.dimensions.len()).map(|index| Item::Dimension(DimensionId(index)));
    let kpis = (0..model.kpis.len()).map(|index| Item::Kpi(KpiId(index)));
    criteria.chain(dimensions).chain(kpis)
}

/// Finds by `kpi.x`, `criterion.x`, `dimension.x`, a bare `x`, a source or `source.column`. A bare
/// name that is a definition and a source means the definition.
pub fn find(model: &Model, name: &str) -> Option<Item> {
    let kpi = |name: &str| model.kpi_named(name).map(Item::Kpi);
    let dimension = |name: &str| model.dimension_named(name).map(Item::Dimension);
    let criterion = |name: &str| {
        let found = model.criteria.iter().position(|item| item.about.name == name);
        found.map(|index| Item::Criterion(CriterionId(index)))
    };
    let whole = kpi(name)
        .or_else(|| criterion(name))
        .or_else(|| dimension(name))
        .or_else(|| model.source_named(name).map(Item::Source));
    if whole.is_some() {
        return whole;
    }
    let (first, rest) = name.split_once('.')?;
    let qualified = match first {
        "kpi" => kpi(rest),
        "criterion" => criterion(rest),
        "dimension" => dimension(rest),
        "source" => model.source_named(rest).map(Item::Source),
        _ => None,
    };
    qualified.or_else(|| {
        let source = model.source_named(first)?;
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
    for source in &model.sources {
        names.push(source.name.clone());
        names.extend(source.columns.iter().map(|it| format!("{}.{}", source.name, it.name)));
    }
    names
}
