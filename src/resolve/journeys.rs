//! Journeys: the source of a funnel's entries, and names on a row of it.
//!
//! One journey is one subject and cycle. Everything but the stages of its own funnel is reached
//! from a journey through its subject.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Resolver, Scope};
use crate::dataset::{self, ColumnType, Dataset, Format};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Column, ColumnId, Formula, FunnelId, JourneyColumn, Model, Node, Source, SourceId, StageId,
    along, paths,
};
use crate::source::{Span, Spanned};
use crate::types::Kind;

/// Makes the source of the journeys of a funnel; columns stand as [`JourneyColumn`] says.
pub(super) fn source(
    model: &Model,
    name: &Spanned<String>,
    funnel: FunnelId,
    of: SourceId,
    stages: &[String],
    whole_days: bool,
) -> Source {
    let columns = columns(model.source(of), stages, whole_days);
    let stored = columns.iter().map(|(text, _, kind)| stored(text, *kind)).collect();
    let meaning = columns.into_iter().enumerate().map(|(index, (text, kind, _))| Column {
        name: text,
        span: name.span,
        kind,
        links: (index == JourneyColumn::Subject.index()).then_some(of),
        known_from: None,
        until_then: None,
        pii: false,
        declares_missing: false,
    });
    let dataset = Dataset {
        name: name.value.clone(),
        path: String::new(),
        format: Format::Parquet,
        columns: stored,
    };
    Source {
        name: name.value.clone(),
        span: name.span,
        columns: meaning.collect(),
        dataset: Arc::new(dataset),
        key: None,
        time: None,
        known_at: None,
        history: None,
        funnel: Some(funnel),
    }
}

/// Names, kinds and types of the columns; a stage keeps its name.
fn columns(
    subject: &Source,
    stages: &[String],
    whole_days: bool,
) -> Vec<(String, Kind, ColumnType)> {
    let key = subject.key.unwrap_or_default();
    let key_type = subject.dataset.columns.get(key.0).map(|column| column.kind);
    let key_type = key_type.unwrap_or(ColumnType::Text);
    let (entry, entry_type) = match whole_days {
        true => (Kind::Date, ColumnType::Date),
        false => (Kind::Datetime, ColumnType::Datetime),
    };
    let mut columns = vec![
        (subject.column(key).name.clone(), subject.column(key).kind.clone(), key_type),
        ("cycle".to_owned(), Kind::plain(), ColumnType::Integer),
    ];
    for (text, ..) in &mut columns {
        while stages.contains(text) {
            text.push('_');
        }
    }
    if columns[0].0 == columns[1].0 {
        columns[1].0.push('_');
    }
    for stage in stages {
        columns.push((stage.clone(), entry.clone(), entry_type));
        for flag in ["backfilled", "recorded_earlier"] {
            columns.push((format!("{stage}.{flag}"), Kind::Boolean, ColumnType::Boolean));
        }
    }
    columns
}

fn stored(name: &str, kind: ColumnType) -> dataset::Column {
    dataset::Column {
        name: name.to_owned(),
        from: name.to_owned(),
        kind,
        format: None,
        missing: Vec::new(),
        replace: BTreeMap::new(),
        empty_is_text: false,
        bad_is_missing: false,
    }
}

