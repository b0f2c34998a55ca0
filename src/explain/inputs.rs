//! What definitions are made of, down to columns, and what is made of them.

use std::collections::BTreeSet;

use crate::check::visit;
use crate::model::{
    About, ColumnId, CriterionId, DimensionId, Formula, KpiId, Model, Node, SourceId,
};

/// Something that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Kpi(KpiId),
    Criterion(CriterionId),
    Dimension(DimensionId),
    Source(SourceId),
    Column(SourceId, ColumnId),
}

/// Lists everything but columns.
pub(super) fn all(model: &Model) -> Vec<Item> {
    let kpis = (0..model.kpis.len()).map(|at| Item::Kpi(KpiId(at)));
    let criteria = (0..model.criteria.len()).map(|at| Item::Criterion(CriterionId(at)));
    let dimensions = (0..model.dimensions.len()).map(|at| Item::Dimension(DimensionId(at)));
    let sources = (0..model.sources.len()).map(|at| Item::Source(SourceId(at)));
    kpis.chain(criteria).chain(dimensions).chain(sources).collect()
}

/// Finds a definition by `name`, `kind.name` or `source.column`.
pub(super) fn find(model: &Model, name: &str) -> Option<Item> {
    let found =
        all(model).into_iter().find(|item| item.name(model) == name || item.title(model) == name);
    found.or_else(|| {
        let (source, column) = name.split_once('.')?;
        let id = model.source_named(source)?;
        Some(Item::Column(id, model.source(id).column_named(column)?))
    })
}

impl Item {
    pub(super) fn name(self, model: &Model) -> String {
        match self {
            Item::Source(id) => model.source(id).name.clone(),
            Item::Column(source, column) => {
                let held = model.source(source);
                format!("{}.{}", held.name, held.column(column).name)
            }
            _ => self.about(model).map(|about| about.name.clone()).unwrap_or_default(),
        }
    }

    /// Kind and name: `kpi.win_rate`.
    pub(super) fn title(self, model: &Model) -> String {
        let kind = match self {
            Item::Kpi(_) => "kpi.",
            Item::Criterion(_) => "criterion.",
            Item::Dimension(_) => "dimension.",
            Item::Source(_) => "source.",
            Item::Column(..) => "",
        };
        format!("{kind}{}", self.name(model))
    }

    pub(super) fn about(self, model: &Model) -> Option<&About> {
        match self {
            Item::Kpi(id) => Some(&model.kpis[id.0].about),
            Item::Criterion(id) => Some(&model.criteria[id.0].about),
            Item::Dimension(id) => Some(&model.dimensions[id.0].about),
            Item::Source(_) | Item::Column(..) => None,
        }
    }

    /// The expressions as written, in canonical format.
    pub(super) fn written(self, model: &Model) -> Vec<String> {
        match self {
            Item::Kpi(id) => vec![model.kpis[id.0].written.to_string()],
            Item::Criterion(id) => vec![model.criteria[id.0].written.to_string()],
            Item::Dimension(id) => {
                let values = model.dimensions[id.0].of.iter();
                let line = |value: &crate::model::DimensionValue| {
                    format!("{}: {}", model.source(value.source).name, value.written)
                };
                values.map(line).collect()
            }
            Item::Source(_) | Item::Column(..) => Vec::new(),
        }
    }

    /// The formulas with the source whose rows they speak of.
    pub(super) fn formulas(self, model: &Model) -> Vec<(&Formula, Option<SourceId>)> {
        match self {
            Item::Kpi(id) => vec![(&model.kpis[id.0].formula, None)],
            Item::Criterion(id) => {
                let criterion = &model.criteria[id.0];
                vec![(&criterion.when, Some(criterion.of))]
            }
            Item::Dimension(id) => {
                let values = model.dimensions[id.0].of.iter();
                values.map(|value| (&value.value, Some(value.source))).collect()
            }
            Item::Source(_) | Item::Column(..) => Vec::new(),
        }
    }

