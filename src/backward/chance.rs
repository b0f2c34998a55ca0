//! How likely the target is reached: many draws of rates, conversions and deal sizes.
//!
//! One draw walks along the entries into the first stage in order. Each wins with the drawn rate of
//! the whole way, and in time with the share of the lags that end within the period; a win brings a
//! deal size drawn from those that were. So one walk tells both the revenue of the planned entries
//! and how many entries would have reached the target, and more entries never bring less.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Beta, Binomial, Distribution, Gamma, Open01, StandardNormal};

/// What is known of a rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Share {
    /// Written: taken as it is.
    Fixed(f64),
    /// Counted: drawn from Beta(1/2 + converted, 1/2 + lost), the posterior of Jeffreys' prior
    /// (H. Jeffreys, "Theory of Probability", 3rd ed. 1961).
    Counted(u64, u64),
}

/// Open leads with a chance each to bring a deal in time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenGroup {
    /// How many.
    pub leads: u64,
    /// Of each, 0 to 1.
    pub chance: f64,
}

/// What is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// By channel: its share of the entries, the rates of its steps, the share of its conversions
    /// that come in time.
    pub channels: Vec<(f64, Vec<Share>, f64)>,
    /// Open leads.
    pub open: Vec<OpenGroup>,
    /// Money of deals; at least one, none below 0.
    pub sizes: Vec<f64>,
    /// Entries into the first stage that are planned.
    pub entries: f64,
    /// Money still wanted.
    pub wanted: f64,
    /// How often.
    pub draws: usize,
    /// Where the draws start.
    pub seed: u64,
}

/// What the draws gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Chance {
    /// Share of the draws that reach what is wanted.
    pub reached: f64,
    /// Money that 10, 50 and 90 % of the draws stay at or below.
    pub quantiles: [f64; 3],
    /// Entries that reach what is wanted in 80 % of the draws; none if no number that was tried does.
    pub entries_for_80: Option<f64>,
}

/// Wins that one draw walks through one by one; more are taken in blocks.
const SINGLE: f64 = 400.0;
/// Blocks of a draw with more wins.
const BLOCKS: f64 = 200.0;
/// A walk ends at this many times the planned entries.
const FAR: f64 = 20.0;

/// Draws; the same input gives the same output.
pub fn simulate(input: &Draws) -> Chance {
    let start = ChaCha8Rng::seed_from_u64(input.seed);
    let sizes = Sizes::of(&input.sizes);
    let (mut money, mut needs) = (Vec::new(), Vec::new());
    for draw in 0..input.draws.max(1) {
        // A stream of its own, so that a longer walk changes no other draw.
        let mut random = start.clone();
        random.set_stream(draw as u64);
        let rate = rate(input, &mut random);
        let wins: u64 = input.open.iter().map(|group| won(group, &mut random)).sum();
        let open: f64 = match wins {
            0..=400 => (0..wins).map(|_| sizes.one(&mut random)).sum(),
            many => sizes.many(many as f64, &mut random),
        };
        let (revenue, need) = walk(input, rate, open, &sizes, &mut random);
        money.push(revenue);
        needs.push(need);
    }
    let reached = needs.iter().filter(|need| **need <= input.entries).count();
    money.sort_by(f64::total_cmp);
    needs.sort_by(f64::total_cmp);
    let need = quantile(&needs, 0.8);
    Chance {
        reached: reached as f64 / needs.len() as f64,
        quantiles: [0.1, 0.5, 0.9].map(|share| quantile(&money, share)),
        entries_for_80: need.is_finite().then_some(need),
    }
}

/// The least value that at least `share` of the sorted values do not exceed.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// Draws the share of entries that win in time.
fn rate(input: &Draws, random: &mut ChaCha8Rng) -> f64 {
    let mut sum = 0.0;
    for (share, steps, in_time) in &input.channels {
        let mut product = share * in_time;
        for step in steps {
            product *= match step {
                Share::Fixed(rate) => *rate,
                Share::Counted(converted, lost) => {
                    let beta = Beta::new(0.5 + *converted as f64, 0.5 + *lost as f64);
                    beta.map_or(0.0, |beta| beta.sample(random))
                }
            };
        }
        sum += product;
    }
    sum.clamp(0.0, 1.0)
}

fn won(group: &OpenGroup, random: &mut ChaCha8Rng) -> u64 {
    let chance = group.chance.clamp(0.0, 1.0);
    Binomial::new(group.leads, chance).map_or(0, |binomial| binomial.sample(random))
}

/// Gives the money of the planned entries, and the entries at which the wanted money is reached.
fn walk(
    input: &Draws,
    rate: f64,
    open: f64,
    sizes: &Sizes<'_>,
    random: &mut ChaCha8Rng,
) -> (f64, f64) {
    let (mut revenue, mut money, mut position) = (open, open, 0.0f64);
    let mut need = if money >= input.wanted { 0.0 } else { f64::INFINITY };
    let far = input.entries.max(1.0) * FAR;
    if rate <= 0.0 {
        return (revenue, need);
    }
    let still = (input.wanted - open).max(0.0) / sizes.mean.max(f64::MIN_POSITIVE);
    let expected = if still > 0.0 { still } else { input.entries * rate };
    let block = if expected > SINGLE { (expected / BLOCKS).ceil() } else { 1.0 };
    while position <= far && (position <= input.entries || need.is_infinite()) {
        position += gap(rate, block, random);
        money += if block > 1.0 { sizes.many(block, random) } else { sizes.one(random) };
        if position <= input.entries {
            revenue = money;
        }
        if money >= input.wanted && need.is_infinite() && position <= far {
            need = position;
        }
    }
    (revenue, need)
}

