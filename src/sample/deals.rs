//! Deals: the first one of an opportunity, expansions, renewals a year after.

use super::batch::Cell;
use super::days::DAY;
use super::life::Life;
use super::words;

/// Permille of the usual amount at every twentieth of the customers, the smallest first: a normal
/// distribution of logarithms with deviation 0.5.
const SPREAD: [i64; 21] = [
    310, 439, 527, 596, 656, 714, 769, 825, 881, 939, 1000, 1065, 1135, 1213, 1300, 1401, 1523,
    1679, 1898, 2276, 3220,
];
/// Permille of the price list by size of the company.
const SIZE_YEN: [i64; 4] = [700, 1000, 1500, 2600];
/// Points of permille on top of the channel's share of won deals, by size of the company.
const SIZE_WIN: [u32; 4] = [0, 25, 40, 20];

/// The kinds of deals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    New,
    Renewal,
    Expansion,
}

/// A deal as it will end.
#[derive(Debug, Clone, Copy)]
struct Deal {
    kind: Kind,
    created: i64,
    closed: i64,
    won: bool,
    product: u8,
    yen: i64,
    company: Option<u64>,
}

impl Life<'_> {
    /// Adds the first deal of an opportunity and what follows on it; tells whether it is won.
    pub(super) fn negotiate(&mut self, created: i64) -> bool {
        let days = &self.world.days;
        let size = self.lead.size();
        let product = self.draw.pick(&words::PRODUCT_WEIGHTS[size]);
        let (low, high) = words::PRODUCT_CYCLE[product as usize];
        let cycle = self.draw.middle(low, high).min(self.draw.between(low, high));
        let closed = days.at_work(created + cycle * DAY, 0, &mut self.draw);
        let share = words::CHANNEL_WIN[self.lead.channel as usize] + SIZE_WIN[size];
        let company = match self.lead.firm {
            // Sales finds out the company of most leads that did not say it.
            None if self.draw.chance(750) => Some(self.world.any_firm(&mut self.draw).number),
            firm => firm.map(|firm| firm.number),
        };
        let won = self.draw.chance(share);
        let yen = self.price(product, size);
        let deal = Deal { kind: Kind::New, created, closed, won, product, yen, company };
        self.add(deal);
        self.meet(deal);
        if won {
            self.expand(deal);
            self.renew(deal);
        }
        won
    }

    fn price(&mut self, product: u8, size: usize) -> i64 {
        let place = self.draw.below(20) as usize;
        let part = self.draw.between(0, 999);
        let spread = SPREAD[place] + (SPREAD[place + 1] - SPREAD[place]) * part / 1000;
        let yen = words::PRODUCT_YEN[product as usize] * SIZE_YEN[size] / 1000 * spread / 1000;
        (yen / 10_000 * 10_000).max(100_000)
    }

    /// Adds the meetings while a deal is open.
    fn meet(&mut self, deal: Deal) {
        let mut at = deal.created;
        for _ in 0..5 {
            let wait = self.draw.between(4, 14);
            at = self.world.days.at_work(at, wait, &mut self.draw);
            if at >= deal.closed {
                break;
            }
            self.interests.push((at - self.draw.between(1, 2 * DAY), true));
            let kind = self.draw.pick(&[20, 20, 15, 45]);
            let outcome = match kind {
                words::CALL => words::REACHED,
                words::MESSAGE => words::REPLIED,
                _ => words::PROPOSAL,
            };
            self.act(at, kind, outcome);
        }
    }

    fn expand(&mut self, first: Deal) {
        if !self.draw.chance(240) {
            return;
        }
        let days = self.draw.between(60, 300);
        let created = self.world.days.at_work(first.closed + days * DAY, 0, &mut self.draw);
        let cycle = self.draw.between(20, 60);
        let closed = self.world.days.at_work(created + cycle * DAY, 0, &mut self.draw);
        let yen = first.yen * self.draw.between(20, 80) / 100 / 10_000 * 10_000;
        let won = self.draw.chance(560);
        self.add(Deal { kind: Kind::Expansion, created, closed, won, yen, ..first });
    }

    /// Adds a renewal every year until one is lost or the sample ends.
    fn renew(&mut self, first: Deal) {
        let mut before = first;
        let mut anniversary = first.closed + 365 * DAY;
        while before.won && anniversary - 75 * DAY < self.world.days.end() {
            let ahead = self.draw.between(30, 75);
            let created = self.world.days.at_work(anniversary - ahead * DAY, 0, &mut self.draw);
            let around = anniversary + self.draw.middle(-12, 20) * DAY;
            let closed = self.world.days.at_work(around, 0, &mut self.draw);
            let yen = before.yen * self.draw.between(92, 115) / 100 / 10_000 * 10_000;
            let won = self.draw.chance(860);
            before = Deal { kind: Kind::Renewal, created, closed, won, yen, ..before };
            self.add(before);
            self.act(created, words::MEETING, words::PROPOSAL);
            anniversary += 365 * DAY;
        }
    }

    /// Adds the row of a deal as it stands on the last day.
    fn add(&mut self, deal: Deal) {
        let end = self.world.days.end();
        let reason = self.draw.pick(&words::LOST_WEIGHTS);
        let (reasonless, amountless) = (self.draw.chance(50), self.draw.below(1000));
        if deal.created >= end {
            return;
        }
        let status = match (deal.closed < end, deal.won) {
            (false, _) => words::OPEN,
            (true, true) => words::WON,
            (true, false) => words::LOST,
        };
        let missing = amountless < [40, 2, 20][status as usize];
        let lost = status == words::LOST && !reasonless;
        self.rows.deals.push([
            Cell::Key,
            Cell::Id(Some(self.lead.number)),
            Cell::Id(deal.company),
            Cell::At(Some(deal.created)),
            Cell::At(Some(deal.closed).filter(|&closed| closed < end)),
            Cell::Word(Some(deal.kind as u8)),
            Cell::Word(Some(status)),
            Cell::Integer(Some(deal.yen.max(10_000)).filter(|_| !missing)),
            Cell::Word(Some(deal.product)),
            Cell::Word(Some(reason).filter(|_| lost)),
        ]);
    }
}