    /// What it is made of directly: definitions and columns, also those that clocks and links use.
    pub(super) fn parts(self, model: &Model) -> BTreeSet<Item> {
        let mut parts = BTreeSet::new();
        for (formula, source) in self.formulas(model) {
            visit(model, formula, source, &mut |formula, source| {
                collect(model, formula, source, &mut parts);
            });
        }
        if let Item::Source(id) = self {
            let columns = 0..model.source(id).columns.len();
            parts.extend(columns.map(|at| Item::Column(id, ColumnId(at))));
        }
        parts
    }
}

fn collect(model: &Model, formula: &Formula, source: Option<SourceId>, parts: &mut BTreeSet<Item>) {
    match &formula.node {
        Node::Kpi(id) => {
            parts.insert(Item::Kpi(*id));
        }
        Node::Criterion(id) => {
            parts.insert(Item::Criterion(*id));
        }
        Node::Dimension(id, _) => {
            parts.insert(Item::Dimension(*id));
        }
        Node::Column(id) | Node::Walk(id, ..) => {
            parts.extend(source.map(|source| Item::Column(source, *id)));
        }
        Node::Aggregate(aggregate) => {
            set_columns(model, &aggregate.set, parts);
            let mut at = aggregate.set.source;
            for (link, to) in &aggregate.path {
                parts.insert(Item::Column(at, *link));
                at = *to;
            }
        }
        Node::Conversion(conversion) => set_columns(model, &conversion.from, parts),
        _ => {}
    }
}

/// The key that counts rows and the time that dates them.
fn set_columns(model: &Model, set: &crate::model::Set, parts: &mut BTreeSet<Item>) {
    let source = model.source(set.source);
    let time = source.time.filter(|_| set.clock.is_none());
    let columns = source.key.into_iter().chain(time);
    parts.extend(columns.map(|column| Item::Column(set.source, column)));
}

/// Inputs as an indented tree, columns with type, file and header.
pub(super) fn tree(model: &Model, item: Item) -> Vec<String> {
    let mut lines = Vec::new();
    branch(model, item, 0, &mut BTreeSet::new(), &mut lines);
    lines
}

fn branch(
    model: &Model,
    item: Item,
    depth: usize,
    seen: &mut BTreeSet<Item>,
    lines: &mut Vec<String>,
) {
    for part in item.parts(model) {
        let indent = "  ".repeat(depth);
        if let Item::Column(source, column) = part {
            lines.push(format!("{indent}{}", column_line(model, source, column)));
            continue;
        }
        let again = !seen.insert(part);
        let label = part.about(model).map(|about| &about.label);
        let label = label.filter(|label| **label != part.name(model));
        let label = label.map_or(String::new(), |label| format!(" ({label})"));
        let mark = if again { " .." } else { "" };
        lines.push(format!("{indent}{}{label}{mark}", part.title(model)));
        if !again {
            branch(model, part, depth + 1, seen, lines);
        }
    }
}

pub(super) fn column_line(model: &Model, source: SourceId, column: ColumnId) -> String {
    let held = model.source(source);
    let (meaning, stored) = (held.column(column), &held.dataset.columns[column.0]);
    let header =
        if stored.from == meaning.name { String::new() } else { format!(" as `{}`", stored.from) };
    format!("{}.{}: {} <- {}{header}", held.name, meaning.name, meaning.kind, held.dataset.path)
}

/// Definitions that are made of this one directly.
pub(super) fn users(model: &Model, item: Item) -> Vec<String> {
    let uses = |other: &Item| {
        let parts = other.parts(model);
        match item {
            Item::Source(id) => {
                parts.iter().any(|part| matches!(part, Item::Column(source, _) if *source == id))
            }
            _ => parts.contains(&item),
        }
    };
    let others = all(model).into_iter().filter(|other| !matches!(other, Item::Source(_)));
    others.filter(|other| *other != item && uses(other)).map(|other| other.title(model)).collect()
}
