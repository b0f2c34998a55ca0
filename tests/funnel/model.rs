//! A project as plain data: rows, conditions, a funnel, KPIs. Comes after `moments`; `written` prints
//! it for the program, `conditions` to `entries` read it themselves.

use super::moments::{Calendar, Length};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Missing,
    Text(String),
    Number(i64),
    Moment(Timestamp),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

/// The columns of a row by name; a column that is not there is missing.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) values: BTreeMap<&'static str, Value>,
}

impl Row {
    /// What stands in the file.
    pub(super) fn written(&self, column: &str) -> Value {
        self.values.get(column).cloned().unwrap_or(Value::Missing)
    }

    pub(super) fn text(&self, column: &str) -> Option<&str> {
        match self.values.get(column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// A source: its name, key, `time` and columns with their types.
pub(super) struct Source {
    pub(super) name: &'static str,
    pub(super) key: &'static str,
    pub(super) time: Option<&'static str>,
    pub(super) columns: &'static [(&'static str, &'static str)],
}

pub(super) const SUBJECT: &str = "leads";

pub(super) const SOURCES: [Source; 6] = [
    Source {
        name: SUBJECT,
        key: "lead_id",
        time: Some("created_at"),
        columns: &[
            ("lead_id", "text"),
            ("created_at", "datetime"),
            ("qualified_at", "datetime"),
            ("company_id", "text', links = 'companies"),
            ("industry", "text"),
            ("job_level", "text"),
        ],
    },
    Source {
        name: "companies",
        key: "company_id",
        time: None,
        columns: &[("company_id", "text"), ("employees", "integer"), ("industry", "text")],
    },
    Source {
        name: "touches",
        key: "touch_id",
        time: Some("at"),
        columns: &[
            ("touch_id", "text"),
            ("lead_id", "text', links = 'leads"),
            ("at", "datetime"),
            ("kind", "text"),
            ("channel", "text"),
        ],
    },
    Source {
        name: "page_views",
        key: "view_id",
        time: Some("at"),
        columns: &[
            ("view_id", "text"),
            ("lead_id", "text', links = 'leads"),
            ("at", "datetime"),
            ("path", "text"),
            ("seconds", "integer"),
        ],
    },
    Source {
        name: "activities",
        key: "activity_id",
        time: Some("at"),
        columns: &[
            ("activity_id", "text"),
            ("lead_id", "text', links = 'leads"),
            ("at", "datetime"),
            ("kind", "text"),
        ],
    },
    Source {
        name: "deals",
        key: "deal_id",
        time: Some("created_at"),
        columns: &[
            ("deal_id", "text"),
            ("lead_id", "text', links = 'leads"),
            ("created_at", "datetime"),
            ("closed_at", "datetime', known_from = 'closed_at"),
            ("status", "text', known_from = 'closed_at', until_then = 'open"),
            ("amount", "money"),
        ],
    },
];

pub(super) fn source(name: &str) -> &'static Source {
    SOURCES.iter().find(|source| source.name == name).unwrap()
}

/// The column from whose moment on a column is known, and its value until then.
pub(super) fn known_from(source: &str, column: &str) -> Option<(&'static str, Value)> {
    match (source, column) {
        ("deals", "closed_at") => Some(("closed_at", Value::Missing)),
        ("deals", "status") => Some(("closed_at", Value::from("open"))),
        _ => None,
    }
}

/// A column of a source; of `leads` and `companies` reached from the row or the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) source: &'static str,
    pub(super) column: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// A condition of the language; stages and scores by their place.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Either(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Name, Operator, Value),
    In(Name, Vec<Value>),
    StartsWith(Name, &'static str),
    Missing(Name),
    Present(Name),
    Any(Rows),
    None(Rows),
    Count(Rows, Operator, i64),
    Sum(Rows, &'static str, Operator, i64),
    Score(usize, Operator, i64),
}

/// The rows below a subject that an aggregate looks at.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) source: &'static str,
    pub(super) filter: Option<Box<Condition>>,
    pub(super) last: Option<Length>,
    pub(super) from: Option<Bound>,
}

/// `after` (strict) or `since` a stage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    pub(super) strict: bool,
    pub(super) stage: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Score {
    pub(super) cap: Option<i64>,
    pub(super) floor: Option<i64>,
    pub(super) rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// The source whose rows give points; none for a rule per lead.
    pub(super) source: Option<&'static str>,
    pub(super) when: Condition,
    /// In tenths.
    pub(super) points: i64,
    pub(super) cap: Option<i64>,
    pub(super) fades: Fades,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Fades {
    Never,
    Window(Length),
    /// `lose` in percent; `every` and `ends` in the same unit.
    Decay {
        lose: i64,
        every: Length,
        ends: Length,
    },
}

#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// `at = "leads.qualified_at"`
    Recorded(&'static str),
    /// `at = "first(source.moment where .. since stage)"`
    First {
        source: &'static str,
        moment: &'static str,
        filter: Option<Condition>,
        from: Option<Bound>,
    },
    /// `when = ".."`
    When(Condition),
    /// `restates = false`: the oldest `when`, then each later one with its `effective_from`.
    Changed(Condition, Vec<(Date, Condition)>),
}

impl Stage {
    /// All conditions of a `when` stage, oldest first.
    pub(super) fn conditions(&self) -> Vec<&Condition> {
        match self {
            Stage::Recorded(_) | Stage::First { .. } => Vec::new(),
            Stage::When(condition) => vec![condition],
            Stage::Changed(oldest, later) => {
                [oldest].into_iter().chain(later.iter().map(|(_, condition)| condition)).collect()
            }
        }
    }

    /// The days on which another definition comes into force.
    pub(super) fn breaks(&self) -> Vec<Date> {
        match self {
            Stage::Changed(_, later) => later.iter().map(|(day, _)| *day).collect(),
            _ => Vec::new(),
        }
    }

    /// "a replay uses at each instant the definition in force then"
    pub(super) fn in_force(&self, day: Date) -> Option<&Condition> {
        let passed = self.breaks().iter().filter(|from| **from <= day).count();
        self.conditions().get(passed).copied()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Skips {
    Backfill,
    Exclude,
    Error,
}

/// `cycle = { restarts_at = .., dormant = .., quiet_in = [..] }`
#[derive(Clone, Debug)]
pub(super) struct Restart {
    pub(super) restarts_at: &'static str,
    pub(super) dormant: Length,
    pub(super) quiet_in: Vec<&'static str>,
}

#[derive(Clone, Debug)]
pub(super) enum Kpi {
    /// `count(stage where filter)`
    Count { stage: usize, filter: Option<Condition> },
    /// `stage where filter -> stage within window -> ..`; no window: `ever`
    Conversion { from: usize, filter: Option<Condition>, steps: Vec<Step>, minimum: Option<usize> },
    /// `survival median(stage where filter -> goal)`
    SurvivalMedian { from: usize, filter: Option<Condition>, to: Goal, minimum: Option<usize> },
    /// `expected rate(stage where filter -> goal within window)`
    ExpectedRate {
        from: usize,
        filter: Option<Condition>,
        to: Goal,
        window: Length,
        minimum: Option<usize>,
    },
    /// `median(later.at - earlier.at over later)`
    Median { later: usize, earlier: usize },
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) to: Goal,
    pub(super) window: Option<Length>,
}

/// The right of `->`.
#[derive(Clone, Debug)]
pub(super) enum Goal {
    /// An entry into a stage, seen through a filter.
    Stage(usize, Option<Condition>),
    /// `first(source.moment where ..)`
    First { source: &'static str, moment: &'static str, filter: Option<Condition> },
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Dimension {
    /// `first(touches.channel)`
    First(Name),
    /// `last(touches.channel)`
    Last(Name),
    Column(Name),
}

/// The label of entries without a value.
pub(super) const UNKNOWN: &str = "不明";

#[derive(Clone, Debug)]
pub(super) struct Project {
    pub(super) calendar: Calendar,
    pub(super) as_of: Date,
    /// The sources whose moments are dates.
    pub(super) dates: Vec<&'static str>,
    pub(super) tables: BTreeMap<&'static str, Vec<Row>>,
    pub(super) scores: Vec<Score>,
    pub(super) stages: Vec<Stage>,
    pub(super) skips: Skips,
    pub(super) restart: Option<Restart>,
    pub(super) kpis: Vec<Kpi>,
    pub(super) dimensions: Vec<Dimension>,
}

impl Project {
    /// A row of a source.
    pub(super) fn add(&mut self, source: &'static str, values: &[(&'static str, Value)]) {
        let values = values.iter().cloned().collect();
        self.tables.entry(source).or_default().push(Row { values });
    }

    pub(super) fn rows(&self, source: &str) -> &[Row] {
        self.tables.get(source).map_or(&[], Vec::as_slice)
    }
}
