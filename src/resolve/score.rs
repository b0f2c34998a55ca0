//! Scores: rules with their rows and points, in one exact scale.
//!
//! `decay` gives the points of a rule as time passes.

use super::decay::{Points, in_units};
use super::definitions::{NO_SOURCE, about};
use super::{Resolver, Scope};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Definition};
use crate::expression::{Decimal, Expression};
use crate::model::{
    Formula, Model, Node, Path, Rule, Score, ScoreId, ScoreStep, SourceId, along, paths, visit,
};
use crate::source::{Span, Spanned};
use crate::types::Kind;

/// Points before they are brought to one scale.
struct Draft {
    written: Expression,
    points: Vec<Points>,
    cap: Option<Decimal>,
}

impl Resolver<'_> {
    pub(super) fn register_score(&mut self, definition: &Definition<document::Score>) {
        let span = definition.name.span;
        let body = &definition.body;
        let of = match &body.of {
            Some(of) => self.source_of(of),
            None => self.required(span, "of", "of = \"leads\"").and(None),
        };
        if body.rules.is_none() {
            let help = format!("[[score.{}.rule]]` with `when` and `points", definition.name.value);
            self.required(span, "rule", &help);
        }
        let drafts: Vec<Draft> =
            body.rules.iter().flatten().filter_map(|rule| self.draft(rule)).collect();
        let number = |written: &Option<Spanned<Option<Decimal>>>| {
            written.as_ref().and_then(|number| number.value)
        };
        self.cap_below_zero(&body.cap);
        let (cap, floor) = (number(&body.cap), number(&body.floor));
        let index = self.model.scores.len();
        let expressions = drafts.iter().map(|draft| draft.written.clone()).collect();
        self.item(&definition.name, "score", index, expressions);
        let about = about(&definition.name, &definition.about);
        let of = of.unwrap_or(NO_SOURCE);
        let score = scaled(about, of, cap, floor, drafts);
        let score = score.unwrap_or_else(|about| {
            let message = "the points of this score cannot be kept exactly together";
            self.diagnostics.push(
                Diagnostic::error("bad-value", span, message)
                    .label("too many digits")
                    .help("write smaller points, or points with fewer digits after the point"),
            );
            Score { about: *about, of, cap: None, floor: None, rules: Vec::new(), scale: 0 }
        });
        if score.cap.zip(score.floor).is_some_and(|(cap, floor)| cap < floor) {
            let place = body.cap.as_ref().map_or(span, |cap| cap.span);
            self.diagnostics.push(
                Diagnostic::error("bad-value", place, "`cap` is less than `floor`")
                    .help("make `cap` the greater of both, or leave one out"),
            );
        }
        self.model.scores.push(score);
    }

    /// A cap below zero would take points from subjects without any row.
    fn cap_below_zero(&mut self, cap: &Option<Spanned<Option<Decimal>>>) {
        let Some(cap) = cap.as_ref().filter(|cap| cap.value.is_some_and(|it| it.units < 0)) else {
            return;
        };
        self.diagnostics.push(
            Diagnostic::error("bad-value", cap.span, "a `cap` below zero gives everybody less")
                .label("below zero")
                .help("write a cap of 0 or more; `floor` of the score limits negative points"),
        );
    }

    fn draft(&mut self, rule: &document::Rule) -> Option<Draft> {
        if rule.points.is_none() {
            self.required(rule.span, "points", "points = 10");
        }
        if rule.when.is_none() {
            self.required(rule.span, "when", "when = \"leads.job_level = '部長'\"");
        }
        let points = rule.points.as_ref()?.value.unwrap_or(Decimal { units: 0, scale: 0 });
        let points = self.fading(rule, points)?;
        self.cap_below_zero(&rule.cap);
        let cap = rule.cap.as_ref().and_then(|cap| cap.value);
        Some(Draft { written: rule.when.clone()?, points, cap })
    }

    pub(super) fn resolve_score(&mut self, id: ScoreId, expressions: &[Expression]) {
        let of = self.model.scores[id.0].of;
        if of == NO_SOURCE {
            return;
        }
        for (index, written) in expressions.iter().enumerate() {
            let Some((source, path)) = self.rule_rows(written, of) else { continue };
            let when = self.condition(written, Scope::Row(source));
            let when = self.plain_condition(when, source);
            let Some(rule) = self.model.scores[id.0].rules.get_mut(index) else { continue };
            (rule.source, rule.path, rule.when) = (source, path, when);
            if source == of && rule.steps.len() > 1 {
                let subject = &self.model.source(of).name;
                let message =
                    format!("this rule is about `{subject}` itself, its points do not fade");
                self.diagnostics.push(
                    Diagnostic::error("bad-value", written.span, message)
                        .label("no moment to fade from")
                        .help("leave `decay` and `window` out, or name rows that have a time"),
                );
            }
        }
    }

    /// The rows that give points: those below the subject that the condition names, else the
    /// subject itself.
    fn rule_rows(&mut self, written: &Expression, of: SourceId) -> Option<(SourceId, Path)> {
        let mut named = Vec::new();
        self.named_sources(written, &mut named);
        named.sort_unstable();
        named.dedup();
        let sources = &self.model.sources;
        let reaches = |from: SourceId, to: SourceId| !paths(sources, from, to).is_empty();
        named.retain(|source| *source != of && reaches(*source, of) && !reaches(of, *source));
        named.retain(|source| sources[source.0].funnel.is_none());
        let Some(first) = named.first().copied() else {
            return Some((of, Path::new()));
        };
        let lowest = named.iter().find(|from| named.iter().all(|to| reaches(**from, *to)));
        let Some(lowest) = lowest.copied() else {
            let names: Vec<&str> = named.iter().map(|id| sources[id.0].name.as_str()).collect();
            let message = format!("no row belongs to {} at once", names.join(" and "));
            self.diagnostics.push(
                Diagnostic::error("fan-out", written.span, message).label("no common row").help(
                    format!("write one rule for each, beginning with `{}`", sources[first.0].name),
                ),
            );
            return None;
        };
        if self.model.source(lowest).time.is_none() {
            self.needs_time(lowest, written.span);
            return None;
        }
        let path = self.way(lowest, of, written.span, "..")?;
        Some((lowest, path))
    }

    /// A rule looks at one row: no aggregates, scores or stages, also not through criteria.
    fn plain_condition(&mut self, when: Formula, source: SourceId) -> Formula {
        let Some((span, what)) = beyond_one_row(&self.model, &when, source) else {
            return when;
        };
        let message = format!("a rule of a score looks at one row, this is {what}");
        self.fail(
            Diagnostic::error("mixed-levels", span, message)
                .label("more than a row")
                .help("put this into the `when` of a stage; a rule compares columns of one row"),
        )
    }

    pub(super) fn score_reference(
        &mut self,
        name: &Spanned<String>,
        span: Span,
        scope: Scope,
    ) -> Formula {
        let Some(index) = self.demand("score", name, span) else {
            return Formula::poison(span);
        };
        let of = self.model.scores[index].of;
        if of == NO_SOURCE {
            return Formula::poison(span);
        }
        let Scope::Row(source) = scope else {
            let message = format!("`score.{}` has a value for a row, a KPI needs many", name.value);
            let of = &self.model.source(of).name;
            let help = format!("write `count({of} where score.{} >= 40)`", name.value);
            return self.fail(
                Diagnostic::error("mixed-levels", span, message)
                    .label("needs an aggregate")
                    .help(help),
            );
        };
        match self.way(source, of, span, "..") {
            Some(path) => {
                along(&path, Formula::new(Node::Score(ScoreId(index)), Kind::plain(), span))
            }
            None => Formula::poison(span),
        }
    }
}

