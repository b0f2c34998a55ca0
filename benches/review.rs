//! `kpi review` of a tightened stage, next to commands that evaluate one revision, and to the same
//! questions asked of one revision alone.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use gyakusan::change::changes;
use gyakusan::effect::{Ask, effect};
use gyakusan::engine::Polars;
use gyakusan::model::Model;
use gyakusan::query::Asked;
use gyakusan::{analyse, init, load, period};

use crate::Options;
use crate::measure::{Run, line, run_to};
use crate::project::{KPI, folder, shipped, write};

/// The rule that changes, and what it becomes.
const BEFORE: &str = "score.engagement >= 20";
const AFTER: &str = "score.engagement >= 30 and companies.employees >= 100";

/// Runs all in turns and prints times and peak memory.
pub(crate) fn bench(options: &Options) {
    println!("review: one tightened stage over {} leads", options.leads);
    let root = project(options.leads);
    let commands: [(&str, &[&str]); 4] = [
        ("kpi run   ", &["run", "--period", "last 12 months", "--format", "json"]),
        ("kpi plan  ", &["plan", "--format", "json"]),
        ("kpi verify", &["verify", "--format", "json"]),
        ("kpi review", &["review", "--format", "json"]),
    ];
    let mut runs: [Vec<Run>; 4] = Default::default();
    for _ in 0..options.runs {
        for ((_, words), runs) in commands.iter().zip(&mut runs) {
            // 1 says that promises are broken
            runs.push(run_to(Command::new(KPI).args(*words).current_dir(&root), &[0, 1]));
        }
    }
    let shortest: Vec<f64> =
        commands.iter().zip(&runs).map(|((name, _), runs)| line(name, runs).shortest()).collect();
    let review = shortest[3];
    println!("    review  best {:.2} times the best of one run", review / shortest[0]);
    let all: f64 = shortest[..3].iter().sum();
    println!("            and {:.2} times run, plan and verify together", review / all);
    alike(&root, options.runs);
}

/// Asks what the review asks, once of both revisions and once with the later one on both sides.
fn alike(root: &Path, runs: usize) {
    let head = model(root);
    git(root, &["stash", "-q"]);
    let base = model(root);
    git(root, &["stash", "pop", "-q"]);
    let as_of = head.project.as_of.expect("the sample has a last day");
    let label = "last 12 months";
    let asked = period::parse(label, as_of, &head.project.settings).expect("a period");
    let asked = Asked { span: asked.span, label: label.to_owned() };
    let engine = Polars::new(root, &head.project.time_zone).expect("the data is opened");
    let changes = changes(Some(&base), Some(&head), as_of);
    let time = |base: &Model| {
        let start = Instant::now();
        let ask = Ask { base, head: &head, as_of, period: Some(&asked), engine: &engine };
        assert!(!effect(&ask, &changes).is_unanswered(), "the data gives an answer");
        start.elapsed().as_secs_f64()
    };
    let (mut one, mut both) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..runs {
        one = one.min(time(&head));
        both = both.min(time(&base));
    }
    println!("    both revisions {both:.2} s, one alone {one:.2} s: {:.2} times", both / one);
}

fn model(root: &Path) -> Model {
    analyse(&load::load(root).expect("the files are read")).0
}

/// The shipped project over the data of so many leads as a commit, and a change of it.
fn project(leads: u64) -> PathBuf {
    shipped(leads);
    let root = folder().join(format!("review-{leads}"));
    let _ = std::fs::remove_dir_all(&root);
    for (name, text) in init::files() {
        if Path::new(&name).extension().is_some_and(|extension| extension == "toml") {
            let text = text.replace("\"data/", &format!("\"../leads-{leads}/data/"));
            write(&root.join(name), &text.replace(".csv\"", ".parquet\""));
        }
    }
    git(&root, &["init", "-q"]);
    git(&root, &["add", "-A"]);
    git(&root, &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "agreed"]);
    let funnel = root.join("kpi-definitions/funnel.toml");
    let text = std::fs::read_to_string(&funnel).expect("the funnel is there");
    assert!(text.contains(BEFORE), "the shipped stage has another rule");
    write(&funnel, &text.replace(BEFORE, AFTER));
    root
}

fn git(root: &Path, words: &[&str]) {
    let done = Command::new("git").args(words).current_dir(root).status();
    assert!(done.expect("git starts").success(), "git {words:?} failed");
}
