//! The lines around some spans of one file, long ones clipped.
//!
//! `human` shows it; a line of a megabyte is never printed whole.

use std::ops::Range;

/// Characters kept of a long line before and after the spot.
const BEFORE: usize = 60;
const AFTER: usize = 140;
/// Lines up to this many bytes are kept whole.
const WHOLE: usize = 400;
const CUT: &str = "...";

struct Line {
    /// The part of the file that is kept.
    kept: Range<usize>,
    /// Where that part begins in the excerpt.
    at: usize,
}

/// Consecutive lines of a file.
pub(super) struct Excerpt {
    /// What to show.
    pub(super) text: String,
    /// Number of the first line, from 1.
    pub(super) first_line: usize,
    lines: Vec<Line>,
}

impl Excerpt {
    /// Takes the lines that hold `spots`.
    pub(super) fn around(text: &str, spots: &[Range<usize>]) -> Self {
        let first = spots.iter().map(|spot| spot.start).min().unwrap_or(0);
        let last = spots.iter().map(|spot| spot.end).max().unwrap_or(0);
        let first = floor(text, first);
        let last = floor(text, last.max(first));
        let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
        let mut excerpt = Self {
            text: String::new(),
            first_line: 1 + text[..start].bytes().filter(|byte| *byte == b'\n').count(),
            lines: Vec::new(),
        };
        let mut at = start;
        for line in text[start..end].split('\n') {
            excerpt.add(text, at..at + line.len(), spots);
            at += line.len() + 1;
        }
        excerpt
    }

    /// Maps a range of the file to the excerpt.
    pub(super) fn map(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }

    /// Gives the column, from 1, that a place of the file has in the excerpt.
    pub(super) fn column(&self, at: usize) -> usize {
        let before = &self.text[..floor(&self.text, self.offset(at))];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        1 + before[start..].chars().count()
    }

    fn offset(&self, at: usize) -> usize {
        let after = self.lines.partition_point(|line| line.kept.start <= at);
        let Some(line) = self.lines.get(after.saturating_sub(1)) else {
            return 0;
        };
        line.at + at.clamp(line.kept.start, line.kept.end) - line.kept.start
    }

    fn add(&mut self, text: &str, line: Range<usize>, spots: &[Range<usize>]) {
        let kept = match line.len() {
            0..=WHOLE => line.clone(),
            _ => window(text, &line, spots),
        };
        if !self.lines.is_empty() {
            self.text.push('\n');
        }
        if kept.start > line.start {
            self.text.push_str(CUT);
        }
        let at = self.text.len();
        self.text.push_str(&text[kept.clone()]);
        if kept.end < line.end {
            self.text.push_str(CUT);
        }
        self.lines.push(Line { kept, at });
    }
}

/// The part of a long line around its first spot.
fn window(text: &str, line: &Range<usize>, spots: &[Range<usize>]) -> Range<usize> {
    let inside = spots
        .iter()
        .flat_map(|spot| [spot.start, spot.end])
        .filter(|at| line.start <= *at && *at <= line.end);
    let spot = floor(text, inside.min().unwrap_or(line.start));
    let before = text[line.start..spot].char_indices().rev();
    let start = before.take(BEFORE).last().map_or(spot, |(at, _)| line.start + at);
    let mut after = text[spot..line.end].char_indices();
    let end = after.nth(AFTER).map_or(line.end, |(at, _)| spot + at);
    start..end
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
