//! Sets of rows in words.

use super::{Phrases, spaced};
use crate::model::{Node, Set, SourceId, Window};

impl Phrases<'_> {
    /// Rows with their conditions; in the formula of a KPI with their clock.
    pub(in crate::explain) fn set(&self, set: &Set, outer: Option<SourceId>) -> String {
        let rows = self.rows(set, outer);
        let shown = (outer.is_none() || set.clock.is_some()) && !self.by_entry(set);
        match self.clock(set).filter(|_| shown) {
            Some(clock) if self.japanese => format!("{rows}（{}）", spaced(&clock, "の日付")),
            Some(clock) => format!("{rows} (dated by {clock})"),
            None => rows,
        }
    }

    /// Rows with their conditions.
    pub(super) fn rows(&self, set: &Set, outer: Option<SourceId>) -> String {
        let name = self.set_name(set);
        let windows: Vec<String> =
            set.windows.iter().map(|window| self.window(window, outer)).collect();
        let filters = self.filters(set);
        if self.japanese {
            let words: Vec<String> = windows.into_iter().chain(filters).collect();
            return if words.is_empty() { name } else { spaced(&words.join("、"), &name) };
        }
        let mut text = name;
        windows.iter().for_each(|window| text.push_str(&format!(" {window}")));
        if let Some(filters) = filters {
            text.push_str(&format!(" for which {filters}"));
        }
        text
    }

    /// Rows of what: of a source, or entries into a stage.
    pub(in crate::explain) fn set_name(&self, set: &Set) -> String {
        match (set.stage, self.japanese) {
            (Some(stage), true) => spaced(&self.stage_name(stage), "への到達"),
            (Some(stage), false) => format!("entries into {}", self.stage_name(stage)),
            (None, _) => self.model.source(set.source).name.clone(),
        }
    }

    /// Whether the clock is the entry itself, which the name of the set says already.
    pub(super) fn by_entry(&self, set: &Set) -> bool {
        let own = set.stage.map(|stage| self.model.entries(stage).1);
        let clock = set.clock.as_ref().map(|clock| &clock.node);
        own.is_some_and(|own| matches!(clock, Some(Node::Column(column)) if *column == own))
    }

    /// The conditions of a set, all in one; none where every row counts.
    pub(in crate::explain) fn filters(&self, set: &Set) -> Option<String> {
        let filters: Vec<String> =
            set.filters.iter().map(|filter| self.condition(filter, Some(set.source))).collect();
        (!filters.is_empty()).then(|| self.all_of(filters))
    }

    /// What dates the rows of a set.
    pub(in crate::explain) fn clock(&self, set: &Set) -> Option<String> {
        let source = self.model.source(set.source);
        let own = set.clock.as_ref().map(|clock| self.value(clock, Some(set.source)));
        own.or_else(|| Some(format!("{}.{}", source.name, source.column(source.time?).name)))
    }

    /// A bound on the moments of rows.
    pub(in crate::explain) fn window(&self, window: &Window, outer: Option<SourceId>) -> String {
        let (bound, english, japanese) = match window {
            Window::InLast(length) => {
                let length = self.duration(*length);
                return if self.japanese {
                    format!("直近{length}の")
                } else {
                    format!("in the last {length}")
                };
            }
            Window::After(bound) => (bound, "after", "より後の"),
            Window::Since(bound) => (bound, "since", "以降の"),
            Window::Before(bound) => (bound, "before", "より前の"),
            Window::Until(bound) => (bound, "until", "までの"),
        };
        let bound = self.value(bound, outer);
        if self.japanese { spaced(&bound, japanese) } else { format!("{english} {bound}") }
    }
}
