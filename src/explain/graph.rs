//! Definitions as a graph: columns by source, criteria, dimensions, KPIs.

use std::collections::{BTreeMap, BTreeSet};

use super::inputs::{self, Item};
use crate::model::Model;

/// Languages of graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// For Markdown documents.
    Mermaid,
    /// For Graphviz.
    Dot,
}

/// Draws what a definition is made of; all definitions without a name. None for unknown names.
pub fn graph(model: &Model, name: Option<&str>, format: GraphFormat) -> Option<String> {
    let roots = match name {
        Some(name) => vec![inputs::find(model, name)?],
        None => {
            let all = inputs::all(model).into_iter();
            all.filter(|item| !matches!(item, Item::Source(_))).collect()
        }
    };
    let mut items = BTreeSet::new();
    let mut edges = BTreeSet::new();
    let mut open = roots;
    while let Some(item) = open.pop() {
        if !items.insert(item) {
            continue;
        }
        for part in item.parts(model) {
            edges.insert((part, item));
            open.push(part);
        }
    }
    let drawing = Drawing { model, items, edges };
    Some(match format {
        GraphFormat::Mermaid => drawing.mermaid(),
        GraphFormat::Dot => drawing.dot(),
    })
}

struct Drawing<'m> {
    model: &'m Model,
    items: BTreeSet<Item>,
    edges: BTreeSet<(Item, Item)>,
}

impl Drawing<'_> {
    fn id(&self, item: Item) -> String {
        let at = self.items.iter().position(|other| *other == item).unwrap_or(0);
        format!("n{at}")
    }

    fn label(&self, item: Item) -> String {
        match item {
            Item::Column(source, column) => self.model.source(source).column(column).name.clone(),
            item => {
                let label = item.about(self.model).map(|about| about.label.clone());
                let name = item.title(self.model);
                label
                    .filter(|label| *label != item.name(self.model))
                    .map_or(name.clone(), |label| format!("{label} ({name})"))
            }
        }
    }

    /// Columns by the name of their source, and all else.
    fn grouped(&self) -> (BTreeMap<String, Vec<Item>>, Vec<Item>) {
        let mut sources: BTreeMap<String, Vec<Item>> = BTreeMap::new();
        let mut others = Vec::new();
        for item in &self.items {
            match item {
                Item::Column(source, _) => {
                    sources.entry(self.model.source(*source).name.clone()).or_default().push(*item);
                }
                item => others.push(*item),
            }
        }
        (sources, others)
    }

    fn mermaid(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "#quot;"));
        let (sources, others) = self.grouped();
        let mut out = String::from("flowchart LR\n");
        for (index, (source, columns)) in sources.iter().enumerate() {
            out.push_str(&format!("  subgraph s{index}[{}]\n", quoted(source)));
            for item in columns {
                out.push_str(&format!("    {}[{}]\n", self.id(*item), quoted(&self.label(*item))));
            }
            out.push_str("  end\n");
        }
        for item in others {
            let (open, close) = match item {
                Item::Kpi(_) => ("([", "])"),
                Item::Criterion(_) => ("{{", "}}"),
                _ => ("[/", "/]"),
            };
            let label = quoted(&self.label(item));
            out.push_str(&format!("  {}{open}{label}{close}\n", self.id(item)));
        }
        for (from, to) in &self.edges {
            out.push_str(&format!("  {} --> {}\n", self.id(*from), self.id(*to)));
        }
        out
    }

    fn dot(&self) -> String {
        let quoted =
            |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let (sources, others) = self.grouped();
        let mut out = String::from("digraph definitions {\n  rankdir=LR;\n");
        for (index, (source, columns)) in sources.iter().enumerate() {
            out.push_str(&format!(
                "  subgraph cluster_{index} {{\n    label={};\n",
                quoted(source)
            ));
            for item in columns {
                let label = quoted(&self.label(*item));
                out.push_str(&format!("    {} [label={label}, shape=box];\n", self.id(*item)));
            }
            out.push_str("  }\n");
        }
        for item in others {
            let shape = match item {
                Item::Kpi(_) => "ellipse",
                Item::Criterion(_) => "hexagon",
                _ => "parallelogram",
            };
            let label = quoted(&self.label(item));
            out.push_str(&format!("  {} [label={label}, shape={shape}];\n", self.id(item)));
        }
        for (from, to) in &self.edges {
            out.push_str(&format!("  {} -> {};\n", self.id(*from), self.id(*to)));
        }
        out.push_str("}\n");
        out
    }
}
