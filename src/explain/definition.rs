//! One definition, source or column explained: facts and tables, laid out by `display`.

use super::about;
use super::display::Section;
use super::fact::Fact;
use super::item::{Item, find};
use super::phrases::Phrases;
use super::rows;
use crate::model::Model;

/// What there is to say about one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What is explained.
    pub item: Item,
    /// Its name in full.
    pub name: String,
    /// Its label, where it has one.
    pub label: Option<String>,
    /// Whether it is a KPI, a criterion, ..
    pub sort: String,
    /// What it means, in one sentence.
    pub sentence: String,
    /// Formula, unit, owner, ..
    pub facts: Vec<Fact>,
    /// Denominators, rows with their clocks, inputs, users.
    pub sections: Vec<Section>,
}

/// Explains a KPI, criterion, dimension, source or column, in the language of the project.
///
/// `name` is `kpi.x`, `x`, `leads` or `leads.industry`; an unknown one gives nothing.
pub fn definition(model: &Model, name: &str) -> Option<Explanation> {
    let item = find(model, name)?;
    let phrases = Phrases::of(model);
    let sections = [
        rows::denominators(&phrases, item),
        rows::sets(&phrases, item),
        rows::columns(&phrases, item),
        rows::links(&phrases, item),
        rows::inputs(&phrases, item),
        rows::users(&phrases, item),
    ];
    let label = match item {
        Item::Source(_) | Item::Column(..) => None,
        item => item.label(model).map(str::to_owned),
    };
    Some(Explanation {
        item,
        name: item.name(model),
        label,
        sort: about::sort(&phrases, item).to_owned(),
        sentence: about::sentence(&phrases, item),
        facts: about::facts(&phrases, item),
        sections: sections.into_iter().flatten().collect(),
    })
}
