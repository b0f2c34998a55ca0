//! Tries small changes of the definitions on their tests: what no test notices is not tested.

use std::collections::{BTreeMap, BTreeSet};

use super::mutants::{Changed, Mutant, mutants};
use super::owner::{Owner, deciding, used};
use super::question::{Question, wanted};
use super::tables::tables;
use crate::engine::Memory;
use crate::model::{Expected, Model, Test};
use jiff::civil::Date;

/// Stack of a thread that tries changes: expressions may be deep.
const STACK: usize = 64 * 1024 * 1024;

/// What became of the changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutation {
    /// Changes that were tried.
    pub tried: usize,
    /// Those that no test notices, by place.
    pub survivors: Vec<Changed>,
}

/// A test with its rows and all that can change it.
struct Ready<'m> {
    test: &'m Test,
    rows: Memory,
    deciding: BTreeSet<Owner>,
}

/// Changes every definition that the tests are about, one small change at a time. The tests pass on
/// the model as it is.
pub fn mutate(model: &Model, tests: &[&Test]) -> Mutation {
    let expected: BTreeSet<Expected> =
        tests.iter().flat_map(|test| test.expect.iter().map(|it| it.of)).collect();
    let mut owners = BTreeSet::new();
    for of in &expected {
        owners.extend(used(model, *of));
    }
    let mutants: Vec<Mutant> = owners.iter().flat_map(|owner| mutants(model, *owner)).collect();
    let ready = |test: &&'_ Test| {
        let all = test.expect.iter().flat_map(|it| deciding(model, it.of));
        (all.collect(), tables(model, test))
    };
    let ready: Vec<Ready> = tests
        .iter()
        .map(|test| {
            let (deciding, rows) = ready(test);
            Ready { test, rows, deciding }
        })
        .collect();
    // What no plan needs is not copied for every change.
    let base = Model { tests: Vec::new(), kpis: Vec::new(), ..model.clone() };
    let wanted = wanted(tests.iter().copied());
    let survives = |mutant: &Mutant| survives(&base, mutant, &ready, &wanted);
    let alive = in_parallel(&mutants, &survives);
    let pairs = mutants.into_iter().zip(alive);
    let tried = pairs.len();
    let mut survivors: Vec<Changed> =
        pairs.filter(|(_, alive)| *alive).map(|(mutant, _)| mutant.words).collect();
    survivors.sort_by_key(|changed| changed.span);
    Mutation { tried, survivors }
}

fn survives(
    base: &Model,
    mutant: &Mutant,
    tests: &[Ready],
    wanted: &BTreeMap<Date, Vec<Expected>>,
) -> bool {
    let changed = mutant.edit.apply(base);
    let mut question = Question::new(&changed, wanted);
    let mut touched = tests.iter().filter(|ready| ready.deciding.contains(&mutant.owner));
    touched.all(|ready| question.holds(ready.test, &ready.rows) == Some(true))
}

/// Does the same work on all items, in as many threads as the machine has; results keep their order.
fn in_parallel<T: Sync>(items: &[T], work: &(dyn Fn(&T) -> bool + Sync)) -> Vec<bool> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let size = items.len().div_ceil(threads).max(1);
    let all = |part: &[T]| part.iter().map(work).collect::<Vec<bool>>();
    std::thread::scope(|scope| {
        let started: Vec<_> = items
            .chunks(size)
            .map(|part| {
                let builder = std::thread::Builder::new().stack_size(STACK);
                (part, builder.spawn_scoped(scope, move || all(part)))
            })
            .collect();
        let finished = started.into_iter().flat_map(|(part, thread)| match thread {
            // A thread that died is done again here, where its trouble is seen.
            Ok(thread) => thread.join().unwrap_or_else(|_| all(part)),
            Err(_) => all(part),
        });
        finished.collect()
    })
}
