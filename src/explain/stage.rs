//! One stage of the way from text to plan: expression, formula or plan of a definition.

use std::fmt::Write;

use super::item::{Item, find};
use super::{agreement, attribution, funnel, plan as plans};
use crate::answer;
use crate::diagnostic::Diagnostics;
use crate::expression::PeriodUnit;
use crate::functions::AggregateFunction;
use crate::model::{
    Aggregate, DimensionId, Formula, Kpi, KpiId, Model, Node, Operator, Promise, Set, SourceId,
    StageId, Tree, visit,
};
use crate::period;
use crate::query::{Asked, Query};
use crate::run;
use crate::source::{FileId, Span};
use crate::types::Kind;
use jiff::civil::Date;

/// Stages a definition goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// As written, in canonical format.
    Expression,
    /// As understood: names in full, every node with its kind.
    Formula,
    /// As computed.
    Plan,
}

/// Shows one stage of a KPI, criterion or dimension; of a source or column the plan that reads it.
/// An unknown name gives nothing.
///
/// The plan is that of one number over all rows up to `as_of`; where the formula looks at other
/// periods, over the month of `as_of`. A criterion, dimension or source is counted.
pub fn stage(
    model: &Model,
    name: &str,
    stage: Stage,
    as_of: Date,
) -> Option<Result<String, Diagnostics>> {
    let item = find(model, name)?;
    Some(match stage {
        Stage::Expression => Ok(expression(model, item)),
        Stage::Formula => Ok(formula(model, item)),
        Stage::Plan => plan(model, item, as_of),
    })
}

fn expression(model: &Model, item: Item) -> String {
    match item {
        Item::Kpi(id) => format!("{}\n", model.kpis[id.0].written),
        Item::Criterion(id) => format!("{}\n", model.criteria[id.0].written),
        Item::Dimension(id) => by_source(model, id, |value| format!("  {}\n", value.written)),
        Item::Stage(id) => format!("{}\n", model.stages[id.0].written),
        Item::Funnel(id) => funnel::funnel_expression(model, id),
        Item::Score(id) => funnel::score_expression(model, id),
        Item::Attribution(id) => attribution::attribution_expression(model, id),
        Item::Diagnosis(id) => format!("{}\n", model.diagnoses[id.0].written),
        Item::Agreement(id) => agreement::agreement_expression(model, id),
        Item::Plan(id) => plans::plan_expression(model, id),
        Item::Source(_) | Item::Column(..) => format!("{}\n", item.name(model)),
    }
}

fn formula(model: &Model, item: Item) -> String {
    match item {
        Item::Kpi(id) => {
            Tree { model, formula: &model.kpis[id.0].formula, source: None }.to_string()
        }
        Item::Criterion(id) => {
            let criterion = &model.criteria[id.0];
            let tree = Tree { model, formula: &criterion.when, source: Some(criterion.of) };
            format!("{}:\n{}", model.source(criterion.of).name, indented(&tree.to_string()))
        }
        Item::Dimension(id) => by_source(model, id, |value| {
            let tree = Tree { model, formula: &value.value, source: Some(value.source) };
            indented(&tree.to_string())
        }),
        Item::Stage(id) => funnel::stage_tree(model, id),
        Item::Funnel(id) => {
            let stages = model.funnels[id.0].stages.iter();
            stages.map(|stage| funnel::stage_tree(model, *stage)).collect()
        }
        Item::Score(id) => funnel::score_tree(model, id),
        Item::Attribution(id) => attribution::attribution_tree(model, id),
        Item::Diagnosis(id) => {
            Tree { model, formula: &model.diagnoses[id.0].when, source: None }.to_string()
        }
        Item::Agreement(id) => agreement::agreement_tree(model, id),
        Item::Plan(id) => plans::plan_expression(model, id),
        Item::Source(_) => format!("{}\n", item.name(model)),
        Item::Column(source, column) => {
            let kind = &model.source(source).column(column).kind;
            format!("{} : {kind}\n", item.name(model))
        }
    }
}

/// The values of a dimension, each below the name of its source.
fn by_source(
    model: &Model,
    id: DimensionId,
    shown: impl Fn(&crate::model::DimensionValue) -> String,
) -> String {
    let mut text = String::new();
    for value in &model.dimensions[id.0].of {
        let _ = writeln!(text, "{}:", model.source(value.source).name);
        text.push_str(&shown(value));
    }
    text
}

pub(super) fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |mut all, line| {
        let _ = writeln!(all, "  {line}");
        all
    })
}

