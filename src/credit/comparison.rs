//! Attributions side by side: what each channel gets by every one of them.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{run, shortest};
use super::{nobody, overflow};
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::functions::AggregateFunction;
use crate::leads::entries;
use crate::list::List;
use crate::model::{
    About, Aggregate, Attribution, AttributionId, Formula, Kpi, KpiId, Model, Node,
};
use crate::plan::Value;
use crate::query::Query;
use crate::table::{Line, Status, Table};
use crate::types::Kind;

/// Digits after the point of shares: 0.3333 is 33.33 %.
const SHARE: u8 = 4;

/// Columns of one attribution.
type Cells = Vec<Value>;

/// What a line stands for: its channel (nobody last), groups and period.
type Key = (bool, Vec<String>, Option<(String, String)>);

/// Lists what every channel gets by each attribution: credited entries, their share, and (where
/// the attribution names a value) what they are worth with its share. Shares are of the whole. The
/// last row adds up the rows; the facts above give the KPIs as computed without attribution.
pub fn compare(
    model: &Model,
    query: &Query,
    attributions: &[AttributionId],
    engine: &dyn Engine,
) -> Result<List, Diagnostics> {
    let japanese = model.project.language == "ja";
    let word = |ja: &str, en: &str| if japanese { ja.to_owned() } else { en.to_owned() };
    let mut facts = crate::leads::asked(model, query);
    let mut columns = vec!["channel".to_owned()];
    columns.extend(query.by.iter().map(|id| model.dimensions[id.0].about.name.clone()));
    columns.extend(query.by_period.map(|unit| crate::period::name(unit).to_owned()));
    let keys = columns.len();
    let mut rows: BTreeMap<Key, Vec<Option<Cells>>> = BTreeMap::new();
    let mut totals: Vec<Value> = Vec::new();
    let mut told = BTreeSet::new();
    for (number, id) in attributions.iter().enumerate() {
        let attribution = &model.attributions[id.0];
        let (own, query) = with_kpis(model, query, *id);
        let table = run(&own, &query, engine, "")?;
        for (kpi, total) in table.kpis.iter().zip(table.total.iter().flatten()) {
            let value = match total.status {
                Status::Ok => total.value.to_string(),
                status => status.word().to_owned(),
            };
            let text = (kpi.title.label.clone(), value);
            if told.insert(text.clone()) {
                facts.push(text);
            }
        }
        columns.extend(names(attribution));
        let (lines, sums) = cells(attribution, &table)?;
        for (line, cells) in table.lines.iter().zip(lines) {
            let row = rows.entry(key(model, line)).or_default();
            row.resize(number, None);
            row.push(Some(cells));
        }
        totals.extend(sums);
    }
    let widths: Vec<usize> =
        attributions.iter().map(|id| names(&model.attributions[id.0]).len()).collect();
    let mut listed: Vec<Vec<Value>> = Vec::new();
    for ((_, group, period), cells) in rows {
        let mut row: Vec<Value> = group.into_iter().map(Value::Text).collect();
        row.extend(period.map(|(_, label)| Value::Text(label)));
        let mut cells = cells.into_iter();
        for width in &widths {
            let none = || vec![shortest(0, 0); *width];
            row.extend(cells.next().flatten().unwrap_or_else(none));
        }
        listed.push(row);
    }
    let mut last = vec![Value::Text(word("合計", "total"))];
    last.resize(keys, Value::Missing);
    last.extend(totals);
    listed.push(last);
    Ok(List {
        title: word("貢献の配分", "attribution"),
        facts,
        columns,
        rows: listed,
        time_zone: model.project.time_zone.clone(),
        language: model.project.language.clone(),
    })
}

fn names(attribution: &Attribution) -> Vec<String> {
    let name = &attribution.about.name;
    let mut names = vec![name.clone(), format!("{name}.share")];
    if attribution.value.is_some() {
        names.extend([format!("{name}.value"), format!("{name}.value_share")]);
    }
    names
}

fn key(model: &Model, line: &Line) -> Key {
    let channel = line.group.first().map_or("", String::as_str);
    let period = line.period.as_ref().map(|it| (it.first.clone(), it.label.clone()));
    (channel == nobody(&model.project.language), line.group.clone(), period)
}

