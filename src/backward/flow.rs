//! Volumes forward through the steps, and backward from the money wanted.

/// A step from one stage to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Share of the entries that convert, 0 to 1.
    pub rate: f64,
    /// Share of these that do so 0, 1, 2, .. months later; sums to 1.
    pub lag: Vec<f64>,
}

/// A channel with its own steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Its label.
    pub name: String,
    /// Its share of the entries into the first stage; those of all channels sum to 1.
    pub share: f64,
    /// From stage to stage.
    pub steps: Vec<Step>,
    /// Money for one entry into the first stage, if known.
    pub cost: Option<f64>,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Money still wanted of every month that can be planned, none below 0.
    pub wanted: Vec<f64>,
    /// The first month whose revenue counts.
    pub from: usize,
    /// Money of one entry into the last stage.
    pub worth: f64,
    /// At least one.
    pub channels: Vec<Channel>,
}

/// Why no volume reaches what is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreachable {
    /// This step (from 0) converts nothing in any channel.
    Rate(usize),
    /// An entry into the last stage brings nothing.
    Worth,
    /// The way takes longer than the months that are left.
    Late,
    /// No month is left.
    Over,
}

/// What the target needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Required {
    /// Entries into the first stage by month, all channels.
    pub entries: Vec<f64>,
    /// What follows from them.
    pub forward: Forward,
    /// Entries that make up for what comes too late: the factor on all months.
    pub factor: f64,
    /// The last month whose entries into the first stage can still pay.
    pub last: Option<usize>,
}

/// Volumes that follow from entries into the first stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Forward {
    /// Entries by channel, stage, month.
    pub volumes: Vec<Vec<Vec<f64>>>,
    /// Money by month.
    pub revenue: Vec<f64>,
}

impl Forward {
    /// Entries into a stage by month, all channels.
    pub fn stage(&self, stage: usize) -> Vec<f64> {
        let months = self.revenue.len();
        let sum = |month| self.volumes.iter().map(|channel| channel[stage][month]).sum();
        (0..months).map(sum).collect()
    }

    /// All the money.
    pub fn total(&self) -> f64 {
        self.revenue.iter().sum()
    }
}

/// Gives what `entries` into the first stage lead to within their months.
pub fn forward(problem: &Problem, entries: &[f64]) -> Forward {
    let mut revenue = vec![0.0; entries.len()];
    let mut volumes = Vec::new();
    for channel in &problem.channels {
        let mut stages =
            vec![entries.iter().map(|count| count * channel.share).collect::<Vec<_>>()];
        for step in &channel.steps {
            let before = &stages[stages.len() - 1];
            stages.push(onward(before, step));
        }
        let won = &stages[stages.len() - 1];
        for (sum, won) in revenue.iter_mut().zip(won).skip(problem.from) {
            *sum += won * problem.worth;
        }
        volumes.push(stages);
    }
    Forward { volumes, revenue }
}

/// Entries into the next stage, in the same months.
pub(super) fn onward(entries: &[f64], step: &Step) -> Vec<f64> {
    let mut next = vec![0.0; entries.len()];
    for (month, count) in entries.iter().enumerate() {
        for (later, share) in step.lag.iter().enumerate() {
            if let Some(sum) = next.get_mut(month + later) {
                *sum += count * step.rate * share;
            }
        }
    }
    next
}

/// Gives the entries that bring what is wanted, and no more.
///
/// The entries of a month are those whose conversions are wanted in the months after it: with `k(d)`
/// the share of all conversions of the whole way that come `d` months later, `x(m)` is proportional
/// to the sum over `d` of `k(d) * wanted(m + d)`, times the factor for which the revenue of
/// [`forward`] is the sum of `wanted`.
pub fn require(problem: &Problem) -> Result<Required, Unreachable> {
    let months = problem.wanted.len();
    let wanted: f64 = problem.wanted.iter().sum();
    if wanted <= 0.0 {
        let entries = vec![0.0; months];
        let forward = forward(problem, &entries);
        return Ok(Required { entries, forward, factor: 1.0, last: None });
    }
    if problem.worth <= 0.0 {
        return Err(Unreachable::Worth);
    }
    let steps = problem.channels.first().map_or(0, |channel| channel.steps.len());
    for step in 0..steps {
        let converts = |channel: &Channel| channel.share > 0.0 && channel.steps[step].rate > 0.0;
        if !problem.channels.iter().any(converts) {
            return Err(Unreachable::Rate(step));
        }
    }
    let way = way(problem, months);
    let converted: f64 = whole_way(problem);
    let mut shape = vec![0.0; months];
    for (month, count) in shape.iter_mut().enumerate() {
        for (later, share) in way.iter().enumerate() {
            *count += share * problem.wanted.get(month + later).copied().unwrap_or(0.0);
        }
        *count /= converted * problem.worth * converted;
    }
    let reached = forward(problem, &shape).total();
    if reached <= 0.0 {
        return Err(Unreachable::Late);
    }
    let mut factor = wanted / reached;
    let scaled = |factor: f64| -> Vec<f64> { shape.iter().map(|count| count * factor).collect() };
    let mut entries = scaled(factor);
    while forward(problem, &entries).total() < wanted {
        factor *= 1.0 + 4.0 * f64::EPSILON;
        entries = scaled(factor);
    }
    let forward = forward(problem, &entries);
    let last = entries.iter().rposition(|count| *count > 0.0);
    Ok(Required { entries, forward, factor, last })
}

