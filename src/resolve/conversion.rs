//! Cohort conversions: `a -> b within D`.

use super::set::{Rows, split};
use super::{Resolver, Scope, whole_days};
use crate::diagnostic::Diagnostic;
use crate::expression::{
    DurationUnit, Expression, Node as Written, Step as WrittenStep, Suffix, SuffixKind,
};
use crate::functions::{AggregateFunction, ConversionFunction};
use crate::model::{Aggregate, Conversion, Formula, Node, Path, Set, StageId, Step, Target, paths};
use crate::source::Span;
use crate::types::Kind;

impl Resolver<'_> {
    pub(super) fn conversion(
        &mut self,
        function: Option<ConversionFunction>,
        (from, steps): (&Expression, &[WrittenStep]),
        span: Span,
        scope: Scope,
    ) -> Formula {
        if scope != Scope::Formula {
            return self.fail(
                Diagnostic::error("mixed-levels", span, "a conversion is about many rows")
                    .help("use it in the formula of a KPI"),
            );
        }
        let (base, suffixes) = split(from);
        let Some(rows) = self.set_source(base, "->") else {
            return Formula::poison(span);
        };
        let suffixes: Vec<&Suffix> = suffixes.iter().collect();
        let set = self.set(rows, &suffixes, scope);
        if self.clock_kind(&set).is_none() {
            self.needs_time(rows.source, from.span);
            return Formula::poison(span);
        }
        self.forward(rows, steps);
        let mut targets = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            let last = index + 1 == steps.len();
            match self.step(step, &set, last) {
                Some(step) => targets.push(step),
                None => return Formula::poison(span),
            }
        }
        let conversion = self.meet_days(function, set, targets);
        let kind = match function {
            Some(ConversionFunction::SurvivalMedian) => Kind::duration(),
            Some(ConversionFunction::ExpectedRate) | None => Kind::ratio(),
        };
        Formula::new(Node::Conversion(Box::new(conversion)), kind, span)
    }

    /// Warns where a stage does not come after the one before in its funnel: then entries convert at
    /// once or never.
    fn forward(&mut self, from: Rows, steps: &[WrittenStep]) {
        let mut before = from.stage;
        for step in steps {
            let target = split(&step.target).0;
            let next = self.stage_target(target);
            let stages = before.zip(next);
            let stages = stages.map(|(a, b)| (&self.model.stages[a.0], &self.model.stages[b.0]));
            before = next;
            let Some((a, b)) = stages.filter(|(a, b)| a.funnel == b.funnel) else { continue };
            if b.position > a.position {
                continue;
            }
            let (left, right) = (&a.about.name, &b.about.name);
            let (message, help) = if a.position == b.position {
                let help = "name a later stage on the right, or count entries with `count(..)`";
                (format!("`{left}` leads to itself"), help.to_owned())
            } else {
                let funnel = &self.model.funnels[a.funnel.0].about.name;
                let help = format!("write `{right} -> {left}`, or name a stage after `{left}`");
                (format!("`{right}` comes before `{left}` in funnel `{funnel}`"), help)
            };
            self.diagnostics.push(
                Diagnostic::warning("wrong-arguments", target.span, message)
                    .label("not a later stage")
                    .help(help),
            );
        }
    }

    fn step(&mut self, written: &WrittenStep, from: &Set, last: bool) -> Option<Step> {
        let within = written.within.as_ref().map(|within| within.value);
        if within.is_none() && !last {
            self.diagnostics.push(
                Diagnostic::error(
                    "wrong-arguments",
                    written.span,
                    "`ever` stands in the last step only",
                )
                .help("give this step a window, as in `within 30 days`"),
            );
            return None;
        }
        let business = within.is_some_and(|within| within.unit == DurationUnit::BusinessDays);
        if business && !self.calendar_known(written.span) {
            return None;
        }
        let (target, suffixes) = split(&written.target);
        if let Some(stage) = self.stage_target(target) {
            let target = self.entry_target(stage, suffixes, from, written.target.span)?;
            return Some(Step { target, within });
        }
        if let Some(suffix) = suffixes.first() {
            self.diagnostics.push(
                Diagnostic::error(
                    "wrong-arguments",
                    suffix.span,
                    "a moment cannot be filtered here",
                )
                .help("put the condition into `first(.. where ..)`"),
            );
            return None;
        }
        let formula = self.expression(target, Scope::Row(from.source));
        if formula.kind.is_poison() {
            return None;
        }
        if !formula.kind.is_moment() {
            let message = format!("a conversion leads to a moment, this is a {}", formula.kind);
            self.diagnostics.push(
                Diagnostic::error("type-mismatch", target.span, message)
                    .label("not a moment")
                    .help("write a moment column or `first(deals.created_at where ..)`"),
            );
            return None;
        }
        Some(Step { target: self.target(formula)?, within })
    }

    /// The stage a step leads to: `mql` or `mql.at`.
    fn stage_target(&self, target: &Expression) -> Option<StageId> {
        let Written::Name(parts) = &target.node else { return None };
        match parts.as_slice() {
            [stage] => self.model.stage_named(&stage.value),
            [stage, at] if at.value == "at" => self.model.stage_named(&stage.value),
            _ => None,
        }
    }

    /// The entry into a stage: of the same journey, or the first below the row at hand.
    fn entry_target(
        &mut self,
        stage: StageId,
        suffixes: &[Suffix],
        from: &Set,
        span: Span,
    ) -> Option<Target> {
        let funnel = self.model.stages[stage.0].funnel;
        let (journeys, of) = {
            let funnel = &self.model.funnels[funnel.0];
            (funnel.journeys, funnel.of)
        };
        self.only_where(suffixes)?;
        let same = from.source == journeys;
        let upper = self.subject_of(Scope::Row(from.source)).map_or(from.source, |(_, of)| of);
        let above = upper == of || !paths(&self.model.sources, of, upper).is_empty();
        if (same || !above) && suffixes.is_empty() {
            let moment = match same {
                true => self.entry(stage, span),
                false => self.stage_on_row(stage, &[], span, from.source),
            };
            return (!moment.kind.is_poison()).then_some(Target::Moment(moment));
        }
        let rows = Rows { source: journeys, stage: Some(stage) };
        let path = match (same, above) {
            (true, _) => Path::new(),
            (_, true) => self.way(journeys, upper, span, "at")?,
            (false, false) => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "wrong-arguments",
                        suffixes[0].span,
                        "this row has one entry at most, nothing to choose from",
                    )
                    .help("put the condition on the left side of `->`"),
                );
                return None;
            }
        };
        let suffixes: Vec<&Suffix> = suffixes.iter().collect();
        let set = self.set(rows, &suffixes, Scope::Row(from.source));
        let journey = self.model.source(from.source).funnel;
        let argument = Some(self.entry(stage, span));
        let function = AggregateFunction::First;
        Some(Target::First(Box::new(Aggregate { function, set, argument, path, journey })))
    }

    fn only_where(&mut self, suffixes: &[Suffix]) -> Option<()> {
        let other = suffixes.iter().find(|suffix| suffix.kind != SuffixKind::Where);
        let Some(suffix) = other else { return Some(()) };
        let message = "an entry is narrowed by `where` only";
        self.diagnostics.push(
            Diagnostic::error("wrong-arguments", suffix.span, message)
                .help("leave it out; the window of the step stands after `within`"),
        );
        None
    }

    fn target(&mut self, formula: Formula) -> Option<Target> {
        let Node::Aggregate(aggregate) = formula.node else {
            return Some(Target::Moment(formula));
        };
        let first =
            matches!(aggregate.function, AggregateFunction::First | AggregateFunction::Minimum);
        if first {
            return Some(Target::First(aggregate));
        }
        self.diagnostics.push(
            Diagnostic::error(
                "wrong-arguments",
                formula.span,
                "a conversion ends at the first moment",
            )
            .help("write `first(..)`"),
        );
        None
    }

    /// Where dates and datetimes meet, the whole conversion works in local days.
    fn meet_days(
        &self,
        function: Option<ConversionFunction>,
        from: Set,
        mut steps: Vec<Step>,
    ) -> Conversion {
        let kind = |step: &Step| match &step.target {
            Target::Moment(formula) => formula.kind.clone(),
            Target::First(aggregate) => {
                aggregate.argument.as_ref().map_or(Kind::Poison, |argument| argument.kind.clone())
            }
        };
        let clock = self.clock_kind(&from).unwrap_or(Kind::Poison);
        let whole_days = clock == Kind::Date || steps.iter().any(|step| kind(step) == Kind::Date);
        if whole_days {
            steps = steps.into_iter().map(step_in_days).collect();
        }
        Conversion { function, from, steps, whole_days }
    }
}

fn step_in_days(step: Step) -> Step {
    let target = match step.target {
        Target::Moment(formula) => Target::Moment(whole_days::local_date(formula)),
        Target::First(mut aggregate) => {
            aggregate.argument = aggregate.argument.map(whole_days::local_date);
            Target::First(aggregate)
        }
    };
    Step { target, ..step }
}
