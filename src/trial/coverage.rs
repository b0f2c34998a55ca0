//! Which conditions the tests have seen true, false and deciding, and which thresholds exactly.

use std::collections::{BTreeMap, BTreeSet};

use super::edit::{Site, flipped, parts};
use super::mutants::{is_atom, step};
use super::owner::{Owner, deciding};
use super::tables::{expected, query, rows, tables};
use super::versions::{Days, days_of, in_force};
use crate::diagnostic::Diagnostics;
use crate::engine::{Engine, Memory};
use crate::evaluate::compare_values;
use crate::lower::{self, Listing, Narrowed};
use crate::model::{
    self, CriterionId, Expected, Formula, Model, Node, Operator, ScoreId, Shown, SourceId, StageId,
    Test,
};
use crate::period::Zone;
use crate::plan::{Comparison, Plan, Rows, Value};
use crate::source::Span;
use jiff::civil::Date;

/// What the tests have seen of one condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The definition: `criterion.icp`.
    pub of: String,
    /// Where it was written.
    pub span: Span,
    /// As written.
    pub text: String,
    /// The days of the definition it belongs to, in the canonical format; none where one holds for all.
    /// Nothing is seen on other days.
    pub in_force: Option<String>,
    /// It held for some row.
    pub seen_true: bool,
    /// It did not hold for some row.
    pub seen_false: bool,
    /// Turned round, it would have changed who fulfils what is tested, on a day that is looked at.
    pub deciding: bool,
    /// Values at the threshold and one step beyond it, and whether a row had them.
    pub boundary: Vec<(String, bool)>,
}

/// A condition while tests are looked at.
struct Atom<'m> {
    site: Site,
    part: &'m Formula,
    source: SourceId,
    /// It belongs to one of several definitions, that of these days.
    days: Option<Days>,
    /// What is compared, and the values at the boundary.
    operand: Option<&'m Formula>,
    edges: Vec<(Value, String)>,
    covered: Covered,
}

/// Looks at every condition of stages, criteria and rules of scores, in the order of places.
pub fn coverage(model: &Model, tests: &[&Test]) -> Vec<Covered> {
    let stages = (0..model.stages.len()).map(|at| Owner::Stage(StageId(at)));
    let criteria = (0..model.criteria.len()).map(|at| Owner::Criterion(CriterionId(at)));
    let rules = model.scores.iter().enumerate().flat_map(|(score, held)| {
        (0..held.rules.len()).map(move |rule| Owner::Rule(ScoreId(score), rule))
    });
    let owners = stages.chain(criteria).chain(rules);
    let mut atoms: Vec<Atom> = owners.flat_map(|owner| atoms(model, owner)).collect();
    let rows: Vec<Memory> = tests.iter().map(|test| tables(model, test)).collect();
    let mut days: BTreeMap<Sight, Vec<(&Test, &Memory)>> = BTreeMap::new();
    for (test, rows) in tests.iter().zip(&rows) {
        for day in looked_at(model, test, rows) {
            days.entry(day).or_default().push((test, rows));
        }
    }
    for (day, own) in days {
        let counts = |atom: &&mut Atom| atom.days.is_none_or(|days| in_force(days, day.0));
        for atom in atoms.iter_mut().filter(counts) {
            values(model, day, atom, &mut own.iter().map(|(_, rows)| *rows));
        }
        decide(model, day, &mut atoms, &own);
    }
    let mut covered: Vec<Covered> = atoms.into_iter().map(|atom| atom.covered).collect();
    covered.sort_by_key(|it| it.span);
    covered
}

/// A day, at its end or at a moment of it.
type Sight = (Date, Option<i64>);

/// When conditions are looked at: on the day of the test, at the entries it expects or that come out,
/// on their days, and on the days before these, when it was not yet so.
fn looked_at(model: &Model, test: &Test, rows: &Memory) -> BTreeSet<Sight> {
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let entries = test.expect.iter().flat_map(|it| &it.entries);
    let expected_moments = entries.flat_map(|(_, moments)| moments.iter().flatten().cloned());
    let listings: Vec<Listing> = test.expect.iter().map(|it| expected(model, it.of)).collect();
    let found = lowered(model, (test.as_of, None), &listings).map(|plan| run(&plan, rows));
    let stages = test.expect.iter().map(|it| matches!(it.of, Expected::Stage(_)));
    let found = found.unwrap_or_default().into_iter().zip(stages);
    let found = found.filter(|(_, stage)| *stage).flat_map(|(rows, _)| rows.rows);
    let found = found.filter_map(|row| row.get(2).cloned());
    let mut days = BTreeSet::from([(test.as_of, None)]);
    for moment in expected_moments.chain(found) {
        let (day, at) = match moment {
            Value::Date(day) => (day, None),
            Value::Datetime(moment) => (zone.local_date(moment), Some(moment)),
            _ => continue,
        };
        days.extend([(day, at), (day, None)]);
        days.extend(day.yesterday().ok().map(|eve| (eve, None)));
    }
    days.retain(|(day, _)| *day <= test.as_of);
    days
}

fn atoms(model: &Model, owner: Owner) -> Vec<Atom<'_>> {
    let mut found = Vec::new();
    let mut days = None;
    for (site, part, source) in parts(model, owner) {
        days = days_of(part).or(days);
        let journeys = |id: &SourceId| model.source(*id).funnel.is_some();
        let Some(source) = source.filter(|id| is_atom(part) && !journeys(id)) else { continue };
        let covered = Covered {
            of: owner.name(model),
            span: part.span,
            text: owner.text(model, part, Some(source)),
            in_force: days.map(|(from, to)| model::days(from, to)),
            seen_true: false,
            seen_false: false,
            deciding: false,
            boundary: Vec::new(),
        };
        let mut atom = Atom { site, part, source, days, operand: None, edges: Vec::new(), covered };
        if let Some((operand, edges)) = edges(model, part) {
            atom.covered.boundary = edges.iter().map(|(_, text)| (text.clone(), false)).collect();
            (atom.operand, atom.edges) = (Some(operand), edges);
        }
        found.push(atom);
    }
    found
}

