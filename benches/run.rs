//! `kpi run` of all shipped KPIs next to the same KPIs by hand.
//!
//! Both run as processes of their own, in turns; the first pair is compared cell by cell.

use std::path::{Path, PathBuf};
use std::process::Command;

use gyakusan::calendar::HolidaySet;
use jiff::civil::{Date, date};
use serde_json::Value;

use crate::Options;
use crate::answers::compare;
use crate::by_hand;
use crate::measure::{Run, line, run, verdict};
use crate::project::{KPI, shipped};

/// Months since the year 0 of the last 12 months before the sample's last day, 2026-10-31.
const LAST_12_MONTHS: (i32, i32) = (2025 * 12 + 10, 2026 * 12 + 9);

/// Runs both in turns, with a period and without, and prints times and peak memory.
pub(crate) fn bench(options: &Options) {
    let root = shipped(options.leads);
    println!("run: the shipped KPIs by channel and month over {} leads", options.leads);
    for is_period in [true, false] {
        let (mut product, mut by_hand) = (Vec::new(), Vec::new());
        for turn in 0..options.runs {
            product.push(run(&mut asked(&root, is_period)));
            by_hand.push(run(&mut written(&root, is_period)));
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
    let numbers = by_hand::run(&data, &closed(), is_period).expect("the queries run");
    println!("{}", numbers.answers(is_period.then_some(LAST_12_MONTHS)));
}

fn title(is_period: bool) -> &'static str {
    if is_period { "last 12 months" } else { "all rows" }
}

fn asked(root: &Path, is_period: bool) -> Command {
    let mut command = Command::new(KPI);
    command.args(["run", "--by", "channel,month", "--format", "json"]).current_dir(root);
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

/// Days since 1970 on which nobody works: the holidays of Japan and the turn of the year.
fn closed() -> Vec<i32> {
    let number = |day: Date| (day - date(1970, 1, 1)).get_days();
    let holidays = HolidaySet::named("japan").into_iter().flat_map(HolidaySet::days);
    let mut days: Vec<i32> = holidays.map(|(day, _)| number(day)).collect();
    for year in 2024..=2027 {
        let ends = [date(year, 12, 29), date(year, 12, 30), date(year, 12, 31)];
        let starts = [date(year, 1, 1), date(year, 1, 2), date(year, 1, 3)];
        days.extend(ends.into_iter().chain(starts).map(number));
    }
    days.sort_unstable();
    days.dedup();
    days
}
