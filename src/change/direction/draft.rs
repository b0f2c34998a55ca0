//! A condition as tests of variables.
//!
//! Under `direction`. Criteria are looked into; what else is no column stays opaque, and equal text
//! with equal fingerprints is the same variable.

use super::variable::{Rows, Units, Values, Variable};
use super::{Condition, Side, frame, outcome, search::Outcome};
use crate::dataset::ColumnType;
use crate::explain::Item;
use crate::fingerprint::{normal, spelled};
use crate::functions::AggregateFunction;
use crate::model::{Aggregate, ColumnId, Formula, Node, Operator, SourceId};
use crate::plan::{Comparison, Value};
use crate::types::Kind;

/// Tests joined by words.
#[derive(Debug, Clone)]
pub(super) enum Draft {
    Constant(bool),
    Test(usize, Test),
    And(Vec<Draft>),
    Or(Vec<Draft>),
    Not(Box<Draft>),
}

/// A test of one variable.
#[derive(Debug, Clone)]
pub(super) enum Test {
    Compare(Comparison, Value),
    Among(Vec<Value>),
    Missing,
    /// True; missing is not.
    Holds,
}

/// Variables of both conditions.
#[derive(Default)]
pub(super) struct Builder<'a> {
    pub(super) variables: Vec<Variable<'a>>,
}

/// The row at hand: its source, and the links that led to it.
#[derive(Clone)]
struct Place {
    source: SourceId,
    key: String,
}

/// Filters in filters that are compared.
const DEEPEST: u8 = 2;

impl<'a> Builder<'a> {
    pub(super) fn all(&mut self, condition: Condition<'a>) -> Draft {
        let place = Place { source: condition.of, key: String::new() };
        let parts = condition.parts.iter();
        Draft::And(parts.map(|part| self.condition(condition.side, part, &place)).collect())
    }

    fn condition(&mut self, side: Side<'a>, formula: &Formula, place: &Place) -> Draft {
        let formula = &normal(side.model, formula, Some(place.source));
        self.read(side, formula, place)
    }

    /// Reads a normal formula.
    fn read(&mut self, side: Side<'a>, formula: &Formula, place: &Place) -> Draft {
        let mut each = |parts: &[Formula]| -> Vec<Draft> {
            parts.iter().map(|part| self.read(side, part, place)).collect()
        };
        match &formula.node {
            Node::Literal(Value::Boolean(value)) => Draft::Constant(*value),
            Node::Operator(Operator::And, parts) => Draft::And(each(parts)),
            Node::Operator(Operator::Or, parts) => Draft::Or(each(parts)),
            Node::Operator(Operator::Not, parts) => Draft::Not(Box::new(Draft::And(each(parts)))),
            Node::Operator(Operator::If, parts) if parts.len() == 3 => {
                let parts = each(parts);
                let [condition, then, otherwise] = [0, 1, 2].map(|index| parts[index].clone());
                let not = Draft::Not(Box::new(condition.clone()));
                Draft::Or(vec![Draft::And(vec![condition, then]), Draft::And(vec![not, otherwise])])
            }
            Node::Operator(Operator::Compare(comparison), parts) => match parts.as_slice() {
                [left, right] => self.compared(side, *comparison, left, right, formula, place),
                _ => self.opaque_test(side, formula, place),
            },
            Node::In(inner, values) => match values.iter().all(|it| is_constant(it, &inner.kind)) {
                true => Draft::Test(self.value(side, inner, place), Test::Among(values.clone())),
                false => self.opaque_test(side, formula, place),
            },
            Node::Operator(Operator::IsMissing, parts) if parts.len() == 1 => {
                Draft::Test(self.value(side, &parts[0], place), Test::Missing)
            }
            Node::Criterion(id) => {
                let criterion = &side.model.criteria[id.0];
                self.condition(side, &criterion.when, place)
            }
            Node::Walk(link, to, inner) => self.walked(side, (*link, *to), inner, formula, place),
            Node::Aggregate(aggregate) if aggregate.function == AggregateFunction::None => {
                let mut any = (**aggregate).clone();
                any.function = AggregateFunction::Any;
                let any = Formula { node: Node::Aggregate(Box::new(any)), ..formula.clone() };
                Draft::Not(Box::new(self.opaque_test(side, &any, place)))
            }
            _ => self.opaque_test(side, formula, place),
        }
    }

