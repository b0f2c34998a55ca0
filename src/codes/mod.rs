//! The codes of findings, each with an explanation, an example and its repair.
//!
//! `kpi explain CODE` prints them; a test ties them to the findings the program can make.

mod data;
mod names;
mod run;
#[cfg(test)]
mod tests;
mod text;
mod types;

use std::fmt;
use std::sync::LazyLock;

/// What a code of a finding means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeDoc {
    /// Kebab-case name.
    pub code: &'static str,
    /// One clause.
    pub summary: &'static str,
    /// Why it is reported and what to do.
    pub explanation: &'static str,
    /// Something that causes it; empty where nothing the user writes does.
    pub example: &'static str,
    /// The example put right.
    pub repaired: &'static str,
}

/// Every code, sorted.
pub static ALL: LazyLock<Vec<&'static CodeDoc>> = LazyLock::new(|| {
    let drawers = [text::ALL, names::ALL, types::ALL, data::ALL, run::ALL];
    let mut all: Vec<&CodeDoc> = drawers.into_iter().flatten().collect();
    all.sort_by_key(|doc| doc.code);
    all
});

/// Finds a code.
pub fn find(code: &str) -> Option<&'static CodeDoc> {
    ALL.iter().copied().find(|doc| doc.code == code)
}

impl fmt::Display for CodeDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}\n\n{}", self.code, self.summary, self.explanation)?;
        for (title, text) in [("Example", self.example), ("Repaired", self.repaired)] {
            if !text.is_empty() {
                writeln!(f, "\n{title}:\n")?;
                for line in text.lines() {
                    writeln!(f, "    {line}")?;
                }
            }
        }
        Ok(())
    }
}
