//! Tests of definitions as understood.

use std::collections::BTreeMap;

use super::{CriterionId, Formula, SourceId, StageId};
use crate::expression::Expression;
use crate::plan::Value;
use crate::source::Span;
use jiff::civil::Date;

/// Rows, and who is expected in which stage on a day.
#[derive(Debug, Clone)]
pub struct Test {
    /// Its name, unique.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The last day whose rows exist.
    pub as_of: Date,
    /// Who agreed to it.
    pub agreed_by: Vec<String>,
    /// Rows, each as long as the columns of its source; a source without any is empty.
    pub given: BTreeMap<SourceId, Vec<Vec<Value>>>,
    /// What has to come out.
    pub expect: Vec<Expectation>,
    /// Conditions that have to decide.
    pub because: Vec<Because>,
}

/// What is expected of one stage or criterion.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Where it stands.
    pub span: Span,
    /// Of what.
    pub of: Expected,
    /// Keys of subjects, each with the moments of its entries (dates or instants, in order); none
    /// where only the key counts.
    pub entries: Vec<(Value, Option<Vec<Value>>)>,
}

/// What a test expects something of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// Who entered it.
    Stage(StageId),
    /// Which rows fulfil it.
    Criterion(CriterionId),
}

/// A condition that has to decide.
#[derive(Debug, Clone)]
pub struct Because {
    /// As written.
    pub written: Expression,
    /// As understood on rows of each source on which it has a meaning.
    pub understood: Vec<(SourceId, Formula)>,
}
