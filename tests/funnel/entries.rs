//! KPIs over the entries into stages. Comes after `stages`; `compare` holds its cells against those of
//! the program.

use super::conditions::Seen;
use super::model::{Dimension, Goal, Kpi, Project, Row, Step, UNKNOWN, Value, source};
use super::stages::{Entry, Journey, qualifying};
use super::survival;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The numbers of one cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) value: Option<f64>,
    pub(super) status: &'static str,
    pub(super) n: usize,
    /// Of a conversion.
    pub(super) parts: Option<Parts>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) converted: usize,
    pub(super) lost: usize,
    pub(super) open: usize,
    pub(super) early: usize,
}

/// What is asked of the KPIs of a project.
#[derive(Clone, Debug, Default)]
pub(super) struct Question {
    /// The first and the last day of whole months.
    pub(super) period: Option<(Date, Date)>,
    /// Months to a line: 1 or 3.
    pub(super) months: Option<i8>,
    /// Places of dimensions.
    pub(super) by: Vec<usize>,
}

/// The labels of the dimensions, and the first day of the line.
pub(super) type Place = (Vec<String>, Option<Date>);

/// The cells with at least one entry, and the total.
pub(super) fn cells(
    project: &Project,
    journeys: &[Journey<'_>],
    kpi: &Kpi,
    question: &Question,
) -> (BTreeMap<Place, Cell>, Cell) {
    let (stage, filter) = match kpi {
        Kpi::Count { stage, filter } => (*stage, filter.as_ref()),
        Kpi::Conversion { from, filter, .. }
        | Kpi::SurvivalMedian { from, filter, .. }
        | Kpi::ExpectedRate { from, filter, .. } => (*from, filter.as_ref()),
        Kpi::Median { later, .. } => (*later, None),
    };
    let mut groups: BTreeMap<Place, Vec<(&Journey<'_>, Entry)>> = BTreeMap::new();
    let (mut all, mut everything) = (Vec::new(), Vec::new());
    for journey in journeys {
        let Some(entry) = journey.entries[stage] else {
            continue;
        };
        // "Filters and dimensions of an *entry into a stage* are seen at the end of the instant of
        // entry."
        let seen = seen(project, journey, entry.at);
        let day = project.calendar.day(entry.at);
        let inside = question.period.is_none_or(|(first, last)| first <= day && day <= last);
        if !filter.is_none_or(|filter| seen.holds(filter, None)) {
            continue;
        }
        everything.push((journey, entry));
        if !inside {
            continue;
        }
        let labels = question.by.iter().map(|place| seen.label(project.dimensions[*place]));
        let line = question.months.map(|months| first_of(day, months));
        groups.entry((labels.collect(), line)).or_default().push((journey, entry));
        all.push((journey, entry));
    }
    let cells = groups
        .into_iter()
        .map(|(place, entries)| (place, cell(project, kpi, &entries, &everything)));
    // "A total over groups is computed from its rows, never from the groups' rates."
    (cells.collect(), cell(project, kpi, &all, &everything))
}

fn seen<'a>(project: &'a Project, journey: &'a Journey<'_>, at: Timestamp) -> Seen<'a> {
    let Journey { subject, cycle, entries, .. } = journey;
    Seen { project, subject, cycle, entries, at }
}

fn first_of(day: Date, months: i8) -> Date {
    let month = (day.month() - 1) / months * months + 1;
    Date::new(day.year(), month, 1).unwrap()
}

