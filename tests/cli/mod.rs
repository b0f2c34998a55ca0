//! Sessions of a console: what stands in the Markdown files here is what the program prints.
//!
//! In a `console` block, `$` starts a command, what follows is its output (stdout and stderr as
//! they come), and `? CODE` its exit code where that is not 0. The commands of one file run one
//! after the other in a copy of `examples/b2b`. `GYAKUSAN_UPDATE=1` writes what is printed.

use std::path::{Path, PathBuf};

use crate::workspace::{ROOT, Workspace, files};

const START: &str = "```console\n";
const END: &str = "```\n";

fn sessions() -> Vec<PathBuf> {
    let found = files(&Path::new(ROOT).join("tests/cli"));
    found.into_iter().filter(|path| path.extension() == Some("md".as_ref())).collect()
}

/// The same text with the outputs of now.
fn replayed(text: &str) -> String {
    let example = Workspace::example("b2b");
    let mut parts = text.split(START);
    let mut replayed = parts.next().unwrap().to_owned();
    for part in parts {
        let (block, rest) = part.split_once(END).expect("a block ends");
        replayed += START;
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                replayed += &format!("{line}\n{}", output(&example, command));
            }
        }
        replayed += &format!("{END}{rest}");
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

#[test]
fn sessions_print_what_they_show() {
    let update = std::env::var_os("GYAKUSAN_UPDATE").is_some_and(|update| update == "1");
    let mut differing = Vec::new();
    for path in sessions() {
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
fn every_command_has_a_session() {
    let texts = sessions().into_iter().map(|path| std::fs::read_to_string(path).unwrap());
    let text: String = texts.collect();
    let help = Workspace::empty().kpi(&["--help"]).stdout;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let names = commands.lines().take_while(|line| line.starts_with("  "));
    // What is indented further continues the line above.
    let names = names.filter(|line| !line.starts_with("   "));
    for name in names.filter_map(|line| line.split_whitespace().next()) {
        assert!(name == "help" || text.contains(&format!("$ kpi {name}")), "no `kpi {name}`");
    }
}
