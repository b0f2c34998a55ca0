//! Files and functions stay small enough to be read at once.

use super::{File, rust};

const LONGEST_FILE: usize = 600;
const LONG_FILE: usize = 400;
const MEDIAN_FILE: usize = 150;
const LONG_FUNCTION: usize = 45;

fn lines(file: &File) -> usize {
    file.text.lines().count()
}

#[test]
fn files_are_short() {
    let mut all = rust("src");
    all.extend(rust("tests"));
    for file in &all {
        assert!(lines(file) <= LONGEST_FILE, "{} has {} lines", file.path, lines(file));
    }
    let long: Vec<&str> =
        all.iter().filter(|file| lines(file) > LONG_FILE).map(|file| file.path.as_str()).collect();
    assert!(long.len() * 20 <= all.len(), "{long:?}");
}

#[test]
fn the_usual_file_is_a_page_or_three() {
    let mut sizes: Vec<usize> = rust("src").iter().map(lines).collect();
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    assert!(median <= MEDIAN_FILE, "half of the files have {median} lines or more");
}

/// Name and lines of every function, as rustfmt lays them out: a body ends at its own indentation.
fn functions(text: &str) -> Vec<(&str, usize)> {
    let head = regex::Regex::new(r"^( *)(?:pub(?:\([a-z]+\))? )?(?:const )?fn (\w+)").unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(parts) = head.captures(line) else { continue };
        let close = format!("{}}}", &parts[1]);
        let name = parts.get(2).unwrap().as_str();
        if line.ends_with('}') {
            found.push((name, 1));
            continue;
        }
        let ends = |line: &&str| {
            **line == close || line.ends_with(';') && !line.starts_with(&format!("{} ", &parts[1]))
        };
        let length = lines[start..].iter().position(ends).unwrap_or(0);
        found.push((name, length + 1));
    }
    found
}

#[test]
fn functions_are_short() {
    let files = rust("src");
    let all: Vec<(&str, &str, usize)> = files
        .iter()
        .flat_map(|file| {
            functions(&file.text).into_iter().map(|(name, size)| (file.path.as_str(), name, size))
        })
        .collect();
    let long: Vec<_> = all.iter().filter(|(_, _, size)| *size > LONG_FUNCTION).collect();
    assert!(all.len() > 1_000, "only {} functions found", all.len());
    assert!(long.len() * 20 <= all.len(), "{} of {}: {long:?}", long.len(), all.len());
}

#[test]
fn the_end_of_a_function_is_found() {
    let text = "fn a() {}\nfn b(\n    x: u8,\n) {\n    x;\n}\nimpl X {\n    fn c();\n    fn d() {\n        1\n    }\n}\n";
    assert_eq!(functions(text), [("a", 1), ("b", 5), ("c", 1), ("d", 3)]);
}
