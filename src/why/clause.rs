//! A condition as a tree of clauses, each with what it takes to see whether and why it holds.
//!
//! A [`Question`] holds places in a list of formulas; a row of their values turns it into a
//! [`Clause`]. Whether a clause holds is never decided here.

use super::Shown;
use super::ask::Asked;
use crate::expression::{BinaryOperator, Expression, Node as Written, UnaryOperator};
use crate::functions::AggregateFunction;
use crate::model::{
    Aggregate, CriterionId, Formula, Model, Node, Operator, Path, ScoreId, Set, SourceId, along,
};
use crate::plan::{Comparison, Value};
use crate::types::Kind;

/// A clause of a condition, looked at.
#[derive(Debug, Clone)]
pub struct Clause {
    /// What it is made of.
    pub form: Form,
    /// As written, on one line.
    pub text: String,
    /// The label of a criterion or score.
    pub label: Option<String>,
    /// Whether it is true.
    pub holds: bool,
    /// What it looked at.
    pub seen: Vec<Seen>,
    /// Points rule by rule, where it looked at a score.
    pub points: Vec<Points>,
    /// How far a comparison of numbers is from being true.
    pub gap: Option<Gap>,
    /// Its parts.
    pub parts: Vec<Clause>,
}

/// What a clause is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// All parts are to be true.
    All,
    /// One part is to be true.
    Any,
    /// Its one part is to be false.
    Not,
    /// A criterion with its condition.
    Criterion,
    /// A test of values.
    Test,
}

/// Something a clause looked at.
#[derive(Debug, Clone)]
pub struct Seen {
    /// As written.
    pub of: String,
    /// In which respect.
    pub what: What,
    /// What was found.
    pub found: Shown,
}

/// In which respect something is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A value.
    Value,
    /// The number of rows that count.
    Rows,
    /// The moment of the latest of them.
    Latest,
}

/// Points of a rule, or of all rules together.
#[derive(Debug, Clone)]
pub struct Points {
    /// The rule as written; none for the sum before the caps of the score.
    pub rule: Option<String>,
    /// The points.
    pub points: Value,
}

/// How far a comparison of numbers is from being true.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The difference of both sides.
    pub size: Shown,
    /// The left side is to rise; else to fall.
    pub rise: bool,
    /// The difference alone is not enough.
    pub more: bool,
    /// The left side is a score.
    pub points: bool,
}

/// A clause not yet looked at.
pub(super) struct Question {
    form: Form,
    text: String,
    label: Option<String>,
    holds: usize,
    seen: Vec<(String, What, Value_)>,
    points: Vec<(Option<String>, usize)>,
    gap: Option<(Value_, bool, bool, bool)>,
    parts: Vec<Question>,
}

/// A place in the list of formulas, and its kind; hidden where it tells who somebody is.
#[derive(Clone)]
struct Value_ {
    at: usize,
    kind: Kind,
    hidden: bool,
}

/// The row that a part of a condition speaks of: at the end of links from the subject.
#[derive(Clone)]
struct Spot {
    path: Path,
    source: SourceId,
}

impl Question {
    /// Looks at the values of the formulas that were asked for.
    pub(super) fn answered(&self, values: &[Value]) -> Clause {
        let value = |at: usize| values.get(at).cloned().unwrap_or(Value::Missing);
        let shown = |of: &Value_| Shown {
            value: (!of.hidden).then(|| value(of.at)),
            kind: of.kind.clone(),
        };
        let holds = value(self.holds) == Value::Boolean(true);
        let seen = self.seen.iter().map(|(of, what, at)| Seen {
            of: of.clone(),
            what: *what,
            found: shown(at),
        });
        let points =
            self.points.iter().map(|(rule, at)| Points { rule: rule.clone(), points: value(*at) });
        let far = self.gap.as_ref().filter(|(at, ..)| !holds && value(at.at) != Value::Missing);
        let gap = far.map(|(at, rise, more, points)| Gap {
            size: shown(at),
            rise: *rise,
            more: *more,
            points: *points,
        });
        Clause {
            form: self.form,
            text: self.text.clone(),
            label: self.label.clone(),
            holds,
            seen: seen.filter(|seen| found_something(seen)).collect(),
            points: points.collect(),
            gap,
            parts: self.parts.iter().map(|part| part.answered(values)).collect(),
        }
    }
}