/// Share of the entries into the first stage that reach the last 0, 1, 2, .. months later.
fn way(problem: &Problem, months: usize) -> Vec<f64> {
    let mut first = vec![0.0; months.max(1)];
    first[0] = 1.0;
    let once = forward(&Problem { worth: 1.0, from: 0, ..problem.clone() }, &first);
    once.revenue
}

/// Share of the entries into the first stage that ever reach the last.
fn whole_way(problem: &Problem) -> f64 {
    let of = |channel: &Channel| channel.steps.iter().map(|step| step.rate).product::<f64>();
    problem.channels.iter().map(|channel| channel.share * of(channel)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn channel(share: f64, steps: &[(f64, &[f64])]) -> Channel {
        let step = |(rate, lag): &(f64, &[f64])| Step { rate: *rate, lag: lag.to_vec() };
        let steps = steps.iter().map(step).collect();
        Channel { name: String::new(), share, steps, cost: None }
    }

    #[test]
    fn a_lag_of_one_month_puts_the_need_one_month_earlier() {
        let problem = Problem {
            wanted: vec![0.0, 2_000_000.0, 1_000_000.0],
            from: 0,
            worth: 1_000_000.0,
            channels: vec![channel(1.0, &[(0.5, &[1.0]), (0.2, &[0.0, 1.0])])],
        };
        let required = require(&problem).unwrap();
        let rounded: Vec<f64> = required.entries.iter().map(|it| it.round()).collect();
        assert_eq!(rounded, [20.0, 10.0, 0.0]);
        assert!((required.factor - 1.0).abs() < 1e-12);
        assert_eq!(required.last, Some(1));
        let won: Vec<f64> = required.forward.stage(2).iter().map(|it| it.round()).collect();
        assert_eq!(won, [0.0, 2.0, 1.0]);
    }

    #[test]
    fn what_cannot_be_reached_says_why() {
        let steps: &[(f64, &[f64])] = &[(0.5, &[1.0]), (0.0, &[1.0])];
        let problem =
            Problem { wanted: vec![1.0], from: 0, worth: 1.0, channels: vec![channel(1.0, steps)] };
        assert_eq!(require(&problem), Err(Unreachable::Rate(1)));
        let late = channel(1.0, &[(0.5, &[0.0, 1.0])]);
        let problem = Problem { channels: vec![late], ..problem };
        assert_eq!(require(&problem), Err(Unreachable::Late));
        assert_eq!(require(&Problem { worth: 0.0, ..problem }), Err(Unreachable::Worth));
    }

    prop_compose! {
        fn step()(rate in 0.01f64..1.0, weights in prop::collection::vec(0u32..5, 1..5)) -> Step {
            let sum: u32 = weights.iter().sum();
            let lag = match sum {
                0 => vec![1.0],
                sum => weights.iter().map(|weight| f64::from(*weight) / f64::from(sum)).collect(),
            };
            Step { rate, lag }
        }
    }

    prop_compose! {
        fn problem()(
            wanted in prop::collection::vec(0.0f64..1e7, 1..13),
            worth in 1.0f64..1e6,
            steps in prop::collection::vec((step(), step()), 1..4),
            share in 0.0f64..1.0,
        ) -> Problem {
            let (one, two): (Vec<Step>, Vec<Step>) = steps.into_iter().unzip();
            let channel = |share, steps| Channel { name: String::new(), share, steps, cost: None };
            Problem { wanted, from: 0, worth, channels: vec![channel(share, one), channel(1.0 - share, two)] }
        }
    }

    proptest! {
        #[test]
        fn forward_of_backward_is_the_target_and_less_is_not(problem in problem()) {
            let wanted: f64 = problem.wanted.iter().sum();
            match require(&problem) {
                Ok(required) => {
                    let total = required.forward.total();
                    prop_assert!(total >= wanted && total <= wanted * (1.0 + 1e-9));
                    let less: Vec<f64> = required.entries.iter().map(|it| it * 0.999_999).collect();
                    prop_assert!(wanted == 0.0 || forward(&problem, &less).total() < wanted);
                }
                Err(why) => prop_assert_eq!(why, Unreachable::Late),
            }
        }

        #[test]
        fn a_higher_target_never_needs_less(problem in problem(), more in 1.0f64..3.0) {
            let wanted = problem.wanted.iter().map(|it| it * more).collect();
            let higher = Problem { wanted, ..problem.clone() };
            if let (Ok(low), Ok(high)) = (require(&problem), require(&higher)) {
                let both = low.entries.iter().zip(&high.entries);
                for (low, high) in both {
                    prop_assert!(*high >= low * (1.0 - 1e-9));
                }
            }
        }
    }
}