fn plan(model: &Model, item: Item, as_of: Date) -> Result<String, Diagnostics> {
    let mut model = model.clone();
    let kpis = measured(&mut model, item);
    let by = match item {
        Item::Dimension(id) => vec![id],
        _ => Vec::new(),
    };
    let elsewhere = kpis.iter().any(|id| answer::looks_elsewhere(&model, *id));
    let month = period::containing(PeriodUnit::Month, as_of, &model.project.settings);
    let asked = Asked {
        span: month,
        label: period::label(PeriodUnit::Month, month, &model.project.settings),
    };
    let query = Query { by, ..Query::of(kpis, elsewhere.then_some(asked), as_of) };
    let lowered = run::lowered(&model, &query)?;
    let mut text = format!("as of {as_of}\n");
    for kpi in &lowered.kpis {
        // The arithmetic between measures is done outside the plan, on columns `m0`, `m1`, ..
        let _ = writeln!(text, "value {}", kpi.value);
    }
    Ok(format!("{text}{}", lowered.plan))
}

/// The KPIs that measure an item, where no KPI does: added to the model.
fn measured(model: &mut Model, item: Item) -> Vec<KpiId> {
    match item {
        Item::Kpi(id) => vec![id],
        Item::Criterion(id) => {
            let of = model.criteria[id.0].of;
            let span = model.criteria[id.0].about.span;
            let holds = Formula::new(Node::Criterion(id), Kind::Boolean, span);
            vec![count(model, of, vec![holds])]
        }
        Item::Dimension(id) => {
            let sources: Vec<SourceId> =
                model.dimensions[id.0].of.iter().map(|value| value.source).collect();
            sources.into_iter().map(|source| count(model, source, Vec::new())).collect()
        }
        Item::Score(id) => {
            let of = model.scores[id.0].of;
            let span = model.scores[id.0].about.span;
            let points = Formula::new(Node::Score(id), Kind::plain(), span);
            let some = Node::Operator(Operator::IsMissing, vec![points]);
            let some = Formula::new(some, Kind::Boolean, span);
            let some = Node::Operator(Operator::Not, vec![some]);
            vec![count(model, of, vec![Formula::new(some, Kind::Boolean, span)])]
        }
        Item::Stage(id) => vec![count_entries(model, id)],
        Item::Funnel(id) => {
            let stages = model.funnels[id.0].stages.clone();
            stages.into_iter().map(|stage| count_entries(model, stage)).collect()
        }
        Item::Attribution(id) => {
            let stage = model.attributions[id.0].stage;
            vec![count_entries(model, stage)]
        }
        Item::Diagnosis(id) => kpis_in(model, &model.diagnoses[id.0].when),
        Item::Plan(id) => plans::plan_kpis(&model.plans[id.0]),
        Item::Agreement(id) => match model.agreements[id.0].promise.clone() {
            Promise::Measured(part) => {
                let about = model.agreements[id.0].about.clone();
                vec![push(model, about, part.formula)]
            }
            Promise::Fresh(source) => vec![count(model, source, Vec::new())],
        },
        Item::Source(id) | Item::Column(id, _) => vec![count(model, id, Vec::new())],
    }
}

/// The KPIs that a formula names, in the order of their first place.
fn kpis_in(model: &Model, formula: &Formula) -> Vec<KpiId> {
    let mut kpis = Vec::new();
    visit(model, formula, None, &mut |formula, _| match formula.node {
        Node::Kpi(kpi) if !kpis.contains(&kpi) => kpis.push(kpi),
        _ => {}
    });
    kpis
}

/// Adds a KPI that counts rows.
fn count(model: &mut Model, source: SourceId, filters: Vec<Formula>) -> KpiId {
    count_set(model, Set { source, stage: None, filters, clock: None, windows: Vec::new() })
}

/// Adds a KPI that counts entries into a stage.
fn count_entries(model: &mut Model, stage: StageId) -> KpiId {
    let (source, column) = model.entries(stage);
    let kind = model.source(source).column(column).kind.clone();
    let span = model.stages[stage.0].about.span;
    let clock = Some(Formula::new(Node::Column(column), kind, span));
    let stage = Some(stage);
    count_set(model, Set { source, stage, filters: Vec::new(), clock, windows: Vec::new() })
}

fn count_set(model: &mut Model, set: Set) -> KpiId {
    let thing = model.set_name(&set).to_owned();
    let function = AggregateFunction::Count;
    let aggregate = Aggregate { function, set, argument: None, path: Vec::new(), journey: None };
    let span = Span::new(FileId(0), 0..0);
    let kind = Kind::count(&thing);
    let formula = Formula::new(Node::Aggregate(Box::new(aggregate)), kind, span);
    let name = format!("count of {thing}");
    let about = crate::model::About::unwritten(&name, &name, span);
    push(model, about, formula)
}

/// Adds a KPI that nobody wrote down.
fn push(model: &mut Model, about: crate::model::About, formula: Formula) -> KpiId {
    model.kpis.push(Kpi::unwritten(about, formula));
    KpiId(model.kpis.len() - 1)
}
