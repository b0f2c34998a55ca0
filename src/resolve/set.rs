//! Sets: which rows, with which clock, within which windows.

use super::expression::article;
use super::{Resolver, Scope, whole_days};
use crate::diagnostic::Diagnostic;
use crate::expression::{Expression, Literal, Node as Written, Suffix, SuffixKind};
use crate::model::{Formula, Set, SourceId, StageId, Window};
use crate::source::Span;
use crate::types::Kind;

/// Rows of a source, or entries into a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rows {
    /// Rows of what.
    pub(super) source: SourceId,
    /// Entries into it; the source then is the one of its journeys.
    pub(super) stage: Option<StageId>,
}

impl Resolver<'_> {
    /// The rows a set names: `deals`, `mql`.
    pub(super) fn set_source(&mut self, written: &Expression, function: &str) -> Option<Rows> {
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
        if let ("stage" | "funnel", [_, name]) = (first.value.as_str(), parts.as_slice()) {
            self.stage_as_name(&first.value, name, written.span);
            return None;
        }
        let stage = self.model.stage_named(&first.value);
        let source = match stage {
            Some(stage) => Some(self.model.entries(stage).0),
            None => self.source_named(&first.value),
        };
        let found = source.map(|source| Rows { source, stage });
        if found.is_none() && self.lost.contains(&first.value) {
            return None;
        }
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

    pub(super) fn set(&mut self, rows: Rows, suffixes: &[&Suffix], scope: Scope) -> Set {
        let Rows { source, stage } = rows;
        let mut set = Set { source, stage, filters: Vec::new(), clock: None, windows: Vec::new() };
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
        if let (Some(stage), None) = (stage, &set.clock) {
            let span = suffixes.first().map_or(self.model.stages[stage.0].about.span, |it| it.span);
            set.clock = Some(self.entry(stage, span));
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
}

/// Parts a set from its suffixes.
pub(super) fn split(written: &Expression) -> (&Expression, &[Suffix]) {
    match &written.node {
        Written::Clause(inner, suffixes) => (inner, suffixes),
        _ => (written, &[]),
    }
}
