//! Has the questions about one subject answered: listings of its journeys, and of its entries.
//!
//! An entry is looked at at its own moment. What a listing cannot see then (rows that keep
//! versions) is seen by a run that ends at that moment.

use super::clause::Question;
use super::question::question;
use super::{Entered, InFunnel, InStage, Journey, Lack};
use crate::dataset::ColumnType;
use crate::diagnostic::Diagnostics;
use crate::engine::Engine;
use crate::explain;
use crate::leads::{entries, entry_column};
use crate::lower::{Listing, Narrowed};
use crate::model::{
    ColumnId, Entry, Formula, FunnelId, JourneyColumn, Model, ScoreId, Set, Skips, SourceId,
    StageId, along,
};
use crate::period::Zone;
use crate::plan::{Rows, Value};
use crate::query::Query;
use crate::run;
use jiff::civil::Date;

/// What is asked about one subject of a funnel.
pub(super) struct Asked<'m> {
    pub(super) model: &'m Model,
    pub(super) subject: SourceId,
    pub(super) show_pii: bool,
    /// For every score: scores with one of its rules each, then one with all and no bounds.
    pub(super) rules: Vec<Vec<ScoreId>>,
    values: Vec<Formula>,
}

impl Asked<'_> {
    /// Adds a formula about the subject; gives its place.
    pub(super) fn value(&mut self, formula: Formula) -> usize {
        self.values.push(along(&vec![(ColumnId(0), self.subject)], formula));
        self.values.len() - 1
    }
}

/// The questions about one stage.
struct Stage {
    id: StageId,
    condition: Option<(Question, Vec<Formula>)>,
    /// Its entries cannot be looked at at their own moment by a listing.
    by_run: bool,
}

/// The key of a subject, in the type of its column; none where it cannot be one.
pub(super) fn key(model: &Model, funnel: FunnelId, text: &str) -> Option<Value> {
    let held = model.source(model.funnels[funnel.0].of);
    match held.dataset.columns[held.key?.0].kind {
        ColumnType::Text => Some(Value::Text(text.to_owned())),
        ColumnType::Integer => text.trim().parse().ok().map(Value::Integer),
        ColumnType::Decimal { .. } => {
            let whole: Option<i64> = text.trim().parse().ok();
            whole.map(|units| Value::Decimal { units: units.into(), scale: 0 })
        }
        ColumnType::Date => crate::period::parse_date(text.trim()).ok().map(Value::Date),
        ColumnType::Boolean | ColumnType::Datetime => None,
    }
}

/// The journeys of a subject; none where there is no such subject.
pub(super) fn in_funnel(
    model: &Model,
    id: FunnelId,
    key: Value,
    as_of: Date,
    show_pii: bool,
    engine: &dyn Engine,
) -> Result<Option<InFunnel>, Diagnostics> {
    let (ruled, rules) = with_rules(model);
    let funnel = &ruled.funnels[id.0];
    let mut asked =
        Asked { model: &ruled, subject: funnel.of, show_pii, rules, values: Vec::new() };
    let query = query(as_of);
    let narrowed = Narrowed { subject: Some((id, key)), until: None };
    let mut stages = Vec::new();
    for stage in &funnel.stages {
        let held = &ruled.stages[stage.0];
        let condition = match &held.entry {
            Entry::At(_) => None,
            Entry::When(when) => {
                let question = question(&mut asked, &held.written, when);
                Some((question, std::mem::take(&mut asked.values)))
            }
        };
        let entered = condition.as_ref().map(|(_, values)| at_entry(&ruled, *stage, values));
        let by_run = entered
            .is_some_and(|listing| run::listed(&ruled, &query, &[listing], &narrowed).is_err());
        stages.push(Stage { id: *stage, condition, by_run });
    }
    let subject = Subject { model: &ruled, funnel: id, stages, query, narrowed, engine };
    let Some(journeys) = subject.journeys()? else { return Ok(None) };
    Ok(Some(InFunnel {
        name: funnel.about.name.clone(),
        label: funnel.about.label.clone(),
        cycles: funnel.cycle.is_some(),
        journeys,
    }))
}

