//! Benches of the whole program, on generated data.
//!
//! ```text
//! cargo bench -- check             1,000 definitions: load and check; target 100 ms
//! cargo bench -- run               shipped KPIs by channel and month over 1,000,000 leads, next to
//!                                  the same KPIs written in polars by hand; target 1.3 times
//! cargo bench -- funnel            a funnel's KPIs over 100,000 and 1,000,000 leads, with cycles and
//!                                  without, next to SQL by hand in DuckDB; the cells must be equal
//! cargo bench -- plan              the shipped plan and its gap over 1,000,000 leads, next to one run of
//!                                  the funnel
//! cargo bench -- review            a tightened stage over 1,000,000 leads, next to one revision; target 1.6
//!                                  times
//! cargo bench -- sample            1,000,000 leads with 10,000,000 page views; target 60 s, 2 GB
//! cargo bench -- parts             what each output of the plan of `run` takes alone
//! cargo bench                      check, run and sample
//! ```
//!
//! `--leads N,M` takes other sizes, `--runs N` another number of runs (5). `funnel` needs python with
//! the package duckdb; `GYAKUSAN_PYTHON` names another interpreter than python3. `parts --all` asks over all
//! rows instead of the last 12 months, `parts --only WORD` looks at outputs with this word in their
//! names. Data lies in `target/bench-data` and is made when absent.
//! Memory is the peak of the process as Linux counts it (`VmHWM`).

mod answers;
mod by_hand;
mod check;
mod funnel;
mod measure;
mod parts;
mod plan;
mod project;
mod review;
mod run;
mod sample;

use std::process::ExitCode;

/// What the command line asks for.
pub(crate) struct Options {
    /// Leads of the sample.
    pub(crate) leads: u64,
    /// Runs of each measurement.
    pub(crate) runs: usize,
    /// All rows instead of a period.
    pub(crate) all: bool,
    /// A part of the names of the outputs to look at.
    pub(crate) only: Option<String>,
}

fn main() -> ExitCode {
    let mut words: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.first().is_some_and(|word| word == "by-hand") {
        run::child(&words[1..]);
        return ExitCode::SUCCESS;
    }
    let mut numbers = |name: &str| {
        let Some(at) = words.iter().position(|word| word == name) else { return Some(Vec::new()) };
        let number = |text: &str| text.replace('_', "").parse::<u64>().ok();
        let numbers = words.get(at + 1)?.split(',').map(number).collect::<Option<Vec<u64>>>()?;
        words.drain(at..=at + 1);
        Some(numbers)
    };
    let (sizes, runs) = (numbers("--leads"), numbers("--runs"));
    let all = words.iter().any(|word| word == "--all");
    words.retain(|word| word != "--all");
    let only = words.iter().position(|word| word == "--only");
    let only = only.map(|at| words.drain(at..).nth(1).unwrap_or_default());
    let (Some(sizes), Some(runs)) = (sizes, runs) else {
        eprintln!("`--leads` and `--runs` take numbers");
        return ExitCode::from(2);
    };
    let runs = runs.first().map_or(5, |runs| (*runs).max(1) as usize);
    let every = ["check", "run", "sample"].map(str::to_owned);
    for word in if words.is_empty() { &every[..] } else { &words[..] } {
        let Some((bench, usual)) = named(word) else {
            eprintln!(
                "there is no bench `{word}`; there are check, run, funnel, plan, review, sample, parts"
            );
            return ExitCode::from(2);
        };
        for leads in if sizes.is_empty() { usual } else { &sizes[..] } {
            bench(&Options { leads: *leads, runs, all, only: only.clone() });
        }
    }
    ExitCode::SUCCESS
}

/// A bench and its usual sizes.
type Bench = (fn(&Options), &'static [u64]);

fn named(word: &str) -> Option<Bench> {
    Some(match word {
        "check" => (check::bench, &[1]),
        "run" => (run::bench, &[1_000_000]),
        "funnel" => (funnel::bench, &[100_000, 1_000_000]),
        "plan" => (plan::bench, &[1_000_000]),
        "review" => (review::bench, &[1_000_000]),
        "sample" => (sample::bench, &[1_000_000]),
        "parts" => (parts::bench, &[1_000_000]),
        _ => return None,
    })
}
