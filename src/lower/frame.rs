//! The rows of a source together with what links and lower sources bring to them.
//!
//! A frame is filled while formulas are lowered, then becomes one relation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::journey::{INDEX, Place, Tour};
use super::row::{all, always};
use super::view::View;
use super::{Lowering, Typed, shared};
use crate::dataset::ColumnType;
use crate::model::{ColumnId, Formula, Model, Path, SourceId};
use crate::plan::{Aggregation, Direction, JoinKind, Measure, Relation, Scalar};

/// Rows of a source and what they need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frame {
    pub(super) source: SourceId,
    pub(super) columns: BTreeSet<ColumnId>,
    pub(super) links: Vec<Linked>,
    pub(super) below: Vec<Below>,
    pub(super) tours: Vec<Tour>,
    /// Its rows are all versions that have begun, not only those in force.
    pub(super) versions: bool,
    /// Conditions on its own columns and links, one of which holds for every row of use.
    pub(super) useful: Vec<Scalar>,
    /// Moments that meet a business calendar; they must lie in its range.
    pub(super) business: Vec<Scalar>,
}

/// Values of the row that a link leads to.
#[derive(Debug, Clone)]
pub(super) struct Linked {
    pub(super) link: ColumnId,
    pub(super) to: SourceId,
    frame: Frame,
    outputs: Vec<(String, Typed)>,
}

/// Values gathered from the rows of a source below.
#[derive(Debug, Clone)]
pub(super) struct Below {
    pub(super) source: SourceId,
    pub(super) path: Path,
    /// Where its rows stand, below a journey.
    pub(super) place: Option<Place>,
    pub(super) frame: Frame,
    /// The key of the upper row, on a lower row.
    pub(super) key: Scalar,
    pub(super) measures: Vec<Measure>,
    pub(super) picks: Vec<Picked>,
}

/// A value of the first row below.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Picked {
    pub(super) name: String,
    pub(super) flag: Scalar,
    pub(super) order: Vec<Typed>,
    pub(super) direction: Direction,
    pub(super) value: Typed,
}

impl Frame {
    pub(super) fn new(source: SourceId) -> Self {
        Self { source, ..Self::default() }
    }

    /// Notes which rows are of use, besides those noted before; `below` is of the subject alone.
    pub(super) fn use_rows(&mut self, condition: Scalar, below: Option<Scalar>) {
        let mut own = true;
        // what journeys or lower rows bring is not there yet
        condition.columns(&mut |name| own &= !name.starts_with(['!', '#']));
        let condition = if own { condition } else { always() };
        let condition = all([condition].into_iter().chain(below).collect());
        if !self.useful.contains(&condition) {
            self.useful.push(condition);
        }
    }

    /// Which rows are worth meeting their journeys; none where all are.
    fn only(&self) -> Option<Scalar> {
        let all = self.tours.is_empty() || self.useful.contains(&always());
        (!all && !self.useful.is_empty()).then(|| Scalar::Or(self.useful.clone()))
    }

    /// Visits this frame and all it is made of.
    pub(super) fn visit<'f>(&'f self, see: &mut dyn FnMut(&'f Frame)) {
        see(self);
        self.links.iter().for_each(|linked| linked.frame.visit(see));
        self.below.iter().for_each(|below| below.frame.visit(see));
        self.tours.iter().for_each(|tour| tour.frame.visit(see));
    }
}

impl Picked {
    /// Tells whether it looks at columns of its own source only.
    fn is_plain(&self, key: &Scalar) -> bool {
        let mut plain = true;
        let order = self.order.iter().map(|value| &value.scalar);
        for scalar in order.chain([key, &self.flag, &self.value.scalar]) {
            // columns that joins bring have a mark in their names
            scalar.columns(&mut |name| plain &= !name.contains(['.', '!', '#']));
        }
        plain
    }

