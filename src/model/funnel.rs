//! Funnels, stages and scores as understood.
//!
//! A funnel gives one *journey* for every subject (and cycle): a row of a source that no file holds,
//! with the entries into its stages as columns. So a stage is a set of journeys with a clock.

use super::{About, ColumnId, Formula, Model, Path, Set, SourceId};
use crate::expression::{Duration, Expression, Node as Written};
use jiff::civil::Date;

/// A funnel: the stages a subject goes through.
#[derive(Debug, Clone)]
pub struct Funnel {
    /// Words.
    pub about: About,
    /// The subject: one row of this source is one lead.
    pub of: SourceId,
    /// Its stages, first to last.
    pub stages: Vec<StageId>,
    /// What an entry does to earlier stages that were not entered.
    pub skips: Skips,
    /// When a subject starts again.
    pub cycle: Option<Cycle>,
    /// The source of its journeys; see [`JourneyColumn`].
    pub journeys: SourceId,
    /// Dates and datetimes meet: every moment is taken as its local day.
    pub whole_days: bool,
}

/// What happens where a recorded moment lies before the entry of an earlier stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skips {
    /// The earlier stages are entered at this moment and flagged.
    Backfill,
    /// Only rows from the entry into the previous stage on are looked at.
    Exclude,
    /// The run fails and lists the subjects.
    Error,
}

/// A subject that went quiet and comes back starts again.
#[derive(Debug, Clone)]
pub struct Cycle {
    /// Rows that start a cycle.
    pub restarts_at: SourceId,
    /// The links from them to the subject.
    pub path: Path,
    /// How long nothing happened.
    pub dormant: Duration,
    /// Rows that count as activity, with their links to the subject.
    pub quiet_in: Vec<(SourceId, Path)>,
}

super::ids! {
    /// Index into [`super::Model::funnels`].
    FunnelId,
    /// Index into [`super::Model::stages`].
    StageId,
    /// Index into [`super::Model::scores`].
    ScoreId
}

/// A stage of a funnel.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Words.
    pub about: About,
    /// The funnel that lists it.
    pub funnel: FunnelId,
    /// Its place there, from 0.
    pub position: usize,
    /// As written.
    pub written: Expression,
    /// How it is entered; formulas speak of a row of the subject. Where earlier definitions stay in
    /// force for their days, all of them.
    pub entry: Entry,
    /// Earlier definitions and the days from which another one is in force.
    pub versions: Versions,
}

impl Stage {
    /// Gives the definition of now, without those that were in force on earlier days.
    pub fn latest(&self) -> &Expression {
        // `resolve` joins them: earlier ones or (days of the latest and the latest).
        if let (false, Written::Binary(_, _, last)) =
            (self.versions.breaks().is_empty(), &self.written.node)
            && let Written::Binary(_, _, latest) = &last.node
        {
            return latest;
        }
        &self.written
    }
}

/// The definitions that a stage had.
#[derive(Debug, Clone, Default)]
pub struct Versions {
    /// The first day of the latest, where that is said.
    pub effective_from: Option<Date>,
    /// The latest holds for all days, also earlier ones.
    pub restates: bool,
    /// Earlier ones, oldest first, with their first days; the oldest has none.
    pub earlier: Vec<(Option<Date>, Expression)>,
}

impl Versions {
    /// Lists the days from which entries follow another definition, in order.
    pub fn breaks(&self) -> Vec<Date> {
        if self.restates {
            return Vec::new();
        }
        let earlier = self.earlier.iter().filter_map(|(from, _)| *from);
        earlier.chain(self.effective_from).collect()
    }
}

/// How a stage is entered.
#[derive(Debug, Clone)]
pub enum Entry {
    /// At a recorded moment: a column of the subject or `first(moment where ..)`.
    At(Formula),
    /// At the first moment, not before the entry into the previous stage, at which this is true.
    When(Formula),
}

impl Entry {
    /// Gives the formula, whichever it is.
    pub fn formula(&self) -> &Formula {
        match self {
            Entry::At(formula) | Entry::When(formula) => formula,
        }
    }
}

/// Points of a subject.
#[derive(Debug, Clone)]
pub struct Score {
    /// Words.
    pub about: About,
    /// The subject.
    pub of: SourceId,
    /// No more than this, in units of `scale`.
    pub cap: Option<i64>,
    /// No less than this, in units of `scale`.
    pub floor: Option<i64>,
    /// Its rules, added up.
    pub rules: Vec<Rule>,
    /// Digits after the point of all points of this score: an integer `u` means `u / 10^scale`.
    pub scale: u8,
}