    fn opaque_test(&mut self, side: Side<'a>, formula: &Formula, place: &Place) -> Draft {
        Draft::Test(self.value(side, formula, place), Test::Holds)
    }

    fn compared(
        &mut self,
        side: Side<'a>,
        comparison: Comparison,
        left: &Formula,
        right: &Formula,
        whole: &Formula,
        place: &Place,
    ) -> Draft {
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        match &right.node {
            Node::Literal(value)
                if is_constant(value, &left.kind)
                    && !(ordered && matches!(left.kind, Kind::Text | Kind::Boolean)) =>
            {
                let variable = self.value(side, left, place);
                Draft::Test(variable, Test::Compare(comparison, value.clone()))
            }
            _ => self.opaque_test(side, whole, place),
        }
    }

    /// A condition on the row that a link leads to. Where there is no such row, columns of it are
    /// missing or nothing holds; a condition on which that makes a difference stays opaque.
    fn walked(
        &mut self,
        side: Side<'a>,
        (link, to): (ColumnId, SourceId),
        inner: &Formula,
        whole: &Formula,
        place: &Place,
    ) -> Draft {
        let draft = self.read(side, inner, &beyond(side, place, link, to));
        if on_nothing(&draft) { self.opaque_test(side, whole, place) } else { draft }
    }

    fn value(&mut self, side: Side<'a>, formula: &Formula, place: &Place) -> usize {
        let variable = match &formula.node {
            Node::Walk(link, to, inner) => {
                return self.value(side, inner, &beyond(side, place, *link, *to));
            }
            Node::Column(column) if side.model.source(place.source).funnel.is_none() => {
                stored(side, *column, formula, place)
            }
            _ => opaque(side, formula, place),
        };
        if let Some(known) = self.variables.iter().position(|known| known.key == variable.key) {
            return known;
        }
        // The same column read in two ways has values that hang together, which is not looked into.
        let mut plain = variable.plain;
        for known in self.variables.iter_mut().filter(|known| known.shown == variable.shown) {
            (known.plain, plain) = (false, false);
        }
        self.variables.push(Variable { plain, ..variable });
        self.variables.len() - 1
    }

