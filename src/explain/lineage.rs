//! What a definition is made of, down to columns, and who uses it.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Item, definitions};
use super::plan;
use crate::functions::AggregateFunction;
use crate::model::{
    Aggregate, AttributionId, ColumnId, Entry, Formula, FunnelId, Model, Node, Path, Promise,
    ScoreId, Set, SourceId, StageId, Target, Window,
};

/// What an input is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Its rows are gathered.
    Rows,
    /// Its value is used.
    Value,
    /// It decides which rows count.
    Condition,
    /// It dates rows.
    Clock,
    /// It leads from row to row.
    Link,
    /// It puts rows in order, for `first` and `last`.
    Order,
    /// It decides which rows or values are known as of the run.
    Known,
}

/// Direct inputs with what they are needed for.
pub type Inputs = BTreeMap<Item, BTreeSet<Role>>;

/// Lists what an item is directly made of; columns and sources are made of nothing.
pub fn inputs(model: &Model, item: Item) -> Inputs {
    let mut visit = Visit { model, found: Inputs::new() };
    match item {
        Item::Kpi(id) => visit.formula(&model.kpis[id.0].formula, None, Role::Value),
        Item::Criterion(id) => {
            let criterion = &model.criteria[id.0];
            visit.formula(&criterion.when, Some(criterion.of), Role::Condition);
        }
        Item::Dimension(id) => {
            for value in &model.dimensions[id.0].of {
                visit.formula(&value.value, Some(value.source), Role::Value);
            }
        }
        Item::Score(id) => visit.score(id),
        Item::Stage(id) => visit.stage(id),
        Item::Funnel(id) => visit.funnel(id),
        Item::Attribution(id) => visit.attribution(id),
        Item::Diagnosis(id) => {
            visit.formula(&model.diagnoses[id.0].when, None, Role::Value);
            for look in &model.diagnoses[id.0].looks {
                visit.add(Item::Kpi(look.kpi), Role::Value);
                look.by.iter().for_each(|by| visit.add(Item::Dimension(*by), Role::Value));
            }
        }
        Item::Agreement(id) => match &model.agreements[id.0].promise {
            Promise::Measured(part) => visit.formula(&part.formula, None, Role::Value),
            Promise::Fresh(source) => {
                visit.add(Item::Source(*source), Role::Rows);
                visit.dated(*source);
            }
        },
        Item::Plan(id) => {
            plan::inputs(model, id).into_iter().for_each(|it| visit.add(it, Role::Value));
        }
        Item::Source(_) | Item::Column(..) => {}
    }
    visit.found
}

/// Lists what a formula is directly made of; `source` is the one whose row it speaks of.
pub fn inputs_of(model: &Model, formula: &Formula, source: Option<SourceId>) -> Inputs {
    let mut visit = Visit { model, found: Inputs::new() };
    visit.formula(formula, source, Role::Condition);
    visit.found
}

/// One definition that uses an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User {
    /// The definition.
    pub item: Item,
    /// What it uses; the item itself where it is a direct user.
    pub through: Item,
    /// Steps from the item, 1 for direct users.
    pub distance: usize,
}

/// Lists the definitions that use an item, near ones first. A source is used by whoever uses its
/// rows or one of its columns.
pub fn users(model: &Model, item: Item) -> Vec<User> {
    let all: Vec<(Item, Inputs)> = definitions(model).map(|it| (it, inputs(model, it))).collect();
    let is = |used: Item, wanted: Item| match (used, wanted) {
        (Item::Column(source, _), Item::Source(wanted)) => source == wanted,
        _ => used == wanted,
    };
    let mut found: Vec<User> = Vec::new();
    let mut near = vec![item];
    for distance in 1.. {
        let mut next = Vec::new();
        for through in std::mem::take(&mut near) {
            for (user, inputs) in &all {
                let new = *user != item && found.iter().all(|known| known.item != *user);
                if new && inputs.keys().any(|used| is(*used, through)) {
                    found.push(User { item: *user, through, distance });
                    next.push(*user);
                }
            }
        }
        if next.is_empty() {
            break;
        }
        near = next;
    }
    found.sort_by_key(|user| (user.distance, user.item));
    found
}

struct Visit<'a> {
    model: &'a Model,
    found: Inputs,
}

