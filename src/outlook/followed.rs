//! What became of leads within a span: new ones, and those that were open when it began.

use std::collections::BTreeMap;

use super::history::{History, Way};
use super::measure::{AsOf, months};
use crate::gap::Leads;
use crate::period::Span;

/// Entries of the leads of one kind and channel, each step after the one before it and in time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Followed {
    /// Leads.
    pub(super) leads: u64,
    /// By stage after that of the leads, by month of the span; for new leads from the first stage on.
    pub(super) entries: Vec<Vec<f64>>,
}

/// Everything that happened within a span.
#[derive(Debug, Clone, Default)]
pub(super) struct Happened {
    /// By kind and channel (index into [`History::channels`]).
    pub(super) groups: BTreeMap<(Leads, usize), Followed>,
    /// By journey: the group with which it entered the last stage.
    pub(super) won: Vec<Option<(Leads, usize)>>,
    /// Entries into the last stage that no group holds.
    pub(super) others: u64,
}

impl Happened {
    /// Follows the journeys of a history; `eve` is the day before the span.
    pub(super) fn within(history: &History, span: Span, eve: AsOf, length: usize) -> Self {
        let mut happened = Self::default();
        for way in &history.ways {
            let last = way.entries.len() - 1;
            let won = way.entries[last].is_some_and(|(_, day)| span.contains(day));
            let Some(leads) = way.leads(span, eve) else {
                happened.others += u64::from(won);
                happened.won.push(None);
                continue;
            };
            let reached = way.onward(leads, span);
            let stages = last + 1 - leads.stage();
            let group = happened
                .groups
                .entry((leads, way.channel))
                .or_insert_with(|| Followed { leads: 0, entries: vec![vec![0.0; length]; stages] });
            group.leads += 1;
            for (stage, month) in reached.iter().enumerate() {
                group.entries[stage][*month] += 1.0;
            }
            let through = reached.len() == stages;
            happened.others += u64::from(won && !through);
            happened.won.push(through.then_some((leads, way.channel)));
        }
        happened
    }
}

impl Way {
    /// Which leads of a span it belongs to, if any.
    fn leads(&self, span: Span, eve: AsOf) -> Option<Leads> {
        if self.entries[0].is_some_and(|(_, day)| span.contains(day)) {
            return Some(Leads::New);
        }
        let before = |at: &(i64, _)| at.0 < eve.end;
        let stage = self.entries.iter().rposition(|entry| entry.as_ref().is_some_and(before))?;
        let end = self.ends.get(stage).copied().flatten();
        let open = stage + 1 < self.entries.len() && end.is_none_or(|end| end >= eve.end);
        open.then_some(Leads::Open(stage))
    }

    /// Months of the span, by stage, of the entries that follow one another in time; that of open
    /// leads, which lies before it, as month 0.
    fn onward(&self, leads: Leads, span: Span) -> Vec<usize> {
        let mut reached = match (leads, self.entries[0]) {
            (Leads::New, Some((_, day))) => vec![months(span.start, day)],
            _ => vec![0],
        };
        for step in leads.stage()..self.entries.len() - 1 {
            let (Some((at, _)), Some((next, day))) = (self.entries[step], self.entries[step + 1])
            else {
                break;
            };
            let end = self.ends.get(step).copied().flatten();
            if next < at || end.is_some_and(|end| next > end) || !span.contains(day) {
                break;
            }
            reached.push(months(span.start, day));
        }
        reached
    }
}
