//! Random projects out of lists of numbers. Comes after `model`; `compare` asks about them.

use super::definitions;
use super::entries::Question;
use super::model::{Project, Skips, Value};
use super::moments::{Calendar, Unit, length, local};
use crate::agreement::choices::Choices;
use crate::agreement::random::numbers;
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use proptest::strategy::Strategy;
use std::collections::BTreeMap;

/// Local moments: ends of months, days on which clocks change in some zone, and ties.
const ANCHORS: [&str; 16] = [
    "2026-01-05 10:00",
    "2026-01-31 10:00",
    "2025-12-31 23:59:59",
    "2026-01-01 00:00",
    "2025-10-25 02:30",
    "2025-11-01 01:30",
    "2025-11-30 18:00",
    "2026-01-05 17:59:59",
    "2026-01-31 00:00",
    "2026-02-28 10:00",
    "2026-03-01 00:00",
    "2026-03-07 02:30",
    "2026-03-08 03:30",
    "2026-03-28 02:30",
    "2026-03-29 12:00",
    "2026-04-01 09:00",
];

/// An error ends the comparison, so it is rarer.
const SKIPS: [Skips; 7] = [
    Skips::Backfill,
    Skips::Exclude,
    Skips::Backfill,
    Skips::Exclude,
    Skips::Backfill,
    Skips::Backfill,
    Skips::Error,
];

const ZONES: [&str; 3] = ["Asia/Tokyo", "America/New_York", "Europe/Berlin"];

/// The moments of one project: what is added to anchors are the spans of its conditions.
struct Moments<'a> {
    calendar: &'a Calendar,
}

impl Moments<'_> {
    fn anchor(&self, choices: &mut Choices, of: usize) -> Timestamp {
        local(self.calendar.zone, ANCHORS[choices.below(of)])
    }

    fn any(&self, choices: &mut Choices) -> Timestamp {
        let anchor = self.anchor(choices, ANCHORS.len());
        self.near(choices, anchor)
    }

    /// A span of a condition later, or just before or after that.
    fn near(&self, choices: &mut Choices, from: Timestamp) -> Timestamp {
        let span = match choices.below(12) {
            0..=3 => length(0, Unit::Days),
            4 => length(1, Unit::Days),
            5 => length(7, Unit::Days),
            6 => length(30, Unit::Days),
            7 => length(1, Unit::Months),
            8 => length(36, Unit::Hours),
            9 => length(2, Unit::Months),
            10 => length(60, Unit::Days),
            _ => length(3, Unit::Hours),
        };
        let seconds = match choices.below(6) {
            0..=3 => 0,
            4 => 1,
            _ => -1,
        };
        self.calendar.plus(from, span) + Span::new().seconds(seconds)
    }
}

/// Numbers for `case`: for the definitions, and for the rows.
pub(super) fn numbers_of_a_case()
-> (impl Strategy<Value = Vec<u16>>, impl Strategy<Value = Vec<u16>>) {
    (numbers(200), numbers(400))
}

/// A project and a question out of numbers for the definitions and numbers for the rows.
pub(super) fn case(model: Vec<u16>, data: Vec<u16>) -> (Project, Question) {
    let mut choices = Choices::new(model);
    let question = question(&mut choices);
    let mut project = project(&mut choices);
    fill(&mut Choices::new(data), &mut project);
    (project, question)
}

fn question(choices: &mut Choices) -> Question {
    let months = choices.one_of(&[None, Some(1), Some(3)]);
    let whole = Some((date(2025, 10, 1), date(2026, 6, 30)));
    let part = Some((date(2026, 1, 1), date(2026, 3, 31)));
    let period = if months.is_some() { choices.one_of(&[whole, part]) } else { None };
    let by = choices.one_of(&[vec![], vec![0], vec![2], vec![1, 3]]);
    Question { period, months, by }
}

/// Definitions without rows.
fn project(choices: &mut Choices) -> Project {
    let whole_days = choices.once_in(4);
    let calendar =
        Calendar { zone: choices.one_of(&ZONES), whole_days, hours: choices.below(2) == 0 };
    let mut dates = Vec::new();
    if whole_days {
        dates.push("leads");
        let others = ["touches", "page_views", "activities", "deals"];
        dates.extend(others.into_iter().filter(|_| choices.below(2) == 0));
    }
    let mut project = Project {
        calendar,
        as_of: as_of(choices),
        dates,
        tables: BTreeMap::new(),
        scores: Vec::new(),
        stages: Vec::new(),
        skips: choices.one_of(&SKIPS),
        restart: None,
        kpis: Vec::new(),
        dimensions: Vec::new(),
    };
    definitions::define(choices, &mut project);
    project
}

fn as_of(choices: &mut Choices) -> Date {
    let days = [
        date(2026, 6, 30),
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 8),
        date(2026, 4, 1),
    ];
    if choices.below(2) == 0 { days[0] } else { choices.one_of(&days) }
}

fn text(choices: &mut Choices, of: &[&str], missing: usize) -> Value {
    if choices.once_in(missing) { Value::Missing } else { Value::from(choices.one_of(of)) }
}

fn number(choices: &mut Choices, of: &[i64]) -> Value {
    if choices.once_in(5) { Value::Missing } else { Value::Number(choices.one_of(of)) }
}

