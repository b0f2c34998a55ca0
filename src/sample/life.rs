//! What happens to a lead: touches, work of sales, an opportunity; silence; perhaps a return.
//!
//! Comes after `lead`; hands opportunities to `deals` and the moments of interest to `visits`.

use super::batch::{Cell, Rows};
use super::days::DAY;
use super::lead::Lead;
use super::random::Draw;
use super::words;
use super::world::World;

/// Days without touch and activity after which a lead that comes back starts again.
const DORMANT: i64 = 181;

/// A lead in the course of time.
pub(super) struct Life<'a> {
    pub(super) world: &'a World,
    pub(super) lead: Lead,
    pub(super) draw: Draw,
    pub(super) rows: &'a mut Rows,
    /// Moments at which the lead looks at pages, and whether it wants something.
    pub(super) interests: Vec<(i64, bool)>,
    /// The rep who looks after the lead.
    rep: u8,
    /// Latest touch or activity.
    last: i64,
}

/// An entry into the funnel: the first one or a return.
struct Entry {
    start: i64,
    first: bool,
    /// When the lead asked for something, if it did.
    converted: Option<i64>,
}

impl<'a> Life<'a> {
    /// Starts a life.
    pub(super) fn new(world: &'a World, lead: Lead, mut draw: Draw, rows: &'a mut Rows) -> Self {
        let rep = draw.below(words::REPS.len() as u32) as u8;
        let (interests, last) = (Vec::new(), lead.created);
        Self { world, lead, draw, rows, interests, rep, last }
    }

    /// Lets everything happen; what would lie after the last day does not.
    pub(super) fn pass(&mut self) {
        let mut start = self.lead.created;
        for cycle in 0..3 {
            let customer = self.enter(start, cycle == 0);
            if customer || !self.draw.chance(110) {
                break;
            }
            let pause = DORMANT + self.draw.early(0, 240);
            start = self.world.days.visit(self.last, pause, &mut self.draw);
            if start >= self.world.days.end() {
                break;
            }
        }
    }

    /// Lets an entry and what follows on it happen; tells whether the lead became a customer.
    fn enter(&mut self, start: i64, first: bool) -> bool {
        let chance = if first { 375 } else { 330 };
        let converts = self.draw.chance((chance * self.lead.quality() / 1000).min(900));
        let converted = self.open(start, first, converts);
        let entry = Entry { start, first, converted };
        self.nurture(&entry);
        match self.contact(&entry) {
            Some(contact) => self.sell(&entry, contact),
            // Opportunities that nobody wrote an activity for.
            None if self.draw.chance(if entry.converted.is_some() { 12 } else { 1 }) => {
                let days = self.draw.early(5, 90);
                let at = self.world.days.at_work(start + days * DAY, 0, &mut self.draw);
                self.negotiate(at)
            }
            None => false,
        }
    }

    /// Adds the first touch and the conversion, and gives the moment of the latter.
    fn open(&mut self, start: i64, first: bool, converts: bool) -> Option<i64> {
        let channel = self.lead.channel;
        let kind = self.draw.pick(&words::CONVERSION_WEIGHTS[channel as usize]);
        if converts && self.draw.chance(620) {
            self.touch(start, kind, Some(channel));
            return Some(start);
        }
        if !(first && self.draw.chance(words::CHANNEL_SILENT[channel as usize])) {
            let opening = self.draw.pick(&words::OPENING_WEIGHTS[channel as usize]);
            self.touch(start, opening, Some(channel));
        }
        if !converts {
            return None;
        }
        let days = self.draw.early(1, 75).min(self.draw.between(1, 75));
        let at = self.world.days.visit(start, days, &mut self.draw);
        let through = [channel, channel, words::MAIL, words::SEO][self.draw.below(4) as usize];
        self.touch(at, kind, Some(through));
        Some(at)
    }

    fn nurture(&mut self, entry: &Entry) {
        for _ in 0..self.draw.pick(&[24, 28, 24, 14, 10]) {
            let days = self.draw.early(3, 120);
            let at = self.world.days.visit(entry.start, days, &mut self.draw);
            let (kind, channel) = match self.draw.below(100) {
                0..24 => (words::SEMINAR_TOUCH, words::WEBINAR),
                24..34 => (4, words::AD),
                _ => (words::MAIL_TOUCH, words::MAIL),
            };
            let channel = Some(channel).filter(|_| !self.draw.chance(20));
            self.touch(at, kind, channel);
        }
        if entry.first && self.draw.chance(25) {
            // Seen before anybody knew who it was.
            let before = entry.start - self.draw.early(DAY / 4, 12 * DAY);
            self.touch(before, 4, Some(words::AD));
        }
    }

