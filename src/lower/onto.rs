//! Formulas about the row that links lead to -> the same about the row where the links start.
//!
//! What looks at a moment of its own (an entry into a stage) has that moment only on the row at
//! hand. So criteria and dimensions are written out and links are pushed down to the columns, and
//! what is gathered below a subject is gathered below its journey.

use crate::model::{
    Aggregate, Column, Formula, FunnelId, Model, Node, Path, SourceId, Window, along,
};

/// Gives a formula of the row at the end of `path` as one of a row of `base`.
pub(super) fn onto(model: &Model, base: SourceId, path: &Path, formula: &Formula) -> Formula {
    let own = |inner: &Formula| onto(model, base, path, inner);
    let all = |parts: &[Formula]| parts.iter().map(own).collect();
    let node = match &formula.node {
        Node::Walk(link, to, inner) => {
            let mut longer = path.clone();
            longer.push((*link, *to));
            return onto(model, base, &longer, inner);
        }
        Node::Criterion(id) => return own(&model.criteria[id.0].when),
        Node::Dimension(id, index) => return own(&model.dimensions[id.0].of[*index].value),
        Node::Operator(operator, parts) => Node::Operator(*operator, all(parts)),
        Node::Call(function, parts) => Node::Call(function, all(parts)),
        Node::In(inner, values) => Node::In(Box::new(own(inner)), values.clone()),
        Node::Text(test, inner, pattern) => {
            Node::Text(*test, Box::new(own(inner)), pattern.clone())
        }
        Node::Shift(inner, length, sign) => Node::Shift(Box::new(own(inner)), *length, *sign),
        Node::Literal(_) | Node::Duration(_) => formula.node.clone(),
        Node::Journey(funnel, inner) if subject_of(model, base, path) == Some(*funnel) => {
            return (**inner).clone();
        }
        Node::Aggregate(aggregate) => match subject_of(model, base, path) {
            Some(funnel) if model.source(aggregate.set.source).funnel.is_none() => {
                Node::Aggregate(Box::new(below(aggregate, funnel, &own)))
            }
            _ => return along(path, formula.clone()),
        },
        _ => return along(path, formula.clone()),
    };
    Formula::new(node, formula.kind.clone(), formula.span)
}

/// The funnel whose journeys the base holds, where the path leads to their subject.
pub(super) fn subject_of(model: &Model, base: SourceId, path: &Path) -> Option<FunnelId> {
    let funnel = model.source(base).funnel?;
    let to_subject = [(crate::model::ColumnId(0), model.funnels[funnel.0].of)];
    (path.as_slice() == to_subject.as_slice()).then_some(funnel)
}

fn below(aggregate: &Aggregate, funnel: FunnelId, own: &dyn Fn(&Formula) -> Formula) -> Aggregate {
    let mut moved = aggregate.clone();
    moved.journey = Some(funnel);
    for window in &mut moved.set.windows {
        match window {
            Window::InLast(_) => {}
            Window::After(bound)
            | Window::Since(bound)
            | Window::Before(bound)
            | Window::Until(bound) => *bound = own(bound),
        }
    }
    moved
}

/// What a formula looks at besides columns that stay as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Rows gathered, or points.
    pub(super) rows: bool,
    /// Columns that are known from a moment on.
    pub(super) columns: bool,
    /// Columns of sources that keep versions.
    pub(super) versions: bool,
}

impl Changes {
    /// Tells whether its value may change as time passes.
    pub(super) fn any(self) -> bool {
        self.rows || self.columns || self.versions
    }

    /// Looks through a formula on a row of a source, criteria and dimensions included.
    pub(super) fn of(model: &Model, source: SourceId, formula: &Formula) -> Self {
        let mut found = Self::default();
        found.look(model, Some(source), formula);
        found
    }

    fn look(&mut self, model: &Model, source: Option<SourceId>, formula: &Formula) {
        let mut inner: Vec<(Option<SourceId>, &Formula)> = Vec::new();
        crate::check::visit(model, formula, source, &mut |formula, source| match &formula.node {
            Node::Aggregate(_) | Node::Score(_) | Node::InForce(..) => self.rows = true,
            Node::Column(id) => {
                let held = source.map(|source| model.source(source));
                self.versions |= held.is_some_and(|held| held.history.is_some());
                self.columns |=
                    held.is_some_and(|held| tells(held.column(*id), &held.columns, *id));
            }
            Node::Criterion(id) => inner.push((source, &model.criteria[id.0].when)),
            Node::Dimension(id, index) => {
                inner.push((source, &model.dimensions[id.0].of[*index].value));
            }
            _ => {}
        });
        for (source, formula) in inner {
            self.look(model, source, formula);
        }
    }
}

/// The column is known from a moment on, or tells that moment.
fn tells(column: &Column, columns: &[Column], id: crate::model::ColumnId) -> bool {
    column.known_from.is_some() || columns.iter().any(|other| other.known_from == Some(id))
}