/// Brings all numbers of a score to one scale; gives the words back where that cannot be exact.
fn scaled(
    about: crate::model::About,
    of: SourceId,
    cap: Option<Decimal>,
    floor: Option<Decimal>,
    drafts: Vec<Draft>,
) -> Result<Score, Box<crate::model::About>> {
    let points = drafts.iter().flat_map(|draft| draft.points.iter().map(|(_, points)| points));
    let caps = drafts.iter().filter_map(|draft| draft.cap.as_ref());
    let scale = points.chain(caps).chain(&cap).chain(&floor).map(|number| number.scale).max();
    let scale = scale.unwrap_or_default();
    let mut exact = true;
    let mut units = |number: Decimal| {
        let units = in_units(number, scale);
        exact &= units.is_some();
        units.unwrap_or_default()
    };
    let (cap, floor) = (cap.map(&mut units), floor.map(&mut units));
    let mut rules = Vec::new();
    for draft in drafts {
        let step = |(after, points): Points| ScoreStep { after, points: units(points) };
        let steps = draft.points.into_iter().map(step).collect();
        let cap = draft.cap.map(&mut units);
        let when = Formula::poison(draft.written.span);
        rules.push(Rule {
            written: draft.written,
            source: of,
            path: Path::new(),
            when,
            steps,
            cap,
        });
    }
    if !exact {
        return Err(Box::new(about));
    }
    Ok(Score { about, of, cap, floor, rules, scale })
}

/// The first part of a condition that looks further than one row, and what it is.
fn beyond_one_row(
    model: &Model,
    formula: &Formula,
    source: SourceId,
) -> Option<(Span, &'static str)> {
    let mut found = None;
    visit(model, formula, Some(source), &mut |part, _| {
        let what = match &part.node {
            Node::Aggregate(_) => "an aggregate",
            Node::Score(_) => "a score",
            Node::Journey(..) => "a stage",
            Node::Criterion(id) => {
                let criterion = &model.criteria[id.0];
                match beyond_one_row(model, &criterion.when, criterion.of) {
                    Some((_, what)) => what,
                    None => return,
                }
            }
            Node::Dimension(id, index) => {
                let value = &model.dimensions[id.0].of[*index];
                match beyond_one_row(model, &value.value, value.source) {
                    Some((_, what)) => what,
                    None => return,
                }
            }
            _ => return,
        };
        found = found.or(Some((part.span, what)));
    });
    found
}
