//! `kpi run` of the shipped KPIs that are written by hand, next to the same by hand.
//!
//! Both run as processes of their own, in turns; the first pair is compared cell by cell.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::Options;
use crate::answers::compare;
use crate::by_hand;
use crate::measure::{Run, line, run, verdict};
use crate::project::{KPI, shipped};

/// Months since the year 0 of the last 12 months before the sample's last day, 2026-10-31.
const LAST_12_MONTHS: (i32, i32) = (2025 * 12 + 10, 2026 * 12 + 9);

/// KPIs that look at other periods, so that they need one.
const OTHER_PERIODS: [&str; 4] =
    ["revenue_growth", "revenue_on_year", "revenue_to_date", "win_rate_3_months"];

/// Runs both in turns, with a period and without, and prints times and peak memory.
pub(crate) fn bench(options: &Options) {
    let root = shipped(options.leads);
    println!("run: the shipped KPIs by channel and month over {} leads", options.leads);
    for is_period in [true, false] {
        let (mut product, mut by_hand) = (Vec::new(), Vec::new());
        for turn in 0..options.runs {
            by_hand.push(run(&mut written(&root, is_period)));
            product.push(run(&mut asked(&root, is_period, &names(&table(&by_hand[0]), is_period))));
            if turn == 0 {
                match compare(&table(&product[0]), &table(&by_hand[0])) {
                    Ok(cells) => println!("  {}: {cells} cells agree", title(is_period)),
                    Err(differences) => panic!("{}: {differences}", title(is_period)),
                }
            }
        }
        let (product, by_hand) = (line("kpi run", &product), line("by hand", &by_hand));
        let ratio = product.median() / by_hand.median();
        println!("    {ratio:.2} times the time by hand, target 1.3: {}", verdict(ratio <= 1.3));
    }
}

/// Computes by hand in a process of its own; prints the answers.
pub(crate) fn child(words: &[String]) {
    let is_period = words.get(1).is_some_and(|word| word == "period");
    let data = PathBuf::from(&words[0]).join("data");
    let numbers = by_hand::run(&data, is_period).expect("the queries run");
    println!("{}", numbers.answers(is_period.then_some(LAST_12_MONTHS)));
}

fn title(is_period: bool) -> &'static str {
    if is_period { "last 12 months" } else { "all rows" }
}

/// The KPIs that are computed by hand; each of them must exist.
fn names(by_hand: &Value, is_period: bool) -> Vec<String> {
    let names = by_hand["total"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    names.filter(|name| is_period || !OTHER_PERIODS.contains(&name.as_str())).collect()
}

fn asked(root: &Path, is_period: bool, kpis: &[String]) -> Command {
    let mut command = Command::new(KPI);
    command
        .arg("run")
        .args(kpis)
        .args(["--by", "channel,month", "--format", "json"])
        .current_dir(root);
    if is_period {
        command.args(["--period", "last 12 months"]);
    }
    command
}

fn written(root: &Path, is_period: bool) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command.arg("by-hand").arg(root).arg(if is_period { "period" } else { "all" });
    command
}

fn table(run: &Run) -> Value {
    serde_json::from_slice(&run.output.stdout).expect("the output is JSON")
}
