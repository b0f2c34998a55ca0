//! What `kpi init --ci` writes: it reads as YAML, calls `kpi` with words that it knows, and its scripts
//! keep one comment, run here against programs that stand in for those of the forges.

mod github;
mod gitlab;
mod yaml;

use std::path::Path;
use std::process::Command;

use crate::workspace::{Ran, Workspace};

const MARKER: &str = "<!-- gyakusan review -->";

/// A project in the folder `kpis` of a repository, with its workflow: two commits; the second does what a
/// line of the shell says.
fn repository(forge: &str, change: &str) -> Workspace {
    let workspace = Workspace::empty();
    let ran = workspace.shell(&format!(
        "set -e; git init -q -b main; kpi init kpis; kpi init kpis --ci {forge}; git add .; git commit -qm one; \
         cd kpis; {change}; cd ..; git add .; git commit -qm two --allow-empty"
    ));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    workspace
}

/// Whether the programs that scripts of forges need are here.
fn lacks_programs() -> bool {
    let there = |name: &str| Command::new(name).arg("--version").output().is_ok();
    let lacking = ["bash", "jq", "git"].iter().any(|name| !there(name));
    let required = std::env::var_os("GYAKUSAN_REQUIRE_ALL").is_some_and(|all| all == "1");
    assert!(!lacking || !required, "bash, jq and git are needed");
    if lacking {
        eprintln!("skipped: bash, jq or git is not here");
    }
    lacking
}

/// Puts a program into `bin`.
fn program(workspace: &Workspace, name: &str, text: &str) {
    workspace.write(&format!("bin/{name}"), format!("#!/bin/bash\nset -euo pipefail\n{text}"));
    let ran = workspace.shell(&format!("chmod +x bin/{name}"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

/// Runs a script as a forge does, with the programs of `bin` first.
fn script(workspace: &Workspace, text: &str, variables: &[(&str, &str)]) -> Ran {
    workspace.write("script.sh", text);
    let set: String = variables.iter().map(|(name, value)| format!("{name}='{value}' ")).collect();
    workspace.shell(&format!(
        "PATH=\"$PWD/bin:$PATH\" {set} bash --noprofile --norc -eo pipefail script.sh"
    ))
}

/// The lines of the block that follows a line, without their indent.
fn block(text: &str, after: &str, opens: &str) -> String {
    let (_, rest) = text.split_once(after).unwrap();
    let mut lines = rest.lines().skip_while(|line| line.trim() != opens);
    let outer = lines.next().unwrap();
    let outer = outer.len() - outer.trim_start().len();
    let inside = |line: &&str| line.is_empty() || line.len() - line.trim_start().len() > outer;
    let lines: Vec<&str> = lines.take_while(inside).collect();
    let indent = lines[0].len() - lines[0].trim_start().len();
    lines.iter().map(|line| format!("{}\n", line.get(indent..).unwrap_or(""))).collect()
}

/// Every call of `kpi` in a workflow, from the word after it to a sign of the shell.
fn calls(text: &str) -> Vec<String> {
    let call = |line: &str| {
        let line = line.trim().trim_start_matches("- ").trim_start_matches("run: ");
        let call = line.strip_prefix("kpi ")?;
        let end = [" > ", " || "].iter().filter_map(|sign| call.find(sign)).min();
        Some(call[..end.unwrap_or(call.len())].to_owned())
    };
    text.lines().filter_map(call).collect()
}

#[test]
fn workflows_read_as_yaml_and_call_what_is_there() {
    for (forge, file, least) in
        [("github", ".github/workflows/kpi.yml", 4), ("gitlab", ".gitlab-ci.yml", 3)]
    {
        let workspace = repository(forge, "true");
        let text = workspace.read(file);
        assert_eq!(yaml::faults(&text), Vec::<String>::new(), "{file}");
        assert!(text.contains("KPI_PROJECT: \"kpis\"\n"), "{file}");
        let calls = calls(&text);
        assert!(calls.len() >= least, "{file}: {calls:?}");
        for call in calls {
            let words = call.replace(['"', '$'], "");
            let words: Vec<&str> = words.split(' ').chain(["--help"]).collect();
            let ran = workspace.kpi(&words);
            assert!(ran.code == 0 && ran.stdout.contains("Usage: kpi"), "{call}: {}", ran.stderr);
        }
    }
}

#[test]
fn the_project_is_the_one_that_is_named() {
    let workspace = repository("github", "true");
    let elsewhere = Workspace::empty();
    let kpis = workspace.path().join("kpis");
    let kpis = kpis.to_str().unwrap();
    let ran = elsewhere.kpi(&["-C", kpis, "init", "--ci", "gitlab"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(Path::new(kpis).parent().unwrap().join(".gitlab-ci.yml").is_file());
    let ran = workspace.kpi(&["-C", "nowhere", "init", "--ci", "gitlab"]);
    assert!(ran.code == 3 && ran.stderr.contains("no-project"), "{}", ran.stderr);
}

/// Text of others reaches a shell in variables only.
#[test]
fn scripts_hold_no_expressions_of_the_forge() {
    let text = repository("github", "true").read(".github/workflows/kpi.yml");
    for name in ["Review", "Comment"] {
        let script = block(&text, &format!("- name: {name}\n"), "run: |");
        assert!(!script.contains("${{"), "{script}");
    }
    for line in text.lines().filter(|line| line.trim().starts_with("run: ")) {
        assert!(!line.contains("${{"), "{line}");
    }
    let uses = text.lines().filter_map(|line| line.trim().strip_prefix("- uses: "));
    for action in uses {
        let (_, version) = action.split_once("@v").unwrap();
        assert!(version.chars().all(|it| it.is_ascii_digit()), "{action}");
    }
}
