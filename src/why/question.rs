//! A condition -> the questions it takes to see whether and why each of its clauses holds.
//!
//! What was written and what was understood are gone through side by side; `operands` finds the
//! values that a test looks at.

use super::ask::Asked;
use super::clause::{Days, Form, Place, Question, What};
use super::operands::{counted, operands, score_of, tells_who, with_score};
use crate::expression::{BinaryOperator, Expression, Node as Written, UnaryOperator};
use crate::model::{CriterionId, Formula, Node, Operator, Path, ScoreId, SourceId, along};
use crate::plan::Comparison;
use crate::types::Kind;

/// The row that a part of a condition speaks of: at the end of links from the subject.
#[derive(Clone)]
struct Spot {
    path: Path,
    source: SourceId,
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
            (
                Written::Binary(BinaryOperator::And, _, own),
                Node::Operator(Operator::And, parts),
            ) if parts.len() == 2 && matches!(parts[0].node, Node::InForce(..)) => {
                self.definition(own, parts, spot)
            }
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

    /// One of several definitions, with the days on which it is in force.
    fn definition(&mut self, written: &Expression, parts: &[Formula], spot: &Spot) -> Question {
        let mut question = self.clause(written, &parts[1], spot);
        if let Node::InForce(from, to) = parts[0].node {
            let holds = self.ask(spot, parts[0].clone()).at;
            question.days = Some(Days { holds, from, to });
        }
        question
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
            days: None,
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
            match part.form == form && part.days.is_none() {
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
                let rows = Place { hidden: false, ..rows };
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

    fn gap(&mut self, formula: &Formula, spot: &Spot) -> Option<(Place, bool, bool, bool)> {
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
    fn ask(&mut self, spot: &Spot, formula: Formula) -> Place {
        let kind = formula.kind.clone();
        let hidden = !self.show_pii && tells_who(self.model, spot.source, &formula);
        let at = self.value(along(&spot.path, formula));
        Place { at, kind, hidden }
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
