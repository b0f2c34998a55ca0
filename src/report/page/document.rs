//! A document in words, section by section: a report, a review.

use super::{Block, Text};

/// A document in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// `ja` or `en`.
    pub language: String,
    /// What it is called.
    pub title: String,
    /// Name of the project.
    pub project: String,
    /// What it all comes to, in a sentence.
    pub sentence: String,
    /// Word and text.
    pub facts: Vec<(String, String)>,
    /// In the order of reading.
    pub sections: Vec<Section>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// A word of its own within the document.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// What it comes to.
    pub lead: Option<Text>,
    /// What it holds; where it is absent the lead says why.
    pub blocks: Vec<Block>,
}
