//! Leads of the data at the boundary of a stage: ready to be labelled and kept as tests.
//!
//! Of every clause, the nearest lead that fulfils it and the nearest that does not; `given` brings
//! their rows.

use std::collections::BTreeSet;

use super::given::{Given, first_key, given};
use super::mutants::step;
use super::owner::Owner;
use super::tables::{expected, query, rows};
use super::tree::{Clause, Form};
use super::versions::{in_force, joins};
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::evaluate::compare_values;
use crate::model::{Expected, Formula, Model, Node, Operator, SourceId, StageId, visit};
use crate::plan::{Rows, Value};
use crate::run;
use jiff::civil::Date;

/// Digits after the point to which distances are compared.
const SCALE: u32 = 12;

/// A lead that shows one side of a clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// The clause, as written.
    pub clause: String,
    /// Whether the lead fulfils it.
    pub holds: bool,
    /// What it compares and the values of the lead.
    pub seen: Vec<(String, Value)>,
    /// Moments at which the lead entered the stage, as the definitions are now.
    pub entries: Vec<Value>,
    /// Its key in these rows.
    pub key: String,
    /// Its rows, under other keys.
    pub given: Given,
    /// The day as of which all this is so.
    pub as_of: Date,
}

/// One lead as the clauses see it.
struct Lead {
    key: Value,
    /// One for each clause: whether it holds, and what it looks at.
    clauses: Vec<(bool, Vec<Value>)>,
}

/// A lead near the threshold of a clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The clause, as written.
    pub clause: String,
    /// Whether the lead fulfils it.
    pub holds: bool,
    /// What it compares and the values of the lead.
    pub seen: Vec<(String, Value)>,
    /// Its key in the data.
    pub key: Value,
}

/// Finds leads on both sides of every clause of a stage, the nearest to its threshold; no lead comes
/// twice.
pub fn near(
    model: &Model,
    stage: StageId,
    as_of: Date,
    engine: &dyn Engine,
) -> Result<Vec<Near>, Diagnostics> {
    let owner = Owner::Stage(stage);
    let tree = Clause::of(model, owner);
    let mut leaves: Vec<&Clause> = Vec::new();
    tree.leaves(&mut |leaf| leaves.push(leaf));
    let leads = leads(model, owner, &leaves, as_of, engine)?;
    let mut chosen: Vec<Near> = Vec::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let looked_at =
        |leaf: &Clause| !joins(&leaf.formula) && leaf.days.is_none_or(|days| in_force(days, as_of));
    for (at, leaf) in leaves.iter().enumerate().filter(|(_, leaf)| looked_at(leaf)) {
        for holds in [true, false] {
            if let Some(index) = nearest(&tree, &leaves, &leads, at, holds, &taken) {
                taken.insert(index);
                let lead = &leads[index];
                let seen = seen(model, owner.source(model), leaf, &lead.clauses[at].1);
                let (clause, key) = (leaf.text.clone(), lead.key.clone());
                chosen.push(Near { clause, holds, seen, key });
            }
        }
    }
    Ok(chosen)
}

/// Gives the leads of [`near`] with their rows and entries.
pub fn boundary(
    model: &Model,
    stage: StageId,
    as_of: Date,
    engine: &dyn Engine,
) -> Result<Vec<Boundary>, Diagnostics> {
    let chosen = near(model, stage, as_of, engine)?;
    let source = Owner::Stage(stage).source(model);
    let keys: Vec<Value> = chosen.iter().map(|near| near.key.clone()).collect();
    let entered = [expected(model, Expected::Stage(stage))];
    let entered = run::list(model, &query(as_of), &entered, engine)?.into_iter().next();
    let entered = entered.unwrap_or_default();
    let mut given = given(model, stage, &keys, as_of, engine)?.into_iter();
    let made = chosen.into_iter().map(|near| Boundary {
        clause: near.clause,
        holds: near.holds,
        seen: near.seen,
        entries: entries(&entered, &near.key),
        key: first_key(model, source),
        given: given.next().unwrap_or_default(),
        as_of,
    });
    Ok(made.collect())
}

/// What a clause looks at, without what tells who somebody is.
fn seen(model: &Model, source: SourceId, leaf: &Clause, values: &[Value]) -> Vec<(String, Value)> {
    let personal = |formula: &Formula| {
        let mut found = false;
        visit(model, formula, Some(source), &mut |part, at| {
            if let (Node::Column(id), Some(at)) = (&part.node, at) {
                let held = model.source(at);
                found |= held.column(*id).pii || held.key == Some(*id);
            }
        });
        found
    };
    let all = leaf.seen.iter().zip(values);
    let shown = all.filter(|((_, formula), _)| !personal(formula));
    shown.map(|((text, _), value)| (text.clone(), value.clone())).collect()
}

