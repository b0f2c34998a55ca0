//! One model asked what its tests expect: lowered once for each day, run on the rows of each test.

use std::collections::BTreeMap;

use super::judge::judge;
use super::tables::{expected, query};
use crate::diagnostic::Diagnostics;
use crate::engine::{Engine, Memory};
use crate::lower::{self, Narrowed};
use crate::model::{Expected, Model, Test};
use crate::plan::{Output, Plan};
use jiff::civil::Date;

/// Plans of a model by day; a day that cannot be lowered has none.
pub(super) struct Question<'a> {
    model: &'a Model,
    wanted: &'a BTreeMap<Date, Vec<Expected>>,
    plans: BTreeMap<Date, Option<Plan>>,
}

/// Lists what the tests of each day expect something of.
pub(super) fn wanted<'t>(tests: impl Iterator<Item = &'t Test>) -> BTreeMap<Date, Vec<Expected>> {
    let mut wanted: BTreeMap<Date, Vec<Expected>> = BTreeMap::new();
    for test in tests {
        let day = wanted.entry(test.as_of).or_default();
        day.extend(test.expect.iter().map(|expectation| expectation.of));
        day.sort_unstable();
        day.dedup();
    }
    wanted
}

impl<'a> Question<'a> {
    pub(super) fn new(model: &'a Model, wanted: &'a BTreeMap<Date, Vec<Expected>>) -> Self {
        Self { model, wanted, plans: BTreeMap::new() }
    }

    /// Tells whether everything that a test expects comes out; nothing where that cannot be said.
    pub(super) fn holds(&mut self, test: &Test, rows: &Memory) -> Option<bool> {
        let wanted = self.wanted.get(&test.as_of)?;
        let place = |of: Expected| wanted.iter().position(|other| *other == of);
        let plan = self.plans.entry(test.as_of).or_insert_with(|| {
            let listings: Vec<_> = wanted.iter().map(|of| expected(self.model, *of)).collect();
            let mut found = Diagnostics::default();
            let listed = lower::listing(
                self.model,
                &query(test.as_of),
                &listings,
                &Narrowed::default(),
                &mut found,
            )?;
            Some(listed.plan)
        });
        let plan = plan.as_ref()?;
        for expectation in &test.expect {
            let output: &Output = plan.outputs.get(place(expectation.of)?)?;
            let alone = Plan { outputs: vec![output.clone()], time_zone: plan.time_zone.clone() };
            let found = rows.run(&alone).ok()?.into_iter().next()?;
            if judge(self.model, expectation, &found).is_some() {
                return Some(false);
            }
        }
        Some(true)
    }
}
