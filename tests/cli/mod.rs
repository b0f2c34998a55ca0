//! Sessions of a console: what stands in the Markdown files here is what the program prints.
//!
//! In a `console` block, `$` starts a command and `>` continues it, what follows is its output
//! (stdout and stderr as they come), and `? CODE` its exit code where that is not 0. The commands of
//! one file run one after the other in a copy of `examples/b2b`, each in a shell of its own that knows
//! what was exported before. `GYAKUSAN_UPDATE=1` writes what is
//! printed. Pages of `docs/` with such blocks are walk-throughs for readers.

use std::path::{Path, PathBuf};

use crate::workspace::{ROOT, Workspace, files};

const START: &str = "console";

/// The Markdown files of a folder that hold sessions.
fn sessions(folder: &str) -> Vec<PathBuf> {
    let found = files(&Path::new(ROOT).join(folder));
    let markdown = found.into_iter().filter(|path| path.extension() == Some("md".as_ref()));
    let shows = |path: &PathBuf| std::fs::read_to_string(path).unwrap().contains("```console\n$ ");
    markdown.filter(shows).collect()
}

/// The same text with the outputs of now.
fn replayed(text: &str) -> String {
    let example = Workspace::example("b2b");
    let mut lines = text.split_inclusive('\n').peekable();
    let (mut replayed, mut exported) = (String::new(), String::new());
    while let Some(line) = lines.next() {
        replayed += line;
        let fence = line.trim_end().strip_suffix(START).unwrap_or_default();
        if !fence.starts_with("```") {
            continue;
        }
        loop {
            let line = lines.next().expect("a block ends");
            if line.trim_end() == fence {
                replayed += line;
                break;
            }
            let Some(command) = line.strip_prefix("$ ") else { continue };
            let mut command = command.to_owned();
            replayed += line;
            while let Some(more) = lines.next_if(|line| line.starts_with("> ")) {
                command += &more[2..];
                replayed += more;
            }
            replayed += &output(&example, &format!("{exported}{command}"));
            if command.starts_with("export ") {
                exported += &command;
            }
        }
    }
    replayed
}

fn output(example: &Workspace, command: &str) -> String {
    let ran = example.shell(&format!("{{ {command}\n}} 2>&1"));
    let mut output = ran.stdout.replace(example.path().to_str().unwrap(), "[folder]");
    output = output.replace('\u{1b}', "^[");
    if !output.is_empty() && !output.ends_with('\n') {
        output.push('\n');
    }
    if ran.code != 0 {
        output += &format!("? {}\n", ran.code);
    }
    output
}

fn compare(folder: &str) {
    let update = std::env::var_os("GYAKUSAN_UPDATE").is_some_and(|update| update == "1");
    let mut differing = Vec::new();
    for path in sessions(folder) {
        let text = std::fs::read_to_string(&path).unwrap();
        let now = replayed(&text);
        if update {
            std::fs::write(&path, &now).unwrap();
        } else if now != text {
            let first = text.lines().zip(now.lines()).find(|(shown, printed)| shown != printed);
            differing.push(format!("{}: {first:?}", path.display()));
        }
    }
    let help = "GYAKUSAN_UPDATE=1 writes what is printed";
    assert!(differing.is_empty(), "{help}\n{}", differing.join("\n"));
}

#[test]
fn sessions_print_what_they_show() {
    compare("tests/cli");
}

#[test]
fn pages_print_what_they_show() {
    compare("docs");
}

#[test]
fn every_command_has_a_session() {
    let texts =
        sessions("tests/cli").into_iter().map(|path| std::fs::read_to_string(path).unwrap());
    let text: String = texts.collect();
    let help = Workspace::empty().kpi(&["--help"]).stdout;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let lines = commands.lines().take_while(|line| line.starts_with("  "));
    // Deeper ones go on with the line before.
    let names = lines.filter(|line| !line.starts_with("   "));
    for name in names.filter_map(|line| line.split_whitespace().next()) {
        assert!(name == "help" || text.contains(&format!("$ kpi {name}")), "no `kpi {name}`");
    }
}