fn entries(rows: &Rows, key: &Value) -> Vec<Value> {
    let own = rows.rows.iter().filter(|row| row.first() == Some(key));
    let mut moments: Vec<Value> = own.filter_map(|row| row.get(2).cloned()).collect();
    moments.sort_by(compare_values);
    moments
}

fn leads(
    model: &Model,
    owner: Owner,
    leaves: &[&Clause],
    as_of: Date,
    engine: &dyn Engine,
) -> Result<Vec<Lead>, Diagnostics> {
    let mut values: Vec<Formula> = Vec::new();
    for leaf in leaves {
        values.push(leaf.formula.clone());
        values.extend(leaf.seen.iter().map(|(_, formula)| formula.clone()));
    }
    let listing = rows(model, owner.source(model), values);
    let found = run::list(model, &query(as_of), &[listing], engine)?.into_iter().next();
    let mut rows = found.unwrap_or_default().rows;
    rows.sort_by(|a, b| compare_values(&a[0], &b[0]));
    let lead = |row: Vec<Value>| {
        let mut values = row.into_iter();
        let key = values.next().unwrap_or(Value::Missing);
        let clause = |leaf: &&Clause| {
            // A recorded moment is there or not.
            let value = values.next().unwrap_or(Value::Missing);
            let holds = !matches!(value, Value::Missing | Value::Boolean(false));
            (holds, values.by_ref().take(leaf.seen.len()).collect())
        };
        Lead { key, clauses: leaves.iter().map(clause).collect() }
    };
    Ok(rows.into_iter().map(lead).collect())
}

/// The lead on one side of a clause that is nearest to its threshold; those for whom the clause
/// decides come first, then the least key.
fn nearest(
    tree: &Clause,
    leaves: &[&Clause],
    leads: &[Lead],
    at: usize,
    holds: bool,
    taken: &BTreeSet<usize>,
) -> Option<usize> {
    let threshold = threshold(&leaves[at].formula);
    let candidates = leads
        .iter()
        .enumerate()
        .filter(|(index, lead)| lead.clauses[at].0 == holds && !taken.contains(index));
    let rank = |lead: &Lead| {
        let worth = |turned: Option<usize>| {
            let mut values = lead.clauses.iter().enumerate();
            tree.value(&mut || {
                values.next().is_some_and(|(index, (holds, _))| *holds != (turned == Some(index)))
            })
        };
        let decides = worth(Some(at)) != worth(None);
        let distance = match (&threshold, lead.clauses[at].1.first().and_then(units)) {
            (Some(threshold), Some(value)) => value.abs_diff(*threshold),
            (Some(_), None) => u128::MAX,
            (None, _) => 0,
        };
        (!decides, distance)
    };
    candidates.min_by_key(|(_, lead)| rank(lead)).map(|(index, _)| index)
}

/// The constant that a clause compares with, where it has an order.
fn threshold(clause: &Formula) -> Option<i128> {
    match &clause.node {
        Node::Walk(_, _, inner) => threshold(inner),
        Node::Operator(Operator::Compare(_), parts) => {
            let constant = parts.iter().find_map(|part| match &part.node {
                Node::Literal(value) => Some(value),
                _ => None,
            })?;
            step(constant, 1).and(units(constant))
        }
        _ => None,
    }
}

/// An exact number whose distance to others can be told.
fn units(value: &Value) -> Option<i128> {
    let scaled = |units: i128, scale: u32| {
        units.checked_mul(10_i128.checked_pow(SCALE.checked_sub(scale)?)?)
    };
    match value {
        Value::Integer(number) | Value::Duration(number) => scaled(i128::from(*number), 0),
        Value::Decimal { units, scale } => scaled(*units, u32::from(*scale)),
        Value::Date(date) => {
            let start = Date::constant(1970, 1, 1);
            Some(i128::from(start.until(*date).ok()?.get_days()))
        }
        _ => None,
    }
}

impl Clause {
    /// Gives its value where `next` tells those of the leaves from left to right.
    fn value(&self, next: &mut dyn FnMut() -> bool) -> bool {
        let parts: Vec<bool> = self.parts.iter().map(|part| part.value(next)).collect();
        match self.form {
            Form::Leaf => next(),
            Form::And => parts.iter().all(|part| *part),
            Form::Not => !parts.iter().any(|part| *part),
            Form::Or | Form::Named => parts.iter().any(|part| *part),
        }
    }
}
