//! What every part of the generator looks at: the size of the sample, its days, its companies.

use super::batch::{Batch, Cell};
use super::days::Days;
use super::random::{Draw, Stream};
use super::words;

/// The sample as a whole.
#[derive(Debug)]
pub(super) struct World {
    pub(super) seed: u64,
    /// How many leads; they are numbered from 1.
    pub(super) leads: u64,
    /// How many companies; they are numbered from 1.
    pub(super) companies: u64,
    pub(super) days: Days,
}

/// A company; the same wherever it is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Firm {
    pub(super) number: u64,
    pub(super) industry: u8,
    /// By employees: below 50, 300, 1000, and above.
    pub(super) size: u8,
    employees: i64,
}

const SIZE_WEIGHTS: [u32; 4] = [38, 36, 16, 10];
const SIZE_EMPLOYEES: [(i64, i64); 4] = [(3, 49), (50, 299), (300, 999), (1000, 24_000)];

impl World {
    /// Gives a company and the choices that follow on it.
    fn firm_and_draw(&self, number: u64) -> (Firm, Draw) {
        let mut draw = Draw::new(self.seed, Stream::Company, number);
        let industry = draw.pick(&words::INDUSTRY_WEIGHTS);
        let size = draw.pick(&SIZE_WEIGHTS);
        let (low, high) = SIZE_EMPLOYEES[size as usize];
        let employees = draw.early(low, high).min(draw.between(low, high));
        (Firm { number, industry, size, employees }, draw)
    }

    /// Gives a company.
    pub(super) fn firm(&self, number: u64) -> Firm {
        self.firm_and_draw(number).0
    }

    /// Chooses a company; those of low number more often.
    pub(super) fn any_firm(&self, draw: &mut Draw) -> Firm {
        let one = draw.below_large(self.companies);
        self.firm(one.min(draw.below_large(self.companies)) + 1)
    }

    /// Adds the row of a company.
    pub(super) fn add_company(&self, number: u64, companies: &mut Batch) {
        let (firm, mut draw) = self.firm_and_draw(number);
        let prefecture = draw.pick(&words::PREFECTURE_WEIGHTS);
        companies.push([
            Cell::Key,
            Cell::Text(name(firm, &mut draw)),
            Cell::Word(Some(spelling(firm.industry, 15, &mut draw))),
            Cell::Integer(Some(firm.employees).filter(|_| !draw.chance(60))),
            Cell::Word(Some(prefecture).filter(|_| !draw.chance(10))),
        ]);
    }
}

/// Spells an industry, with mistakes in `permille` of cases.
pub(super) fn spelling(industry: u8, permille: u32, draw: &mut Draw) -> u8 {
    if !draw.chance(permille) {
        return industry;
    }
    let slips = words::misspelt(industry);
    slips[draw.below(slips.len() as u32) as usize]
}

fn name(firm: Firm, draw: &mut Draw) -> Option<String> {
    let stem = words::NAME_STEMS[draw.below(words::NAME_STEMS.len() as u32) as usize];
    let ending = words::NAME_ENDINGS[firm.industry as usize][draw.below(4) as usize];
    match draw.below(1000) {
        0..2 => None,
        2..620 => Some(format!("株式会社{stem}{ending}")),
        620..900 => Some(format!("{stem}{ending}株式会社")),
        900..960 => Some(format!("有限会社{stem}{ending}")),
        960..990 => Some(format!("{stem}{ending}")),
        _ => Some(format!("(株){stem}{ending}, {}", ["本社", "大阪支店"][draw.below(2) as usize])),
    }
}
