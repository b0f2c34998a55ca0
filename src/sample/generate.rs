//! Makes the sample part by part: companies, leads with everything of theirs, spend.
//!
//! Parts do not depend on each other, but for the spend, which counts the leads.

use super::batch::{Batch, Cell, Rows};
use super::lead::Lead;
use super::life::Life;
use super::random::{Draw, Stream};
use super::words;
use super::world::World;

/// Leads or companies of a part.
const PART: u64 = 20_000;

/// A part of the sample.
pub(super) struct Part {
    pub(super) rows: Rows,
    /// What the part is about, how many of these are done, and of how many.
    pub(super) progress: (&'static str, u64, u64),
}

/// Makes every part in order and hands it to `take`, which tells whether to go on.
pub(super) fn generate(world: &World, mut take: impl FnMut(Part) -> bool) {
    let mut first = 1;
    while first <= world.companies {
        let last = world.companies.min(first + PART - 1);
        let mut rows = Rows::new(world.leads);
        (first..=last).for_each(|number| world.add_company(number, &mut rows.companies));
        if !take(Part { rows, progress: ("companies", last, world.companies) }) {
            return;
        }
        first = last + 1;
    }
    let mut counts = vec![[0; words::CHANNELS.len()]; world.days.months().len()];
    first = 1;
    while first <= world.leads {
        let last = world.leads.min(first + PART - 1);
        let mut rows = Rows::new(world.leads);
        for number in first..=last {
            let lead = add_lead(world, number, &mut rows);
            if let Some(day) = world.days.day(lead.created) {
                counts[day.month as usize][lead.channel as usize] += 1;
            }
        }
        if !take(Part { rows, progress: ("leads", last, world.leads) }) {
            return;
        }
        first = last + 1;
    }
    let mut rows = Rows::new(world.leads);
    add_spend(world, &counts, &mut rows.spend);
    take(Part { rows, progress: ("spend", counts.len() as u64, counts.len() as u64) });
}

fn add_lead(world: &World, number: u64, rows: &mut Rows) -> Lead {
    let mut draw = Draw::new(world.seed, Stream::Lead, number);
    let lead = Lead::new(world, number, &mut draw);
    lead.add(world, &mut draw, &mut rows.leads);
    let mut life = Life::new(world, lead, draw, rows);
    life.pass();
    life.browse();
    lead
}

fn add_spend(world: &World, counts: &[[i64; words::CHANNELS.len()]], spend: &mut Batch) {
    let mut draw = Draw::new(world.seed, Stream::Spend, 0);
    for (&month, counts) in world.days.months().iter().zip(counts) {
        for (channel, cost) in words::CHANNEL_COST.into_iter().enumerate() {
            let yen = cost * (counts[channel] + 1) * draw.between(850, 1150) / 1000;
            spend.push([
                Cell::Key,
                Cell::Date(month),
                Cell::Word(Some(channel as u8)),
                Cell::Integer(Some(yen / 1000 * 1000)),
            ]);
        }
    }
}
