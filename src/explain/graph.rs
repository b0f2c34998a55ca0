//! Lineage as a drawing: columns per source, criteria, dimensions, KPIs, and what is made of what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::about::header;
use super::item::{Item, definitions, find};
use super::lineage::{Role, inputs, users};
use crate::model::{Model, SourceId};

/// Languages of drawings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// Mermaid, as GitHub shows it.
    Mermaid,
    /// Graphviz.
    Dot,
}

/// Draws what the named ones are made of and who uses them; everything where no name is given.
/// An unknown name gives nothing.
pub fn graph(model: &Model, names: &[&str], format: GraphFormat) -> Option<String> {
    let named: Option<Vec<Item>> = names.iter().map(|name| find(model, name)).collect();
    let drawing = Drawing::of(model, &chosen(model, &named?));
    Some(match format {
        GraphFormat::Mermaid => drawing.mermaid(model),
        GraphFormat::Dot => drawing.dot(model),
    })
}

/// The definitions to draw: the named ones, what they are made of, and their users.
fn chosen(model: &Model, named: &[Item]) -> BTreeSet<Item> {
    if named.is_empty() {
        return definitions(model).collect();
    }
    let mut all: BTreeSet<Item> = named.iter().copied().collect();
    all.extend(named.iter().flat_map(|item| users(model, *item)).map(|user| user.item));
    let mut open: Vec<Item> = named.to_vec();
    while let Some(item) = open.pop() {
        let made_of = inputs(model, item).into_keys().filter(|input| input.is_definition());
        open.extend(made_of.filter(|input| all.insert(*input)));
    }
    all
}

/// Nodes and arrows; the flag of an arrow tells that it is for the date only.
struct Drawing {
    nodes: BTreeMap<Item, usize>,
    arrows: BTreeMap<(Item, Item), bool>,
}

impl Drawing {
    fn of(model: &Model, definitions: &BTreeSet<Item>) -> Self {
        let mut nodes: BTreeSet<Item> = definitions.clone();
        let mut arrows = BTreeMap::new();
        for definition in definitions.iter().filter(|item| item.is_definition()) {
            let inputs = inputs(model, *definition);
            let columns: BTreeSet<SourceId> = inputs
                .iter()
                .filter(|(_, roles)| drawn(roles))
                .filter_map(|(input, _)| match input {
                    Item::Column(source, _) => Some(*source),
                    _ => None,
                })
                .collect();
            for (input, roles) in &inputs {
                let shown = match input {
                    // A source of its own where none of its columns stands for its rows.
                    Item::Source(source) => !columns.contains(source),
                    Item::Column(..) => drawn(roles),
                    _ => definitions.contains(input),
                };
                if shown {
                    nodes.insert(*input);
                    let dated =
                        roles.iter().all(|role| *role == Role::Clock || *role == Role::Known);
                    arrows.insert((*input, *definition), dated);
                }
            }
        }
        let nodes = nodes.into_iter().enumerate().map(|(index, item)| (item, index)).collect();
        Self { nodes, arrows }
    }

    /// Columns and sources of the drawing, by source.
    fn sources(&self) -> BTreeMap<SourceId, Vec<Item>> {
        let mut sources: BTreeMap<SourceId, Vec<Item>> = BTreeMap::new();
        for item in self.nodes.keys() {
            if let Item::Source(id) | Item::Column(id, _) = item {
                sources.entry(*id).or_default().push(*item);
            }
        }
        sources
    }

