//! As of when a row is looked at: the end of the run, or a moment of its own.

use super::frame::Frame;
use super::journey::Place;
use super::moments::compare;
use super::onto::{Changes, onto, subject_of};
use super::row::missing;
use super::{Lowering, Typed};
use crate::diagnostic::Diagnostic;
use crate::model::{ColumnId, Formula, JourneyColumn, Node, Path, Set, SourceId};
use crate::plan::{Comparison, Scalar, ValueType};

/// As of when a formula is looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum View {
    /// At the end of the as-of day.
    AsOf,
    /// Columns as they are stored, whenever they became known.
    Stored,
    /// All versions of linked rows, one by one; or as if there were none.
    Versions {
        /// The columns of such rows are missing.
        none: bool,
    },
    /// Rows that are gathered are seen at their own moment; all else as of the run.
    Own {
        /// The column of the entry from which on rows are looked at.
        from: Option<String>,
    },
    /// At a moment of the row at hand.
    At(Sight),
}

/// A moment of the row at hand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sight {
    /// The moment.
    pub(super) moment: Typed,
    /// What happens at that very moment is not seen yet.
    pub(super) strict: bool,
    /// The column of a journey that holds the moment; rows below it are seen by then.
    pub(super) entry: Option<ColumnId>,
    /// Later entries of the same journey are missing.
    pub(super) masked: bool,
}

