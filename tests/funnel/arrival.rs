//! Which cells lack rows that have not arrived. Comes after `model`; `compare` asks it first.
//!
//! "`missing_input`: the newest row (up to as of) of a source of the KPI lies before the cell's start, and
//! the cell has no rows of the KPI that are made of this source."

use super::entries::Cell;
use super::model::{Condition, Goal, Kpi, Project, SUBJECT, Stage, Value, source};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a period holds of a KPI, whatever the group.
#[derive(Clone, Copy, Default)]
pub(super) struct Recorded {
    /// Rows that are counted, or entries on the left of `->`.
    rows: bool,
    /// Entries that reached the right of `->`.
    reached: bool,
}

impl Recorded {
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a Cell>) -> Self {
        let mut recorded = Self::default();
        for cell in cells {
            let parts = cell.parts.unwrap_or_default();
            recorded.rows |= cell.n + parts.open > 0;
            recorded.reached |= parts.converted + parts.early > 0;
        }
        recorded
    }
}

/// Whether a source of the KPI ends before the first day of a cell that nothing of it is recorded
/// in; of all rows, whether there are no subjects.
pub(super) fn missing(
    project: &Project,
    kpi: &Kpi,
    start: Option<Date>,
    recorded: Recorded,
) -> bool {
    let Some(start) = start else {
        return newest(project, SUBJECT).is_none();
    };
    let ends = |name: &str| newest(project, name).is_none_or(|day| day < start);
    let (left, right) = (left(project, kpi), right(project, kpi));
    left.union(&right).filter(|name| source(name).time.is_some()).any(|name| {
        let left = recorded.rows && left.contains(name);
        let right = recorded.reached && right.contains(name);
        ends(name) && !left && !right
    })
}

fn newest(project: &Project, name: &str) -> Option<Date> {
    let time = source(name).time?;
    let days = project.rows(name).iter().filter_map(|row| match row.written(time) {
        Value::Moment(at) => Some(project.calendar.day(at)),
        _ => None,
    });
    days.filter(|day| *day <= project.as_of).max()
}

/// The sources of the rows that are counted.
fn left(project: &Project, kpi: &Kpi) -> BTreeSet<&'static str> {
    let last = match kpi {
        Kpi::Count { stage, .. } => *stage,
        Kpi::Median { later, earlier } => *later.max(earlier),
        Kpi::Conversion { from, .. }
        | Kpi::SurvivalMedian { from, .. }
        | Kpi::ExpectedRate { from, .. } => *from,
    };
    stages(project, last)
}

/// The sources of what stands right of `->`.
fn right(project: &Project, kpi: &Kpi) -> BTreeSet<&'static str> {
    let goals: Vec<&Goal> = match kpi {
        Kpi::Conversion { steps, .. } => steps.iter().map(|step| &step.to).collect(),
        Kpi::SurvivalMedian { to, .. } | Kpi::ExpectedRate { to, .. } => vec![to],
        Kpi::Count { .. } | Kpi::Median { .. } => Vec::new(),
    };
    let mut found = BTreeSet::new();
    for goal in goals {
        match goal {
            Goal::Stage(stage, _) => found.extend(stages(project, *stage)),
            Goal::First { source, .. } => {
                found.insert(*source);
            }
        }
    }
    found
}

/// The sources that a stage and those before it rest on.
fn stages(project: &Project, last: usize) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::from([SUBJECT]);
    for stage in &project.stages[..=last] {
        match stage {
            Stage::Recorded(_) => {}
            Stage::First { source, .. } => {
                found.insert(source);
            }
            Stage::When(_) | Stage::Changed(..) => {
                for condition in stage.conditions() {
                    gathered(project, condition, &mut found);
                }
            }
        }
    }
    found.extend(project.restart.as_ref().map(|restart| restart.restarts_at));
    found
}

fn gathered(project: &Project, condition: &Condition, found: &mut BTreeSet<&'static str>) {
    match condition {
        Condition::All(parts) | Condition::Either(parts) => {
            parts.iter().for_each(|part| gathered(project, part, found));
        }
        Condition::Not(part) => gathered(project, part, found),
        Condition::Any(rows)
        | Condition::None(rows)
        | Condition::Count(rows, ..)
        | Condition::Sum(rows, ..) => {
            found.insert(rows.source);
        }
        Condition::Score(score, ..) => {
            found.extend(project.scores[*score].rules.iter().filter_map(|rule| rule.source));
        }
        _ => {}
    }
}
