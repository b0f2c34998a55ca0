//! Funnels: which stages they list, when a subject starts again, whether they work in whole days.
//!
//! `stage` understands the stages, `journeys` makes the source of their entries.

use std::collections::BTreeMap;

use super::definitions::{Seen, about};
use super::{Resolver, journeys};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Definition, Document};
use crate::expression::{Duration, DurationUnit};
use crate::model::{Cycle, Funnel, FunnelId, Path, Skips, SourceId, StageId, paths};
use crate::source::{Span, Spanned};

/// Stages as written, by name.
type Written<'d> = BTreeMap<&'d str, &'d Definition<document::Stage>>;

const SKIPS: &str = "write `skips = \"backfill\"` (earlier stages count as entered), `\"exclude\"` (only rows after the stage before) or `\"error\"`";

impl Resolver<'_> {
    /// Registers every funnel with its stages.
    pub(super) fn register_funnels(&mut self, documents: &[Document], seen: &mut Seen) {
        let mut written = Written::new();
        let mut placed: BTreeMap<String, Span> = BTreeMap::new();
        for definition in documents.iter().flat_map(|document| &document.stages) {
            let name = definition.name.value.as_str();
            if !self.is_source(&definition.name, "stage")
                && self.is_new(seen, &definition.name, "stage")
            {
                written.insert(name, definition);
            } else if !written.contains_key(name) {
                self.lost.insert(name.to_owned());
            }
        }
        for definition in documents.iter().flat_map(|document| &document.funnels) {
            if !self.is_source(&definition.name, "funnel")
                && self.is_new(seen, &definition.name, "funnel")
            {
                self.register_funnel(definition, &written, &mut placed);
            } else {
                let listed = definition.body.stages.iter().flatten();
                listed.for_each(|name| _ = placed.entry(name.value.clone()).or_insert(name.span));
                self.lose(definition.body.stages.iter().flatten());
            }
        }
        let unknown: Vec<&str> =
            placed.keys().map(String::as_str).filter(|name| !written.contains_key(name)).collect();
        for (name, definition) in &written {
            if placed.contains_key(*name) {
                continue;
            }
            // A misspelt name in a funnel is reported there.
            match crate::suggest::nearest(name, unknown.iter().copied()).is_empty() {
                true => self.without_funnel(&definition.name),
                false => _ = self.lost.insert(definition.name.value.clone()),
            }
        }
    }

    fn is_source(&mut self, name: &Spanned<String>, kind: &str) -> bool {
        let Some(source) = self.source_named(&name.value) else {
            return false;
        };
        let message = format!("`{}` is defined twice, as source and as {kind}", name.value);
        let first = self.model.source(source).span;
        self.diagnostics.push(
            Diagnostic::error("duplicate-name", name.span, message)
                .label("second definition")
                .also(first, "first definition")
                .help("rename one; stages and sources are sets of one namespace"),
        );
        true
    }

    fn without_funnel(&mut self, name: &Spanned<String>) {
        let message = format!("stage `{}` stands in no funnel", name.value);
        self.diagnostics.push(
            Diagnostic::error("no-funnel", name.span, message)
                .label("in no funnel")
                .help(format!("add `\"{}\"` to `stages` of the funnel it belongs to", name.value)),
        );
        self.lost.insert(name.value.clone());
    }

    /// Names that are no longer reported where they are used.
    fn lose<'n>(&mut self, names: impl Iterator<Item = &'n Spanned<String>>) {
        self.lost.extend(names.map(|name| name.value.clone()));
    }

    fn register_funnel(
        &mut self,
        definition: &Definition<document::Funnel>,
        written: &Written<'_>,
        placed: &mut BTreeMap<String, Span>,
    ) {
        let body = &definition.body;
        let span = definition.name.span;
        let listed = body.stages.as_deref().unwrap_or_default();
        if body.stages.is_none() {
            self.required(span, "stages", "stages = [\"cv\", \"mql\", \"sql\", \"won\"]");
        }
        let skips = self.skips(&body.skips, span);
        let of = self.subject(&body.of, span);
        let Some(of) = of else {
            listed.iter().for_each(|name| _ = placed.insert(name.value.clone(), name.span));
            return self.lose(listed.iter());
        };
        let cycle = body.cycle.as_ref().and_then(|cycle| self.cycle(cycle, of));
        let funnel = FunnelId(self.model.funnels.len());
        let mut stages: Vec<StageId> = Vec::new();
        for name in listed {
            if let Some(stage) = self.placed(name, written, placed) {
                stages.push(self.register_stage(stage, funnel, stages.len()));
            }
        }
        let whole_days = self.whole_days.contains(&definition.name.value);
        let names: Vec<String> =
            stages.iter().map(|id| self.model.stages[id.0].about.name.clone()).collect();
        let source =
            journeys::source(&self.model, &definition.name, funnel, of, &names, whole_days);
        let journeys = SourceId(self.model.sources.len());
        self.model.sources.push(source);
        let about = about(&definition.name, &definition.about);
        self.model.funnels.push(Funnel { about, of, stages, skips, cycle, journeys, whole_days });
    }

    /// A listed stage, if it is defined and stands nowhere else.
    fn placed<'d>(
        &mut self,
        name: &Spanned<String>,
        written: &Written<'d>,
        placed: &mut BTreeMap<String, Span>,
    ) -> Option<&'d Definition<document::Stage>> {
        if let Some(first) = placed.get(&name.value) {
            let message = format!("stage `{}` stands in a funnel twice", name.value);
            self.diagnostics.push(
                Diagnostic::error("duplicate-name", name.span, message)
                    .label("second place")
                    .also(*first, "first place")
                    .help(
                        "a stage stands in exactly one funnel; define another stage for this one",
                    ),
            );
            return None;
        }
        placed.insert(name.value.clone(), name.span);
        let found = written.get(name.value.as_str()).copied();
        if found.is_none() && self.lost.insert(name.value.clone()) {
            let names = written.keys().copied();
            let mut diagnostic = super::unknown("stage", &name.value, name.span, names);
            if diagnostic.help.as_deref().is_none_or(|help| help.starts_with("define")) {
                diagnostic.help =
                    Some(format!("write `[stage.{}]` with `at` or `when`", name.value));
            }
            self.diagnostics.push(diagnostic);
        }
        found
    }

    /// The source one row of which is one subject: it has a key and a time.
    fn subject(&mut self, of: &Option<Spanned<String>>, span: Span) -> Option<SourceId> {
        let Some(of) = of else {
            self.required(span, "of", "of = \"leads\"");
            return None;
        };
        let id = self.source_of(of)?;
        let source = self.model.source(id);
        let (name, keyed, timed) =
            (source.name.clone(), source.key.is_some(), source.time.is_some());
        if !keyed {
            let message = format!("`{name}` has no key to tell its rows apart");
            self.diagnostics.push(
                Diagnostic::error("no-key", of.span, message)
                    .help(format!("declare `key` for source `{name}`")),
            );
        }
        if !timed {
            self.diagnostics.push(
                Diagnostic::error("no-clock", of.span, format!("`{name}` has no time"))
                    .label("needs a time")
                    .help(format!("declare `time` for source `{name}`; no entry lies before it")),
            );
        }
        (keyed && timed).then_some(id)
    }

    fn skips(&mut self, written: &Option<Spanned<String>>, span: Span) -> Skips {
        let Some(written) = written else {
            self.diagnostics.push(
                Diagnostic::error("missing-key", span, "the key `skips` is needed")
                    .label("needs `skips`")
                    .help(SKIPS),
            );
            return Skips::Error;
        };
        match written.value.as_str() {
            "backfill" => Skips::Backfill,
            "exclude" => Skips::Exclude,
            "error" => Skips::Error,
            other => {
                let message = format!("`{other}` is no way to treat skipped stages");
                self.diagnostics
                    .push(Diagnostic::error("bad-value", written.span, message).help(SKIPS));
                Skips::Error
            }
        }
    }

    fn cycle(&mut self, written: &document::Cycle, of: SourceId) -> Option<Cycle> {
        let restarts_at = match &written.restarts_at {
            Some(name) => self.restart(name, of),
            None => {
                self.required(written.span, "restarts_at", "restarts_at = \"touches\"").and(None)
            }
        };
        let dormant = match &written.dormant {
            Some(length) => length.value.and_then(|value| self.dormant(value, length.span)),
            None => self.required(written.span, "dormant", "dormant = \"180 days\"").and(None),
        };
        let listed = written.quiet_in.as_deref().unwrap_or_default();
        if written.quiet_in.is_none() {
            self.required(written.span, "quiet_in", "quiet_in = [\"touches\", \"activities\"]");
        }
        let quiet_in: Vec<(SourceId, Path)> =
            listed.iter().filter_map(|name| self.activity(name, of)).collect();
        let (restarts_at, path) = restarts_at?;
        Some(Cycle { restarts_at, path, dormant: dormant?, quiet_in })
    }

    fn restart(&mut self, name: &Spanned<String>, of: SourceId) -> Option<(SourceId, Path)> {
        let found = self.activity(name, of)?;
        if found.0 == of {
            let message = format!("a row of `{}` does not start itself again", name.value);
            self.diagnostics.push(
                Diagnostic::error("bad-value", name.span, message)
                    .help("name a source of rows below it, such as `touches`"),
            );
            return None;
        }
        Some(found)
    }

    /// A source of rows that belong to a subject, with their links to it.
    pub(super) fn activity(
        &mut self,
        name: &Spanned<String>,
        of: SourceId,
    ) -> Option<(SourceId, Path)> {
        let source = self.source_of(name)?;
        let mut ways = paths(&self.model.sources, source, of);
        if ways.len() == 1 {
            if self.model.source(source).time.is_none() {
                self.needs_time(source, name.span);
                return None;
            }
            return ways.pop().map(|way| (source, way));
        }
        let subject = &self.model.source(of).name;
        let (code, message) = match ways.len() {
            0 => ("unreachable", format!("no link leads from `{}` to `{subject}`", name.value)),
            count => {
                ("ambiguous-link", format!("`{}` leads to `{subject}` in {count} ways", name.value))
            }
        };
        let help = match ways.len() {
            0 => format!("declare `links = \"{subject}\"` on a column of `{}`", name.value),
            _ => format!("keep one column of `{}` that links to `{subject}`", name.value),
        };
        self.diagnostics.push(Diagnostic::error(code, name.span, message).help(help));
        None
    }

    fn dormant(&mut self, length: Duration, span: Span) -> Option<Duration> {
        if length.amount > 0 && length.unit != DurationUnit::BusinessDays {
            return Some(length);
        }
        let message = format!("`{length}` is no time of quiet");
        self.diagnostics.push(
            Diagnostic::error("bad-value", span, message)
                .help("write days, weeks, months or years, as in `dormant = \"180 days\"`"),
        );
        None
    }
}
