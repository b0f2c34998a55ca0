//! Names of pages: the same everywhere, apart on every file system, plain in links.

use crate::explain::Item;
use crate::hash;
use crate::model::Model;

/// The page that lists all others.
pub(super) const INDEX: &str = "index.html";

/// Characters of a file name without its ending, at most.
const LONGEST: usize = 120;

/// Hex digits that stand for the rest of a long name.
const DIGITS: usize = 16;

/// Gives the full name of anything that has a page, with its kind: `kpi.win_rate`, `source.leads`.
pub(super) fn full(model: &Model, item: Item) -> String {
    match item {
        Item::Source(id) | Item::Column(id, _) => format!("source.{}", model.source(id).name),
        item => item.name(model),
    }
}

/// Gives the file of a page. What is not a small letter, a digit, `_` or `.` is written byte by byte, as in
/// `-e5`, so that names that differ in case only stay apart; long names end in a hash.
pub(super) fn file(full: &str) -> String {
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.');
    let spelled = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("-{byte:02x}"),
    };
    let mut name: String = full.bytes().map(spelled).collect();
    if name.len() > LONGEST {
        name.truncate(LONGEST - DIGITS - 2);
        name = format!("{name}--{}", hash::digest(full, DIGITS));
    }
    format!("{name}.html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_apart_in_letters_that_every_file_system_has() {
        assert_eq!(file("kpi.win_rate"), "kpi.win_rate.html");
        assert_eq!(file("kpi.MQL"), "kpi.-4d-51-4c.html");
        assert_eq!(file("kpi.率"), "kpi.-e7-8e-87.html");
        assert_eq!(file("kpi.a/b"), "kpi.a-2fb.html");
        let long = |last: &str| file(&format!("kpi.{}{last}", "率".repeat(80)));
        assert!(long("a") != long("b") && long("a").len() <= LONGEST + ".html".len());
        assert!(long("a").contains("--"), "which no short name has");
    }
}