    /// Tells whether it is the moment by which its row is looked for.
    fn is_moment(&self) -> bool {
        self.order.first() == Some(&self.value)
    }

    /// Tells whether both are of the same row.
    fn is_of_row(&self, other: &Self) -> bool {
        (&self.flag, &self.order, self.direction) == (&other.flag, &other.order, other.direction)
    }
}

impl Below {
    /// Gives the column of an aggregation, added where it is new.
    pub(super) fn measure(
        &mut self,
        prefix: &str,
        aggregation: Aggregation,
        argument: Scalar,
    ) -> String {
        let same =
            |measure: &&Measure| measure.aggregation == aggregation && measure.argument == argument;
        if let Some(found) = self.measures.iter().find(same) {
            return found.name.clone();
        }
        let name = format!("{prefix}.m{}", self.measures.len());
        self.measures.push(Measure { name: name.clone(), aggregation, argument });
        name
    }

    /// Gives the moment that is taken along with a picked value; nothing where the value is itself
    /// taken along with another.
    fn moment_with(&self, picked: &Picked) -> Option<Option<&Picked>> {
        let mut of_row = self.picks.iter().filter(|other| other.is_of_row(picked));
        let mut others = of_row.clone().filter(|other| !other.is_moment());
        match others.next() {
            Some(_) if picked.is_moment() => None,
            Some(first) if first == picked => Some(of_row.find(|other| other.is_moment())),
            _ => Some(None),
        }
    }

    /// Gives the column of a picked value, added where it is new.
    pub(super) fn pick(&mut self, prefix: &str, mut picked: Picked) -> String {
        let same = |other: &&Picked| {
            (&other.flag, &other.order, other.direction, &other.value)
                == (&picked.flag, &picked.order, picked.direction, &picked.value)
        };
        if let Some(found) = self.picks.iter().find(same) {
            return found.name.clone();
        }
        picked.name = format!("{prefix}.p{}", self.picks.len());
        let name = picked.name.clone();
        self.picks.push(picked);
        name
    }
}

impl Lowering<'_> {
    /// An expression on the row a link leads to.
    pub(super) fn walk(
        &mut self,
        frame: &mut Frame,
        link: ColumnId,
        to: SourceId,
        inner: &Formula,
    ) -> Typed {
        frame.columns.insert(link);
        let versions =
            self.model.source(to).history.is_some() && matches!(self.view, View::Versions { .. });
        let same = |linked: &Linked| linked.link == link && linked.frame.versions == versions;
        let known = frame.links.iter().position(same);
        let at = known.unwrap_or_else(|| {
            let target = Frame { versions, ..Frame::new(to) };
            frame.links.push(Linked { link, to, frame: target, outputs: Vec::new() });
            frame.links.len() - 1
        });
        let mut target = std::mem::take(&mut frame.links[at].frame);
        let value = self.row(&mut target, inner);
        frame.links[at].frame = target;
        let prefix = &self.model.source(frame.source).column(link).name;
        let outputs = &mut frame.links[at].outputs;
        let kind = value.kind;
        let name = match outputs.iter().find(|(_, other)| *other == value) {
            Some((name, _)) => name.clone(),
            None => {
                let name = match &value.scalar {
                    Scalar::Column(column) => format!("{prefix}.{column}"),
                    _ => format!("{prefix}.v{}", outputs.len()),
                };
                outputs.push((name.clone(), value));
                name
            }
        };
        Typed { scalar: Scalar::Column(name), kind }
    }
}

/// What every scan of a source reads, so that all of them are one.
#[derive(Debug, Clone, Default)]
pub(super) struct Scans {
    existing: BTreeMap<SourceId, Arc<Relation>>,
    begun: BTreeMap<SourceId, Arc<Relation>>,
}

