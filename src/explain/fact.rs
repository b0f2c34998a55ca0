//! A line of an explanation: a word and what it says. Gathered by `about` and the files of each kind.

use super::phrases::Phrases;

/// A word and what it says of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The word in English, in every language.
    pub key: String,
    /// The word in the language of the project.
    pub word: String,
    /// What it says.
    pub text: String,
    /// It stands so in the definitions: a formula or a condition.
    pub written: bool,
}

pub(super) struct Facts<'p, 'm> {
    pub(super) phrases: &'p Phrases<'m>,
    pub(super) found: Vec<Fact>,
}

impl Facts<'_, '_> {
    pub(super) fn add(&mut self, english: &str, japanese: &str, text: impl Into<String>) {
        self.put(english, japanese, text.into(), false);
    }

    /// A formula or condition.
    pub(super) fn written(&mut self, english: &str, japanese: &str, text: impl ToString) {
        self.put(english, japanese, text.to_string(), true);
    }

    pub(super) fn maybe(&mut self, english: &str, japanese: &str, text: Option<String>) {
        if let Some(text) = text {
            self.add(english, japanese, text);
        }
    }

    fn put(&mut self, english: &str, japanese: &str, text: String, written: bool) {
        let word = self.phrases.say(english, japanese).to_owned();
        self.found.push(Fact { key: english.to_owned(), word, text, written });
    }
}
