//! Why a lead is, or is not, in a stage: its moments and every clause of the condition.

use super::judge::Mismatch;
use super::owner::Owner;
use super::tables::{journeys, query, rows};
use super::tree::{Clause, Form, Verdict};
use crate::engine::Memory;
use crate::evaluate::compare_values;
use crate::lower::{Listing, Narrowed};
use crate::model::{Entry, Expected, Formula, Model, Test};
use crate::period::Zone;
use crate::plan::{Rows, Value};
use crate::run;
use jiff::civil::Date;

/// Leads shown for each expectation.
const SHOWN: usize = 3;

/// One lead at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Its key.
    pub key: Value,
    /// The day, or the moment, as of which it is looked at.
    pub as_of: Value,
    /// Labels of stages with its moments, cycle by cycle.
    pub journeys: Vec<Vec<(String, Value)>>,
    /// The condition then; nothing where the row does not exist.
    pub verdict: Option<Verdict>,
}

/// Explains the first leads of a mismatch: those who are in as of their entry.
pub(super) fn reasons(
    model: &Model,
    test: &Test,
    mismatch: &Mismatch,
    tables: &Memory,
) -> Vec<Reason> {
    let as_of = Value::Date(test.as_of);
    let first = |moments: &[Value]| moments.first().unwrap_or(&as_of).clone();
    let missing = mismatch.missing.iter().map(|key| (key, as_of.clone()));
    let extra = mismatch.extra.iter().map(|(key, moments)| (key, first(moments)));
    let moved = mismatch.moved.iter().map(|(key, _, found)| (key, first(found)));
    let leads = missing.chain(extra).chain(moved).take(SHOWN);
    leads.map(|(key, as_of)| reason(model, mismatch.of, key, as_of, tables)).collect()
}

fn reason(model: &Model, of: Expected, key: &Value, as_of: Value, tables: &Memory) -> Reason {
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let (day, until) = match &as_of {
        Value::Datetime(moment) => (zone.local_date(*moment), Some(*moment)),
        Value::Date(day) => (*day, None),
        _ => (Date::MAX, None),
    };
    let narrowed = Narrowed { until, ..Narrowed::default() };
    let owner = match of {
        Expected::Stage(id) => Owner::Stage(id),
        Expected::Criterion(id) => Owner::Criterion(id),
    };
    let clause = Clause::of(model, owner);
    let mut values: Vec<Formula> = Vec::new();
    clause.leaves(&mut |leaf| {
        values.push(leaf.formula.clone());
        values.extend(leaf.seen.iter().map(|(_, formula)| formula.clone()));
    });
    let mut listings: Vec<Listing> = vec![rows(model, owner.source(model), values)];
    if let Expected::Stage(id) = of {
        listings.push(journeys(model, id));
    }
    let found = run::list_narrowed(model, &query(day), &listings, &narrowed, tables);
    let found = found.unwrap_or_default();
    let own = |rows: &Rows| -> Vec<Vec<Value>> {
        let is_own =
            |row: &&Vec<Value>| row.first().is_some_and(|other| compare_values(other, key).is_eq());
        rows.rows.iter().filter(is_own).cloned().collect()
    };
    let row = found.first().and_then(|rows| own(rows).into_iter().next());
    let verdict = row.map(|row| {
        let recorded = matches!(of, Expected::Stage(id)
            if matches!(model.stages[id.0].entry, Entry::At(_)));
        verdict(&clause, &mut row.into_iter().skip(1), recorded)
    });
    let journeys = found.get(1).map(own).unwrap_or_default();
    Reason { key: key.clone(), as_of, journeys: labelled(model, of, journeys), verdict }
}

/// Puts the values of a row back into the tree, in the order of the leaves.
fn verdict(clause: &Clause, values: &mut dyn Iterator<Item = Value>, recorded: bool) -> Verdict {
    if clause.form == Form::Leaf {
        let own = values.next();
        let seen = clause.seen.iter();
        let seen = seen.map(|(text, _)| (text.clone(), values.next().unwrap_or(Value::Missing)));
        let holds = (!recorded).then_some(own == Some(Value::Boolean(true)));
        return Verdict {
            text: clause.text.clone(),
            holds,
            seen: seen.collect(),
            parts: Vec::new(),
        };
    }
    let mut parts = Vec::new();
    for part in &clause.parts {
        parts.push(verdict(part, values, recorded));
    }
    let mut inner = parts.iter().map(|part| part.holds == Some(true));
    let holds = match clause.form {
        Form::And => inner.all(|holds| holds),
        Form::Not => !inner.any(|holds| holds),
        _ => inner.any(|holds| holds),
    };
    Verdict { text: clause.text.clone(), holds: Some(holds), seen: Vec::new(), parts }
}

fn labelled(model: &Model, of: Expected, rows: Vec<Vec<Value>>) -> Vec<Vec<(String, Value)>> {
    let Expected::Stage(id) = of else { return Vec::new() };
    let funnel = &model.funnels[model.stages[id.0].funnel.0];
    let mut rows = rows;
    rows.sort_by(|a, b| compare_values(&a[1], &b[1]));
    let labels = || funnel.stages.iter().map(|id| model.stages[id.0].about.name.clone());
    rows.into_iter().map(|row| labels().zip(row.into_iter().skip(2)).collect()).collect()
}
