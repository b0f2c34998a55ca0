//! The same question over the same rows gives the same bytes.

use std::path::Path;
use std::process::Command;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::workspace::{Ran, Workspace, files};

const QUESTIONS: [&[&str]; 3] = [
    &["run"],
    &["run", "--by", "channel,month", "--period", "last 6 months"],
    &["run", "--by", "rep,lost_reason,quarter", "--period", "FY2026"],
];

fn asked(example: &Workspace, format: &str) -> Vec<Ran> {
    let ask = |words: &&[&str]| {
        let ran = example.kpi(&[words, ["--format", format].as_slice()].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran
    };
    QUESTIONS.iter().map(ask).collect()
}

#[test]
fn two_runs_give_the_same_bytes() {
    let example = Workspace::example("b2b");
    for format in gyakusan::report::ALL {
        assert_eq!(asked(&example, format.name), asked(&example, format.name), "{}", format.name);
    }
}

/// Puts the rows of a CSV file into another order; fields of the example hold no line breaks.
fn shuffle(path: &Path, random: &mut ChaCha8Rng) {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    for last in (2..lines.len()).rev() {
        let other = 1 + random.next_u64() as usize % last;
        lines.swap(last, other);
    }
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let example = Workspace::example("b2b");
    let before = asked(&example, "json");
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..3 {
        for path in files(&example.path().join("data")) {
            shuffle(&path, &mut random);
        }
        assert_eq!(asked(&example, "json"), before);
    }
    assert_ne!(example.read("data/leads.csv"), Workspace::example("b2b").read("data/leads.csv"));
}

#[test]
fn the_time_zone_and_language_of_the_computer_change_nothing() {
    let example = Workspace::example("b2b");
    let words = ["run", "--by", "month", "--period", "last 6 months"];
    let before = example.kpi(&words);
    for (name, value) in [
        ("TZ", "America/Los_Angeles"),
        ("TZ", "Pacific/Kiritimati"),
        ("LC_ALL", "de_DE.UTF-8"),
        ("POLARS_MAX_THREADS", "1"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kpi"));
        command.args(words).env(name, value);
        assert_eq!(example.run(command), before, "{name}={value}");
    }
}