impl Visit<'_> {
    fn add(&mut self, item: Item, role: Role) {
        self.found.entry(item).or_default().insert(role);
    }

    fn column(&mut self, source: SourceId, column: ColumnId, role: Role) {
        if let Some(funnel) = self.model.source(source).funnel {
            match self.model.stage_of(source, column) {
                Some(stage) => self.add(Item::Stage(stage), role),
                None if role == Role::Link => {}
                None => self.add(Item::Funnel(funnel), role),
            }
            return;
        }
        self.add(Item::Column(source, column), role);
        if let Some(known) = self.model.source(source).column(column).known_from {
            self.add(Item::Column(source, known), Role::Known);
        }
    }

    /// Which rows of a source exist as of the run.
    fn existence(&mut self, id: SourceId) {
        let source = self.model.source(id);
        let versions = source.history.map(|(from, to)| [from, to]).into_iter().flatten();
        for column in source.time.into_iter().chain(source.known_at).chain(versions) {
            self.add(Item::Column(id, column), Role::Known);
        }
    }

    fn path(&mut self, start: SourceId, path: &Path) {
        path.iter().fold(start, |at, (link, to)| self.link(at, *link, *to));
    }

    fn link(&mut self, from: SourceId, link: ColumnId, to: SourceId) -> SourceId {
        self.column(from, link, Role::Link);
        if let Some(key) = self.model.source(to).key {
            self.add(Item::Column(to, key), Role::Link);
        }
        self.existence(to);
        to
    }

    fn score(&mut self, id: ScoreId) {
        let model = self.model;
        for rule in &model.scores[id.0].rules {
            self.formula(&rule.when, Some(rule.source), Role::Condition);
            self.path(rule.source, &rule.path);
            if !rule.path.is_empty() {
                self.dated(rule.source);
            }
        }
    }

    /// A stage rests on the one before it and, before the first, on the subject's own time.
    fn stage(&mut self, id: StageId) {
        let model = self.model;
        let stage = &model.stages[id.0];
        let funnel = &model.funnels[stage.funnel.0];
        let role = if matches!(stage.entry, Entry::At(_)) { Role::Clock } else { Role::Condition };
        self.formula(stage.entry.formula(), Some(funnel.of), role);
        match stage.position.checked_sub(1).and_then(|before| funnel.stages.get(before)) {
            Some(before) => self.add(Item::Stage(*before), Role::Order),
            None => self.existence(funnel.of),
        }
        if let Some(cycle) = &funnel.cycle {
            self.dated(cycle.restarts_at);
            cycle.quiet_in.iter().for_each(|(source, _)| self.dated(*source));
        }
    }

    fn attribution(&mut self, id: AttributionId) {
        let model = self.model;
        let attribution = &model.attributions[id.0];
        self.add(Item::Stage(attribution.stage), Role::Rows);
        attribution.anchors.iter().for_each(|stage| self.add(Item::Stage(*stage), Role::Condition));
        self.add(Item::Source(attribution.touches), Role::Rows);
        self.path(attribution.touches, &attribution.path);
        self.dated(attribution.touches);
        for (key, part, source) in super::attribution::parts(model, id) {
            let role = if key == "direct" { Role::Condition } else { Role::Value };
            self.formula(&part.formula, Some(source), role);
        }
    }

    fn funnel(&mut self, id: FunnelId) {
        let model = self.model;
        let funnel = &model.funnels[id.0];
        self.add(Item::Source(funnel.of), Role::Rows);
        self.existence(funnel.of);
        funnel.stages.iter().for_each(|stage| self.add(Item::Stage(*stage), Role::Rows));
        for (source, path) in funnel.cycle.iter().flat_map(|cycle| &cycle.quiet_in) {
            self.path(*source, path);
        }
    }

    /// The moments of the rows of a source are looked at.
    fn dated(&mut self, source: SourceId) {
        if let Some(time) = self.model.source(source).time {
            self.add(Item::Column(source, time), Role::Clock);
        }
        self.existence(source);
    }

    /// `source` is the one of the row at hand.
    fn formula(&mut self, formula: &Formula, source: Option<SourceId>, role: Role) {
        match &formula.node {
            Node::Literal(_) | Node::Duration(_) | Node::InForce(..) | Node::Poison => {}
            Node::Column(column) => {
                if let Some(source) = source {
                    self.column(source, *column, role);
                }
            }
            Node::Walk(link, to, inner) => {
                if let Some(source) = source {
                    self.link(source, *link, *to);
                }
                self.formula(inner, Some(*to), role);
            }
            Node::Journey(id, inner) => {
                self.formula(inner, Some(self.model.funnels[id.0].journeys), role);
            }
            Node::Score(id) => self.add(Item::Score(*id), role),
            Node::Criterion(id) => self.add(Item::Criterion(*id), Role::Condition),
            Node::Dimension(id, _) => self.add(Item::Dimension(*id), role),
            Node::Kpi(id) | Node::Planned(id) => self.add(Item::Kpi(*id), role),
            Node::Aggregate(aggregate) => self.aggregate(aggregate, source, role),
            Node::Conversion(conversion) => {
                self.set(&conversion.from, None);
                for step in &conversion.steps {
                    let from = Some(conversion.from.source);
                    match &step.target {
                        Target::Moment(moment) => self.formula(moment, from, role),
                        Target::First(first) => self.aggregate(first, from, role),
                    }
                }
            }
            Node::OtherPeriod(_, inner)
            | Node::In(inner, _)
            | Node::Text(_, inner, _)
            | Node::Shift(inner, ..) => self.formula(inner, source, role),
            Node::Call(_, parts) | Node::Operator(_, parts) => {
                parts.iter().for_each(|part| self.formula(part, source, role));
            }
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate, outer: Option<SourceId>, role: Role) {
        use AggregateFunction as A;
        let set = &aggregate.set;
        self.set(set, outer);
        self.path(set.source, &aggregate.path);
        if let Some(argument) = &aggregate.argument {
            self.formula(argument, Some(set.source), role);
        }
        if matches!(aggregate.function, A::First | A::Last) {
            let source = self.model.source(set.source);
            let moment = aggregate.argument.as_ref().is_some_and(|it| it.kind.is_moment());
            let time = source.time.filter(|_| !moment && set.clock.is_none());
            for column in source.key.into_iter().chain(time) {
                self.add(Item::Column(set.source, column), Role::Order);
            }
        }
    }

    /// On the row level the clock matters only to windows.
    fn set(&mut self, set: &Set, outer: Option<SourceId>) {
        match set.stage {
            Some(stage) => self.add(Item::Stage(stage), Role::Rows),
            None => self.add(Item::Source(set.source), Role::Rows),
        }
        self.existence(set.source);
        for filter in &set.filters {
            self.formula(filter, Some(set.source), Role::Condition);
        }
        for bound in set.windows.iter().filter_map(Window::bound) {
            self.formula(bound, outer, Role::Condition);
        }
        match (&set.clock, self.model.source(set.source).time) {
            (Some(clock), _) => self.formula(clock, Some(set.source), Role::Clock),
            (None, Some(time)) if outer.is_none() || !set.windows.is_empty() => {
                self.add(Item::Column(set.source, time), Role::Clock);
            }
            (None, _) => {}
        }
    }
}
