//! What is wrong, where, and what to do about it.
//!
//! [`Diagnostic`] is the one value in which every stage reports trouble; one file per output format
//! renders them. Comes after `source`; everything else uses it.

mod excerpt;
mod github;
mod human;
mod json;
mod place;
#[cfg(test)]
mod tests;

pub use github::annotation;

use crate::source::{Sources, Span};

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The definitions or data cannot be used.
    Error,
    /// Usable, but likely not what was meant.
    Warning,
}

/// A second place that belongs to a diagnostic, with at most five words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// An edit that repairs the trouble without changing what is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The text to replace.
    pub span: Span,
    /// What to put there (as it stands in the file, TOML escapes included).
    pub replacement: String,
}

/// A place in a data file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DataPlace {
    /// Path as written in the definitions or found by its glob.
    pub file: String,
    /// Line or row, counted from 1 as an editor or spreadsheet shows it (the header is row 1).
    pub row: Option<u64>,
    /// Name of the column in the file.
    pub column: Option<String>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Kebab-case name, listed in `codes`.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// Lower case, no full stop, the user's text in backticks.
    pub message: String,
    /// The spot in a definition file.
    pub span: Option<Span>,
    /// Words under the spot; at most five.
    pub label: String,
    /// Further spots.
    pub labels: Vec<Label>,
    /// The spot in a data file.
    pub data: Option<DataPlace>,
    /// An action.
    pub help: Option<String>,
    /// A safe repair.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// Makes an error at a spot.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), ..Self::general(code, message) }
    }

    /// Makes a warning at a spot.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Makes an error that has no spot in a definition file.
    pub fn general(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            span: None,
            label: String::new(),
            labels: Vec::new(),
            data: None,
            help: None,
            fixes: Vec::new(),
        }
    }

    /// Sets the words under the spot.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a further spot.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Sets the help.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds a safe repair.
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fixes.push(Fix { span, replacement: replacement.into() });
        self
    }

    /// Sets the spot in a data file.
    pub fn data(mut self, place: DataPlace) -> Self {
        self.data = Some(place);
        self
    }
}

/// Findings, collected by every stage.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { items: vec![diagnostic] }
    }
}

impl Diagnostics {
    /// Gives what the findings say, in one line.
    pub fn messages(&self) -> String {
        self.iter().map(|it| it.message.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// Adds a finding; the same finding twice is kept once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.items.contains(&diagnostic) {
            self.items.push(diagnostic);
        }
    }

    /// Adds findings.
    pub fn extend(&mut self, items: impl IntoIterator<Item = Diagnostic>) {
        items.into_iter().for_each(|item| self.push(item));
    }

    /// Tells whether there is an error.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|item| item.severity == Severity::Error)
    }

    /// Tells whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Lists findings by place: file, offset, then code.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut items: Vec<&Diagnostic> = self.items.iter().collect();
        items.sort_by_key(|item| (item.span.is_none(), item.span, item.code));
        items
    }

    /// Lists findings in the order they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }
}

/// Forms in which findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// For people, with excerpts of the files.
    Human {
        /// With ANSI colours.
        color: bool,
    },
    /// An array of objects.
    Json,
    /// Commands that GitHub Actions turns into annotations.
    Github,
}

/// Renders findings, ordered by place.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, format: OutputFormat) -> String {
    let items = diagnostics.sorted();
    match format {
        OutputFormat::Human { color } => human::render(&items, sources, color),
        OutputFormat::Json => json::render(&items, sources),
        OutputFormat::Github => github::render(&items, sources, ""),
    }
}

/// Renders findings as annotations of GitHub; the folder is the way from the top of the repository to the
/// project, with `/` at its end.
pub fn annotations(diagnostics: &Diagnostics, sources: &Sources, folder: &str) -> String {
    github::render(&diagnostics.sorted(), sources, folder)
}

/// Names a spot as `file:line`.
pub fn spot(span: Span, sources: &Sources) -> String {
    let place = place::Place::of(span, sources);
    format!("{}:{}", place.file, place.line)
}