/// Values and shares of every line, and of all together.
fn cells(attribution: &Attribution, table: &Table) -> Result<(Vec<Cells>, Cells), Diagnostics> {
    let kpis = table.kpis.len();
    let too_large = || overflow(attribution);
    let mut sums = Vec::new();
    for kpi in 0..kpis {
        let values = table.lines.iter().map(|line| &line.cells[kpi]);
        let known = values.clone().any(|cell| cell.value != Value::Missing);
        let sum = added(values.filter_map(|cell| exact(&cell.value))).ok_or_else(too_large)?;
        sums.push(Some(sum).filter(|_| known || table.lines.is_empty()));
    }
    let row = |values: &mut dyn Iterator<Item = Option<(i128, u8)>>| -> Option<Cells> {
        let mut cells = Vec::new();
        for (value, sum) in values.zip(&sums) {
            cells.push(value.map_or(Value::Missing, |(units, scale)| shortest(units, scale)));
            cells.push(match (value, sum) {
                (Some(value), Some(sum)) => share(value, *sum)?,
                _ => Value::Missing,
            });
        }
        Some(cells)
    };
    let of_line = |line: &Line| row(&mut line.cells.iter().map(|cell| exact(&cell.value)));
    let lines = table.lines.iter().map(of_line).collect::<Option<Vec<Cells>>>();
    let whole = row(&mut sums.iter().copied());
    Ok((lines.ok_or_else(too_large)?, whole.ok_or_else(too_large)?))
}

/// An exact number; none where the cell has no value, as before the data has arrived.
fn exact(value: &Value) -> Option<(i128, u8)> {
    match value {
        Value::Integer(units) => Some((i128::from(*units), 0)),
        Value::Decimal { units, scale } => Some((*units, *scale)),
        _ => None,
    }
}

/// The sum of exact numbers.
fn added(values: impl Iterator<Item = (i128, u8)>) -> Option<(i128, u8)> {
    let mut sum: (i128, u8) = (0, 0);
    for (units, scale) in values {
        let most = sum.1.max(scale);
        let widened = |units: i128, scale: u8| {
            units.checked_mul(10_i128.checked_pow(u32::from(most - scale))?)
        };
        sum = (widened(sum.0, sum.1)?.checked_add(widened(units, scale)?)?, most);
    }
    Some(sum)
}

/// A part of a whole, rounded half away from zero; missing of nothing.
fn share(part: (i128, u8), whole: (i128, u8)) -> Option<Value> {
    if whole.0 == 0 {
        return Some(Value::Missing);
    }
    let most = part.1.max(whole.1);
    let widened = |(units, scale): (i128, u8)| {
        units.checked_mul(10_i128.checked_pow(u32::from(most - scale))?)
    };
    let (part, whole) = (widened(part)?, widened(whole)?);
    let doubled = part.checked_mul(2 * 10_i128.pow(u32::from(SHARE)))?;
    let rounded = (doubled.abs().checked_add(whole.abs())?) / whole.abs().checked_mul(2)?;
    let units = rounded * doubled.signum() * whole.signum();
    Some(Value::Decimal { units, scale: SHARE })
}

/// A model in which the entries and their value are KPIs, and a query that asks for them.
fn with_kpis(model: &Model, query: &Query, id: AttributionId) -> (Model, Query) {
    let mut model = model.clone();
    let attribution = model.attributions[id.0].clone();
    let about = model.stages[attribution.stage.0].about.clone();
    let mut kpis = vec![add(&mut model, &attribution, about.label.clone(), None)];
    if let Some(value) = &attribution.value {
        let label = format!("{} × {}", about.label, value.written);
        kpis.push(add(&mut model, &attribution, label, Some(value.formula.clone())));
    }
    let query = Query { named: kpis.clone(), kpis, credit: Some(id), ..query.clone() };
    (model, query)
}

fn add(
    model: &mut Model,
    attribution: &Attribution,
    label: String,
    argument: Option<Formula>,
) -> KpiId {
    let span = attribution.about.span;
    let stage = &model.stages[attribution.stage.0].about.name;
    let kind = argument.as_ref().map_or_else(|| Kind::count(stage), |it| it.kind.clone());
    let function = match argument {
        Some(_) => AggregateFunction::Sum,
        None => AggregateFunction::Count,
    };
    let set = entries(model, attribution.stage);
    let aggregate = Aggregate { function, set, argument, path: Vec::new(), journey: None };
    let about = About { label, ..attribution.about.clone() };
    let formula = Formula::new(Node::Aggregate(Box::new(aggregate)), kind, span);
    model.kpis.push(Kpi::unwritten(about, formula));
    KpiId(model.kpis.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_away_from_zero() {
        let four = |units| Some(Value::Decimal { units, scale: SHARE });
        assert_eq!(share((1, 0), (3, 0)), four(3_333));
        assert_eq!(share((2, 0), (3, 0)), four(6_667));
        assert_eq!(share((-5, 1), (10_000, 0)), four(-1));
        assert_eq!(share((1, 9), (1, 0)), four(0));
        assert_eq!(share((1, 0), (0, 0)), Some(Value::Missing));
        assert_eq!(share((i128::MAX, 0), (1, 0)), None);
    }

    #[test]
    fn numbers_of_any_scale_add_up() {
        let parts = [(333_333_333, 9), (666_666_667, 9), (2, 0)];
        assert_eq!(added(parts.into_iter()), Some((3_000_000_000, 9)));
        assert_eq!(added([(i128::MAX, 0), (1, 0)].into_iter()), None);
        assert_eq!(added([(1, 9), (i128::MAX, 0)].into_iter()), None);
    }
}
