//! What a definition means, what it is made of, and who uses it, for people.
//!
//! Reads a model and says it in the language of the project: [`definition`] in words, [`stage`] as
//! one stage of the way to the plan, [`graph`] as a drawing. Comes after `resolve` and `lower`;
//! commands print it.

mod about;
mod agreement;
mod attribution;
mod definition;
mod display;
mod fact;
mod funnel;
mod graph;
mod item;
mod lineage;
mod phrases;
mod plan;
mod rows;
mod stage;
mod status;
#[cfg(test)]
mod tests;

pub use definition::{Explanation, definition};
pub use display::{Line, Section, Sort};
pub use fact::Fact;
pub use graph::{GraphFormat, graph};
pub use item::{Item, definitions, find, names};
pub use lineage::{Inputs, Role, User, inputs, inputs_of, users};
pub use stage::{Stage, stage};
pub use status::{STATUSES, StatusDoc, StatusText, status};

use crate::model::Model;

/// Says in words what the formula of a definition says, in the language of the project.
pub fn reading(model: &Model, item: Item) -> String {
    about::reading(&phrases::Phrases::of(model), item)
}