/// The numbers over some entries of all.
fn cell(
    project: &Project,
    kpi: &Kpi,
    entries: &[(&Journey<'_>, Entry)],
    all: &[(&Journey<'_>, Entry)],
) -> Cell {
    match kpi {
        Kpi::Count { .. } => {
            let n = entries.len();
            Cell { value: Some(n as f64), status: "ok", n, parts: None }
        }
        Kpi::Conversion { steps, minimum, .. } => {
            let mut parts = Parts::default();
            for (journey, entry) in entries {
                // "Every entry of a conversion is exactly one of *open*, *converted*, *lost*."
                let (mature, in_time) = outcome(project, journey, *entry, steps);
                match (mature, in_time) {
                    (true, true) => parts.converted += 1,
                    (true, false) => parts.lost += 1,
                    (false, _) => parts.open += 1,
                }
                parts.early += usize::from(!mature && in_time);
            }
            let n = parts.converted + parts.lost;
            let value = (n > 0).then(|| parts.converted as f64 / n as f64);
            let status = match (n, parts.open) {
                (0, 0) => "undefined",
                (0, _) => "immature",
                _ if minimum.is_some_and(|minimum| n < minimum) => "insufficient",
                _ => "ok",
            };
            Cell { value, status, n, parts: Some(parts) }
        }
        Kpi::SurvivalMedian { to, minimum, .. } => survival::median(project, to, *minimum, entries),
        Kpi::ExpectedRate { to, window, minimum, .. } => {
            survival::expected_rate(project, (to, *window), *minimum, entries, all)
        }
        Kpi::Median { earlier, .. } => median(project, *earlier, entries),
    }
}

/// Whether the window of an entry is over, and whether every step was in time.
pub(super) fn outcome(
    project: &Project,
    journey: &Journey<'_>,
    entry: Entry,
    steps: &[Step],
) -> (bool, bool) {
    let calendar = &project.calendar;
    let mut end = entry.at;
    let mut reached = Some(entry.at);
    for step in steps {
        // "each step starts at the entry of the one before"
        reached = reached.and_then(|from| {
            let found = reach(project, journey, from, &step.to)?;
            let in_time = |window| found <= calendar.last_of_window(from, window);
            step.window.is_none_or(in_time).then_some(found)
        });
        // "mature when the sum of all windows from it is over, also if it failed early"
        if let Some(window) = step.window {
            end = calendar.last_of_window(end, window);
        }
    }
    (end < calendar.after(project.as_of), reached.is_some())
}

/// When the right of `->` comes; "a moment before the left entry does not count".
pub(super) fn reach(
    project: &Project,
    journey: &Journey<'_>,
    from: Timestamp,
    goal: &Goal,
) -> Option<Timestamp> {
    let as_of = project.calendar.after(project.as_of);
    match goal {
        Goal::Stage(stage, filter) => {
            let entry = journey.entries[*stage]?;
            let seen = seen(project, journey, entry.at);
            let fits = filter.as_ref().is_none_or(|filter| seen.holds(filter, None));
            (fits && entry.at >= from).then_some(entry.at)
        }
        // "`first(..)`, which is looked for from the entry into the left on (that moment included)"
        Goal::First { source, moment, filter } => {
            let seen = seen(project, journey, as_of);
            let found = qualifying(&seen, source, moment, filter.as_ref(), None);
            found.into_iter().filter(|moment| from <= *moment && *moment < as_of).min()
        }
    }
}

/// In days: "a difference of datetimes is elapsed time"; percentiles interpolate linearly.
fn median(project: &Project, earlier: usize, entries: &[(&Journey<'_>, Entry)]) -> Cell {
    let mut values = Vec::new();
    for (journey, entry) in entries {
        let Some(start) = journey.entries[earlier] else {
            continue;
        };
        values.push(if project.calendar.whole_days {
            let (from, to) = (project.calendar.day(start.at), project.calendar.day(entry.at));
            f64::from(from.until(to).unwrap().get_days())
        } else {
            entry.at.duration_since(start.at).as_secs_f64() / 86400.0
        });
    }
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let value = (n > 0).then(|| f64::midpoint(values[(n - 1) / 2], values[n / 2]));
    Cell { value, status: if n > 0 { "ok" } else { "undefined" }, n, parts: None }
}

impl Seen<'_> {
    /// "`first`/`last`: the row is chosen first, by the source's `time`, then by key (`last` takes the
    /// greatest); its value may be missing."
    fn label(&self, dimension: Dimension) -> String {
        let value = match dimension {
            Dimension::Column(name) => self.value(name, None),
            Dimension::First(name) | Dimension::Last(name) => {
                let of = source(name.source);
                let mut rows = self.below(of.name, of.time.unwrap());
                rows.sort_by_key(|(at, row)| (*at, row.text(of.key)));
                let row: Option<&Row> = match dimension {
                    Dimension::Last(_) => rows.last().map(|(_, row)| *row),
                    _ => rows.first().map(|(_, row)| *row),
                };
                row.map_or(Value::Missing, |row| self.known(name, row))
            }
        };
        match value {
            Value::Text(text) => text,
            _ => UNKNOWN.to_owned(),
        }
    }
}

/// A cell without entries.
pub(super) fn empty(project: &Project, kpi: &Kpi) -> Cell {
    cell(project, kpi, &[], &[])
}
