//! What a team can take per month: what waits, what is still reached, what would be needed.

use super::flow::{Forward, Problem, onward};

/// Volumes where teams have limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Served {
    /// Money by month from what was taken in time.
    pub revenue: Vec<f64>,
    /// Entries that wait at the end of each month, by stage.
    pub waiting: Vec<Vec<f64>>,
}

impl Served {
    /// All the money.
    pub fn total(&self) -> f64 {
        self.revenue.iter().sum()
    }
}

/// Sends entries into the first stage through stages that take so many a month, `busy` of which go
/// to others first; what is too much waits for the next month, all channels alike.
pub fn serve(
    problem: &Problem,
    entries: &[f64],
    limits: &[Option<f64>],
    busy: &[Vec<f64>],
) -> Served {
    let first = |share: f64| entries.iter().map(|count| count * share).collect::<Vec<_>>();
    let mut flows: Vec<Vec<f64>> =
        problem.channels.iter().map(|channel| first(channel.share)).collect();
    let mut waiting = Vec::new();
    for stage in 0..limits.len() {
        if let Some(limit) = limits[stage] {
            waiting.push(hold(&mut flows, limit, &busy[stage]));
        } else {
            waiting.push(vec![0.0; entries.len()]);
        }
        for (flow, channel) in flows.iter_mut().zip(&problem.channels) {
            if let Some(step) = channel.steps.get(stage) {
                *flow = onward(flow, step);
            }
        }
    }
    let sum = |month: usize| match month < problem.from {
        true => 0.0,
        false => flows.iter().map(|flow| flow[month] * problem.worth).sum(),
    };
    Served { revenue: (0..entries.len()).map(sum).collect(), waiting }
}

/// Holds back what is above the limit; gives what waits after each month.
fn hold(flows: &mut [Vec<f64>], limit: f64, busy: &[f64]) -> Vec<f64> {
    let months = flows.first().map_or(0, Vec::len);
    let mut queues = vec![0.0; flows.len()];
    let mut waiting = Vec::new();
    for month in 0..months {
        let free = (limit - busy.get(month).copied().unwrap_or(0.0)).max(0.0);
        let here: f64 = flows.iter().zip(&queues).map(|(flow, queue)| flow[month] + queue).sum();
        let taken = if here > free { free / here } else { 1.0 };
        for (flow, queue) in flows.iter_mut().zip(&mut queues) {
            let all = flow[month] + *queue;
            flow[month] = all * taken;
            *queue = all - flow[month];
        }
        waiting.push(queues.iter().sum());
    }
    waiting
}

/// Gives the whole number per month that `stage` must take so that the money is the same as
/// without its limit, other stages without theirs; `busy` included.
pub fn needed(
    problem: &Problem,
    entries: &[f64],
    forward: &Forward,
    stage: usize,
    busy: &[Vec<f64>],
) -> u64 {
    let volumes = forward.stage(stage);
    let peak = volumes.iter().zip(&busy[stage]).map(|(new, busy)| new + busy);
    let peak = peak.fold(0.0f64, f64::max).ceil();
    let target = forward.total() * (1.0 - 1e-9);
    let enough = |limit: u64| {
        let mut limits = vec![None; busy.len()];
        limits[stage] = Some(limit as f64);
        serve(problem, entries, &limits, busy).total() >= target
    };
    let (mut low, mut high) = (0u64, peak as u64);
    while low < high {
        let middle = low + (high - low) / 2;
        if enough(middle) { high = middle } else { low = middle + 1 }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::super::flow::{Channel, Step, forward};
    use super::*;

    fn problem() -> Problem {
        let step = Step { rate: 0.5, lag: vec![1.0] };
        let channel = Channel { name: String::new(), share: 1.0, steps: vec![step], cost: None };
        Problem { wanted: vec![0.0; 3], from: 0, worth: 10.0, channels: vec![channel] }
    }

    #[test]
    fn what_is_too_much_waits_and_goes_on_later() {
        let nothing = vec![vec![0.0; 3]; 2];
        let served = serve(&problem(), &[30.0, 0.0, 0.0], &[Some(12.0), None], &nothing);
        assert_eq!(served.waiting[0], [18.0, 6.0, 0.0]);
        assert_eq!(served.revenue, [60.0, 60.0, 30.0]);
        let served = serve(&problem(), &[30.0, 30.0, 0.0], &[Some(12.0), None], &nothing);
        assert_eq!((served.total(), served.waiting[0][2]), (180.0, 24.0));
    }

    #[test]
    fn the_need_is_the_least_that_loses_nothing() {
        let (problem, entries) = (problem(), [30.0, 0.0, 3.0]);
        let nothing = vec![vec![0.0; 3]; 2];
        let all = forward(&problem, &entries);
        let least = needed(&problem, &entries, &all, 0, &nothing);
        assert_eq!(least, 11);
        let busy = vec![vec![1.0, 1.0, 1.0], vec![0.0; 3]];
        assert_eq!(needed(&problem, &entries, &all, 0, &busy), 12);
    }
}