/// Rows of all sources: few, with many ties, some values missing, some links dangling.
fn fill(choices: &mut Choices, project: &mut Project) {
    let calendar = project.calendar.clone();
    let moments = Moments { calendar: &calendar };
    for key in ["C1", "C2"] {
        let industry = text(choices, &definitions::INDUSTRIES, 4);
        let employees = number(choices, &[100, 99, 300]);
        let company = [("company_id", Value::from(key)), ("employees", employees)];
        project.add("companies", &[&company[..], &[("industry", industry)]].concat());
    }
    let subjects = 1 + choices.below(6);
    for subject in 1..=subjects {
        let created = moments.anchor(choices, 10);
        let qualified = if choices.once_in(2) {
            Value::Moment(moments.near(choices, created))
        } else {
            Value::Missing
        };
        let row = [
            ("lead_id", Value::Text(format!("L{subject}"))),
            ("created_at", Value::Moment(created)),
            ("qualified_at", qualified),
            ("company_id", text(choices, &["C1", "C2", "C3"], 5)),
            ("industry", text(choices, &definitions::INDUSTRIES, 4)),
            ("job_level", text(choices, &definitions::LEVELS, 4)),
        ];
        project.add("leads", &row);
    }
    let rows = choices.below(26);
    let keys = choices.shuffled((1..=rows).collect());
    for key in keys {
        let source = choices.one_of(&["touches", "page_views", "deals", "activities", "touches"]);
        let row = row(choices, &moments, source, key, subjects);
        project.add(source, &row);
    }
}

/// A row below a subject.
fn row(
    choices: &mut Choices,
    moments: &Moments<'_>,
    source: &'static str,
    key: usize,
    subjects: usize,
) -> Vec<(&'static str, Value)> {
    let key = Value::Text(format!("K{key}"));
    let lead = match choices.below(16) {
        14 => Value::from("L99"),
        15 => Value::Missing,
        number => Value::Text(format!("L{}", number % subjects + 1)),
    };
    let at = moments.any(choices);
    // a row of `deals` always has its moment, so that what an entry sees of it is one thing only
    let missing = source != "deals" && choices.once_in(12);
    let moment = if missing { Value::Missing } else { Value::Moment(at) };
    let mut row = vec![("lead_id", lead)];
    row.extend(match source {
        "touches" => vec![
            ("touch_id", key),
            ("at", moment),
            ("kind", text(choices, &definitions::TOUCHES, 8)),
            ("channel", text(choices, &definitions::CHANNELS, 4)),
        ],
        "page_views" => vec![
            ("view_id", key),
            ("at", moment),
            ("path", text(choices, &["/pricing", "/pricing/a", "/blog"], 8)),
            ("seconds", number(choices, &[30, 60, 10])),
        ],
        "activities" => vec![
            ("activity_id", key),
            ("at", moment),
            ("kind", text(choices, &definitions::ACTIVITIES, 8)),
        ],
        _ => vec![
            ("deal_id", key),
            ("created_at", moment),
            ("closed_at", closed(choices, moments, at)),
            ("status", text(choices, &["won", "lost"], 6)),
            ("amount", number(choices, &[1000, 500, 20_000])),
        ],
    });
    row
}

/// A deal closes not before its creation, or is open.
fn closed(choices: &mut Choices, moments: &Moments<'_>, created: Timestamp) -> Value {
    if choices.once_in(3) {
        return Value::Missing;
    }
    Value::Moment(moments.near(choices, created).max(created))
}

/// What the files of random projects are to hold.
const WORDS: [&str; 46] = [
    "restates = false",
    "skips = 'backfill'",
    "skips = 'exclude'",
    "skips = 'error'",
    "cycle =",
    "score.score_0 >=",
    "floor =",
    "cap =",
    "decay =",
    "window =",
    "lose = '100%'",
    "points = -3",
    "points = 0.1",
    "any(",
    "none(",
    "count(touches",
    "sum(deals.amount",
    "sum(page_views.seconds",
    "not (",
    ") and (",
    ") or (",
    " in last 36 hours",
    " in last 1 months",
    " in last 30 days",
    " after stage_",
    " since stage_",
    "is missing",
    "is not missing",
    "starts with",
    " in [",
    "companies.employees",
    "leads.industry",
    "at = \"leads.qualified_at\"",
    "first(touches.at",
    "first(deals.closed_at",
    "first(deals.created_at",
    "status = 'open'",
    "within ever",
    "business days",
    "within 1 months",
    "minimum =",
    "median(",
    "!=",
    "last(touches",
    "America/",
    "dates of [\"leads\"",
];

#[test]
fn random_projects_use_every_construct_and_have_entries() {
    use crate::agreement::random::runner;
    let seen = std::cell::RefCell::new(std::collections::BTreeMap::<&str, usize>::new());
    let count = |word, times: usize| *seen.borrow_mut().entry(word).or_default() += times;
    runner(300)
        .run(&numbers_of_a_case(), |(model, data)| {
            let (project, _) = case(model, data);
            let text = super::compare::shown(&project);
            for word in WORDS.iter().filter(|word| text.contains(**word)) {
                count(word, 1);
            }
            let journeys = super::stages::journeys(&project);
            for journey in journeys.iter().filter(|journey| !journey.skipped) {
                let entered = journey.entries.iter().flatten();
                count("later entry", entered.clone().skip(1).count());
                let returned = journey.cycle.number > 1 && entered.clone().count() > 0;
                count("later cycle", usize::from(returned));
                count("backfilled", entered.clone().filter(|entry| entry.backfilled).count());
                count("earlier", entered.filter(|entry| entry.recorded_earlier).count());
            }
            count("skipped", usize::from(journeys.iter().any(|journey| journey.skipped)));
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    let seen = seen.borrow();
    let events = ["later entry", "later cycle", "backfilled", "earlier", "skipped"];
    for word in WORDS.iter().chain(&events) {
        assert!(seen.get(word).is_some_and(|times| *times > 5), "{word} is rare: {seen:#?}");
    }
}