    fn mermaid(&self, model: &Model) -> String {
        let mut text = String::from("flowchart LR\n");
        let line = |lines: &[String]| {
            let lines: Vec<String> = lines.iter().map(|line| mermaid_text(line)).collect();
            format!("\"{}\"", lines.join("<br/>"))
        };
        for (id, items) in self.sources() {
            let source = model.source(id);
            let title = line(&[source.name.clone(), source.dataset.path.clone()]);
            let _ = writeln!(text, "  subgraph s{}[{title}]", id.0);
            for item in items {
                let _ = writeln!(text, "    n{}[{}]", self.nodes[&item], line(&lines(model, item)));
            }
            text.push_str("  end\n");
        }
        for (item, index) in self.nodes.iter().filter(|(item, _)| item.is_definition()) {
            let label = line(&lines(model, *item));
            let (open, close) = match item {
                Item::Criterion(_) => ("{{", "}}"),
                Item::Dimension(_) | Item::Attribution(_) => ("[/", "/]"),
                Item::Stage(_) => ("[[", "]]"),
                Item::Score(_) => ("(", ")"),
                _ => ("([", "])"),
            };
            let _ = writeln!(text, "  n{index}{open}{label}{close}");
        }
        for ((from, to), dated) in &self.arrows {
            let arrow = if *dated { "-.->" } else { "-->" };
            let _ = writeln!(text, "  n{} {arrow} n{}", self.nodes[from], self.nodes[to]);
        }
        text
    }

    fn dot(&self, model: &Model) -> String {
        let mut text = String::from("digraph kpi {\n  rankdir=LR;\n  node [shape=box];\n");
        let line = |lines: &[String]| {
            let lines: Vec<String> = lines.iter().map(|line| dot_text(line)).collect();
            format!("\"{}\"", lines.join("\\n"))
        };
        for (id, items) in self.sources() {
            let source = model.source(id);
            let title = line(&[source.name.clone(), source.dataset.path.clone()]);
            let _ = writeln!(text, "  subgraph cluster_{} {{\n    label={title};", id.0);
            for item in items {
                let label = line(&lines(model, item));
                let _ = writeln!(text, "    n{} [label={label}];", self.nodes[&item]);
            }
            text.push_str("  }\n");
        }
        for (item, index) in self.nodes.iter().filter(|(item, _)| item.is_definition()) {
            let label = line(&lines(model, *item));
            let shape = match item {
                Item::Criterion(_) => "hexagon",
                Item::Dimension(_) | Item::Attribution(_) => "parallelogram",
                Item::Stage(_) => "cds",
                Item::Score(_) => "octagon",
                _ => "ellipse",
            };
            let _ = writeln!(text, "  n{index} [label={label}, shape={shape}];");
        }
        for ((from, to), dated) in &self.arrows {
            let style = if *dated { " [style=dashed]" } else { "" };
            let _ = writeln!(text, "  n{} -> n{}{style};", self.nodes[from], self.nodes[to]);
        }
        text.push_str("}\n");
        text
    }
}

/// Whether a column is worth a node: it is not there for ties and arrival only.
fn drawn(roles: &BTreeSet<Role>) -> bool {
    roles.iter().any(|role| !matches!(role, Role::Order | Role::Known))
}

/// The lines of a label.
fn lines(model: &Model, item: Item) -> Vec<String> {
    match item {
        Item::Source(id) => vec![model.source(id).name.clone()],
        Item::Column(id, column) => {
            let source = model.source(id);
            let (name, header) = (source.column(column).name.clone(), header(source, column));
            if header == name { vec![name] } else { vec![name, header] }
        }
        item => {
            let label = item.label(model).map(str::to_owned);
            [item.name(model)].into_iter().chain(label).collect()
        }
    }
}

/// Mermaid knows entities by number; what could end the label or be markup is written as one.
fn mermaid_text(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' | '#' | '&' | '<' | '>' | '`' | ';' | '\\' | '[' | ']' | '{' | '}' | '|' => {
            format!("#{};", c as u32)
        }
        c if c.is_control() => " ".to_owned(),
        c => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

fn dot_text(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => " ".to_owned(),
        c => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_break_out() {
        assert_eq!(mermaid_text("受注\"率\n#1"), "受注#34;率 #35;1");
        assert_eq!(dot_text("a\"b\\"), "a\\\"b\\\\");
    }
}
