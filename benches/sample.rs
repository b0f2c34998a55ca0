//! `kpi sample`: a million leads with ten million page views.

use std::process::Command;

use crate::Options;
use crate::measure::{gigabytes, run, verdict};
use crate::project::{KPI, folder};

/// Makes the sample once and prints time and peak memory.
pub(crate) fn bench(options: &Options) {
    let out = folder().join("sample");
    let leads = options.leads.to_string();
    let mut command = Command::new(KPI);
    command.args(["sample", "--leads", &leads, "--format", "parquet", "--out"]).arg(&out);
    let made = run(&mut command);
    let rows = String::from_utf8_lossy(&made.output.stderr);
    let views = rows.lines().find(|line| line.contains("page_views")).unwrap_or_default();
    let views = views.rsplit(": ").next().unwrap_or_default();
    println!("sample: {leads} leads, page views: {views}");
    let seconds = made.time.as_secs_f64();
    println!("  time         {seconds:8.2} s    target 60 s: {}", verdict(seconds < 60.0));
    let reached = verdict(made.peak < 2_000_000_000);
    println!("  peak memory  {:>10}    target 2 GB: {reached}", gigabytes(made.peak));
    if let Err(problem) = std::fs::remove_dir_all(&out) {
        eprintln!("{} is left behind: {problem}", out.display());
    }
}