/// The latest of no rows is not worth a word.
fn found_something(seen: &Seen) -> bool {
    seen.what != What::Latest || seen.found.value != Some(Value::Missing)
}

/// Asks for a condition on the subject of a funnel.
pub(super) fn question(
    asked: &mut Asked<'_>,
    written: &Expression,
    condition: &Formula,
) -> Question {
    let spot = Spot { path: Path::new(), source: asked.subject };
    asked.clause(written, condition, &spot)
}

impl Asked<'_> {
    fn clause(&mut self, written: &Expression, formula: &Formula, spot: &Spot) -> Question {
        match (&written.node, &formula.node) {
            (Written::Binary(BinaryOperator::And, ..), Node::Operator(Operator::And, parts))
                if parts.len() == 2 =>
            {
                self.joined(Form::All, written, formula, spot)
            }
            (Written::Binary(BinaryOperator::Or, ..), Node::Operator(Operator::Or, parts))
                if parts.len() == 2 =>
            {
                self.joined(Form::Any, written, formula, spot)
            }
            (Written::Unary(UnaryOperator::Not, inner), Node::Operator(Operator::Not, parts))
                if parts.len() == 1 && has_parts(inner) =>
            {
                let part = self.clause(inner, &parts[0], spot);
                self.node(Form::Not, written, formula, spot, vec![part])
            }
            (Written::Name(_), _) => match self.criterion(formula, spot) {
                Some((id, spot)) => {
                    let criterion = self.model.criteria[id.0].clone();
                    let part = self.clause(&criterion.written, &criterion.when, &spot);
                    let parts = match part.form {
                        Form::All => part.parts,
                        _ => vec![part],
                    };
                    let spot = Spot { path: Path::new(), source: self.subject };
                    let mut node = self.node(Form::Criterion, written, formula, &spot, parts);
                    node.label = label(&criterion.about);
                    node
                }
                None => self.test(written, formula, spot),
            },
            _ => self.test(written, formula, spot),
        }
    }

    fn node(
        &mut self,
        form: Form,
        written: &Expression,
        formula: &Formula,
        spot: &Spot,
        parts: Vec<Question>,
    ) -> Question {
        Question {
            form,
            text: written.to_string(),
            label: None,
            holds: self.ask(spot, formula.clone()).at,
            seen: Vec::new(),
            points: Vec::new(),
            gap: None,
            parts,
        }
    }

    fn joined(
        &mut self,
        form: Form,
        written: &Expression,
        formula: &Formula,
        spot: &Spot,
    ) -> Question {
        let mut parts = Vec::new();
        let (Written::Binary(_, left, right), Node::Operator(_, sides)) =
            (&written.node, &formula.node)
        else {
            return self.test(written, formula, spot);
        };
        for (written, formula) in [left, right].into_iter().zip(sides) {
            let part = self.clause(written, formula, spot);
            match part.form == form {
                true => parts.extend(part.parts),
                false => parts.push(part),
            }
        }
        self.node(form, written, formula, spot, parts)
    }

    /// The criterion at the end of links, and the row it speaks of.
    fn criterion(&self, formula: &Formula, spot: &Spot) -> Option<(CriterionId, Spot)> {
        let mut spot = spot.clone();
        let mut end = formula;
        while let Node::Walk(link, to, inner) = &end.node {
            spot.path.push((*link, *to));
            (spot.source, end) = (*to, inner);
        }
        let Node::Criterion(id) = end.node else { return None };
        Some((id, spot))
    }

    fn test(&mut self, written: &Expression, formula: &Formula, spot: &Spot) -> Question {
        let mut question = self.node(Form::Test, written, formula, spot, Vec::new());
        for (text, operand) in operands(written, formula) {
            self.look_at(&mut question, text, operand, spot);
        }
        question.gap = self.gap(formula, spot);
        question
    }

    fn look_at(&mut self, question: &mut Question, of: String, operand: &Formula, spot: &Spot) {
        match &operand.node {
            Node::Literal(_) | Node::Duration(_) => {}
            Node::Aggregate(aggregate) if operand.kind == Kind::Boolean => {
                let (rows, latest) = counted(self.model, aggregate, operand);
                let rows = self.ask(spot, rows);
                let rows = Value_ { hidden: false, ..rows };
                question.seen.push((of.clone(), What::Rows, rows));
                if let Some(latest) = latest {
                    let latest = self.ask(spot, latest);
                    question.seen.push((of, What::Latest, latest));
                }
            }
            // whether it holds says it already
            _ if operand.kind == Kind::Boolean => {}
            _ => {
                let value = self.ask(spot, operand.clone());
                question.seen.push((of, What::Value, value));
                if let Some(id) = score_of(operand) {
                    question.label = label(&self.model.scores[id.0].about);
                    question.points = self.points(id, operand, spot);
                }
            }
        }
    }

    /// Points of every rule, and all of them where the score has bounds of its own.
    fn points(
        &mut self,
        id: ScoreId,
        operand: &Formula,
        spot: &Spot,
    ) -> Vec<(Option<String>, usize)> {
        let rules = self.rules[id.0].clone();
        let written: Vec<String> =
            self.model.scores[id.0].rules.iter().map(|rule| rule.written.to_string()).collect();
        let names = written.into_iter().map(Some).chain([None]);
        let asked = names.zip(rules).map(|(name, rule)| {
            let formula = with_score(operand, rule);
            (name, self.ask(spot, formula).at)
        });
        asked.collect()
    }

    fn gap(&mut self, formula: &Formula, spot: &Spot) -> Option<(Value_, bool, bool, bool)> {
        let Node::Operator(Operator::Compare(comparison), sides) = &formula.node else {
            return None;
        };
        let [left, right] = sides.as_slice() else { return None };
        if !matches!((&left.kind, &right.kind), (Kind::Number(_), Kind::Number(_))) {
            return None;
        }
        let (rise, more) = match comparison {
            Comparison::GreaterOrEqual => (true, false),
            Comparison::Greater => (true, true),
            Comparison::LessOrEqual => (false, false),
            Comparison::Less => (false, true),
            Comparison::Equal | Comparison::NotEqual => return None,
        };
        let sides = if rise { [right, left] } else { [left, right] };
        let node = Node::Operator(Operator::Subtract, sides.map(Formula::clone).to_vec());
        let kind = left.kind.joined(&right.kind)?;
        let value = self.ask(spot, Formula::new(node, kind, formula.span));
        Some((value, rise, more, score_of(left).is_some()))
    }

    /// Adds a formula about the row at a spot.
    fn ask(&mut self, spot: &Spot, formula: Formula) -> Value_ {
        let kind = formula.kind.clone();
        let hidden = !self.show_pii && tells_who(self.model, spot.source, &formula);
        let at = self.value(along(&spot.path, formula));
        Value_ { at, kind, hidden }
    }
}