/// A rule of a score: points for every row (or once, for the subject itself) that fulfils `when`.
#[derive(Debug, Clone)]
pub struct Rule {
    /// As written.
    pub written: Expression,
    /// Rows of what; the subject itself for a rule per lead.
    pub source: SourceId,
    /// The links from such a row to the subject; empty for the subject itself.
    pub path: Path,
    /// Which rows; speaks of a row of `source`.
    pub when: Formula,
    /// Points a row gives at once, then after each step: from when on, and how many (in units of
    /// the score's `scale`). The first step has no delay; the last gives 0 where points fade.
    pub steps: Vec<Step>,
    /// No more than this, in units of `scale`.
    pub cap: Option<i64>,
}

/// Points of a row from some time after its moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Time since the moment of the row; none at once.
    pub after: Option<Duration>,
    /// Points, in units of the score's `scale`.
    pub points: i64,
}

/// Columns of the source of journeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JourneyColumn {
    /// Key of the subject; a link to it.
    Subject,
    /// 1 for the first cycle.
    Cycle,
    /// The entry into a stage (by its position); missing where it was not entered.
    Entry(usize),
    /// Whether that entry was filled in by a later stage.
    Backfilled(usize),
    /// Whether it was recorded before the subject's own time.
    RecordedEarlier(usize),
}

impl JourneyColumn {
    /// Gives the index of the column among those of its source.
    pub fn index(self) -> usize {
        match self {
            JourneyColumn::Subject => 0,
            JourneyColumn::Cycle => 1,
            JourneyColumn::Entry(position) => 2 + 3 * position,
            JourneyColumn::Backfilled(position) => 3 + 3 * position,
            JourneyColumn::RecordedEarlier(position) => 4 + 3 * position,
        }
    }

    /// Gives the column at an index.
    pub fn at(index: usize) -> Self {
        match (index, index.saturating_sub(2) / 3, index % 3) {
            (0, ..) => JourneyColumn::Subject,
            (1, ..) => JourneyColumn::Cycle,
            (_, position, 2) => JourneyColumn::Entry(position),
            (_, position, 0) => JourneyColumn::Backfilled(position),
            (_, position, _) => JourneyColumn::RecordedEarlier(position),
        }
    }
}

impl Model {
    /// Gives the source that is read for the rows of another: that of the subjects for journeys.
    pub fn read_source(&self, id: SourceId) -> SourceId {
        self.source(id).funnel.map_or(id, |funnel| self.funnels[funnel.0].of)
    }

    /// Gives the source of the journeys of a stage, and the column of the entries into it.
    pub fn entries(&self, stage: StageId) -> (SourceId, ColumnId) {
        let stage = &self.stages[stage.0];
        let journeys = self.funnels[stage.funnel.0].journeys;
        (journeys, ColumnId(JourneyColumn::Entry(stage.position).index()))
    }

    /// Gives the name of a column in full: `leads.industry`, `mql.at`, `b2b.cycle`.
    pub fn column_name(&self, source: SourceId, column: ColumnId) -> String {
        let held = self.source(source);
        let name = &held.column(column).name;
        match held.funnel.map(|_| JourneyColumn::at(column.0)) {
            Some(JourneyColumn::Entry(_)) => format!("{name}.at"),
            Some(JourneyColumn::Backfilled(_) | JourneyColumn::RecordedEarlier(_)) => name.clone(),
            _ => format!("{}.{name}", held.name),
        }
    }

    /// Gives the stage that a column of journeys is about.
    pub fn stage_of(&self, source: SourceId, column: ColumnId) -> Option<StageId> {
        let funnel = self.source(source).funnel?;
        let position = match JourneyColumn::at(column.0) {
            JourneyColumn::Subject | JourneyColumn::Cycle => return None,
            JourneyColumn::Entry(position)
            | JourneyColumn::Backfilled(position)
            | JourneyColumn::RecordedEarlier(position) => position,
        };
        self.funnels[funnel.0].stages.get(position).copied()
    }

    /// Gives the name of the rows of a set: that of its stage, else of its source.
    pub fn set_name(&self, set: &Set) -> &str {
        match set.stage {
            Some(stage) => &self.stages[stage.0].about.name,
            None => &self.source(set.source).name,
        }
    }
}