impl Lowering<'_> {
    /// Works with another view.
    pub(super) fn seen<T>(&mut self, view: View, work: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.view, view);
        let result = work(self);
        self.view = outer;
        result
    }

    /// The view of the filters and dimensions of a set: entries are seen at their own moment.
    pub(super) fn view_of(&self, set: &Set, masked: bool) -> View {
        let Some(stage) = set.stage else { return View::AsOf };
        let (journeys, entry) = self.model.entries(stage);
        let source = self.model.source(journeys);
        let moment = Typed {
            scalar: Scalar::Column(source.column(entry).name.clone()),
            kind: super::columns::value_type(source, entry),
        };
        View::At(Sight { moment, strict: false, entry: Some(entry), masked })
    }

    /// Journeys that entered the stage of a set.
    pub(super) fn entered(&mut self, frame: &mut Frame, set: &Set) -> Option<Scalar> {
        let (_, entry) = self.model.entries(set.stage?);
        let entry = self.seen(View::Stored, |this| this.column(frame, entry));
        Some(self.has(&entry))
    }

    /// A moment has come, as things are seen; false where it is missing.
    pub(super) fn passed(&self, moment: &Typed) -> Scalar {
        match &self.view {
            View::AsOf | View::Stored | View::Versions { .. } | View::Own { .. } => {
                self.not_after_as_of(moment)
            }
            View::At(sight) => {
                let comparison =
                    if sight.strict { Comparison::Less } else { Comparison::LessOrEqual };
                compare(comparison, moment.clone(), sight.moment.clone())
            }
        }
    }

    /// An expression on the row that a link leads to.
    pub(super) fn walked(
        &mut self,
        frame: &mut Frame,
        formula: &Formula,
        link: ColumnId,
        to: SourceId,
        inner: &Formula,
    ) -> Typed {
        let on_journey = self.model.source(frame.source).funnel.is_some();
        let moment = matches!(self.view, View::At(_)) || on_journey;
        let changes = || Changes::of(self.model, frame.source, formula);
        if !moment || !(changes().any() || has_journey(self.model, frame.source, formula)) {
            return self.walk(frame, link, to, inner);
        }
        let flat = onto(self.model, frame.source, &Vec::new(), formula);
        match &flat.node {
            Node::Walk(..) => self.linked(frame, &flat),
            _ => self.row(frame, &flat),
        }
    }

    /// What stands at the end of links: a column, or points of the subject.
    fn linked(&mut self, frame: &mut Frame, formula: &Formula) -> Typed {
        let (path, end) = end_of(formula);
        let Some((_, target)) = path.last() else { return self.row(frame, end) };
        let source = self.model.source(*target);
        match &end.node {
            Node::Column(_) if matches!(self.view, View::Versions { .. }) => {
                self.version(frame, source.history.is_some(), formula)
            }
            Node::Column(id) => {
                let raw = self.stored(frame, formula);
                let Some(moment) = self.tells(source, *id) else {
                    return self.version_of(source, formula, raw);
                };
                let inner = Formula::new(
                    Node::Column(moment),
                    source.column(moment).kind.clone(),
                    end.span,
                );
                let moment = self.stored(frame, &crate::model::along(&path, inner));
                self.hidden(source, *id, raw, &moment)
            }
            Node::Score(id) if subject_of(self.model, frame.source, &path).is_some() => {
                self.score(frame, *id)
            }
            _ if self.view == View::AsOf => match &formula.node {
                Node::Walk(link, to, inner) => self.walk(frame, *link, *to, inner),
                _ => self.row(frame, end),
            },
            _ => self.not_by_then(end),
        }
    }

    fn stored(&mut self, frame: &mut Frame, formula: &Formula) -> Typed {
        let Node::Walk(link, to, inner) = &formula.node else {
            return self.seen(View::Stored, |this| this.row(frame, formula));
        };
        self.seen(View::Stored, |this| this.walk(frame, *link, *to, inner))
    }

    fn version(&mut self, frame: &mut Frame, kept: bool, formula: &Formula) -> Typed {
        let Node::Walk(link, to, inner) = &formula.node else { return self.row(frame, formula) };
        let none = self.view == View::Versions { none: true } && kept;
        let value = self.walk(frame, *link, *to, inner);
        if none { missing(value.kind) } else { value }
    }

    fn version_of(
        &mut self,
        source: &crate::model::Source,
        formula: &Formula,
        raw: Typed,
    ) -> Typed {
        if source.history.is_none() || self.view == View::AsOf {
            return raw;
        }
        self.not_by_then(formula)
    }

    /// Reports what cannot be seen at the moment of an entry.
    pub(super) fn not_by_then(&mut self, formula: &Formula) -> Typed {
        let message = "this cannot be seen at the moment of an entry";
        self.fail(
            Diagnostic::error("unsupported-yet", formula.span, message)
                .label("as of that moment?")
                .help("look at the subject, what it links to, or rows below the subject"),
        );
        missing(ValueType::Integer)
    }

    /// An expression on the journey that the row at hand belongs to.
    pub(super) fn on_own_journey(
        &mut self,
        frame: &mut Frame,
        funnel: crate::model::FunnelId,
        inner: &Formula,
    ) -> Typed {
        let place = self.own_place(frame, funnel);
        self.on_journey(frame, &place, inner)
    }

    /// Where the row at hand stands below the subject of a funnel.
    pub(super) fn own_place(&mut self, frame: &mut Frame, funnel: crate::model::FunnelId) -> Place {
        let of = self.model.funnels[funnel.0].of;
        let path = crate::model::paths(&self.model.sources, frame.source, of).into_iter().next();
        let clock = if frame.source == of { None } else { self.time(frame) };
        Place { funnel, path: path.unwrap_or_default(), clock }
    }

    /// A column of a journey: under a moment, entries after it are not known.
    pub(super) fn journey_column(&self, id: ColumnId, raw: Typed) -> Typed {
        let View::At(sight) = &self.view else { return raw };
        let entry = matches!(JourneyColumn::at(id.0), JourneyColumn::Entry(_));
        if !sight.masked || !entry || sight.moment == raw {
            return raw;
        }
        let known = self.passed(&raw);
        let kind = raw.kind;
        Typed { scalar: super::row::only_where(known, raw), kind }
    }
}

/// The links around a formula, and what they lead to.
pub(super) fn end_of(formula: &Formula) -> (Path, &Formula) {
    let mut path = Path::new();
    let mut end = formula;
    while let Node::Walk(link, to, inner) = &end.node {
        path.push((*link, *to));
        end = inner;
    }
    (path, end)
}

/// A formula asks for the journey of a row.
fn has_journey(model: &crate::model::Model, source: SourceId, formula: &Formula) -> bool {
    let mut found = false;
    crate::check::visit(model, formula, Some(source), &mut |formula, _| {
        found |=
            matches!(formula.node, Node::Journey(..) | Node::Criterion(_) | Node::Dimension(..));
    });
    found
}
