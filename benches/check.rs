//! `kpi check` of a thousand definitions that name each other, in several files.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use gyakusan::{analyse, init, load};

use crate::Options;
use crate::measure::{Times, run, verdict};
use crate::project::{KPI, folder, write};

const CRITERIA: usize = 300;
const DIMENSIONS: usize = 100;
const KPIS: usize = 600;
/// KPIs of one file.
const FILE: usize = 100;
/// Runs are short, so there are more of them.
const TIMES: usize = 6;

/// Checks by the library and by the program, and prints medians.
pub(crate) fn bench(options: &Options) {
    let root = generated();
    let runs = options.runs * TIMES;
    let library = Times::new((0..runs).map(|_| by_library(&root)).collect());
    let check = || run(Command::new(KPI).arg("check").current_dir(&root));
    let program: Vec<_> = (0..runs).map(|_| check()).collect();
    let peak = program.iter().map(|run| run.peak).max().unwrap_or_default();
    let program = Times::new(program.into_iter().map(|run| run.time).collect());
    println!("check: {} definitions, {runs} runs", CRITERIA + DIMENSIONS + KPIS);
    for (what, times) in [("load and analyse", &library), ("kpi check", &program)] {
        let (median, most) = (times.median() * 1e3, times.longest() * 1e3);
        let reached = verdict(median < 100.0);
        println!(
            "  {what:16}  median {median:6.1} ms, most {most:6.1} ms    target 100 ms: {reached}"
        );
    }
    println!("  peak memory of kpi check {:.0} MB", peak as f64 / 1e6);
}

fn by_library(root: &Path) -> Duration {
    let start = Instant::now();
    let sources = load::load(root).expect("the files are read");
    let (model, diagnostics) = analyse(&sources);
    let time = start.elapsed();
    assert!(!diagnostics.has_errors(), "the definitions check");
    assert_eq!(model.kpis.len(), KPIS);
    time
}

fn generated() -> PathBuf {
    let root = folder().join("definitions");
    let definitions = root.join(load::DEFINITIONS);
    let project = init::files().into_iter().find(|(name, _)| *name == load::PROJECT_FILE);
    write(&root.join(load::PROJECT_FILE), project.expect("a project file is shipped").1);
    write(&definitions.join("criteria.toml"), &criteria());
    write(&definitions.join("dimensions.toml"), &dimensions());
    for file in 0..KPIS / FILE {
        let text: String = (file * FILE..(file + 1) * FILE).map(kpi).collect();
        write(&definitions.join(format!("kpis/team-{file}.toml")), &text);
    }
    root
}

fn head(kind: &str, number: usize) -> String {
    format!(
        "[{kind}.{kind}_{number}]\nlabel = \"定義 {number}\"\nmeans = \"生成された定義その {number}\"\nowner = \"marketing\"\n"
    )
}

fn criteria() -> String {
    let mut text = String::new();
    for number in 0..CRITERIA {
        let before = number.saturating_sub(4);
        let (of, when) = match number % 4 {
            _ if number < 4 => ("leads", format!("companies.employees >= {}", 10 + number)),
            0 => (
                "leads",
                format!(
                    "companies.employees >= {number} and leads.job_level in ['課長', '部長', '役員']"
                ),
            ),
            1 => (
                "leads",
                format!(
                    "criterion.criterion_{} or (leads.industry = '製造' and not criterion.criterion_{})",
                    before - before % 4,
                    number - 1
                ),
            ),
            2 => (
                "leads",
                format!("count(touches where kind = 'ウェビナー' in last {number} days) >= 2"),
            ),
            _ => (
                "leads",
                format!(
                    "coalesce(leads.industry, companies.industry) in ['製造', 'IT'] and leads.email_domain ends with '{number}.example.co.jp'"
                ),
            ),
        };
        let _ = writeln!(
            text,
            "{}of = \"{of}\"\nwhen = \"\"\"\n  {when}\n\"\"\"\n",
            head("criterion", number)
        );
    }
    text
}

fn dimensions() -> String {
    let mut text = String::new();
    for number in 0..DIMENSIONS {
        let leads = match number % 3 {
            0 => "coalesce(first(touches.channel), leads.channel)".to_owned(),
            1 => format!(
                "if companies.employees >= {number}00 then '大' else if criterion.criterion_{number} then '中' else '小'"
            ),
            _ => "coalesce(leads.industry, companies.industry)".to_owned(),
        };
        let _ = writeln!(
            text,
            "{}of = {{ leads = \"{leads}\" }}\nmissing = \"不明\"\n",
            head("dimension", number)
        );
    }
    text
}

fn kpi(number: usize) -> String {
    let (criterion, dimension) = (number % CRITERIA, number % DIMENSIONS);
    let formula = match number % 6 {
        0 => format!("count(leads where criterion.criterion_{criterion})"),
        1 => format!("count(leads where criterion.criterion_{criterion}) / kpi.kpi_{}", number - 1),
        2 => format!("sum(deals.amount where status = 'won' and dimension.dimension_{} = '大' at deals.closed_at)", dimension - dimension % 3 + 1),
        3 => format!("leads where criterion.criterion_{criterion} -> first(deals.created_at where kind = '新規') within {} days", 30 + number % 60),
        4 => format!("kpi.kpi_{} / previous(kpi.kpi_{}) - 100%", number - 2, number - 2),
        _ => "median(deals.amount where status = 'won' and leads.job_level = '部長' at deals.closed_at)"
            .to_owned(),
    };
    let good = if number.is_multiple_of(2) { "up" } else { "down" };
    format!("{}formula = \"\"\"\n  {formula}\n\"\"\"\ngood = \"{good}\"\n\n", head("kpi", number))
}
