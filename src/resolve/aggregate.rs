//! Aggregates: which rows, of which source, what of them.

use super::expression::article;
use super::{Resolver, Scope, whole_days};
use crate::diagnostic::Diagnostic;
use crate::expression::{Call, Expression, Literal, Node as Written, Suffix, SuffixKind};
use crate::functions::{AggregateFunction, Takes};
use crate::model::paths;
use crate::model::{Aggregate, Formula, Node, Set, SourceId, Window};
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
        let source = if of_set {
            self.set_source(base, &call.name.value)?
        } else {
            self.argument_source(base, &call.suffixes, &call.name.value)?
        };
        let path = self.below(source, scope, span)?;
        let suffixes: Vec<&Suffix> = inner.iter().chain(&call.suffixes).collect();
        let argument = if of_set { None } else { Some(self.expression(base, Scope::Row(source))) };
        let set = self.set(source, &suffixes, scope);
        if argument.as_ref().is_some_and(|argument| argument.kind.is_poison()) {
            return None;
        }
        let function = if call.distinct { AggregateFunction::CountDistinct } else { function };
        let kind = self.gathered_kind(function, takes, argument.as_ref(), source, call)?;
        self.check_order(function, argument.as_ref(), &set, call)?;
        Some((Aggregate { function, set, argument, path, journey: None }, kind))
    }

    /// The source a set names: `deals`.
    pub(super) fn set_source(&mut self, written: &Expression, function: &str) -> Option<SourceId> {
        let Written::Name(parts) = &written.node else {
            if written.node != Written::Poison {
                let message = format!("`{function}` counts the rows of a set");
                self.diagnostics.push(
                    Diagnostic::error("wrong-arguments", written.span, message)
                        .label("not a set")
                        .help(format!("write `{function}(source where ..)`")),
                );
            }
            return None;
        };
        let first = &parts[0];
        let found = self.model.source_named(&first.value);
        if found.is_none() {
            let diagnostic = self.unknown_source("set", first);
            self.diagnostics.push(diagnostic);
            return None;
        }
        if parts.len() > 1 {
            let text: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
            let text = text.join(".");
            let message = format!("`{text}` is a column, `{function}` counts rows");
            self.diagnostics.push(
                Diagnostic::error("wrong-arguments", written.span, message).label("not a set").help(
                    format!("write `{function}({} where {text} is not missing)` or `count(distinct {text})`", first.value),
                ),
            );
            return None;
        }
        found
    }

    /// The source whose rows an argument speaks of: `over`, else the one from which links lead to
    /// all others that it names.
    fn argument_source(
        &mut self,
        written: &Expression,
        suffixes: &[Suffix],
        function: &str,
    ) -> Option<SourceId> {
        if let Some(over) = suffixes.iter().find(|suffix| suffix.kind == SuffixKind::Over) {
            return self.set_source(split(&over.value).0, function);
        }
        let mut named = Vec::new();
        self.named_sources(written, &mut named);
        named.sort_unstable();
        named.dedup();
        let reaches_all = |from: &&SourceId| {
            named
                .iter()
                .all(|to| *to == **from || !paths(&self.model.sources, **from, *to).is_empty())
        };
        if let Some(lowest) = named.iter().find(reaches_all) {
            return Some(*lowest);
        }
        if written.node == Written::Poison {
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

    /// Collects the sources an expression names outside nested aggregates.
    fn named_sources(&self, written: &Expression, found: &mut Vec<SourceId>) {
        match &written.node {
            Written::Name(parts) => self.source_of_name(parts, found),
            Written::Unary(_, inner) | Written::IsMissing(inner, _) | Written::Clause(inner, _) => {
                self.named_sources(inner, found);
            }
            Written::Binary(_, a, b) | Written::In(a, b) => {
                self.named_sources(a, found);
                self.named_sources(b, found);
            }
            Written::Between(a, b, c) | Written::If(a, b, c) => {
                [a, b, c].into_iter().for_each(|part| self.named_sources(part, found));
            }
            Written::Call(call) => {
                let form = crate::functions::find(&call.name.value).map(|found| &found.0.form);
                if matches!(form, Some(crate::functions::Form::Scalar { .. })) {
                    call.arguments.iter().for_each(|part| self.named_sources(part, found));
                }
            }
            _ => {}
        }
    }

    fn source_of_name(&self, parts: &[crate::source::Spanned<String>], found: &mut Vec<SourceId>) {
        if parts.len() < 2 {
            return;
        }
        let source = match parts[0].value.as_str() {
            "criterion" => self.criterion_source(&parts[1].value),
            name => self.model.source_named(name),
        };
        found.extend(source);
    }

    /// The links from a row of the set to the row at hand; empty for a formula.
    fn below(&mut self, source: SourceId, scope: Scope, span: Span) -> Option<crate::model::Path> {
        let Scope::Row(upper) = scope else {
            return Some(Vec::new());
        };
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

    pub(super) fn set(&mut self, source: SourceId, suffixes: &[&Suffix], scope: Scope) -> Set {
        let mut set =
            Set { source, stage: None, filters: Vec::new(), clock: None, windows: Vec::new() };
        let outer = std::mem::take(&mut self.mixed_moments);
        for suffix in suffixes {
            match suffix.kind {
                SuffixKind::Where => {
                    set.filters.push(self.boolean(&suffix.value, Scope::Row(source)))
                }
                SuffixKind::At => set.clock = self.clock(&suffix.value, source),
                SuffixKind::Over => {
                    for inner in split(&suffix.value).1 {
                        if inner.kind == SuffixKind::Where {
                            set.filters.push(self.boolean(&inner.value, Scope::Row(source)));
                        }
                    }
                }
                kind => set.windows.extend(self.window(kind, suffix, scope)),
            }
        }
        let clock = self.clock_kind(&set);
        if !set.windows.is_empty() && clock.is_none() {
            self.needs_time(source, suffixes[0].span);
        }
        self.meet_windows(&mut set, clock);
        if std::mem::replace(&mut self.mixed_moments, outer) {
            set.filters = set.filters.into_iter().map(whole_days::whole_days).collect();
            set.clock = set.clock.map(whole_days::local_date);
        }
        set
    }

    /// Bounds and clock are dates together or datetimes together.
    fn meet_windows(&mut self, set: &mut Set, clock: Option<Kind>) {
        let bounds = set.windows.iter().filter_map(Window::bound).map(|bound| bound.kind.clone());
        let kinds: Vec<Kind> = bounds.chain(clock).collect();
        if kinds.contains(&Kind::Date) && kinds.contains(&Kind::Datetime) {
            self.mixed_moments = true;
        }
        if self.mixed_moments {
            set.windows =
                std::mem::take(&mut set.windows).into_iter().map(whole_days::window).collect();
        }
    }

    fn clock(&mut self, written: &Expression, source: SourceId) -> Option<Formula> {
        let clock = self.expression(written, Scope::Row(source));
        if clock.kind.is_moment() {
            return Some(clock);
        }
        if !clock.kind.is_poison() {
            let message =
                format!("a clock is a date or datetime, this is {}", article(&clock.kind));
            self.diagnostics.push(
                Diagnostic::error("type-mismatch", written.span, message)
                    .label("not a moment")
                    .help("write a column of type `date` or `datetime` after `at`"),
            );
        }
        Some(Formula::poison(written.span))
    }

    fn window(&mut self, kind: SuffixKind, suffix: &Suffix, scope: Scope) -> Option<Window> {
        if kind == SuffixKind::InLast {
            return match &suffix.value.node {
                Written::Literal(Literal::Duration(length)) => Some(Window::InLast(*length)),
                _ => None,
            };
        }
        let bound = self.expression(&suffix.value, scope);
        if bound.kind.is_poison() {
            return None;
        }
        if !bound.kind.is_moment() {
            let message = format!("this bounds a time and is {}", article(&bound.kind));
            self.diagnostics.push(
                Diagnostic::error("type-mismatch", suffix.value.span, message)
                    .label("not a moment")
                    .help("write a date, or a column of type `date` or `datetime`"),
            );
            return None;
        }
        Some(match kind {
            SuffixKind::After => Window::After(bound),
            SuffixKind::Since => Window::Since(bound),
            SuffixKind::Before => Window::Before(bound),
            _ => Window::Until(bound),
        })
    }

    /// Kind of the clock of a set: `at`, else the time of the source.
    pub(super) fn clock_kind(&self, set: &Set) -> Option<Kind> {
        let source = self.model.source(set.source);
        match &set.clock {
            Some(clock) => Some(clock.kind.clone()),
            None => source.time.map(|column| source.column(column).kind.clone()),
        }
    }

    pub(super) fn needs_time(&mut self, source: SourceId, span: Span) {
        let name = &self.model.source(source).name;
        self.diagnostics.push(
            Diagnostic::error("no-clock", span, format!("`{name}` has no time"))
                .label("needs a clock")
                .help(format!("declare `time` for source `{name}`, or write `at` with a column")),
        );
    }

    fn gathered_kind(
        &mut self,
        function: AggregateFunction,
        takes: Takes,
        argument: Option<&Formula>,
        source: SourceId,
        call: &Call,
    ) -> Option<Kind> {
        use AggregateFunction as A;
        let kind = argument.map(|argument| &argument.kind);
        match function {
            A::Count => return Some(Kind::count(&self.model.source(source).name)),
            A::CountDistinct => return Some(Kind::count(&self.thing(argument?, source))),
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
        if source.key.is_none() {
            let message = format!("`{}` has no key to break ties", source.name);
            let help = format!("declare `key` for source `{}`", source.name);
            self.diagnostics.push(Diagnostic::error("no-key", call.name.span, message).help(help));
            return None;
        }
        Some(())
    }
}

/// Parts a set from its suffixes.
pub(super) fn split(written: &Expression) -> (&Expression, &[Suffix]) {
    match &written.node {
        Written::Clause(inner, suffixes) => (inner, suffixes),
        _ => (written, &[]),
    }
}
