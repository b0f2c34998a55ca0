//! The cycles of a subject and its entries into the stages. Comes after `replay`, before `entries`.

use super::conditions::Seen;
use super::model::{Bound, Condition, Project, Row, SUBJECT, Skips, Stage, source};
use super::replay::first_moment;
use jiff::Timestamp;

/// "An *entry* is one subject (and cycle) with its moment."
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) at: Timestamp,
    pub(super) backfilled: bool,
    pub(super) recorded_earlier: bool,
}

/// A cycle of a subject.
#[derive(Clone, Debug)]
pub(super) struct Cycle {
    /// From 1 on.
    pub(super) number: usize,
    pub(super) start: Timestamp,
    /// The next start.
    pub(super) end: Option<Timestamp>,
}

impl Cycle {
    /// "Of one-to-many sources a cycle sees only rows in [its start, the next start); the first also
    /// sees earlier ones."
    pub(super) fn sees(&self, moment: Timestamp) -> bool {
        let begun = self.number == 1 || moment >= self.start;
        begun && self.end.is_none_or(|end| moment < end)
    }
}

/// A subject in one cycle, with its entries by the place of the stage.
#[derive(Clone, Debug)]
pub(super) struct Journey<'a> {
    pub(super) subject: &'a Row,
    pub(super) cycle: Cycle,
    pub(super) entries: Vec<Option<Entry>>,
    /// With `skips = "error"`: a recorded moment lies before what must come first.
    pub(super) skipped: bool,
}

/// All subjects in all cycles, by key.
pub(super) fn journeys(project: &Project) -> Vec<Journey<'_>> {
    let mut subjects: Vec<&Row> = project.rows(SUBJECT).iter().collect();
    subjects.sort_by_key(|row| row.text("lead_id"));
    let mut found = Vec::new();
    for subject in subjects {
        // "Rows after it (by the source's `time`) do not exist for that run."
        let created = project.moment(subject, "created_at").unwrap();
        if created >= project.calendar.after(project.as_of) {
            continue;
        }
        for cycle in cycles(project, subject, created) {
            found.push(journey(project, subject, created, cycle));
        }
    }
    found
}

/// The moments of a subject's rows of some sources, up to as of.
fn moments_of(project: &Project, subject: &Row, sources: &[&str]) -> Vec<Timestamp> {
    let mut found = Vec::new();
    for name in sources {
        for row in project.rows(name) {
            if row.text("lead_id") == subject.text("lead_id") {
                found.extend(project.moment(row, source(name).time.unwrap()));
            }
        }
    }
    found.sort();
    found.retain(|moment| *moment < project.calendar.after(project.as_of));
    found
}

/// "A cycle starts at a row of `restarts_at` at least `dormant` after the subject's latest earlier
/// row in the sources of `quiet_in` (the subject's own row counts as activity)." The first starts
/// with the subject.
fn cycles(project: &Project, subject: &Row, created: Timestamp) -> Vec<Cycle> {
    let mut starts = vec![created];
    if let Some(restart) = &project.restart {
        let mut active = moments_of(project, subject, &restart.quiet_in);
        active.push(created);
        for moment in moments_of(project, subject, &[restart.restarts_at]) {
            let latest = active.iter().filter(|earlier| **earlier < moment).max();
            if moment > created
                && latest
                    .is_some_and(|latest| moment >= project.calendar.plus(*latest, restart.dormant))
            {
                starts.push(moment);
            }
        }
        starts.dedup();
    }
    let ends = starts.iter().skip(1).map(|next| Some(*next)).chain([None]);
    let cycle = |(place, (start, end)): (usize, (&Timestamp, Option<Timestamp>))| Cycle {
        number: place + 1,
        start: *start,
        end,
    };
    starts.iter().zip(ends).enumerate().map(cycle).collect()
}

fn journey<'a>(
    project: &'a Project,
    subject: &'a Row,
    created: Timestamp,
    cycle: Cycle,
) -> Journey<'a> {
    let as_of = project.calendar.after(project.as_of);
    let end = cycle.end.map_or(as_of, |end| end.min(as_of));
    let mut entries: Vec<Option<Entry>> = vec![None; project.stages.len()];
    let mut skipped = false;
    for (place, stage) in project.stages.iter().enumerate() {
        let before = match place {
            0 => Some(cycle.start),
            _ => entries[place - 1].map(|entry| entry.at),
        };
        let seen = |at| Seen { project, subject, cycle: &cycle, entries: &entries, at };
        if !stage.conditions().is_empty() {
            // "a `when` stage waits for the stage before it"
            let moment = before.and_then(|before| first_moment(&seen(before), end, stage));
            entries[place] =
                moment.map(|at| Entry { at, backfilled: false, recorded_earlier: false });
            continue;
        }
        let recorded = recorded(&seen(end), end, created, stage);
        let exclude = project.skips == Skips::Exclude && place > 0;
        // "`exclude` = only rows from the entry of the previous stage on are looked at"
        let fits = |entry: &&Entry| !exclude || before.is_some_and(|before| entry.at >= before);
        let Some(entry) = recorded.iter().find(fits).copied() else {
            continue;
        };
        entries[place] = Some(entry);
        for earlier in &mut entries[..place] {
            // "Where it lies before the entry of an earlier stage, or that stage was never entered:
            // `backfill` = the earlier stages are entered at this moment and flagged as backfilled
            // (a later moment of theirs in the same cycle is given up)"
            if earlier.is_none_or(|earlier| entry.at < earlier.at) {
                skipped |= project.skips == Skips::Error;
                *earlier = Some(Entry { backfilled: true, ..entry });
            }
        }
    }
    Journey { subject, cycle, entries, skipped }
}

/// The recorded moments of an `at` stage in the cycle, in order.
///
/// "No entry lies before the subject's own time: a recorded moment before it counts at that time and
/// is flagged as recorded earlier."
fn recorded(seen: &Seen<'_>, end: Timestamp, created: Timestamp, stage: &Stage) -> Vec<Entry> {
    let mut moments: Vec<Timestamp> = match stage {
        Stage::When(_) | Stage::Changed(..) => Vec::new(),
        Stage::Recorded(column) => seen.project.moment(seen.subject, column).into_iter().collect(),
        Stage::First { source, moment, filter, from } => {
            qualifying(seen, source, moment, filter.as_ref(), *from)
        }
    };
    moments.retain(|moment| *moment < end && seen.cycle.sees(*moment));
    moments.sort();
    let entry = |moment: Timestamp| Entry {
        at: moment.max(created),
        backfilled: false,
        recorded_earlier: moment < created,
    };
    moments.into_iter().map(entry).collect()
}

/// The moments of the rows below a subject that qualify, each seen at its own moment.
pub(super) fn qualifying(
    seen: &Seen<'_>,
    source: &str,
    moment: &str,
    filter: Option<&Condition>,
    from: Option<Bound>,
) -> Vec<Timestamp> {
    let mut found = Vec::new();
    for (at, row) in seen.below(source, moment) {
        let own = Seen { at, ..*seen };
        if filter.is_none_or(|filter| own.holds(filter, Some(row))) && own.follows(at, from) {
            found.push(at);
        }
    }
    found
}
