//! Random questions: a plan and the tables it is asked of. Comes before `engine`, which asks them.
//!
//! `PROPTEST_CASES` makes more of them, `PROPTEST_RNG_SEED` others.

use super::choices::Choices;
use super::data;
use super::naive::Naive;
use super::plans::{self, TABLES};
use gyakusan::plan::{Plan, Rows};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use std::collections::BTreeMap;

pub(crate) fn runner(cases: u32) -> TestRunner {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(1);
    }
    config.max_shrink_iters = 3000;
    TestRunner::new(config)
}

pub(super) fn question(data: Vec<u16>, plan: Vec<u16>) -> (Naive, Plan) {
    let mut choices = Choices::new(data);
    let table = |name: &&str| (name.to_string(), data::table(&mut choices, name));
    let tables: BTreeMap<String, Rows> = TABLES.iter().map(table).collect();
    (Naive { tables }, plans::plan(&mut Choices::new(plan)))
}

pub(crate) fn numbers(most: usize) -> impl Strategy<Value = Vec<u16>> {
    vec(any::<u16>(), 0..most)
}

/// Every relation, scalar and aggregation, as `Debug` prints it.
const NODES: [&str; 45] = [
    "Scan {",
    "Values {",
    "Filter {",
    "Project {",
    "Extend {",
    "Join {",
    "Aggregate {",
    "Pick {",
    "Union {",
    "Window {",
    "RunningSum(",
    "RunningMinimum(",
    "RunningMaximum(",
    "Previous(",
    "RowNumber",
    "kind: Left",
    "kind: Inner",
    "Column(",
    "Literal(",
    "Not(",
    "And(",
    "Or(",
    "Compare(",
    "In(",
    "IsMissing(",
    "Text(Contains",
    "Text(Matches",
    "Arithmetic(Divide",
    "Case(",
    "Coalesce(",
    "Fold(",
    "Absolute(",
    "Round(",
    "LocalDate(",
    "StartOfDay(",
    "Shift(",
    "Difference(",
    "BusinessShift(",
    "BusinessDays(",
    "Count,",
    "CountDistinct,",
    "Sum,",
    "Minimum,",
    "QuantileLower(",
    "QuantileUpper(",
];

#[test]
fn random_plans_use_every_node_and_do_not_overflow() {
    let seen = std::cell::RefCell::new(BTreeMap::<&str, usize>::new());
    let full = std::cell::Cell::new(0_u32);
    runner(500)
        .run(&(numbers(300), numbers(300)), |(data, plan)| {
            let (naive, plan) = question(data, plan);
            let answer = naive.run(&plan);
            prop_assert!(answer.is_ok(), "{plan:#?}");
            let is_full = answer.is_ok_and(|answer| !answer["output0"].rows.is_empty());
            full.set(full.get() + u32::from(is_full));
            let text = format!("{plan:?}");
            for node in NODES.iter().filter(|node| text.contains(**node)) {
                *seen.borrow_mut().entry(node).or_default() += 1;
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(full.get() > 250, "only {} plans give rows", full.get());
    for node in NODES {
        assert!(seen.borrow().contains_key(node), "no plan has {node}");
    }
}
