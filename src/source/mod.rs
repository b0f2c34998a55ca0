//! Text of definition files and places in it.
//!
//! Holds [`Sources`] (every file of a project), [`Span`] (a byte range in one of them) and
//! [`Embedded`] (an expression inside a TOML string, mapped back to file offsets). First module of
//! the pipeline; `diagnostic` renders its spans.

mod embedded;

pub use embedded::{Embedded, Quote};

use std::ops::Range;

/// Identifies a file in [`Sources`]; the order of files is the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Covers bytes `range` of `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: range.start as u32, end: range.end as u32 }
    }

    /// Covers both spans; they lie in the same file.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Gives the range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value with the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value and its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// One definition file: its path as shown to the user and its text.
#[derive(Debug, Clone)]
pub struct File {
    /// Path relative to the project, with `/`.
    pub name: String,
    /// Content, UTF-8, without byte order mark.
    pub text: String,
}

/// Every definition file of a project, `kpi.toml` first, the others sorted by name.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<File>,
}

impl Sources {
    /// Makes a set of files; keeps their order.
    pub fn new(files: Vec<File>) -> Self {
        Self { files }
    }

    /// Adds a file and gives its id (also used for expressions of the command line).
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(File { name: name.into(), text: text.into() });
        FileId(self.files.len() as u32 - 1)
    }

    /// Gives a file.
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// Lists files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }

    /// Gives the line in which a span begins, from 1.
    pub fn line(&self, span: Span) -> usize {
        let before = self.file(span.file).text.as_bytes().iter().take(span.start as usize);
        1 + before.filter(|byte| **byte == b'\n').count()
    }

    /// Gives the text a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or_default()
    }
}
