//! Processes with their time and peak memory, and numbers in short.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// One run of a process.
pub(crate) struct Run {
    /// From start to end.
    pub(crate) time: Duration,
    /// Most memory it held, bytes.
    pub(crate) peak: u64,
    /// What it printed.
    pub(crate) output: Output,
}

/// Runs a process; fails the bench if the process fails.
pub(crate) fn run(command: &mut Command) -> Run {
    run_to(command, &[0])
}

/// The same of a process that may end with these codes.
pub(crate) fn run_to(command: &mut Command, codes: &[i32]) -> Run {
    let start = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    // the mark only rises, so the last look before the end is the peak but for a moment
    let watch = std::thread::spawn(move || {
        let mut peak = 0;
        while let Some(now) = peak_in(&status) {
            peak = now;
            std::thread::sleep(Duration::from_millis(4));
        }
        peak
    });
    let output = child.wait_with_output().expect("the program ends");
    let time = start.elapsed();
    let shown = String::from_utf8_lossy(&output.stderr);
    let ended = output.status.code().is_some_and(|code| codes.contains(&code));
    assert!(ended, "{command:?} failed:\n{shown}");
    Run { time, peak: watch.join().unwrap_or_default(), output }
}

/// Nothing once the process has ended.
fn peak_in(status: &str) -> Option<u64> {
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

/// Times of several runs.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Sorts times.
    pub(crate) fn new(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    /// The one in the middle, seconds.
    pub(crate) fn median(&self) -> f64 {
        self.0[self.0.len() / 2].as_secs_f64()
    }

    /// The longest, seconds.
    pub(crate) fn longest(&self) -> f64 {
        self.0[self.0.len() - 1].as_secs_f64()
    }

    /// The shortest, seconds.
    pub(crate) fn shortest(&self) -> f64 {
        self.0[0].as_secs_f64()
    }
}

/// Prints times and peak memory of several runs.
pub(crate) fn line(what: &str, runs: &[Run]) -> Times {
    let times = Times::new(runs.iter().map(|run| run.time).collect());
    let peak = runs.iter().map(|run| run.peak).max().unwrap_or_default();
    let (median, least, most) = (times.median(), times.shortest(), times.longest());
    let peak = gigabytes(peak);
    println!("    {what}  median {median:6.2} s ({least:.2} to {most:.2})  peak {peak}");
    times
}

/// Prints bytes as gigabytes.
pub(crate) fn gigabytes(bytes: u64) -> String {
    format!("{:.2} GB", bytes as f64 / 1e9)
}

/// Says whether a target is reached.
pub(crate) fn verdict(reached: bool) -> &'static str {
    if reached { "reached" } else { "MISSED" }
}
