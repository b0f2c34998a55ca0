//! What leads that are already on their way will bring.

use super::flow::{Step, onward};

/// Open leads of one stage with one chance: how many of them, and what share enters the next stage
/// in month 0, 1, ..
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// The stage they are in, from 0.
    pub stage: usize,
    /// How many.
    pub leads: u64,
    /// Share of them by month; what is missing to 1 never does.
    pub next: Vec<f64>,
}

/// Gives the expected entries by stage and month: from a stage's open leads into the next, and on by
/// its steps. The first stage gets none.
pub fn expected(cohorts: &[Cohort], steps: &[Step], months: usize) -> Vec<Vec<f64>> {
    let mut stages = vec![vec![0.0; months]; steps.len() + 1];
    for stage in 0..steps.len() {
        let mut next =
            if stage == 0 { vec![0.0; months] } else { onward(&stages[stage], &steps[stage]) };
        for cohort in cohorts.iter().filter(|cohort| cohort.stage == stage) {
            for (sum, share) in next.iter_mut().zip(&cohort.next) {
                *sum += cohort.leads as f64 * share;
            }
        }
        stages[stage + 1] = next;
    }
    stages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_leads_go_on_by_the_steps_after_theirs() {
        let step = |rate, lag: &[f64]| Step { rate, lag: lag.to_vec() };
        let steps = [step(0.9, &[1.0]), step(0.5, &[0.0, 1.0])];
        let cohorts = [
            Cohort { stage: 0, leads: 10, next: vec![0.2, 0.1] },
            Cohort { stage: 1, leads: 4, next: vec![0.0, 0.25, 0.25] },
        ];
        let stages = expected(&cohorts, &steps, 3);
        assert_eq!(stages[1], [2.0, 1.0, 0.0]);
        assert_eq!(stages[2], [0.0, 1.0 + 1.0, 0.5 + 1.0]);
    }
}
