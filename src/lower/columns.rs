//! Columns as they are known as of the run, and rows that exist as of the run.

use super::frame::Frame;
use super::row::all;
use super::view::View;
use super::{Lowering, Typed};
use crate::model::{ColumnId, Formula, Node, Source};
use crate::plan::{Comparison, Scalar, Value, ValueType};

impl Lowering<'_> {
    /// A column: one that is filled later is missing before its moment, and so is that moment.
    pub(super) fn column(&mut self, frame: &mut Frame, id: ColumnId) -> Typed {
        let source = self.model.source(frame.source);
        let kind = value_type(source, id);
        frame.columns.insert(id);
        let raw = Typed { scalar: Scalar::Column(source.columns[id.0].name.clone()), kind };
        if source.funnel.is_some() {
            return self.journey_column(id, raw);
        }
        let Some(moment) = self.tells(source, id) else { return raw };
        frame.columns.insert(moment);
        let scalar = Scalar::Column(source.columns[moment.0].name.clone());
        let moment = Typed { scalar, kind: value_type(source, moment) };
        self.hidden(source, id, raw, &moment)
    }

    /// The column that tells from when on a column is known; itself where it tells that of others.
    pub(super) fn tells(&self, source: &Source, id: ColumnId) -> Option<ColumnId> {
        let itself = || source.columns.iter().any(|other| other.known_from == Some(id));
        source.columns[id.0].known_from.or_else(|| itself().then_some(id))
    }

    /// A value from its moment on; before that what stands for it until then.
    pub(super) fn hidden(
        &self,
        source: &Source,
        id: ColumnId,
        raw: Typed,
        moment: &Typed,
    ) -> Typed {
        if matches!(self.view, View::Stored | View::Versions { .. }) {
            return raw;
        }
        let kind = raw.kind;
        let before = match &source.columns[id.0].until_then {
            Some(text) => Value::Text(text.clone()),
            None => Value::Missing,
        };
        let before = Box::new(Scalar::Literal(before, kind));
        let known = Box::new(self.passed(moment));
        Typed { scalar: Scalar::Case(known, Box::new(raw.scalar), before), kind }
    }

    /// A clock that is missing before its own moment needs no look at the as-of day.
    pub(super) fn hides_itself(&self, frame: &Frame, clock: &Formula) -> bool {
        let source = self.model.source(frame.source);
        match &clock.node {
            Node::Column(id) => source.columns.iter().any(|other| other.known_from == Some(*id)),
            _ => false,
        }
    }

    /// The moment of a column is not after the as-of day.
    pub(super) fn by_as_of(&self, source: &Source, column: ColumnId) -> Scalar {
        let scalar = Scalar::Column(source.columns[column.0].name.clone());
        self.not_after_as_of(&Typed { scalar, kind: value_type(source, column) })
    }

    /// A moment is not after the end of the as-of day; false where it is missing.
    pub(super) fn not_after_as_of(&self, moment: &Typed) -> Scalar {
        let (comparison, limit) = match moment.kind {
            ValueType::Date => (Comparison::LessOrEqual, Value::Date(self.query.as_of)),
            _ => (Comparison::Less, Value::Datetime(self.as_of_end)),
        };
        let limit = Scalar::Literal(limit, moment.kind);
        Scalar::Compare(comparison, Box::new(moment.scalar.clone()), Box::new(limit))
    }

    /// Rows that exist as of the run; adds the columns this takes to the frame.
    pub(super) fn existing(&self, frame: &mut Frame) -> Scalar {
        let source = self.model.source(frame.source);
        let mut conditions = Vec::new();
        let moments = [source.time, source.known_at];
        for id in moments.into_iter().flatten() {
            frame.columns.insert(id);
            let missing =
                Scalar::IsMissing(Box::new(Scalar::Column(source.columns[id.0].name.clone())));
            conditions.push(Scalar::Or(vec![missing, self.by_as_of(source, id)]));
        }
        if let Some((from, to)) = source.history {
            frame.columns.extend([from, to]);
            conditions.push(self.by_as_of(source, from));
            conditions.push(Scalar::Not(Box::new(self.by_as_of(source, to))));
        }
        all(conditions)
    }

    /// The time of a row, where its source has one.
    pub(super) fn time(&mut self, frame: &mut Frame) -> Option<Typed> {
        let time = self.model.source(frame.source).time?;
        Some(self.column(frame, time))
    }

    /// Rows that have a moment.
    pub(super) fn has(&self, moment: &Typed) -> Scalar {
        Scalar::Not(Box::new(Scalar::IsMissing(Box::new(moment.scalar.clone()))))
    }
}

/// The plan type of a stored column.
pub(super) fn value_type(source: &Source, id: ColumnId) -> ValueType {
    source.dataset.columns[id.0].kind.into()
}