impl Scans {
    /// Gathers the columns of all frames; `existing` tells which rows exist as of the run.
    pub(super) fn new(
        model: &Model,
        frames: &[&Frame],
        existing: &dyn Fn(&mut Frame) -> Scalar,
    ) -> Self {
        let mut wanted: BTreeMap<SourceId, Frame> = BTreeMap::new();
        for frame in frames {
            frame.visit(&mut |frame| {
                let all = wanted.entry(frame.source).or_insert_with(|| Frame::new(frame.source));
                all.columns.extend(frame.columns.iter().copied());
                all.columns.extend(model.source(frame.source).key);
                all.columns.extend(model.source(frame.source).time);
            });
        }
        let relation = |(source, mut frame): (SourceId, Frame)| {
            let condition = existing(&mut frame);
            let held = model.source(source);
            let columns: Vec<String> =
                frame.columns.iter().map(|id| held.columns[id.0].name.clone()).collect();
            let dataset = held.dataset.clone();
            let fits = |name: &&String| {
                dataset.column(name).is_none_or(|column| column.kind == ColumnType::Text)
            };
            let faults = columns.iter().filter(|name| !fits(name)).cloned().collect();
            let scan = shared(Relation::Scan { dataset: dataset.clone(), columns, faults });
            let rows = if condition == always() {
                scan
            } else {
                shared(Relation::Filter { input: scan, condition })
            };
            (source, rows)
        };
        wanted.retain(|source, _| model.source(*source).funnel.is_none());
        let existing = wanted.into_iter().map(relation).collect();
        Self { existing, begun: BTreeMap::new() }
    }

    /// Gives the journeys of a funnel, as far as they are known.
    pub(super) fn set(&mut self, journeys: SourceId, rows: Arc<Relation>) {
        self.existing.insert(journeys, rows);
    }

    /// Gives the versions of a source that have begun as of the run.
    pub(super) fn set_begun(&mut self, source: SourceId, condition: Scalar) {
        if let Some(Relation::Filter { input, .. }) = self.rows(source).map(Arc::as_ref) {
            let input = input.clone();
            self.begun.insert(source, shared(Relation::Filter { input, condition }));
        }
    }

    /// Rows of a source that exist as of the run.
    pub(super) fn rows(&self, source: SourceId) -> Option<&Arc<Relation>> {
        self.existing.get(&source)
    }

    /// Lists sources that are read.
    pub(super) fn sources(&self) -> impl Iterator<Item = SourceId> {
        self.existing.keys().copied()
    }

    /// Makes the relation of a frame.
    pub(super) fn relation(&self, model: &Model, frame: &Frame) -> Arc<Relation> {
        let nothing = || shared(Relation::Values { columns: Vec::new(), rows: Vec::new() });
        let rows = match frame.versions {
            true => self.begun.get(&frame.source),
            false => self.rows(frame.source),
        };
        let mut relation = rows.cloned().unwrap_or_else(nothing);
        for linked in &frame.links {
            relation = self.join_linked(model, frame, linked, relation);
        }
        if let Some(condition) = frame.only() {
            relation = shared(Relation::Filter { input: relation, condition });
        }
        for (index, tour) in frame.tours.iter().enumerate() {
            relation = self.join_tour(model, tour, index, relation);
        }
        for (index, below) in frame.below.iter().enumerate() {
            relation = self.join_below(model, frame, below, index, relation);
        }
        relation
    }

    fn join_linked(
        &self,
        model: &Model,
        frame: &Frame,
        linked: &Linked,
        left: Arc<Relation>,
    ) -> Arc<Relation> {
        let link = &model.source(frame.source).column(linked.link).name;
        let target = model.source(linked.to);
        let Some(key) = target.key else { return left };
        let key = Scalar::Column(target.columns[key.0].name.clone());
        let mut columns = vec![(format!("{link}!key"), key), (format!("{link}!found"), always())];
        columns.extend(
            linked.outputs.iter().map(|(name, value)| (name.clone(), value.scalar.clone())),
        );
        let input = self.relation(model, &linked.frame);
        let right = shared(Relation::Project { input, columns });
        let on = vec![(link.clone(), format!("{link}!key"))];
        shared(Relation::Join { left, right, on, kind: JoinKind::Left })
    }

