//! The first moment at which a condition holds. Comes after `conditions`, before `stages`.
//!
//! "The condition is replayed over every moment at which it can change."

use super::conditions::Seen;
use super::model::{Condition, Fades, Project, Row, Rows, SOURCES, Stage, known_from};
use super::moments::Length;
use jiff::Timestamp;

/// "The stage is entered at the **first moment, not before the previous stage's entry, at which the
/// condition is true**"; nothing where that is not before the end.
pub(super) fn first_moment(from: &Seen<'_>, end: Timestamp, stage: &Stage) -> Option<Timestamp> {
    let calendar = &from.project.calendar;
    let mut moments = vec![from.at];
    for condition in stage.conditions() {
        moments.extend(changes(from.project, from.subject, condition));
    }
    // another definition may hold of the same rows
    moments.extend(stage.breaks().into_iter().map(|day| calendar.start_of(day)));
    moments.sort();
    moments.dedup();
    moments.retain(|moment| from.at <= *moment && *moment < end);
    // "Rows at the same instant are taken together, and the condition is looked at after all of them."
    moments.into_iter().find(|moment| {
        let condition = stage.in_force(calendar.day(*moment));
        condition.is_some_and(|condition| Seen { at: *moment, ..*from }.holds(condition, None))
    })
}

/// Every moment at which anything about the subject can change: more than the condition needs.
fn changes(project: &Project, subject: &Row, condition: &Condition) -> Vec<Timestamp> {
    let mut spans = Vec::new();
    collect(condition, &mut spans);
    for rule in project.scores.iter().flat_map(|score| &score.rules) {
        collect(&rule.when, &mut spans);
        match rule.fades {
            Fades::Never => {}
            Fades::Window(window) => spans.push(window),
            Fades::Decay { every, ends, .. } => {
                let mut step = every;
                while step.count < ends.count {
                    spans.push(step);
                    step.count += every.count;
                }
                spans.push(ends);
            }
        }
    }
    let mut moments = Vec::new();
    for source in SOURCES.iter().filter(|source| source.time.is_some()) {
        for row in project.rows(source.name) {
            if row.text("lead_id") != subject.text("lead_id") {
                continue;
            }
            for (column, _) in source.columns {
                let Some(moment) = project.moment(row, column) else {
                    continue;
                };
                // arrival of a row, or of what is known later
                if source.time == Some(column) || known_from(source.name, column).is_some() {
                    moments.push(moment);
                    moments.extend(spans.iter().map(|span| project.calendar.plus(moment, *span)));
                }
            }
        }
    }
    moments
}

/// The spans of `in last`.
fn collect(condition: &Condition, spans: &mut Vec<Length>) {
    let mut of_rows = |rows: &Rows| {
        spans.extend(rows.last);
        if let Some(filter) = &rows.filter {
            collect(filter, spans);
        }
    };
    match condition {
        Condition::All(parts) | Condition::Either(parts) => {
            parts.iter().for_each(|part| collect(part, spans));
        }
        Condition::Not(part) => collect(part, spans),
        Condition::Any(rows)
        | Condition::None(rows)
        | Condition::Count(rows, ..)
        | Condition::Sum(rows, ..) => of_rows(rows),
        Condition::Compare(..)
        | Condition::In(..)
        | Condition::StartsWith(..)
        | Condition::Missing(_)
        | Condition::Present(_)
        | Condition::Score(..) => {}
    }
}
