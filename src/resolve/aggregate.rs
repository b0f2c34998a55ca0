//! Aggregates: which rows, of which source, what of them.

use super::expression::article;
use super::set::{Rows, split};
use super::{Resolver, Scope};
use crate::diagnostic::Diagnostic;
use crate::expression::{Call, Expression, Node as Written, Suffix, SuffixKind};
use crate::functions::{AggregateFunction, Takes};
use crate::model::paths;
use crate::model::{Aggregate, Formula, Node, Set, SourceId};
use crate::source::Span;
use crate::types::Kind;

impl Resolver<'_> {
    pub(super) fn aggregate(
        &mut self,
        call: &Call,
        function: AggregateFunction,
        takes: Takes,
        span: Span,
        scope: Scope,
    ) -> Formula {
        match self.gather(call, function, takes, span, scope) {
            Some((aggregate, kind)) => {
                Formula::new(Node::Aggregate(Box::new(aggregate)), kind, span)
            }
            None => Formula::poison(span),
        }
    }

    fn gather(
        &mut self,
        call: &Call,
        function: AggregateFunction,
        takes: Takes,
        span: Span,
        scope: Scope,
    ) -> Option<(Aggregate, Kind)> {
        let [written] = call.arguments.as_slice() else {
            let message = format!("`{}` takes one argument", call.name.value);
            self.diagnostics.push(
                Diagnostic::error("wrong-arguments", span, message)
                    .help(format!("write `{}(..)` with one set or value", call.name.value)),
            );
            return None;
        };
        if call.distinct && function != AggregateFunction::Count {
            self.diagnostics.push(
                Diagnostic::error(
                    "wrong-arguments",
                    call.name.span,
                    "only `count` takes `distinct`",
                )
                .help("write `count(distinct x)`"),
            );
            return None;
        }
        let of_set = takes == Takes::Set && !call.distinct;
        let (base, inner) = split(written);
        let rows = if of_set {
            self.set_source(base, &call.name.value)?
        } else {
            self.argument_source(base, &call.suffixes, &call.name.value)?
        };
        let source = rows.source;
        let path = self.below(rows, scope, span)?;
        let journey = self.subject_of(scope).map(|(funnel, _)| funnel);
        let suffixes: Vec<&Suffix> = inner.iter().chain(&call.suffixes).collect();
        let argument = if of_set { None } else { Some(self.expression(base, Scope::Row(source))) };
        let set = self.set(rows, &suffixes, scope);
        if argument.as_ref().is_some_and(|argument| argument.kind.is_poison()) {
            return None;
        }
        let function = if call.distinct { AggregateFunction::CountDistinct } else { function };
        let kind = self.gathered_kind(function, takes, argument.as_ref(), rows, call)?;
        self.check_order(function, argument.as_ref(), &set, call)?;
        Some((Aggregate { function, set, argument, path, journey }, kind))
    }

    /// The source whose rows an argument speaks of: `over`, else the one from which links lead to
    /// all others that it names.
    fn argument_source(
        &mut self,
        written: &Expression,
        suffixes: &[Suffix],
        function: &str,
    ) -> Option<Rows> {
        if let Some(over) = suffixes.iter().find(|suffix| suffix.kind == SuffixKind::Over) {
            return self.set_source(split(&over.value).0, function);
        }
        let mut named = Vec::new();
        self.named_sources(written, &mut named);
        named.sort_unstable();
        named.dedup();
        let reaches_all = |from: &&SourceId| named.iter().all(|to| self.reaches(**from, *to));
        // An entry knows its subject and a subject its first entry: the entries are meant.
        let is_funnel = |id: &&SourceId| self.model.source(**id).funnel.is_some();
        let candidates: Vec<&SourceId> = named.iter().filter(reaches_all).collect();
        let lowest = candidates.iter().find(|id| is_funnel(id)).or(candidates.first());
        if let Some(lowest) = lowest {
            let source = **lowest;
            return match self.model.source(source).funnel {
                Some(_) => self.entries_named(written, source, function),
                None => Some(Rows { source, stage: None }),
            };
        }
        if written.node == Written::Poison || self.names_lost(written) {
            return None;
        }
        let diagnostic = if named.is_empty() {
            match &written.node {
                Written::Name(parts) if parts.len() > 1 => self.unknown_source("source", &parts[0]),
                _ => Diagnostic::error(
                    "wrong-arguments",
                    written.span,
                    format!("`{function}` does not say of which rows"),
                )
                .help("name the source, as in `sum(deals.amount)`, or add `over deals`"),
            }
        } else {
            let names: Vec<String> =
                named.iter().map(|id| self.model.source(*id).name.clone()).collect();
            let message = format!("no row belongs to {} at once", names.join(" and "));
            Diagnostic::error("fan-out", written.span, message)
                .label("no common row")
                .help("gather each source apart, or declare a link between them")
        };
        self.diagnostics.push(diagnostic);
        None
    }

    /// Whether a row of one source belongs to one row of another.
    fn reaches(&self, from: SourceId, to: SourceId) -> bool {
        let way = |to: SourceId| from == to || !paths(&self.model.sources, from, to).is_empty();
        match self.model.source(to).funnel {
            Some(funnel) => way(to) || way(self.model.funnels[funnel.0].of),
            None => way(to),
        }
    }

    /// The entries an argument speaks of: those into the only stage it names.
    fn entries_named(
        &mut self,
        written: &Expression,
        source: SourceId,
        function: &str,
    ) -> Option<Rows> {
        let mut stages = Vec::new();
        each_name(written, &mut |parts| stages.extend(self.model.stage_named(&parts[0].value)));
        stages.sort_unstable();
        stages.dedup();
        if let [only] = stages.as_slice() {
            return Some(Rows { source, stage: Some(*only) });
        }
        let names: Vec<String> =
            stages.iter().map(|id| self.model.stages[id.0].about.name.clone()).collect();
        let last = names.last().cloned().unwrap_or_default();
        let message = format!("`{function}` does not say of which entries");
        self.diagnostics.push(
            Diagnostic::error("wrong-arguments", written.span, message)
                .label("several stages")
                .help(format!("add `over {last}`, or `over` another of the stages")),
        );
        None
    }

    fn names_lost(&self, written: &Expression) -> bool {
        let mut lost = false;
        each_name(written, &mut |parts| lost |= self.lost.contains(&parts[0].value));
        lost
    }

    /// Collects the sources an expression names outside nested aggregates.
    pub(super) fn named_sources(&self, written: &Expression, found: &mut Vec<SourceId>) {
        each_name(written, &mut |parts| self.source_of_name(parts, found));
    }

    fn source_of_name(&self, parts: &[crate::source::Spanned<String>], found: &mut Vec<SourceId>) {
        if let Some(stage) = self.model.stage_named(&parts[0].value) {
            found.push(self.model.entries(stage).0);
        }
        let Some(second) = parts.get(1) else { return };
        let source = match parts[0].value.as_str() {
            "criterion" => self.criterion_source(&second.value),
            "score" => self.score_source(&second.value),
            name => self.source_named(name),
        };
        found.extend(source);
    }

    /// The links from a row of the set to the row at hand; empty for a formula.
    fn below(&mut self, rows: Rows, scope: Scope, span: Span) -> Option<crate::model::Path> {
        let Scope::Row(row) = scope else {
            return Some(Vec::new());
        };
        let source = rows.source;
        // Rows of a journey are those of its subject within its span.
        let upper = self.subject_of(scope).map_or(row, |(_, subject)| subject);
        if let Some(stage) = rows.stage {
            let of = self.model.funnels[self.model.stages[stage.0].funnel.0].of;
            let lower = row != of && !paths(&self.model.sources, row, of).is_empty();
            if row == source || (lower && self.model.source(row).funnel.is_none()) {
                self.entries_of_one(stage, span);
                return None;
            }
        }
        let mut ways = paths(&self.model.sources, source, upper);
        if ways.len() == 1 && source != upper {
            return ways.pop();
        }
        let (below, above) = (&self.model.source(source).name, &self.model.source(upper).name);
        let diagnostic = if source == upper {
            Diagnostic::error(
                "fan-out",
                span,
                format!("a row of `{above}` has no other rows of `{below}`"),
            )
            .help(format!("gather rows of a source that links to `{above}`"))
        } else if ways.len() > 1 {
            let message = format!("`{below}` leads to `{above}` in {} ways", ways.len());
            Diagnostic::error("ambiguous-link", span, message)
                .help(format!("keep one column of `{below}` that links to `{above}`"))
        } else if paths(&self.model.sources, upper, source).is_empty() {
            Diagnostic::error(
                "unreachable",
                span,
                format!("no link leads from `{below}` to `{above}`"),
            )
            .label("not below")
            .help(format!("declare `links = \"{above}\"` on a column of `{below}`"))
        } else {
            let message = format!("a row of `{above}` has one row of `{below}`, nothing to gather");
            Diagnostic::error("fan-out", span, message)
                .help(format!("write a column, as in `{below}.name`"))
        };
        self.diagnostics.push(diagnostic);
        None
    }

    fn gathered_kind(
        &mut self,
        function: AggregateFunction,
        takes: Takes,
        argument: Option<&Formula>,
        rows: Rows,
        call: &Call,
    ) -> Option<Kind> {
        use AggregateFunction as A;
        let kind = argument.map(|argument| &argument.kind);
        match function {
            A::Count => {
                let name = match rows.stage {
                    Some(stage) => &self.model.stages[stage.0].about.name,
                    None => &self.model.source(rows.source).name,
                };
                return Some(Kind::count(name));
            }
            A::CountDistinct => return Some(Kind::count(&self.thing(argument?, rows.source))),
            A::Any | A::None => return Some(Kind::Boolean),
            _ => {}
        }
        let kind = kind?;
        let fits = match takes {
            Takes::Number => matches!(kind, Kind::Number(_)),
            Takes::Ordered => matches!(kind, Kind::Number(_)) || kind.is_moment(),
            Takes::Set | Takes::Value => true,
        };
        if fits {
            return Some(kind.clone());
        }
        let message = format!("`{}` does not take {}", call.name.value, article(kind));
        let help = match kind {
            Kind::Text => "count the rows, or `count(distinct ..)`",
            Kind::Boolean => "count the rows with `where`",
            _ => "use `min`, `max`, `first` or `last`, or subtract two moments",
        };
        let span = argument.map_or(call.name.span, |argument| argument.span);
        self.diagnostics.push(
            Diagnostic::error("type-mismatch", span, message).label(kind.to_string()).help(help),
        );
        None
    }

    /// What `count(distinct x)` counts: the source a key links to, else the column.
    fn thing(&self, argument: &Formula, source: SourceId) -> String {
        let mut at = self.model.source(source);
        let mut node = &argument.node;
        while let Node::Walk(_, to, inner) = node {
            at = self.model.source(*to);
            node = &inner.node;
        }
        match node {
            Node::Column(column) => {
                let found = at.column(*column);
                found
                    .links
                    .map_or_else(|| found.name.clone(), |to| self.model.source(to).name.clone())
            }
            _ => at.name.clone(),
        }
    }

    /// `first` and `last` need a time and, for ties, a key.
    fn check_order(
        &mut self,
        function: AggregateFunction,
        argument: Option<&Formula>,
        set: &Set,
        call: &Call,
    ) -> Option<()> {
        let ordered = matches!(function, AggregateFunction::First | AggregateFunction::Last);
        if !ordered || argument.is_some_and(|argument| argument.kind.is_moment()) {
            return Some(());
        }
        if self.clock_kind(set).is_none() {
            self.needs_time(set.source, call.name.span);
            return None;
        }
        let source = self.model.source(set.source);
        if source.key.is_none() && source.funnel.is_none() {
            let message = format!("`{}` has no key to break ties", source.name);
            let help = format!("declare `key` for source `{}`", source.name);
            self.diagnostics.push(Diagnostic::error("no-key", call.name.span, message).help(help));
            return None;
        }
        Some(())
    }
}

/// Visits the names of an expression outside nested aggregates.
fn each_name(written: &Expression, see: &mut dyn FnMut(&[crate::source::Spanned<String>])) {
    match &written.node {
        Written::Name(parts) if !parts.is_empty() => see(parts),
        Written::Unary(_, inner) | Written::IsMissing(inner, _) | Written::Clause(inner, _) => {
            each_name(inner, see);
        }
        Written::Binary(_, a, b) | Written::In(a, b) => {
            each_name(a, see);
            each_name(b, see);
        }
        Written::Between(a, b, c) | Written::If(a, b, c) => {
            [a, b, c].into_iter().for_each(|part| each_name(part, see));
        }
        Written::Call(call) => {
            let form = crate::functions::find(&call.name.value).map(|found| &found.0.form);
            if matches!(form, Some(crate::functions::Form::Scalar { .. })) {
                call.arguments.iter().for_each(|part| each_name(part, see));
            }
        }
        _ => {}
    }
}