    fn touch(&mut self, at: i64, kind: u8, channel: Option<u8>) {
        if !self.exists(at) {
            return;
        }
        self.interests.push((at, kind < 3));
        self.rows.touches.push([
            Cell::Key,
            Cell::Id(Some(self.lead.number)),
            Cell::At(Some(at)),
            Cell::Word(Some(kind)),
            Cell::Word(channel),
        ]);
    }

    /// Tells whether a moment lies in the sample, and notes it.
    fn exists(&mut self, at: i64) -> bool {
        self.last = self.last.max(at);
        (self.world.days.start()..self.world.days.end()).contains(&at)
    }

    /// Gives the moment of the first contact by sales, if there is one.
    fn contact(&mut self, entry: &Entry) -> Option<i64> {
        let days = &self.world.days;
        let Some(converted) = entry.converted else {
            let wanted = self.draw.chance(60 * self.lead.quality() / 1000);
            let after = self.draw.early(3, 40);
            return wanted.then(|| days.at_work(entry.start, after, &mut self.draw));
        };
        let wait = match self.draw.below(100) {
            0..45 => i64::from(self.draw.pick(&[36, 30, 15, 9, 6, 4])),
            45..66 => self.draw.early(6, 25),
            _ => return None,
        };
        Some(days.at_work(converted, wait, &mut self.draw))
    }

    /// Lets sales try until there is an opportunity or not; tells whether it was won.
    fn sell(&mut self, entry: &Entry, contact: i64) -> bool {
        let chance = if entry.converted.is_some() { 480 } else { 330 };
        let agrees = self.draw.chance((chance * self.lead.quality().clamp(700, 1500)) / 1000);
        let soonest = contact.max(entry.start + 5 * DAY);
        let days = self.draw.early(0, 74).min(self.draw.between(0, 74));
        let agreed = self.world.days.at_work(soonest + days * DAY, 0, &mut self.draw);
        let mut at = contact;
        for _ in 0..self.draw.between(1, 6) {
            if agrees && at >= agreed {
                break;
            }
            self.attempt(at);
            let wait = self.draw.early(1, 7);
            at = self.world.days.at_work(at, wait, &mut self.draw);
        }
        if !agrees {
            if self.draw.chance(350) {
                self.act(at, words::CALL, words::PASSED);
            }
            return false;
        }
        let kind = [words::MEETING, words::MEETING, words::VISIT, words::CALL];
        let kind = kind[self.draw.below(4) as usize];
        self.act(agreed, kind, words::OPPORTUNITY);
        let created = agreed + self.draw.early(600, 3 * 3600);
        self.negotiate(created)
    }

    fn attempt(&mut self, at: i64) {
        let kind = self.draw.pick(&[46, 36, 5, 13]);
        let well = self.draw.chance(if kind == words::CALL { 400 } else { 300 });
        let outcome = match (kind, well) {
            (words::CALL, true) => words::REACHED,
            (words::CALL, false) => words::ABSENT,
            (words::MESSAGE, true) => words::REPLIED,
            (words::MESSAGE, false) => words::NO_REPLY,
            _ => words::HEARING,
        };
        self.act(at, kind, outcome);
    }

    /// Adds an activity.
    pub(super) fn act(&mut self, at: i64, kind: u8, outcome: u8) {
        if !self.exists(at) {
            return;
        }
        let stray = self.world.leads + 1 + u64::from(self.draw.below(100));
        let lead = if self.draw.chance(2) { stray } else { self.lead.number };
        let outcome = Some(outcome).filter(|_| !self.draw.chance(5));
        self.rows.activities.push([
            Cell::Key,
            Cell::Id(Some(lead)),
            Cell::At(Some(at)),
            Cell::Word(Some(kind)),
            Cell::Word(outcome),
            Cell::Word(Some(self.rep)),
        ]);
    }
}