fn label(about: &crate::model::About) -> Option<String> {
    (about.label != about.name).then(|| about.label.clone())
}

/// A negated condition is worth a line of its own where it has parts.
fn has_parts(written: &Expression) -> bool {
    matches!(
        written.node,
        Written::Name(_)
            | Written::Unary(UnaryOperator::Not, _)
            | Written::Binary(BinaryOperator::And | BinaryOperator::Or, ..)
    )
}

/// The values that a test compares, with their text.
fn operands<'f>(written: &Expression, formula: &'f Formula) -> Vec<(String, &'f Formula)> {
    let mut found: Vec<(String, &Formula)> = Vec::new();
    let mut add = |text: String, formula: &'f Formula| {
        if found.iter().all(|(known, _)| *known != text) {
            found.push((text, formula));
        }
    };
    match (&written.node, &formula.node) {
        (Written::Binary(_, left, right), Node::Operator(Operator::Compare(_), sides)) => {
            for (written, formula) in [left, right].into_iter().zip(sides) {
                add(written.to_string(), formula);
            }
        }
        (Written::Between(value, low, high), Node::Operator(Operator::And, tests)) => {
            for (test, bound) in tests.iter().zip([low, high]) {
                if let Node::Operator(_, sides) = &test.node
                    && let [left, right] = sides.as_slice()
                {
                    add(value.to_string(), left);
                    add(bound.to_string(), right);
                }
            }
        }
        (Written::In(value, _), Node::In(inner, _)) => add(value.to_string(), inner),
        (Written::Binary(_, value, _), Node::Text(_, inner, _)) => add(value.to_string(), inner),
        (Written::IsMissing(value, _), Node::Operator(operator, parts)) => {
            let inner = match (operator, parts.first().map(|part| (&part.node, part))) {
                (Operator::Not, Some((Node::Operator(_, parts), _))) => parts.first(),
                (_, part) => part.map(|(_, part)| part),
            };
            if let Some(inner) = inner {
                add(value.to_string(), inner);
            }
        }
        (Written::Unary(UnaryOperator::Not, inner), Node::Operator(Operator::Not, parts)) => {
            if let Some(part) = parts.first() {
                return operands(inner, part);
            }
        }
        _ => add(written.to_string(), formula),
    }
    found
}

