//! One lead: when it comes, from where, who it is. Its fate is the matter of `life`.

use super::batch::{Batch, Cell};
use super::random::Draw;
use super::words;
use super::world::{Firm, World, spelling};

/// A lead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lead {
    pub(super) number: u64,
    pub(super) created: i64,
    pub(super) channel: u8,
    /// The company as it is, also where the lead's row does not say so.
    pub(super) firm: Option<Firm>,
    /// Place in the list of levels, or one past it.
    level: u8,
}

/// Permille of the usual quality by size of the company.
const SIZE_QUALITY: [u32; 4] = [850, 1050, 1150, 1100];

impl Lead {
    /// Makes lead `number`, counted from 1.
    pub(super) fn new(world: &World, number: u64, draw: &mut Draw) -> Self {
        let created = world.days.arrival(number - 1, world.leads, draw);
        let fair = world.days.day(created).is_some_and(|day| day.exhibition);
        let weights = if fair { words::EXHIBITION_WEIGHTS } else { words::CHANNEL_WEIGHTS };
        let channel = draw.pick(&weights);
        let nameless = if channel == words::UNKNOWN { 300 } else { 75 };
        let firm = if draw.chance(nameless) { None } else { Some(world.any_firm(draw)) };
        let level = draw.pick(&words::LEVEL_WEIGHTS);
        Self { number, created, channel, firm, level }
    }

    /// Gives the permille of the usual inclination.
    pub(super) fn quality(&self) -> u32 {
        let channel = words::CHANNEL_QUALITY[self.channel as usize];
        let size = self.firm.map_or(800, |firm| SIZE_QUALITY[firm.size as usize]);
        channel * words::LEVEL_QUALITY[self.level as usize] / 1000 * size / 1000
    }

    /// Gives the size of the company, the smallest where it is unknown.
    pub(super) fn size(&self) -> usize {
        self.firm.map_or(0, |firm| firm.size as usize)
    }

    /// Adds the row of the lead.
    pub(super) fn add(&self, world: &World, draw: &mut Draw, leads: &mut Batch) {
        let dangling = draw.chance(3);
        let stray = world.companies + 1 + u64::from(draw.below(50));
        let company = if dangling { Some(stray) } else { self.firm.map(|firm| firm.number) };
        let industry = self.industry(draw);
        let level = Some(self.level).filter(|&level| (level as usize) < words::LEVELS.len());
        leads.push([
            Cell::Key,
            Cell::Id(company),
            Cell::At(Some(self.created)),
            Cell::Text(self.domain(draw)),
            Cell::Word(level),
            Cell::Word(industry),
            Cell::Word(Some(self.channel)),
        ]);
    }

    /// Gives the industry as chosen in the form.
    fn industry(&self, draw: &mut Draw) -> Option<u8> {
        let own = self.firm.map_or(words::INDUSTRY_UNKNOWN, |firm| firm.industry);
        match draw.below(100) {
            0..9 => Some(words::INDUSTRY_SELECT),
            9..14 => None,
            14..17 => Some(draw.pick(&words::INDUSTRY_WEIGHTS)),
            _ => Some(spelling(own, 30, draw)),
        }
    }

    fn domain(&self, draw: &mut Draw) -> Option<String> {
        match (draw.below(100), self.firm) {
            (0..2, _) => None,
            (2..10, _) | (_, None) => Some("freemail.example.jp".to_owned()),
            (_, Some(firm)) => Some(format!("c{:06}.example.co.jp", firm.number)),
        }
    }
}