/// Entries up to the `wins`-th win: geometric, for many the gamma distribution near to their sum.
fn gap(rate: f64, wins: f64, random: &mut ChaCha8Rng) -> f64 {
    if wins > 1.0 {
        return Gamma::new(wins, 1.0 / rate).map_or(f64::INFINITY, |gamma| gamma.sample(random));
    }
    if rate >= 1.0 {
        return 1.0;
    }
    let uniform: f64 = Open01.sample(random);
    (uniform.ln() / (-rate).ln_1p()).floor() + 1.0
}

/// Deal sizes to draw from.
struct Sizes<'a> {
    all: &'a [f64],
    mean: f64,
    deviation: f64,
}

impl<'a> Sizes<'a> {
    fn of(all: &'a [f64]) -> Self {
        let count = all.len().max(1) as f64;
        let mean = all.iter().sum::<f64>() / count;
        let spread = all.iter().map(|size| (size - mean).powi(2)).sum::<f64>() / count;
        Self { all, mean, deviation: spread.sqrt() }
    }

    fn one(&self, random: &mut ChaCha8Rng) -> f64 {
        let uniform: f64 = Open01.sample(random);
        let index = (uniform * self.all.len() as f64) as usize;
        self.all.get(index.min(self.all.len().saturating_sub(1))).copied().unwrap_or(0.0)
    }

    /// The sum of many, by the central limit theorem.
    fn many(&self, count: f64, random: &mut ChaCha8Rng) -> f64 {
        let normal: f64 = StandardNormal.sample(random);
        (count * self.mean + count.sqrt() * self.deviation * normal).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws() -> Draws {
        Draws {
            channels: vec![(1.0, vec![Share::Fixed(0.1)], 1.0)],
            open: Vec::new(),
            sizes: vec![1.0],
            entries: 1000.0,
            wanted: 100.0,
            draws: 4000,
            seed: 1,
        }
    }

    #[test]
    fn the_middle_is_the_mean_of_the_binomial() {
        let chance = simulate(&draws());
        assert!((chance.quantiles[1] - 100.0).abs() <= 1.0, "{chance:?}");
        // Binomial(1000, 0.1) has a deviation of 9.49; its 90 % quantile is 112.
        assert!((chance.quantiles[2] - 112.0).abs() <= 1.0, "{chance:?}");
        assert!((chance.reached - 0.5156).abs() < 0.03, "{chance:?}");
    }

    #[test]
    fn blocks_agree_with_single_wins() {
        let single = Draws { entries: 3900.0, wanted: 390.0, ..draws() };
        let blocks = Draws { entries: 39_000.0, wanted: 3_900.0, ..draws() };
        let (single, blocks) = (simulate(&single), simulate(&blocks));
        assert!((single.reached - blocks.reached).abs() < 0.04, "{single:?} {blocks:?}");
        let spread = (blocks.quantiles[2] - 3900.0) / 3900f64.sqrt();
        assert!((spread - 1.2816 * 0.9f64.sqrt()).abs() < 0.1, "{blocks:?}");
    }

    #[test]
    fn unknown_rates_spread_more_than_known_ones() {
        let counted = Draws { channels: vec![(1.0, vec![Share::Counted(5, 45)], 1.0)], ..draws() };
        let (known, unknown) = (simulate(&draws()), simulate(&counted));
        assert!(unknown.quantiles[0] < known.quantiles[0] - 20.0);
        assert!(unknown.quantiles[2] > known.quantiles[2] + 20.0);
        assert!(unknown.entries_for_80 > known.entries_for_80);
    }

    #[test]
    fn more_entries_never_lower_the_chance_and_80_is_where_it_is_80() {
        let mut before = 0.0;
        for entries in (800..1400).step_by(100) {
            let chance = simulate(&Draws { entries: f64::from(entries), ..draws() });
            assert!(chance.reached >= before, "{entries}");
            before = chance.reached;
        }
        let need = simulate(&draws()).entries_for_80.unwrap();
        let chance = simulate(&Draws { entries: need, ..draws() });
        assert!(chance.reached >= 0.8 && chance.reached < 0.81, "{chance:?}");
    }

    #[test]
    fn open_leads_count_and_no_way_gives_no_number() {
        let open = vec![OpenGroup { leads: 200, chance: 0.5 }];
        let sure = simulate(&Draws { open, wanted: 50.0, ..draws() });
        assert_eq!((sure.reached, sure.entries_for_80), (1.0, Some(0.0)));
        let none = Draws { channels: vec![(1.0, vec![Share::Fixed(0.0)], 1.0)], ..draws() };
        assert_eq!(simulate(&none).entries_for_80, None);
    }
}