/// The number of rows that `any` or `none` looks for, and the moment of the latest.
fn counted(model: &Model, aggregate: &Aggregate, of: &Formula) -> (Formula, Option<Formula>) {
    let with = |function, argument, kind| {
        let gathered = Aggregate { function, argument, ..aggregate.clone() };
        Formula::new(Node::Aggregate(Box::new(gathered)), kind, of.span)
    };
    let rows = with(AggregateFunction::Count, None, Kind::count("rows"));
    let latest = clock(model, &aggregate.set).map(|clock| {
        let kind = clock.kind.clone();
        with(AggregateFunction::Maximum, Some(clock), kind)
    });
    (rows, latest)
}

fn clock(model: &Model, set: &Set) -> Option<Formula> {
    let source = model.source(set.source);
    let time = || {
        let column = source.column(source.time?);
        Some(Formula::new(Node::Column(source.time?), column.kind.clone(), column.span))
    };
    set.clock.clone().or_else(time)
}

/// The score that a formula gives the points of.
fn score_of(formula: &Formula) -> Option<ScoreId> {
    match &formula.node {
        Node::Walk(_, _, inner) => score_of(inner),
        Node::Score(id) => Some(*id),
        _ => None,
    }
}

/// The same formula with another score.
fn with_score(formula: &Formula, id: ScoreId) -> Formula {
    let node = match &formula.node {
        Node::Walk(link, to, inner) => Node::Walk(*link, *to, Box::new(with_score(inner, id))),
        _ => Node::Score(id),
    };
    Formula { node, ..formula.clone() }
}

/// A formula looks at a column that is marked `pii`.
fn tells_who(model: &Model, source: SourceId, formula: &Formula) -> bool {
    let mut found = false;
    let mut inner: Vec<(SourceId, &Formula)> = Vec::new();
    crate::model::visit(model, formula, Some(source), &mut |formula, source| {
        let Some(source) = source else { return };
        match &formula.node {
            Node::Column(id) => found |= model.source(source).column(*id).pii,
            Node::Criterion(id) => inner.push((source, &model.criteria[id.0].when)),
            Node::Dimension(id, index) => {
                inner.push((source, &model.dimensions[id.0].of[*index].value));
            }
            _ => {}
        }
    });
    found || inner.into_iter().any(|(source, formula)| tells_who(model, source, formula))
}
