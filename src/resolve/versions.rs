//! Earlier definitions of a stage, and which one is in force when.
//!
//! `effective_from` with `restates = false`: a replay uses at each instant the definition in force then.

use super::Resolver;
use crate::diagnostic::Diagnostic;
use crate::document::{self, Definition};
use crate::expression::{BinaryOperator, Expression, Node as Written};
use crate::model::{Formula, Node, Operator, Versions, days};
use crate::period;
use crate::source::{Span, Spanned};
use crate::types::Kind;
use jiff::civil::Date;

impl Resolver<'_> {
    /// Reads the earlier definitions of a stage; none where something about them is wrong.
    pub(super) fn versions(&mut self, definition: &Definition<document::Stage>) -> Versions {
        let body = &definition.body;
        let (from, restates) = (&body.effective_from, &body.restates);
        let Some(from) = from else {
            let spans =
                body.before.iter().map(|it| it.span).chain(restates.iter().map(|it| it.span));
            for span in spans.take(1) {
                let message = "from which day on is the definition in force?";
                self.misfit(span, message, "write `effective_from = 2027-01-01` in the stage");
            }
            return Versions::default();
        };
        let Some(restates) = restates else {
            let message = "it is not said what holds before that day";
            let help = "write `restates = false` to keep the earlier definition for earlier entries, \
                        or `restates = true` to recompute them";
            self.misfit(from.span, message, help);
            return Versions::default();
        };
        if body.at.is_some() {
            let message = "a recorded moment does not depend on when it was defined";
            self.misfit(from.span, message, "keep earlier definitions of a `when` only");
            return Versions::default();
        }
        let Some(day) = self.first_day(from) else { return Versions::default() };
        let earlier = self.earlier(body, (day, from.span));
        if earlier.is_empty() && !restates.value {
            let message = "the earlier definition is not here";
            let help = "write it as `[[stage.NAME.before]]` with its `when`";
            self.misfit(restates.span, message, help);
            return Versions::default();
        }
        Versions { effective_from: Some(day), restates: restates.value, earlier }
    }

    /// Earlier definitions, oldest first: one without a first day, all others with one, before `last`.
    fn earlier(
        &mut self,
        body: &document::Stage,
        last: (Date, Span),
    ) -> Vec<(Option<Date>, Expression)> {
        let mut found = Vec::new();
        for before in &body.before {
            let Some(when) = &before.when else {
                let example = "when = \"score.engagement >= 40\"";
                self.required(before.span, "when", example);
                continue;
            };
            let from = match &before.effective_from {
                Some(written) => match self.first_day(written) {
                    Some(day) => Some((day, written.span)),
                    None => continue,
                },
                None => None,
            };
            found.push((from, when.clone(), before.span));
        }
        found.sort_by_key(|(from, ..)| from.map(|(day, _)| day));
        let days = found.iter().map(|(from, _, span)| from.unwrap_or((Date::MIN, *span)));
        let days: Vec<(Date, Span)> = days.chain([last]).collect();
        for pair in days.windows(2).filter(|pair| pair[0].0 >= pair[1].0) {
            let message = match pair[0].0 == Date::MIN {
                true => "two definitions are the oldest one".to_owned(),
                false => {
                    format!("two definitions are in force from {} on", pair[0].0.max(pair[1].0))
                }
            };
            let help = "give each a first day of its own, the oldest none";
            self.misfit(pair[0].1, message, help);
        }
        if days.len() > 1 && days[0].0 != Date::MIN {
            let message = format!("no definition is in force before {}", days[0].0);
            self.misfit(days[0].1, message, "leave `effective_from` of the oldest out");
        }
        found.into_iter().map(|(from, when, _)| (from.map(|(day, _)| day), when)).collect()
    }

    fn first_day(&mut self, written: &Spanned<String>) -> Option<Date> {
        match period::parse_date(&written.value) {
            Ok(day) => Some(day),
            Err(error) => {
                self.misfit(written.span, error.message, error.help);
                None
            }
        }
    }

    fn misfit(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error("bad-value", span, message.into()).help(help));
    }
}

/// Joins the definitions of a stage: the latest comes first, then the oldest to the second latest.
pub(super) fn in_force(mut all: Vec<Formula>, versions: &Versions) -> Formula {
    let latest = all.remove(0);
    let spans = spans(versions);
    if spans.len() != all.len() + 1 || latest.kind.is_poison() {
        return latest;
    }
    let span = latest.span;
    let boolean = |node: Node| Formula::new(node, Kind::Boolean, span);
    let held = all.into_iter().chain([latest]).zip(spans).map(|(formula, (from, to))| {
        let days = boolean(Node::InForce(from, to));
        boolean(Node::Operator(Operator::And, vec![days, formula]))
    });
    let both = |one, other| boolean(Node::Operator(Operator::Or, vec![one, other]));
    held.reduce(both).unwrap_or_else(|| Formula::poison(span))
}

/// The same, as people read it.
pub(super) fn written(latest: Expression, versions: &Versions, header: Span) -> Expression {
    let spans = spans(versions);
    if spans.len() != versions.earlier.len() + 1 {
        return latest;
    }
    let here = |node: Written| Expression { node, span: header };
    let both =
        |operator, one, other| here(Written::Binary(operator, Box::new(one), Box::new(other)));
    let earlier = versions.earlier.iter().map(|(_, written)| written.clone());
    let held = earlier.chain([latest]).zip(spans).map(|(written, (from, to))| {
        let name = Spanned::new(days(from, to), header);
        both(BinaryOperator::And, here(Written::Name(vec![name])), written)
    });
    let joined = held.reduce(|one, other| both(BinaryOperator::Or, one, other));
    joined.unwrap_or_else(|| here(Written::Poison))
}

/// The days of each definition, oldest first; none where one definition holds for all days.
fn spans(versions: &Versions) -> Vec<(Option<Date>, Option<Date>)> {
    let breaks = versions.breaks();
    if breaks.is_empty() {
        return Vec::new();
    }
    let starts = std::iter::once(None).chain(breaks.iter().copied().map(Some));
    let ends = breaks.iter().copied().map(Some).chain([None]);
    starts.zip(ends).collect()
}
