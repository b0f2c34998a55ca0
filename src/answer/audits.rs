//! What the plan's checks found: newest rows, misfits, keys, links, calendar.

use std::collections::BTreeMap;

use super::index::integer;
use crate::lower::Audit;
use crate::model::{ColumnId, FunnelId, Model, SourceId, StageId};
use crate::period::Zone;
use crate::plan::{Rows, Value};
use jiff::civil::Date;

/// Facts about the data of a run.
#[derive(Debug, Default)]
pub struct Facts {
    /// Day of the newest row of each source with a time; none where there is no row.
    newest: BTreeMap<SourceId, Option<Date>>,
    /// Keys of sources with history whose versions overlap.
    pub overlaps: BTreeMap<SourceId, Vec<String>>,
    /// How many journeys fulfil the `when` of a stage, but never entered the one before.
    pub waiting: BTreeMap<StageId, i64>,
    /// Keys of subjects that skip a stage of a funnel in which no one may.
    pub skipped: BTreeMap<FunnelId, Vec<String>>,
    /// What does not fit.
    pub misfits: Vec<(Misfit, i64)>,
}

/// Something in the data that does not fit the definitions, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Misfit {
    /// Values that do not fit the type of their column.
    Value(SourceId, ColumnId),
    /// Rows without key.
    NoKey(SourceId),
    /// Keys that several rows have, by their fingerprints.
    DuplicateKey(SourceId),
    /// Rows whose link leads nowhere.
    Dangling(SourceId, ColumnId),
    /// Moments the business calendar does not know.
    OutsideCalendar(SourceId, Date),
}

impl Facts {
    /// The data of a source ends before a day; `empty` where it has no row at all.
    pub(super) fn ends_before(&self, source: SourceId, day: Date, empty: bool) -> bool {
        match self.newest.get(&source) {
            Some(newest) => newest.map_or(empty, |newest| newest < day),
            None => false,
        }
    }
}

/// Reads the outputs of the checks.
pub fn facts(model: &Model, audits: &[Audit], rows: &[Rows]) -> Facts {
    let zone = Zone::named(&model.project.time_zone).unwrap_or_default();
    let mut facts = Facts::default();
    for audit in audits {
        match audit {
            Audit::Rows { source, output, keyed, timed, columns } => {
                let Some(row) = rows[*output].rows.first() else {
                    continue;
                };
                let at = |name: &str| {
                    let position = rows[*output].columns.iter().position(|column| column == name);
                    position.map_or(&Value::Missing, |position| &row[position])
                };
                if *keyed {
                    facts.add(Misfit::NoKey(*source), at("no key"));
                }
                if *timed {
                    facts.newest.insert(*source, day(at("newest"), &zone));
                }
                for column in columns {
                    let name = &model.source(*source).column(*column).name;
                    facts.add(Misfit::Value(*source, *column), at(&format!("{name}!bad")));
                }
            }
            Audit::DuplicateKeys { source, output } => {
                let missing = repeated(&rows[*output]);
                facts.add(Misfit::DuplicateKey(*source), &Value::Integer(missing));
            }
            Audit::Overlaps { source, output } => {
                facts.overlaps.insert(*source, keys(&rows[*output]));
            }
            Audit::Waiting { stage, output } => {
                let count = integer(first(&rows[*output])).unwrap_or(0);
                facts.waiting.insert(*stage, count);
            }
            Audit::Skipped { funnel, output } => {
                facts.skipped.insert(*funnel, keys(&rows[*output]));
            }
            Audit::Dangling { source, link, output } => {
                facts.add(Misfit::Dangling(*source, *link), first(&rows[*output]));
            }
            Audit::BusinessRange { source, output } => {
                facts.calendar(model, *source, &rows[*output], &zone);
            }
        }
    }
    facts
}

impl Facts {
    fn add(&mut self, misfit: Misfit, count: &Value) {
        let count = integer(count).filter(|count| *count > 0);
        let known = self.misfits.iter().any(|(other, _)| *other == misfit);
        self.misfits.extend(count.filter(|_| !known).map(|count| (misfit, count)));
    }

    fn calendar(&mut self, model: &Model, source: SourceId, rows: &Rows, zone: &Zone) {
        let (Some(calendar), Some(row)) = (&model.calendar, rows.rows.first()) else {
            return;
        };
        let (first, last) = calendar.range;
        for value in row {
            if let Some(date) = day(value, zone).filter(|date| *date < first || *date > last) {
                self.add(Misfit::OutsideCalendar(source, date), &Value::Integer(1));
            }
        }
    }
}

/// How many more keys than fingerprints there are.
pub(crate) fn repeated(rows: &Rows) -> i64 {
    let counts: Vec<i64> = rows.rows.iter().flatten().filter_map(integer).collect();
    match counts.as_slice() {
        [keys, prints] => keys - prints,
        _ => 0,
    }
}

/// The keys in the rows, each once.
fn keys(rows: &Rows) -> Vec<String> {
    let mut keys: Vec<String> = rows.rows.iter().flatten().map(ToString::to_string).collect();
    keys.sort();
    keys.dedup();
    keys
}

fn first(rows: &Rows) -> &Value {
    rows.rows.first().and_then(|row| row.last()).unwrap_or(&Value::Missing)
}

fn day(value: &Value, zone: &Zone) -> Option<Date> {
    match value {
        Value::Date(date) => Some(*date),
        Value::Datetime(micros) => Some(zone.local_date(*micros)),
        _ => None,
    }
}