/// The values on both sides of a threshold, with their texts.
fn edges<'m>(model: &Model, part: &'m Formula) -> Option<(&'m Formula, Vec<(Value, String)>)> {
    let Node::Operator(Operator::Compare(comparison), operands) = &part.node else { return None };
    let (operand, constant, turned) = match operands.as_slice() {
        [operand, constant] if matches!(constant.node, Node::Literal(_)) => {
            (operand, constant, false)
        }
        [constant, operand] if matches!(constant.node, Node::Literal(_)) => {
            (operand, constant, true)
        }
        _ => return None,
    };
    use Comparison as C;
    let towards = match (comparison, turned) {
        (C::GreaterOrEqual | C::Less, false) | (C::LessOrEqual | C::Greater, true) => -1,
        (C::LessOrEqual | C::Greater, false) | (C::GreaterOrEqual | C::Less, true) => 1,
        _ => return None,
    };
    let Node::Literal(exact) = &constant.node else { return None };
    let edges = [exact.clone(), step(exact, towards)?].map(|value| {
        let shown = Formula { node: Node::Literal(value.clone()), ..constant.clone() };
        let text = Shown { model, formula: &shown, source: None }.to_string();
        (value, text)
    });
    Some((operand, edges.to_vec()))
}

/// What a condition and its operand are worth on the rows of tests.
fn values(model: &Model, day: Sight, atom: &mut Atom, tables: &mut dyn Iterator<Item = &Memory>) {
    let values = std::iter::once(atom.part).chain(atom.operand).cloned().collect();
    let listing = rows(model, atom.source, values);
    let Some(plan) = lowered(model, day, &[listing]) else { return };
    for tables in tables {
        for row in run(&plan, tables).into_iter().flat_map(|rows| rows.rows) {
            match row.get(1) {
                Some(Value::Boolean(true)) => atom.covered.seen_true = true,
                _ => atom.covered.seen_false = true,
            }
            let Some(value) = row.get(2).filter(|value| **value != Value::Missing) else {
                continue;
            };
            for ((edge, _), (_, seen)) in atom.edges.iter().zip(&mut atom.covered.boundary) {
                *seen |= compare_values(value, edge).is_eq();
            }
        }
    }
}

/// Finds conditions that, turned round, change what a definition that decides a test is worth.
fn decide(model: &Model, day: Sight, atoms: &mut [Atom], tests: &[(&Test, &Memory)]) {
    let mut roots: BTreeSet<Owner> = BTreeSet::new();
    let mut on: BTreeMap<Owner, BTreeSet<Owner>> = BTreeMap::new();
    for (test, _) in tests {
        for of in test.expect.iter().map(|it| it.of) {
            for root in tested(model, of) {
                on.entry(root).or_default().extend(deciding(model, of));
                roots.insert(root);
            }
        }
    }
    let roots: Vec<Owner> = roots.into_iter().collect();
    let base = answers(model, day, &roots, tests);
    for atom in atoms {
        let touched = on.values().any(|owners| owners.contains(&atom.site.owner));
        if touched {
            let changed = flipped(model, atom.site);
            atom.covered.deciding |= answers(&changed, day, &roots, tests) != base;
        }
    }
}

/// The definitions whose value decides: the stage and those before it, or the criterion.
fn tested(model: &Model, of: Expected) -> Vec<Owner> {
    match of {
        Expected::Criterion(id) => vec![Owner::Criterion(id)],
        Expected::Stage(id) => {
            let stage = &model.stages[id.0];
            let stages = &model.funnels[stage.funnel.0].stages[..=stage.position];
            stages.iter().map(|id| Owner::Stage(*id)).collect()
        }
    }
}

/// What each definition is worth on the rows of each test.
fn answers(
    model: &Model,
    day: Sight,
    roots: &[Owner],
    tests: &[(&Test, &Memory)],
) -> Vec<Vec<Vec<Value>>> {
    let listings: Vec<Listing> = roots
        .iter()
        .map(|root| rows(model, root.source(model), vec![root.formula(model).clone()]))
        .collect();
    let Some(plan) = lowered(model, day, &listings) else { return Vec::new() };
    let mut found = Vec::new();
    for (test, tables) in tests {
        let concerned: BTreeSet<Owner> =
            test.expect.iter().flat_map(|it| tested(model, it.of)).collect();
        for (root, rows) in roots.iter().zip(run(&plan, tables)) {
            let rows = if concerned.contains(root) { rows.rows } else { Vec::new() };
            let mut rows = rows;
            rows.sort_by(|a, b| compare_values(&a[0], &b[0]));
            found.push(rows);
        }
    }
    found
}

fn lowered(model: &Model, (day, until): Sight, listings: &[Listing]) -> Option<Plan> {
    let mut found = Diagnostics::default();
    let narrowed = Narrowed { until, ..Narrowed::default() };
    let mut plan = lower::listing(model, &query(day), listings, &narrowed, &mut found)?.plan;
    plan.outputs.truncate(listings.len());
    Some(plan)
}

fn run(plan: &Plan, tables: &Memory) -> Vec<Rows> {
    tables.run(plan).unwrap_or_default()
}
