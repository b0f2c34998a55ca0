//! Stages: the recorded moment or the condition by which they are entered.

use super::definitions::about;
use super::expression::article;
use super::{Resolver, Scope};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Definition};
use crate::expression::{Expression, Node as Written};
use crate::functions::AggregateFunction;
use crate::model::{
    Entry, Formula, FunnelId, Model, Node, SourceId, Stage, StageId, Window, visit,
};
use crate::source::Span;

impl Resolver<'_> {
    pub(super) fn register_stage(
        &mut self,
        definition: &Definition<document::Stage>,
        funnel: FunnelId,
        position: usize,
    ) -> StageId {
        let span = definition.name.span;
        let (at, when) = (&definition.body.at, &definition.body.when);
        let missing = at.is_none() && when.is_none();
        if missing {
            let message = "a stage needs `at` or `when`";
            self.diagnostics.push(
                Diagnostic::error("missing-key", span, message).label("how is it entered?").help(
                    "write `at = \"first(touches.at where ..)\"` for a recorded moment, or `when = \"..\"` for a condition",
                ),
            );
        }
        if let (Some(at), Some(when)) = (at, when) {
            let message = format!("stage `{}` has both `at` and `when`", definition.name.value);
            self.diagnostics.push(
                Diagnostic::error("bad-value", when.span, message)
                    .also(at.span, "the other way")
                    .help("keep one: `at` for a recorded moment, `when` for a condition"),
            );
        }
        let poison = Formula::poison(span);
        let entry = if at.is_some() { Entry::At(poison) } else { Entry::When(poison) };
        let written = at.clone().or_else(|| when.clone());
        let written = written.unwrap_or(Expression { node: Written::Poison, span });
        let id = StageId(self.model.stages.len());
        let versions = self.versions(definition);
        let earlier = versions.earlier.iter().map(|(_, written)| written.clone());
        let expressions = std::iter::once(written.clone()).chain(earlier).collect();
        let written = super::versions::written(written, &versions, span);
        self.item(&definition.name, "stage", id.0, expressions);
        let about = about(&definition.name, &definition.about);
        self.model.stages.push(Stage { about, funnel, position, written, entry, versions });
        id
    }

    pub(super) fn resolve_stage(&mut self, id: StageId, expressions: &[Expression]) {
        let written = &expressions[0];
        let stage = &self.model.stages[id.0];
        let of = self.model.funnels[stage.funnel.0].of;
        let recorded = matches!(stage.entry, Entry::At(_));
        let formula = match recorded {
            true => {
                let formula = self.expression(written, Scope::Row(of));
                self.recorded(formula, of, written.span)
            }
            false => {
                let mut all = Vec::new();
                for written in expressions {
                    let formula = self.condition(written, Scope::Row(of));
                    self.replayed(&formula, of);
                    all.push(formula);
                }
                super::versions::in_force(all, &self.model.stages[id.0].versions)
            }
        };
        self.earlier_only(id, &formula, of);
        let entry = if recorded { Entry::At(formula) } else { Entry::When(formula) };
        self.model.stages[id.0].entry = entry;
    }

    /// The moment of an `at` stage is a recorded fact that no later row can move.
    fn recorded(&mut self, formula: Formula, of: SourceId, span: Span) -> Formula {
        if formula.kind.is_poison() {
            return formula;
        }
        if !formula.kind.is_moment() {
            let message = format!("`at` is a moment, this is {}", article(&formula.kind));
            return self.fail(
                Diagnostic::error("type-mismatch", span, message)
                    .label("not a moment")
                    .help("write `first(touches.at where ..)`; a condition goes into `when`"),
            );
        }
        let fits = match &formula.node {
            Node::Column(_) => true,
            Node::Aggregate(aggregate) => {
                let column = aggregate.argument.as_ref();
                let set = &aggregate.set;
                aggregate.function == AggregateFunction::First
                    && set.stage.is_none()
                    && set.windows.iter().all(|window| !matches!(window, Window::InLast(_)))
                    && column.is_some_and(|column| matches!(column.node, Node::Column(_)))
            }
            _ => false,
        };
        if fits {
            return formula;
        }
        let subject = &self.model.source(of).name;
        self.fail(
            Diagnostic::error(
                "bad-value",
                span,
                "the moment of a stage is a recorded fact, this one could move later",
            )
            .label("could move later")
            .help(format!(
                "write a moment column of `{subject}`, or `first(..)` of a moment column with `where`; anything else goes into `when`"
            )),
        )
    }

    /// What a `when` looks at can be followed from moment to moment.
    fn replayed(&mut self, formula: &Formula, of: SourceId) {
        use AggregateFunction as A;
        let mut found = Vec::new();
        visit(&self.model, formula, Some(of), &mut |part, _| {
            let Node::Aggregate(aggregate) = &part.node else { return };
            let slides =
                aggregate.set.windows.iter().any(|window| matches!(window, Window::InLast(_)));
            match aggregate.function {
                A::Percentile(_) => {
                    found.push((part.span, "a percentile needs all its rows at every moment"))
                }
                A::Count | A::Sum | A::Any | A::None => {}
                _ if slides => {
                    found.push((
                        part.span,
                        "only `count`, `sum`, `any`, `none` follow a sliding window",
                    ));
                }
                _ => {}
            }
        });
        for (span, reason) in found {
            self.diagnostics.push(
                Diagnostic::error(
                    "cannot-replay",
                    span,
                    format!("this cannot be replayed over time: {reason}"),
                )
                .label("cannot be replayed")
                .help("use `count`, `sum`, `any` or `none` in a `when`"),
            );
        }
    }

    /// A stage looks at earlier stages of its own funnel only, also through criteria.
    fn earlier_only(&mut self, id: StageId, formula: &Formula, of: SourceId) {
        let mut seen = Vec::new();
        stages_in(&self.model, formula, of, None, &mut seen);
        let stage = &self.model.stages[id.0];
        let own = &stage.about.name;
        let wrong = seen.into_iter().find_map(|(other, span)| {
            let other = &self.model.stages[other.0];
            let name = &other.about.name;
            if other.funnel != stage.funnel {
                let funnel = &self.model.funnels[other.funnel.0].about.name;
                return Some((
                    span,
                    format!("`{own}` looks at `{name}`, a stage of funnel `{funnel}`"),
                ));
            }
            match other.position.cmp(&stage.position) {
                std::cmp::Ordering::Less => None,
                std::cmp::Ordering::Equal => Some((span, format!("stage `{own}` looks at itself"))),
                std::cmp::Ordering::Greater => {
                    Some((span, format!("`{own}` looks at `{name}`, which comes after it")))
                }
            }
        });
        let Some((span, message)) = wrong else { return };
        let earlier: Vec<String> = self.model.funnels[stage.funnel.0].stages[..stage.position]
            .iter()
            .map(|id| self.model.stages[id.0].about.name.clone())
            .collect();
        let help = match earlier.is_empty() {
            true => format!("`{own}` is the first stage; write it without other stages"),
            false => {
                format!("only stages before it may be named: {}", super::names::listed(&earlier))
            }
        };
        self.diagnostics.push(
            Diagnostic::error("circular-definition", span, message)
                .label("not an earlier stage")
                .help(help),
        );
    }
}

/// Collects the stages that a formula on a row of `source` looks at; those inside criteria and
/// dimensions stand at the place of the reference.
pub(super) fn stages_in(
    model: &Model,
    formula: &Formula,
    source: SourceId,
    place: Option<Span>,
    found: &mut Vec<(StageId, Span)>,
) {
    visit(model, formula, Some(source), &mut |part, at| {
        let span = place.unwrap_or(part.span);
        match &part.node {
            Node::Column(column) => {
                let stage = at.and_then(|at| model.stage_of(at, *column));
                found.extend(stage.map(|stage| (stage, span)));
            }
            Node::Aggregate(aggregate) => {
                found.extend(aggregate.set.stage.map(|stage| (stage, span)));
            }
            Node::Criterion(id) => {
                let criterion = &model.criteria[id.0];
                stages_in(model, &criterion.when, criterion.of, Some(span), found);
            }
            Node::Dimension(id, index) => {
                let value = &model.dimensions[id.0].of[*index];
                stages_in(model, &value.value, value.source, Some(span), found);
            }
            _ => {}
        }
    });
}
