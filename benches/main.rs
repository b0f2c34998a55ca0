//! Benches of the whole program, on generated data.
//!
//! ```text
//! cargo bench -- check             1,000 definitions: load and check; target 100 ms
//! cargo bench -- run               the shipped KPIs by channel and month over 1,000,000 leads, next
//!                                  to the same KPIs written in polars by hand; target 1.3 times
//! cargo bench -- sample            1,000,000 leads with 10,000,000 page views; target 60 s, 2 GB
//! cargo bench -- parts             what each output of the plan of `run` takes alone
//! cargo bench                      check, run and sample
//! ```
//!
//! `--leads N` takes another size, `--runs N` another number of runs (5). `parts --all` asks over all
//! rows instead of the last 12 months, `parts --only WORD` looks at outputs with this word in their
//! names. Data lies in `target/bench-data` and is made when absent.
//! Memory is the peak of the process as Linux counts it (`VmHWM`).

mod answers;
mod by_hand;
mod check;
mod measure;
mod parts;
mod project;
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
    let mut number = |name: &str, otherwise: u64| {
        let Some(at) = words.iter().position(|word| word == name) else { return Some(otherwise) };
        let number = words.get(at + 1)?.replace('_', "").parse().ok()?;
        words.drain(at..=at + 1);
        Some(number)
    };
    let (leads, runs) = (number("--leads", 1_000_000), number("--runs", 5));
    let all = words.iter().any(|word| word == "--all");
    words.retain(|word| word != "--all");
    let only = words.iter().position(|word| word == "--only");
    let only = only.map(|at| words.drain(at..).nth(1).unwrap_or_default());
    let (Some(leads), Some(runs)) = (leads, runs) else {
        eprintln!("`--leads` and `--runs` take a number");
        return ExitCode::from(2);
    };
    let options = Options { leads, runs: runs.max(1) as usize, all, only };
    let every = ["check", "run", "sample"].map(str::to_owned);
    for word in if words.is_empty() { &every[..] } else { &words[..] } {
        match word.as_str() {
            "check" => check::bench(&options),
            "run" => run::bench(&options),
            "sample" => sample::bench(&options),
            "parts" => parts::bench(&options),
            other => {
                eprintln!("there is no bench `{other}`; there are check, run, sample, parts");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}
