//! The relations of a plan as a graph in which equal relations are one node.
//!
//! What several outputs, or several plans, share is computed once.

use std::collections::HashMap;
use std::sync::Arc;

use crate::dataset::Dataset;
use crate::plan::{Plan, Relation};

/// Nodes in an order in which inputs come first.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    /// The node of each output.
    pub(super) outputs: Vec<usize>,
    /// What is read of each dataset.
    pub(super) reads: Vec<Read>,
    by_address: HashMap<*const Relation, usize>,
    /// By what a node does, and the numbers of its inputs.
    by_text: HashMap<String, usize>,
}

/// A relation whose inputs are nodes.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) relation: Arc<Relation>,
    pub(super) inputs: Vec<usize>,
    /// By how many nodes and outputs it is used.
    pub(super) uses: usize,
}

/// Everything that a plan reads of a dataset.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) dataset: Arc<Dataset>,
    pub(super) columns: Vec<String>,
    pub(super) faults: Vec<String>,
    /// How many scan nodes read it.
    pub(super) uses: usize,
}

impl Graph {
    /// Makes the graph of a plan.
    pub(super) fn new(plan: &Plan) -> Self {
        let mut graph = Self::default();
        for output in &plan.outputs {
            let node = graph.add(&output.relation);
            graph.nodes[node].uses += 1;
            graph.outputs.push(node);
        }
        graph
    }

    /// Finds what is read of a dataset.
    pub(super) fn read(&self, dataset: &Dataset) -> Option<usize> {
        self.reads.iter().position(|read| *read.dataset == *dataset)
    }

    /// Gives the node of a relation, which lives as long as the graph.
    pub(super) fn add(&mut self, relation: &Arc<Relation>) -> usize {
        if let Some(known) = self.by_address.get(&Arc::as_ptr(relation)) {
            return *known;
        }
        let inputs: Vec<usize> =
            relation.inputs().into_iter().map(|input| self.add(input)).collect();
        let text = format!("{inputs:?} {}", relation.identity());
        let node = match self.by_text.get(&text) {
            Some(known) => *known,
            None => {
                self.note_read(relation);
                inputs.iter().for_each(|input| self.nodes[*input].uses += 1);
                self.nodes.push(Node { relation: relation.clone(), inputs, uses: 0 });
                self.by_text.insert(text, self.nodes.len() - 1);
                self.nodes.len() - 1
            }
        };
        self.by_address.insert(Arc::as_ptr(relation), node);
        node
    }

    fn note_read(&mut self, relation: &Relation) {
        let Relation::Scan { dataset, columns, faults } = relation else {
            return;
        };
        let index = self.read(dataset).unwrap_or_else(|| {
            self.reads.push(Read {
                dataset: dataset.clone(),
                columns: Vec::new(),
                faults: Vec::new(),
                uses: 0,
            });
            self.reads.len() - 1
        });
        let read = &mut self.reads[index];
        read.uses += 1;
        for (known, more) in [(&mut read.columns, columns), (&mut read.faults, faults)] {
            for name in more {
                if !known.contains(name) {
                    known.push(name.clone());
                }
            }
        }
    }
}
