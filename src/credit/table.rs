//! The table of a query whose KPIs are split by an attribution.

use std::collections::{BTreeMap, BTreeSet};

use super::nobody;
use super::sums::{Credited, Place, Sum, credited};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::engine::Engine;
use crate::functions::AggregateFunction;
use crate::model::{Aggregate, AttributionId, Formula, KpiId, Model, Node};
use crate::period::{self, parse_date};
use crate::plan::Value;
use crate::query::Query;
use crate::table::{Cell, Line, Status, Table, Title};

/// Answers a query; where it asks for an attribution, every line is split by channel.
///
/// The table without the split is computed first, so its total, notes and statuses are those of
/// the KPIs themselves.
pub fn run(
    model: &Model,
    query: &Query,
    engine: &dyn Engine,
    definitions: &str,
) -> Result<Table, Diagnostics> {
    let table = crate::run::run(model, query, engine, definitions)?;
    let Some(id) = query.credit else { return Ok(table) };
    let mut problems = Diagnostics::default();
    problems.extend(query.kpis.iter().filter_map(|kpi| obstacle(model, query, *kpi)));
    if problems.has_errors() {
        return Err(problems);
    }
    let kpis = query.kpis.iter().filter_map(|kpi| gathered(model, *kpi));
    let kpis: Vec<Aggregate> = kpis.cloned().collect();
    let credited = credited(model, query, id, &kpis, engine)?;
    Ok(split(model, query, id, table, &credited))
}

/// Tells why a KPI cannot be split by the attribution of a query; nothing where it can.
pub fn obstacle(model: &Model, query: &Query, kpi: KpiId) -> Option<Diagnostic> {
    let attribution = &model.attributions[query.credit?.0];
    let stage = &model.stages[attribution.stage.0].about.name;
    let (name, about) = (&attribution.about.name, &model.kpis[kpi.0].about);
    let why = match gathered(model, kpi) {
        Some(aggregate) if aggregate.set.stage == Some(attribution.stage) => return None,
        Some(_) => format!("it gathers other rows than the entries into `{stage}`"),
        None => "it is no count or sum of entries".to_owned(),
    };
    let message = format!("`{}` cannot be split by `attribution.{name}`: {why}", about.name);
    Some(
        Diagnostic::error("not-credited", about.span, message)
            .label("has no parts for touches")
            .help(format!("ask for a `count({stage} ..)` or a `sum(.. over {stage})`")),
    )
}

/// The count or sum that a KPI is.
fn gathered(model: &Model, kpi: KpiId) -> Option<&Aggregate> {
    let mut formula: &Formula = &model.kpis[kpi.0].formula;
    while let Node::Kpi(id) = &formula.node {
        formula = &model.kpis[id.0].formula;
    }
    let Node::Aggregate(aggregate) = &formula.node else { return None };
    let fits = matches!(aggregate.function, AggregateFunction::Count | AggregateFunction::Sum);
    fits.then_some(aggregate)
}

/// Lines of one group: by channel, then by period.
fn split(
    model: &Model,
    query: &Query,
    id: AttributionId,
    table: Table,
    credited: &Credited,
) -> Table {
    let label = |channel: &Option<u32>| match channel {
        Some(number) => credited.channels[*number as usize].clone(),
        None => nobody(&model.project.language).to_owned(),
    };
    // Nobody comes last.
    let mut channels: BTreeMap<(bool, Option<u32>), BTreeSet<&[String]>> = BTreeMap::new();
    for ((place, channel), _) in credited.sums.iter().flat_map(|sums| &sums.cells) {
        channels.entry((channel.is_none(), *channel)).or_default().insert(&place.0);
    }
    let total = table.total.clone().or_else(|| table.lines.first().map(|it| it.cells.clone()));
    let mut lines = Vec::new();
    for ((_, channel), groups) in &channels {
        for line in table.lines.iter().filter(|line| groups.contains(line.group.as_slice())) {
            let place = (line.group.clone(), first_day(model, query, line));
            let cells = line.cells.iter().enumerate();
            let cells = cells
                .map(|(kpi, whole)| cell(model, query, credited, (kpi, whole), &place, *channel));
            let mut group = vec![label(channel)];
            group.extend(line.group.iter().cloned());
            lines.push(Line { group, period: line.period.clone(), cells: cells.collect() });
        }
    }
    let about = &model.attributions[id.0].about;
    let title = Title { name: format!("attribution.{}", about.name), label: about.label.clone() };
    let dimensions = [title].into_iter().chain(table.dimensions).collect();
    Table { dimensions, lines, total, ..table }
}

/// The first day of the period of a line, whole even where only a part of it was asked for.
fn first_day(model: &Model, query: &Query, line: &Line) -> Option<jiff::civil::Date> {
    let first = parse_date(&line.period.as_ref()?.first).ok()?;
    Some(period::containing(query.by_period?, first, &model.project.settings).start)
}

fn cell(
    model: &Model,
    query: &Query,
    credited: &Credited,
    (kpi, whole): (usize, &Cell),
    place: &Place,
    channel: Option<u32>,
) -> Cell {
    let sums = &credited.sums[kpi];
    let sum = sums.cells.get(&(place.clone(), channel)).copied().unwrap_or(Sum::default());
    if !matches!(whole.status, Status::Ok | Status::Insufficient) {
        return Cell { n: Some(sum.entries), ..whole.clone() };
    }
    let minimum = model.kpis[query.kpis[kpi].0].minimum;
    let few = minimum.is_some_and(|least| u64::try_from(sum.entries).is_ok_and(|n| n < least));
    Cell {
        value: shortest(sum.units, sums.scale),
        status: if few { Status::Insufficient } else { Status::Ok },
        n: Some(sum.entries),
        conversion: None,
    }
}

/// An exact number without zeros at its end.
pub(super) fn shortest(mut units: i128, mut scale: u8) -> Value {
    while scale > 0 && units % 10 == 0 {
        (units, scale) = (units / 10, scale - 1);
    }
    Value::Decimal { units, scale }
}