    /// Pairs of variables of which the first never exceeds the second: they gather the same rows
    /// below, and the filter of the first is proved to be the narrower one.
    pub(super) fn limits(&self, depth: u8) -> Vec<(usize, usize)> {
        let mut limits = Vec::new();
        let gathered: Vec<(usize, &Rows<'a>)> = (self.variables.iter().enumerate())
            .filter_map(|(index, variable)| Some((index, variable.rows.as_ref()?)))
            .collect();
        for (low, narrow) in &gathered {
            for (high, wide) in &gathered {
                let same = low != high && narrow.frame == wide.frame && depth < DEEPEST;
                if same && is_within(narrow, wide, depth) {
                    limits.push((*low, *high));
                }
            }
        }
        limits
    }
}

fn is_within(narrow: &Rows<'_>, wide: &Rows<'_>, depth: u8) -> bool {
    let inside = Condition { side: narrow.side, parts: &narrow.filters, of: narrow.of };
    let outside = Condition { side: wide.side, parts: &wide.filters, of: wide.of };
    matches!(outcome(inside, outside, depth + 1), Outcome::None)
}

fn beyond(side: Side<'_>, place: &Place, link: ColumnId, to: SourceId) -> Place {
    let name = side.model.column_name(place.source, link);
    let digest = side.digests.whole(Item::Column(place.source, link));
    Place { source: to, key: format!("{}{name}#{digest} -> ", place.key) }
}

/// What a condition gives where nothing is there.
fn on_nothing(draft: &Draft) -> bool {
    match draft {
        Draft::Constant(value) => *value,
        Draft::Test(_, test) => matches!(test, Test::Missing),
        Draft::And(parts) => parts.iter().all(on_nothing),
        Draft::Or(parts) => parts.iter().any(on_nothing),
        Draft::Not(inner) => !on_nothing(inner),
    }
}

/// Whether a literal can be placed among the values of a kind.
fn is_constant(value: &Value, kind: &Kind) -> bool {
    match value {
        Value::Text(_) => *kind == Kind::Text,
        Value::Boolean(_) => *kind == Kind::Boolean,
        Value::Integer(_) | Value::Decimal { .. } | Value::Duration(_) => {
            matches!(kind, Kind::Number(_))
        }
        Value::Date(_) => *kind == Kind::Date,
        Value::Datetime(_) => *kind == Kind::Datetime,
        Value::Missing | Value::Float(_) => false,
    }
}

/// A column of a file.
fn stored<'a>(side: Side<'a>, column: ColumnId, formula: &Formula, place: &Place) -> Variable<'a> {
    let source = side.model.source(place.source);
    let held = source.dataset.columns.get(column.0);
    let name = side.model.column_name(place.source, column);
    let digest = side.digests.whole(Item::Column(place.source, column));
    let digits = match held.map(|held| held.kind) {
        Some(ColumnType::Integer | ColumnType::Date | ColumnType::Datetime) => Some(0),
        Some(ColumnType::Decimal { scale }) => Some(scale),
        _ => None,
    };
    let replaced = held.iter().flat_map(|held| {
        held.replace.keys().filter(|old| held.replace.values().all(|new| new != *old))
    });
    let missing = held.iter().flat_map(|held| &held.missing);
    let before = &source.column(column).until_then;
    let occurs = |text: &&String| before.as_ref() != Some(*text);
    Variable {
        key: format!("{}{name}#{digest}", place.key),
        shown: name,
        kind: formula.kind.clone(),
        values: values(&formula.kind, digits, None, None),
        plain: true,
        may_miss: source.key != Some(column) || !place.key.is_empty(),
        never: replaced.chain(missing).filter(occurs).cloned().collect(),
        rows: None,
    }
}

/// Anything else.
fn opaque<'a>(side: Side<'a>, formula: &Formula, place: &Place) -> Variable<'a> {
    let model = side.model;
    let (mut digits, mut low, mut high, mut may_miss) = (None, None, None, true);
    let mut rows = None;
    match &formula.node {
        Node::Score(id) => {
            let score = &model.scores[id.0];
            let bound = |bound: Option<i64>| bound.map(|it| (i128::from(it), score.scale));
            (digits, low, high) = (Some(score.scale), bound(score.floor), bound(score.cap));
            may_miss = !place.key.is_empty();
        }
        Node::Aggregate(aggregate) => {
            let counts = aggregate.function == AggregateFunction::Count;
            if counts {
                (digits, low) = (Some(0), Some((0, 0)));
            }
            may_miss = !counts || !place.key.is_empty();
            if counts || aggregate.function == AggregateFunction::Any {
                rows = Some(gathered(side, aggregate, formula, place));
            }
        }
        _ => {}
    }
    let text = spelled(model, formula, Some(place.source));
    Variable {
        key: format!("{}{}", place.key, marked(side, formula, &text, place)),
        shown: text,
        kind: formula.kind.clone(),
        values: values(&formula.kind, digits, low, high),
        plain: false,
        may_miss: may_miss && formula.kind != Kind::Boolean,
        never: Vec::new(),
        rows,
    }
}

fn marked(side: Side<'_>, formula: &Formula, text: &str, place: &Place) -> String {
    frame::marked(side, formula, text, Some(place.source))
}

fn gathered<'a>(
    side: Side<'a>,
    aggregate: &Aggregate,
    formula: &Formula,
    place: &Place,
) -> Rows<'a> {
    let frame = frame::frame(side, aggregate, formula, Some(place.source));
    let filters = aggregate.set.filters.clone();
    Rows { frame: format!("{}{frame}", place.key), side, filters, of: aggregate.set.source }
}

fn values(kind: &Kind, digits: Option<u8>, low: Option<Units>, high: Option<Units>) -> Values {
    match kind {
        Kind::Text => Values::Text,
        Kind::Boolean => Values::Boolean,
        Kind::Date => Values::Ordered { digits: Some(0), low, high },
        _ => Values::Ordered { digits, low, high },
    }
}
