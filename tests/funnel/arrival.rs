//! Which cells lack rows that have not arrived. Comes after `model`; `compare` asks it first.
//!
//! "`missing_input`: the newest row (up to as of) of a source of the KPI lies before the cell's start."

use super::model::{Condition, Goal, Kpi, Project, SUBJECT, Stage, Value, source};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Whether a source of the KPI ends before the first day of a cell; of all rows, whether there are
/// no subjects.
pub(super) fn missing(project: &Project, kpi: &Kpi, start: Option<Date>) -> bool {
    let Some(start) = start else {
        return newest(project, SUBJECT).is_none();
    };
    sources(project, kpi)
        .into_iter()
        .filter(|name| source(name).time.is_some())
        .any(|name| newest(project, name).is_none_or(|day| day < start))
}

fn newest(project: &Project, name: &str) -> Option<Date> {
    let time = source(name).time?;
    let days = project.rows(name).iter().filter_map(|row| match row.written(time) {
        Value::Moment(at) => Some(project.calendar.day(at)),
        _ => None,
    });
    days.filter(|day| *day <= project.as_of).max()
}

fn sources(project: &Project, kpi: &Kpi) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::from([SUBJECT]);
    let mut last = match kpi {
        Kpi::Count { stage, .. } => *stage,
        Kpi::Median { later, earlier } => *later.max(earlier),
        Kpi::Conversion { from, .. }
        | Kpi::SurvivalMedian { from, .. }
        | Kpi::ExpectedRate { from, .. } => *from,
    };
    let goals: Vec<&Goal> = match kpi {
        Kpi::Conversion { steps, .. } => steps.iter().map(|step| &step.to).collect(),
        Kpi::SurvivalMedian { to, .. } | Kpi::ExpectedRate { to, .. } => vec![to],
        Kpi::Count { .. } | Kpi::Median { .. } => Vec::new(),
    };
    for goal in goals {
        match goal {
            Goal::Stage(stage, _) => last = last.max(*stage),
            Goal::First { source, .. } => {
                found.insert(source);
            }
        }
    }
    for stage in &project.stages[..=last] {
        match stage {
            Stage::Recorded(_) => {}
            Stage::First { source, .. } => {
                found.insert(source);
            }
            Stage::When(condition) => gathered(project, condition, &mut found),
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
