//! What the documents show is what the program does.

use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(name)).unwrap()
}

/// The parts of a text between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts.map(|part| part.split_once(end).unwrap_or_else(|| panic!("no `{end}`")).0).collect()
}

/// What a command of a document prints.
fn output(command: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().skip(1).collect();
    let output = Command::new(env!("CARGO_BIN_EXE_kpi"))
        .current_dir(ROOT)
        .env("NO_COLOR", "1")
        .args(words)
        .output()
        .unwrap();
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// `GYAKUSAN_UPDATE=1` writes what is printed into the document.
#[test]
fn the_outputs_in_the_readmes_are_real() {
    let update = std::env::var_os("GYAKUSAN_UPDATE").is_some_and(|update| update == "1");
    for name in ["README.md", "README.ja.md"] {
        let text = read(name);
        let blocks = between(&text, "<!-- output: ", "<!-- end of output -->");
        assert!(!blocks.is_empty(), "{name} shows no output");
        let mut updated = text.clone();
        for block in blocks {
            let (command, shown) = block.split_once(" -->\n").unwrap();
            let printed = format!("```text\n{}\n```\n", output(command).trim_end());
            if update {
                updated = updated.replace(block, &format!("{command} -->\n{printed}"));
            } else {
                assert_eq!(shown, printed, "{name}: GYAKUSAN_UPDATE=1 writes what is printed");
            }
        }
        if updated != text {
            std::fs::write(Path::new(ROOT).join(name), updated).unwrap();
        }
    }
}

#[test]
fn the_definitions_in_the_readmes_are_shipped() {
    let folder = Path::new(ROOT).join("kpi-definitions");
    let files = std::fs::read_dir(folder).unwrap();
    let mut shipped = String::new();
    for path in files.map(|entry| entry.unwrap().path()) {
        shipped.push_str(&std::fs::read_to_string(path).unwrap());
    }
    for name in ["README.md", "README.ja.md"] {
        let text = read(name);
        let blocks = between(&text, "```toml\n", "```");
        assert!(!blocks.is_empty(), "{name} shows no definition");
        for definition in blocks.iter().flat_map(|block| block.trim_end().split("\n\n")) {
            assert!(
                shipped.contains(definition),
                "{name} shows what is not shipped:\n{definition}"
            );
        }
    }
}

#[test]
fn the_numbers_of_shipped_definitions_are_right() {
    let mut counts = [("criterion", 0), ("dimension", 0), ("kpi", 0)];
    for entry in std::fs::read_dir(Path::new(ROOT).join("kpi-definitions")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let file: toml::Table = text.parse().unwrap();
        for (kind, count) in &mut counts {
            *count += file.get(*kind).map_or(0, |kind| kind.as_table().unwrap().len());
        }
    }
    let [(_, criteria), (_, dimensions), (_, kpis)] = counts;
    let english = format!("{criteria} criteria, {dimensions} dimensions and {kpis} KPIs");
    assert!(read("README.md").contains(&english), "{english}");
    let japanese = format!("条件{criteria}、切り口{dimensions}、新規リードから売上までのKPI{kpis}");
    assert!(read("README.ja.md").contains(&japanese), "{japanese}");
    assert!(read("CHANGELOG.md").contains(&format!("{kpis} KPIs")));
}

#[test]
fn the_architecture_lists_the_modules_in_their_order() {
    let library = read("src/lib.rs");
    let declared: Vec<&str> =
        between(&library, "\npub mod ", ";").into_iter().map(str::trim).collect();
    let text = read("ARCHITECTURE.md");
    let list = between(&text, "<!-- modules -->", "<!-- end of modules -->");
    let listed: Vec<&str> = between(list[0], "\n| `", "`");
    assert_eq!(listed, declared);
}

#[test]
fn links_between_documents_lead_somewhere() {
    let pages = crate::workspace::files(&Path::new(ROOT).join("docs"));
    let pages = pages.iter().filter(|path| path.extension() == Some("md".as_ref()));
    let pages = pages.map(|path| path.strip_prefix(ROOT).unwrap().to_str().unwrap());
    let names = ["README.md", "README.ja.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
    for name in names.into_iter().chain(pages) {
        for target in between(&read(name), "](", ")") {
            let inside = !target.contains("://");
            let file = target.split_once('#').map_or(target, |(file, _)| file);
            let path: PathBuf = Path::new(ROOT).join(name).with_file_name(file);
            assert!(!inside || path.exists(), "{name} links to {target}");
        }
    }
}
