//! Sets of rows and conversions in words.

use super::{Phrases, spaced};
use crate::model::{Aggregate, Conversion, Formula, Node, Set, SourceId, Step, Target, Window};

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
    fn rows(&self, set: &Set, outer: Option<SourceId>) -> String {
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
    fn by_entry(&self, set: &Set) -> bool {
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

    /// A cohort conversion in one sentence.
    pub(super) fn conversion(&self, conversion: &Conversion) -> String {
        let from = self.set(&conversion.from, None);
        let source = conversion.from.source;
        let steps: Vec<String> =
            conversion.steps.iter().map(|step| self.step(step, source)).collect();
        let open = conversion.steps.iter().all(|step| step.within.is_some());
        let days = if conversion.whole_days {
            self.say(", by whole days", "（日付単位）")
        } else {
            ""
        };
        if self.japanese {
            let rule = if open {
                "期限がまだ来ていないものは未確定とし、分母に入れない"
            } else {
                "期限なし、すべてを分母に入れる"
            };
            let from = spaced("期間内の", &spaced(&from, "のうち"));
            return format!("{from}、{}割合{days}（{rule}）", steps.join("、さらにそこから"));
        }
        let rule = if open {
            "one whose window is not over is open and not counted"
        } else {
            "there is no window, so every one counts"
        };
        format!("of the {from} in the period, the share {}{days}; {rule}", steps.join(", then "))
    }

    fn step(&self, step: &Step, source: SourceId) -> String {
        let target = match &step.target {
            Target::Moment(moment) => match self.entered(moment, source) {
                Some(stage) => stage,
                None => self.value(moment, Some(source)),
            },
            Target::First(first) => self.target(first, source),
        };
        match (&step.within, self.japanese) {
            (Some(within), true) => {
                let within = format!("{}以内に", self.duration(*within));
                spaced(&within, &spaced(&target, "に至った"))
            }
            (None, true) => spaced("これまでに", &spaced(&target, "に至った")),
            (Some(within), false) => format!("followed within {within} by {target}"),
            (None, false) => format!("followed at any time by {target}"),
        }
    }

    /// The stage whose entry a moment is.
    fn entered(&self, moment: &Formula, source: SourceId) -> Option<String> {
        let stage = match &moment.node {
            Node::Column(column) => self.model.stage_of(source, *column),
            Node::Journey(id, inner) => match inner.node {
                Node::Column(column) => {
                    self.model.stage_of(self.model.funnels[id.0].journeys, column)
                }
                _ => None,
            },
            _ => None,
        };
        stage.map(|stage| self.stage_name(stage))
    }

    fn target(&self, first: &Aggregate, source: SourceId) -> String {
        let rows = self.rows(&first.set, Some(source));
        if self.by_entry(&first.set) {
            return rows;
        }
        let argument = first.argument.as_ref();
        let moment = argument.map(|moment| self.value(moment, Some(first.set.source)));
        match (moment, self.japanese) {
            (Some(moment), true) => format!("{rows}（{}）", spaced(&moment, "の時点")),
            (Some(moment), false) => format!("{rows} (by {moment})"),
            (None, _) => rows,
        }
    }
}
