//! `kpi plan` and `kpi gap` of the shipped plan, its target as large as the data, next to one
//! `kpi run` that goes through the funnel once.

use std::path::{Path, PathBuf};
use std::process::Command;

use gyakusan::init;

use crate::Options;
use crate::measure::{Run, line, run};
use crate::project::{KPI, folder, shipped, write};

/// The target of the shipped plan, for a sample of 300 leads.
const TARGET: &str = "12_000_000 JPY";

/// Runs all in turns and prints times and peak memory.
pub(crate) fn bench(options: &Options) {
    println!("plan: the shipped plan over {} leads", options.leads);
    let root = project(options.leads);
    let commands: [(&str, &[&str]); 3] = [
        ("kpi run ", &["run", "won_count", "--format", "json"]),
        ("kpi plan", &["plan", "--format", "json"]),
        ("kpi gap ", &["gap", "--format", "json"]),
    ];
    let mut runs: [Vec<Run>; 3] = Default::default();
    for _ in 0..options.runs {
        for ((_, words), runs) in commands.iter().zip(&mut runs) {
            runs.push(run(Command::new(KPI).args(*words).current_dir(&root)));
        }
    }
    let shortest: Vec<f64> =
        commands.iter().zip(&runs).map(|((name, _), runs)| line(name, runs).shortest()).collect();
    for ((name, _), time) in commands.iter().zip(&shortest).skip(1) {
        println!("    {name}  best {:.2} times the best of one run", time / shortest[0]);
    }
}

/// The shipped project over the data of so many leads, with a target for them.
fn project(leads: u64) -> PathBuf {
    shipped(leads);
    let root = folder().join(format!("plan-{leads}"));
    let target = format!("{} JPY", leads * 40_000);
    for (name, text) in init::files() {
        if Path::new(&name).extension().is_some_and(|extension| extension == "toml") {
            let text = text.replace("\"data/", &format!("\"../leads-{leads}/data/"));
            let text = text.replace(".csv\"", ".parquet\"").replace(TARGET, &target);
            write(&root.join(name), &text.replace("30 per month", "1_000_000 per month"));
        }
    }
    root
}
