//! What a definition means: in a sentence, as a formula, down to the columns it is made of.

mod graph;
mod inputs;
mod sentence;

use std::fmt::{self, Display, Formatter};

use crate::lower;
use crate::model::{About, KpiId, Model, Shown, SourceId};
use crate::query::Query;
use crate::{diagnostic::Diagnostics, period::Zone};

pub use graph::{GraphFormat, graph};
use inputs::Item;

/// Stages of the way from text to plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// As written, in canonical format.
    Expression,
    /// As understood.
    Formula,
    /// As computed.
    Plan,
}

/// Facts about one definition, in the order they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Kind and name.
    pub title: String,
    /// Word and lines.
    pub facts: Vec<(&'static str, Vec<String>)>,
}

impl Display for Explanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        for (word, lines) in &self.facts {
            if let [line] = lines.as_slice() {
                writeln!(f, "\n{word}: {line}")?;
                continue;
            }
            writeln!(f, "\n{word}:")?;
            for line in lines {
                writeln!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}

/// Lists everything that can be explained.
pub fn names(model: &Model) -> Vec<String> {
    inputs::all(model).into_iter().map(|item| item.name(model)).collect()
}

/// Explains a KPI, criterion, dimension, source or column (`leads.industry`).
pub fn definition(model: &Model, name: &str) -> Option<Explanation> {
    let item = inputs::find(model, name)?;
    let japanese = model.project.language == "ja";
    let word = |ja: &'static str, en: &'static str| if japanese { ja } else { en };
    let mut facts: Vec<(&'static str, Vec<String>)> = Vec::new();
    let mut add = |word: &'static str, lines: Vec<String>| {
        if lines.iter().any(|line| !line.is_empty()) {
            facts.push((word, lines));
        }
    };
    if let Some(about) = item.about(model) {
        add(word("意味", "means"), about.means.iter().cloned().collect());
        add(word("計算", "in words"), vec![sentence::sentence(model, item)]);
        add(word("ではないもの", "is not"), about.is_not.iter().cloned().collect());
    } else {
        add(word("内容", "holds"), sentence::stored(model, item));
    }
    add(word("式", "formula"), item.written(model));
    if let Item::Kpi(id) = item {
        add(word("単位", "unit"), vec![sentence::unit(model, id)]);
        add(word("併記", "companions"), companions(model, id));
        let minimum = model.kpis[id.0].minimum.map(|minimum| format!("n >= {minimum}"));
        add(word("最小件数", "minimum"), minimum.into_iter().collect());
    }
    if let Some(about) = item.about(model) {
        add(word("責任者", "owner"), owners(about, japanese));
    }
    add(word("入力", "inputs"), inputs::tree(model, item));
    add(word("使われている所", "used by"), inputs::users(model, item));
    Some(Explanation { title: item.title(model), facts })
}

fn companions(model: &Model, id: KpiId) -> Vec<String> {
    let names = model.kpis[id.0].companions.iter().map(|id| model.kpis[id.0].about.name.clone());
    names.collect()
}

fn owners(about: &About, japanese: bool) -> Vec<String> {
    let Some(owner) = &about.owner else { return Vec::new() };
    vec![match (&about.accepted_by, japanese) {
        (Some(other), true) => format!("{owner}（合意: {other}）"),
        (Some(other), false) => format!("{owner}, accepted by {other}"),
        (None, _) => owner.clone(),
    }]
}

/// Shows one stage of a definition.
pub fn stage(model: &Model, name: &str, stage: Stage) -> Option<String> {
    let item = inputs::find(model, name)?;
    let lines = match stage {
        Stage::Expression => item.written(model),
        Stage::Formula => formulas(model, item),
        Stage::Plan => return Some(plan(model, item)),
    };
    Some(lines.into_iter().map(|line| line + "\n").collect())
}

fn formulas(model: &Model, item: Item) -> Vec<String> {
    let shown = |formula, source: Option<SourceId>| {
        let text = Shown { model, formula, source };
        format!("{text}  : {}", formula.kind)
    };
    item.formulas(model).into_iter().map(|(formula, source)| shown(formula, source)).collect()
}

/// The plan of a KPI over all rows; other definitions are computed inside the plans of KPIs.
fn plan(model: &Model, item: Item) -> String {
    let Item::Kpi(id) = item else {
        return "a plan computes KPIs; this is computed inside the plans of the KPIs that use it\n"
            .into();
    };
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let as_of = model.project.as_of.unwrap_or_else(|| zone.today());
    let kpis = vec![id];
    let named = kpis.clone();
    let period = crate::period::Span::inclusive(lower::EARLIEST, as_of);
    let asked = crate::query::Asked { span: period, label: "all".into() };
    let period = crate::answer::looks_elsewhere(model, id).then_some(asked);
    let query = Query { kpis, named, by: Vec::new(), by_period: None, period, as_of, filter: None };
    match lower::lower(model, &query, &mut Diagnostics::default()) {
        Some(lowered) => format!("{}{}", values(&lowered), lowered.plan),
        None => "this KPI has no plan over all rows\n".into(),
    }
}

/// How values are read from the rows of the plan.
fn values(lowered: &lower::Lowered) -> String {
    lowered.kpis.iter().map(|kpi| format!("value = {}\n", kpi.value)).collect()
}
