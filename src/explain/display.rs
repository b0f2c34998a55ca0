//! Layout of an explanation: a heading, facts, tables whose columns stand under each other.

use std::fmt::{self, Display, Formatter};

use super::definition::Explanation;

/// A titled table of an [`Explanation`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it lists.
    pub kind: Sort,
    /// Its heading.
    pub title: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// What a [`Section`] lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// What rates are a share of.
    Denominators,
    /// Rows with their clocks.
    Sets,
    /// Columns of a source.
    Columns,
    /// Links from and to a source.
    Links,
    /// What it is made of, down to columns.
    Inputs,
    /// Who uses it.
    Users,
}

/// A line of a [`Section`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 0 for what the definition itself names, 1 for what that names, ..
    pub depth: usize,
    /// Texts; the last one may be long.
    pub cells: Vec<String>,
}

impl Line {
    /// Makes a line of the first depth.
    pub(super) fn new(cells: Vec<String>) -> Self {
        Self { depth: 0, cells }
    }
}

impl Display for Explanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.label {
            Some(label) => writeln!(f, "{}  {label}  ({})", self.name, self.sort)?,
            None => writeln!(f, "{}  ({})", self.name, self.sort)?,
        }
        writeln!(f, "\n  {}\n", self.sentence)?;
        let facts: Vec<Line> = self
            .facts
            .iter()
            .map(|fact| Line::new(vec![fact.word.clone(), fact.text.clone()]))
            .collect();
        table(f, &facts)?;
        for section in &self.sections {
            writeln!(f, "\n{}", section.title)?;
            table(f, &section.lines)?;
        }
        Ok(())
    }
}

fn table(f: &mut Formatter<'_>, lines: &[Line]) -> fmt::Result {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        // The last cell needs no room after it, so it may be as long as it likes.
        let padded = line.cells.len().saturating_sub(1);
        for (index, cell) in line.cells.iter().take(padded).enumerate() {
            let own = width(cell) + if index == 0 { line.depth * 2 } else { 0 };
            match widths.get_mut(index) {
                Some(width) => *width = own.max(*width),
                None => widths.push(own),
            }
        }
    }
    for line in lines {
        let mut text = "  ".repeat(line.depth + 1);
        for (index, cell) in line.cells.iter().enumerate() {
            text.push_str(cell);
            if index + 1 < line.cells.len() {
                let used = width(cell) + if index == 0 { line.depth * 2 } else { 0 };
                text.push_str(&" ".repeat(widths[index].saturating_sub(used) + 2));
            }
        }
        writeln!(f, "{}", text.trim_end())?;
    }
    Ok(())
}

/// Columns a text takes on a terminal: East Asian wide and fullwidth characters take two.
fn width(text: &str) -> usize {
    let wide = |c: char| {
        matches!(c as u32,
            0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff
            | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff
            | 0x20000..=0x3fffd)
    };
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}
