//! Every code of a finding has a case here, and what the program says about it is a snapshot.
//!
//! A case is one text file: `$ kpi ..` lines, then the files of the project. `--- NAME` starts a
//! file; `(shift_jis)`, `(bytes)` and `(parquet)` behind the name say how the text is stored.
//! Files of `base.txt` stand in for those a case does not have.

mod input;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::workspace::{ROOT, Workspace, files};

/// Codes that nothing the user does causes.
const WITHOUT_CASE: [&str; 1] = ["engine-failure"];

/// A project and the commands to run in it.
#[derive(Default)]
pub(crate) struct Case {
    commands: Vec<String>,
    files: BTreeMap<String, (String, String)>,
}

impl Case {
    fn parse(text: &str) -> Self {
        let mut case = Self::default();
        let mut current: Option<String> = None;
        for line in text.split_inclusive('\n') {
            if let Some(head) = line.strip_prefix("--- ") {
                let (name, form) = head.trim().split_once(" (").unwrap_or((head.trim(), ")"));
                let form = form.trim_end_matches(')').to_owned();
                case.files.insert(name.to_owned(), (form, String::new()));
                current = Some(name.to_owned());
            } else if let Some(name) = &current {
                case.files.get_mut(name).unwrap().1.push_str(line);
            } else if let Some(command) = line.strip_prefix("$ ") {
                case.commands.push(command.trim().to_owned());
            }
        }
        case
    }

    /// Reads a case; `base.txt` beside it has the files that it does not.
    pub(crate) fn read(path: &Path) -> Self {
        let text = |path: &Path| std::fs::read_to_string(path).unwrap();
        let mut case = Self::parse(&text(path));
        let base = Self::parse(&text(&path.with_file_name("base.txt")));
        for (name, content) in base.files {
            case.files.entry(name).or_insert(content);
        }
        if case.commands.is_empty() {
            case.commands.push("kpi check".to_owned());
        }
        case
    }

    fn write(&self) -> Workspace {
        let workspace = Workspace::empty();
        for (name, (form, text)) in &self.files {
            match form.as_str() {
                "" => workspace.write(name, text),
                "shift_jis" => workspace.write(name, &*encoding_rs::SHIFT_JIS.encode(text).0),
                "bytes" => workspace.write(name, bytes(text)),
                "parquet" => workspace.write(name, input::parquet(text)),
                "absent" => {}
                other => panic!("unknown form `{other}`"),
            }
        }
        workspace
    }

    /// What the commands print, and their exit codes.
    pub(crate) fn run(&self) -> String {
        let workspace = self.write();
        let mut text = String::new();
        for command in &self.commands {
            let ran = workspace.shell(&format!("{command} 2>&1"));
            let said = ran.stdout.replace(workspace.path().to_str().unwrap(), "[folder]");
            text += &format!("$ {command}\n{said}? {}\n", ran.code);
        }
        text
    }
}

/// Reads `\xNN` as bytes.
fn bytes(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    bytes
}

fn folder() -> PathBuf {
    Path::new(ROOT).join("tests/errors")
}

/// The cases by name: `CODE.txt` or `CODE.WHAT.txt`.
fn cases() -> BTreeMap<String, Case> {
    let texts =
        files(&folder()).into_iter().filter(|path| path.extension() == Some("txt".as_ref()));
    let named = texts.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path));
    let cases = named.filter(|(name, _)| name != "base");
    cases.map(|(name, path)| (name, Case::read(&path))).collect()
}

fn code(name: &str) -> &str {
    name.split_once('.').map_or(name, |(code, _)| code)
}

#[test]
fn every_case_says_what_it_said() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(".");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();
    let mut silent = Vec::new();
    for (name, case) in cases() {
        let said = case.run();
        let shown = format!("[{}]", code(&name));
        if !said.contains(&shown) {
            silent.push(format!("{name}: no {shown} in\n{said}"));
        }
        insta::assert_snapshot!(name, said);
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn every_code_has_a_case() {
    let cases = cases();
    let covered: BTreeSet<&str> = cases.keys().map(|name| code(name)).collect();
    let codes = gyakusan::codes::ALL.iter().map(|doc| doc.code);
    let without: Vec<&str> =
        codes.filter(|code| !covered.contains(code) && !WITHOUT_CASE.contains(code)).collect();
    assert_eq!(without, Vec::<&str>::new());
    for code in covered {
        assert!(gyakusan::codes::find(code).is_some(), "a case for `{code}`, which is no code");
    }
}