fn query(as_of: Date) -> Query {
    Query::of(Vec::new(), None, as_of)
}

/// A model with more scores: one for each rule, and one without bounds, of every score.
fn with_rules(model: &Model) -> (Model, Vec<Vec<ScoreId>>) {
    let mut ruled = model.clone();
    let mut rules = Vec::new();
    for score in &model.scores {
        let mut own = Vec::new();
        let mut add = |rules: Vec<crate::model::Rule>| {
            own.push(ScoreId(ruled.scores.len()));
            ruled.scores.push(crate::model::Score {
                rules,
                cap: None,
                floor: None,
                ..score.clone()
            });
        };
        score.rules.iter().for_each(|rule| add(vec![rule.clone()]));
        add(score.rules.clone());
        rules.push(own);
    }
    (ruled, rules)
}

/// The entries into a stage with values of the subject at that moment; the cycle first.
fn at_entry(model: &Model, stage: StageId, values: &[Formula]) -> Listing {
    let mut all = vec![entry_column(model, stage, JourneyColumn::Cycle)];
    all.extend(values.iter().cloned());
    Listing { set: entries(model, stage), values: all, at_entry: true, journey: None, whole: true }
}

/// One subject and all that is asked about it.
struct Subject<'a> {
    model: &'a Model,
    funnel: FunnelId,
    stages: Vec<Stage>,
    query: Query,
    narrowed: Narrowed,
    engine: &'a dyn Engine,
}