    fn join_below(
        &self,
        model: &Model,
        frame: &Frame,
        below: &Below,
        index: usize,
        left: Arc<Relation>,
    ) -> Arc<Relation> {
        let held = model.source(frame.source);
        let own = match held.key {
            _ if held.funnel.is_some() => INDEX.to_owned(),
            Some(key) => held.columns[key.0].name.clone(),
            None => return left,
        };
        let lower = self.relation(model, &below.frame);
        let mut relation = left;
        if !below.measures.is_empty() {
            let by = format!("#{index}!key");
            let right = gathered(&lower, below, &by);
            let on = vec![(own.clone(), by)];
            relation = shared(Relation::Join { left: relation, right, on, kind: JoinKind::Left });
        }
        for (number, picked) in below.picks.iter().enumerate() {
            let by = format!("#{index}.{number}!key");
            let plain = self.rows(below.source).filter(|_| picked.is_plain(&below.key));
            let Some(moment) = below.moment_with(picked) else { continue };
            let right = first_rows(plain.unwrap_or(&lower), below, picked, moment, &by);
            let on = vec![(own.clone(), by)];
            relation = shared(Relation::Join { left: relation, right, on, kind: JoinKind::Left });
        }
        relation
    }
}

/// One row for every upper key with the measures of its lower rows.
fn gathered(lower: &Arc<Relation>, below: &Below, by: &str) -> Arc<Relation> {
    let mut columns = vec![(by.to_owned(), below.key.clone())];
    let mut measures = Vec::new();
    for measure in &below.measures {
        let argument = format!("{}!arg", measure.name);
        columns.push((argument.clone(), measure.argument.clone()));
        measures.push(Measure { argument: Scalar::Column(argument), ..measure.clone() });
    }
    let present = |name: &str| {
        Scalar::Not(Box::new(Scalar::IsMissing(Box::new(Scalar::Column(name.to_owned())))))
    };
    let useful: Vec<Scalar> = columns[1..].iter().map(|(name, _)| present(name)).collect();
    let condition = Scalar::And(vec![present(by), Scalar::Or(useful)]);
    let input = shared(Relation::Project { input: lower.clone(), columns });
    let input = shared(Relation::Filter { input, condition });
    shared(Relation::Aggregate { input, by: vec![by.to_owned()], measures })
}

/// One row for every upper key with a value of its first lower row. What is sorted has names of its
/// own, so that all frames that look for the same row share one sort.
fn first_rows(
    lower: &Arc<Relation>,
    below: &Below,
    picked: &Picked,
    moment: Option<&Picked>,
    by: &str,
) -> Arc<Relation> {
    let key_present = Scalar::Not(Box::new(Scalar::IsMissing(Box::new(below.key.clone()))));
    let condition = super::row::all(vec![picked.flag.clone(), key_present]);
    let input = shared(Relation::Filter { input: lower.clone(), condition });
    let mut columns = vec![("!key".to_owned(), below.key.clone())];
    let mut order = Vec::new();
    for (position, value) in picked.order.iter().enumerate() {
        let name = format!("!by{position}");
        columns.push((name.clone(), value.scalar.clone()));
        order.push((name, picked.direction));
    }
    columns.push(("!value".to_owned(), picked.value.scalar.clone()));
    let input = shared(Relation::Project { input, columns });
    let input = shared(Relation::Pick { input, by: vec!["!key".to_owned()], order });
    let named = |name: &str, column: &str| (name.to_owned(), Scalar::Column(column.to_owned()));
    let mut columns = vec![named(by, "!key"), named(&picked.name, "!value")];
    columns.extend(moment.map(|moment| named(&moment.name, "!by0")));
    shared(Relation::Project { input, columns })
}
