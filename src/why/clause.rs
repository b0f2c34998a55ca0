//! A condition as a tree of clauses, each with whether and why it holds.
//!
//! A [`Question`], made by `question`, holds places in a list of formulas; a row of their values
//! turns it into a [`Clause`]. Whether a clause holds is never decided here.

use super::Shown;
use crate::plan::Value;
use crate::types::Kind;
use jiff::civil::Date;

/// A clause of a condition, looked at.
#[derive(Debug, Clone)]
pub struct Clause {
    /// What it is made of.
    pub form: Form,
    /// As written, on one line.
    pub text: String,
    /// The label of a criterion or score.
    pub label: Option<String>,
    /// Whether it is true.
    pub holds: bool,
    /// What it looked at.
    pub seen: Vec<Seen>,
    /// Points rule by rule, where it looked at a score.
    pub points: Vec<Points>,
    /// How far a comparison of numbers is from being true.
    pub gap: Option<Gap>,
    /// Its parts.
    pub parts: Vec<Clause>,
}

/// What a clause is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// All parts are to be true.
    All,
    /// One part is to be true.
    Any,
    /// Its one part is to be false.
    Not,
    /// A criterion with its condition.
    Criterion,
    /// A test of values.
    Test,
}

/// Something a clause looked at.
#[derive(Debug, Clone)]
pub struct Seen {
    /// As written.
    pub of: String,
    /// In which respect.
    pub what: What,
    /// What was found.
    pub found: Shown,
}

/// In which respect something is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A value.
    Value,
    /// The number of rows that count.
    Rows,
    /// The moment of the latest of them.
    Latest,
}

/// Points of a rule, or of all rules together.
#[derive(Debug, Clone)]
pub struct Points {
    /// The rule as written; none for the sum before the caps of the score.
    pub rule: Option<String>,
    /// The points.
    pub points: Value,
}

/// How far a comparison of numbers is from being true.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The difference of both sides.
    pub size: Shown,
    /// The left side is to rise; else to fall.
    pub rise: bool,
    /// The difference alone is not enough.
    pub more: bool,
    /// The left side is a score.
    pub points: bool,
}

/// A clause not yet looked at.
pub(super) struct Question {
    pub(super) form: Form,
    pub(super) text: String,
    pub(super) label: Option<String>,
    pub(super) holds: usize,
    pub(super) seen: Vec<(String, What, Place)>,
    pub(super) points: Vec<(Option<String>, usize)>,
    pub(super) gap: Option<(Place, bool, bool, bool)>,
    pub(super) parts: Vec<Question>,
    /// It is one of several definitions.
    pub(super) days: Option<Days>,
}

/// The days on which a definition is in force.
#[derive(Clone, Copy)]
pub(super) struct Days {
    /// Whether the day looked at is one of them, by its place in the list of formulas.
    pub(super) holds: usize,
    pub(super) from: Option<Date>,
    /// The first day of the next one.
    pub(super) to: Option<Date>,
}

/// A place in the list of formulas, and its kind; hidden where it tells who somebody is.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) at: usize,
    pub(super) kind: Kind,
    pub(super) hidden: bool,
}

impl Question {
    /// The definition in force on the day looked at, where there are several; else the whole.
    pub(super) fn in_force(&self, values: &[Value]) -> &Question {
        let own = |part: &&Question| {
            part.days.is_some_and(|days| values.get(days.holds) == Some(&Value::Boolean(true)))
        };
        self.parts.iter().find(own).unwrap_or(self)
    }

    /// Looks at the values of the formulas that were asked for.
    pub(super) fn answered(&self, values: &[Value]) -> Clause {
        let value = |at: usize| values.get(at).cloned().unwrap_or(Value::Missing);
        let shown =
            |of: &Place| Shown { value: (!of.hidden).then(|| value(of.at)), kind: of.kind.clone() };
        let holds = value(self.holds) == Value::Boolean(true);
        let seen = self.seen.iter().map(|(of, what, at)| Seen {
            of: of.clone(),
            what: *what,
            found: shown(at),
        });
        let points =
            self.points.iter().map(|(rule, at)| Points { rule: rule.clone(), points: value(*at) });
        let far = self.gap.as_ref().filter(|(at, ..)| !holds && value(at.at) != Value::Missing);
        let gap = far.map(|(at, rise, more, points)| Gap {
            size: shown(at),
            rise: *rise,
            more: *more,
            points: *points,
        });
        Clause {
            form: self.form,
            text: self.text.clone(),
            label: self.label.clone(),
            holds,
            seen: seen.filter(found_something).collect(),
            points: points.collect(),
            gap,
            parts: self.parts.iter().map(|part| part.answered(values)).collect(),
        }
    }
}

/// The latest of no rows is not worth a word.
fn found_something(seen: &Seen) -> bool {
    seen.what != What::Latest || seen.found.value != Some(Value::Missing)
}
