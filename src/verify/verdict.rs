//! What became of an agreement: a result, free of engines.

use crate::diagnostic::Diagnostics;
use crate::model::AgreementId;
use crate::plan::Value;
use crate::table::{KpiTitle, Note, Outcome, PeriodTitle};
use jiff::civil::Date;

/// One agreement over the periods asked for.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Which one.
    pub agreement: AgreementId,
    /// How its values are shown.
    pub title: KpiTitle,
    /// The periods, first to last; empty where `trouble` says why.
    pub periods: Vec<Judged>,
    /// When it is to be looked at again.
    pub review: Option<Review>,
    /// Why it could not be answered.
    pub trouble: Option<Diagnostics>,
    /// Where it looks at entries by more than one definition.
    pub breaks: Vec<Note>,
}

/// An agreement in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The period.
    pub period: PeriodTitle,
    /// The verdict.
    pub state: State,
    /// Why nothing can be said; of [`State::TooEarly`] and [`State::NotEnough`].
    pub reason: Option<Reason>,
    /// What was measured.
    pub value: Value,
    /// Entries it rests on.
    pub n: Option<i64>,
    /// How the entries of a conversion ended.
    pub conversion: Option<Outcome>,
    /// Open entries that have not converted: they still can.
    pub pending: Option<i64>,
    /// Who was let down, where a conversion fell short.
    pub breaches: Option<Breaches>,
}

/// Whether a promise was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "words of the language")]
pub enum State {
    Kept,
    Broken,
    TooEarly,
    NotEnough,
}

impl State {
    /// The word in machine formats.
    pub fn word(self) -> &'static str {
        match self {
            State::Kept => "kept",
            State::Broken => "broken",
            State::TooEarly => "too_early",
            State::NotEnough => "not_enough_data",
        }
    }
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The period has not begun.
    NotBegun,
    /// The period is not over.
    Unfinished,
    /// Open entries decide.
    Open,
    /// Fewer entries than the minimum.
    Insufficient,
    /// Nothing to take a share or a mean of.
    Undefined,
    /// The data of the period has not arrived.
    MissingInput,
}

impl Reason {
    /// The word in machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Reason::NotBegun => "not_begun",
            Reason::Unfinished => "unfinished",
            Reason::Open => "open",
            Reason::Insufficient => "insufficient",
            Reason::Undefined => "undefined",
            Reason::MissingInput => "missing_input",
        }
    }
}

/// Entries that did not convert in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Breaches {
    /// Keys of the first ones, sorted.
    pub keys: Vec<Value>,
    /// How many there are in all.
    pub of: usize,
}

/// When an agreement is to be looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// The last day it holds unreviewed.
    pub by: Date,
    /// That day lies before the as-of day.
    pub passed: bool,
}

impl Verdict {
    /// Tells whether a promise was broken or the review is due.
    pub fn is_finding(&self) -> bool {
        let broken = self.periods.iter().any(|judged| judged.state == State::Broken);
        broken || self.review.is_some_and(|review| review.passed)
    }

    /// Tells whether data was missing for an answer.
    pub fn is_unanswered(&self) -> bool {
        let missing = |judged: &Judged| judged.reason == Some(Reason::MissingInput);
        self.trouble.is_some() || self.periods.iter().any(missing)
    }
}
