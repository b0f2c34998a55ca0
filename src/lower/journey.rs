//! The journey that a row belongs to: that of its subject, in whose span the row's moment lies.

use std::sync::Arc;

use super::frame::{Frame, Scans};
use super::moments::compare;
use super::row::{all, always, boolean};
use super::{Lowering, Typed, shared};
use crate::model::{Formula, FunnelId, Model, Node, Path, along};
use crate::plan::{Comparison, JoinKind, Relation, Scalar, ValueType};

/// Number of a journey within its funnel.
pub(super) const INDEX: &str = "!index";
/// The moment the cycle starts: for the first, that of the subject.
pub(super) const BEGIN: &str = "!begin";
/// The moment from which on rows belong to the cycle; missing for the first, which has earlier ones.
pub(super) const START: &str = "!start";
/// The moment from which on rows belong to the next cycle; missing for the last.
pub(super) const NEXT: &str = "!next";
/// The moment of the subject.
pub(super) const TIME: &str = "!time";

/// Where a row stands: below the subject of a funnel, at a moment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) funnel: FunnelId,
    /// The links to the subject; none from the subject itself.
    pub(super) path: Path,
    /// The moment of the row; rows without one belong to the first cycle.
    pub(super) clock: Option<Typed>,
}

/// Values of the journey that a row belongs to.
#[derive(Debug, Clone)]
pub(super) struct Tour {
    pub(super) place: Place,
    pub(super) frame: Frame,
    /// The key of the subject, a column of the row.
    key: Scalar,
    outputs: Vec<(String, Typed)>,
    /// Rows whose journey does not fulfil all of these, or that have none, are of no use; none of
    /// it where every row stays.
    pub(super) wanted: Option<Vec<Scalar>>,
}

impl Lowering<'_> {
    /// An expression on the journey that a row belongs to.
    pub(super) fn on_journey(
        &mut self,
        frame: &mut Frame,
        place: &Place,
        formula: &Formula,
    ) -> Typed {
        let at = self.tour(frame, place);
        let mut inner = std::mem::take(&mut frame.tours[at].frame);
        let value = self.row(&mut inner, formula);
        frame.tours[at].frame = inner;
        frame.tours[at].bring(at, value)
    }

    /// A column of the relation of journeys that no definition names.
    pub(super) fn of_journey(
        &mut self,
        frame: &mut Frame,
        place: &Place,
        column: &str,
        kind: ValueType,
    ) -> Typed {
        let at = self.tour(frame, place);
        frame.tours[at].bring(at, Typed { scalar: Scalar::Column(column.to_owned()), kind })
    }

    fn tour(&mut self, frame: &mut Frame, place: &Place) -> usize {
        if let Some(at) = frame.tours.iter().position(|tour| tour.place == *place) {
            return at;
        }
        let key = self.subject_key(frame, &place.path);
        let journeys = self.model.funnels[place.funnel.0].journeys;
        let inner = Frame::new(journeys);
        let (place, outputs) = (place.clone(), Vec::new());
        let tour = Tour { place, frame: inner, key, outputs, wanted: None };
        frame.tours.push(tour);
        frame.tours.len() - 1
    }

    /// The key of the row at the end of links, on the row at hand.
    pub(super) fn subject_key(&mut self, frame: &mut Frame, path: &Path) -> Scalar {
        let formula = match path.split_last() {
            Some(((link, to), way)) => {
                let held = self.model.source(*to);
                let kind = held.columns[held.key.map_or(0, |key| key.0)].kind.clone();
                along(&way.to_vec(), Formula::new(Node::Column(*link), kind, held.span))
            }
            None => {
                let held = self.model.source(frame.source);
                let key = held.key.unwrap_or_default();
                Formula::new(Node::Column(key), held.column(key).kind.clone(), held.span)
            }
        };
        self.seen(super::view::View::Stored, |this| this.row(frame, &formula)).scalar
    }

    /// The row stands below the one subject that is looked at; none where all are.
    pub(super) fn of_subject(
        &mut self,
        frame: &mut Frame,
        place: Option<&Place>,
    ) -> Option<Scalar> {
        let (funnel, only) = self.subject.clone()?;
        let place = place.filter(|place| place.funnel == funnel)?;
        let key = Box::new(self.subject_key(frame, &place.path));
        let only = Box::new(super::row::literal(&only).scalar);
        Some(Scalar::Compare(Comparison::Equal, key, only))
    }

    /// The kind of every moment of a funnel.
    pub(super) fn moment_kind(&self, funnel: FunnelId) -> ValueType {
        if self.model.funnels[funnel.0].whole_days { ValueType::Date } else { ValueType::Datetime }
    }
}