impl Resolver<'_> {
    /// The moment of entry into a stage, on a row of the journeys of its funnel.
    pub(super) fn entry(&self, stage: StageId, span: Span) -> Formula {
        let (journeys, column) = self.model.entries(stage);
        let kind = self.model.source(journeys).column(column).kind.clone();
        Formula::new(Node::Column(column), kind, span)
    }

    /// A name on a journey: a stage of its own funnel, else whatever the subject knows by it.
    pub(super) fn name_on_journey(
        &mut self,
        funnel: FunnelId,
        first: &Spanned<String>,
        rest: &[Spanned<String>],
        span: Span,
    ) -> Formula {
        if let Some(stage) = self.model.stage_named(&first.value)
            && self.model.stages[stage.0].funnel == funnel
        {
            return self.stage_column(stage, rest, span);
        }
        let of = self.model.funnels[funnel.0].of;
        let inner = self.name_on_row(first, rest, span, of);
        self.through_subject(funnel, inner)
    }

    /// Takes a value of the subject to a journey.
    pub(super) fn through_subject(&self, funnel: FunnelId, inner: Formula) -> Formula {
        let of = self.model.funnels[funnel.0].of;
        along(&vec![(ColumnId(JourneyColumn::Subject.index()), of)], inner)
    }

    /// A stage on a row of a source that is not the journeys of its funnel.
    pub(super) fn stage_on_row(
        &mut self,
        stage: StageId,
        rest: &[Spanned<String>],
        span: Span,
        source: SourceId,
    ) -> Formula {
        let column = self.stage_column(stage, rest, span);
        let funnel = self.model.stages[stage.0].funnel;
        if column.kind.is_poison() || !self.reaches_journeys(stage, source, span) {
            return Formula::poison(span);
        }
        let kind = column.kind.clone();
        Formula::new(Node::Journey(funnel, Box::new(column)), kind, span)
    }

    /// Whether a row belongs to one journey of the funnel of a stage; reports where it does not.
    fn reaches_journeys(&mut self, stage: StageId, source: SourceId, span: Span) -> bool {
        let funnel = &self.model.funnels[self.model.stages[stage.0].funnel.0];
        let (of, cycles) = (funnel.of, funnel.cycle.is_some());
        if source == of {
            return true;
        }
        let name = self.model.stages[stage.0].about.name.clone();
        let below = !paths(&self.model.sources, of, source).is_empty();
        if below && paths(&self.model.sources, source, of).is_empty() {
            let origin = &self.model.source(source).name;
            let message = format!("one row of `{origin}` has many entries into `{name}`");
            self.diagnostics.push(
                Diagnostic::error("fan-out", span, message)
                    .label("many entries, no aggregate")
                    .help(format!(
                        "say which: `first({name}.at)`, `any({name})` or `count({name})`"
                    )),
            );
            return false;
        }
        if self.way(source, of, span, &name).is_none() {
            return false;
        }
        if cycles && self.model.source(source).time.is_none() {
            self.needs_time(source, span);
            return false;
        }
        true
    }

    /// What follows the name of a stage: its moment of entry, the cycle, flags.
    fn stage_column(&mut self, stage: StageId, rest: &[Spanned<String>], span: Span) -> Formula {
        let Some(part) = rest.first() else {
            return self.entry(stage, span);
        };
        let held = &self.model.stages[stage.0];
        let column = match part.value.as_str() {
            "at" => JourneyColumn::Entry(held.position),
            "cycle" => JourneyColumn::Cycle,
            "backfilled" => JourneyColumn::Backfilled(held.position),
            "recorded_earlier" => JourneyColumn::RecordedEarlier(held.position),
            _ => return self.no_stage_column(stage, part),
        };
        if let Some(more) = rest.get(1) {
            let message = format!("`{}` is not a link, nothing can follow it", part.value);
            return self.fail(
                Diagnostic::error("not-a-link", more.span, message)
                    .label("not a link")
                    .help(format!("write `{}.{}`", held.about.name, part.value)),
            );
        }
        let id = ColumnId(column.index());
        let journeys = self.model.funnels[held.funnel.0].journeys;
        let kind = self.model.source(journeys).column(id).kind.clone();
        Formula::new(Node::Column(id), kind, span)
    }

    fn no_stage_column(&mut self, stage: StageId, part: &Spanned<String>) -> Formula {
        let held = &self.model.stages[stage.0];
        let name = &held.about.name;
        let subject = self.model.source(self.model.funnels[held.funnel.0].of);
        let message = format!("stage `{name}` has no `{}`", part.value);
        let help = match subject.column_named(&part.value) {
            Some(_) => format!("write `{}.{}`", subject.name, part.value),
            None => format!(
                "write `{name}.at`, `{name}.cycle`, `{name}.backfilled` or `{name}.recorded_earlier`"
            ),
        };
        self.fail(
            Diagnostic::error("unknown-name", part.span, message).label("not defined").help(help),
        )
    }

    /// A stage where a KPI needs a number.
    pub(super) fn stage_in_formula(&mut self, parts: &[Spanned<String>], span: Span) -> Formula {
        let name = &parts[0].value;
        let (message, help) = match parts.get(1).map(|part| part.value.as_str()) {
            None => (
                format!("`{name}` is a set of entries, not a number"),
                format!("write `count({name})`"),
            ),
            Some(column) => (
                format!("`{name}.{column}` has one value for every entry, a KPI one for many"),
                match column {
                    "at" => {
                        format!("gather the entries, as in `median({name}.at - leads.created_at)`")
                    }
                    _ => format!("count the entries, as in `count({name} where {name}.{column})`"),
                },
            ),
        };
        self.fail(
            Diagnostic::error("mixed-levels", span, message).label("needs an aggregate").help(help),
        )
    }

    /// A journey has one entry into each stage.
    pub(super) fn entries_of_one(&mut self, stage: StageId, span: Span) {
        let name = &self.model.stages[stage.0].about.name;
        let message = format!("this row has one entry into `{name}` at most, nothing to gather");
        self.diagnostics.push(
            Diagnostic::error("fan-out", span, message)
                .help(format!("write `{name} is not missing`, or `{name}.at`")),
        );
    }

    /// Scope of what a journey reaches through its subject, if the scope is one of journeys.
    pub(super) fn subject_of(&self, scope: Scope) -> Option<(FunnelId, SourceId)> {
        let Scope::Row(source) = scope else { return None };
        let funnel = self.model.source(source).funnel?;
        Some((funnel, self.model.funnels[funnel.0].of))
    }
}
