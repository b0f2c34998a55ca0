//! Who stays in a stage, who leaves and enters it, and what became of them.

use std::collections::BTreeMap;

use super::Ask;
use super::deciding::{Clause, Decided};
use super::journeys::{Journey, Journeys, Key};
use crate::outlook::Exact;

/// How the entries into a stage differ between two models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Label of the stage.
    pub label: String,
    /// Its position in the funnel.
    pub position: usize,
    /// Entries in both.
    pub stay: u64,
    /// Of these, entered at another moment.
    pub moved: u64,
    /// Entries of the base alone.
    pub leave: Vec<Mover>,
    /// Entries of the head alone.
    pub enter: Vec<Mover>,
    /// Clauses of the head alone that decide who leaves; empty where they were not looked at.
    pub leave_by: Vec<Clause>,
    /// Clauses of the base alone that decide who enters; the same.
    pub enter_by: Vec<Clause>,
    /// What became of those who leave, in the base.
    pub left: Outcomes,
    /// What became of those who enter, in the head.
    pub entered: Outcomes,
    /// Journeys of the base that reached the last stage: all of them, and those whose own condition put
    /// them into this stage under the base and under the head. None for the last stage itself.
    pub caught: Option<[u64; 3]>,
}

/// An entry that changes sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mover {
    /// Key of the subject.
    pub subject: String,
    /// 1 for the first cycle.
    pub cycle: i64,
    /// How far it went.
    pub became: Became,
    /// What it brought.
    pub money: Exact,
    /// What decides.
    pub why: Decided,
    /// Of what these clauses compare, what is missing; in the canonical format, sorted.
    pub missing: Vec<String>,
}

/// Counts for how many each value is missing.
pub fn missing<'m>(movers: impl Iterator<Item = &'m Mover>) -> BTreeMap<&'m str, u64> {
    let mut counts = BTreeMap::new();
    for what in movers.flat_map(|mover| &mover.missing) {
        *counts.entry(what.as_str()).or_insert(0) += 1;
    }
    counts
}

/// How far a journey went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Became {
    /// No further than the stage.
    Nothing,
    /// The position of the last stage it entered.
    Stage(usize),
}

/// What became of some entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// How many went no further.
    pub nothing: u64,
    /// For every stage after this one: its label, and for how many it is the last.
    pub stages: Vec<(String, u64)>,
    /// What they brought; none where no plan says what counts.
    pub money: Option<Exact>,
}

/// Compares the entries into the stage that both were read for.
pub(super) fn movement(_: &Ask<'_>, base: &Journeys, head: &Journeys) -> Movement {
    let entry = |journeys: &Journeys, key: &Key| {
        journeys.all.get(key).and_then(|it| it.own.get(journeys.position).copied().flatten())
    };
    let (mut stay, mut moved) = (0, 0);
    let (mut leave, mut enter) = (Vec::new(), Vec::new());
    for (key, journey) in &base.all {
        match (entry(base, key), entry(head, key)) {
            (Some(_), None) => leave.push(mover(key, journey, base.position)),
            (Some(before), Some(after)) => {
                stay += 1;
                moved += u64::from(before != after);
            }
            (None, _) => {}
        }
    }
    for (key, journey) in &head.all {
        if entry(head, key).is_some() && entry(base, key).is_none() {
            enter.push(mover(key, journey, head.position));
        }
    }
    let last = base.stages.len() - 1;
    let caught = (base.position < last).then(|| {
        let won = base.all.iter().filter(|(_, journey)| journey.reached == last);
        won.fold([0; 3], |[all, before, after], (key, _)| {
            let [of_base, of_head] = [base, head].map(|it| u64::from(entry(it, key).is_some()));
            [all + 1, before + of_base, after + of_head]
        })
    });
    Movement {
        label: head.stages.get(head.position).cloned().unwrap_or_default(),
        position: head.position,
        stay,
        moved,
        left: outcomes(&leave, base),
        entered: outcomes(&enter, head),
        leave,
        enter,
        leave_by: Vec::new(),
        enter_by: Vec::new(),
        caught,
    }
}

fn mover((subject, cycle): &Key, journey: &Journey, position: usize) -> Mover {
    let became = match journey.reached > position {
        true => Became::Stage(journey.reached),
        false => Became::Nothing,
    };
    let (subject, cycle, money) = (subject.clone(), *cycle, journey.money);
    Mover { subject, cycle, became, money, why: Decided::NotLookedAt, missing: Vec::new() }
}

fn outcomes(movers: &[Mover], journeys: &Journeys) -> Outcomes {
    let count = |became: Became| movers.iter().filter(|it| it.became == became).count() as u64;
    let stages = journeys.stages.iter().enumerate().skip(journeys.position + 1);
    let zero = Exact { units: 0, scale: 0 };
    Outcomes {
        nothing: count(Became::Nothing),
        stages: stages.map(|(at, label)| (label.clone(), count(Became::Stage(at)))).collect(),
        money: journeys.money.then(|| movers.iter().fold(zero, |sum, it| sum.plus(it.money))),
    }
}