impl Subject<'_> {
    fn journeys(&self) -> Result<Option<Vec<Journey>>, Diagnostics> {
        let mut listings = vec![self.as_of_run()];
        for stage in self.stages.iter().filter(|stage| !stage.by_run) {
            let condition = stage.condition.iter();
            listings.extend(condition.map(|(_, values)| at_entry(self.model, stage.id, values)));
        }
        let mut rows = self.list(&self.query, &listings, &self.narrowed)?.into_iter();
        let mut journeys = rows.next().map_or_else(Vec::new, |rows| rows.rows);
        journeys.sort_by_key(|row| cycle(row));
        if journeys.is_empty() {
            return Ok(None);
        }
        let listed = |stage: &Stage| stage.condition.is_some() && !stage.by_run;
        let entered: Vec<Rows> = self
            .stages
            .iter()
            .map(|stage| listed(stage).then(|| rows.next()).flatten().unwrap_or_default())
            .collect();
        let last = journeys.len() - 1;
        let mut found = Vec::new();
        for (at, row) in journeys.iter().enumerate() {
            found.push(self.journey(row, &entered, at < last)?);
        }
        Ok(Some(found))
    }

    fn list(
        &self,
        query: &Query,
        listings: &[Listing],
        narrowed: &Narrowed,
    ) -> Result<Vec<Rows>, Diagnostics> {
        run::list_narrowed(self.model, query, listings, narrowed, self.engine)
    }

    /// All journeys as of the run: the cycle, the entries with their flags, then the conditions.
    fn as_of_run(&self) -> Listing {
        let journeys = self.model.funnels[self.funnel.0].journeys;
        let set = Set::all_of(journeys);
        let mut values = Vec::new();
        for stage in &self.stages {
            let column = |column| entry_column(self.model, stage.id, column);
            if values.is_empty() {
                values.push(column(JourneyColumn::Cycle));
            }
            let position = self.model.stages[stage.id.0].position;
            values.push(column(JourneyColumn::Entry(position)));
            values.push(column(JourneyColumn::Backfilled(position)));
            values.push(column(JourneyColumn::RecordedEarlier(position)));
        }
        let conditions = self.stages.iter().filter_map(|stage| stage.condition.as_ref());
        values.extend(conditions.flat_map(|(_, values)| values.iter().cloned()));
        Listing { set, values, at_entry: false, journey: None, whole: true }
    }

    fn journey(&self, row: &[Value], entered: &[Rows], over: bool) -> Result<Journey, Diagnostics> {
        let mut values = &row[(1 + 3 * self.stages.len()).min(row.len())..];
        let mut stages: Vec<InStage> = Vec::new();
        for (at, stage) in self.stages.iter().enumerate() {
            let count = stage.condition.as_ref().map_or(0, |(_, values)| values.len());
            let (own, rest) = values.split_at(count.min(values.len()));
            values = rest;
            let entry = entry(&row[(1 + 3 * at).min(row.len())..]);
            let own = match (&entry, stage.by_run) {
                (None, _) => own.to_vec(),
                (Some(entry), true) => self.by_run(at, cycle(row), &entry.at)?,
                (Some(_), false) => {
                    let rows = entered[at].rows.iter();
                    let same = rows.filter(|other| cycle(other) == cycle(row));
                    same.map(|row| row[1..].to_vec()).next().unwrap_or_default()
                }
            };
            let asked = stage.condition.as_ref().map(|(asked, _)| asked.in_force(&own));
            let condition = asked.map(|asked| asked.answered(&own));
            let mut found = self.stage(stage.id);
            if let Some((asked, days)) = asked.and_then(|asked| Some((asked, asked.days?))) {
                found.written = asked.text.clone();
                found.from = days.from;
                found.last = days.to.and_then(|to| to.yesterday().ok());
            }
            if entry.is_none() {
                let before = stages.last().filter(|before| before.entered.is_none());
                let before = before.map(|before| before.label.clone());
                let waits = condition.is_some() || self.excludes();
                let lack = Lack {
                    before: before.filter(|_| waits),
                    over,
                    unrecorded: condition.is_none(),
                    ..Lack::default()
                };
                found.lack = Some(match &condition {
                    Some(condition) if !over => lack.closest(condition),
                    _ => lack,
                });
            }
            (found.entered, found.condition) = (entry, condition);
            stages.push(found);
        }
        Ok(Journey { cycle: cycle(row), stages })
    }

    fn excludes(&self) -> bool {
        self.model.funnels[self.funnel.0].skips == Skips::Exclude
    }

    fn stage(&self, id: StageId) -> InStage {
        let stage = &self.model.stages[id.0];
        let word = if matches!(stage.entry, Entry::At(_)) { "at" } else { "when" };
        let words = || explain::reading(self.model, explain::Item::Stage(id));
        InStage {
            name: stage.about.name.clone(),
            label: stage.about.label.clone(),
            means: stage.about.means.clone().unwrap_or_else(words),
            word,
            written: stage.written.to_string(),
            from: None,
            last: None,
            entered: None,
            condition: None,
            lack: None,
        }
    }

    /// The condition of a stage as a run sees it that ends at the moment of entry.
    fn by_run(&self, at: usize, number: i64, moment: &Value) -> Result<Vec<Value>, Diagnostics> {
        let zone = Zone::named(&self.model.project.time_zone).unwrap_or_default();
        let (as_of, until) = match moment {
            Value::Date(day) => (*day, None),
            Value::Datetime(micros) => (zone.local_date(*micros), Some(*micros)),
            _ => return Ok(Vec::new()),
        };
        let stage = &self.stages[at];
        let values = stage.condition.as_ref().map_or_else(Vec::new, |(_, values)| values.clone());
        let mut listing = self.as_of_run();
        listing.values.truncate(1);
        listing.values.extend(values);
        let query = Query { as_of, ..self.query.clone() };
        let narrowed = Narrowed { until, ..self.narrowed.clone() };
        let found = self.list(&query, &[listing], &narrowed)?;
        let mut rows = found.into_iter().flat_map(|rows| rows.rows);
        let own = rows.find(|row| cycle(row) == number);
        Ok(own.map_or_else(Vec::new, |row| row[1..].to_vec()))
    }
}

/// The number of the cycle, which stands first.
fn cycle(row: &[Value]) -> i64 {
    match row.first() {
        Some(Value::Integer(number)) => *number,
        _ => 1,
    }
}

/// An entry with its flags, which stand first.
fn entry(row: &[Value]) -> Option<Entered> {
    let flag = |at: usize| row.get(at) == Some(&Value::Boolean(true));
    let at = row.first().filter(|at| **at != Value::Missing)?.clone();
    Some(Entered { at, backfilled: flag(1), recorded_earlier: flag(2) })
}