impl Tour {
    fn bring(&mut self, at: usize, value: Typed) -> Typed {
        let kind = value.kind;
        let known = self.outputs.iter().find(|(_, other)| *other == value);
        let name = match known {
            Some((name, _)) => name.clone(),
            None => {
                let name = format!("!j{at}.v{}", self.outputs.len());
                self.outputs.push((name.clone(), value));
                name
            }
        };
        Typed { scalar: Scalar::Column(name), kind }
    }
}

impl Scans {
    /// Adds the values of the journey to every row.
    pub(super) fn join_tour(
        &self,
        model: &Model,
        tour: &Tour,
        at: usize,
        left: Arc<Relation>,
    ) -> Arc<Relation> {
        let funnel = &model.funnels[tour.place.funnel.0];
        let subject = model.source(funnel.journeys).columns[0].name.clone();
        let own = |what: &str| format!("!j{at}{what}");
        let column = |name: &str| Scalar::Column(name.to_owned());
        let mut columns = vec![(own("!subject"), column(&subject))];
        if funnel.cycle.is_some() {
            columns.extend([START, NEXT].map(|name| (own(name), column(name))));
            columns.push((own("!found"), always()));
        }
        columns
            .extend(tour.outputs.iter().map(|(name, value)| (name.clone(), value.scalar.clone())));
        let mut input = self.relation(model, &tour.frame);
        if let Some(wanted) = tour.wanted.as_ref().filter(|wanted| !wanted.is_empty()) {
            input = shared(Relation::Filter { input, condition: all(wanted.clone()) });
        }
        let right = shared(Relation::Project { input, columns });
        let (left, key) = match &tour.key {
            Scalar::Column(name) => (left, name.clone()),
            other => {
                let columns = vec![(own("!key"), other.clone())];
                (shared(Relation::Extend { input: left, columns }), own("!key"))
            }
        };
        let on = vec![(key, own("!subject"))];
        let kind = if tour.wanted.is_some() { JoinKind::Inner } else { JoinKind::Left };
        let joined = shared(Relation::Join { left, right, on, kind });
        if funnel.cycle.is_none() {
            return joined;
        }
        let kind = if funnel.whole_days { ValueType::Date } else { ValueType::Datetime };
        let bound = |name: &str| Typed { scalar: column(&own(name)), kind };
        let nowhere = Scalar::IsMissing(Box::new(column(&own("!found"))));
        let inside = match &tour.place.clock {
            Some(clock) => in_span(clock, &bound(START), &bound(NEXT)),
            None => Scalar::IsMissing(Box::new(bound(START).scalar)),
        };
        let condition = match tour.wanted {
            Some(_) => inside,
            None => Scalar::Or(vec![nowhere, inside]),
        };
        shared(Relation::Filter { input: joined, condition })
    }
}

/// A moment lies in [start, next); a missing one in the first span, a missing bound is none.
pub(super) fn in_span(moment: &Typed, start: &Typed, next: &Typed) -> Scalar {
    let missing = |value: &Typed| Scalar::IsMissing(Box::new(value.scalar.clone()));
    let begun = compare(Comparison::GreaterOrEqual, moment.clone(), start.clone());
    let before = compare(Comparison::Less, moment.clone(), next.clone());
    let first = boolean(missing(start)).scalar;
    Scalar::Or(vec![
        Scalar::And(vec![missing(moment), first.clone()]),
        all(vec![
            Scalar::Not(Box::new(missing(moment))),
            Scalar::Or(vec![first, begun]),
            Scalar::Or(vec![missing(next), before]),
        ]),
    ])
}
