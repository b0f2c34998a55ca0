//! Applies the safe repairs of diagnostics to the text of files.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostics, Fix};
use crate::source::{FileId, Sources};

/// A file after its repairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// Which file.
    pub file: FileId,
    /// Its new text; comments and layout are as before.
    pub text: String,
    /// How many repairs were made.
    pub count: usize,
}

/// Repairs every file that has safe repairs; of overlapping ones the first is made.
pub fn fix(sources: &Sources, diagnostics: &Diagnostics) -> Vec<Repaired> {
    let mut by_file: BTreeMap<FileId, Vec<&Fix>> = BTreeMap::new();
    for fix in diagnostics.iter().flat_map(|diagnostic| &diagnostic.fixes) {
        by_file.entry(fix.span.file).or_default().push(fix);
    }
    by_file.into_iter().map(|(file, fixes)| repaired(sources, file, fixes)).collect()
}

fn repaired(sources: &Sources, file: FileId, mut fixes: Vec<&Fix>) -> Repaired {
    fixes.sort_by_key(|fix| (fix.span, fix.replacement.as_str()));
    let original = &sources.file(file).text;
    let (mut text, mut at, mut count) = (String::new(), 0, 0);
    for fix in fixes {
        let range = fix.span.range();
        let Some(between) = original.get(at..range.start) else { continue };
        text.push_str(between);
        text.push_str(&fix.replacement);
        at = range.end;
        count += 1;
    }
    text.push_str(original.get(at..).unwrap_or_default());
    Repaired { file, text, count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::source::Span;

    #[test]
    fn repairs_keep_everything_else_and_overlaps_are_made_once() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "x = \"a == b\" # 注\n");
        let mut diagnostics = Diagnostics::default();
        let error = |range: std::ops::Range<usize>, with: &str| {
            let span = Span::new(file, range);
            Diagnostic::error("foreign-spelling", span, with).fix(span, with)
        };
        diagnostics.push(error(7..9, "="));
        diagnostics.push(error(8..10, "?"));
        let repaired = fix(&sources, &diagnostics);
        assert_eq!(repaired[0].text, "x = \"a = b\" # 注\n");
        assert_eq!(repaired[0].count, 1);
    }
}
