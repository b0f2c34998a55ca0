//! `kpi run` of a funnel's KPIs next to the same stages and KPIs in SQL by hand, run by DuckDB.
//!
//! Both run as processes of their own, in turns; the first pair is compared cell by cell.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use gyakusan::init;
use serde_json::Value;

use crate::Options;
use crate::answers::compare;
use crate::measure::{Run, line, run};
use crate::project::{KPI, folder, shipped, write};

const DEFINITIONS: &str = include_str!("funnel/definitions.toml");
/// The line of the definitions that makes cycles.
const CYCLE: &str = "cycle = ";

/// Runs both in turns, with cycles and without, and prints times and peak memory.
pub(crate) fn bench(options: &Options) {
    let data = shipped(options.leads).join("data");
    println!("funnel: 11 KPIs by channel and month over {} leads", options.leads);
    for kind in ["cycles", "once"] {
        let root = project(options.leads, kind);
        let (mut product, mut by_hand) = (Vec::new(), Vec::new());
        for turn in 0..options.runs {
            product.push(run(&mut asked(&root)));
            by_hand.push(run(&mut written(&data, kind)));
            if turn == 0 {
                match equal(&table(&product[0]), &table(&by_hand[0])) {
                    Ok(cells) => println!("  {kind}: {cells} cells agree"),
                    Err(differences) => panic!("{kind}: {differences}"),
                }
            }
        }
        let (product, by_hand) = (line("kpi run", &product), line("DuckDB ", &by_hand));
        let ratio = product.shortest() / by_hand.shortest();
        println!("    best {ratio:.2} times the best of DuckDB on two threads");
    }
}

/// A project with the funnel over the data of so many leads.
fn project(leads: u64, kind: &str) -> PathBuf {
    let root = folder().join(format!("funnel-{kind}-{leads}"));
    let taken = ["kpi.toml", "criteria.toml", "dimensions.toml"];
    for (name, text) in init::files() {
        if taken.iter().any(|taken| name.ends_with(taken)) {
            let text = text.replace("\"data/", &format!("\"../leads-{leads}/data/"));
            write(&root.join(name), &text.replace(".csv\"", ".parquet\""));
        }
    }
    let kept = |line: &&str| kind == "cycles" || !line.starts_with(CYCLE);
    let definitions: Vec<&str> = DEFINITIONS.lines().filter(kept).collect();
    write(&root.join("kpi-definitions/funnel.toml"), &definitions.join("\n"));
    root
}

fn asked(root: &Path) -> Command {
    let mut command = Command::new(KPI);
    command.args(["run", "--by", "channel,month", "--period", "last 12 months"]);
    command.args(["--format", "json"]).current_dir(root);
    command
}

fn written(data: &Path, kind: &str) -> Command {
    let python = std::env::var("GYAKUSAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/funnel/by_hand.py");
    let mut command = Command::new(python);
    command.arg(script).arg(data).arg(kind);
    command
}

fn table(run: &Run) -> Value {
    serde_json::from_slice(&run.output.stdout).expect("the output is JSON")
}

/// Compares every cell, and that each side has the lines of the other.
fn equal(product: &Value, by_hand: &Value) -> Result<usize, String> {
    let cells = compare(product, by_hand)?;
    let known = product["lines"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let label = |line: &Value| {
        format!("{} {}", text(&line["group"]["channel"]), text(&line["period"]["label"]))
    };
    let known: BTreeSet<String> = known.map(label).collect();
    let written = by_hand["lines"].as_object().into_iter().flatten();
    match written.map(|(label, _)| label).find(|label| !known.contains(*label)) {
        Some(absent) => Err(format!("{absent} is missing")),
        None => Ok(cells),
    }
}
